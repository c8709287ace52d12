#!/usr/bin/env bats
# bpfcheck: functions that helpers call back.

load lib/common
load lib/bpf

# callbacks NAME: what follows stands behind maps and functions for all
callbacks() {
	{
		cat <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
#define HOLDS(p) asm volatile("" : : "r"(p) : "memory")
#define MAP(name, kind, k, v) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__uint(max_entries, 4); \
		__type(key, k); \
		__type(value, v); \
	} name SEC(".maps")
MAP(hash, HASH, int, long);
MAP(array, ARRAY, int, long);
MAP(each_cpu, PERCPU_HASH, int, long);
MAP(programs, PROG_ARRAY, int, int);
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");
struct given { long n; void *p; struct __sk_buff *s; };
#define FN(name) static ALONE int name(int i, struct given *c)
#define LOOPS(name) \
	SEC("tc") int loop_##name(struct __sk_buff *s) \
	{ \
		struct given c = {1, 0, s}; \
		bpf_loop(10, name, &c, 0); \
		return c.n & 1; \
	}
FN(one) { c->n += i; return 1; }
END
		cat
	} | object "$1"
}

# decided OBJECT VERDICTS: these, and the rest is the kernel's
decided() {
	run "$bin/bpfcheck" "$1"
	same "$2" "$(verdicts)"
	kernel "$1"
}

# took PROGRAM N: instructions processed
took() {
	grep -F ": $1: sched_cls, $2 insns processed" <<<"$output" || { grep ": $1:" <<<"$output"; false; }
}

@test "bpfcheck: a callback returns 0 or 1" {
	callbacks returns.o <<'END'
FN(two) { return 2; }
FN(number) { return i; }
FN(address)
{
	void *r = &programs;
	KEEP(r);
	return (long)r;
}
static ALONE int nothing(void) { return 0; }
static ALONE int more(int i, void *c, long third) { return third & 1; }
LOOPS(one)
LOOPS(two)
LOOPS(number)
LOOPS(address)
LOOPS(nothing)
LOOPS(more)
END
	decided returns.o $'accept loop_one\nreject loop_two\nreject loop_number\nreject loop_address\naccept loop_nothing\nreject loop_more'
	grep -F 'At callback return the register R0 has smin=2 smax=2 should have been in [0, 1]' \
	    <<<"$output"
}

@test "bpfcheck: what a callback is given, and by whom" {
	callbacks given.o <<'END'
static ALONE int beyond(int i, long *c) { return c[3] & 1; }
ALONE int global(int i, long *c) { KEEP(i); return 0; }
SEC("tc") int none(struct __sk_buff *s) { bpf_loop(10, one, 0, 0); return 0; }
SEC("tc") int no_stack(struct __sk_buff *s) { bpf_loop(10, one, s, 0); return 0; }
SEC("tc") int past(struct __sk_buff *s)
{
	long c[2] = {};
	bpf_loop(10, beyond, c, 0);
	return 0;
}
SEC("tc") int not_static(struct __sk_buff *s)
{
	long c = 1;
	bpf_loop(10, global, &c, 0);
	return 0;
}
SEC("tc") int flags(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	bpf_loop(10, one, &c, s->len);
	return c.n & 1;
}
SEC("tc") int any_turns(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	return bpf_loop(s->len, one, &c, 0);
}
FN(wrong) { return 2; }
SEC("tc") int no_turns(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	return bpf_loop(0, wrong, &c, 0);
}
END
	decided given.o $'reject none\nreject no_stack\nreject past\nreject not_static\naccept flags\naccept any_turns\naccept no_turns'
	grep -F 'R3 type=ctx expected=fp' <<<"$output"
	grep -F 'callback function not static' <<<"$output"
}

@test "bpfcheck: the address of a callback is moved, kept, compared, and not read" {
	callbacks address.o <<'END'
FN(other) { return 0; }
SEC("tc") int moved(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	void *f = one;
	KEEP(f);
	f += 8;
	KEEP(f);
	bpf_loop(10, f, &c, 0);
	return 0;
}
SEC("tc") int either(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	void *f = s->len > 4 ? (void *)one : (void *)other;
	KEEP(f);
	bpf_loop(10, f, &c, 0);
	return c.n & 1;
}
SEC("tc") int compared(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	void *f = one;
	KEEP(f);
	if (!f)
		return *(int *)f;
	bpf_loop(10, f, &c, 0);
	return 0;
}
SEC("tc") int kept(struct __sk_buff *s)
{
	struct given c = {1, one, s};
	asm volatile("" : "+m"(c.p));
	bpf_loop(10, c.p, &c, 0);
	return 0;
}
SEC("tc") int load(struct __sk_buff *s) { long *f = (void *)one; KEEP(f); return *f; }
SEC("tc") int store(struct __sk_buff *s) { long *f = (void *)one; KEEP(f); *f = 1; return 0; }
SEC("tc") int key(struct __sk_buff *s)
{
	void *f = one;
	KEEP(f);
	return bpf_map_lookup_elem(&hash, f) != 0;
}
SEC("tc") int returned(struct __sk_buff *s) { void *f = one; KEEP(f); return (long)f; }
END
	decided address.o $'reject moved\naccept either\naccept compared\naccept kept\nreject load\nreject store\nreject key\naccept returned'
}

