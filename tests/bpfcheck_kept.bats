#!/usr/bin/env bats
# bpfcheck: lists, work and timers in values of maps, and in maps of maps.

load lib/common
load lib/bpf
load lib/kept

# Another value, of a map of its own; p is its start, o a number.
others='
struct bpf_res_spin_lock { __u32 n; };
struct bpf_task_work { __u64 n; };
struct bpf_list_node { __u64 n[3]; };
struct bpf_rb_node { __u64 n[4]; };
struct bpf_refcount { __u32 n[1]; };
struct bpf_list_head { __u64 n[2]; };
struct bpf_rb_root { __u64 n[2]; };
struct bpf_wq { __u64 n[2]; };
#define CONTAINS(type, field) \
	__attribute__((btf_decl_tag("contains:" #type ":" #field)))
struct listed { long n; struct bpf_list_node l; } a_listed;
struct rooted { long n; struct bpf_rb_node r; } a_rooted;
#define AT(name, map, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		char *p = bpf_map_lookup_elem(&map, &k); \
		unsigned long o = s->len; \
		if (!p) \
			return 0; \
		KEEP(o); KEEP(p); \
		code; \
		return 0; \
	}
'

@test "bpfcheck: lists, trees, work and counts in values are not the program's" {
	{
		echo "$others"
		cat <<'END'
struct work { long n; struct bpf_wq w; long m; };
struct task { long n; struct bpf_task_work w; long m; };
struct held { long n; struct bpf_res_spin_lock l; int m; };
struct count { long n; struct bpf_refcount r; int m; };
struct list { long n; struct bpf_list_head h CONTAINS(listed, l); struct bpf_spin_lock l; int m; };
struct tree { long n; struct bpf_rb_root h CONTAINS(rooted, r); struct bpf_spin_lock l; int m; };
struct node { long n; struct bpf_list_node l; };
MAP(works, HASH, struct work);
MAP(tasks, LRU_HASH, struct task);
MAP(helds, HASH, struct held);
MAP(counts, HASH, struct count);
MAP(lists, HASH, struct list);
MAP(trees, ARRAY, struct tree);
MAP(nodes, HASH, struct node);
AT(good_work_before, works, WRITE(char, p[7]) = 1)
AT(bad_work, works, WRITE(char, p[8]) = 1)
AT(bad_work_end, works, return WRITE(char, p[23]))
AT(good_work_behind, works, WRITE(char, p[24]) = 1)
AT(bad_work_helper, works, bpf_get_current_comm(p, 9))
AT(bad_task, tasks, WRITE(char, p[8]) = 1)
AT(bad_task_end, tasks, return WRITE(char, p[15]))
AT(good_task_behind, tasks, WRITE(char, p[16]) = 1)
AT(bad_held, helds, WRITE(char, p[8]) = 1)
AT(bad_held_end, helds, return WRITE(char, p[11]))
AT(good_held_behind, helds, WRITE(char, p[12]) = 1)
AT(bad_held_locked, helds, bpf_spin_lock((void *)(p + 8)))
AT(bad_count, counts, WRITE(char, p[8]) = 1)
AT(bad_count_end, counts, return WRITE(char, p[11]))
AT(good_count_behind, counts, WRITE(char, p[12]) = 1)
AT(bad_list, lists, WRITE(char, p[8]) = 1)
AT(bad_list_end, lists, return WRITE(char, p[23]))
AT(bad_list_lock, lists, return WRITE(char, p[24]))
AT(good_list_locked, lists, bpf_spin_lock((void *)(p + 24)); p[0] = 1; bpf_spin_unlock((void *)(p + 24)))
AT(bad_tree, trees, WRITE(char, p[8]) = 1)
AT(bad_tree_any, trees, return WRITE(char, p[o & 15]))
AT(good_tree_before, trees, return WRITE(char, p[o & 7]))
AT(good_node, nodes, WRITE(long, p[8]) = 1)
AT(bad_work_timer, works, bpf_timer_cancel((void *)(p + 8)))
AT(bad_list_exchanged, lists, bpf_kptr_xchg(p + 8, 0))
END
	} | kept kinds.o
	as_named kinds.o
	said 'bpf_wq cannot be accessed' 'bpf_task_work cannot be accessed' \
	    'bpf_res_spin_lock cannot be accessed' \
	    'bpf_refcount cannot be accessed' \
	    'bpf_list_head cannot be accessed' 'bpf_rb_root cannot be accessed'
}

@test "bpfcheck: programs that may not use lists, work and locks in values" {
	{
		echo "$others"
		cat <<'END'
struct work { long n; struct bpf_wq w; };
struct list { struct bpf_list_head h CONTAINS(listed, l); struct bpf_spin_lock l; };
struct held { long n; struct bpf_res_spin_lock l; };
struct task { long n; struct bpf_task_work w; };
MAP(works, HASH, struct work);
MAP(lists, HASH, struct list);
MAP(helds, HASH, struct held);
MAP(tasks, HASH, struct task);
#define IN(type, name, map) \
	SEC(type) int name(void *c) { int k = 0; return !bpf_map_lookup_elem(&map, &k); }
IN("socket", good_socket_work, works)
IN("socket", bad_socket_list, lists)
IN("socket", bad_socket_held, helds)
IN("kprobe/x", bad_kprobe_work, works)
IN("kprobe/x", bad_kprobe_list, lists)
IN("kprobe/x", bad_kprobe_held, helds)
IN("kprobe/x", good_kprobe_task, tasks)
IN("xdp", good_xdp_list, lists)
END
	} | kept types.o
	as_named types.o
	said 'tracing progs cannot use bpf_wq yet' \
	    'tracing progs cannot use bpf_{list_head,rb_root} yet' \
	    'socket filter progs cannot use bpf_spin_lock yet'
}

@test "bpfcheck: a timer in a map of maps is of the map that it was found in" {
	kept inner.o <<'END'
struct timed { long n; struct bpf_timer t; long m; } *a_timed;
struct timers {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct timed);
} direct SEC(".maps");
struct kept {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} kept SEC(".maps");
#define MAPS(name, kind, in) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind##_OF_MAPS); \
		__uint(max_entries, 4); \
		__type(key, int); \
		__array(values, struct in); \
	} name SEC(".maps")
MAPS(outer, HASH, timers);
MAPS(another, ARRAY, timers);
MAPS(pointers, ARRAY, kept);
/* v is of a, w of b; d is of a map that is in none. */
#undef WITH
#define WITH(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero, k1 = 1; \
		void *a = bpf_map_lookup_elem(&outer, &k), *b; \
		struct timed *v, *w, *d; \
		unsigned long o = s->len; \
		if (!a || !(b = bpf_map_lookup_elem(&outer, &k1)) || \
		    !(v = bpf_map_lookup_elem(a, &k)) || \
		    !(w = bpf_map_lookup_elem(b, &k)) || \
		    !(d = bpf_map_lookup_elem(&direct, &k))) \
			return 0; \
		KEEP(o); \
		code; \
		return 0; \
	}
