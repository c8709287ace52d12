/*
 * bpftraced [--count N] [--seed S] [--one S]: programs that trace: bpfcheck
 * against the running kernel, verdict, first message, instructions, and what the
 * logs say of registers.
 *
 * First every argument of every tracepoint and iterator of the kernel's, read in
 * each width, and symbols (not if N is odd: it takes a while), every helper,
 * and fields of maps themselves; then N random programs, which follow pointers from there. --one:
 * the program of that seed, and both logs.
 *
 * Exit status: 0; 1 they differ, and the kernel is the reference; 2 usage; 77
 * nothing can be loaded here, or the kernel has no BTF.
 */
#include "core.h"
#include "dis.h"
#include "kernel.h"
#include "maps.h"
#include "tracedgen.h"
#include "vmtypes.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	TRACING = 26,
	RAW_TP = 23,
	ITER = 28,
	ARGS = 13,
	HELPERS = 212,
	FIELDS = 600,
	LOG = 1 << 18,
	TARGETS = 4096
};

static const struct vf_btf *types;
static struct {
	uint32_t id, prototype;
	bool iterator;
	const char *name;
} targets[TARGETS];
static unsigned ntargets;
static struct {
	unsigned long programs, accepted, undecided, differ;
} seen;

static void
add_target(const struct btftype *t, bool iterator)
{
	struct btftype p;

	if (ntargets == TARGETS)
		return;
	if (iterator ? !btftype_get(types, t->size, &p)
		     : !btftype_get(types, t->size, &p) || p.kind != BTF_PTR ||
		    !btftype_get(types, p.size, &p))
		return;
	if (p.kind != BTF_FUNC_PROTO)
		return;
	targets[ntargets].id = t->id;
	targets[ntargets].prototype = p.id;
	targets[ntargets].iterator = iterator;
	targets[ntargets++].name = t->name;
}

/* Iterators are those that the kernel takes: their first argument says it. */
static bool
is_iterator(const struct btftype *t)
{
	struct btftype p;
	uint32_t type;

	return strncmp(t->name, "bpf_iter_", 9) == 0 &&
	    btftype_get(types, t->size, &p) &&
	    btftype_param(types, &p, 0, &type) &&
	    btftype_skip(types, type, &p) && p.kind == BTF_PTR &&
	    btftype_skip(types, p.size, &p) &&
	    strcmp(p.name, "bpf_iter_meta") == 0;
}

static void
find_targets(void)
{
	struct btftype t;

	for (uint32_t id = 1; btftype_get(types, id, &t); id++)
		if (t.kind == BTF_TYPEDEF &&
		    strncmp(t.name, "btf_trace_", 10) == 0)
			add_target(&t, false);
		else if (t.kind == BTF_FUNC && is_iterator(&t))
			add_target(&t, true);
}

/* Lines of instructions, with the registers that they show. */
static char *
shown(char *log)
{
	char *to = log, *line, *rest = log;

	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t n = strspn(line, "0123456789"), len = strlen(line);

		/* The kernel shows where a map is. */
		if (n == 0 || line[n] != ':' ||
		    strncmp(line + n, ": (18)", 6) == 0)
			continue;
		memmove(to, line, len);
		to += len;
		*to++ = '\n';
	}
	*to = 0;
	return log;
}

static bool
same_logs(const struct prog *p, bool list)
{
	static char ours[LOG], theirs[LOG];
	FILE *f = fmemopen(ours, sizeof ours, "w");
	bool same;

	core_log(p, f);
	fclose(f);
	snprintf(theirs, sizeof theirs, "%s", kernel_log());
	if (list)
		printf("--- here\n%s--- the kernel\n%s", ours, theirs);
	same = strcmp(shown(ours), shown(theirs)) == 0;
	if (!same && !list)
		printf("--- here\n%s--- the kernel\n%s", ours, theirs);
	return same;
}

