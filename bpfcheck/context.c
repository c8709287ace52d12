/* context - a pointer to it as it came, and a field that may be used so.
   kernel/bpf/verifier.c: check_ctx_access, __check_ptr_off_reg. */
#include "context.h"
#include "btfptr.h"
#include "check.h"
#include "contextrule.h"
#include "log.h"
#include "stack.h"
#include "traced.h"

/* struct bpf_flow_keys */
enum { FLOW_KEYS_BYTES = 56 };

static bool
is_field(const struct env *e, const struct context_field *f, unsigned bytes,
    bool write, bool sign)
{
	int32_t off = env_insn(e)->off;

	return f->from <= off && off < f->end && off % (int32_t)bytes == 0 &&
	    ((write ? f->write : f->read) & bytes) != 0 &&
	    !(f->capable && e->o->unprivileged) &&
	    !(sign && f->type != REG_SCALAR);
}

const struct context_field *
context_find(const struct env *e, const struct context_field *const *parts,
    unsigned bytes, bool write, bool sign)
{
	const struct context_field *f;
	unsigned i;

	for (i = 0; i < CONTEXT_PARTS && parts[i] != NULL; i++)
		for (f = parts[i]; f->read | f->write; f++)
			if (is_field(e, f, bytes, write, sign))
				return f;
	return NULL;
}

static int
check_offset(struct env *e, unsigned r, bool known)
{
	const struct reg *p = env_reg(e, r);
	char bits[48];
	struct text t;

	if ((p->off == 0 || (known && p->off > 0)) && bounds_is_zero(&p->b))
		return 0;
	env_fault_reg(e, r,
	    known ? "a pointer with an offset that is known"
		: p->type == REG_CTX
		? "the context's address as the program was given it"
		: "the address as it was given, without an offset");
	if (p->off < 0)
		return env_refuse(e, FAULT_ACCESS,
		    "negative offset %s ptr R%u off=%d disallowed", log_type(p),
		    r, p->off);
	if (p->off != 0 && !known)
		return env_refuse(e, FAULT_ACCESS,
		    "dereference of modified %s ptr R%u off=%d disallowed",
		    log_type(p), r, p->off);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	return env_refuse(e, FAULT_ACCESS,
	    "variable %s access var_off=%s disallowed", log_type(p), bits);
}

int
context_check_plain(struct env *e, unsigned r)
{
	return check_offset(e, r, false);
}

int
context_check_known(struct env *e, unsigned r)
{
	return check_offset(e, r, true);
}

/* Zero: *found is the field. */
static int
check_field(struct env *e, unsigned r, unsigned bytes, bool write, bool sign,
    const struct context_field **found)
{
	const struct context_field *const *parts =
	    contextrule_of(e->p->type, e->p->attach);
	int fault = context_check_plain(e, r);

	if (fault != 0)
		return fault;
	if (parts == NULL)
		return env_undecided(e, "context access");
	*found = context_find(e, parts, bytes, write, sign);
	if (*found != NULL)
		return 0;
	env_fault(e, "a field of the context of this program type",
	    "%s of %u bytes at %d", write ? "a write" : "a read", bytes,
	    env_insn(e)->off);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid bpf_context access off=%d size=%u", env_insn(e)->off,
	    bytes);
}

enum { TRUSTED = sizeof "trusted_ptr_" - 1 };

/* A structure of the kernel's, as the log names it. */
static int
yield(struct env *e, const char *name, int to)
{
	uint32_t id;

	if (e->p->btf == NULL) {
		e->result->needs_btf = true;
		return env_undecided(e, "%s out of the context", name);
	}
	id = btftype_find(e->p->btf, BTF_STRUCT, name + TRUSTED, "");
	if (id == 0)
		return env_undecided(e, "type %s of the kernel's", name);
	if (to != NO_REG)
		btfptr_make(e, env_reg(e, (unsigned)to), id, TRUST_FULL, false);
	return 0;
}

int
context_read(struct env *e, unsigned r, unsigned bytes, int to, bool sign)
{
	const struct context_field *f;
	int fault;

	if (traced_is(e->p)) {
		fault = context_check_plain(e, r);
		return fault != 0 ? fault : traced_read(e, bytes, to);
	}
	fault = check_field(e, r, bytes, false, sign, &f);
	if (fault != 0)
		return fault;
	if (f->yields != NULL)
		return yield(e, f->yields, to);
	if (to == NO_REG)
		return 0;
	if (f->type == REG_SCALAR)
		reg_unknown(env_reg(e, (unsigned)to));
	else
		reg_const(env_reg(e, (unsigned)to), 0);
	env_reg(e, (unsigned)to)->type = f->type;
	if ((f->type & REG_OR_NULL) != 0)
		env_reg(e, (unsigned)to)->id = ++e->id;
	return 0;
}

int
context_write(struct env *e, unsigned r, unsigned bytes, int from)
{
	const struct context_field *f;
	int fault = check_stored(e, from, "ctx");

	if (fault == 0 && traced_is(e->p)) {
		fault = context_check_plain(e, r);
		return fault != 0 ? fault : traced_write(e, bytes);
	}
	return fault != 0 ? fault : check_field(e, r, bytes, true, false, &f);
}

static const char *
buffer_name(unsigned type)
{
	switch (type & ~(unsigned)REG_OR_NULL) {
	case REG_TP_BUFFER:
		return "tracepoint";
	case REG_BUFFER:
		return "rdwr";
	default:
		return "rdonly";
	}
}

/* Of buffers the size is looked at where the program is attached. */
int
context_check_part(struct env *e, unsigned r, int64_t off, uint32_t bytes)
{
	const struct reg *p = env_reg(e, r);
	char bits[48];
	struct text t;

	if (p->type == REG_FLOW_KEYS) {
		if (off >= 0 && off + bytes <= FLOW_KEYS_BYTES)
			return 0;
		env_fault_reg(e, r, "a place with that many bytes behind it");
		return env_refuse(e, FAULT_ACCESS,
		    "invalid access to flow keys off=%d size=%u", (int)off,
		    bytes);
	}
	if (off >= 0 && bounds_is_zero(&p->b))
		return 0;
	env_fault_reg(e, r, "a known place that is not before the buffer");
	if (off < 0)
		return env_refuse(e, FAULT_ACCESS,
		    "R%u invalid %s buffer access: off=%d, size=%u", r,
		    buffer_name(p->type), (int)off, bytes);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	return env_refuse(e, FAULT_ACCESS,
	    "R%u invalid variable buffer offset: off=%d, var_off=%s", r,
	    (int)off, bits);
}

int
context_read_part(struct env *e, unsigned r, unsigned bytes, int to)
{
	int fault = context_check_part(
	    e, r, (int64_t)env_insn(e)->off + env_reg(e, r)->off, bytes);

	if (fault == 0 && to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return fault;
}

int
context_write_part(struct env *e, unsigned r, unsigned bytes, int from)
{
	int fault = check_stored(e, from, "flow keys");

	return fault != 0
	    ? fault
	    : context_check_part(
		  e, r, (int64_t)env_insn(e)->off + env_reg(e, r)->off, bytes);
}
