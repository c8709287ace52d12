/* context - a pointer to it as it came, and a field that may be used so.
   kernel/bpf/verifier.c: check_ctx_access, __check_ptr_off_reg. */
#include "context.h"
#include "check.h"
#include "contextrule.h"
#include "log.h"
#include "stack.h"

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

int
context_check_plain(struct env *e, unsigned r)
{
	const struct reg *p = env_reg(e, r);
	char bits[48];
	struct text t;

	if (p->off == 0 && bounds_is_zero(&p->b))
		return 0;
	env_fault_reg(e, r,
	    p->type == REG_CTX
		? "the context's address as the program was given it"
		: "the address as it was given, without an offset");
	if (p->off < 0)
		return env_refuse(e, FAULT_ACCESS,
		    "negative offset %s ptr R%u off=%d disallowed", log_type(p),
		    r, p->off);
	if (p->off != 0)
		return env_refuse(e, FAULT_ACCESS,
		    "dereference of modified %s ptr R%u off=%d disallowed",
		    log_type(p), r, p->off);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	return env_refuse(e, FAULT_ACCESS,
	    "variable %s access var_off=%s disallowed", log_type(p), bits);
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

int
context_read(struct env *e, unsigned r, unsigned bytes, int to, bool sign)
{
	const struct context_field *f;
	int fault = check_field(e, r, bytes, false, sign, &f);

	if (fault != 0)
		return fault;
	if (f->yields != NULL)
		return env_undecided(e, "%s out of the context", f->yields);
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

	return fault != 0 ? fault : check_field(e, r, bytes, true, false, &f);
}

/* Of the buffer of a tracepoint the size is looked at where it is attached. */
static int
check_part(struct env *e, unsigned r, unsigned bytes)
{
	const struct reg *p = env_reg(e, r);
	int64_t off = (int64_t)env_insn(e)->off + p->off;
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
		    "R%u invalid tracepoint buffer access: off=%d, size=%u", r,
		    (int)off, bytes);
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	return env_refuse(e, FAULT_ACCESS,
	    "R%u invalid variable buffer offset: off=%d, var_off=%s", r,
	    (int)off, bits);
}

int
context_read_part(struct env *e, unsigned r, unsigned bytes, int to)
{
	int fault = check_part(e, r, bytes);

	if (fault == 0 && to != NO_REG)
		reg_unknown(env_reg(e, (unsigned)to));
	return fault;
}

int
context_write_part(struct env *e, unsigned r, unsigned bytes, int from)
{
	int fault = check_stored(e, from, "flow keys");

	return fault != 0 ? fault : check_part(e, r, bytes);
}
