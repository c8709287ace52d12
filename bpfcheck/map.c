/* map - see map.h */
#include "map.h"
#include "check.h"
#include "kernels.h"
#include "kptr.h"
#include "log.h"
#include "mapfield.h"
#include "progtype.h"
#include "region.h"
#include "stack.h"

#define BIT(n)	 (UINT64_C(1) << (n))
#define IN(type) BIT(MAP_##type)

static const char not_taken[] = "maps with values that the kernel may not take";

static int
refuse_type(struct env *e, const struct vf_map *m, const char *message)
{
	env_fault(e, "a map of another type", "the map %s", m->name);
	return env_refuse(e, FAULT_INVALID, "%s", message);
}

/* Besides: only one of each kind of cgroups' storage. */
static int
check_storage(struct env *e, uint32_t map)
{
	const struct vf_map *maps = e->p->maps;
	uint32_t i;

	if (!map_has(
		IN(CGROUP_STORAGE) | IN(PERCPU_CGROUP_STORAGE), maps[map].type))
		return 0;
	for (i = 0; i < e->nmaps; i++)
		if (e->maps[i] != map &&
		    maps[e->maps[i]].type == maps[map].type)
			return env_refuse(e, FAULT_BUSY,
			    "only one cgroup storage of each type is allowed");
	return 0;
}

/* What the kernel keeps in its values is not for all programs. */
static int
check_special(struct env *e, const struct vf_map *m)
{
	const uint64_t tracing = BIT(PROG_KPROBE) | BIT(PROG_TRACEPOINT) |
	    BIT(PROG_PERF_EVENT) | BIT(PROG_RAW_TRACEPOINT) |
	    BIT(PROG_RAW_TRACEPOINT_WRITABLE);
	bool traces = (tracing >> e->p->type & 1) != 0;

	if (m->special)
		return env_undecided(e, "%s", not_taken);
	if (e->o->kernel != VF_KERNEL_6_18 && m->nfields > 0)
		return kernels_other_rules(
		    e, "maps with locks, timers or kernel pointers");
	if (traces && mapfield_has(m, MAPFIELD_GRAPH))
		return refuse_type(e, m,
		    "tracing progs cannot use bpf_{list_head,rb_root} yet");
	if (e->p->type == PROG_SOCKET_FILTER && mapfield_has(m, MAPFIELD_LOCKS))
		return refuse_type(
		    e, m, "socket filter progs cannot use bpf_spin_lock yet");
	if (traces && mapfield_has(m, MAPFIELD_LOCKS))
		return refuse_type(
		    e, m, "tracing progs cannot use bpf_spin_lock yet");
	if (traces && mapfield_has(m, MAPFIELD(TIMER)))
		return refuse_type(
		    e, m, "tracing progs cannot use bpf_timer yet");
	if (traces && mapfield_has(m, MAPFIELD(WORK)))
		return refuse_type(e, m, "tracing progs cannot use bpf_wq yet");
	return kptr_check_map(e, m);
}

static int
check_type(struct env *e, const struct vf_map *m)
{
	const uint64_t sleepable = IN(HASH) | IN(LRU_HASH) | IN(ARRAY) |
	    IN(PERCPU_HASH) | IN(PERCPU_ARRAY) | IN(LRU_PERCPU_HASH) |
	    IN(ARRAY_OF_MAPS) | IN(HASH_OF_MAPS) | IN(RINGBUF) |
	    IN(USER_RINGBUF) | IN(INODE_STORAGE) | IN(SK_STORAGE) |
	    IN(TASK_STORAGE) | IN(CGRP_STORAGE) | IN(QUEUE) | IN(STACK) |
	    IN(ARENA);
	int fault = check_special(e, m);

	if (fault != 0)
		return fault;
	if (m->type == MAP_STRUCT_OPS)
		return refuse_type(
		    e, m, "bpf_struct_ops map cannot be used in prog");
	if (!kernels_has_map(e->o->kernel, m->type))
		return refuse_type(e, m, "the kernel has no such maps");
	if (e->p->sleepable &&
	    (!map_has(sleepable, m->type) ||
		!kernels_may_sleep(e->o->kernel, m->type)))
		return refuse_type(e, m,
		    "Sleepable programs can only use array, hash, ringbuf and "
		    "local storage maps");
	if (m->type == MAP_ARENA)
		return env_undecided(e, "arenas");
	return 0;
}

static int
check_place(struct env *e, const struct vf_map *m, uint32_t off)
{
	if (m->type == MAP_ARRAY && m->max_entries == 1 &&
	    off < LIMIT_VAR_OFF && off < m->value_size)
		return 0;
	env_fault(e, "a place in the value of an array's only element",
	    "byte %u of the map %s", off, m->name);
	if (off >= LIMIT_VAR_OFF)
		return env_refuse(e, FAULT_INVALID,
		    "direct value offset of %u is not allowed", off);
	if (m->type != MAP_ARRAY)
		return env_refuse(e, FAULT_INVALID,
		    "no direct value access support for this map type");
	return env_refuse(e,
	    m->max_entries != 1 ? FAULT_NOTSUPP : FAULT_INVALID,
	    "invalid access to map value pointer, value_size=%u off=%u",
	    m->value_size, off);
}

