/* mapfield - see mapfield.h */
#include "mapfield.h"
#include "map.h"

enum { FIELDS = MAPFIELD_TIMER + 1 };

static const struct {
	const char *name;
	uint32_t bytes;
	const char *expected;
} fields[FIELDS] = {
    [MAPFIELD_LOCK] = {"bpf_spin_lock", 4,
	"the place of a lock in the value of a map"},
    [MAPFIELD_TIMER] = {"bpf_timer", 16,
	"the place of a timer in the value of a map"},
};

/* Where it is, plus one; 0: nowhere. */
static uint32_t
place(const struct vf_map *m, unsigned kind)
{
	return kind == MAPFIELD_LOCK ? m->lock : m->timer;
}

static bool
touches(
    const struct reg *p, int64_t off, uint32_t bytes, int64_t at, uint32_t size)
{
	return p->b.smin + off < at + size &&
	    at < (int64_t)p->b.umax + off + bytes;
}

int
mapfield_check_access(struct env *e, unsigned r, int64_t off, uint32_t bytes)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	/* The kernel knows them by their places. */
	unsigned first = m->timer < m->lock ? MAPFIELD_TIMER : MAPFIELD_LOCK, i;

	for (i = 0; i < FIELDS; i++) {
		unsigned kind = (first + i) % FIELDS;
		int64_t at = (int64_t)place(m, kind) - 1;

		if (at < 0 || !touches(p, off, bytes, at, fields[kind].bytes))
			continue;
		env_fault_reg(
		    e, r, "a place beside what the kernel keeps in the value");
		return env_refuse(e, FAULT_ACCESS,
		    "%s cannot be accessed directly by load/store",
		    fields[kind].name);
	}
	return 0;
}

int
mapfield_check_place(struct env *e, unsigned r, enum mapfield kind)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	int64_t at = (int64_t)p->b.bits.value + p->off;
	int64_t wanted = (int64_t)place(m, kind) - 1;
	const char *name = fields[kind].name;

	if (tnum_is_const(p->b.bits) && m->typed && wanted >= 0 && at == wanted)
		return 0;
	env_fault_reg(e, r, fields[kind].expected);
	if (!tnum_is_const(p->b.bits))
		return env_refuse(e, FAULT_INVALID,
		    "R%u doesn't have constant offset. %s has to be at the "
		    "constant offset",
		    r, name);
	if (!m->typed)
		return env_refuse(e, FAULT_INVALID,
		    "map '%s' has to have BTF in order to use %s", m->name,
		    name);
	if (wanted < 0)
		return env_refuse(e, FAULT_INVALID, "map '%s' has no valid %s",
		    m->name, name);
	return env_refuse(e, FAULT_INVALID,
	    "off %lld doesn't point to 'struct %s' that is at %d",
	    (long long)at, name, (int)wanted);
}
