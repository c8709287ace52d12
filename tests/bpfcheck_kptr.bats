#!/usr/bin/env bats
# bpfcheck: pointers that the kernel keeps in values of maps.

load lib/common
load lib/bpf
load lib/kept

@test "bpfcheck: pointers read out of values may be NULL, or gone" {
	kept read.o <<'END'
WITH(good_kept, struct task_struct *p = READ(struct task_struct, v->task); if (p) return p->pid)
WITH(bad_kept_unasked, return READ(struct task_struct, v->task)->pid)
WITH(good_loose, struct task_struct *p = READ(struct task_struct, v->loose); if (p) return p->pid)
WITH(bad_loose_unasked, return READ(struct task_struct, v->loose)->pid)
WITH(good_percpu, if (READ(long, v->mask)) return 1)
WITH(bad_percpu_read, long *p = READ(long, v->mask); if (p) return *p)
WITH(good_of_cpu, struct value *x = bpf_map_lookup_percpu_elem(&cpus, &k, 0); if (x) x->loose = 0)
OF("kprobe/x", good_traced, struct task_struct *p = READ(struct task_struct, v->task); if (p) return p->pid)
OF("xdp", good_xdp, if (READ(long, v->task)) return 2)
static ALONE int pid(struct task_struct *t) { return t->pid; }
WITH(good_given, struct task_struct *p = READ(struct task_struct, v->task); if (p) return pid(p))
WITH(good_spilled, struct task_struct *p = READ(struct task_struct, v->task); struct task_struct *volatile q = p; bpf_ktime_get_ns(); if (p) return q->pid)
WITH(bad_stack_of_loose, struct task_struct *p = READ(struct task_struct, v->loose); if (p) return bpf_get_task_stack(p, n, 8, 0))
WITH(good_stack_of_kept, struct task_struct *p = READ(struct task_struct, v->task); if (p) return bpf_get_task_stack(p, n, 8, 0))
static long each(void *map, int *key, struct value *v, void *c) { v->loose = READ(struct task_struct, v->task); return 0; }
WITH(good_each, bpf_for_each_map_elem(&values, each, 0, 0))
END
	as_named read.o
	said "invalid mem access 'rcu_ptr_or_null_'" \
	    "invalid mem access 'untrusted_ptr_or_null_'" \
	    'is ptr_bpf_cpumask access percpu memory' \
	    'R1 type=untrusted_ptr_ expected=ptr_, trusted_ptr_, rcu_ptr_'
}

@test "bpfcheck: what is read of a value is trusted only where the program cannot sleep" {
	kept sleep.o <<'END'
#define SLEEPS(name, code) \
	SEC("syscall") int name(void *c) \
	{ \
		int k = zero; \
		struct value *v = bpf_map_lookup_elem(&values, &k); \
		if (!v) \
			return 0; \
		code; \
		return 0; \
	}
SLEEPS(good_read, struct task_struct *p = READ(struct task_struct, v->task); if (p) return p->pid)
SLEEPS(bad_given, struct task_struct *p = READ(struct task_struct, v->task); if (p) return bpf_get_task_stack(p, &v->last, 8, 0))
END
	run "$bin/bpfcheck" sleep.o
	same $'accept good_read\nreject bad_given' "$(verdicts)"
	said 'R1 type=untrusted_ptr_ expected='
	asked_all sleep.o
}

