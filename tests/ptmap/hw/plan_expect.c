/*
 * plan_expect - what an access comes to, by the manuals, if the address is mapped
 * as pt_query says: done, or this fault.
 */
#include "plan.h"

/* Intel SDM volume 3A, section 4.7: the page fault's error code. */
enum { PF_PRESENT = 1, PF_WRITE = 2, PF_USER = 4, PF_FETCH = 16 };
#define X86_PAGE_FAULT (UINT64_C(14) << 32)
#define X86_GENERAL    (UINT64_C(13) << 32)

static bool
x86_denied(const struct plan *p, unsigned kind, unsigned attrs)
{
	unsigned op = kind & 3;
	bool page_user = (attrs & PT_USER) != 0;

	if ((kind & HW_USER) != 0 && !page_user)
		return true;
	if (op == HW_EXEC)
		return (attrs & PT_EXEC) == 0 ||
		    ((kind & HW_USER) == 0 && page_user &&
			(p->flags & HW_SMEP) != 0);
	if ((kind & HW_USER) == 0 && page_user && (p->flags & HW_SMAP) != 0)
		return true;
	return op == HW_WRITE && (attrs & PT_WRITE) == 0;
}

static void
x86(const struct plan *p, unsigned kind, bool canonical, struct plan_expect *e)
{
	unsigned error = 0;

	if (e->mapped && !x86_denied(p, kind, e->m.attrs))
		return;
	if (!canonical) {
		e->code = X86_GENERAL;
		e->mask = ~UINT64_C(0xffffffff);
		return;
	}
	error |= e->mapped ? PF_PRESENT : 0;
	error |= (kind & 3) == HW_WRITE ? PF_WRITE : 0;
	error |= (kind & HW_USER) != 0 ? PF_USER : 0;
	error |= (kind & 3) == HW_EXEC ? PF_FETCH : 0;
	e->code = X86_PAGE_FAULT | error;
	e->has_addr = true;
}

/* Privileged specification 1.12, sections 3.1.6.3 and 4.3.1. That accessed and
   dirty are clear is no fault here: the hardware sets them. */
static void
riscv(const struct plan *p, unsigned kind, struct plan_expect *e)
{
	static const unsigned needs[] = {PT_READ, PT_WRITE, PT_EXEC};
	static const unsigned cause[] = {13, 15, 12};
	unsigned op = kind & 3, attrs = e->m.attrs;
	bool page_user = (attrs & PT_USER) != 0, right;

	right = (kind & HW_USER) != 0
	    ? page_user
	    : !page_user || (op != HW_EXEC && (p->flags & HW_SUM) != 0);
	if (e->mapped && right && (attrs & needs[op]) != 0)
		return;
	e->code = cause[op];
	e->has_addr = true;
}

/* Arm ARM, D17.2.37: ESR_ELx's class, and the fault status codes below. */
enum { FSC_TRANSLATION = 4, FSC_ACCESS = 8, FSC_PERMISSION = 12 };
#define ARM_FETCH_LOWER (UINT64_C(0x20) << 26)
#define ARM_FETCH	(UINT64_C(0x21) << 26)
#define ARM_DATA_LOWER	(UINT64_C(0x24) << 26)
#define ARM_DATA	(UINT64_C(0x25) << 26)
#define ARM_CLASS	(UINT64_C(0x3f) << 26)
#define ARM_WRITE	UINT64_C(0x40)

static bool
arm_allowed(const struct plan *p, unsigned kind, unsigned attrs)
{
	bool user = (kind & HW_USER) != 0, page_user = (attrs & PT_USER) != 0;
	unsigned writes = (p->flags & HW_HAFDBS) != 0 ? PT_WRITE : PT_DIRTY;

	if (p->family == PLAN_STAGE2)
		return (attrs &
			   ((kind & 3) == HW_READ	    ? PT_READ
				   : (kind & 3) == HW_WRITE ? PT_WRITE
							    : PT_EXEC)) != 0;
	if ((kind & 3) == HW_EXEC)
		return (attrs & PT_EXEC) != 0 && user == page_user;
	if (user && !page_user)
		return false;
	return (kind & 3) == HW_READ || (attrs & writes) != 0;
}

/* The architecture's number of the level: 3 holds pages. */
static uint64_t
arm_level(const struct plan *p, uint64_t size)
{
	uint64_t level = 3, s;

	for (s = p->pt.page; s < size; s <<= p->arch->index_bits)
		level--;
	return level;
}

static void
arm(const struct plan *p, unsigned kind, bool canonical, struct plan_expect *e)
{
	bool own_faults = (p->flags & HW_HAFDBS) != 0;
	uint64_t fault;

	if (!e->mapped)
		fault = FSC_TRANSLATION;
	else if (!own_faults && (e->m.attrs & PT_ACCESSED) == 0)
		fault = FSC_ACCESS | arm_level(p, e->m.size);
	else if (!arm_allowed(p, kind, e->m.attrs))
		fault = FSC_PERMISSION | arm_level(p, e->m.size);
	else
		return;
	/* At which level nothing was found pt_query does not say; a stage 2
	   calls what is too long an address another kind of fault. */
	e->mask = e->mapped ? 0x3f : canonical ? 0x3c : 0x38;
	e->code = fault & e->mask;
	if ((kind & HW_ASK) != 0) {
		e->code |= HW_ASKED;
		e->mask |= HW_ASKED;
		return;
	}
	e->has_addr = true;
	e->mask |= ARM_CLASS;
	if ((kind & 3) == HW_EXEC)
		e->code |= (kind & HW_USER) != 0 || p->family == PLAN_STAGE2
		    ? ARM_FETCH_LOWER
		    : ARM_FETCH;
	else {
		e->mask |= ARM_WRITE;
		e->code |= p->family == PLAN_STAGE2 ? ARM_DATA_LOWER : ARM_DATA;
		e->code |= ((kind & 3) == HW_WRITE ? ARM_WRITE : 0);
	}
}

void
plan_foresee(
    const struct plan *p, const struct hw_probe *probe, struct plan_expect *e)
{
	struct plan_expect none = {.code = HW_OK, .mask = ~UINT64_C(0)};
	unsigned kind = (unsigned)probe->kind;
	enum pt_error error;

	*e = none;
	error = pt_look(&p->pt, probe->va, &e->m);
	e->mapped = error == PT_OK;
	if (e->mapped)
		e->pa = e->m.pa + (probe->va - e->m.va);
	switch (p->family) {
	case PLAN_X86_64:
		x86(p, kind, error != PT_NOT_CANONICAL, e);
		break;
	case PLAN_RISCV64:
		riscv(p, kind, e);
		break;
	default:
		arm(p, kind, error != PT_NOT_CANONICAL, e);
	}
	if (e->code != HW_OK)
		return;
	if ((kind & 3) == HW_READ)
		e->value = plan_slot_read(e->pa);
	else if ((kind & 3) == HW_EXEC)
		e->value = plan_slot_code(e->pa);
}
