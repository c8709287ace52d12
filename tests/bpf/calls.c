/*
 * bpfcalls [--unprivileged]: every helper that is decided, in every program type
 * that may call it, with every kind of value as each of its arguments and the
 * others right, asked of the running kernel and of bpfcheck: verdict, errno and
 * first message. Once with a license that is not the GPL's; of what prints by a
 * constant text, many texts. Behind the call its result is used, and what it may have written.
 *
 * Exit status: 0; 1 they differ, and the kernel is the reference; 2 usage; 77
 * nothing can be loaded here.
 */
#include "core.h"
#include "helper.h"
#include "kernel.h"
#include "maps.h"
#include "values.h"
#include "vmtypes.h"

#include <linux/bpf.h>
#include <string.h>

enum { TYPES = 33, SHOWN = 30, DYNPTR = 192 };

static unsigned asked, later, differing, accepted;

/* Argument i as it should be. */
static void
right(int32_t helper, const struct helper *h, unsigned i)
{
	unsigned r = R1 + i;

	switch (h->args[i] & HELPER_KIND) {
	case HELPER_NONE:
		break;
	case HELPER_CONTEXT:
		value_move(r, R6);
		break;
	case HELPER_ANYTHING:
		value_number(r, 0);
		break;
	case HELPER_MAP:
		value_map(r, maps_named(maps_for(helper)), false, 0);
		break;
	case HELPER_SIZE:
	case HELPER_SIZE0:
		value_number(r, 16);
		break;
	case HELPER_STRING:
		value_map(r, maps_named("rodata"), true, 8);
		break;
	default:
		value_move(r, R10);
		value_add(
		    r, helper_is_dynptr(h->args[i]) ? -DYNPTR : -VALUE_AREA);
	}
}

/* What is there before the call. */
static void
made(const struct helper *h)
{
	for (unsigned i = 0; i < HELPER_ARGS; i++)
		if (helper_is_dynptr(h->args[i]) &&
		    (h->args[i] & HELPER_UNINIT) == 0)
			value_dynptr(DYNPTR, (h->flags & HELPER_RELEASES) != 0);
}

/* What a helper made is not kept. */
static void
give_back(int32_t helper)
{
	if (helper != 198)
		return;
	value_move(R1, R10);
	value_add(R1, -DYNPTR);
	value_number(R2, 0);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 199);
}

/* The program; false: there is no such value. */
static bool
make(const struct prog *p, int32_t n, const struct helper *h, unsigned arg,
    unsigned v)
{
	value_len = 0;
	value_move(R6, R1);
	/* Leaves nothing in the registers of arguments. */
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 5);
	if (v != V_NOTHING && !value_make(p, v))
		return false;
	for (int at = -VALUE_AREA; at < 0; at += 8)
		value_emit(CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, at, 3);
	value_number(R9, 0);
	made(h);
	for (unsigned i = 0; i < HELPER_ARGS; i++)
		if (i != arg)
			right(n, h, i);
	if (v != V_NOTHING)
		value_move(R1 + arg, VALUE_REG);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, n);
	/* Of what is still known to be 3 the branch is dead. */
	for (int at = -VALUE_AREA; at < -VALUE_AREA + 24; at += 8) {
		value_emit(CLASS_LDX | MODE_MEM | SIZE_DW, R8, R10, at, 0);
		value_emit(CLASS_JMP | JMP_JEQ, R8, 0, 1, 3);
		value_add(R9, 1);
	}
	value_emit(CLASS_JMP | JMP_JSGT, R0, 0, 1, 63);
	value_add(R9, 8);
	give_back(n);
	value_number(R0, 1);
	value_emit(CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
	return true;
}

static void
show(const struct prog *p, const struct helper *h, unsigned arg, unsigned v,
    const struct said *s, const struct found *f)
{
	static const char *const verdicts[] = {
	    "accept", "reject", "undecided", "trouble"};

	if (differing++ >= SHOWN)
		return;
	printf("%s %u %s argument %u value %u: kernel %s %s; here %s %s\n",
	    type_name(p->type), p->attach, h->name, arg + 1, v,
	    s->accepted ? "accept" : "reject", s->reason,
	    verdicts[f->r.verdict], f->r.reason);
}