static ALONE int late(void *map, int *key, struct timed *v) { v->n = 1; bpf_timer_start(&v->t, 1, 0); return 0; }
static ALONE int late_init(void *map, int *key, struct timed *v) { bpf_timer_init(&v->t, map, 0); return 0; }
static ALONE int late_again(void *map, int *key, struct timed *v) { struct timed *x = bpf_map_lookup_elem(map, key); if (x) bpf_timer_init(&x->t, map, 0); return 0; }
static long each(void *map, int *key, struct timed *v, void *c) { bpf_timer_init(&v->t, map, 0); return 0; }
static long each_again(void *map, int *key, struct timed *v, void *c) { struct timed *x = bpf_map_lookup_elem(map, key); if (x) bpf_timer_init(&x->t, map, 0); return 0; }
static long each_start(void *map, int *key, struct timed *v, void *c) { bpf_timer_start(&v->t, 0, 0); return 0; }
WITH(good_same, bpf_timer_init(&v->t, a, 0); bpf_timer_init(&w->t, b, 0))
WITH(bad_other, bpf_timer_init(&v->t, b, 0))
WITH(bad_other_way, bpf_timer_init(&w->t, a, 0))
WITH(bad_direct, bpf_timer_init(&v->t, &direct, 0))
WITH(bad_of_direct, bpf_timer_init(&d->t, a, 0))
WITH(good_direct, bpf_timer_init(&d->t, &direct, 0))
WITH(bad_outer, bpf_timer_init(&v->t, &outer, 0))
WITH(bad_found_again, void *c = bpf_map_lookup_elem(&outer, &k); if (c) bpf_timer_init(&v->t, c, 0))
WITH(bad_another, void *c = bpf_map_lookup_elem(&another, &k); if (c) bpf_timer_init(&v->t, c, 0))
WITH(bad_either, void *c = o > 5 ? a : b; KEEP(c); bpf_timer_init(&v->t, c, 0))
WITH(good_later, bpf_timer_set_callback(&v->t, late))
WITH(good_later_init, bpf_timer_set_callback(&v->t, late_init))
WITH(good_later_again, bpf_timer_set_callback(&v->t, late_again))
WITH(bad_touched, WRITE(char, v->t) = 1)
WITH(bad_each, bpf_for_each_map_elem(a, each, 0, 0))
WITH(good_each_direct, bpf_for_each_map_elem(&direct, each, 0, 0))
WITH(good_each_again, bpf_for_each_map_elem(a, each_again, 0, 0))
WITH(good_each_start, bpf_for_each_map_elem(a, each_start, 0, 0))
/* Where both come together what is known of the one is not the other's. */
WITH(good_joined, void *c = a; if (o == 7) c = b; KEEP(c); asm volatile("if %0 == 1 goto +0; if %0 == 2 goto +0; r0 = 1; r0 = 2; r0 = 3; r0 = 4; r0 = 5; r0 = 6" : : "r"(o) : "r0"); struct timed *x = bpf_map_lookup_elem(c, &k); if (x) bpf_timer_init(&x->t, c, 0))
WITH(bad_joined, void *c = a; if (o == 7) c = b; KEEP(c); asm volatile("if %0 == 1 goto +0; if %0 == 2 goto +0; r0 = 1; r0 = 2; r0 = 3; r0 = 4; r0 = 5; r0 = 6" : : "r"(o) : "r0"); bpf_timer_init(&v->t, c, 0))
#define POINTERS(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		void *a = bpf_map_lookup_elem(&pointers, &k); \
		struct value *v = a ? bpf_map_lookup_elem(a, &k) : 0; \
		if (!v) \
			return 0; \
		code; \
		return 0; \
	}