@test "bpfcheck: what callbacks get they give back" {
	callbacks held.o <<'END'
FN(take) { c->p = bpf_ringbuf_reserve(&records, 8, 0); return 0; }
FN(both)
{
	void *p = bpf_ringbuf_reserve(&records, 8, 0);
	if (p)
		bpf_ringbuf_submit(p, 0);
	return 0;
}
FN(leak) { bpf_ringbuf_reserve(&records, 8, 0); return 0; }
FN(give)
{
	if (c->p)
		bpf_ringbuf_submit(c->p, 0);
	c->p = 0;
	return 0;
}
FN(twice)
{
	if (c->p)
		bpf_ringbuf_submit(c->p, 0);
	return 0;
}
LOOPS(take)
LOOPS(both)
LOOPS(leak)
LOOPS(give)
#define HOLDING(name, fn) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		struct given c = {1, 0, s}; \
		c.p = bpf_ringbuf_reserve(&records, 8, 0); \
		bpf_loop(10, fn, &c, 0); \
		if (c.p) \
			bpf_ringbuf_discard(c.p, 0); \
		return 0; \
	}
HOLDING(given, give)
HOLDING(given_twice, twice)
HOLDING(across, one)
END
	decided held.o $'reject loop_take\naccept loop_both\nreject loop_leak\naccept loop_give\naccept given\nreject given_twice\naccept across'
}

