#!/usr/bin/env bats
# bpfcheck: programs that trace, and the kernel's structures by its BTF.

load lib/common
load lib/bpf
load lib/bpftools

setup() {
	need_tools bpfcheck
	[ -r /sys/kernel/btf/vmlinux ] || skip 'this kernel has no BTF'
	cd "$BATS_TEST_TMPDIR"
}

# traces NAME: what follows stands behind maps and structures for all. Of
# structures only what is used: where it is, libbpf says.
traces() {
	{
		cat <<'END'
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct cgroup { int level; };
struct css_set { struct cgroup *dfl_cgrp; };
struct mm_struct { unsigned long start_stack; };
struct task_struct {
	int pid, tgid;
	char comm[16];
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct task_struct *last_wakee;
	struct css_set *cgroups;
	struct mm_struct *mm;
	void *stack;
};
struct vm_area_struct { unsigned long vm_start; struct mm_struct *vm_mm; };
struct sock_common { unsigned short skc_family; };
struct sock { struct sock_common __sk_common; };
struct sk_buff { unsigned int len; struct sock *sk; unsigned char *head; };
struct seq_file { unsigned long size; };
struct bpf_map { unsigned int id; unsigned int max_entries; };
struct bpf_iter_meta { struct seq_file *seq; unsigned long long session_id; };
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; };
struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	void *key;
	void *value;
};
#pragma clang attribute pop
#define KEEP(x) asm volatile("" : "+r"(x))
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} tasks SEC(".maps");
struct {
	__uint(type, 32);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} groups SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} sockets SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} hash SEC(".maps");
__attribute__((unused)) static void *(*cgrp_storage_get)(void *map, struct cgroup *, void *value,
    unsigned long long flags) = (void *)210;
#define WAKES(name) \
	SEC("tp_btf/sched_wakeup") int BPF_PROG(name, struct task_struct *t)
#define SKB(name) \
	SEC("tp_btf/kfree_skb") int BPF_PROG(name, struct sk_buff *s, \
	    void *at, int reason, struct sock *k)
END
		cat
	} | object "$1" -D__TARGET_ARCH_x86
}

# decided OBJECT VERDICTS: these, and the rest is the kernel's
decided() {
	run "$bin/bpfcheck" "$1"
	echo "$output"
	same "$2" "$(verdicts)"
	kernel "$1"
}

# says WORDS: somewhere in $output
says() {
	grep -F -- "$1" <<<"$output" || { echo "not there: $1"; false; }
}

@test "bpfcheck: what a tracepoint gives, and where it leads" {
	traces leads.o <<'END'
WAKES(number) { return t->pid; }
WAKES(array) { return t->comm[3]; }
WAKES(parent) { return t->real_parent->real_parent->pid; }
WAKES(address) { return *(char *)t->stack; }
WAKES(behind) { return *(int *)((char *)t + 100000); }
WAKES(before) { return *(int *)((char *)t - 8); }
WAKES(moved)
{
	unsigned i = bpf_get_prandom_u32() & 7;
	return *((char *)t + i);
}
WAKES(written) { t->pid = 1; return 0; }
WAKES(exchanged) { return __sync_fetch_and_add(&t->pid, 1); }
SEC("tp_btf/sched_wakeup") int fifth(unsigned long long *c) { return c[4]; }
SEC("tp_btf/sched_wakeup") int odd(char *c) { return *(short *)(c + 4); }
SEC("tp_btf/sched_wakeup") int stored(long *c) { c[0] = 1; return 0; }
END
	decided leads.o 'accept number
accept array
accept parent
accept address
reject behind
reject before
reject moved
reject written
reject exchanged
reject fifth
reject odd
reject stored'
	says 'access beyond struct task_struct at off 100000 size 4'
	says 'only read is supported'
	says "func 'sched_wakeup' doesn't have 4-th argument"
	says 'R1 is ptr_task_struct invalid negative access: off=-8'
}

