/* plan_probes - which addresses are probed how, and what came of it. */
#include <inttypes.h>
#include <stdio.h>

#include "plan.h"

/* Near what was changed, or near an anchor. */
static uint64_t
somewhere(struct plan *p)
{
	uint64_t r = plan_random(p), va, len;
	unsigned i;

	if (p->ntouched == 0 || r % 8 == 0)
		return p->anchor[plan_random(p) % p->anchors] +
		    plan_random(p) % 64 * p->pt.page - 16 * p->pt.page;
	i = (unsigned)(plan_random(p) % p->ntouched);
	va = p->touched[i].va;
	len = p->touched[i].len;
	if (r % 8 < 3)
		return va + plan_random(p) % len;
	if (r % 8 < 5)
		return r / 8 % 2 == 0 ? va : va - 1;
	return r / 8 % 2 == 0 ? va + len : va + len - 1;
}

static uint64_t
mostly_mapped(struct plan *p)
{
	struct pt_mapping m;
	uint64_t va;
	int i;

	for (i = 0; i < 8; i++) {
		va = somewhere(p);
		if (plan_random(p) % 8 == 0 || pt_look(&p->pt, va, &m) == PT_OK)
			break;
	}
	return va;
}

/* Sometimes the frame's first byte, its last, or what is beside it. */
static uint64_t
at_an_end(struct plan *p, uint64_t va)
{
	struct pt_mapping m;

	if (plan_random(p) % 2 != 0 || pt_look(&p->pt, va, &m) != PT_OK)
		return va;
	switch (plan_random(p) % 4) {
	case 0:
		return m.va;
	case 1:
		return m.va - 1;
	case 2:
		return m.va + m.size - 1;
	default:
		return m.va + m.size;
	}
}

static bool
own_address(const struct plan *p, uint64_t va)
{
	unsigned i;

	for (i = 0; i < p->nown; i++)
		if (va - p->own[i].va < p->own[i].len)
			return true;
	return false;
}

/* An address as it is, or, in a frame that begins or ends where there is no
   memory, one that has some. False: there is none. */
static bool
with_memory(struct plan *p, uint64_t *va, bool asked)
{
	struct pt_mapping m;
	uint64_t pa;

	if (own_address(p, *va))
		return false;
	if (asked || pt_look(&p->pt, *va, &m) != PT_OK ||
	    plan_usable(p, m.pa + (*va - m.va)))
		return true;
	pa = p->base + PLAN_FRAMES + plan_random(p) % PLAN_FRAME_BYTES;
	if (pa < m.pa || pa - m.pa >= m.size)
		return false;
	*va = m.va + (pa - m.pa);
	return !own_address(p, *va);
}

/* What is done at an address; how privileged is not chosen here. */
static unsigned
kind_of(struct plan *p, unsigned user)
{
	unsigned kind = (unsigned)(plan_random(p) % 3) | user;

	if ((p->family == PLAN_AARCH64 || p->family == PLAN_STAGE2) &&
	    (kind & 3) != HW_EXEC && plan_random(p) % 3 == 0)
		kind |= HW_ASK;
	return kind;
}

/*
 * In frames above 4 KiB QEMU 7.2 goes on to run code, past a flush by the frame's
 * address, beyond its first 4 KiB; loads and stores there fault as they should,
 * and so do fetches if each 4 KiB is flushed. It is taken for QEMU's memory of
 * translated code: there, code is run once only.
 */
static bool
run_before(const struct plan *p, uint64_t va)
{
	unsigned i;

	for (i = 0; i < p->nrun; i++)
		if (p->run[i] == va / 4096)
			return true;
	return false;
}

static void
note_run(struct plan *p, uint64_t va, const struct plan_expect *e)
{
	if (e->code == HW_OK && va - e->m.va >= 4096 && p->nrun < PLAN_RUN)
		p->run[p->nrun++] = va / 4096;
}

