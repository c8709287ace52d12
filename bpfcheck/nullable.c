/* nullable - see nullable.h */
#include "nullable.h"
#include "btfptr.h"
#include "lock.h"
#include "map.h"
#include "ref.h"

bool
nullable_is_not(const struct reg *r)
{
	switch (r->type) {
	case REG_MAP:
	case REG_MAP_KEY:
	case REG_MAP_VALUE:
	case REG_MEM:
	case REG_RINGBUF_MEM:
	case REG_RDONLY_MEM:
	case REG_SOCK_COMMON:
	case REG_SOCK:
	case REG_TCP_SOCK:
		return true;
	case REG_BTF:
		return btfptr_is_trusted(r);
	default:
		return false;
	}
}

int
nullable_assume(struct env *e, struct reg *r)
{
	if (map_is_any(r))
		return map_not_null(e, r);
	r->type &= (uint8_t)~REG_OR_NULL;
	return 0;
}

/* Those of the same id are NULL all together, or none is. */
static int
settle_one(struct env *e, struct reg *r, uint32_t id, bool null)
{
	int fault = 0;

	if (!reg_may_be_null(r) || r->id != id)
		return 0;
	if (!null) {
		fault = nullable_assume(e, r);
	} else {
		r->type = REG_SCALAR;
		r->ref = 0;
	}
	/* Which element a lock is in. */
	if (null || !lock_may_be_in(e, r))
		r->id = 0;
	return fault;
}

static int
settle(struct env *e, struct state *s, unsigned of, bool null)
{
	uint32_t id = state_reg(s, of)->id;
	struct state_place at = {0};
	struct reg *r;
	int fault = 0;

	/* Nothing was got. */
	if (null && id == state_reg(s, of)->ref)
		ref_forget(s, id);
	while (fault == 0 && (r = state_next(s, &at)) != NULL)
		fault = settle_one(e, r, id, null);
	return fault;
}

static bool
is_something(const struct reg *r)
{
	return reg_is_pointer(r) && !reg_may_be_null(r);
}

/* Where both are the same, neither is NULL if one is not: here 6.18 takes any
   pointer for one that is not, if it is not marked. */
static int
settle_equal(struct env *e, const struct insn *i, struct state *equal)
{
	struct reg *a = state_reg(equal, i->dst), *b = state_reg(equal, i->src);

	if (btfptr_is(a) || btfptr_is(b))
		return 0;
	if (is_something(a) && reg_may_be_null(b))
		return nullable_assume(e, b);
	if (is_something(b) && reg_may_be_null(a))
		return nullable_assume(e, a);
	return 0;
}

int
nullable_compare(
    struct env *e, struct state *now, struct state *jump, bool *found)
{
	const struct insn *i = env_insn(e);
	unsigned op = insn_op(i);
	struct state *equal = op == JMP_JEQ ? jump : now;
	int fault;

	*found = false;
	if (insn_class(i) != CLASS_JMP || (op != JMP_JEQ && op != JMP_JNE))
		return 0;
	/* Older kernels learn it of fewer pointers, or not at all. */
	if (insn_uses_reg(i))
		return e->weak ? 0 : settle_equal(e, i, equal);
	if (i->imm != 0 || !reg_may_be_null(state_reg(now, i->dst)))
		return 0;
	*found = true;
	fault = settle(e, now, i->dst, equal == now);
	return fault == 0 ? settle(e, jump, i->dst, equal == jump) : fault;
}
