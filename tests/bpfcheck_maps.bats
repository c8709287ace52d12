#!/usr/bin/env bats
# bpfcheck: programs with maps, as clang compiles them.

load lib/common
load lib/bpf

# A table of counters, by protocol.
counters='
struct value { __u64 packets, bytes; __u8 name[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct value);
} counters SEC(".maps");
'

@test "bpfcheck: an element is used where it was found" {
	{
		echo "$counters"
		cat <<'END'
SEC("xdp") int good(struct xdp_md *c)
{
	__u32 key = c->ingress_ifindex;
	struct value *v = bpf_map_lookup_elem(&counters, &key), new = {1};
	if (!v) {
		bpf_map_update_elem(&counters, &key, &new, BPF_NOEXIST);
		return XDP_PASS;
	}
	__sync_fetch_and_add(&v->packets, 1);
	v->bytes += c->data_end - c->data;
	if (v->packets > 1000000)
		bpf_map_delete_elem(&counters, &key);
	return XDP_PASS;
}
SEC("xdp") int unasked(struct xdp_md *c)
{
	__u32 key = c->ingress_ifindex;
	struct value *v = bpf_map_lookup_elem(&counters, &key);
	v->packets++;
	return XDP_PASS;
}
SEC("xdp") int behind(struct xdp_md *c)
{
	__u32 key = c->ingress_ifindex;
	struct value *v = bpf_map_lookup_elem(&counters, &key);
	if (v)
		v->name[c->rx_queue_index & 31] = 0;
	return XDP_PASS;
}
SEC("xdp") int inside(struct xdp_md *c)
{
	__u32 key = c->ingress_ifindex;
	struct value *v = bpf_map_lookup_elem(&counters, &key);
	if (v)
		v->name[c->rx_queue_index & 15] = 0;
	return XDP_PASS;
}
END
	} | object counters.o
	check 1 counters.o
	same $'accept good\nreject unasked\nreject behind\naccept inside' \
	    "$(verdicts)"
	grep -F "R0 invalid mem access 'map_value_or_null'" <<<"$output"
	grep -F 'v->packets++' <<<"$output"
	grep -F 'invalid access to map value, value_size=32 off=47 size=1' \
	    <<<"$output"
	grep -F 'found: map_value(map=counters,ks=4,vs=32,' <<<"$output"
	kernel counters.o
}

@test "bpfcheck: variables are maps, and constants are known" {
	object variables.o <<'END'
const volatile int limit = 3, offsets[4] = {0, 8, 16, 24};
char table[32];
long sum = 5;
static long seen;
SEC("socket") int known(void *c)
{
	long n = 0;
	for (int i = 0; i < limit; i++)
		n += table[offsets[i]];
	sum += n;
	seen++;
	return seen & 1;
}
SEC("socket") int out_of_it(void *c)
{
	return table[offsets[limit] + 40];
}
SEC("socket") int constant(void *c)
{
	int *p = (int *)&limit;
	asm volatile("" : "+r"(p));
	*p = 4;
	return 0;
}
END
	check 1 variables.o
	same $'accept known\nreject out_of_it\nreject constant' "$(verdicts)"
	grep -F 'off=64 size=1' \
	    <<<"$output"
	grep -F 'write into map forbidden' <<<"$output"
	kernel variables.o
}

@test "bpfcheck: a map in a map" {
	object outer.o <<'END'
struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} one SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = &one}};
SEC("tc") int both(struct __sk_buff *s)
{
	__u32 key = s->mark;
	__u64 *v;
	void *map = bpf_map_lookup_elem(&outer, &key);
	if (!map)
		return 0;
	v = bpf_map_lookup_elem(map, &key);
	return v ? *v & 1 : 0;
}
SEC("tc") int larger(struct __sk_buff *s)
{
	__u32 key = s->mark;
	__u64 *v;
	void *map = bpf_map_lookup_elem(&outer, &key);
	if (!map)
		return 0;
	v = bpf_map_lookup_elem(map, &key);
	return v ? v[1] & 1 : 0;
}
SEC("tc") int unasked(struct __sk_buff *s)
{
	__u32 key = s->mark;
	__u64 *v = bpf_map_lookup_elem(bpf_map_lookup_elem(&outer, &key), &key);
	return v != 0;
}
END
	check 1 outer.o
	same $'accept both\nreject larger\nreject unasked' "$(verdicts)"
	grep -F 'value_size=8 off=8 size=8' <<<"$output"
	grep -F 'R1 type=map_value_or_null expected=map_ptr' <<<"$output"
	kernel outer.o
}

