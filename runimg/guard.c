#include "guard.h"

#include <inttypes.h>

/* Comparisons of the check at the start, some microseconds a thousand. */
enum { GUARD_CHECKS = 200000 };

const struct cbpf_insn *
guard_code(const struct guard *g)
{
	return &g->work.code.insn[CBPF_MAX - g->work.code.n];
}

size_t
guard_length(const struct guard *g)
{
	return g->work.code.n;
}

static struct fault
too_long(struct guard *g)
{
	if (g->plan.n > CBPF_MAX)
		snprintf(g->why, sizeof g->why,
		    "%zu pairs of site and number, and the kernel takes %d "
		    "instructions; allow fewer calls",
		    g->plan.n, CBPF_MAX);
	else
		snprintf(g->why, sizeof g->why,
		    "%zu instructions for %zu pairs of site and number, and "
		    "the kernel takes %d; allow fewer calls",
		    g->work.code.n, g->plan.n, CBPF_MAX);
	return fault_of(FAULT_FILTER_SIZE);
}

struct fault
guard_make(struct guard *g, const struct image *img, uint32_t other)
{
	const struct pinarch *arch = pinarch_of(img->arch);
	struct pincheck check;
	struct cbpf_call call;

	if (!pinplan_make(img, arch, g->own, g->nown, &g->plan))
		return too_long(g);
	pinplan_pins(img, arch, &g->plan, other, &g->pins);
	if (!pins_compile(&g->pins, &g->work))
		return too_long(g);
	check.img = img;
	check.arch = arch;
	check.own = g->own;
	check.nown = g->nown;
	check.plan = &g->plan;
	check.other = other;
	check.insn = guard_code(g);
	check.n = guard_length(g);
	if (!pincheck_run(&check, GUARD_CHECKS, &call))
		return fault_at(FAULT_FILTER_WRONG, AT_ADDRESS, call.after);
	return fault_none();
}

static const char *
field(uint32_t at)
{
	static const char *const name[CBPF_DATA / 4] = {"number", "machine",
	    "address, low", "address, high", "argument 0, low",
	    "argument 0, high", "argument 1, low", "argument 1, high",
	    "argument 2, low", "argument 2, high", "argument 3, low",
	    "argument 3, high", "argument 4, low", "argument 4, high",
	    "argument 5, low", "argument 5, high"};

	return name[at / 4 % (CBPF_DATA / 4)];
}

static const char *
answer(uint32_t k)
{
	switch (k) {
	case PINS_ALLOW:
		return "allow";
	case PINS_KILL:
		return "kill the process";
	case PINS_THREAD:
		return "kill the thread";
	case PINS_TRACE:
		return "ask the tracer";
	case PINS_EPERM:
		return "EPERM";
	default:
		return "ENOSYS";
	}
}

static void
line(const struct cbpf_insn *s, size_t i, FILE *to)
{
	const char *test = s->code == CBPF_JEQ ? "jeq"
	    : s->code == CBPF_JGT	       ? "jgt"
	    : s->code == CBPF_JGE	       ? "jge"
					       : "jset";

	fprintf(to, "%4zu: ", i);
	switch (s->code) {
	case CBPF_LD:
		fprintf(to, "ld [%" PRIu32 "] ; %s\n", s->k, field(s->k));
		break;
	case CBPF_ADDX:
		fprintf(to, "add x\n");
		break;
	case CBPF_TAX:
		fprintf(to, "tax\n");
		break;
	case CBPF_JA:
		fprintf(to, "ja %zu\n", i + 1 + s->k);
		break;
	case CBPF_RET:
		fprintf(to, "ret #0x%" PRIx32 " ; %s\n", s->k, answer(s->k));
		break;
	default:
		fprintf(to, "%s #0x%" PRIx32 ", %zu, %zu\n", test, s->k,
		    i + 1 + s->jt, i + 1 + s->jf);
	}
}

void
guard_text(const struct guard *g, FILE *to)
{
	size_t i;

	for (i = 0; i < guard_length(g); i++)
		line(&guard_code(g)[i], i, to);
}

void
guard_raw(const struct guard *g, FILE *to)
{
	(void)fwrite(
	    guard_code(g), sizeof(struct cbpf_insn), guard_length(g), to);
}