@test "bpfcheck: pointers written into values" {
	kept write.o <<'END'
WITH(good_copied, w->loose = v->loose)
WITH(good_of_kept, w->loose = v->task)
WITH(good_beginning, w->common = (void *)v->sock)
WITH(bad_larger, w->sock = (void *)v->common)
WITH(bad_another, w->loose = (void *)v->sock)
WITH(good_zero, v->loose = 0)
WITH(good_zero_register, long z = 0; KEEP(z); WRITE(long, v->loose) = z)
WITH(good_one_of_two, long z = 0; KEEP(z); if (o > 5) z = 0; KEEP(z); WRITE(long, v->loose) = z)
WITH(bad_one, WRITE(long, v->loose) = 1)
WITH(bad_one_constant, asm volatile("*(u64 *)(%0 + 24) = 1" : : "r"(v)))
WITH(good_zero_constant, asm volatile("*(u64 *)(%0 + 24) = 0" : : "r"(v)))
WITH(bad_number, WRITE(long, v->loose) = o)
WITH(bad_into_kept, WRITE(long, v->task) = 0)
WITH(bad_kept_copied, v->task = v->loose)
WITH(bad_into_percpu, WRITE(long, v->mask) = 0)
WITH(bad_value, WRITE(long, v->loose) = n)
WITH(bad_context, WRITE(long, v->loose) = s)
WITH(bad_stack, long l; WRITE(long, v->loose) = &l)
WITH(bad_percpu, long *p = READ(long, v->mask); if (p) WRITE(long, v->loose) = p)
WITH(good_current, v->loose = bpf_get_current_task_btf())
WITH(bad_current_inside, char *p = bpf_get_current_task_btf(); v->loose = p + 16)
WITH(bad_current_before, char *p = bpf_get_current_task_btf(); p -= 16; KEEP(p); v->loose = p)
WITH(bad_current_as_socket, v->sock = bpf_get_current_task_btf())
WITH(bad_added, __sync_fetch_and_add((long *)&v->loose, 1))
WITH(bad_exchanged, __sync_lock_test_and_set((long *)&v->loose, 0))
WITH(bad_helper, bpf_get_current_comm(&v->loose, 8))
WITH(bad_variable, char *p = (char *)&v->mask + (o & 1); KEEP(p); return *(volatile long *)p)
OF("kprobe/x", good_traced, v->loose = 0)
OF("socket", good_filter, v->loose = 0)
END
	as_named write.o
	said 'store to referenced kptr disallowed' \
	    'type=scalar expected=ptr_task_struct or untrusted_ptr_task_struct' \
	    'BPF_ST imm must be 0 when storing to kptr at off=24' \
	    'kptr in map can only be accessed using BPF_MEM instruction mode' \
	    'negative offset trusted_ptr_ ptr' 'type=percpu_rcu_ptr_ expected=' \
	    'R1 type=untrusted_ptr_or_null_sock_common expected=ptr_sock or'
}

