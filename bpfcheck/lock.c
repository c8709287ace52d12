/* lock - see lock.h */
#include "lock.h"
#include "map.h"
#include "mapfield.h"
#include "ref.h"

bool
lock_may_be_in(const struct env *e, const struct reg *r)
{
	return (r->type & ~(unsigned)REG_OR_NULL) == REG_MAP_VALUE &&
	    mapfield_has(map_of(e, r), MAPFIELD_LOCKS);
}

int
lock_take(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	int fault = mapfield_check_place(e, r, VF_FIELD_LOCK);

	if (fault != 0)
		return fault;
	/* None is held: nothing is called then. */
	e->cur->lock_map = p->map + 1;
	e->cur->lock_id = p->id;
	return 0;
}

int
lock_give(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	int fault = mapfield_check_place(e, r, VF_FIELD_LOCK);

	if (fault != 0)
		return fault;
	if (e->cur->lock_map == 0) {
		env_fault(e, "a lock that is held", "the lock");
		return env_refuse(
		    e, FAULT_INVALID, "bpf_spin_unlock without taking a lock");
	}
	if (e->cur->lock_map != p->map + 1 || e->cur->lock_id != p->id) {
		env_fault_reg(e, r, "the lock that is held");
		return env_refuse(
		    e, FAULT_INVALID, "bpf_spin_unlock of different lock");
	}
	e->cur->lock_map = e->cur->lock_id = 0;
	return 0;
}

int
lock_check_end(struct env *e, const char *what)
{
	if (e->cur->cur == 0 && e->cur->lock_map != 0) {
		env_fault(
		    e, "that it is given back first", "the lock that is held");
		return env_refuse(e, FAULT_INVALID,
		    "%s cannot be used inside bpf_spin_lock-ed region", what);
	}
	return ref_check_leak(e, what);
}