static void
differs(const struct prog *p, const struct found *f, const struct said *k)
{
	seen.differ++;
	printf("%s\there %d %s %u\tthe kernel %s %s %u\n", p->name,
	    f->r.verdict, f->r.reason, f->r.insns_processed,
	    k->accepted ? "accept" : "reject", k->reason, k->insns);
	dis_print(stdout, p);
}

static void
compare(const struct prog *p, bool list)
{
	struct found f;
	struct said k;

	seen.programs++;
	core_check(p, &f);
	kernel_load(p, 2, false, &k);
	seen.accepted += k.accepted;
	if (f.r.verdict == VF_UNDECIDED) {
		seen.undecided++;
		return;
	}
	if ((f.r.verdict == VF_ACCEPT) != k.accepted ||
	    f.r.insns_processed != k.insns || f.leaked > 0 ||
	    (!k.accepted && strcmp(f.r.reason, k.reason) != 0) ||
	    !same_logs(p, list))
		differs(p, &f, &k);
}

static struct prog p;

static void
begin(unsigned target)
{
	p.type = TRACING;
	p.attach = targets[target].iterator ? ITER : RAW_TP;
	p.target = targets[target].id;
	p.types = types;
	p.len = 0;
}

static void
every_argument(void)
{
	for (unsigned t = 0; t < ntargets; t++)
		for (int arg = 0; arg < ARGS; arg++)
			for (unsigned bytes = 1; bytes <= 8; bytes *= 2) {
				begin(t);
				tracedgen_put(&p, tracedgen_load(bytes), R2, R1,
				    arg * 8, 0);
				tracedgen_finish(&p);
				snprintf(p.name, sizeof p.name, "%s, %d, %u",
				    targets[t].name, arg, bytes);
				compare(&p, false);
			}
}

/* With a context and zeros: who is given which. */
static void
each_helper(unsigned target)
{
	for (int32_t h = 0; h < HELPERS; h++) {
		begin(target);
		for (unsigned r = R2; r <= R5; r++)
			tracedgen_put(&p, CLASS_ALU64 | ALU_MOV, r, 0, 0, 0);
		tracedgen_put(&p, CLASS_JMP | JMP_CALL, 0, 0, 0, h);
		tracedgen_finish(&p);
		snprintf(p.name, sizeof p.name, "%s, helper %d%s",
		    targets[target].name, h,
		    p.flags.closed ? ", another license" : "");
		compare(&p, false);
	}
}

static void
every_helper(void)
{
	for (unsigned t = 0; t < ntargets; t++) {
		if (!targets[t].iterator && t > 2)
			continue;
		each_helper(t);
		p.flags.closed = true;
		each_helper(t);
		p.flags.closed = false;
	}
}

/* Every place in what a tracepoint gives first, in each width. */
static void
every_place(const char *name)
{
	static const unsigned widths[] = {1, 2, 4, 8};
	unsigned t = 0;

	while (t < ntargets && strcmp(targets[t].name, name) != 0)
		t++;
	for (int off = -1; t < ntargets && off < FIELDS; off++)
		for (int i = 0; i < 4; i++) {
			begin(t);
			tracedgen_put(&p, tracedgen_load(8), R2, R1, 0, 0);
			tracedgen_put(
			    &p, tracedgen_load(widths[i]), R3, R2, off, 0);
			tracedgen_finish(&p);
			snprintf(p.name, sizeof p.name, "%s, %u at %d", name,
			    widths[i], off);
			compare(&p, false);
		}
}

static void
field(uint32_t map, const char *name, unsigned bytes, int off, bool write)
{
	begin(0);
	p.flags.maps = true;
	tracedgen_put(&p, INSN_LD_IMM64, R2, PSEUDO_MAP_IDX, 0, (int32_t)map);
	tracedgen_put(&p, 0, 0, 0, 0, 0);
	if (write)
		tracedgen_put(&p, 0x7b, R2, R10, off, 0);
	else
		tracedgen_put(&p, tracedgen_load(bytes), R3, R2, off, 0);
	tracedgen_finish(&p);
	snprintf(p.name, sizeof p.name, "map %s, %s %u at %d", name,
	    write ? "write" : "read", bytes, off);
	compare(&p, false);
	p.flags.maps = false;
}