@test "bpfcheck: pointers exchanged by bpf_kptr_xchg" {
	kept exchange.o <<'END'
WITH(bad_leaked, bpf_kptr_xchg(&v->task, 0))
WITH(bad_leaked_if_there, if (bpf_kptr_xchg(&v->task, 0)) return 1)
WITH(bad_passed_on, void *p = bpf_kptr_xchg(&v->task, 0); if (p && bpf_kptr_xchg(&w->task, p)) return 3)
WITH(bad_twice, void *p = bpf_kptr_xchg(&v->task, 0); if (p) { bpf_kptr_xchg(&w->task, p); bpf_kptr_xchg(&w->task, p); })
WITH(bad_may_be_null, void *p = bpf_kptr_xchg(&v->task, 0); bpf_kptr_xchg(&w->task, p))
WITH(bad_another, void *p = bpf_kptr_xchg(&v->task, 0); if (p) bpf_kptr_xchg(&w->cgroup, p))
WITH(bad_loose, bpf_kptr_xchg(&v->loose, 0))
WITH(bad_no_pointer, bpf_kptr_xchg(&v->n, 0))
WITH(bad_inside, bpf_kptr_xchg((char *)&v->task + 4, 0))
WITH(bad_no_pointers, bpf_kptr_xchg(n, 0))
WITH(bad_stack, long l = 0; bpf_kptr_xchg(&l, 0))
WITH(bad_anywhere, bpf_kptr_xchg((char *)v + (o & 8), 0))
WITH(bad_number, bpf_kptr_xchg(&v->task, o))
WITH(bad_value, bpf_kptr_xchg(&v->task, n))
WITH(bad_context, bpf_kptr_xchg(&v->task, s))
WITH(bad_not_held, bpf_kptr_xchg(&v->task, bpf_get_current_task_btf()))
WITH(bad_untrusted, void *p = READ(void, v->loose); if (p) bpf_kptr_xchg(&v->task, p))
WITH(bad_read, void *p = READ(void, v->task); if (p) bpf_kptr_xchg(&w->task, p))
WITH(bad_read_unasked, bpf_kptr_xchg(&w->task, READ(void, v->task)))
WITH(bad_percpu, bpf_kptr_xchg(&v->mask, 0))
WITH(bad_percpu_back, void *p = bpf_kptr_xchg(&v->mask, 0); if (p) bpf_kptr_xchg(&w->mask, p))
WITH(bad_used, struct task_struct *p = bpf_kptr_xchg(&v->task, 0); if (p) { int r = p->pid; bpf_kptr_xchg(&w->task, p); return r; })
WITH(bad_used_after, struct task_struct *p = bpf_kptr_xchg(&v->task, 0); if (p) { bpf_kptr_xchg(&w->task, p); return p->pid; })
WITH(bad_moved, char *p = bpf_kptr_xchg(&v->task, 0); if (p) { p += 8; KEEP(p); bpf_kptr_xchg(&w->task, p); })
WITH(bad_loop, void *p = bpf_kptr_xchg(&v->task, 0); for (int i = 0; i < 10 && p; i++) p = bpf_kptr_xchg(&w->task, p))
static long each(void *map, int *key, struct value *v, void *c) { bpf_kptr_xchg(&v->task, 0); return 0; }
WITH(bad_each, bpf_for_each_map_elem(&values, each, 0, 0))
END
	as_named exchange.o
	said 'Unreleased reference id=' "off=24 kptr isn't referenced kptr" \
	    "off=12 doesn't point to kptr" 'R1 has no valid kptr' \
	    'Possibly NULL pointer passed to helper arg2' \
	    "doesn't have constant offset. kptr has to be at" \
	    'R2 must be referenced when passed to release function' \
	    'R2 type=ptr_task_struct expected=ptr_cgroup' \
	    'R2 type=ptr_task_struct expected=ptr_task_struct'
}

@test "bpfcheck: all places of a value with pointers, read, written and given to helpers" {
	local i bytes
	{
		cat <<'END'
struct mixed {
	char a;
	struct bpf_spin_lock lock;
	struct task_struct TAG(kptr) *task;
	char b[3];
	struct task_struct TAG(kptr_untrusted) *loose;
	struct bpf_timer timer;
	short c;
};
MAP(mixeds, HASH, struct mixed);
#define PLACE(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		char *v = bpf_map_lookup_elem(&mixeds, &k); \
		unsigned long o = s->len; \
		if (!v) \
			return 0; \
		KEEP(o); KEEP(v); \
		asm volatile(code : : "r"(v), "r"(o), "r"(s) : \
		    "r0", "r1", "r2", "r3", "r4", "r5"); \
		return 0; \
	}
END
		for ((i = 0; i < 57; i++)); do
			for bytes in 1 2 4 8; do
				cat <<END
PLACE(r${i}_$bytes, "r1 = *(u$((bytes * 8)) *)(%0 + $i)")
PLACE(w${i}_$bytes, "r1 = 0; *(u$((bytes * 8)) *)(%0 + $i) = r1")
END
			done
			cat <<END
PLACE(c$i, "*(u64 *)(%0 + $i) = 0")
PLACE(v$i, "r1 = %0; r2 = %1; r2 &= 7; r1 += r2; r1 = *(u8 *)(r1 + $i)")
PLACE(h${i}, "r1 = %0; r1 += $i; r2 = $((i % 9 + 1)); call 16")
PLACE(x${i}, "r1 = %0; r1 += $i; r2 = 0; call 194")
PLACE(l${i}, "r1 = %0; r1 += $i; call 93")
PLACE(t${i}, "r1 = %0; r1 += $i; call 172")
END
		done
	} | kept places.o
	run "$bin/bpfcheck" places.o
	same $((57 * 14)) "$(verdicts | wc -l)"
	same '' "$(verdicts | grep '^undecided')"
	said 'kptr access misaligned' 'kptr access size must be BPF_DW' \
	    'kptr access cannot have variable offset' \
	    'kptr cannot be accessed indirectly by helper' \
	    'bpf_timer cannot be accessed directly by load/store' \
	    'bpf_spin_lock cannot be accessed directly by load/store' \
	    "doesn't point to 'struct bpf_timer' that is at"
	asked_all places.o
}

