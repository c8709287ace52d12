#!/usr/bin/env bats
# bpfcheck: locks and timers in values of maps.

load lib/common
load lib/bpf

# fields NAME: what follows stands behind maps with such values
fields() {
	{
		cat <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
#define MAP(name, kind, v) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__uint(max_entries, 4); \
		__type(key, int); \
		__type(value, v); \
	} name SEC(".maps")
struct timed { long n; struct bpf_timer t; long m; };
struct locked { long n; struct bpf_spin_lock l; int m; long a[4]; };
struct both { struct bpf_timer t; struct bpf_spin_lock l; int n; };
MAP(timers, HASH, struct timed);
MAP(more_timers, ARRAY, struct timed);
MAP(locks, HASH, struct locked);
MAP(more_locks, ARRAY, struct locked);
MAP(boths, ARRAY, struct both);
MAP(plain, HASH, long);
MAP(programs, PROG_ARRAY, int);
static int zero;
/* v and w have timers, p, q and r locks; o is a number. */
#define WITH(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero, k1 = 1; \
		struct timed *v = bpf_map_lookup_elem(&timers, &k); \
		struct timed *w = bpf_map_lookup_elem(&more_timers, &k); \
		struct locked *p = bpf_map_lookup_elem(&locks, &k); \
		struct locked *q = bpf_map_lookup_elem(&locks, &k1); \
		struct locked *r = bpf_map_lookup_elem(&more_locks, &k); \
		long *n = bpf_map_lookup_elem(&plain, &k); \
		unsigned o = s->len; \
		if (!v || !w || !p || !q || !r || !n) \
			return 0; \
		KEEP(o); \
		code; \
		return 0; \
	}
END
		cat
	} | object "$1" -Wno-unused
}

# decided OBJECT VERDICTS: these, and the rest is the kernel's
decided() {
	run "$bin/bpfcheck" "$1"
	same "$2" "$(verdicts)"
	kernel "$1"
}

@test "bpfcheck: one lock at a time, and the one that was taken is given back" {
	fields taken.o <<'END'
WITH(good, bpf_spin_lock(&p->l); p->n++; bpf_spin_unlock(&p->l))
WITH(another, bpf_spin_lock(&p->l); bpf_spin_unlock(&q->l))
WITH(of_another_map, bpf_spin_lock(&p->l); bpf_spin_unlock(&r->l))
WITH(two, bpf_spin_lock(&p->l); bpf_spin_lock(&r->l))
WITH(none, bpf_spin_unlock(&p->l))
WITH(kept, bpf_spin_lock(&p->l); return 1)
WITH(jumps, bpf_spin_lock(&p->l); bpf_tail_call(s, &programs, 0))
WITH(calls, bpf_spin_lock(&p->l); bpf_ktime_get_ns(); bpf_spin_unlock(&p->l))
WITH(either, struct locked *x = o ? p : q; KEEP(x); bpf_spin_lock(&x->l); bpf_spin_unlock(&x->l))
WITH(either_and_one, struct locked *x = o ? p : q; KEEP(x); bpf_spin_lock(&x->l); x->m = 1; bpf_spin_unlock(&p->l))
WITH(looked_up_again, struct locked *x = bpf_map_lookup_elem(&locks, &k); if (!x) return 0; bpf_spin_lock(&x->l); bpf_spin_unlock(&p->l))
WITH(there, struct locked *x = bpf_map_lookup_elem(&more_locks, &k); bpf_spin_lock(&x->l); bpf_spin_unlock(&r->l))
WITH(kept_pointer, struct locked *volatile x = p; bpf_spin_lock(&p->l); bpf_spin_unlock(&x->l))
END
	decided taken.o $'accept good\nreject another\nreject of_another_map\nreject two\nreject none\nreject kept\nreject jumps\nreject calls\naccept either\nreject either_and_one\nreject looked_up_again\nreject there\naccept kept_pointer'
	grep -F 'bpf_spin_unlock of different lock' <<<"$output"
	grep -F 'bpf_spin_unlock without taking a lock' <<<"$output"
	grep -F 'BPF_EXIT instruction in main prog cannot be used inside' <<<"$output"
}

