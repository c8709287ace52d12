#!/usr/bin/env bats
# bpfcheck: functions that are verified by themselves, by their types in BTF.

load lib/common
load lib/bpf

@test "bpfcheck: a global function is called by its types, and verified once" {
	object global.o <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
struct pair { long a, b; };
ALONE long sum(struct pair *p, int n)
{
	KEEP(p);
	KEEP(n);
	return p ? p->a + p->b + n : 0;
}
ALONE int mark(struct __sk_buff *s, unsigned n)
{
	KEEP(s);
	s->mark = n;
	return 1;
}
SEC("tc") int good(struct __sk_buff *s)
{
	struct pair p = {1, 2};
	return (sum(&p, s->len) + sum(0, 1) + mark(s, 7)) & 1;
}
SEC("tc") int short_of(struct __sk_buff *s)
{
	long half = 3;
	return sum((struct pair *)&half, 1) & 1;
}
SEC("tc") int no_context(struct __sk_buff *s)
{
	struct pair p = {1, 2};
	return mark((struct __sk_buff *)&p, 1) & 1;
}
/* What decides at the end was there before the call. */
SEC("cgroup_skb/ingress") int across(struct __sk_buff *s)
{
	unsigned n = s->len & 1;
	KEEP(n);
	mark(s, 7);
	return n;
}
SEC("tc") int any_result(struct __sk_buff *s)
{
	struct pair p = {1, 2};
	char *b = (char *)&p;
	return b[sum(&p, 1)];
}
END
	check 1 global.o
	same $'accept good\nreject short_of\nreject no_context\nreject any_result\naccept across' \
	    "$(verdicts)"
	grep -F 'arg#0 expects pointer to ctx' <<<"$output"
	kernel global.o
}

@test "bpfcheck: what a global function does with arguments that it may be given" {
	object inside.o <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
struct pair { long a, b; };
ALONE long unasked(struct pair *p) { KEEP(p); return p->a; }
ALONE long behind(struct pair *p) { KEEP(p); return p ? (&p->a)[2] : 0; }
ALONE long place(struct pair *p, unsigned n) { KEEP(p); KEEP(n); return p ? (&p->a)[n] : 0; }
ALONE int below(unsigned n);
ALONE int above(unsigned n) { KEEP(n); return n < 9 ? below(n + 1) : 1; }
ALONE int below(unsigned n)
{
	char room[16] = {};
	KEEP(n);
	return n < 16 ? room[n] : 2;
}
#define CALLS(name) \
	SEC("socket") int calls_##name(void *c) \
	{ \
		struct pair p = {1, 2}; \
		return name(&p) & 1; \
	}
CALLS(unasked)
CALLS(behind)
SEC("socket") int calls_place(void *c)
{
	struct pair p = {1, 2};
	return place(&p, 1) & 1;
}
SEC("socket") int calls_above(void *c) { return above(3) & 1; }
SEC("socket") int calls_none(void *c) { return 0; }
END
	check 1 inside.o
	same $'reject calls_unasked\nreject calls_behind\nreject calls_place\naccept calls_above\naccept calls_none' \
	    "$(verdicts)"
	grep -F "invalid mem access 'mem_or_null'" <<<"$output"
	grep -F 'invalid access to memory, mem_size=16 off=16 size=8' <<<"$output"
	kernel inside.o
}

@test "bpfcheck: a global function returns a number, and takes what the kernel knows" {
	object types.o <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
struct unknown;
ALONE char *pointer(int n)
{
	char *p = (char *)(long)n;
	asm volatile("" : "+r"(p));
	return p;
}
ALONE int opaque(struct unknown *u) { KEEP(u); return u != 0; }
ALONE int never(int *n __attribute__((btf_decl_tag("arg:nonnull"))))
{
	KEEP(n);
	return *n;
}
ALONE int arena(int *n __attribute__((btf_decl_tag("arg:arena"))))
{
	KEEP(n);
	return n != 0;
}
SEC("socket") int first(void *c) { return pointer(1) != 0; }
SEC("socket") int second(void *c) { return opaque(0); }
SEC("socket") int third(void *c)
{
	int n = 1;
	return never(&n) & 1;
}
SEC("socket") int fourth(void *c) { return never(0) & 1; }
SEC("socket") int fifth(void *c) { return arena(0) & 1; }
END
	check 1 types.o
	same $'reject first\nreject second\naccept third\naccept fourth\nundecided fifth' \
	    "$(verdicts)"
	grep -F "Caller passes invalid args into func#1 ('pointer')" <<<"$output"
}

