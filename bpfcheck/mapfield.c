/* mapfield - see mapfield.h */
#include "mapfield.h"
#include "map.h"

enum { POINTER = 8 };

static const struct {
	const char *name;
	uint32_t bytes;
	const char *expected;
} kinds[VF_FIELD_KINDS] = {
    [VF_FIELD_LOCK] = {"bpf_spin_lock", 4,
	"the place of a lock in the value of a map"},
    [VF_FIELD_RES_LOCK] = {"bpf_res_spin_lock", 4, NULL},
    [VF_FIELD_TIMER] = {"bpf_timer", 16,
	"the place of a timer in the value of a map"},
    [VF_FIELD_WORK] = {"bpf_wq", 16, NULL},
    [VF_FIELD_TASK_WORK] = {"bpf_task_work", 8, NULL},
    [VF_FIELD_REFCOUNT] = {"bpf_refcount", 4, NULL},
    [VF_FIELD_LIST] = {"bpf_list_head", 16, NULL},
    [VF_FIELD_TREE] = {"bpf_rb_root", 16, NULL},
    [VF_FIELD_KPTR_UNTRUSTED] = {"kptr", POINTER, NULL},
    [VF_FIELD_KPTR] = {"kptr", POINTER, NULL},
    [VF_FIELD_KPTR_PERCPU] = {"percpu_kptr", POINTER, NULL},
    [VF_FIELD_UPTR] = {"uptr", POINTER, NULL},
};

static const struct vf_field *
find(const struct vf_map *m, uint32_t wanted, bool anywhere, int64_t at)
{
	uint32_t i;

	for (i = 0; i < m->nfields; i++)
		if ((wanted >> m->fields[i].kind & 1) != 0 &&
		    (anywhere || m->fields[i].at == at))
			return &m->fields[i];
	return NULL;
}

bool
mapfield_has(const struct vf_map *m, uint32_t wanted)
{
	return find(m, wanted, true, 0) != NULL;
}

const struct vf_field *
mapfield_at(const struct vf_map *m, uint32_t wanted, int64_t at)
{
	return find(m, wanted, false, at);
}

static bool
touches(
    const struct reg *p, int64_t off, uint32_t bytes, int64_t at, uint32_t size)
{
	return p->b.smin + off < at + size &&
	    at < (int64_t)p->b.umax + off + bytes;
}

static int
check_pointer(struct env *e, unsigned r, const struct vf_field *f, int64_t off,
    uint32_t bytes, bool direct)
{
	struct tnum bits = env_reg(e, r)->b.bits;
	uint64_t at = (uint64_t)off + bits.value;
	const char *name = kinds[f->kind].name;

	if (direct && tnum_is_const(bits) && at == f->at && bytes == POINTER)
		return 0;
	env_fault_reg(e, r,
	    direct ? "the whole of the kernel's pointer, at a known place"
		   : "a place beside the kernel's pointers in the value");
	if (!direct)
		return env_refuse(e, FAULT_ACCESS,
		    "%s cannot be accessed indirectly by helper", name);
	if (!tnum_is_const(bits))
		return env_refuse(e, FAULT_ACCESS,
		    "%s access cannot have variable offset", name);
	if (at != f->at)
		return env_refuse(e, FAULT_ACCESS,
		    "%s access misaligned expected=%u off=%llu", name, f->at,
		    (unsigned long long)at);
	return env_refuse(
	    e, FAULT_ACCESS, "%s access size must be BPF_DW", name);
}

int
mapfield_check_access(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool direct)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	uint32_t i;
	int fault;

	for (i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		if (!touches(p, off, bytes, f->at, kinds[f->kind].bytes))
			continue;
		if ((MAPFIELD_POINTERS >> f->kind & 1) != 0) {
			fault = check_pointer(e, r, f, off, bytes, direct);
			if (fault != 0)
				return fault;
			continue;
		}
		env_fault_reg(
		    e, r, "a place beside what the kernel keeps in the value");
		return env_refuse(e, FAULT_ACCESS,
		    "%s cannot be accessed directly by load/store",
		    kinds[f->kind].name);
	}
	return 0;
}

int
mapfield_check_place(struct env *e, unsigned r, enum vf_field_kind kind)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	const struct vf_field *wanted = find(m, UINT32_C(1) << kind, true, 0);
	int64_t at = (int64_t)p->b.bits.value + p->off;
	const char *name = kinds[kind].name;

	if (tnum_is_const(p->b.bits) && m->typed && wanted != NULL &&
	    at == wanted->at)
		return 0;
	env_fault_reg(e, r, kinds[kind].expected);
	if (!tnum_is_const(p->b.bits))
		return env_refuse(e, FAULT_INVALID,
		    "R%u doesn't have constant offset. %s has to be at the "
		    "constant offset",
		    r, name);
	if (!m->typed)
		return env_refuse(e, FAULT_INVALID,
		    "map '%s' has to have BTF in order to use %s",
		    map_name(e, p), name);
	if (wanted == NULL)
		return env_refuse(e, FAULT_INVALID, "map '%s' has no valid %s",
		    map_name(e, p), name);
	return env_refuse(e, FAULT_INVALID,
	    "off %lld doesn't point to 'struct %s' that is at %d",
	    (long long)at, name, (int)wanted->at);
}
