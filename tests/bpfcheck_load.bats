#!/usr/bin/env bats
# bpfcheck: objects of all kinds become the programs that bpf(2) would get.

load lib/common
load lib/bpf
load lib/bpftools

# instructions NAME PROGRAM STATUS: as the log shows them, with where they stand
instructions() {
	limited "$3" "$bin/bpfcheck" -l 2 --prog "$2" "$1"
	grep -E '^[0-9]+: \([0-9a-f]{2}\)' <<<"$output" | sed 's/ *;.*//'
}

@test "bpfcheck: subprograms are put behind the program, and called there" {
	object subs.o <<'END'
static ALONE int inner(int k) { asm volatile("%0 += 5" : "+r"(k)); return k; }
static ALONE int outer(int k) { return inner(k) + inner(k + 1); }
SEC("xdp") int first(void *c) { return outer(1) & 1; }
SEC("tc") int second(void *c) { return inner(2) & 1; }
END
	check 0 subs.o
	same $'accept first\naccept second' "$(verdicts)"
	instructions subs.o second 0 >log
	cat log
	grep -q 'call pc+' log
	grep -q 'r0 += 5\|r1 += 5' log
}

@test "bpfcheck: maps in legacy sections, with lines and subprograms" {
	object legacy.o -Wno-unused-function <<'END'
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
struct bpf_map_def SEC("maps") other = {BPF_MAP_TYPE_ARRAY, 4, 4, 2, 0};
static ALONE int five(int k) { asm volatile("%0 += 5" : "+r"(k)); return k; }
SEC("classifier") int entry(void *c) { return five(1) & 1; }
SEC("classifier/2") int reads(void *c)
{
	int n;
	asm volatile("%0 = r7" : "=r"(n));
	return n;
}
SEC("socket") int looks(void *c)
{
	int k = 0;
	void *v = bpf_map_lookup_elem(&other, &k);
	return v != 0;
}
END
	limited 1 "$bin/bpfcheck" -l 2 legacy.o
	printf '%s\n' "$output" >log
	same $'accept entry\nreject reads\naccept looks' "$(verdicts)"
	grep -q 'call pc+' log
	grep -q '  at: instruction 0: (bf) r0 = r7; .*legacy.o.c:12: asm' log
	check 2 --prog absent legacy.o
	message bpfcheck BPF_NONE
}

# Our own loader and libbpf, on one program with maps of either form.
@test "bpfcheck: the two loaders make the same programs" {
	local form
	build_bpfdump
	for form in NEW OLD; do
		object both.o -D$form -Wno-unused-function <<'END'
#ifdef OLD
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
#else
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(max_entries, 16);
} counts SEC(".maps");
#endif
const volatile int limit = 7;
int total;
static int hidden = 3;
static ALONE int back(void *m, int *k, int *v, void *x) { hidden++; return limit; }
static ALONE int each(int k) { return bpf_for_each_map_elem(&counts, back, &k, 0); }
static ALONE int twice(int k) { return each(k) + each(k + 1) + limit; }
static ALONE int add(int k) { total += k; return twice(k); }
ALONE int everyone(int k) { return k * limit; }
SEC("xdp") int first(void *c) { return (add(1) + each(2) + everyone(3)) & 1; }
SEC("tc") int second(void *c)
{
	int k = 1;
	long *v = bpf_map_lookup_elem(&counts, &k);
	return v ? twice(*v) : hidden;
}
typedef const unsigned short part;
enum way { HERE, THERE };
static ALONE part typed(int k) { return total += k; }
static ALONE enum way way(int k) { return (total += k) > 3 ? HERE : THERE; }
static ALONE void none(int k) { total = k; }
static ALONE void *at(int k) { total = k; return &total; }
SEC("syscall") int third(void *c)
{
	none(2);
	return twice(typed(1)) + way(1) + *(int *)at(3);
}
END
		# Lines of the map's definition are not those of code.
		./bpfdump both.o >$form
	done
	grep -c '^line' NEW
	[ "$(grep -c '^program' NEW)" -eq 3 ]
	# A number is returned, or none.
	for form in 'typed 0 1' 'way 0 1' 'none 0 0' 'at 0 0' 'everyone 1 1'; do
		grep -q "^func [0-9]* $form$" NEW
	done
	diff NEW OLD
}

# The sum is of 32 bits; a sanitizer sees whether it overflows.
@test "bpfcheck: an offset and the place in data that it is added to" {
	object wraps.o <<'END'
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
int before[4] = {1}, value = 5;
SEC("socket") int p(void *c)
{
	asm volatile("r1 = value + 0x7fffffff ll" ::: "r1");
	return 0;
}
END
	check 1 wraps.o
	same 'reject p' "$(verdicts)"
}