static void
ask(struct prog *p, const struct helper *h, unsigned arg, unsigned v)
{
	struct said s;
	struct found f;

	p->insns = value_code;
	p->len = value_len;
	core_check(p, &f);
	kernel_load(p, LOG_STATS, false, &s);
	asked++;
	accepted += s.accepted;
	if (f.r.verdict == VF_UNDECIDED)
		later++;
	else if (s.accepted != (f.r.verdict == VF_ACCEPT) ||
	    (!s.accepted && s.error != f.r.error) ||
	    /* Where the kernel says nothing, anything may be said. */
	    (s.reason[0] != '\0' && strcmp(s.reason, f.r.reason) != 0) ||
	    (s.accepted && s.insns != f.r.insns_processed))
		show(p, h, arg, v, &s, &f);
}

static void
each_value(struct prog *p, int32_t n, const struct helper *h)
{
	uint32_t maps;

	maps_known(&maps);
	for (unsigned arg = 0; arg < HELPER_ARGS; arg++)
		for (unsigned v = 0; v < V_MAPS + maps; v++)
			if ((h->args[arg] != HELPER_NONE || v == V_NOTHING) &&
			    make(p, n, h, arg, v))
				ask(p, h, arg, v);
}

/* Some are only for programs of a license like the kernel's. */
static void
licensed(struct prog *p, int32_t n, const struct helper *h)
{
	p->flags.closed = true;
	if (make(p, n, h, HELPER_ARGS, V_NOTHING))
		ask(p, h, HELPER_ARGS, V_NOTHING);
	p->flags.closed = false;
}

/* Every text of the map formats, with none and with one argument. */
static void
formats(struct prog *p)
{
	const struct helper *h = helper_of(HELPER_SNPRINTF);
	uint32_t n, map = maps_named("formats");
	const struct vf_map *m = &maps_known(&n)[map];

	p->flags.maps = true;
	for (uint32_t at = 0; m->data[at] != 0;
	     at += (uint32_t)strlen((const char *)m->data + at) + 1)
		for (int arguments = 0; arguments < 2; arguments++) {
			value_len = 0;
			value_number(R1, 0);
			value_number(R2, 0);
			value_map(R3, map, true, (int32_t)at);
			value_move(R4, R10);
			value_add(R4, -8);
			value_emit(
			    CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, -8, 3);
			value_number(R5, 8 * arguments);
			value_emit(
			    CLASS_JMP | JMP_CALL, 0, 0, 0, HELPER_SNPRINTF);
			value_number(R0, 1);
			value_emit(CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
			ask(p, h, at, (unsigned)arguments);
		}
}

/* Where programs of the type may be attached; the first that works. */
static bool
loads(struct prog *p)
{
	static struct insn end[] = {{CLASS_ALU64 | ALU_MOV, R0, 0, 0, 1},
	    {CLASS_JMP | JMP_EXIT, 0, 0, 0, 0}};
	struct said s;

	p->insns = end;
	p->len = 2;
	p->flags.sleepable = p->type == BPF_PROG_TYPE_SYSCALL;
	for (p->attach = 0; p->attach < 58; p->attach++) {
		kernel_load(p, LOG_STATS, false, &s);
		if (s.accepted)
			return true;
	}
	return false;
}

static void
each_helper(struct prog *p)
{
	const struct helper *h;

	for (int32_t n = 1; (h = helper_in(n, p->type)) != NULL; n++)
		if ((h->known >> p->type & 1) != 0 &&
		    helper_attached(n, p->type, p->attach)) {
			each_value(p, n, h);
			licensed(p, n, h);
		}
}

int
main(int argc, char **argv)
{
	bool unprivileged = argc > 1 && strcmp(argv[1], "--unprivileged") == 0;
	static struct prog p;

	if (argc > 1 && !unprivileged)
		return 2;
	core_types = vmtypes();
	core_symbols = vmtypes_symbols;
	if (!kernel_able(unprivileged))
		return 77;
	p.flags.unprivileged = unprivileged;
	for (uint32_t type = 1; type < TYPES; type++) {
		p.flags.maps = false;
		p.type = type;
		if (!loads(&p))
			continue;
		p.flags.maps = true;
		each_helper(&p);
		if (type == BPF_PROG_TYPE_KPROBE && !unprivileged)
			formats(&p);
	}
	printf("calls: %u asked, %u accepted, %u left for later, %u differ; "
	       "kernel %s\n",
	    asked, accepted, later, differing, kernel_version());
	return differing > 0 && kernel_is_reference() ? 1 : 0;
}