@test "bpfcheck: where the kernel may not take a value nothing is decided" {
	local what
	for what in 'struct bpf_timer first; struct bpf_timer second;' \
	    'struct { struct { struct bpf_timer t; } a[2]; } deep;' \
	    'void __attribute__((btf_type_tag("kptr"))) *task;'; do
		object special.o <<END
struct value { int count; $what };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");
SEC("tc") int p(struct __sk_buff *s)
{
	__u32 key = 1;
	struct value *v = bpf_map_lookup_elem(&values, &key);
	return v ? v->count & 1 : 0;
}
END
		check 3 special.o
		same 'undecided p' "$(verdicts)"
		grep -F 'maps with values that the kernel may not take' <<<"$output"
	done
}

@test "bpfcheck: a tail call out of a function" {
	object tail.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");
static ALONE int go(struct xdp_md *c)
{
	bpf_tail_call(c, &next, 2);
	return XDP_DROP;
}
static ALONE int far(struct xdp_md *c, long n)
{
	volatile char room[280];
	room[n & 255] = 1;
	return go(c) + room[0];
}
SEC("xdp") int good(struct xdp_md *c) { return go(c) & 1; }
SEC("xdp") int deep(struct xdp_md *c) { return far(c, c->rx_queue_index) & 1; }
/* What the program came to has another packet. */
SEC("xdp") int packet(struct xdp_md *c)
{
	char *b = (void *)(long)c->data;
	if (b + 1 > (char *)(long)c->data_end)
		return XDP_PASS;
	if (go(c) == XDP_PASS)
		return XDP_PASS;
	return b[0] & 1;
}
END
	check 1 tail.o
	same $'accept good\nreject deep\nreject packet' "$(verdicts)"
	grep -F 'tail_calls are not allowed when call stack' <<<"$output"
	kernel tail.o
}

@test "bpfcheck: how many processors there are" {
	object cpus.o <<'END'
long table[8];
SEC("socket") int p(void *c)
{
	return table[bpf_get_smp_processor_id()] & 1;
}
END
	check 0 --cpus 8 cpus.o
	same 'accept p' "$(verdicts)"
	check 1 --cpus 9 cpus.o
	grep -F 'value_size=64 off=64 size=8' <<<"$output"
	check 2 --cpus 0 cpus.o
	check 2 --cpus 8193 cpus.o
}

@test "bpfcheck: what a helper writes and how much" {
	object memory.o <<'END'
struct event { int pid; char name[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");
SEC("tracepoint/syscalls/sys_enter_openat") int good(void *c)
{
	struct event e;
	e.pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(e.name, sizeof e.name);
	bpf_perf_event_output(c, &events, BPF_F_CURRENT_CPU, &e, sizeof e);
	return 0;
}
SEC("tracepoint/syscalls/sys_enter_openat") int long_of(void *c)
{
	struct event e = {};
	bpf_get_current_comm(e.name, 8 + (bpf_get_prandom_u32() & 31));
	bpf_perf_event_output(c, &events, BPF_F_CURRENT_CPU, &e, sizeof e);
	return 0;
}
SEC("kprobe/anything") int string(void *c)
{
	static char text[64];
	long n = bpf_probe_read_kernel_str(text, sizeof text, c);
	if (n > 0)
		text[n - 1] = '.';
	return 0;
}
SEC("kprobe/anything") int longer(void *c)
{
	static char text[64];
	long n = bpf_probe_read_kernel_str(text, sizeof text, c);
	if (n > 0)
		text[n] = '.';
	return 0;
}
END
	check 1 memory.o
	same $'accept good\nreject long_of\naccept string\nreject longer' \
	    "$(verdicts)"
	grep -F 'invalid write to stack R1 off=-20 size=39' <<<"$output"
	kernel memory.o
}

@test "bpfcheck: an index that two shifts by 32 extend keeps both its ends" {
	object extended.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, char[32]);
} bytes SEC(".maps");
#define INDEX(name, least) \
	SEC("socket") __attribute__((naked)) int name(void) \
	{ \
		asm volatile("r6 = r1; r1 = %[m] ll; r2 = r10; r2 += -4;" \
			     "*(u32 *)(r10 - 4) = 0; call 1;" \
			     "if r0 == 0 goto 1f; r1 = *(u32 *)(r6 + 0);" \
			     "if w1 s> 7 goto 1f; if w1 s< " #least " goto 1f;" \
			     "r1 <<= 32; r1 s>>= 32; r1 += 9; r0 += r1;" \
			     "r0 = *(u8 *)(r0 + 0); 1: r0 = 0; exit" \
		    :: [m] "i"(&bytes) : "memory"); \
	}
INDEX(inside, -9)
INDEX(before, -10)
END
	check 1 extended.o
	same $'accept inside\nreject before' "$(verdicts)"
	kernel extended.o
	kernel_logs extended.o
}