@test "bpfcheck: locks on branches, in loops, functions, variables and callbacks" {
	fields ways.o <<'END'
WITH(same_branches, if (o > 5) bpf_spin_lock(&p->l); p->n = 1; if (o > 5) bpf_spin_unlock(&p->l))
WITH(other_branches, if (o > 5) bpf_spin_lock(&p->l); p->n = 1; if (o > 6) bpf_spin_unlock(&p->l))
WITH(loop, for (int i = 0; i < 10; i++) { bpf_spin_lock(&p->l); p->n++; bpf_spin_unlock(&p->l); })
WITH(loop_under, bpf_spin_lock(&p->l); for (int i = 0; i < 10; i++) { p->n++; KEEP(i); } bpf_spin_unlock(&p->l))
struct bpf_spin_lock lock SEC(".data.A");
int of_lock SEC(".data.A");
WITH(variable, bpf_spin_lock(&lock); of_lock++; bpf_spin_unlock(&lock))
struct bpf_spin_lock other SEC(".data.B");
int of_other SEC(".data.B");
WITH(other_variable, bpf_spin_lock(&lock); bpf_spin_unlock(&other))
/* Where both come together one is remembered: the one without the lock. */
SEC("tc") int one_branch(struct __sk_buff *s)
{
	unsigned o = s->len;
	asm goto("if %0 == 5 goto %l[take]" : : "r"(o) : : take);
	asm volatile("if %0 == 1 goto +0; if %0 == 2 goto +0; r0 = 1; r0 = 2; r0 = 3;"
		     "r0 = 4; r0 = 5; r0 = 6" : : "r"(o) : "r0");
rest:
	asm volatile("r0 = 1; r0 = 2; r0 = 3" : : : "r0");
	return 0;
take:
	bpf_spin_lock(&lock);
	goto rest;
}
WITH(variable_and_value, bpf_spin_lock(&lock); bpf_spin_unlock(&p->l))
static ALONE int take(struct locked *p) { bpf_spin_lock(&p->l); return 0; }
static ALONE int give(struct locked *p) { bpf_spin_unlock(&p->l); return 0; }
WITH(functions, take(p); give(p))
WITH(function, take(p))
ALONE int global(int n) { KEEP(n); return n; }
WITH(global_function, bpf_spin_lock(&p->l); global(o); bpf_spin_unlock(&p->l))
static ALONE int turn(int i, struct locked **c) { take(*c); give(*c); return 0; }
static ALONE int bad_turn(int i, struct locked **c) { take(*c); return 0; }
WITH(turns, bpf_loop(5, turn, &p, 0))
WITH(bad_turns, bpf_loop(5, bad_turn, &p, 0))
END
	decided ways.o $'accept same_branches\nreject other_branches\naccept loop\naccept loop_under\naccept variable\nreject other_variable\nreject one_branch\nreject variable_and_value\naccept functions\nreject function\nreject global_function\naccept turns\nreject bad_turns'
}

@test "bpfcheck: where locks and timers are is nothing else" {
	fields places.o <<'END'
WITH(load_lock, return *(volatile int *)&p->l)
WITH(store_timer, *(volatile long *)&v->t = 1)
WITH(last_byte, return ((volatile char *)&v->t)[15])
WITH(next_byte, return ((volatile char *)&v->t)[16])
WITH(helper_before, bpf_get_current_comm(v, 8))
WITH(helper_into, bpf_get_current_comm(v, 9))
WITH(key, bpf_map_update_elem(&plain, &v->t, n, 0))
WITH(value, bpf_map_update_elem(&timers, &k, v, 0))
WITH(any_before, return ((char *)v)[o & 7])
WITH(any, return ((char *)v)[o & 31])
WITH(lock_elsewhere, bpf_spin_lock((void *)p))
WITH(lock_nowhere, bpf_spin_lock((void *)n))
WITH(lock_anywhere, void *x = (void *)&p->l + (o & 8); KEEP(x); bpf_spin_lock(x); bpf_spin_unlock(x))
WITH(lock_on_stack, struct bpf_spin_lock l = {}; bpf_spin_lock(&l))
WITH(timer_elsewhere, bpf_timer_cancel((void *)v))
WITH(timer_nowhere, bpf_timer_cancel((void *)p))
WITH(timer_anywhere, bpf_timer_cancel((void *)v + (o & 8)))
WITH(timer_on_stack, struct bpf_timer t = {}; bpf_timer_cancel(&t))
WITH(timer_of_another_map, bpf_timer_init(&v->t, &more_timers, 0))
#define AT(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		char *b = bpf_map_lookup_elem(&boths, &k); \
		return b ? code : 0; \
	}
AT(first_of_both, *(volatile long *)(b + 12))
AT(second_of_both, *(volatile int *)(b + 16))
AT(all_of_both, bpf_get_current_comm(b, 20))
AT(behind_both, *(volatile int *)(b + 20))
END
	decided places.o $'reject load_lock\nreject store_timer\nreject last_byte\naccept next_byte\naccept helper_before\nreject helper_into\nreject key\nreject value\naccept any_before\nreject any\nreject lock_elsewhere\nreject lock_nowhere\nreject lock_anywhere\nreject lock_on_stack\nreject timer_elsewhere\nreject timer_nowhere\nreject timer_anywhere\nreject timer_on_stack\nreject timer_of_another_map\nreject first_of_both\nreject second_of_both\nreject all_of_both\naccept behind_both'
	grep -F 'bpf_timer cannot be accessed directly by load/store' <<<"$output"
	grep -F 'bpf_spin_lock cannot be accessed directly by load/store' \
	    <<<"$output"
}

