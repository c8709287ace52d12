/* timer - see timer.h */
#include "timer.h"
#include "map.h"
#include "mapfield.h"

int
timer_check(struct env *e, struct call *c, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	int fault = mapfield_check_place(e, r, VF_FIELD_TIMER);

	if (fault != 0)
		return fault;
	c->map = map_of(e, p);
	c->map_number = p->map;
	c->map_inner = p->inner;
	c->map_uid = p->uid;
	return 0;
}

int
timer_check_map(struct env *e, const struct call *c, unsigned r)
{
	const struct reg *p = env_reg(e, r);

	if (c->map_number == p->map && c->map_inner == p->inner &&
	    c->map_uid == p->uid)
		return 0;
	env_fault_reg(e, r, "the map that the timer is in");
	return env_refuse(e, FAULT_INVALID,
	    "timer pointer in R1 map_uid=%d doesn't match map pointer in R2 "
	    "map_uid=%d",
	    (int)c->map_uid, (int)p->uid);
}
