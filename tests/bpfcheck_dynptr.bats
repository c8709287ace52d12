#!/usr/bin/env bats
# bpfcheck: dynptrs of compiled programs: in callbacks, in functions that are
# verified by themselves, and what the explanation says. tests/bpf/progs/dynptr.bpf
# has what needs no BTF.

load lib/common
load lib/bpf

# dynptrs NAME: what follows stands behind maps for all
dynptrs() {
	{
		cat <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
#define HOLDS(p) asm volatile("" : : "r"(p) : "memory")
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} samples SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long[4]);
} array SEC(".maps");
long bytes[4];
typedef struct bpf_dynptr dynptr;
#define FN(name) \
	static ALONE __attribute__((unused)) long name(dynptr *d, long *c)
#define DRAINS(name) \
	SEC("tc") int drain_##name(struct __sk_buff *s) \
	{ \
		long c = s->len; \
		return bpf_user_ringbuf_drain(&samples, name, &c, 0) & 1; \
	}
FN(counts) { *c += 1; return 0; }
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

@test "bpfcheck: a callback may read, write and cut the dynptr that it is given" {
	dynptrs reads.o <<'END'
FN(reads) { long n; return bpf_dynptr_read(&n, sizeof n, d, 0, 0) & 1; }
FN(writes) { return bpf_dynptr_write(d, 0, c, sizeof *c, 0) & 1; }
FN(cuts) { long *p = bpf_dynptr_data(d, 0, sizeof *p); return p ? *p & 1 : 0; }
FN(past) { long *p = bpf_dynptr_data(d, 0, 8); return p ? p[1] & 1 : 0; }
FN(unasked) { long *p = bpf_dynptr_data(d, 0, 8); return *p & 1; }
FN(two) { return 2; }
FN(both)
{
	long *p = bpf_dynptr_data(d, 0, 8), *q = bpf_dynptr_data(d, 8, 8);
	return p && q ? (*p ^ *q) & 1 : 0;
}
static ALONE long of(dynptr *d) { long *p = bpf_dynptr_data(d, 0, 8); return p ? *p & 1 : 0; }
FN(hands_on) { return of(d); }
FN(outer)
{
	long n = 0;
	return bpf_user_ringbuf_drain(&samples, counts, &n, 0) & 1;
}
DRAINS(counts)
DRAINS(reads)
DRAINS(writes)
DRAINS(cuts)
DRAINS(past)
DRAINS(unasked)
DRAINS(two)
DRAINS(both)
DRAINS(hands_on)
DRAINS(outer)
END
	decided reads.o $'accept drain_counts\naccept drain_reads\naccept drain_writes\naccept drain_cuts\nreject drain_past\nreject drain_unasked\nreject drain_two\naccept drain_both\naccept drain_hands_on\naccept drain_outer'
	grep -F "R0 invalid mem access 'mem_or_null'" <<<"$output"
}

