/* kptr - see kptr.h */
#include "kptr.h"
#include "btfptr.h"
#include "context.h"
#include "log.h"
#include "map.h"
#include "mapfield.h"

/* Of these the kernel keeps referenced ones: kernel/bpf/helpers.c,
   kernel/bpf/cpumask.c, kernel/bpf/crypto.c, the calls of
   register_btf_id_dtor_kfuncs. All are safe while no grace period ends:
   kernel/bpf/verifier.c, rcu_protected_types. */
static const char *const kept[] = {
    "task_struct", "cgroup", "bpf_cpumask", "bpf_crypto_ctx"};

static bool
is_kept(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (text_same(kept[i], name))
			return true;
	return false;
}

/* Its type in the kernel's BTF; 0: it is the program's own. The map was
   checked: there is BTF. */
static uint32_t
type_of(struct env *e, const struct vf_field *f)
{
	struct field_type *t =
	    &e->field_types[(uintptr_t)f / sizeof *f % FIELD_TYPES];

	if (t->field != f) {
		t->field = f;
		t->type = btftype_find(e->p->btf, BTF_STRUCT, f->name, "");
	}
	return t->type;
}

int
kptr_check_map(struct env *e, const struct vf_map *m)
{
	uint32_t i;

	if (!mapfield_has(m, MAPFIELD_POINTERS))
		return 0;
	if (e->p->btf == NULL)
		return env_needs_btf(e);
	if (e->o->unprivileged)
		return env_undecided(
		    e, "kernel pointers in maps without privileges");
	for (i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		if (f->kind == VF_FIELD_UPTR && type_of(e, f) != 0)
			return env_undecided(
			    e, "user pointers to the kernel's types");
		if (f->kind == VF_FIELD_KPTR && type_of(e, f) != 0 &&
		    !is_kept(f->name))
			return env_undecided(
			    e, "kernel pointers to struct %s in maps", f->name);
	}
	return 0;
}

const struct vf_field *
kptr_at(struct env *e, unsigned r, int64_t off)
{
	const struct reg *p = env_reg(e, r);

	if (!tnum_is_const(p->b.bits))
		return NULL;
	return mapfield_at(
	    map_of(e, p), MAPFIELD_POINTERS, off + (int64_t)p->b.bits.value);
}

static int
check_mode(struct env *e)
{
	if (insn_mode(env_insn(e)) == MODE_MEM)
		return 0;
	env_fault(e, "a plain load or store", "the instruction");
	return env_refuse(e, FAULT_ACCESS,
	    "kptr in map can only be accessed using BPF_MEM instruction mode");
}

static int
own_type(struct env *e)
{
	return env_undecided(e, "kernel pointers to the program's own types");
}

/* btf_ld_kptr_type */
static unsigned
read_trust(const struct env *e, const struct vf_field *f)
{
	bool percpu = f->kind == VF_FIELD_KPTR_PERCPU;
	bool safe = percpu || (f->kind == VF_FIELD_KPTR && is_kept(f->name));

	if (!safe || !btfptr_in_rcu(e))
		return TRUST_NONE;
	return percpu ? TRUST_RCU | TRUST_PERCPU : TRUST_RCU;
}

int
kptr_read(struct env *e, const struct vf_field *f, int to)
{
	int fault = check_mode(e);
	struct reg *r;
	uint32_t id;

	if (fault != 0)
		return fault;
	r = env_reg(e, (unsigned)to);
	if (f->kind == VF_FIELD_UPTR) {
		reg_start(r, REG_MEM | REG_OR_NULL);
		r->size = f->size;
		r->id = ++e->id;
		return 0;
	}
	id = type_of(e, f);
	if (id == 0)
		return own_type(e);
	btfptr_make(e, r, id, read_trust(e, f), true);
	return 0;
}