/* What is not the tables' to answer. */
static bool
answered_elsewhere(const struct plan *p, unsigned kind, uint64_t va)
{
	struct pt_mapping m;
	enum pt_error error = pt_look(&p->pt, va, &m);

	if (p->emulated && (kind & 3) == HW_EXEC && run_before(p, va))
		return true;
	/* A stage 1, though off, has no such address. */
	if (p->family == PLAN_STAGE2)
		return kind < HW_ASK && error == PT_NOT_CANONICAL;
	/* QEMU 7.2 lets supervisors fetch from a user page that they have read
	   under SUM, until the next flush. */
	return p->family == PLAN_RISCV64 && (p->flags & HW_SUM) != 0 &&
	    kind == HW_EXEC && error == PT_OK && (m.attrs & PT_USER) != 0;
}

static bool
choose(struct plan *p, struct hw_probe *probe, bool again, unsigned user)
{
	unsigned kind = again ? (unsigned)probe->kind : kind_of(p, user);
	uint64_t va = again ? probe->va : at_an_end(p, mostly_mapped(p));
	bool last = va % 4096 >= 2048;

	kind = (kind & ~(unsigned)HW_USER) | user;
	if (!with_memory(p, &va, (kind & HW_ASK) != 0) ||
	    answered_elsewhere(p, kind, va))
		return false;
	va -= va % 4096;
	va += last ? 4096 - HW_SLOT : 0;
	va += (kind & 3) == HW_WRITE ? HW_SLOT_WRITE
	    : (kind & 3) == HW_EXEC  ? HW_SLOT_CODE
				     : 0;
	probe->va = va;
	probe->kind = kind;
	return true;
}

/* Emulators flush by themselves where the privilege changes: a round begins with
   the one that the last has ended with. */
static unsigned
privilege(const struct plan *p, bool second)
{
	if (p->user_only)
		return HW_USER;
	if (p->family == PLAN_STAGE2)
		return 0;
	return (p->count.rounds % 2 == 0) != second ? HW_USER : 0;
}

void
plan_probes(struct plan *p, struct hw_probe *list, unsigned n, unsigned again)
{
	unsigned i, user;

	p->probed = list;
	p->nprobed = n;
	for (i = 0; i < n; i++) {
		user = privilege(p, i >= n / 2);
		if (i % (n / 2) >= again / 2 ||
		    !choose(p, list + i, true, user))
			while (!choose(p, list + i, false, user))
				;
		list[i].value = plan_random(p);
		list[i].code = list[i].addr = list[i].got = HW_NONE;
		plan_foresee(p, list + i, p->expect + i);
		if ((list[i].kind & 3) == HW_EXEC)
			note_run(p, list[i].va, p->expect + i);
		if ((list[i].kind & HW_ASK) == 0 && p->expect[i].mapped)
			plan_stamp(p, p->expect[i].pa);
	}
}

static void
differs(struct plan *p, const struct hw_probe *r, const struct plan_expect *e,
    const char *what)
{
	char line[400];

	snprintf(line, sizeof line,
	    "%s: %s, kind %" PRIx64 " at %" PRIx64 ": code %" PRIx64
	    " address %" PRIx64 " value %" PRIx64 "; want code %" PRIx64
	    " value %" PRIx64 "; %s %" PRIx64 " to %" PRIx64 " size %" PRIx64
	    " attributes %x, flags %" PRIx64,
	    p->name, what, r->kind, r->va, r->code, r->addr, r->got, e->code,
	    e->value, e->mapped ? "mapped" : "not mapped", e->m.va, e->m.pa,
	    e->m.size, e->m.attrs, p->flags);
	p->count.differences++;
	p->say(line);
}

/* What an AT instruction left in PAR_EL1: the address, and what memory it is. */
static bool
right_par(const struct hw_probe *r, const struct plan_expect *e)
{
	uint64_t field = UINT64_C(0xfffffffff000);

	return (r->got & field) == (e->pa & field) &&
	    r->got >> 56 == ((e->m.attrs & PT_DEVICE) != 0 ? 0u : 0xffu);
}

static const char *
wrong_result(const struct hw_probe *r, const struct plan_expect *e)
{
	if ((r->code & e->mask) != e->code)
		return "another outcome";
	if (e->has_addr && r->addr != r->va)
		return "another address";
	if (e->code != HW_OK)
		return NULL;
	if ((r->kind & HW_ASK) != 0)
		return right_par(r, e) ? NULL : "another translation";
	if ((r->kind & 3) != HW_WRITE && r->got != e->value)
		return "another frame";
	return NULL;
}