@test "bpfcheck: what may be NULL, and what is trusted" {
	traces trust.o <<'END'
SKB(null) { return k->__sk_common.skc_family; }
SKB(compared) { return k ? k->__sk_common.skc_family : 0; }
SKB(equal)
{
	long r = 0;
	asm volatile("if %1 != %2 goto 1f; %0 = *(u16 *)(%1 + 16); 1:"
	    : "+r"(r) : "r"(k), "r"(s));
	return r;
}
SKB(inner) { struct sock *i = s->sk; return i->__sk_common.skc_family; }
SKB(storage)
{
	long *v = bpf_sk_storage_get(&sockets, s->sk, 0, 0);
	return v ? *v & 1 : 0;
}
WAKES(task_storage)
{
	long *v = bpf_task_storage_get(&tasks, t, 0, 1);
	return v ? *v & 1 : 0;
}
WAKES(leader)
{
	long *v = bpf_task_storage_get(&tasks, t->group_leader, 0, 1);
	return v ? *v & 1 : 0;
}
WAKES(walked)
{
	long *v = bpf_task_storage_get(&tasks, t->last_wakee, 0, 1);
	return v ? *v & 1 : 0;
}
WAKES(group)
{
	long *v = cgrp_storage_get(&groups, t->cgroups->dfl_cgrp, 0, 1);
	return v ? *v & 1 : 0;
}
WAKES(another)
{
	long *v = cgrp_storage_get(&groups, (void *)t, 0, 1);
	return v ? *v & 1 : 0;
}
WAKES(own)
{
	struct task_struct *c = bpf_get_current_task_btf();
	return c->pid + bpf_task_storage_delete(&tasks, c);
}
WAKES(as_memory)
{
	char text[16];
	return bpf_trace_printk(t->comm, 16) + bpf_probe_read_kernel(text, 16, t);
}
WAKES(as_output) { return bpf_probe_read_kernel(t, 8, t); }
WAKES(as_value) { int key = 1; return bpf_map_update_elem(&hash, &key, t, 0); }
END
	decided trust.o 'reject null
accept compared
reject equal
reject inner
accept storage
accept task_storage
accept leader
accept walked
accept group
reject another
accept own
accept as_memory
reject as_output
reject as_value'
	says "R1 invalid mem access 'trusted_ptr_or_null_'"
	says 'R2 is of type task_struct but cgroup is expected'
	says 'bpf_probe_read_kernel() may write into memory pointed by R1 type=trusted_ptr_'
}

# Of a kernel that has what this one has not.
@test "bpfcheck: a tracepoint that gives an error for a pointer" {
	object rdma.o <<'END'
struct ib_pd { int device; };
struct ib_mr { int lkey; };
typedef void (*btf_trace_mr_integ_alloc)(
    void *, struct ib_pd *, unsigned, unsigned, struct ib_mr *);
btf_trace_mr_integ_alloc trace;
END
	object error.o <<'END'
SEC("tp_btf/mr_integ_alloc") int number(long *c) { return c[3] < 0; }
SEC("tp_btf/mr_integ_alloc") int pointer(int **c) { return *c[3]; }
SEC("tp_btf/mr_integ_alloc") int other(int **c) { return *c[0]; }
END
	run "$bin/bpfcheck" --btf rdma.o error.o
	same $'accept number\nreject pointer\naccept other' "$(verdicts)"
	says "invalid mem access 'scalar'"
}

@test "bpfcheck: one instruction reads what is the kernel's, or what is not" {
	traces mixed.o <<'END'
#define MIXED(name, one, other) \
	WAKES(name) \
	{ \
		long r, here[1] = {}; \
		struct task_struct *first = one; \
		void *second = other; \
		asm volatile("if %1 == 7 goto 1f; %0 = %2; goto 2f;" \
		    "1: %0 = %3; 2: %0 = *(u32 *)(%0 + 16)" : "=&r"(r) \
		    : "r"(t->pid), "r"(first), "r"(second)); \
		return r; \
	}
long in_map[8];
MIXED(both, t, t->real_parent)
MIXED(address, t, t->stack)
MIXED(map, t, in_map)
MIXED(address_first, t->stack, in_map)
END
	decided mixed.o 'accept both
accept address
reject map
accept address_first'
	says 'same insn cannot be used with different pointers'
}

@test "bpfcheck: what is the kernel's is for programs with a license like its own" {
	traces free.o <<'END'
WAKES(reads) { return t->pid; }
WAKES(does_not) { return t != 0; }
SEC("tp_btf/sched_wakeup") int first(long *c) { return c[0] != 0; }
END
	sed 's/GPL\x00/BSD\x00/' free.o >other.o
	decided free.o $'accept reads\naccept does_not\naccept first'
	decided other.o $'reject reads\naccept does_not\naccept first'
	says "Cannot access kernel 'struct task_struct' from non-GPL compatible program"
}