@test "bpfcheck: packets, programs and stack under callbacks" {
	callbacks under.o <<'END'
FN(jump) { bpf_tail_call(c->s, &programs, 1); return 0; }
FN(pull) { bpf_skb_pull_data(c->s, 10); return 0; }
FN(load)
{
	register struct __sk_buff *s asm("r6") = c->s;
	asm volatile("r0 = *(u8 *)skb[0]" : : "r"(s) : "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}
FN(deep)
{
	char room[300];
	HOLDS(room);
	room[0] = i;
	HOLDS(room);
	return 0;
}
LOOPS(jump)
LOOPS(pull)
LOOPS(load)
LOOPS(deep)
#define PARSES(fn) \
	SEC("tc") int parse_##fn(struct __sk_buff *s) \
	{ \
		struct given c = {1, 0, s}; \
		char *b = (void *)(long)s->data; \
		if (b + 1 > (char *)(long)s->data_end) \
			return 0; \
		bpf_loop(10, fn, &c, 0); \
		return b[0] & 1; \
	}
PARSES(pull)
PARSES(one)
SEC("tc") int too_deep(struct __sk_buff *s)
{
	char room[300];
	struct given c = {1, 0, s};
	HOLDS(room);
	bpf_loop(10, deep, &c, 0);
	HOLDS(room);
	return room[0] & 1;
}
FN(nest) { bpf_loop(3, one, c, 0); return 0; }
FN(nest_more) { bpf_loop(3, nest, c, 0); return 0; }
FN(itself) { bpf_loop(3, itself, c, 0); return 0; }
LOOPS(nest)
LOOPS(nest_more)
LOOPS(itself)
END
	decided under.o $'reject loop_jump\naccept loop_pull\nreject loop_load\naccept loop_deep\nreject parse_pull\naccept parse_one\nreject too_deep\naccept loop_nest\naccept loop_nest_more\nreject loop_itself'
	# What is left to do is a part of what is compared.
	took loop_nest 63
	took loop_nest_more 99
}

@test "bpfcheck: numbers that turns change are any, unless they decide" {
	callbacks numbers.o <<'END'
#define READS(name, mask) \
	FN(name) \
	{ \
		char room[8] = {}, *at = room; \
		HOLDS(room); \
		KEEP(at); \
		at += i & mask; \
		KEEP(at); \
		return *at & 1; \
	}
READS(bounded, 7)
READS(unbounded, 15)
FN(counts)
{
	c->n++;
	return 0;
}
LOOPS(bounded)
LOOPS(unbounded)
LOOPS(counts)
SEC("tc") int as_index(struct __sk_buff *s)
{
	struct given c = {0, 0, s};
	char room[16] = {};
	HOLDS(room);
	bpf_loop(50, counts, &c, 0);
	return room[c.n];
}
SEC("tc") int checked(struct __sk_buff *s)
{
	struct given c = {0, 0, s};
	char room[16] = {};
	HOLDS(room);
	bpf_loop(10, counts, &c, 0);
	return c.n >= 0 && c.n < 16 ? room[c.n] : 0;
}
/* A number that decides is not any: each turn is followed, up to the last. */
FN(steps)
{
	char room[8] = {};
	HOLDS(room);
	if (c->n > 3)
		return 1;
	room[c->n] = 1;
	c->n++;
	return 0;
}
LOOPS(steps)
END
	decided numbers.o $'accept loop_bounded\nreject loop_unbounded\naccept loop_counts\nreject as_index\naccept checked\naccept loop_steps'
}

@test "bpfcheck: a callback for each element of a map" {
	callbacks each.o <<'END'
#define EACH(name) \
	static ALONE long name(void *map, int *key, long *value, struct given *c)
#define OVER(what, fn) \
	SEC("tc") int fn##_##what(struct __sk_buff *s) \
	{ \
		struct given c = {1, 0, s}; \
		bpf_for_each_map_elem(&what, fn, &c, 0); \
		return c.n & 1; \
	}
EACH(sum) { c->n += *key + *value; *value = 0; return 0; }
EACH(change) { *key = 1; return 0; }
EACH(behind) { return key[1] & 1; }
EACH(after) { return value[1] & 1; }
EACH(again) { long *v = bpf_map_lookup_elem(map, key); return v ? *v & 1 : 0; }
EACH(remove) { bpf_map_delete_elem(map, key); return 0; }
EACH(fill) { bpf_get_current_comm(key, 4); return 0; }
EACH(place) { unsigned n = *value; KEEP(n); return n < 4 ? ((char *)key)[n] & 1 : 0; }
OVER(hash, sum)
OVER(array, sum)
OVER(each_cpu, sum)
OVER(programs, sum)
OVER(records, sum)
OVER(hash, change)
OVER(hash, behind)
OVER(hash, after)
OVER(hash, again)
OVER(hash, remove)
OVER(hash, fill)
OVER(hash, place)
SEC("tc") int no_map(struct __sk_buff *s)
{
	struct given c = {1, 0, s};
	bpf_for_each_map_elem(&c, sum, &c, 0);
	return 0;
}
END
	decided each.o $'accept sum_hash\naccept sum_array\naccept sum_each_cpu\nreject sum_programs\nreject sum_records\nreject change_hash\nreject behind_hash\nreject after_hash\naccept again_hash\naccept remove_hash\nreject fill_hash\naccept place_hash\nreject no_map'
	grep -F 'callback function not allowed for map' <<<"$output"
	grep -F 'write to change key R' <<<"$output"
	grep -F 'invalid access to map key, key_size=4 off=4 size=4' <<<"$output"
}

@test "bpfcheck: what a turn reads the turns before it may change" {
	callbacks second.o <<'END'
static ALONE int second(int turn, struct given *given)
{
	register int i asm("r1") = turn, result asm("r0");
	register void *c asm("r2") = given;
	asm volatile("r3 = *(u64 *)(r2 + 0);"
		     "if r3 == 7 goto 2f;"
		     "if r1 == 3 goto 1f;"
		     "r4 = 1; r4 = 2; r4 = 3; r4 = 4; r4 = 5; r4 = 6; r4 = 7;"
		     "0: r0 = 0;"
		     "goto 3f;"
		     "1: r4 = 7;"
		     "*(u64 *)(r2 + 0) = r4;"
		     "goto 0b;"
		     "2: r0 = 2;"
		     "3:"
		     : "=r"(result) : "r"(i), "r"(c) : "r3", "r4", "memory");
	return result;
}
SEC("tc") int reads(struct __sk_buff *s)
{
	struct given c = {0, 0, s};
	bpf_loop(s->len, second, &c, 0);
	return 0;
}
END
	decided second.o 'reject reads'
	grep -F 'At callback return the register R0 has smin=2' <<<"$output"
}

@test "bpfcheck: a loop that may be put in place of the call: its flags decide" {
	callbacks flags.o <<'END'
#define FLAGS(name, first, last) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		struct given c = {1, 0, s}; \
		register long f asm("r8") = first; \
		unsigned n = s->len; \
		asm volatile("if %[n] == 5 goto +1; %[f] = " #last : [f] "+r"(f) : [n] "r"(n)); \
		bpf_loop(3, one, &c, f); \
		return 0; \
	}
FLAGS(none_first, 4, 0)
FLAGS(none_last, 0, 4)
END
	decided flags.o $'accept none_first\naccept none_last'
	took none_first 65
	took none_last 43
}

# A naked function's parameters have no names: the kernel refuses the BTF, and
# libbpf goes on without it.
@test "bpfcheck: without BTF that the kernel takes nothing is called back" {
	callbacks naked.o <<'END'
static ALONE __attribute__((naked)) int bare(int i, struct given *c)
{
	asm volatile("r0 = 0; exit");
}
LOOPS(one)
LOOPS(bare)
SEC("tc") int no_loop(struct __sk_buff *s) { return 0; }
END
	decided naked.o $'reject loop_one\nreject loop_bare\naccept no_loop'
	grep -F 'missing btf func_info' <<<"$output"
	callbacks plain.o <<'END'
static ALONE __attribute__((naked)) int bare(void)
{
	asm volatile("r0 = 0; exit");
}
LOOPS(one)
LOOPS(bare)
END
	decided plain.o $'accept loop_one\naccept loop_bare'
}