POINTERS(good_inner_loose, v->loose = 0)
POINTERS(bad_inner_kept, v->task = 0)
POINTERS(bad_inner_exchanged, bpf_kptr_xchg(&v->task, 0))
POINTERS(bad_inner_timer, bpf_timer_init((void *)v, a, 0))
END
	run "$bin/bpfcheck" inner.o
	same 24 "$(verdicts | wc -l)"
	same '' "$(verdicts | grep -v '^accept good_' | grep -v '^reject bad_')"
	said "R1 map_uid=1 doesn't match map pointer in R2 map_uid=2" \
	    "R1 map_uid=0 doesn't match map pointer in R2 map_uid=1" \
	    "map '' has no valid bpf_timer"
	asked_all inner.o
	check 1 --explain --prog bad_other inner.o
	said 'suggestion: pass the map that the timer'"'"'s element was looked up in'
}

@test "bpfcheck: bit fields and other tags, with which the kernel finds no fields" {
	local values='
struct bits { int a : 3, b : 5; long n; };
struct tagged { long n; int TAG(user) *p; };
struct bits_and_timer { int a : 3, b : 5; struct bpf_timer t; };
MAP(bits, HASH, struct bits);
MAP(tagged, HASH, struct tagged);
MAP(timers, HASH, struct bits_and_timer);
#define LAST(map) \
	SEC("tc") int good_##map(void *s) \
	{ \
		int k = zero; \
		char *v = bpf_map_lookup_elem(&map, &k); \
		if (v) \
			v[15] = 1; \
		return 0; \
	}
'
	kept none.o <<<"$values LAST(bits) LAST(tagged)"
	run "$bin/bpfcheck" none.o
	same $'accept good_bits\naccept good_tagged' "$(verdicts)"
	asked_all none.o
	kept both.o <<<"$values LAST(timers)"
	check 3 both.o
}