@test "bpfcheck: programs that may not use locks or timers" {
	fields types.o <<'END'
#define OF(type, name, map) \
	SEC(type) int name(void *c) { int k = 0; return !bpf_map_lookup_elem(&map, &k); }
OF("socket", socket_lock, locks)
OF("socket", socket_timer, timers)
OF("kprobe/x", kprobe_lock, locks)
OF("kprobe/x", kprobe_timer, timers)
OF("perf_event", perf_lock, locks)
OF("raw_tp/x", raw_timer, timers)
OF("xdp", xdp_lock, locks)
END
	decided types.o $'reject socket_lock\naccept socket_timer\nreject kprobe_lock\nreject kprobe_timer\nreject perf_lock\nreject raw_timer\naccept xdp_lock'
}

@test "bpfcheck: what a timer calls is verified by itself" {
	fields timer.o <<'END'
#define CALL(name) static ALONE int name(void *map, int *key, struct timed *v)
CALL(good) { v->n = *key; return 0; }
CALL(one) { return 1; }
CALL(any) { return v->n; }
CALL(reads_timer) { return *(volatile char *)&v->t & 0; }
CALL(changes_key) { *key = 0; return 0; }
CALL(removes) { bpf_map_delete_elem(map, key); return 0; }
CALL(sets_another) { bpf_timer_set_callback(&v->t, good); bpf_timer_start(&v->t, 1000, 0); return 0; }
CALL(sets_itself) { if (*key == 1) v->n = 1; if (*key == 2) v->n = 3; if (*key == 3) v->m = 3; bpf_timer_set_callback(&v->t, sets_itself); return 0; }
CALL(ends_never) { for (;;) KEEP(v); return 0; }
CALL(may_end) { while (*(volatile long *)&v->n) ; return 0; }
CALL(nothing_more) { asm volatile("r0 = r4\nexit"); return 0; }
#define SETS(cb) \
	WITH(set_##cb, bpf_timer_init(&v->t, &timers, 0); bpf_timer_set_callback(&v->t, cb); bpf_timer_start(&v->t, 0, 0))
SETS(good)
SETS(one)
SETS(any)
SETS(reads_timer)
SETS(changes_key)
SETS(removes)
SETS(sets_another)
SETS(sets_itself)
SETS(ends_never)
SETS(may_end)
SETS(nothing_more)
WITH(either, void *f = o ? (void *)good : (void *)one; KEEP(f); bpf_timer_set_callback(&v->t, f))
END
	decided timer.o $'accept set_good\nreject set_one\nreject set_any\nreject set_reads_timer\nreject set_changes_key\naccept set_removes\naccept set_sets_another\naccept set_sets_itself\nreject set_ends_never\nreject set_may_end\nreject set_nothing_more\nreject either'
	grep -F 'At async callback return the register R0 has smin=1 smax=1 should have been in [0, 0]' \
	    <<<"$output"
	grep -F 'infinite loop detected' <<<"$output"
}

@test "bpfcheck: the stack of what a timer calls is its own, unless it is called" {
	fields stack.o <<'END'
#define ROOM(n) \
	char room[n]; \
	asm volatile("" : : "r"(room) : "memory"); \
	room[0] = 1; \
	asm volatile("" : : "r"(room) : "memory")
static ALONE int later(void *map, int *key, struct timed *v) { ROOM(300); return 0; }
static ALONE int deep(void) { ROOM(300); return 0; }
static ALONE int too_deep(void *map, int *key, struct timed *v) { ROOM(300); deep(); return 0; }
WITH(own, ROOM(300); bpf_timer_set_callback(&v->t, later))
WITH(called, ROOM(300); bpf_timer_set_callback(&v->t, later); later(0, 0, 0))
WITH(under, bpf_timer_set_callback(&v->t, too_deep))
END
	decided stack.o $'accept own\nreject called\nreject under'
}

@test "bpfcheck: locks and timers that the kernel does not take for such" {
	fields odd.o <<'END'
typedef struct bpf_spin_lock renamed;
struct hidden { int n; renamed l; };
MAP(hiddens, ARRAY, struct hidden);
SEC("tc") int use_renamed(void *s) { int k = 0; return !bpf_map_lookup_elem(&hiddens, &k); }
SEC("tc") int write_renamed(void *s) { int k = 0; struct hidden *v = bpf_map_lookup_elem(&hiddens, &k); *(volatile int *)&v->l = 1; return 0; }
SEC("tc") int take_renamed(void *s) { int k = 0; struct hidden *v = bpf_map_lookup_elem(&hiddens, &k); bpf_spin_lock(&v->l); return 0; }
struct inside { long n; struct locked in; };
MAP(nested, ARRAY, struct inside);
SEC("tc") int use_nested(void *s)
{
	int k = 0;
	struct inside *v = bpf_map_lookup_elem(&nested, &k);
	bpf_spin_lock(&v->in.l);
	v->in.n++;
	bpf_spin_unlock(&v->in.l);
	return 0;
}
END
	decided odd.o $'accept use_renamed\naccept write_renamed\nreject take_renamed\naccept use_nested'
	fields many.o <<'END'
struct many { struct bpf_timer t[2]; };
MAP(manys, ARRAY, struct many);
SEC("tc") int use_array(void *s) { int k = 0; return !bpf_map_lookup_elem(&manys, &k); }
END
	check 3 many.o
	same 'undecided use_array' "$(verdicts)"
}
