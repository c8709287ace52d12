#!/usr/bin/env bats
# bpfcheck: what functions are given, by their types and tags in BTF.

load lib/common
load lib/bpf

# given NAME: an object of the C on standard input, with TAG and the kernel's types
given() {
	{
		cat <<'C'
#define KEEP(x) asm volatile("" : "+r"(x))
#define TAG(t) __attribute__((btf_decl_tag("arg:" #t)))
#define OFFSETS __attribute__((preserve_access_index))
struct task_struct { int pid, prio; } OFFSETS;
struct task_struct___x { int pid; } OFFSETS;
#define FN(name, ...) ALONE int name(__VA_ARGS__)
#define TASK struct task_struct *t
#define CALLS(name, call) \
	SEC("raw_tp/x") int name(void *c) \
	{ \
		TASK = (void *)bpf_get_current_task_btf(); \
		int one = 1; \
		KEEP(t); \
		KEEP(c); \
		return (call) & 1; \
	}
C
		cat
	} | object "$1" -Wno-everything
}

# decided OBJECT VERDICTS: ours, the running kernel's, and its logs
decided() {
	local want=0
	if [[ "$2" == *reject* ]]; then want=1; fi
	check "$want" "$1"
	same "$2" "$(verdicts)"
	kernel "$1"
	kernel_logs "$1"
}

@test "bpfcheck: arguments that are trusted pointers to the kernel's types" {
	given trusted.o <<'C'
FN(takes, TASK TAG(trusted)) { KEEP(t); return t->pid; }
FN(flavored, struct task_struct___x *t TAG(trusted)) { KEEP(t); return t->pid; }
FN(through, TASK TAG(trusted)) { KEEP(t); return takes(t); }
FN(asked, TASK TAG(trusted) TAG(nullable)) { KEEP(t); return t ? t->pid : 0; }
FN(unasked, TASK TAG(trusted) TAG(nullable)) { KEEP(t); return t->pid; }
FN(writes, TASK TAG(trusted)) { KEEP(t); *(int *)t = 1; return 0; }
FN(second, int n, TASK TAG(trusted)) { KEEP(n); KEEP(t); return n + t->pid; }
CALLS(given, takes(t))
CALLS(flavor, flavored((void *)t))
CALLS(passed_on, through(t))
CALLS(second_one, second(1, t))
CALLS(null, takes(0))
CALLS(context, takes(c))
CALLS(stack, takes((void *)&one))
CALLS(inside, takes((void *)t + 8))
CALLS(or_null, asked(t))
CALLS(or_null_null, asked(0))
CALLS(or_null_number, asked((void *)5))
CALLS(or_null_unasked, unasked(t))
CALLS(written, writes(t))
C
	decided trusted.o $'accept given\naccept flavor\naccept passed_on\naccept second_one\nreject null\nreject context\nreject stack\nreject inside\naccept or_null\naccept or_null_null\nreject or_null_number\nreject or_null_unasked\nreject written'
	grep -F 'R1 type=scalar expected=ptr_, trusted_ptr_, rcu_ptr_' \
	    <<<"$output"
	grep -F "R1 invalid mem access 'trusted_ptr_or_null_'" <<<"$output"
	check 1 --explain --prog stack trusted.o
	grep -F 'suggestion: pass a pointer to that structure as the kernel gave it' \
	    <<<"$output"
	check 0 -l 2 --prog given trusted.o
	grep -F 'R1=trusted_ptr_task_struct(id=1)' <<<"$output"
}