@test "bpfcheck: pointers in arrays and structures of values, as the kernel repeats them" {
	local i
	{
		cat <<'END'
struct in { long n; struct task_struct TAG(kptr) *t; };
struct deep {
	long n;
	struct in a[3];
	struct { struct in b; } c;
	struct task_struct TAG(kptr_untrusted) *p[2][2];
	struct { long n; } tail[2];
};
MAP(deeps, HASH, struct deep);
typedef struct task_struct TAG(kptr) *task_pointer;
struct named { long n; task_pointer t; struct task_struct TAG(kptr) *volatile v; struct task_struct TAG(kptr) *const c; };
MAP(nameds, HASH, struct named);
#define TRY(name, map, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		char *p = bpf_map_lookup_elem(&map, &k); \
		if (!p) \
			return 0; \
		KEEP(p); \
		code; \
		return 0; \
	}
END
		for ((i = 0; i < 120; i += 4)); do
			echo "TRY(w$i, deeps, WRITE(int, p[$i]) = 1)"
			echo "TRY(x$i, deeps, bpf_kptr_xchg(p + $i, 0))"
		done
		for i in 8 16 24; do
			echo "TRY(n$i, nameds, WRITE(long, p[$i]) = 1)"
		done
	} | kept deep.o
	run "$bin/bpfcheck" deep.o
	same 63 "$(verdicts | wc -l)"
	same '' "$(verdicts | grep '^undecided')"
	same 'w16 w20 w32 w36 w48 w52 w64 w68 w72 w76 w80 w84 w88 w92 w96 w100 n16' \
	    "$(verdicts | sed -n 's/^reject \([wn]\)/\1/p' | xargs)"
	same 4 "$(grep -c '^reject.*Unreleased reference' <<<"$output")"
	asked_all deep.o
}