/* The last of the writes to a word is what it holds. */
static bool
written(
    const struct plan *p, const struct hw_probe *list, unsigned i, unsigned n)
{
	uint64_t pa = p->expect[i].pa, want = list[i].value;
	unsigned j;

	for (j = i + 1; j < n; j++)
		if ((list[j].kind & 3) == HW_WRITE && p->expect[j].pa == pa &&
		    (list[j].kind & HW_ASK) == 0 && p->expect[j].code == HW_OK)
			want = list[j].value;
	return *plan_at(p, pa) == want;
}

/* Accessed and dirty are set by what was done, dirty by nothing else, and no
   other attribute has changed. */
static bool
right_marks(
    const struct plan *p, const struct hw_probe *list, unsigned i, unsigned n)
{
	const struct plan_expect *e = p->expect + i;
	unsigned marks = (PT_ACCESSED | PT_DIRTY) & p->arch->attrs, must = 0, j;
	unsigned may = marks & PT_ACCESSED;
	struct pt_mapping now;
	bool sets = (p->family != PLAN_AARCH64 && p->family != PLAN_STAGE2) ||
	    (p->flags & HW_HAFDBS) != 0;

	if (!e->mapped)
		return true;
	for (j = 0; j < n; j++)
		if (p->expect[j].mapped && p->expect[j].m.va == e->m.va &&
		    p->expect[j].code == HW_OK) {
			if ((list[j].kind & 3) == HW_WRITE)
				may |= marks & PT_DIRTY;
			if ((list[j].kind & HW_ASK) != 0)
				continue;
			must |= marks & PT_ACCESSED;
			if ((list[j].kind & 3) == HW_WRITE)
				must |= marks & PT_DIRTY;
		}
	if (!sets)
		must = may = 0;
	if (pt_look(&p->pt, list[i].va, &now) != PT_OK)
		return false;
	return now.va == e->m.va && now.pa == e->m.pa &&
	    now.size == e->m.size && (now.attrs & must) == must &&
	    (now.attrs & ~may) == (e->m.attrs & ~may) &&
	    (e->m.attrs & ~now.attrs) == 0;
}

void
plan_judge(struct plan *p, const struct hw_probe *list, unsigned n)
{
	const struct plan_expect *e = p->expect;
	const char *wrong;
	unsigned i, l;

	for (i = 0; i < n; i++, e++) {
		p->count.probes++;
		p->count.translated += (list[i].kind & HW_ASK) != 0;
		if (e->code == HW_OK)
			p->count.ok[list[i].kind & 3]++;
		else
			p->count.faults++;
		for (l = 0; e->mapped &&
		     p->pt.page << l * p->pt.index_bits < e->m.size;)
			l++;
		if (e->mapped)
			p->count.by_level[l]++;
		wrong = wrong_result(list + i, e);
		if (wrong == NULL && e->code == HW_OK &&
		    (list[i].kind & (HW_ASK | 3)) == HW_WRITE &&
		    !written(p, list, i, n))
			wrong = "written elsewhere";
		if (wrong == NULL && !right_marks(p, list, i, n))
			wrong = "other marks";
		if (wrong != NULL)
			differs(p, list + i, e, wrong);
	}
}

void
plan_report(const struct plan *p)
{
	const struct plan_count *c = &p->count;
	unsigned l;

	printf("%s: %" PRIu64 " rounds, %" PRIu64 " of %" PRIu64
	       " changes done, %" PRIu64 " flushes; %" PRIu64
	       " probes: %" PRIu64 " read, %" PRIu64 " written, %" PRIu64
	       " executed, %" PRIu64 " faults",
	    p->name, c->rounds, c->done, c->changes, c->flushes, c->probes,
	    c->ok[0], c->ok[1], c->ok[2], c->faults);
	if (c->translated != 0)
		printf(", %" PRIu64 " of them only translated", c->translated);
	printf("; in frames of");
	for (l = 0; l < p->arch->levels; l++)
		if (c->by_level[l] != 0)
			printf(" %" PRIu64 "K %" PRIu64,
			    p->pt.page << l * p->pt.index_bits >> 10,
			    c->by_level[l]);
	printf("; %" PRIu64 " differences\n", c->differences);
}