@test "bpfcheck: a callback may not change the dynptr that it is given" {
	dynptrs changes.o <<'END'
FN(submits) { bpf_ringbuf_submit_dynptr(d, 0); return 0; }
FN(discards) { bpf_ringbuf_discard_dynptr(d, 0); return 0; }
FN(reserves) { bpf_ringbuf_reserve_dynptr(&records, 8, 0, d); return 0; }
FN(makes) { bpf_dynptr_from_mem(bytes, 8, 0, d); return 0; }
FN(stores) { *(volatile long *)d = 0; return 0; }
FN(loads) { return *(volatile long *)d & 1; }
FN(moves) { long *p = bpf_dynptr_data(d + 1, 0, 8); return p ? *p & 1 : 0; }
FN(back) { long *p = bpf_dynptr_data(d - 1, 0, 8); return p ? *p & 1 : 0; }
FN(moves_any)
{
	long n = *c & 7;
	KEEP(n);
	return bpf_dynptr_read(c, 8, (void *)d + n, 0, 0) & 1;
}
FN(there_and_back)
{
	char *p = (char *)d + 8;
	KEEP(p);
	p -= 8;
	return bpf_dynptr_read(c, 8, (dynptr *)p, 0, 0) & 1;
}
FN(compares) { return d == 0; }
FN(keeps) { *(volatile long *)c = (long)d; return 0; }
FN(keeps_half) { *(volatile int *)c = (long)d; return 0; }
FN(spills)
{
	asm volatile("*(u64 *)(r10 - 8) = %0" : : "r"(d) : "memory");
	asm volatile("%0 = *(u64 *)(r10 - 8)" : "=r"(d));
	return bpf_dynptr_read(c, 8, d, 0, 0) & 1;
}
FN(returns) { KEEP(d); return (long)d; }
FN(as_memory) { return bpf_trace_printk((char *)d, 8) & 1; }
FN(over_itself) { return bpf_dynptr_read(d, 8, d, 0, 0) & 1; }
DRAINS(submits)
DRAINS(discards)
DRAINS(reserves)
DRAINS(makes)
DRAINS(stores)
DRAINS(loads)
DRAINS(moves)
DRAINS(back)
DRAINS(moves_any)
DRAINS(there_and_back)
DRAINS(compares)
DRAINS(keeps)
DRAINS(keeps_half)
DRAINS(spills)
DRAINS(returns)
DRAINS(as_memory)
DRAINS(over_itself)
END
	decided changes.o $'reject drain_submits\nreject drain_discards\nreject drain_reserves\nreject drain_makes\nreject drain_stores\nreject drain_loads\nreject drain_moves\nreject drain_back\nreject drain_moves_any\naccept drain_there_and_back\naccept drain_compares\naccept drain_keeps\naccept drain_keeps_half\nreject drain_spills\nreject drain_returns\nreject drain_as_memory\nreject drain_over_itself'
	grep -F 'cannot release unowned const bpf_dynptr' <<<"$output"
	grep -F 'Dynptr has to be an uninitialized dynptr' <<<"$output"
	grep -F "R1 invalid mem access 'dynptr_ptr'" <<<"$output"
}

@test "bpfcheck: what the buffer of samples is drained with" {
	dynptrs drained.o <<'END'
SEC("tc") int no_context(struct __sk_buff *s)
{
	return bpf_user_ringbuf_drain(&samples, counts, 0, 0) & 1;
}
SEC("tc") int no_stack(struct __sk_buff *s)
{
	return bpf_user_ringbuf_drain(&samples, counts, bytes, 0) & 1;
}
SEC("tc") int other_map(struct __sk_buff *s)
{
	long c = 0;
	return bpf_user_ringbuf_drain(&records, counts, &c, 0) & 1;
}
SEC("xdp") int any_flags(struct xdp_md *x)
{
	long c = 0;
	return bpf_user_ringbuf_drain(&samples, counts, &c, x->data_end - x->data) & 1;
}
FN(moves) { return bpf_tail_call((void *)c[1], &array, 0) & 1; }
DRAINS(moves)
SEC("tc") int held(struct __sk_buff *s)
{
	dynptr d;
	long c = 0;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d);
	bpf_user_ringbuf_drain(&samples, counts, &c, 0);
	bpf_ringbuf_submit_dynptr(&d, 0);
	return 0;
}
static ALONE long gives_back(dynptr *d, dynptr *held) { bpf_ringbuf_submit_dynptr(held, 0); return 0; }
SEC("tc") int given_back(struct __sk_buff *s)
{
	dynptr d;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d);
	bpf_user_ringbuf_drain(&samples, gives_back, &d, 0);
	return 0;
}
static ALONE long fills(dynptr *d, dynptr *to) { return bpf_dynptr_from_mem(bytes, 8, 0, to) & 1; }
SEC("tc") int filled(struct __sk_buff *s)
{
	dynptr d;
	long n = 0;
	bpf_user_ringbuf_drain(&samples, fills, &d, 0);
	return bpf_dynptr_read(&n, 8, &d, 0, 0) & 1;
}
END
	decided drained.o $'reject no_context\nreject no_stack\nreject other_map\nreject drain_moves\naccept held\nreject given_back\nreject filled\naccept any_flags'
}