static int
note_use(struct env *e, uint32_t map)
{
	uint32_t i;

	for (i = 0; i < e->nmaps; i++)
		if (e->maps[i] == map)
			return 0;
	if (e->nmaps == LIMIT_MAPS)
		return env_refuse(e, FAULT_TOO_BIG,
		    "The total number of maps per program has reached the "
		    "limit of %u",
		    (unsigned)LIMIT_MAPS);
	e->maps[e->nmaps++] = map;
	return 0;
}

int
map_check_use(struct env *e, uint32_t insn)
{
	const struct insn *i = &e->insns[insn];
	const struct vf_map *m;
	uint32_t map = (uint32_t)i->imm;
	int fault;

	if (i->src == PSEUDO_MAP_FD || i->src == PSEUDO_MAP_VALUE)
		return 0;
	if (e->p->nmaps == 0)
		return env_refuse(
		    e, FAULT_PROTO, "fd_idx without fd_array is invalid");
	if (map >= e->p->nmaps)
		return env_refuse(e, FAULT_BAD,
		    "map %d is none of the program's %u", i->imm, e->p->nmaps);
	m = &e->p->maps[map];
	fault = note_use(e, map);
	if (fault == 0)
		fault = check_type(e, m);
	if (fault == 0 && i->src == PSEUDO_MAP_IDX_VALUE)
		fault = check_place(e, m, (uint32_t)i[1].imm);
	return fault == 0 ? check_storage(e, map) : fault;
}

int
map_load(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *r = env_reg(e, i->dst);

	if (i->src == PSEUDO_MAP_FD || i->src == PSEUDO_MAP_VALUE)
		return env_undecided(e, "maps named by descriptors");
	reg_start(r, i->src == PSEUDO_MAP_IDX ? REG_MAP : REG_MAP_VALUE);
	r->map = (uint32_t)i->imm;
	r->off = r->type == REG_MAP ? 0 : i[1].imm;
	return 0;
}

/* Devices' maps show the kernel's own numbers. */
uint32_t
map_rights(const struct vf_map *m)
{
	return map_has(IN(DEVMAP) | IN(DEVMAP_HASH), m->type)
	    ? m->flags | MAP_RDONLY_PROG
	    : m->flags;
}

static int
check_right(struct env *e, unsigned r, int64_t off, uint32_t bytes, bool write)
{
	const struct vf_map *m = map_of(e, env_reg(e, r));

	if ((map_rights(m) & (write ? MAP_RDONLY_PROG : MAP_WRONLY_PROG)) == 0)
		return 0;
	env_fault_reg(e, r,
	    write ? "a map that programs may write"
		  : "a map that programs may read");
	return env_refuse(e, FAULT_ACCESS,
	    "%s map forbidden, value_size=%d off=%d size=%d",
	    write ? "write into" : "read from", (int)m->value_size, (int)off,
	    (int)bytes);
}

int
map_check_place(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool none_allowed)
{
	int fault = region_check(e, r, off, bytes,
	    map_of(e, env_reg(e, r))->value_size, none_allowed);

	return fault == 0 ? mapfield_check_access(e, r, off, bytes, false)
			  : fault;
}

int
map_check_bytes(
    struct env *e, unsigned r, uint32_t bytes, bool write, bool none_allowed)
{
	int64_t off = env_reg(e, r)->off;
	int fault = check_right(e, r, off, bytes, write);

	return fault == 0 ? map_check_place(e, r, off, bytes, none_allowed)
			  : fault;
}

/* An instruction's bytes; off is its own and r's. */
static int
check_direct(struct env *e, unsigned r, int64_t off, uint32_t bytes, bool write)
{
	int fault = check_right(e, r, off, bytes, write);

	if (fault == 0)
		fault = region_check(e, r, off, bytes,
		    map_of(e, env_reg(e, r))->value_size, false);
	return fault == 0 ? mapfield_check_access(e, r, off, bytes, true)
			  : fault;
}

int
map_check_key(
    struct env *e, unsigned r, uint32_t bytes, bool write, bool none_allowed)
{
	if (write) {
		env_fault_reg(e, r, "memory that may be written");
		return env_refuse(e, FAULT_ACCESS, "R%u cannot write into %s",
		    r, log_type(env_reg(e, r)));
	}
	return region_check(e, r, env_reg(e, r)->off, bytes,
	    map_of(e, env_reg(e, r))->key_size, none_allowed);
}

