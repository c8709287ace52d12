/* helper - see helper.h */
#include "helper.h"
#include "check.h"
#include "context.h"
#include "log.h"
#include "packet.h"
#include "progtype.h"

enum { ARGUMENTS = 0x3e };

uint16_t
helper_reads(int32_t number, uint32_t type, uint32_t attach)
{
	const struct helper *h = helper_of(number);
	unsigned i, reads = 0;

	if (h == NULL || type >= PROG_TYPES || (h->known >> type & 1) == 0 ||
	    !helper_attached(number, type, attach))
		return ARGUMENTS;
	for (i = 0; i < HELPER_ARGS; i++)
		if (h->args[i] != HELPER_NONE)
			reads |= 2u << i;
	return (uint16_t)reads;
}

const char *
helper_name(int32_t number)
{
	const struct helper *h = helper_of(number);

	return h != NULL ? h->name : "unknown";
}

static int
check_allowed(struct env *e, const struct helper *h)
{
	int32_t n = env_insn(e)->imm;
	const struct vf_program *p = e->p;

	if (h == NULL)
		return env_refuse(
		    e, FAULT_INVALID, "invalid func unknown#%d", n);
	if ((h->types >> p->type & 1) == 0 ||
	    !helper_attached(n, p->type, p->attach)) {
		env_fault(e, "a helper that programs of this type may call",
		    "%s", h->name);
		return env_refuse(e, FAULT_INVALID,
		    "program of this type cannot use helper %s#%d", h->name, n);
	}
	if ((h->known >> p->type & 1) == 0)
		return env_undecided(e, "helper %s", h->name);
	if (h->gpl && !p->gpl)
		return env_refuse(e, FAULT_INVALID,
		    "cannot call GPL-restricted function from non-GPL "
		    "compatible program");
	return 0;
}

static int
check_context(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);

	if (packet_is_pointer(p)) {
		env_fault_reg(e, r, "the context");
		return env_refuse(e, FAULT_ACCESS,
		    "helper access to the packet is not allowed");
	}
	if (p->type != REG_CTX) {
		env_fault_reg(e, r, "the context");
		return env_refuse(e, FAULT_ACCESS, "R%u type=%s expected=ctx",
		    r, log_type(p));
	}
	return context_check_plain(e, r);
}

static int
check_argument(struct env *e, unsigned r, enum helper_arg arg)
{
	int fault = arg == HELPER_NONE ? 0 : check_read(e, r);

	if (fault == 0 && arg == HELPER_CONTEXT)
		fault = check_context(e, r);
	return fault;
}

/* All pointers into packets, of all frames, are numbers. */
static void
packets_gone(struct state *s)
{
	uint32_t f, i;

	for (f = 0; f <= s->cur; f++) {
		struct frame *frame = s->frames[f];

		for (i = 0; i < REGS; i++)
			if (packet_is_any(&frame->regs[i]))
				reg_unknown(&frame->regs[i]);
		for (i = 0; i < frame->nslots; i++)
			if (slot_is_spill(&frame->slots[i]) &&
			    packet_is_any(&frame->slots[i].spilled))
				reg_unknown(&frame->slots[i].spilled);
	}
}

int
helper_check(struct env *e)
{
	const struct helper *h = helper_of(env_insn(e)->imm);
	int fault;
	unsigned i;

	if (e->o->unprivileged || e->p->type == PROG_LIRC_MODE2)
		return env_undecided(e, "helper functions");
	fault = check_allowed(e, h);
	for (i = 0; fault == 0 && i < HELPER_ARGS; i++)
		fault = check_argument(e, R1 + i, (enum helper_arg)h->args[i]);
	if (fault != 0)
		return fault;
	for (i = R0; i <= R5; i++)
		reg_none(env_reg(e, i));
	e->shown_regs |= ARGUMENTS | 1u << R0;
	reg_unknown(env_reg(e, R0));
	if (h->moves_packet)
		packets_gone(e->cur);
	return 0;
}