@test "bpfcheck: arguments that may be any address" {
	given untrusted.o <<'C'
FN(task, TASK TAG(untrusted)) { KEEP(t); return t->pid; }
FN(any, void *p TAG(untrusted)) { KEEP(p); return *(int *)p; }
FN(longs, long *p TAG(untrusted)) { KEEP(p); return p[5]; }
FN(kinds, enum bpf_prog_type *p TAG(untrusted)) { KEEP(p); return *p; }
FN(stores, long *p TAG(untrusted)) { KEEP(p); *p = 1; return 0; }
FN(changes, TASK TAG(untrusted)) { KEEP(t); *(int *)t = 1; return 0; }
FN(trusts, TASK TAG(trusted)) { KEEP(t); return t->pid; }
FN(hopes, TASK TAG(untrusted)) { KEEP(t); return trusts(t); }
FN(three, void *p TAG(untrusted), int *m, long n)
{
	KEEP(p);
	KEEP(m);
	KEEP(n);
	return m ? *m + n : n;
}
CALLS(a_task, task(t))
CALLS(null, task(0))
CALLS(context, task(c))
CALLS(stack, task((void *)&one))
CALLS(moved, task((void *)t + 24))
CALLS(anything, any(t))
CALLS(number, any((void *)77))
CALLS(of_longs, longs((void *)t))
CALLS(of_kinds, kinds((void *)t))
CALLS(written, stores((void *)t))
CALLS(changed, changes(t))
CALLS(trusted_then, hopes(t))
CALLS(beside, three(c, &one, 3))
C
	decided untrusted.o $'accept a_task\naccept null\naccept context\naccept stack\naccept moved\naccept anything\naccept number\naccept of_longs\naccept of_kinds\nreject written\nreject changed\nreject trusted_then\naccept beside'
	grep -F 'R1 cannot write into rdonly_untrusted_mem' <<<"$output"
	grep -F 'R1 type=untrusted_ptr_ expected=' <<<"$output"
	check 0 -l 2 --prog a_task untrusted.o
	grep -F 'R1=untrusted_ptr_task_struct(id=1)' <<<"$output"
	check 0 -l 2 --prog beside untrusted.o
	grep -F 'R1=rdonly_untrusted_mem(sz=0) R2=mem_or_null(id=1,sz=4)' \
	    <<<"$output"
}

@test "bpfcheck: tags that do not go together, and types that are not there" {
	given wrong.o <<'C'
struct no_such_thing { int a; };
struct sock_common;
typedef struct { int a; } nameless;
union bpf_attr;
FN(both, TASK TAG(untrusted) TAG(nullable)) { KEEP(t); return 1; }
FN(never, TASK TAG(trusted) TAG(nonnull)) { KEEP(t); return 1; }
FN(none, struct no_such_thing *t TAG(trusted)) { KEEP(t); return 1; }
FN(none_untrusted, struct no_such_thing *t TAG(untrusted)) { KEEP(t); return 1; }
FN(anonymous, nameless *t TAG(trusted)) { KEEP(t); return 1; }
FN(nothing, void *t TAG(trusted)) { KEEP(t); return 1; }
FN(number, int *t TAG(trusted)) { KEEP(t); return 1; }
FN(pointers, struct task_struct **t TAG(trusted)) { KEEP(t); return 1; }
FN(pointers2, struct task_struct **t TAG(untrusted)) { KEEP(t); return 1; }
FN(real, float *t TAG(untrusted)) { KEEP(t); return 1; }
FN(forward, struct sock_common *t TAG(untrusted)) { KEEP(t); return 1; }
FN(other, union bpf_attr *t TAG(trusted)) { KEEP(t); return 1; }
FN(unheard, int *t TAG(unheard)) { KEEP(t); return 1; }
FN(plain, int t TAG(trusted)) { KEEP(t); return 1; }
FN(second, int *n, struct no_such_thing *t TAG(trusted)) { KEEP(n); KEEP(t); return 1; }
CALLS(c_both, both(t))
CALLS(c_never, never(t))
CALLS(c_none, none((void *)t))
CALLS(c_none_untrusted, none_untrusted((void *)t))
CALLS(c_anonymous, anonymous((void *)t))
CALLS(c_nothing, nothing(t))
CALLS(c_number, number((void *)t))
CALLS(c_pointers, pointers((void *)t))
CALLS(c_pointers2, pointers2((void *)t))
CALLS(c_real, real((void *)t))
CALLS(c_forward, forward((void *)t))
CALLS(c_other, other((void *)t))
CALLS(c_unheard, unheard((void *)t))
CALLS(c_plain, plain(1))
CALLS(c_second, second((void *)t, (void *)t))
C
	decided wrong.o "$(printf 'reject c_%s\n' both never none \
	    none_untrusted anonymous nothing number pointers pointers2 real \
	    forward other unheard plain second)"
	grep -F "found: arg#0 reference type('STRUCT no_such_thing') has no matches" \
	    <<<"$output"
	grep -F 'R1 is of type task_struct but int is expected' <<<"$output"
	check 1 --explain --prog c_none wrong.o
	grep -F 'suggestion: let the function take numbers' <<<"$output"
}

