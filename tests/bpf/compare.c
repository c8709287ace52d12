/* compare - see compare.h */
#include "compare.h"

#include <ctype.h>
#include <string.h>

const char *const difference_names[DIFFERENCES] = {"same", "false accept",
    "false reject", "other errno", "other message", "other instructions",
    "other scope", "undecided", "trouble", "leak", "unable", "not asked"};

/*
 * Linux 6.18.44, maybe_fork_scalars: the state that push_stack could not make
 * is used, a null pointer. Whoever asks is killed, and the kernel is worse for
 * it: it is not asked where an and, or an or, makes one state too many.
 */
static bool
kernel_faults(const struct prog *p, const struct vf_result *c)
{
	const struct insn *i = &p->insns[c->insn];

	return kernel_is_reference() && c->verdict == VF_REJECT &&
	    c->has_insn && strstr(c->reason, "jumps is too complex") != NULL &&
	    !insn_is_jump(i) && (insn_op(i) == ALU_AND || insn_op(i) == ALU_OR);
}

/* Does bpfcheck decide what its file says it does? */
static bool
as_expected(const struct prog *p, const struct vf_result *c)
{
	if (!*p->verdict)
		return true;
	if (c->verdict != VF_UNDECIDED)
		return !*p->undecided;
	/* A kernel without BTF does not say what is undecided then. */
	return c->needs_btf || strcmp(c->reason, p->undecided) == 0;
}

static enum difference
difference(const struct prog *p, const struct answer *a)
{
	const struct said *k = &a->kernel;
	const struct vf_result *c = &a->core.r;

	if (k->unable)
		return UNABLE;
	if (a->core.leaked > 0)
		return LEAK;
	if (c->verdict == VF_TROUBLE)
		return TROUBLE;
	if (!as_expected(p, c))
		return OTHER_SCOPE;
	if (c->verdict == VF_UNDECIDED)
		return UNDECIDED;
	if (c->verdict == VF_ACCEPT && !k->accepted)
		return FALSE_ACCEPT;
	if (c->verdict == VF_REJECT && k->accepted)
		return FALSE_REJECT;
	if (k->accepted)
		return k->insns == c->insns_processed ? SAME : OTHER_INSNS;
	if (k->error != c->error)
		return OTHER_ERROR;
	/* Where the kernel says nothing, anything may be said. */
	if (!*k->reason)
		return SAME;
	return strcmp(k->reason, c->reason) == 0 ? SAME : OTHER_MESSAGE;
}

void
compare(const struct prog *p, struct answer *a)
{
	core_check(p, &a->core);
	if (kernel_faults(p, &a->core.r)) {
		memset(&a->kernel, 0, sizeof a->kernel);
		a->d = NOT_ASKED;
		return;
	}
	kernel_load(p, LOG_STATS, false, &a->kernel);
	a->d = difference(p, a);
}

static const char *
verdict_name(enum vf_verdict v)
{
	static const char *const names[] = {
	    "accept", "reject", "undecided", "trouble"};

	return v <= VF_TROUBLE ? names[v] : "no verdict";
}

void
answer_print(FILE *f, const struct answer *a)
{
	const struct said *k = &a->kernel;
	const struct vf_result *c = &a->core.r;

	fprintf(f, "# kernel:   %s %s %s; %u instructions, %u us\n",
	    k->accepted ? "accept" : "reject", error_name(k->error), k->reason,
	    k->insns, k->usec);
	fprintf(f, "# bpfcheck: %s %s %s; %u instructions, %.0f us\n",
	    verdict_name(c->verdict), error_name(c->error), c->reason,
	    c->insns_processed, a->core.usec);
	if (a->core.leaked)
		fprintf(f, "# bpfcheck: %zu bytes not freed\n", a->core.leaked);
}

/* Numbers, hexadecimal ones too, become one sign. */
static char *
squeeze(char *to, const char *from)
{
	while (*from) {
		if (!isdigit((unsigned char)*from)) {
			*to++ = *from++;
			continue;
		}
		*to++ = '#';
		from += strspn(from, "0123456789abcdefx");
	}
	*to++ = '|';
	return to;
}

void
answer_signature(const struct answer *a, char out[4 * TEXT])
{
	char *end = squeeze(out, difference_names[a->d]);

	end = squeeze(end, a->kernel.accepted ? "" : a->kernel.reason);
	end = squeeze(
	    end, a->core.r.verdict == VF_ACCEPT ? "" : a->core.r.reason);
	*end = 0;
}
