#include "insn.h"

/* Bits [at, at + n) of the word, as a signed number. */
static uint64_t
signed_field(uint32_t w, unsigned at, unsigned n)
{
	uint64_t v = (w >> at) & ((UINT32_C(1) << n) - 1);
	uint64_t sign = UINT64_C(1) << (n - 1);

	return (v ^ sign) - sign;
}

static bool
is(uint32_t w, uint32_t mask, uint32_t value)
{
	return (w & mask) == value;
}

/* Branches, exceptions and system instructions: op0 = x101 (C4.1). */
static void
branch_of(uint32_t w, uint64_t vaddr, struct insn *in)
{
	if (is(w, 0x7c000000, 0x14000000)) {
		in->flow = (w >> 31) != 0 ? INSN_CALL : INSN_JUMP;
		in->target = vaddr + 4 * signed_field(w, 0, 26);
	} else if (is(w, 0xfe000000, 0x54000000) ||
	    is(w, 0x7e000000, 0x34000000)) {
		in->flow = INSN_BRANCH;
		in->target = vaddr + 4 * signed_field(w, 5, 19);
	} else if (is(w, 0x7e000000, 0x36000000)) {
		in->flow = INSN_BRANCH;
		in->target = vaddr + 4 * signed_field(w, 5, 14);
	} else if (is(w, 0xfe000000, 0xd6000000)) {
		in->flow =
		    is(w, 0x00600000, 0x00200000) ? INSN_LEAVE : INSN_STOP;
	} else if (is(w, 0xffe0001f, 0xd4200000) ||
	    is(w, 0xffe0001f, 0xd4400000)) {
		in->flow = INSN_STOP;
	} else if (w == 0xd4000001) {
		in->kind = INSN_SYSCALL;
	} else if (w == 0xd503201f) {
		in->kind = INSN_NOTHING;
	}
}

/* ADR; ADRP with the ADD behind it, or the page. */
static void
address_of(const uint8_t *b, size_t n, uint64_t vaddr, struct insn *in)
{
	uint32_t w = le32(b, 0), next;
	uint64_t off = signed_field(w, 5, 19) * 4 + ((w >> 29) & 3);

	in->names = true;
	in->named = vaddr + off;
	if ((w >> 31) == 0)
		return;
	in->named = (vaddr & ~UINT64_C(4095)) + off * 4096;
	in->page = true;
	if (n < 8)
		return;
	next = le32(b, 4);
	if (is(next, 0xffc00000, 0x91000000) &&
	    ((next >> 5) & 31) == (w & 31) && (next & 31) == (w & 31)) {
		in->named += (next >> 10) & 4095;
		in->page = false;
	}
}

bool
insn_aarch64(const uint8_t *b, size_t n, uint64_t vaddr, struct insn *in)
{
	uint32_t w;

	if (n < 4)
		return false;
	w = le32(b, 0);
	in->length = 4;
	/* op0 0000, 0001 and 0011: reserved and unallocated. */
	if (is(w, 0x1c000000, 0) && !is(w, 0x1e000000, 0x04000000) &&
	    !is(w, 0x9e000000, 0x80000000))
		return false;
	if (is(w, 0x1c000000, 0x14000000))
		branch_of(w, vaddr, in);
	else if (is(w, 0x1f000000, 0x10000000))
		address_of(b, n, vaddr, in);
	return true;
}

static bool
field(uint32_t w, unsigned at, uint8_t place)
{
	return ((w >> at) & 31) == place;
}

/* A field that could name a register names this one, or the even register of
   its pair. */
static bool
mentions(uint32_t w, uint8_t place)
{
	uint8_t even = place & 30;

	return field(w, 0, place) || field(w, 5, place) ||
	    field(w, 10, place) || field(w, 16, place) || field(w, 0, even) ||
	    field(w, 16, even) || is(w, 0xfffffc00, 0xf83fd000);
}

/* Instructions whose one destination is Rd, bits 0 to 4: data processing with
   immediates (op0 100x) and registers (x101). */
static bool
one_destination(uint32_t w)
{
	return is(w, 0x1c000000, 0x10000000) || is(w, 0x0e000000, 0x0a000000);
}

/* SVC and the like return in x0; BL sets x30, and hints may sign x16, x17. */
static bool
branch_touches(uint32_t w, uint8_t place)
{
	if (place == 16 || place == 17 || place == 30)
		return true;
	return (is(w, 0xff000000, 0xd4000000) ||
		   is(w, 0xff000000, 0xd5000000)) &&
	    (place == 0 || field(w, 0, place));
}

void
insn_aarch64_effect(
    const uint8_t *b, uint64_t vaddr, uint8_t place, struct insn_effect *e)
{
	uint32_t w = le32(b, 0);

	(void)vaddr;
	e->half = (w >> 31) == 0;
	if (is(w, 0x7fe0001f, 0x52800000u | place) && place < 31) {
		/* MOVZ of the low 16 bits */
		e->kind = INSN_CONSTANT;
		e->value = (w >> 5) & 0xffff;
	} else if (is(w, 0x7fe0ffff, 0x2a0003e0u | place) &&
	    ((w >> 16) & 31) != 31) {
		/* MOV, that is ORR with the zero register */
		e->kind = INSN_COPY;
		e->from = (w >> 16) & 31;
	} else if (is(w, 0x7fe0ffff, 0x2a0003e0u | place)) {
		e->kind = INSN_CONSTANT;
		e->value = 0;
	} else if (is(w, 0x7fe00c1f, 0x1a800000u | place) &&
	    ((w >> 16) & 31) == ((w >> 5) & 31) && ((w >> 5) & 31) != 31) {
		/* CSEL of one register from itself */
		e->kind = INSN_COPY;
		e->from = (w >> 5) & 31;
	} else if (one_destination(w)) {
		e->kind = field(w, 0, place) ? INSN_UNKNOWN : INSN_KEEPS;
	} else if (is(w, 0x1c000000, 0x14000000)) {
		e->kind = branch_touches(w, place) ? INSN_UNKNOWN : INSN_KEEPS;
	} else if (!mentions(w, place)) {
		e->kind = INSN_KEEPS;
	}
}