@test "bpfcheck: iterators: buffers, what they return, sleepable ones" {
	traces iterators.o <<'END'
SEC("iter/task") int all(struct bpf_iter__task *c)
{
	struct task_struct *t = c->task;
	static const char format[] = "%d\n";
	unsigned long long arg;
	if (!t)
		return 0;
	arg = t->pid;
	bpf_seq_printf(c->meta->seq, format, sizeof format, &arg, 8);
	return 0;
}
SEC("iter/task") int end(struct bpf_iter__task *c) { return c->task->pid & 1; }
SEC("iter/task") int two(struct bpf_iter__task *c) { return 2; }
SEC("iter.s/task") int parent(struct bpf_iter__task *c)
{
	struct task_struct *t = c->task;
	long *v;
	if (!t)
		return 0;
	v = bpf_task_storage_get(&tasks, t->real_parent, 0, 1);
	return v ? *v & 1 : 0;
}
SEC("iter/bpf_map_elem") int value(struct bpf_iter__bpf_map_elem *c)
{
	long *v = c->value;
	int *k = c->key;
	if (!v || !k)
		return 0;
	*v = *k;
	return 0;
}
SEC("iter/bpf_map_elem") int key(struct bpf_iter__bpf_map_elem *c)
{
	int *k = c->key;
	if (k)
		*k = 1;
	return 0;
}
SEC("iter/bpf_map_elem") int before(struct bpf_iter__bpf_map_elem *c)
{
	char *v = c->value;
	return v ? v[-1] & 1 : 0;
}
SEC("iter/bpf_map_elem") int output(struct bpf_iter__bpf_map_elem *c)
{
	void *k = c->key;
	return k ? bpf_get_current_comm(k, 4) : 0;
}
SEC("iter/bpf_map_elem") int input(struct bpf_iter__bpf_map_elem *c)
{
	void *k = c->key;
	if (k)
		bpf_trace_printk(k, 4);
	return c->map->max_entries & 1;
}
END
	decided iterators.o 'accept all
reject end
reject two
reject parent
accept value
reject key
reject before
reject output
accept input'
	says 'At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]'
	says 'R1 cannot write into rdonly_buf'
	says 'R2 type=untrusted_ptr_ expected=ptr_, trusted_ptr_, rcu_ptr_'
	says 'invalid rdwr buffer access: off=-1, size=1'
}

@test "bpfcheck: find_vma calls back with a mapping" {
	traces mapping.o <<'END'
struct given { long n; };
static long start(struct task_struct *t, struct vm_area_struct *v, struct given *g)
{
	g->n = v->vm_start + t->pid;
	return 0;
}
static long two(struct task_struct *t, struct vm_area_struct *v, struct given *g)
{
	return 2;
}
static long write(struct task_struct *t, struct vm_area_struct *v, struct given *g)
{
	v->vm_start = 1;
	return 0;
}
#define FIND(name, fn) \
	SEC("perf_event") int name(void *c) \
	{ \
		struct task_struct *t = bpf_get_current_task_btf(); \
		struct given g = {}; \
		bpf_find_vma(t, 4096, fn, &g, 0); \
		return g.n & 1; \
	}
FIND(found, start)
FIND(returns, two)
FIND(writes, write)
SEC("perf_event") int no_task(void *c)
{
	struct given g = {};
	return bpf_find_vma((void *)&g, 4096, start, &g, 0);
}
END
	decided mapping.o 'accept found
reject returns
reject writes
reject no_task'
	says 'At callback return the register R0 has smin=2 smax=2 should have been in [0, 1]'
	says 'R1 type=fp expected=ptr_, trusted_ptr_, rcu_ptr_'
}

@test "bpfcheck: sockets as the kernel has them" {
	object cast.o <<'END'
struct tcp_sock { int unused; } __attribute__((preserve_access_index));
SEC("tc") int cast(struct __sk_buff *s)
{
	struct bpf_sock *k = s->sk;
	struct tcp_sock *t;
	if (!k)
		return 0;
	t = bpf_skc_to_tcp_sock(k);
	return t ? *(int *)t & 1 : 0;
}
SEC("tc") int unchecked(struct __sk_buff *s)
{
	struct bpf_sock *k = s->sk;
	return k ? *(int *)bpf_skc_to_tcp_sock(k) & 1 : 0;
}
SEC("tc") int released(struct __sk_buff *s)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *k = bpf_sk_lookup_tcp(s, &tuple, 12, -1, 0);
	struct tcp_sock *t;
	if (!k)
		return 0;
	t = bpf_skc_to_tcp_sock(k);
	if (!t) {
		bpf_sk_release(k);
		return 0;
	}
	bpf_sk_release((void *)t);
	return 0;
}
SEC("tc") int kept(struct __sk_buff *s)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *k = bpf_sk_lookup_tcp(s, &tuple, 12, -1, 0);
	return k ? !bpf_skc_to_tcp_sock(k) : 0;
}
END
	decided cast.o $'accept cast\nreject unchecked\naccept released\nreject kept'
	says "invalid mem access 'ptr_or_null_'"
	says 'Unreleased reference'
}