/* Of the maps themselves. */
static void
every_field(void)
{
	uint32_t n;
	const struct vf_map *maps = maps_known(&n);

	for (uint32_t i = 0; i < n; i++) {
		/* One of a type is enough. */
		if (i > 0 && maps[i].type == maps[i - 1].type)
			continue;
		field(i, maps[i].name, 8, 8, true);
		for (int off = -4; off < FIELDS; off += 4)
			field(
			    i, maps[i].name, off % 8 == 0 ? 8 : 4, off, false);
	}
}

/* All variables of its types, some functions, and some that are neither. */
static void
every_symbol(uint64_t seed)
{
	struct btftype t;

	for (uint32_t id = 0; id < types->count + 3; id++) {
		if (btftype_get(types, id, &t) && t.kind != BTF_VAR &&
		    (id + seed) % (t.kind == BTF_FUNC ? 16 : 64) != 0)
			continue;
		begin(0);
		tracedgen_put(
		    &p, INSN_LD_IMM64, R2, PSEUDO_BTF_ID, 0, (int32_t)id);
		tracedgen_put(&p, 0, 0, 0, 0, 0);
		tracedgen_finish(&p);
		snprintf(p.name, sizeof p.name, "symbol %u, %s", id, t.name);
		compare(&p, false);
	}
}

static void
random_program(uint64_t seed, bool list)
{
	unsigned target;

	tracedgen_seed(seed);
	do
		target = tracedgen_below(ntargets);
	while (!targets[target].iterator && tracedgen_below(12) == 0);
	if (tracedgen_below(6) == 0)
		for (target = 0;
		     !targets[target].iterator || tracedgen_below(6) != 0;)
			target = (target + 1) % ntargets;
	begin(target);
	p.flags.sleepable = targets[target].iterator && tracedgen_below(3) == 0;
	tracedgen_follow(
	    &p, targets[target].prototype, !targets[target].iterator);
	tracedgen_finish(&p);
	snprintf(p.name, sizeof p.name, "%s, seed %llu", targets[target].name,
	    (unsigned long long)seed);
	compare(&p, list);
	p.flags.sleepable = false;
}

static int
run(unsigned long count, uint64_t seed, bool one)
{
	if (one) {
		random_program(seed, true);
		return seen.differ > 0;
	}
	if (count % 2 == 0) {
		every_argument();
		every_symbol(seed / 100000);
	}
	every_helper();
	every_field();
	every_place("btf_trace_kfree_skb");
	every_place("btf_trace_inet_sock_set_state");
	printf("of %u: ", ntargets);
	for (int i = 0; i < 2; i++) {
		printf("%lu programs, %lu accepted, %lu undecided, %lu "
		       "differ\n",
		    seen.programs, seen.accepted, seen.undecided, seen.differ);
		if (i == 0)
			printf("random from seed %llu, with those: ",
			    (unsigned long long)seed);
		for (unsigned long n = 0; i == 0 && n < count; n++)
			random_program(seed + n, false);
	}
	return seen.differ > 0 && kernel_is_reference();
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"count", required_argument, NULL, 'c'},
	    {"seed", required_argument, NULL, 's'},
	    {"one", required_argument, NULL, 'o'},
	    {NULL, 0, NULL, 0},
	};
	uint64_t seed = (uint64_t)time(NULL) * 1000000;
	unsigned long count = 1000;
	bool one = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'c' && c != 's' && c != 'o')
			return 2;
		if (c == 'c')
			count = strtoul(optarg, NULL, 10);
		else
			seed = strtoull(optarg, NULL, 10);
		one = one || c == 'o';
	}
	types = vmtypes();
	core_symbols = vmtypes_symbols;
	if (types == NULL || !kernel_able(false) || !prog_init(&p))
		return 77;
	find_targets();
	c = run(count, seed, one);
	prog_free(&p);
	return c;
}
