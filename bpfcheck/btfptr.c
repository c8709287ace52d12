#include "btfptr.h"
#include "helper.h"
#include "kptr.h"
#include "log.h"
#include "progtype.h"
#include "stack.h"

void
btfptr_make(
    struct env *e, struct reg *to, uint32_t type, unsigned trust, bool or_null)
{
	reg_start(to, or_null ? REG_BTF | REG_OR_NULL : REG_BTF);
	to->btf = type;
	to->trust = (uint8_t)trust;
	if (or_null)
		to->id = ++e->id;
}

bool
btfptr_is_trusted(const struct reg *r)
{
	if (r->ref != 0)
		return true;
	return !reg_may_be_null(r) && (r->trust & TRUST_FULL) != 0 &&
	    (r->trust & ~(unsigned)TRUST_FULL) == 0;
}

bool
btfptr_in_rcu(const struct env *e)
{
	return e->cur->lock_map != 0 || !e->p->sleepable;
}

const char *
btfptr_name(const struct vf_program *p, const struct reg *r)
{
	struct btftype t;

	return p->btf != NULL && btftype_get(p->btf, r->btf, &t) &&
		!btftype_is_anonymous(&t)
	    ? t.name
	    : "";
}

/* Where it may be read at all. */
static int
check_place(struct env *e, unsigned r, int64_t off)
{
	const struct reg *p = env_reg(e, r);
	const char *name = btfptr_name(e->p, p);
	char bits[48];
	struct text t;

	if (!e->p->gpl) {
		env_fault(e, "a license that is compatible with the GPL",
		    "the program's license");
		return env_refuse(e, FAULT_INVALID,
		    "Cannot access kernel 'struct %s' from non-GPL compatible "
		    "program",
		    name);
	}
	if (off >= 0 && bounds_is_zero(&p->b) &&
	    (p->trust & (TRUST_USER | TRUST_PERCPU)) == 0)
		return 0;
	env_fault_reg(e, r, "a known place in something of the kernel's");
	if (off < 0)
		return env_refuse(e, FAULT_ACCESS,
		    "R%u is ptr_%s invalid negative access: off=%d", r, name,
		    (int)off);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	if (!bounds_is_zero(&p->b))
		return env_refuse(e, FAULT_ACCESS,
		    "R%u is ptr_%s invalid variable offset: off=%d, var_off=%s",
		    r, name, (int)off, bits);
	return env_refuse(e, FAULT_ACCESS,
	    "R%u is ptr_%s access %s memory: off=%d", r, name,
	    (p->trust & TRUST_USER) != 0 ? "user" : "percpu", (int)off);
}

/* What a pointer found in p is worth; *or_null: it may be NULL. */
static unsigned
found_trust(const struct env *e, const struct reg *p, const struct btfwalk *w,
    bool *or_null)
{
	const struct vf_btf *b = e->p->btf;
	struct btftype t;
	unsigned trust = w->trust;

	*or_null = false;
	if ((p->trust & TRUST_NONE) != 0)
		return TRUST_NONE;
	if (!btfptr_is_trusted(p) && (p->trust & TRUST_RCU) == 0)
		return trust & ~(unsigned)(TRUST_FULL | TRUST_RCU);
	if (!btftype_get(b, p->btf, &t))
		return TRUST_NONE;
	if (btftype_is_safe(b, &t, "__safe_trusted", w->field, w->id))
		return trust | TRUST_FULL;
	if (btftype_is_safe(b, &t, "__safe_trusted_or_null", w->field, w->id)) {
		*or_null = true;
		return trust | TRUST_FULL;
	}
	if (!btfptr_in_rcu(e) || reg_may_be_null(p))
		return TRUST_NONE;
	if (btftype_is_safe(b, &t, "__safe_rcu", w->field, w->id))
		return trust | TRUST_RCU;
	*or_null =
	    btftype_is_safe(b, &t, "__safe_rcu_or_null", w->field, w->id);
	if (*or_null)
		return (trust | TRUST_RCU) & ~(unsigned)TRUST_NONE;
	*or_null = (trust & TRUST_RCU) != 0;
	if (*or_null || (trust & (TRUST_PERCPU | TRUST_USER)) != 0)
		return trust;
	return trust & ~(unsigned)TRUST_FULL;
}