# 6.18 compares on which map a socket came out of, long after.
@test "bpfcheck: a socket out of a map is not one that was looked for" {
	object either.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, __u64);
} socks SEC(".maps");
SEC("tc") int either(struct __sk_buff *s)
{
	struct bpf_sock_tuple t = {};
	struct bpf_sock *sk;
	int key = s->mark;
	if (s->len & 1)
		sk = bpf_map_lookup_elem(&socks, &key);
	else
		sk = bpf_sk_lookup_tcp(s, &t, sizeof t.ipv4, -1, 0);
	if (!sk)
		return 0;
	if (s->priority == 7)
		key++;
	if (s->hash == 7)
		key++;
	bpf_sk_release(sk);
	return key == 5;
}
END
	decided either.o 'accept either'
	says 'either: sched_cls, 77 insns processed'
}

@test "bpfcheck: without the kernel's BTF what needs it is undecided" {
	traces leads.o <<'END'
WAKES(number) { return t->pid; }
SEC("perf_event") int task(void *c) { return bpf_get_current_task_btf() != 0; }
END
	object empty.o <<<'int nothing;'
	check 3 --btf empty.o leads.o
	says 'undecided leads.o: number: tracing'
	says "type task_struct of the kernel's"
	printf 'no BTF' >none
	check 2 --btf none leads.o
}

@test "bpfcheck: what traces is not decided by the rules of older kernels" {
	traces leads.o <<<'WAKES(number) { return t->pid; }'
	check 3 --kernel 6.12 leads.o
	says '6.12 follows other rules for tracing programs'
	check 3 --kernel 6.1 leads.o
	check 0 --kernel 6.18 leads.o
}

@test "bpfcheck: the log of what traces" {
	traces leads.o <<<'SKB(logged) { return s->len + (k ? k->__sk_common.skc_family : 0); }'
	check 0 -l 2 leads.o
	says "type STRUCT 'sk_buff'"
	grep -E 'R[0-9]=trusted_ptr_or_null_sock\(id=1\)' <<<"$output"
	grep -E 'R[0-9]=trusted_ptr_sock\(\)' <<<"$output"
}

# helps PROGRAM WORDS: its suggestion begins so
helps() {
	check 1 --explain --prog "$1" helps.o
	says "  suggestion: $2"
}

@test "bpfcheck --explain: what helps with what is the kernel's" {
	traces helps.o <<'END'
SKB(null) { return k->__sk_common.skc_family; }
WAKES(write) { t->pid = 1; return 0; }
SEC("iter.s/task") int trust(struct bpf_iter__task *c)
{
	struct task_struct *t = c->task;
	long *v;
	if (!t)
		return 0;
	v = bpf_task_storage_get(&tasks, t->real_parent, 0, 1);
	return v ? *v & 1 : 0;
}
SEC("iter/task") int maybe(struct bpf_iter__task *c)
{
	struct pt_regs *r = (void *)bpf_task_pt_regs(c->task);
	return 0;
}
END
	helps null 'compare the pointer with NULL on this path before it is used'
	grep -E 'R[0-9]=trusted_ptr_or_null_sock\(id=1\)' <<<"$output"
	helps write 'keep what is to be changed in a map'
	helps trust 'give the call what the program was given'
	helps maybe 'compare the pointer with NULL on this path before the call'
	sed -i 's/GPL\x00/BSD\x00/' helps.o
	helps write 'give the program a license'
}

# Each time others: the seed is printed.
@test "bpfcheck: what traces: every argument, helper and field, and random programs, beside the kernel" {
	local seed=${LP_SEED:-$(date +%s)}
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build's alone"
	build_tools
	run "$(built)/bpf/bpftraced" --count "${LP_BPF_COUNT:-4000}" \
	    --seed "${seed}00000"
	tail -n 60 <<<"$output"
	[ "$status" -ne 77 ] || skip 'no programs can be loaded into this kernel'
	[ "$status" -eq 0 ]
	[[ ${lines[-1]} == *' 0 differ' ]]
}