@test "bpfcheck: arguments without the kernel's BTF, and in arenas" {
	given needs.o <<'C'
FN(task, TASK TAG(trusted)) { KEEP(t); return 1; }
FN(any, void *p TAG(untrusted)) { KEEP(p); return *(int *)p; }
FN(arena, int *p TAG(arena)) { KEEP(p); return 1; }
SEC("raw_tp/x") int typed(void *c) { return task((void *)bpf_get_current_task_btf()) & 1; }
SEC("socket") int untyped(void *c) { return any(c) & 1; }
struct task____x;
FN(may, TASK TAG(trusted) TAG(nullable)) { KEEP(t); return 1; }
/* Four of them separate nothing. */
FN(four, struct task____x *t TAG(trusted) TAG(nullable)) { KEEP(t); return 1; }
SEC("socket") int underscores(void *c) { return four(0) & 1; }
struct task____x { int n; };
SEC("socket") int none(void *c) { return may(0) & 1; }
SEC("socket") int in_arena(void *c) { return arena(0) & 1; }
C
	check 1 needs.o
	same $'accept typed\naccept untyped\nreject underscores\naccept none\nundecided in_arena' "$(verdicts)"
	grep -F 'arguments in arenas' <<<"$output"
	# Objects as the kernel: its type has a flavor, there are two, or none.
	object one.o <<<'struct task_struct___y { int n; } t;'
	object two.o <<<'struct task_struct { int n; } t; struct task_struct___x { int n; } x;'
	object none.o <<<'struct task_struct__x { int n; } x; struct task_structs { int n; } y; typedef struct { int n; } task_struct; task_struct t;'
	check 0 --btf one.o --prog none needs.o
	object fours.o <<<'struct task____x { int n; } t; struct task____y { int n; } x;'
	check 0 --btf fours.o --prog underscores needs.o
	check 1 --btf two.o --prog none needs.o
	grep -F "arg#0 reference type('STRUCT task_struct') is ambiguous" \
	    <<<"$output"
	check 1 --btf none.o --prog none needs.o
	grep -F "arg#0 reference type('STRUCT task_struct') has no matches" \
	    <<<"$output"
}

