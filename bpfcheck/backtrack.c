/* backtrack - one instruction backwards. kernel/bpf/verifier.c: backtrack_insn. */
#include "backtrack.h"
#include "linked.h"
#include "logprecise.h"

enum { ARGUMENTS = 0x3e };

void
backtrack_reset(struct backtrack *bt)
{
	uint32_t i;

	for (i = 0; i < FRAMES; i++)
		bt->regs[i] = 0, bt->slots[i] = 0, bt->taken[i] = 0;
	bt->frame = 0;
}

bool
backtrack_is_empty(const struct backtrack *bt)
{
	uint32_t i;

	for (i = 0; i <= bt->frame; i++)
		if (bt->regs[i] != 0 || bt->slots[i] != 0)
			return false;
	return true;
}

static bool
is_wanted(const struct backtrack *bt, unsigned r)
{
	return (bt->regs[bt->frame] >> r & 1) != 0;
}

static void
want(struct backtrack *bt, unsigned r)
{
	bt->regs[bt->frame] |= 1u << r;
}

static void
found(struct backtrack *bt, unsigned r)
{
	bt->regs[bt->frame] &= ~(1u << r);
}

/* Numbers that learnt together decided together. */
static void
sync_linked(struct backtrack *bt, const struct history *h)
{
	struct linked l;
	uint32_t i;
	bool any = false;

	linked_unpack(h->linked, &l);
	for (i = 0; i < l.n; i++)
		any |= l.of[i].is_reg
		    ? (bt->regs[l.of[i].frame] >> l.of[i].at & 1) != 0
		    : (bt->slots[l.of[i].frame] >> l.of[i].at & 1) != 0;
	for (i = 0; any && i < l.n; i++)
		if (l.of[i].is_reg)
			bt->regs[l.of[i].frame] |= 1u << l.of[i].at;
		else
			bt->slots[l.of[i].frame] |= UINT64_C(1) << l.of[i].at;
}

static void
alu(struct backtrack *bt, const struct insn *i)
{
	unsigned op = insn_op(i);

	if (!is_wanted(bt, i->dst) || op == ALU_END || op == ALU_NEG)
		return;
	if (op == ALU_MOV)
		found(bt, i->dst);
	if (insn_uses_reg(i) && i->src != R10)
		want(bt, i->src);
}

static bool
is_acquire(const struct insn *i)
{
	return insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC &&
	    i->imm == ATOMIC_LOAD_ACQ;
}

static unsigned
slot_of(const struct history *h)
{
	return h->flags >> HISTORY_SLOT_SHIFT & 63;
}

static void
want_slot(struct backtrack *bt, const struct history *h)
{
	if (h != NULL && (h->flags & HISTORY_STACK) != 0)
		bt->slots[h->flags & HISTORY_FRAME] |= UINT64_C(1)
		    << slot_of(h);
}

/* Numbers keep what is known of them only in the stack. */
static void
load(struct backtrack *bt, const struct insn *i, const struct history *h)
{
	if (!is_wanted(bt, i->dst))
		return;
	found(bt, i->dst);
	want_slot(bt, h);
}

/* What an atomic takes from memory is any number; 6.18 goes on looking for the
   register before it, and so do we. */
static void
fetch(struct env *e, const struct insn *i, const struct history *h)
{
	struct backtrack *bt = &e->bt;

	if (insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC &&
	    i->imm != ATOMIC_STORE_REL && (i->imm & ATOMIC_FETCH) != 0 &&
	    is_wanted(bt, i->imm == ATOMIC_CMPXCHG ? (unsigned)R0 : i->src)) {
		want_slot(bt, h);
		if (h != NULL && (h->flags & HISTORY_STACK) != 0)
			bt->taken[h->flags & HISTORY_FRAME] |= UINT64_C(1)
			    << slot_of(h);
		e->differs = true;
	}
}

static int
store(struct env *e, const struct insn *i, const struct history *h)
{
	struct backtrack *bt = &e->bt;
	uint64_t slot;
	uint32_t frame;

	if (is_wanted(bt, i->dst))
		return FAULT_NOTSUPP;
	if (h == NULL || (h->flags & HISTORY_STACK) == 0)
		return 0;
	slot = UINT64_C(1) << slot_of(h);
	frame = h->flags & HISTORY_FRAME;
	if ((bt->slots[frame] & slot) != 0) {
		bt->slots[frame] &= ~slot;
		/* The kernel, too, loses R10; but not by what is fetched. */
		if (insn_class(i) == CLASS_STX &&
		    (i->src != R10 || (bt->taken[frame] & slot) == 0))
			want(bt, i->src);
	}
	fetch(e, i, h);
	return 0;
}

/* Back over a call, into its function's caller: only arguments are left. given:
   they are the caller's. */
