/* region - see region.h */
#include "region.h"
#include "check.h"
#include "log.h"
#include "stack.h"

static int
outside(struct env *e, unsigned r, int64_t off, uint32_t size, uint32_t of)
{
	env_fault_reg(e, r, "a place with that many bytes behind it");
	if (env_reg(e, r)->type == REG_MAP_KEY)
		return env_refuse(e, FAULT_ACCESS,
		    "invalid access to map key, key_size=%d off=%d size=%d",
		    (int)of, (int)off, (int)size);
	if (env_reg(e, r)->type == REG_MAP_VALUE)
		return env_refuse(e, FAULT_ACCESS,
		    "invalid access to map value, value_size=%d off=%d size=%d",
		    (int)of, (int)off, (int)size);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid access to memory, mem_size=%u off=%d size=%d", of,
	    (int)off, (int)size);
}

static int
check_fixed(struct env *e, unsigned r, int64_t off, uint32_t size, uint32_t of,
    bool none_allowed)
{
	if (off >= 0 && (size > 0 || none_allowed) &&
	    (uint64_t)off + size <= of)
		return 0;
	return outside(e, r, off, size, of);
}

int
region_check(struct env *e, unsigned r, int64_t off, uint32_t size, uint32_t of,
    bool none_allowed)
{
	const struct bounds *b = &env_reg(e, r)->b;
	int fault;

	if (b->smin < 0 && (b->smin < INT32_MIN || b->smin + off < 0)) {
		env_fault_reg(e, r, "an offset that is not negative");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u min value is negative, either use unsigned index or "
		    "do a if (index >=0) check.",
		    r);
	}
	fault = check_fixed(e, r, b->smin + off, size, of, none_allowed);
	if (fault != 0) {
		log_text(e->log,
		    "R%u min value is outside of the allowed memory range\n",
		    r);
		return fault;
	}
	if (b->umax >= LIMIT_VAR_OFF) {
		env_fault_reg(e, r, "an offset with an upper bound");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u unbounded memory access, make sure to bounds check "
		    "any such access",
		    r);
	}
	fault =
	    check_fixed(e, r, (int64_t)b->umax + off, size, of, none_allowed);
	if (fault != 0)
		log_text(e->log,
		    "R%u max value is outside of the allowed memory range\n",
		    r);
	return fault;
}

int
region_read(struct env *e, unsigned r, unsigned bytes, int to)
{
	const struct reg *p = env_reg(e, r);
	int fault = region_check(
	    e, r, (int64_t)env_insn(e)->off + p->off, bytes, p->size, false);

	if (fault == 0 && to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return fault;
}

int
region_write(struct env *e, unsigned r, unsigned bytes, int from)
{
	const struct reg *p = env_reg(e, r);
	int fault = check_stored(e, from, "mem");

	return fault != 0
	    ? fault
	    : region_check(e, r, (int64_t)env_insn(e)->off + p->off, bytes,
		  p->size, false);
}