@test "bpfcheck: packets are gone where a global function may have moved them" {
	object moves.o <<'END'
ALONE int pull(struct __sk_buff *s) { return bpf_skb_pull_data(s, 64); }
ALONE int through(struct __sk_buff *s) { return pull(s); }
ALONE int look(struct __sk_buff *s) { return s->len; }
#define PARSES(name) \
	SEC("tc") int after_##name(struct __sk_buff *s) \
	{ \
		char *b = (void *)(long)s->data; \
		if (b + 1 > (char *)(long)s->data_end) \
			return 0; \
		name(s); \
		return b[0] & 1; \
	}
PARSES(pull)
PARSES(through)
PARSES(look)
/* What it jumps to may have moved them, if it comes back: it did not jump. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} programs SEC(".maps");
ALONE int leave(struct __sk_buff *s)
{
	bpf_tail_call(s, &programs, 1);
	return 0;
}
PARSES(leave)
static inline void jump(struct __sk_buff *s) { bpf_tail_call(s, &programs, 1); }
PARSES(jump)
END
	check 1 moves.o
	same $'reject after_pull\nreject after_through\naccept after_look\nreject after_leave\naccept after_jump' \
	    "$(verdicts)"
	kernel moves.o
}

@test "bpfcheck: the log of a global function" {
	object log.o <<'END'
ALONE int three(int n) { return n + 3; }
SEC("socket") int p(void *c) { return three(1) & 1; }
END
	check 0 -l 2 log.o
	grep -F "Func#1 ('three') is global and assumed valid." <<<"$output"
	grep -F 'Validating three() func#1...' <<<"$output"
	grep -F "Func#1 ('three') is safe for any args that match its prototype" \
	    <<<"$output"
	check 0 -l 1 log.o
	! grep -F 'Validating' <<<"$output" || false
	# Under 12 lines, and nothing of the paths.
	! grep -E '^[0-9]+: \(' <<<"$output" || false
}

@test "bpfcheck: as many ways to call as there may be take no time" {
	# Eight functions, each of which calls the next 100 times.
	{
		for n in 6 5 4 3 2 1 0; do
			echo "ALONE int f$n(struct __sk_buff *s, int x) {"
			echo 'asm volatile("" : "+r"(x), "+r"(s));'
			[ $n -eq 6 ] ||
			    printf 'x += f%d(s, x);\n%.0s' $(yes $((n + 1)) | head -200)
			echo 'return x; }'
		done
		echo 'SEC("tc") int p(struct __sk_buff *s) { return f0(s, 1) & 1; }'
	} | object ways.o
	check 0 ways.o
}

@test "bpfcheck: of all ways to a function the deepest counts" {
	object deepest.o <<'END'
#define TAKES(name, longs, more) \
	static ALONE long name(long k) \
	{ \
		long room[longs]; \
		room[0] = k; \
		asm volatile("" : : "r"(room) : "memory"); \
		return room[0] + (more); \
	}
TAKES(leaf, 16, 0)
TAKES(heavy, 50, leaf(k))
TAKES(light, 24, leaf(k))
SEC("socket") int deep(void *c) { return (leaf(1) + light(1) + heavy(2)) & 1; }
SEC("socket") int flat(void *c) { return (leaf(1) + light(2)) & 1; }
END
	check 1 deepest.o
	same $'reject deep\naccept flat' "$(verdicts)"
	grep -F 'combined stack size of 3 calls is 5' <<<"$output"
	kernel deepest.o
}

@test "bpfcheck: tags of a global function's arguments" {
	object tags.o -Wno-unused <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
#define TAG(t) __attribute__((btf_decl_tag("arg:" #t)))
struct pt_regs { long r[21]; };
struct other { long a; };
ALONE int any(void *c TAG(ctx)) { KEEP(c); return *(int *)c; }
ALONE int skb(struct __sk_buff *c TAG(ctx)) { KEEP(c); return c->len; }
ALONE int wrong(struct other *c TAG(ctx)) { KEEP(c); return 1; }
ALONE int both(struct __sk_buff *c TAG(ctx) TAG(nonnull)) { KEEP(c); return c->len; }
ALONE int number(int c TAG(ctx)) { KEEP(c); return 1; }
ALONE int nullable(struct other *c TAG(nullable)) { KEEP(c); return 1; }
ALONE int never_null(struct other *c TAG(nonnull)) { KEEP(c); return c->a; }
ALONE int ints(unsigned long *c TAG(ctx)) { KEEP(c); return 1; }
ALONE int regs(struct pt_regs *c TAG(ctx)) { KEEP(c); return c->r[1]; }
struct sk_buff { int len; };
ALONE int kernels(struct sk_buff *c TAG(ctx)) { KEEP(c); return 1; }
ALONE int untagged(struct sk_buff *c) { KEEP(c); return 1; }
#define CALLS(type, name, fn, arg) \
	SEC(type) int name(void *c) \
	{ \
		struct other o = {1}; \
		KEEP(c); \
		return fn(arg) & 1; \
	}
CALLS("tc", tc_any, any, c)
CALLS("tc", tc_skb, skb, c)
CALLS("tc", tc_wrong, wrong, c)
CALLS("tc", tc_both, both, c)
CALLS("tc", tc_number, number, 1)
CALLS("tc", tc_nullable, nullable, &o)
CALLS("tc", tc_never_null, never_null, &o)
CALLS("tc", tc_null, never_null, 0)
CALLS("tc", tc_stack, any, &o)
CALLS("tc", tc_ints, ints, c)
CALLS("tc", tc_regs, regs, c)
CALLS("tc", tc_kernels, kernels, c)
CALLS("tc", tc_untagged, untagged, c)
CALLS("xdp", xdp_skb, skb, c)
CALLS("raw_tp/x", raw_ints, ints, c)
CALLS("kprobe/x", kprobe_regs, regs, c)
END
	check 1 tags.o
	same $'accept tc_any\naccept tc_skb\nreject tc_wrong\nreject tc_both\nreject tc_number\nreject tc_nullable\naccept tc_never_null\naccept tc_null\nreject tc_stack\nreject tc_ints\nreject tc_regs\nreject tc_kernels\naccept tc_untagged\nreject xdp_skb\naccept raw_ints\naccept kprobe_regs' \
	    "$(verdicts)"
	kernel tags.o
}

@test "bpfcheck: without privileges a tail call goes into one map" {
	local kernel
	object tail.o <<'END'
struct programs {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} one SEC(".maps"), other SEC(".maps");
#define WAYS(name, first, second) \
	SEC("socket") __attribute__((naked)) int name(void) \
	{ \
		asm volatile("r6 = r1; r7 = *(u32 *)(r1 + 8);" \
			     "if r7 == 0 goto 1f; r2 = %[a] ll; goto 2f;" \
			     "1: r2 = %[b] ll; 2: r3 = 1; r1 = r6; call 12;" \
			     "r0 = 0; exit" \
		    :: [a] "i"(&first), [b] "i"(&second) : "memory"); \
	}
WAYS(alike, one, one)
WAYS(differ, one, other)
SEC("socket") __attribute__((naked)) int apart(void)
{
	asm volatile("r6 = r1; r7 = *(u32 *)(r1 + 8); r3 = 1;"
		     "if r7 == 0 goto 1f; r2 = %[a] ll; call 12; goto 2f;"
		     "1: r2 = %[b] ll; call 12; 2: r0 = 0; exit"
	    :: [a] "i"(&one), [b] "i"(&other) : "memory");
}
END
	check 0 tail.o
	check 1 --unprivileged tail.o
	same $'accept alike\nreject differ\naccept apart' "$(verdicts)"
	grep -F ' differ: socket_filter, 15 insns processed, 1 states' <<<"$output" |
	    grep -F 'us: tail_call abusing map_ptr'
	grep -F 'at: instruction 10: (85) call bpf_tail_call#12' <<<"$output"
	# The kernel's word, of the same two, where it can be had.
	kernel=${LP_BUILD:-$top/build}/bpf/bpftail
	[ -x "$kernel" ] && "$top/tests/bpf/unprivileged.sh" "$kernel" >asked ||
	    return 0
	same $'accept\t15\t\nreject\t15\ttail_call abusing map_ptr' "$(cat asked)"
}