static int
enter_caller(struct env *e, bool given)
{
	struct backtrack *bt = &e->bt;
	uint32_t args = given ? bt->regs[bt->frame] & ARGUMENTS : 0;
	const char *what = given ? "static subprog" : "callback";

	if (bt->frame == 0)
		return env_refuse(
		    e, FAULT_BAD, "backtracking left the program");
	if ((bt->regs[bt->frame] & ~(uint32_t)ARGUMENTS) != 0)
		return env_refuse(e, FAULT_BAD,
		    "verifier bug: %s unexpected regs %x", what,
		    bt->regs[bt->frame]);
	if (bt->slots[bt->frame] != 0)
		return env_refuse(e, FAULT_BAD,
		    "verifier bug: %s leftover stack slots %llx", what,
		    (unsigned long long)bt->slots[bt->frame]);
	bt->regs[bt->frame] = 0;
	bt->frame--;
	bt->regs[bt->frame] |= args;
	return 0;
}

static int
enter_callee(struct env *e, int32_t after)
{
	struct backtrack *bt = &e->bt;
	bool call = after >= 1 && insn_is_subprog_call(&e->insns[after - 1]);
	bool r0 = call && is_wanted(bt, R0);

	/* The helper's arguments, which it does not give its callbacks. */
	if (after >= 0 && e->aux[after].calls_back)
		bt->regs[bt->frame] &= ~(uint32_t)ARGUMENTS;
	if (bt->frame + 1 >= FRAMES || (bt->regs[bt->frame] & ARGUMENTS) != 0)
		return env_refuse(
		    e, FAULT_BAD, "backtracking lost a register at an exit");
	found(bt, R0);
	bt->frame++;
	if (r0)
		want(bt, R0);
	return 0;
}

/* Of a function that is verified by itself nothing was followed. */
static bool
is_global(const struct env *e, const struct insn *i)
{
	int64_t at = i - e->insns + (int64_t)i->imm + 1;

	return subprog_is_global(&e->subprogs[env_subprog_of(e, (uint32_t)at)]);
}

static int
jump(
    struct env *e, const struct insn *i, int32_t after, const struct history *h)
{
	struct backtrack *bt = &e->bt;
	int32_t at = (int32_t)(i - e->insns);

	switch (insn_op(i)) {
	case JMP_CALL:
		if (i->src == CALL_SUBPROG && !is_global(e, i))
			return enter_caller(e, true);
		if (e->aux[at].calls_back && at + 1 != after)
			return enter_caller(e, false);
		found(bt, R0);
		return (bt->regs[bt->frame] & ARGUMENTS) == 0
		    ? 0
		    : env_refuse(e, FAULT_BAD,
			  "backtracking lost an argument of a call");
	case JMP_EXIT:
		return enter_callee(e, after);
	default:
		break;
	}
	if (!insn_uses_reg(i) ||
	    (!is_wanted(bt, i->dst) && !is_wanted(bt, i->src)))
		return 0;
	if (h == NULL || (h->flags & HISTORY_SRC_STACK) == 0)
		want(bt, i->src);
	if (h == NULL || (h->flags & HISTORY_DST_STACK) == 0)
		want(bt, i->dst);
	return 0;
}

/* Constants, and packets, which nothing is known of. */
static int
load_imm(struct backtrack *bt, const struct insn *i)
{
	if (i->code != INSN_LD_IMM64)
		return is_wanted(bt, R0) ? FAULT_NOTSUPP : 0;
	found(bt, i->dst);
	return 0;
}

int
backtrack_insn(
    struct env *e, uint32_t insn, int32_t after, const struct history *h)
{
	const struct insn *i = &e->insns[insn];
	struct backtrack *bt = &e->bt;
	int fault = 0;

	if (i->code == 0)
		return 0;
	if (log_is_full(e->log))
		log_backtracked(e, insn);
	if (h != NULL && h->linked != 0)
		sync_linked(bt, h);
	switch (insn_class(i)) {
	case CLASS_ALU:
	case CLASS_ALU64:
		alu(bt, i);
		break;
	case CLASS_LDX:
		load(bt, i, h);
		break;
	case CLASS_ST:
	case CLASS_STX:
		if (is_acquire(i))
			load(bt, i, h);
		else
			fault = store(e, i, h);
		break;
	case CLASS_LD:
		/* Its function was left here: what then is looked for is the
		   caller's. */
		fault = after >= 0 && (uint32_t)after != insn + 1 &&
			i->code != INSN_LD_IMM64
		    ? FAULT_NOTSUPP
		    : load_imm(bt, i);
		break;
	default:
		fault = jump(e, i, after, h);
	}
	if (fault == 0 && h != NULL && h->linked != 0)
		sync_linked(bt, h);
	return fault;
}