@test "bpfcheck: dynptrs in turns of a loop" {
	dynptrs loops.o <<'END'
struct both { dynptr d; long n; };
#define TURN(name) static ALONE int name(int i, struct both *b)
#define LOOPS(name, make, end) \
	SEC("tc") int loop_##name(struct __sk_buff *s) \
	{ \
		struct both b = {}; \
		make; \
		bpf_loop(5, name, &b, 0); \
		end; \
		return b.n & 1; \
	}
#define ELEMENT bpf_dynptr_from_mem(bytes, 32, 0, &b.d)
#define RECORD bpf_ringbuf_reserve_dynptr(&records, 32, 0, &b.d)
#define GIVE bpf_ringbuf_discard_dynptr(&b.d, 0)
TURN(reads) { long n = 0; bpf_dynptr_read(&n, 8, &b->d, 0, 0); b->n += n; return 0; }
TURN(reads_held) { long n = 0; bpf_dynptr_read(&n, 8, &b->d, 0, 0); b->n += n; return 0; }
TURN(makes) { return bpf_dynptr_from_mem(bytes, 8, 0, &b->d) & 1; }
TURN(reserves) { bpf_ringbuf_reserve_dynptr(&records, 8, 0, &b->d); return 0; }
TURN(gives) { bpf_ringbuf_submit_dynptr(&b->d, 0); return 0; }
TURN(own) { dynptr d; bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d); bpf_ringbuf_submit_dynptr(&d, 0); return 0; }
TURN(own_kept) { dynptr d; bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d); HOLDS(&d); return 0; }
TURN(cuts) { long *p = bpf_dynptr_data(&b->d, 0, 8); if (p) b->n += *p; return 0; }
LOOPS(reads, ELEMENT, )
LOOPS(reads_held, RECORD, GIVE)
LOOPS(makes, ELEMENT, )
LOOPS(reserves, , GIVE)
LOOPS(gives, RECORD, )
LOOPS(own, , )
LOOPS(own_kept, , )
LOOPS(cuts, RECORD, GIVE)
END
	decided loops.o $'accept loop_reads\naccept loop_reads_held\naccept loop_makes\nreject loop_reserves\nreject loop_gives\naccept loop_own\nreject loop_own_kept\naccept loop_cuts'
}

@test "bpfcheck: global functions with a dynptr" {
	dynptrs global.o <<'END'
ALONE long sum(dynptr *d, int n) { long *p = bpf_dynptr_data(d, 0, 8); KEEP(n); return p ? *p + n : n; }
ALONE long put(const dynptr *d) { long n = 3; return bpf_dynptr_write(d, 0, &n, 8, 0); }
ALONE long loose(dynptr *d) { bpf_ringbuf_submit_dynptr(d, 0); return 0; }
ALONE long past(dynptr *d) { char *p = bpf_dynptr_data(d, 0, 8); return p ? p[8] : 0; }
ALONE long nested(dynptr *d) { KEEP(d); return sum(d, 1); }
ALONE long moved(dynptr *d) { KEEP(d); return sum(d + 1, 1); }
struct more { dynptr d; long n; };
ALONE long no_dynptr(struct more *m) { KEEP(m); return m ? m->n : 0; }
#define MADE dynptr d; bpf_dynptr_from_mem(bytes, 32, 0, &d)
#define CALLS(name, with, how) \
	SEC("tc") int with_##name(struct __sk_buff *s) { with; return how & 1; }
CALLS(element, MADE, sum(&d, 1))
CALLS(put, MADE, put(&d))
CALLS(nested, MADE, nested(&d))
CALLS(moved, MADE, moved(&d))
CALLS(past, MADE, past(&d))
CALLS(loose, MADE, loose(&d))
CALLS(number, long n = 0; KEEP(n), sum((dynptr *)n, 1))
CALLS(context, , sum((dynptr *)s, 1))
CALLS(memory, , sum((dynptr *)bytes, 1))
CALLS(nothing, dynptr d; HOLDS(&d), sum(&d, 1))
CALLS(half, MADE, sum((dynptr *)((long *)&d + 1), 1))
CALLS(part, struct more m = {}, no_dynptr(&m))
SEC("tc") int with_record(struct __sk_buff *s)
{
	dynptr d;
	long n;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d);
	n = sum(&d, 2);
	bpf_ringbuf_submit_dynptr(&d, 0);
	return n & 1;
}
SEC("tc") int with_slice(struct __sk_buff *s)
{
	dynptr d;
	long *p;
	bpf_dynptr_from_mem(bytes, 32, 0, &d);
	p = bpf_dynptr_data(&d, 0, 8);
	sum(&d, 1);
	return p ? *p & 1 : 0;
}
FN(calls) { return sum(d, 4) & 1; }
DRAINS(calls)
END
	decided global.o $'accept with_element\naccept with_put\naccept with_nested\nreject with_moved\nreject with_past\nreject with_loose\nreject with_number\nreject with_context\nreject with_memory\nreject with_nothing\nreject with_half\naccept with_part\naccept with_record\naccept with_slice\naccept drain_calls'
	grep -F 'arg#0 expected pointer to stack or const struct bpf_dynptr' \
	    <<<"$output"
}