int
map_read_key(struct env *e, unsigned r, unsigned bytes, int to)
{
	const struct reg *p = env_reg(e, r);
	int fault = region_check(e, r, (int64_t)env_insn(e)->off + p->off,
	    bytes, map_of(e, p)->key_size, false);

	if (fault == 0 && to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return fault;
}

int
map_write_key(struct env *e, unsigned r, int from)
{
	int fault = check_stored(e, from, "map key");

	if (fault != 0)
		return fault;
	env_fault_reg(e, r, "memory that may be written");
	return env_refuse(
	    e, FAULT_ACCESS, "write to change key R%u not allowed", r);
}

static bool
is_constant(const struct vf_map *m)
{
	return m->type == MAP_ARRAY && m->data != NULL &&
	    (m->flags & MAP_RDONLY_PROG) != 0;
}

/* What stands there and will not change; *known: it is known. */
static uint64_t
constant(const struct vf_map *m, uint64_t at, unsigned bytes, bool *known)
{
	uint64_t v = 0;
	unsigned i;

	*known =
	    is_constant(m) && at <= m->data_len && bytes <= m->data_len - at;
	for (i = bytes; *known && i-- > 0;)
		v = v << 8 | m->data[at + i];
	return v;
}

int
map_read(struct env *e, unsigned r, unsigned bytes, int to)
{
	struct reg p = *env_reg(e, r), *v;
	int64_t off = (int64_t)env_insn(e)->off + p.off;
	int fault = check_direct(e, r, off, bytes, false);
	const struct vf_field *pointer;
	bool known = false;
	uint64_t value;

	if (fault != 0)
		return fault;
	pointer = kptr_at(e, r, off);
	if (pointer != NULL)
		return kptr_read(e, pointer, to);
	if (to == NO_REG)
		return 0;
	v = env_reg(e, (unsigned)to);
	reg_unknown(v);
	if (!tnum_is_const(p.b.bits))
		return 0;
	/* Of more than one element the kernel has no address. */
	if (is_constant(map_of(e, &p)) && map_of(e, &p)->max_entries != 1)
		return env_refuse(e, FAULT_NOTSUPP,
		    "a constant array of more than one element cannot be read");
	value = constant(
	    map_of(e, &p), p.b.bits.value + (uint64_t)off, bytes, &known);
	if (known)
		reg_const(v, value);
	return 0;
}

int
map_write(struct env *e, unsigned r, unsigned bytes, int from)
{
	int64_t off = (int64_t)env_insn(e)->off + env_reg(e, r)->off;
	int fault = check_stored(e, from, "map");
	const struct vf_field *pointer;

	if (fault == 0)
		fault = check_direct(e, r, off, bytes, true);
	if (fault != 0)
		return fault;
	pointer = kptr_at(e, r, off);
	return pointer == NULL ? 0 : kptr_write(e, pointer, from);
}

int
map_not_null(struct env *e, struct reg *r)
{
	const struct vf_map *m = map_of(e, r);

	if (map_has(IN(ARRAY_OF_MAPS) | IN(HASH_OF_MAPS), m->type)) {
		if (m->inner == 0 || m->inner > e->p->nmaps)
			return env_undecided(e, "maps in maps of unknown type");
		r->type = REG_MAP;
		r->map = m->inner - 1;
		r->inner = true;
		m = map_of(e, r);
		r->uid = mapfield_has(m, MAPFIELD_ASYNC) ? r->id : 0;
		if (m->special)
			return env_undecided(e, "%s", not_taken);
		return kptr_check_map(e, m);
	}
	r->type = REG_MAP_VALUE;
	if (m->type == MAP_XSKMAP)
		r->type = REG_XDP_SOCK;
	else if (map_has(IN(SOCKMAP) | IN(SOCKHASH), m->type))
		r->type = REG_SOCK;
	/* Which map it came out of is compared on, with 0 for none. */
	if (r->type != REG_MAP_VALUE)
		r->map++;
	return 0;
}

static int
no_string(struct env *e, unsigned r, int fault, const char *format)
{
	env_fault_reg(e, r, "a constant text with its end");
	return env_refuse(e, fault, format, r);
}

int
map_check_string(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	uint64_t at;
	int fault;

	if (!is_constant(m))
		return no_string(e, r, FAULT_ACCESS,
		    "R%u does not point to a readonly map'");
	if (!tnum_is_const(p->b.bits))
		return no_string(
		    e, r, FAULT_ACCESS, "R%u is not a constant address'");
	fault = map_check_bytes(
	    e, r, m->value_size - (uint32_t)p->off, false, false);
	if (fault != 0)
		return fault;
	if (m->max_entries != 1)
		return no_string(e, r, FAULT_NOTSUPP,
		    "direct value access on string failed");
	for (at = p->b.bits.value + (uint64_t)p->off; at < m->data_len; at++)
		if (m->data[at] == 0)
			return 0;
	return no_string(e, r, FAULT_INVALID, "string is not zero-terminated");
}