void
btfptr_found(struct env *e, const struct btfwalk *w, unsigned trust,
    bool or_null, int to)
{
	struct reg *r;

	if (to == NO_REG)
		return;
	r = env_reg(e, (unsigned)to);
	switch (w->kind) {
	case BTFWALK_POINTER:
		btfptr_make(e, r, w->id, trust, or_null);
		return;
	case BTFWALK_ADDRESS:
		reg_start(r, REG_PROBED);
		return;
	default:
		reg_unknown(r);
	}
}

int
btfptr_access(struct env *e, unsigned r, int64_t off, uint32_t bytes, int to)
{
	struct reg p = *env_reg(e, r);
	struct btfwalk w;
	unsigned trust = 0;
	bool or_null = false;
	int fault = check_place(e, r, off);

	if (fault == 0)
		fault = btfwalk_access(e, p.btf, (uint32_t)off, bytes, &w);
	if (fault != 0)
		return fault;
	if (w.kind == BTFWALK_POINTER)
		trust = found_trust(e, &p, &w, &or_null);
	btfptr_found(e, &w, trust, or_null, to);
	return 0;
}

int
btfptr_read(struct env *e, unsigned r, unsigned bytes, int to)
{
	return btfptr_access(
	    e, r, (int64_t)env_insn(e)->off + env_reg(e, r)->off, bytes, to);
}

int
btfptr_write(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	int fault = check_place(e, r, (int64_t)env_insn(e)->off + p->off);

	if (fault == 0 &&
	    (e->p->type == PROG_XDP || e->p->type == PROG_SCHED_CLS))
		return env_undecided(e, "writes to the kernel's structures");
	if (fault != 0)
		return fault;
	env_fault_reg(e, r, "memory that may be written");
	return env_refuse(e, FAULT_ACCESS, "only read is supported");
}

/* The structure that an argument must be, or begin with. */
static int
check_structure(struct env *e, unsigned r, int32_t number, unsigned kind)
{
	const struct reg *p = env_reg(e, r);
	const char *name =
	    kind == HELPER_BTF ? helper_takes_type(number) : "sock_common";
	uint32_t id = btftype_find(e->p->btf, BTF_STRUCT, name, "");

	if (id == 0)
		return env_undecided(e, "type %s of the kernel's", name);
	if (btfwalk_is(e, p->btf, p->off, id))
		return 0;
	env_fault(e, name, "R%u", r);
	return env_refuse(e, FAULT_ACCESS,
	    "R%u is of type %s but %s is expected", r, btfptr_name(e->p, p),
	    name);
}

int
btfptr_argument(struct env *e, unsigned r, const struct call *c, unsigned arg,
    bool released)
{
	const struct reg *p = env_reg(e, r);
	unsigned kind = arg & HELPER_KIND;

	if (kind == HELPER_PERCPU)
		return 0;
	if (kind != HELPER_BTF && kind != HELPER_SOCK_ANY) {
		if ((kind == HELPER_MEMORY || kind >= HELPER_FIXED) &&
		    (arg & HELPER_WRITE) == 0)
			return 0;
		env_fault_reg(e, r, "memory that may be written");
		return env_refuse(e, FAULT_ACCESS,
		    "%s() may write into memory pointed by R%u type=%s",
		    helper_name(c->number), r, log_type(p));
	}
	if (reg_may_be_null(p) && released) {
		env_fault_reg(e, r, "a pointer that was compared with 0");
		return env_refuse(e, FAULT_ACCESS,
		    "Possibly NULL pointer passed to helper arg%u", r);
	}
	if (c->kptr != NULL)
		return kptr_check_match(e, c->kptr, r);
	return check_structure(e, r, c->number, kind);
}

int
btfptr_return(struct env *e, struct reg *to, int32_t number, bool or_null)
{
	unsigned trust;
	const char *name = helper_returns_type(number, &trust);
	uint32_t id;

	if (e->p->btf == NULL)
		return env_needs_btf(e);
	id = btftype_find(e->p->btf, BTF_STRUCT, name, "");
	if (id == 0)
		return env_undecided(e, "type %s of the kernel's", name);
	reg_start(to, or_null ? REG_BTF | REG_OR_NULL : REG_BTF);
	to->btf = id;
	to->trust = (uint8_t)trust;
	return 0;
}