@test "bpfcheck: a dynptr argument is known by its type's name, and has no tags" {
	dynptrs named.o <<'END'
#define TAG(x) __attribute__((btf_decl_tag("arg:" #x)))
union bpf_dynptr_user { long n; };
ALONE long tagged(dynptr *d TAG(nonnull)) { KEEP(d); return 0; }
ALONE long nullable(dynptr *d TAG(nullable)) { KEEP(d); return 0; }
ALONE long other(union bpf_dynptr_user *d) { KEEP(d); return 0; }
ALONE long twice(dynptr *d, const volatile struct bpf_dynptr *e) { KEEP(d); KEEP(e); return 0; }
#define MADE dynptr d; bpf_dynptr_from_mem(bytes, 32, 0, &d)
#define CALLS(name, with, how) \
	SEC("tc") int with_##name(struct __sk_buff *s) { with; return how & 1; }
CALLS(tagged, MADE, tagged(&d))
CALLS(nullable, MADE, nullable(&d))
CALLS(other, MADE, other((union bpf_dynptr_user *)&d))
CALLS(twice, MADE, twice(&d, &d))
END
	decided named.o $'reject with_tagged\nreject with_nullable\nreject with_other\naccept with_twice'
}

@test "bpfcheck: the logs of dynptrs are the kernel's" {
	dynptrs log.o <<'END'
FN(reads) { long n; return bpf_dynptr_read(&n, sizeof n, d, 0, 0) & 1; }
DRAINS(reads)
SEC("tc") int record(struct __sk_buff *s)
{
	dynptr d;
	long *p;
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d);
	p = bpf_dynptr_data(&d, 0, 8);
	if (p)
		*p = 1;
	bpf_ringbuf_submit_dynptr(&d, 0);
	return 0;
}
END
	check 0 -l 2 log.o
	grep -F 'frame1: R1=dynptr_ptr(id=2,type=local)' <<<"$output"
	grep -F 'fp-16=dynptr_ringbuf(id=1,ref_id=2,dynptr_id=1)' <<<"$output"
	grep -F 'R0=mem_or_null(id=3,ref_obj_id=2,sz=8)' <<<"$output"
}

# path PROGRAM: instructions of $output's path to its refusal, and what helps
path() {
	sed -n "/^reject [^:]*: $1:/,/suggestion:/p" <<<"$output" |
	    sed -n 's/^ *[0-9]*: ([0-9a-f]*) //p; s/^  suggestion: //p'
}