@test "bpfcheck: what is said of the arguments of static functions" {
	given static.o <<'C'
struct skb { int n; };
static ALONE int numbers(int a, long b) { KEEP(a); KEEP(b); return a + b; }
static ALONE int context(struct __sk_buff *s, int k) { KEEP(s); KEEP(k); return s->len + k; }
static ALONE int lost(struct __sk_buff *s, int unused, int k) { KEEP(k); return k; }
static ALONE int pointer(int *p) { KEEP(p); return *p; }
static ALONE int tagged(int *p TAG(nonnull)) { KEEP(p); return *p; }
static ALONE long address(long p) { KEEP(p); return *(int *)p; }
static ALONE long none(struct __sk_buff *p) { KEEP(p); return *(int *)p; }
static long turn(unsigned i, void *c) { return 0; }
static long turn_number(unsigned i, long c) { return 0; }
static ALONE int lookup(long p) { KEEP(p); return 1; }
static long turn_context(struct __sk_buff *s, long c) { return 0; }
SEC("tc") int calls(struct __sk_buff *s)
{
	int n = 1;
	return (numbers(1, 2) + context(s, 3) + lost(s, 4, 5) + pointer(&n) +
	    tagged(&n)) & 1;
}
SEC("tc") int differs(struct __sk_buff *s)
{
	int n = 1;
	n += address((long)&n);
	n += address((long)&n) + none((void *)&n) + none((void *)&n);
	return n & 1;
}
SEC("tc") int then_refused(struct __sk_buff *s)
{
	lookup((long)s);
	return *(volatile int *)((char *)s + 1000);
}
SEC("tc") int calls_back(struct __sk_buff *s)
{
	bpf_loop(3, turn, 0, 0);
	bpf_loop(3, turn_number, 0, 0);
	bpf_loop(3, turn_context, 0, 0);
	return 0;
}
SEC("tp/x/y") void *address_back(void *c) { return 0; }
SEC("tp/x/y") int unknown(struct no_such *c) { return 0; }
SEC("tp/x/y") int nullable(int *c TAG(nullable)) { return 0; }
SEC("tp/x/y") int function(int (*c)(int)) { return 0; }
C
	decided static.o "accept calls
accept differs
reject then_refused
$(printf 'accept %s\n' calls_back address_back unknown nullable function)"
	grep -F ' us: invalid bpf_context access off=1000 size=4' <<<"$output"
	check 0 -l 2 --prog differs static.o
	same 1 "$(grep -c 'R1 is not a scalar' <<<"$output")"
	same 1 "$(grep -c 'arg#0 expects pointer to ctx' <<<"$output")"
	check 0 -l 2 --prog calls static.o
	grep -F 'arg#0 type tag is not supported in static functions' \
	    <<<"$output"
	check 0 -l 2 --prog unknown static.o
	grep -F "arg#0 reference type('FWD no_such') size cannot be determined: -22" \
	    <<<"$output"
	check 0 -l 2 --prog calls_back static.o
	same 1 "$(grep -c 'R2 is not a scalar' <<<"$output")"
}

@test "bpfcheck: a static function's dynptr is looked at where it is called" {
	object dynptr.o -Wno-everything <<'C'
#define KEEP(x) asm volatile("" : "+r"(x))
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } r SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, char[32]); } bytes SEC(".maps");
static ALONE int none(struct bpf_dynptr *d) { KEEP(d); return 1; }
static ALONE int reads(struct bpf_dynptr *d) { long n = 0; bpf_dynptr_read(&n, 8, d, 0, 0); return n; }
static ALONE int second(struct bpf_dynptr *a, struct bpf_dynptr *b) { KEEP(a); KEEP(b); return 1; }
SEC("tc") int made(struct __sk_buff *s)
{
	struct bpf_dynptr d;
	bpf_ringbuf_reserve_dynptr(&r, 8, 0, &d);
	none(&d);
	reads(&d);
	bpf_ringbuf_discard_dynptr(&d, 0);
	return 0;
}
SEC("tc") int unmade(struct __sk_buff *s)
{
	struct bpf_dynptr d;
	none(&d);
	return none(&d);
}
SEC("tc") int one_of_two(struct __sk_buff *s)
{
	struct bpf_dynptr a, b;
	bpf_ringbuf_reserve_dynptr(&r, 8, 0, &a);
	second(&a, &b);
	bpf_ringbuf_discard_dynptr(&a, 0);
	return 0;
}
/* Two states, of which one has a dynptr there. */
SEC("tc") int branches(struct __sk_buff *s)
{
	struct bpf_dynptr d = {};
	int zero = 0;
	void *v = bpf_map_lookup_elem(&bytes, &zero);
	if (!v)
		return 0;
	if (s->len)
		bpf_dynptr_from_mem(v, 32, 0, &d);
	asm volatile("" ::: "memory");
	return none(&d);
}
C
	check 0 dynptr.o
	kernel dynptr.o
	kernel_logs dynptr.o
}