@test "bpfcheck: legacy maps that are not maps" {
	object odd.o <<'END'
char SEC("maps") odd[10];
SEC("socket") int p(void *c) { return 0; }
END
	check 2 odd.o
	message bpfcheck BPF_MAP
}

@test "bpfcheck: what our own loader cannot do is undecided" {
	local form
	for form in core both; do
		object mixed.o "-D$form" <<'END'
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
#ifdef core
struct task_struct { int pid; } __attribute__((preserve_access_index));
SEC("socket") int p(struct task_struct *c) { return c->pid; }
#else
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, int);
	__uint(max_entries, 1);
} other SEC(".maps");
SEC("socket") int p(void *c)
{
	int k = 0;
	return bpf_map_lookup_elem(&other, &k) != 0;
}
#endif
END
		check 3 mixed.o
		same 'undecided p' "$(verdicts)"
	done
}

@test "bpfcheck: a static program" {
	object static.o -Wno-unused-function <<'END'
static __attribute__((used)) SEC("xdp") int hidden(void *c) { return XDP_DROP; }
END
	check 0 static.o
	same 'accept hidden' "$(verdicts)"
}

@test "bpfcheck: functions that no symbol's type says are any" {
	need clang-19
	cat >notype.s <<'END'
	.section xdp,"ax",@progbits
	.globl first
first:
	r0 = 1
	exit
	.globl second
second:
	r0 = r6
	exit
END
	clang-19 -target bpf -c -o notype.o notype.s
	check 1 notype.o
	same $'accept first\nreject second' "$(verdicts)"
	sed -i '/globl/d' notype.s
	clang-19 -target bpf -c -o notype.o notype.s
	check 2 notype.o
	message bpfcheck BPF_NONE
}

@test "bpfcheck: pinned maps are nothing that is there" {
	object pinned.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, int);
	__uint(max_entries, 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} bpfcheck_pinned SEC(".maps");
SEC("xdp") int p(void *c) { return XDP_PASS; }
END
	check 0 pinned.o
	same 'accept p' "$(verdicts)"
	[ ! -e /sys/fs/bpf/bpfcheck_pinned ]
}

@test "bpfcheck: map_extra of 64 bits" {
	object arena.o <<'END'
struct {
	__uint(type, 33);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
	enum { the_place = 0x100000000000 } map_extra;
} arena SEC(".maps");
SEC("xdp") int p(void *c) { return XDP_PASS; }
END
	check 0 arena.o
	same 'accept p' "$(verdicts)"
	build_bpfdump
	./bpfdump arena.o | grep -x 'extra arena 100000000000'
}

@test "bpfcheck: sections that libbpf 1.1 does not know" {
	local row
	while read -r row; do
		set -- $row
		object s.o <<<"SEC(\"$1\") int p(void *c) { return 0; }"
		limited 0 "$bin/bpfcheck" -j s.o || [ "$status" -eq 3 ]
		[[ $output == *"\"type\":\"$2\",\"attach\":\"$3\""* ]] || {
			echo "$row: $output"
			return 1
		}
	done <<'END'
tcx/ingress sched_cls tcx_ingress
netkit/peer sched_cls netkit_peer
netfilter netfilter netfilter
uprobe.multi/f kprobe trace_uprobe_multi
kprobe.session/f kprobe trace_kprobe_session
cgroup/connect_unix cgroup_sock_addr cgroup_unix_connect
?xdp.frags xdp xdp
END
}

# The BTF of an object stands for the kernel's.
@test "bpfcheck: fields are where the kernel's BTF has them" {
	for place in here there; do
		object "$place.o" -D"${place}" <<'END'
struct thing {
#ifdef there
	long more[3];
#endif
	int wanted;
} __attribute__((preserve_access_index));
struct thing *unused;
SEC("socket") int p(struct thing *c) { return c->wanted; }
END
	done
	check 0 -l 2 --btf here.o here.o
	grep -F '(61) r0 = *(u32 *)(r1 +0)' <<<"$output"
	check 0 -l 2 --btf there.o here.o
	grep -F '(61) r0 = *(u32 *)(r1 +24)' <<<"$output"
}