@test "bpfcheck --explain: where a dynptr was made, given back, written over" {
	dynptrs explain.o <<'END'
#define RECORD dynptr d; bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d)
#define ELEMENT dynptr d; bpf_dynptr_from_mem(bytes, 32, 0, &d)
SEC("tc") int kept(void *s) { RECORD; return 0; }
SEC("tc") int over(void *s) { RECORD; *(volatile int *)&d = 0; return 0; }
SEC("tc") int twice(void *s)
{
	RECORD;
	bpf_ringbuf_submit_dynptr(&d, 0);
	bpf_ringbuf_submit_dynptr(&d, 0);
	return 0;
}
SEC("tc") int after(void *s)
{
	long n = 0;
	RECORD;
	bpf_ringbuf_submit_dynptr(&d, 0);
	return bpf_dynptr_read(&n, 8, &d, 0, 0) & 1;
}
SEC("tc") int loads(void *s) { ELEMENT; return *(volatile int *)&d & 1; }
SEC("tc") int anew(void *s)
{
	ELEMENT;
	long *p = bpf_dynptr_data(&d, 0, 8);
	if (!p)
		return 0;
	bpf_dynptr_from_mem(bytes, 8, 0, &d);
	return *p & 1;
}
SEC("tc") int stored(void *s)
{
	ELEMENT;
	long *p = bpf_dynptr_data(&d, 0, 8);
	if (!p)
		return 0;
	*(volatile char *)&d = 0;
	return *p & 1;
}
END
	check 1 --explain explain.o
	same "call bpf_ringbuf_reserve_dynptr#198: fp-16=dynptr_ringbuf(id=1,ref_id=2,dynptr_id=1)
exit: refused
give it back on every path, the early returns too" "$(path kept | tail -n 3)"
	path over | grep -F 'call bpf_ringbuf_reserve_dynptr#198: fp-16='
	path over | grep -F 'submit or discard the dynptr before its variable is'
	path twice | grep -F 'call bpf_ringbuf_submit_dynptr#199: fp-8=????????, fp-16=????????'
	path twice | grep -F 'give back what was reserved, once'
	path after | grep -F 'call bpf_ringbuf_submit_dynptr#199: fp-'
	path after | grep -F 'use it before it is given back or written over'
	path loads | grep -F 'call bpf_dynptr_from_mem#197: fp-16=dynptr_local(id=1,dynptr_id=1)'
	path loads | grep -F 'leave the dynptr to the helpers'
	path anew | grep -E 'call bpf_dynptr_from_mem#197: R[0-9]=scalar\(\)'
	path anew | grep -F 'call bpf_dynptr_data again'
	path stored | grep -E '^\*\(u8 \*\)\(r10 -16\) = r[0-9]: R0=scalar\(\)'
	path stored | grep -F 'call bpf_dynptr_data again'
}

@test "bpfcheck --explain: what helps with dynptrs" {
	dynptrs helps.o <<'END'
#define ELEMENT dynptr d; bpf_dynptr_from_mem(bytes, 32, 0, &d)
long apart[2];
FN(submits) { bpf_ringbuf_submit_dynptr(d, 0); return 0; }
FN(makes) { bpf_dynptr_from_mem(bytes, 8, 0, d); return 0; }
FN(moves) { return bpf_dynptr_data(d + 1, 0, 8) != 0; }
DRAINS(submits)
DRAINS(makes)
DRAINS(moves)
SEC("tc") int stack(void *s) { dynptr d; long n = 0; bpf_dynptr_from_mem(&n, 8, 0, &d); return 0; }
SEC("tc") int half(void *s) { ELEMENT; return bpf_dynptr_data((void *)&d + 8, 0, 8) != 0; }
SEC("tc") int varies(struct __sk_buff *s)
{
	ELEMENT;
	unsigned n = s->len & 8;
	KEEP(n);
	return bpf_dynptr_data((void *)&d + n, 0, 8) != 0;
}
SEC("tc") int fills(void *s) { ELEMENT; return bpf_dynptr_read(&d, 8, &d, 0, 0) & 1; }
SEC("tc") int passes(void *s) { ELEMENT; return bpf_trace_printk((char *)&d, 8) & 1; }
ALONE long sum(dynptr *d) { KEEP(d); return 0; }
SEC("tc") int element(void *s) { return sum((dynptr *)apart) & 1; }
END
	check 1 --explain helps.o
	path drain_submits | grep -F 'leave it to the helper that made the call'
	path drain_makes | grep -F 'make the dynptr in a variable of the stack'
	path drain_moves | grep -F 'pass the dynptr as the function was given it'
	path stack | grep -F "make the dynptr of a map's value"
	path half | grep -F "pass the address of the dynptr's variable as it is"
	path varies | grep -F "pass the address of the dynptr's variable as it is"
	path fills | grep -F 'let the helper fill a variable that is apart'
	path passes | grep -F "pass bytes that were initialised and are no dynptr's"
	path element | grep -F 'pass the address of a dynptr'
}
