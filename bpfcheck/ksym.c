#include "ksym.h"
#include "btfptr.h"

/* They ascend; false: it is none of them. */
static bool
find(const struct vf_program *p, uint32_t id, uint32_t *at)
{
	uint32_t low = 0, high = p->nksyms, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->ksyms[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	*at = low;
	return low < p->nksyms && p->ksyms[low].id == id;
}

/* Of which has every processor its own? find_btf_percpu_datasec. */
static int
find_percpu(struct env *e)
{
	const struct vf_btf *b = e->p->btf;
	uint32_t i, id, at;
	struct btftype t;

	if (e->percpu != NULL || e->p->nksyms == 0)
		return 0;
	e->percpu = pool_array(&e->pool, e->p->nksyms, sizeof *e->percpu);
	if (e->percpu == NULL)
		return env_memory(e);
	id = btftype_find(b, BTF_DATASEC, ".data..percpu", "");
	if (id == 0 || !btftype_get(b, id, &t))
		return 0;
	for (i = 0; btftype_variable(b, &t, i, &id); i++)
		if (find(e->p, id, &at))
			e->percpu[at] = true;
	return 0;
}

static bool
is_percpu(const struct env *e, uint32_t id)
{
	uint32_t at;

	return find(e->p, id, &at) && e->percpu[at];
}

/* Bytes that may be read, or a structure. */
static int
make(struct env *e, struct reg *to, uint32_t type, const char *what)
{
	struct btftype t;
	struct btfsize s;

	if (!btftype_skip(e->p->btf, type, &t))
		return env_undecided(e, "such a type of the kernel's");
	if (btftype_is_struct(&t)) {
		reg_start(to, REG_BTF);
		to->btf = type;
		return 0;
	}
	if (!btftype_size(e->p->btf, t.id, &s))
		return env_refuse(e, FAULT_INVALID,
		    "%sunable to resolve the size of type '%s': -22", what,
		    btftype_is_anonymous(&t) ? "" : t.name);
	reg_start(to, REG_RDONLY_MEM);
	to->size = s.bytes;
	return 0;
}

static int
check_named(struct env *e, const struct insn *i, struct btftype *t)
{
	uint32_t at;

	if (!btftype_get(e->p->btf, (uint32_t)i->imm, t))
		return env_refuse(e, FAULT_NO_ENTRY,
		    "ldimm64 insn specifies invalid btf_id %d.", i->imm);
	if (t->kind != BTF_VAR && t->kind != BTF_FUNC)
		return env_refuse(e, FAULT_INVALID,
		    "pseudo btf_id %d in ldimm64 isn't KIND_VAR or KIND_FUNC",
		    i->imm);
	if (!find(e->p, t->id, &at))
		return env_undecided(e, "kernel symbol %s", t->name);
	if (e->p->ksyms[at].there)
		return 0;
	env_fault(e, "a symbol that the kernel has", "%s", t->name);
	return env_refuse(e, FAULT_NO_ENTRY,
	    "ldimm64 failed to find the address for kernel symbol '%s'.",
	    t->name);
}

int
ksym_check(struct env *e, uint32_t insn)
{
	const struct insn *i = &e->insns[insn];
	struct btftype t;
	struct reg r;
	int fault;

	if (e->o->kernel != VF_KERNEL_6_18)
		return env_undecided(
		    e, "kernel variables of %s", vf_kernel_name(e->o->kernel));
	if (i[1].imm != 0)
		return env_undecided(e, "kernel variables of modules");
	if (e->o->unprivileged)
		return env_undecided(e, "kernel variables without privileges");
	if (e->p->btf == NULL)
		return env_needs_btf(e);
	fault = find_percpu(e);
	if (fault == 0)
		fault = check_named(e, i, &t);
	if (fault != 0 || t.kind == BTF_FUNC || is_percpu(e, t.id))
		return fault;
	return make(e, &r, t.size, "ldimm64 ");
}

int
ksym_load(struct env *e)
{
	const struct insn *i = env_insn(e);
	struct reg *to = env_reg(e, i->dst);
	struct btftype t;

	(void)btftype_get(e->p->btf, (uint32_t)i->imm, &t);
	if (t.kind == BTF_FUNC) {
		reg_start(to, REG_RDONLY_MEM);
		return 0;
	}
	if (!is_percpu(e, t.id))
		return make(e, to, t.size, "ldimm64 ");
	btfptr_make(e, to, t.size, TRUST_PERCPU, false);
	return 0;
}

int
ksym_own(struct env *e, struct reg *to, uint32_t type, bool or_null)
{
	int fault = make(e, to, type, "");

	if (or_null)
		to->type |= REG_OR_NULL;
	return fault;
}