@test "bpfcheck: what is not here is said of the program that needs it" {
	object kernel.o <<'END'
int one(void) { return 0; }
SEC("xdp") int nothing(void *c) { return 1; }
END
	object needs.o <<'END'
extern int bpfcheck_no_such(void) __attribute__((section(".ksyms")));
extern const int bpfcheck_no_variable __attribute__((section(".ksyms")));
SEC("xdp") int plain(void *c) { return XDP_PASS; }
SEC("tc") int calls(void *c) { return bpfcheck_no_such(); }
SEC("socket") int reads(void *c) { return (long)&bpfcheck_no_variable; }
SEC("fentry/bpfcheck_no_such") int BPF(long *c) { return 0; }
SEC("freplace/x") int replaces(void *c) { return 0; }
END
	check 3 --btf kernel.o needs.o
	same 'accept plain
undecided calls
undecided reads
undecided BPF
undecided replaces' "$(verdicts)"
	grep ' calls: .*: needs a kernel function: bpfcheck_no_such$' <<<"$output"
	grep ' reads: .*: needs a kernel variable: bpfcheck_no_variable$' \
	    <<<"$output"
	grep ' BPF: .*: needs what it attaches to: ' <<<"$output"
}

@test "bpfcheck: without the kernel's BTF programs that need it are undecided" {
	object core.o <<'END'
struct task_struct { int pid; } __attribute__((preserve_access_index));
SEC("socket") int p(struct task_struct *c) { return c->pid; }
END
	need unshare
	[ -d /sys/kernel/btf ] || skip 'no /sys/kernel/btf to hide'
	run unshare -rm sh -c 'mount -t tmpfs none /sys/kernel/btf'
	[ "$status" -eq 0 ] || skip 'cannot hide /sys/kernel/btf'
	limited 3 unshare -rm sh -c 'mount -t tmpfs none /sys/kernel/btf
		exec "$1" core.o' sh "$bin/bpfcheck"
	[[ $output == *': needs kernel BTF' ]]
}

@test "bpfcheck: a file of BTF that is none" {
	object any.o <<<'SEC("xdp") int p(void *c) { return 1; }'
	check 2 --btf missing any.o
	message bpfcheck OPEN
	check 2 --btf /dev/null any.o
	message bpfcheck BPF_BTF
	check 2 --btf any.o.c any.o
	message bpfcheck BPF_BTF
}

@test "bpfcheck: files that are something else" {
	need_host
	check 2 /bin/true
	message bpfcheck BPF_KIND
	echo text >text
	check 2 text
	message bpfcheck NOT_ELF
	object none.o <<<'int only_data = 5;'
	check 0 none.o
	same '' "$output$stderr"
	clang-19 -target bpfeb -O2 -c -o big.o -x c - <<<'int f(void) { return 0; }'
	check 2 big.o
	message bpfcheck BPF_KIND
}

@test "bpfcheck: names and sections mean what they mean to libbpf" {
	need gcc
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$top/bpfcheck" -o bpfnames \
	    "$top/tests/oracle/bpfnames.c" "$top/bpfcheck/progtype.c" \
	    "${LP_BUILD:-$top/build}/libbpfcheck.a" -l:libbpf.a -lelf -lz
	sed -n 's/^    {"\([^"]*\)", [A-Z_]*,.*/\1/p' \
	    "$top/bpfcheck/progtype.c" >sections
	[ "$(wc -l <sections)" -ge 90 ]
	sed 'p; s|$|/x|' sections | ./bpfnames >out || {
		cat out
		return 1
	}
	cat out
	[ "$(sed -n 's/.* \([0-9]*\) sections$/\1/p' out)" -ge 80 ]
}

# What cannot load from the packet returns 0 from its function.
@test "bpfcheck: a load from the packet in a function" {
	local loads='asm volatile("r6 = r1; .8byte 0x20; r0 = 1; exit" ::: "r0", "r6")'
	object packet.o -Wno-return-type <<END
static ALONE __attribute__((naked)) int loads(void) { $loads; }
static ALONE __attribute__((naked)) void none(void) { $loads; }
SEC("socket") __attribute__((naked)) int late(void)
{
	asm volatile("call %0; if r0 != 0 goto +1; r0 = r9; r0 = 0; exit" :: "i"(loads));
}
SEC("socket") __attribute__((naked)) int well(void)
{
	asm volatile("call %0; exit" :: "i"(loads));
}
SEC("socket") __attribute__((naked)) int of_none(void)
{
	asm volatile("call %0; r0 = 0; exit" :: "i"(none));
}
END
	check 1 packet.o
	same $'reject late\naccept well\nreject of_none' "$(verdicts)"
	kernel packet.o
	[[ $output == *'R9 !read_ok'* ]]
	[[ $output == *"LD_ABS is only allowed in functions that return 'int'."* ]]
}

