#!/usr/bin/env bats
# bpfcheck: programs of infrared receivers. No kernel that these tests meet has
# them: the rules are those of drivers/media/rc/bpf-lirc.c of Linux 6.18.

load lib/common
load lib/bpf

@test "bpfcheck: what lirc_mode2 programs read and call" {
	object calls.o -Wno-everything <<'C'
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } m SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 1); __type(value, long); } q SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } r SEC(".maps");
#define LIRC SEC("lirc_mode2") int
#define KEEP(x) asm volatile("" : "+r"(x))
LIRC word(unsigned *s) { return *s & 1; }
LIRC byte(unsigned *s) { return *(volatile char *)s; }
LIRC half(unsigned *s) { return *(volatile short *)s; }
LIRC both(unsigned *s) { return *(volatile long *)s; }
LIRC behind(unsigned *s) { return ((volatile unsigned *)s)[1]; }
LIRC before(unsigned *s) { return ((volatile unsigned *)s)[-1]; }
LIRC stored(unsigned *s) { *(volatile unsigned *)s = 1; return 0; }
LIRC repeat(unsigned *s) { return bpf_rc_repeat(s); }
LIRC keydown(unsigned *s) { return bpf_rc_keydown(s, 64, *s & 0xffff, 1); }
LIRC pointer(unsigned *s) { return bpf_rc_pointer_rel(s, 3, -3); }
LIRC no_context(unsigned *s) { long n; return bpf_rc_repeat(&n); }
LIRC moved(unsigned *s) { return bpf_rc_repeat((char *)s + 4); }
LIRC element(unsigned *s)
{
	int zero = 0;
	long *v = bpf_map_lookup_elem(&m, &zero), n = 1;
	if (v)
		*v += bpf_ktime_get_ns() + bpf_ktime_get_boot_ns();
	bpf_map_update_elem(&m, &zero, &n, 0);
	bpf_map_push_elem(&q, &n, 0);
	bpf_map_peek_elem(&q, &n);
	bpf_map_pop_elem(&q, &n);
	bpf_printk("%ld", bpf_get_prandom_u32());
	return 0;
}
LIRC not_null(unsigned *s) { int at = *s; return *(long *)bpf_map_lookup_elem(&m, &at); }
LIRC comm(unsigned *s) { char c[16]; return bpf_get_current_comm(c, 16); }
LIRC cpu(unsigned *s) { return bpf_get_smp_processor_id(); }
LIRC coarse(unsigned *s) { return bpf_ktime_get_coarse_ns(); }
LIRC record(unsigned *s) { long n = 1; return bpf_ringbuf_output(&r, &n, 8, 0); }
LIRC any_result(unsigned *s) { return -77; }
__attribute__((noinline)) int given(unsigned *s) { KEEP(s); return s ? *s : 0; }
LIRC as_memory(unsigned *s) { return given(s); }
SEC("tc") int elsewhere(void *s) { return bpf_rc_repeat(s); }
SEC("raw_tp/x") int key_elsewhere(void *s) { return bpf_rc_keydown(s, 1, 2, 3); }
C
	check 1 calls.o
	same "$(printf '%s\n' accept\ {word,repeat,keydown,pointer,element,any_result} \
	    reject\ {as_memory,before,behind,both,byte,comm,coarse,cpu,elsewhere,half,key_elsewhere,moved,no_context,not_null,record,stored} | sort)" \
	    "$(verdicts | sort)"
	grep -F 'byte: lirc_mode2, 1 insns processed' <<<"$output" |
	    grep -F 'invalid bpf_context access off=0 size=1'
	grep -F 'program of this type cannot use helper bpf_get_current_comm#16' \
	    <<<"$output"
	grep -F 'program of this type cannot use helper bpf_rc_repeat#77' \
	    <<<"$output"
}

# decoder NAME: one as ir-keytable's are, which its own loader reads
decoder() {
	object "$1" -Wno-everything <<'C'
struct old { unsigned type, key_size, value_size, max_entries, flags; };
struct state { unsigned long bits; unsigned count; };
struct old state_map SEC("lirc_mode2/maps") = {
    BPF_MAP_TYPE_ARRAY, 4, sizeof(struct state), 1};
struct old raw_map SEC("lirc_mode2/maps") = {BPF_MAP_TYPE_ARRAY, 4, 4, 1};
int margin = 200, turns = 3, none, most = 15;
#define NUMBER(x) (int)(long)(&(x))
static __attribute__((noinline)) int near(unsigned a) { return a > NUMBER(margin); }
SEC("lirc_mode2/decoder") int decode(unsigned *sample)
{
	unsigned key = 0;
	struct state *s = bpf_map_lookup_elem(&state_map, &key);
	if (!s)
		return 0;
	s->count = NUMBER(none);
	if (near(*sample & 0xffffff) && s->count < NUMBER(turns))
		bpf_rc_keydown(sample, 64, s->bits << NUMBER(turns), 0);
	/* In one value of the variable alone is it inside. */
	return ((char *)s)[NUMBER(most)];
}
SEC("lirc_mode2/raw") int raws(unsigned *sample)
{
	unsigned key = 0;
	return bpf_map_lookup_elem(&raw_map, &key) != 0;
}
SEC("socket") int elsewhere(void *c) { return NUMBER(turns) << 3; }
C
}

@test "bpfcheck: decoders whose loader puts numbers in place of addresses" {
	decoder decoder.o
	check 1 decoder.o
	same $'accept decode\nreject elsewhere\nundecided raws' \
	    "$(verdicts | sort -k 2)"
	grep -F 'needs what ir-keytable makes of raw_map' <<<"$output"
	sed -i 's/most = 15/most = 16/' decoder.o.c
	clang-19 -target bpf -O2 -g -mcpu=v3 \
	    -I"/usr/include/$(uname -m)-linux-gnu" -Wno-everything -c \
	    -o behind.o decoder.o.c
	check 1 --prog decode behind.o
	grep -F 'invalid access to map value, value_size=16 off=16 size=1' \
	    <<<"$output"
}

# Debian's: they load where there are such programs.
@test "bpfcheck: ir-keytable's decoders" {
	local o from=/lib/udev/rc_keymaps/protocols
	[ -d "${LP_CORPUS:-}/debian" ] && from=$LP_CORPUS/debian
	for o in grundig imon_rsc manchester pulse_distance pulse_length rc_mm \
	    samsung36 xbox-dvd; do
		o=$(ls "$from/$o".o* 2>/dev/null | head -1)
		[ -n "$o" ] || skip 'no decoders of ir-keytable'
		check 0 "$o"
	done
}