@test "bpfcheck: contexts that are tagged, of program types without a structure" {
	given contexts.o <<'C'
struct pair { long a, b; };
FN(pairs, struct pair *c TAG(ctx)) { KEEP(c); return 1; }
FN(longs, unsigned long *c TAG(ctx)) { KEEP(c); return 1; }
FN(ints, int *c TAG(ctx)) { KEEP(c); return 1; }
struct bpf_iter__task { long a; };
FN(iters, struct bpf_iter__task *c TAG(ctx)) { KEEP(c); return 1; }
struct bpf_raw_tracepoint_args;
FN(raws, struct bpf_raw_tracepoint_args *c TAG(ctx)) { KEEP(c); return 1; }
struct pt_regs { long r[21]; };
typedef struct pt_regs bpf_user_pt_regs_t;
FN(regs, bpf_user_pt_regs_t *c TAG(ctx)) { KEEP(c); return 1; }
typedef struct pair other_t;
FN(others, other_t *c TAG(ctx)) { KEEP(c); return 1; }
SEC("perf_event") int perf_others(void *c) { KEEP(c); return others(c) & 1; }
FN(plain_regs, bpf_user_pt_regs_t *c) { KEEP(c); return c->r[1]; }
FN(attr, union bpf_attr *c TAG(ctx)) { KEEP(c); return 1; }
#define OF(type, name) \
	SEC(type) int name##_pairs(void *c) { KEEP(c); return pairs(c) & 1; } \
	SEC(type) int name##_longs(void *c) { KEEP(c); return longs(c) & 1; } \
	SEC(type) int name##_ints(void *c) { KEEP(c); return ints(c) & 1; } \
	SEC(type) int name##_iters(void *c) { KEEP(c); return iters(c) & 0; } \
	SEC(type) int name##_raws(void *c) { KEEP(c); return raws(c) & 1; } \
	SEC(type) int name##_regs(void *c) { KEEP(c); return regs(c) & 1; } \
	SEC(type) int name##_attr(void *c) { KEEP(c); return attr(c) & 1; }
OF("tp/x/y", tp)
OF("syscall", sys)
OF("tp_btf/task_newtask", btf)
OF("iter/task", iter)
OF("perf_event", perf)
OF("kprobe/x", kprobe)
OF("raw_tp/x", raw)
OF("tc", tc)
SEC("kprobe/x") int untagged(void *c) { KEEP(c); return plain_regs(c) & 1; }
C
	check 1 contexts.o
	same "$(printf 'accept %s\n' btf_longs btf_raws iter_iters kprobe_regs \
	    perf_regs raw_longs raw_raws untagged)" \
	    "$(verdicts | grep accept | grep -v -E ' (tp|sys)_' | sort)"
	same 14 "$(verdicts | grep -c -E '^accept (tp|sys)_')"
	kernel contexts.o
	kernel_logs contexts.o
}