int
kptr_write(struct env *e, const struct vf_field *f, int from)
{
	const struct insn *i = env_insn(e);
	int fault = check_mode(e);

	if (fault != 0)
		return fault;
	if (f->kind != VF_FIELD_KPTR_UNTRUSTED) {
		env_fault(e, "an exchange by bpf_kptr_xchg", "the store");
		return env_refuse(e, FAULT_ACCESS,
		    f->kind == VF_FIELD_UPTR
			? "store to uptr disallowed"
			: "store to referenced kptr disallowed");
	}
	if (insn_class(i) == CLASS_ST) {
		if (i->imm == 0)
			return 0;
		env_fault(e, "0", "the constant %d", i->imm);
		return env_refuse(e, FAULT_ACCESS,
		    "BPF_ST imm must be 0 when storing to kptr at off=%u",
		    f->at);
	}
	/* 6.18 does not mark the number as one that decided. */
	if (reg_is_null(env_reg(e, (unsigned)from)))
		return 0;
	return kptr_check_match(e, f, (unsigned)from);
}

static int
no_match(struct env *e, const struct vf_field *f, unsigned r, const char *name)
{
	env_fault(e, f->name, "R%u", r);
	if (f->kind == VF_FIELD_KPTR_UNTRUSTED)
		return env_refuse(e, FAULT_ACCESS,
		    "invalid kptr access, R%u type=%s%s expected=ptr_%s or "
		    "untrusted_ptr_%s",
		    r, log_type(env_reg(e, r)), name, f->name, f->name);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid kptr access, R%u type=%s%s expected=ptr_%s", r,
	    log_type(env_reg(e, r)), name, f->name);
}

int
kptr_check_match(struct env *e, const struct vf_field *f, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	unsigned may = TRUST_FULL | TRUST_RCU;
	bool untrusted = f->kind == VF_FIELD_KPTR_UNTRUSTED;
	uint32_t id = type_of(e, f);
	int fault;

	if (untrusted)
		may |= TRUST_NONE;
	if (!btfptr_is(p) || (p->trust & ~may) != 0)
		return no_match(e, f, r, "");
	fault = context_check_known(e, r);
	if (fault != 0)
		return fault;
	if (untrusted ? btfwalk_is(e, p->btf, p->off, id)
		      : p->off == 0 && p->btf == id)
		return 0;
	return no_match(e, f, r, btfptr_name(e->p, p));
}

int
kptr_check_place(struct env *e, struct call *c, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	const struct vf_map *m = map_of(e, p);
	int64_t at = (int64_t)p->b.bits.value + p->off;
	const struct vf_field *f = mapfield_at(m, MAPFIELD_KPTRS, at);

	c->map = m;
	c->map_number = p->map;
	if (m->typed && tnum_is_const(p->b.bits) && f != NULL &&
	    f->kind != VF_FIELD_KPTR_UNTRUSTED) {
		c->kptr = f;
		return type_of(e, f) != 0 ? 0 : own_type(e);
	}
	env_fault_reg(e, r, "the place of a referenced kernel pointer");
	if (!m->typed)
		return env_refuse(e, FAULT_INVALID,
		    "map '%s' has to have BTF in order to use bpf_kptr_xchg",
		    map_name(e, p));
	if (!tnum_is_const(p->b.bits))
		return env_refuse(e, FAULT_INVALID,
		    "R%u doesn't have constant offset. kptr has to be at the "
		    "constant offset",
		    r);
	if (!mapfield_has(m, MAPFIELD_KPTRS))
		return env_refuse(e, FAULT_INVALID, "R%u has no valid kptr", r);
	return env_refuse(e, FAULT_ACCESS,
	    f == NULL ? "off=%d doesn't point to kptr"
		      : "off=%d kptr isn't referenced kptr",
	    (int)at);
}

void
kptr_return(struct env *e, const struct vf_field *f, struct reg *to)
{
	reg_start(to, REG_BTF | REG_OR_NULL);
	to->btf = type_of(e, f);
}