# mixed SEED: a structure of random members, and programs that go to places of it
mixed() {
	python - "$1" <<'END'
import random, sys
random.seed(int(sys.argv[1]))
task = 'struct task_struct TAG(%s) *%s%s;'
print('struct inside { char a; ' + task % ('kptr', 'p', '') + ' };')
once = ['struct bpf_spin_lock %s;', 'struct bpf_timer %s;']
members, pointers = [], 0
for i in range(random.randrange(4, 10)):
    what = random.randrange(8)
    many = random.choice(['', '', '[2]']) if pointers < 6 else None
    if what < 3 or many is None:
        members.append(random.choice(['char', 'short', 'int', 'long']) +
                       ' m%d[%d];' % (i, random.randrange(1, 4)))
    elif what < 4 and once:
        members.append(once.pop(random.randrange(len(once))) % ('m%d' % i))
    elif what < 5:
        members.append('struct inside m%d%s;' % (i, many))
        pointers += 2
    else:
        members.append(task % (random.choice(['kptr', 'kptr_untrusted']),
                               'm%d' % i, many))
        pointers += 2
print('struct mixed { ' + ' '.join(members) + ' };')
print('MAP(mixeds, HASH, struct mixed);')
print('''#define PLACE(name, code) \\
	SEC("tc") int name(struct __sk_buff *s) \\
	{ \\
		int k = zero; \\
		char *v = bpf_map_lookup_elem(&mixeds, &k); \\
		unsigned long o = s->len; \\
		if (!v) \\
			return 0; \\
		KEEP(o); KEEP(v); \\
		asm volatile(code : : "r"(v), "r"(o) : \\
		    "r0", "r1", "r2", "r3", "r4", "r5"); \\
		return 0; \\
	}''')
for i in range(300):
    at, bits = random.randrange(100), random.choice([8, 16, 32, 64, 64, 64])
    if random.randrange(2):
        at &= ~7
    code = random.choice([
        'r1 = *(u%d *)(%%0 + %d)' % (bits, at),
        'r1 = 0; *(u%d *)(%%0 + %d) = r1' % (bits, at),
        '*(u%d *)(%%0 + %d) = %d' % (bits, at, random.randrange(2)),
        'r1 = %%0; r2 = %%1; r2 &= %d; r1 += r2; r1 = *(u%d *)(r1 + %d)' %
        (random.choice([1, 3, 7, 8, 15]), bits, at),
        'r1 = %%0; r1 += %d; r2 = %d; call 16' % (at, random.randrange(1, 20)),
        'r1 = %%0; r1 += %d; r2 = 0; call 194' % at,
        'r1 = *(u64 *)(%%0 + %d); *(u64 *)(%%0 + %d) = r1' %
        (at, random.randrange(12) * 8)])
    print('PLACE(p%d, "%s")' % (i, code))
END
}

@test "bpfcheck: random places of random values are decided as the kernel decides them" {
	local seed=${LP_SEED:-$RANDOM} i
	for i in 1 2 3; do
		echo "seed $((seed + i))"
		mixed $((seed + i)) | kept random.o
		run "$bin/bpfcheck" random.o
		same 300 "$(verdicts | wc -l)"
		same '' "$(verdicts | grep '^undecided')"
		asked_all random.o
	done
}

@test "bpfcheck: pointers to what a user gave" {
	kept user.o <<'END'
struct given { long a, b; } a_given;
struct owner { long n; struct given TAG(uptr) *u; long m; };
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct owner);
} owners SEC(".maps");
#undef WITH
#define WITH(name, code) \
	SEC("tc") int name(struct __sk_buff *s) \
	{ \
		struct owner *v = bpf_task_storage_get(&owners, bpf_get_current_task_btf(), 0, 1); \
		if (!v) \
			return 0; \
		code; \
		return 0; \
	}
WITH(good_used, struct given *u = v->u; if (u) u->a = u->b)
WITH(bad_unasked, v->u->a = 1)
WITH(bad_behind, struct given *u = v->u; if (u) WRITE(long, u[1]) = 1)
WITH(bad_written, v->u = 0)
WITH(bad_part, return WRITE(int, v->u))
WITH(bad_helper, bpf_get_current_comm(v, 16))
WITH(bad_exchanged, bpf_kptr_xchg(&v->u, 0))
WITH(good_beside, bpf_get_current_comm(v, 8))
END
	as_named user.o
	said 'store to uptr disallowed' 'uptr access size must be BPF_DW' \
	    'uptr cannot be accessed indirectly by helper' \
	    'R1 has no valid kptr' "invalid mem access 'mem_or_null'"
}