@test "bpfcheck: what functions do with pointers that they are given" {
	given uses.o <<'C'
struct list { struct list *next, *prev; };
struct task_more { int n; };
#define ANY void *p TAG(untrusted)
#define TRUSTED TASK TAG(trusted)
#define NULLABLE TASK TAG(trusted) TAG(nullable)
#define UNTRUSTED TASK TAG(untrusted)
#define PARENT(t) (*(struct task_struct **)((char *)(t) + offset_of_parent))
#define offset_of_parent __builtin_preserve_field_info(((struct task_struct___p *)0)->real_parent, 0)
struct task_struct___p { struct task_struct *real_parent; char comm[16]; } OFFSETS;
FN(bytes, ANY) { KEEP(p); return ((int *)p)[100] + ((signed char *)p)[3]; }
FN(moved, ANY, long n) { KEEP(p); KEEP(n); return *((char *)p + n); }
FN(asked, ANY) { KEEP(p); return p ? *(long *)p & 1 : 1; }
FN(probed, ANY) { long n = 0; KEEP(p); bpf_probe_read_kernel(&n, 8, p); return n; }
FN(printed, ANY) { KEEP(p); return bpf_trace_printk(p, 4); }
FN(atomic, ANY) { KEEP(p); __sync_fetch_and_add((long *)p, 1); return 1; }
FN(given_back, ANY) { KEEP(p); return (long)p; }
FN(looped, ANY)
{
	int i, sum = 0;
	KEEP(p);
	for (i = 0; i < 20; i++) {
		sum += ((int *)p)[i];
		KEEP(sum);
	}
	return sum;
}
FN(pid, TRUSTED) { KEEP(t); return t->pid; }
FN(parent, TRUSTED) { KEEP(t); return pid(PARENT(t)); }
FN(grand, TRUSTED) { KEEP(t); return PARENT(PARENT(t))->pid; }
FN(checked, NULLABLE) { KEEP(t); return t ? pid(t) : 0; }
FN(unchecked, NULLABLE) { KEEP(t); return pid(t); }
FN(always, TRUSTED) { KEEP(t); return t ? t->pid : 0; }
FN(far, UNTRUSTED) { KEEP(t); return PARENT(t)->pid; }
FN(anywhere, UNTRUSTED, long n) { KEEP(t); KEEP(n); return *((char *)t + n); }
FN(somewhere, TRUSTED, long n) { KEEP(t); KEEP(n); return *((char *)t + (n & 8)); }
FN(helped, TRUSTED) { KEEP(t); return bpf_task_pt_regs(t) != 0; }
FN(not_helped, UNTRUSTED) { KEEP(t); return bpf_task_pt_regs(t) != 0; }
FN(maybe_helped, NULLABLE) { KEEP(t); return bpf_task_pt_regs(t) != 0; }
FN(two, ANY, void *q TAG(untrusted)) { KEEP(p); KEEP(q); return 1; }
#define USES(name) CALLS(u_##name, name((void *)t))
#define USES2(name) CALLS(u_##name, name((void *)t, 3))
USES(bytes) USES2(moved) USES(asked) USES(probed) USES(printed) USES(atomic)
USES(given_back) USES(looped) USES(parent) USES(grand) USES(checked)
USES(unchecked) USES(always) USES(far) USES2(anywhere) USES2(somewhere)
USES(helped) USES(not_helped) USES(maybe_helped)
SEC("raw_tp/x") __attribute__((naked)) int unwritten(void)
{
	asm volatile("r1 = 1; call 7; call two; r0 = 0; exit" ::: "memory");
}
SEC("uprobe.s/x") int sleeps(void *c)
{
	TASK = (void *)bpf_get_current_task_btf();
	return grand(t) + parent(t);
}
SEC("tp_btf/task_newtask") int traced(unsigned long *c)
{
	return grand((void *)c[0]) + checked((void *)c[0]);
}
C
	check 1 uses.o
	same "$(printf 'reject %s\n' sleeps u_anywhere u_atomic u_given_back \
	    u_maybe_helped u_not_helped u_printed u_somewhere u_unchecked)" \
	    "$(verdicts | grep reject | sort)"
	same 13 "$(verdicts | grep -c accept)"
	grep -F 'R1 is ptr_task_struct invalid variable offset: off=0, var_off=(0x0; 0x8)' \
	    <<<"$output"
	kernel uses.o
	kernel_logs uses.o
	check 1 -l 2 --prog u_somewhere uses.o
	grep -F 'mark_precise: frame0: last_idx -1 first_idx' <<<"$output"
}