@test "bpfcheck: a descriptor that the object does not make" {
	object numbered.o <<'END'
SEC("socket") __attribute__((naked)) int one(void)
{
	asm volatile("r2 = 0; .8byte 0x100001118; .8byte 0; r0 = 0; exit");
}
SEC("socket") int other(void *c) { return 0; }
END
	check 3 numbered.o
	same $'undecided one\naccept other' "$(verdicts)"
}

# A function's type that is no prototype: what follows is no type's number.
@test "bpfcheck: BTF of a function that is not what it names" {
	object named.o <<'END'
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
static ALONE int other(int k) { asm volatile("" : "+r"(k)); return k; }
SEC("socket") int p(void *c) { return other(1) & 1; }
END
	python3 - named.o <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], 'rb').read())
btf = data.index(struct.pack('<HBBI', 0xeb9f, 1, 0, 24))
off, size = struct.unpack_from('<II', data, btf + 8)
fixed = {1: 4, 3: 12, 14: 4, 17: 4}
parts = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
at, types = btf + 24 + off, [None]
while at < btf + 24 + off + size:
    info, = struct.unpack_from('<I', data, at + 4)
    kind = info >> 24 & 31
    types.append((at, kind))
    at += 12 + fixed.get(kind, 0) + parts.get(kind, 0) * (info & 0xffff)
number = next(i for i, t in enumerate(types) if t and t[1] == 1)
struct.pack_into('<I', data, types[number][0] + 8, 0x7ffffff0)
for at, kind in types[1:]:
    if kind == 12:
        struct.pack_into('<I', data, at + 8, number)
open(sys.argv[1], 'wb').write(data)
END
	check 0 named.o
	same 'accept p' "$(verdicts)"
}

@test "bpfcheck: a helper for programs of such a license alone" {
	for license in GPL 'Dual MIT/GPL' Proprietary; do
		object task.o -DLICENSE="\"$license\"" <<'END'
char its_license[] SEC("license") = LICENSE;
SEC("kprobe") int task(void *c) { return bpf_get_current_task() & 1; }
#undef SEC
#define SEC(name)
END
		if [ "$license" = Proprietary ]; then
			check 1 task.o
			grep -F 'cannot call GPL-restricted function from' \
			    <<<"$output"
		else
			check 0 task.o
		fi
	done
}

@test "bpfcheck: a packet is parsed, and its headers' ends are looked for" {
	object parse.o <<'END'
#define AT(p, n) ((void *)(long)(p) + (n))
SEC("xdp") int whole(struct xdp_md *c)
{
	unsigned char *b = (void *)(long)c->data, *end = (void *)(long)c->data_end;
	unsigned n;
	if (b + 34 > end || b[12] != 8 || b[13] != 0)
		return XDP_PASS;
	n = (b[14] & 15) * 4;
	b += 14 + n;
	if (b + 8 > end)
		return XDP_DROP;
	return b[3] == 53 ? XDP_DROP : XDP_PASS;
}
SEC("xdp") int short_of(struct xdp_md *c)
{
	unsigned char *b = (void *)(long)c->data, *end = (void *)(long)c->data_end;
	if (b + 13 > end)
		return XDP_PASS;
	return b[13] == 8 ? XDP_DROP : XDP_PASS;
}
SEC("tc") int pulled(struct __sk_buff *s)
{
	unsigned char *b, *end;
	bpf_skb_pull_data(s, 64);
	b = (void *)(long)s->data;
	end = (void *)(long)s->data_end;
	if (b + 64 > end)
		return 0;
	s->mark = b[63];
	return bpf_get_hash_recalc(s) & 1;
}
END
	check 1 parse.o
	same $'accept whole\nreject short_of\naccept pulled' "$(verdicts)"
	grep -F 'invalid access to packet, off=13 size=1' <<<"$output"
	grep -F 'return b[13] == 8' <<<"$output"
}

# The process that reads objects may have been taken over by one.
@test "bpfcheck: what the process that reads objects says is checked, every byte" {
	build_tools
	run timeout $((60 * patience)) "$(built)/bpf/bpfwire"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ ^([0-9]+)\ tried,\ ([0-9]+)\ taken$ ]]
	[ "${BASH_REMATCH[1]}" -gt 80000 ]
	[ "${BASH_REMATCH[2]}" -lt "$((BASH_REMATCH[1] * 2 / 3))" ]
}