@test "bpfcheck: pointers in values that are undecided" {
	kept own.o <<'END'
struct own { long n; } a_own;
struct holder { long n; struct own TAG(kptr) *own; struct own TAG(kptr_untrusted) *loose; };
MAP(holders, HASH, struct holder);
#define AT(name, code) \
	SEC("tc") int name(void *s) \
	{ \
		int k = zero; \
		struct holder *v = bpf_map_lookup_elem(&holders, &k); \
		if (v) \
			code; \
		return 0; \
	}
AT(beside, v->n = 1)
AT(read, if (READ(long, v->own)) return 1)
AT(exchanged, bpf_kptr_xchg(&v->own, 0))
AT(written, WRITE(long, v->own) = 0)
AT(zero_written, WRITE(long, v->loose) = 0)
AT(current_written, v->loose = bpf_get_current_task_btf())
END
	run "$bin/bpfcheck" own.o
	same $'accept beside\nundecided read\nundecided exchanged\nreject written\naccept zero_written\nreject current_written' \
	    "$(verdicts)"
	said "kernel pointers to the program's own types" \
	    'store to referenced kptr disallowed' \
	    'R0 type=trusted_ptr_task_struct expected=ptr_own or'
	kept file.o <<'END'
struct file { long n; } a_file;
struct open { long n; struct file TAG(kptr) *f; };
struct listed { struct bpf_timer t; struct bpf_timer u; };
struct many { struct task_struct TAG(kptr) *t[12]; };
MAP(opens, HASH, struct open);
MAP(timers, HASH, struct listed);
MAP(manys, HASH, struct many);
MAP(queue, LPM_TRIE, struct value);
#define USE(map) SEC("tc") int use_##map(void *s) { long k[2] = {}; return !bpf_map_lookup_elem(&map, k); }
USE(opens)
USE(timers)
USE(manys)
USE(queue)
USE(values)
END
	check 3 file.o
	same $'undecided use_opens\nundecided use_timers\nundecided use_manys\nundecided use_queue\naccept use_values' \
	    "$(verdicts)"
	said 'kernel pointers to struct file in maps' \
	    'maps with values that the kernel may not take'
	# Without the kernel's types nothing is known of them.
	head -c 10 /dev/zero >none
	run "$bin/bpfcheck" --btf none --prog use_values file.o
	same '' "$(verdicts)"
	check 3 --kernel 6.12 --prog use_values file.o
	said 'maps with locks, timers or kernel pointers'
}

@test "bpfcheck --explain: kernel pointers in values" {
	kept advice.o <<'END'
WITH(helper, bpf_get_current_comm(&v->loose, 8))
WITH(stored, WRITE(long, v->task) = 0)
WITH(loose, bpf_kptr_xchg(&v->loose, 0))
WITH(number, bpf_kptr_xchg(&v->n, 0))
WITH(plainly, bpf_kptr_xchg(n, 0))
WITH(half, return WRITE(int, v->loose))
WITH(inside, return *(volatile int *)((char *)&v->loose + 4))
WITH(index, char *p = (char *)v + (o & 8); KEEP(p); return *(volatile long *)p)
WITH(another, v->sock = bpf_get_current_task_btf())
END
	check 1 --explain advice.o
	same 'give the helper what is beside the pointer in the value, or a copy on the stack without it
exchange it by bpf_kptr_xchg, with what was got or with NULL
store this one as it is: only those of the tag kptr are exchanged
pass the address of the pointer in the map'"'"'s value
pass the address of the pointer in the map'"'"'s value
load or store the pointer whole
load or store the pointer whole, from where it begins
load or store the pointer by its name, not by an index
store a pointer to a structure of that type, or NULL' \
	    "$(sed -n 's/^  suggestion: //p' <<<"$output")"
}

@test "bpfcheck: names of the types that are pointed to outlive the BTF that has them" {
	kept names.o <<'END'
WITH(good_kept, struct task_struct *p = READ(struct task_struct, v->task); if (p) return p->pid)
WITH(bad_other, WRITE(void *, v->sock) = READ(struct task_struct, v->loose))
END
	# What is freed is written over.
	run env MALLOC_PERTURB_=90 "$bin/bpfcheck" names.o
	same $'accept good_kept\nreject bad_other' "$(verdicts)"
	said 'untrusted_ptr_or_null_task_struct expected=ptr_sock or untrusted_ptr_sock'
}
