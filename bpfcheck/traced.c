#include "traced.h"
#include "btfptr.h"
#include "context.h"
#include "log.h"
#include "progtype.h"
#include "stack.h"

enum {
	ATTACH_RAW_TP = 23,
	ATTACH_ITER = 28,
	ARGS = 12, /* MAX_BPF_FUNC_ARGS */
	SLOT = 8,
	PREFIX = sizeof "btf_trace_" - 1,
};

bool
traced_is(const struct vf_program *p)
{
	return p->type == PROG_TRACING &&
	    (p->attach == ATTACH_RAW_TP || p->attach == ATTACH_ITER);
}

static bool
begins(const char *text, const char *with)
{
	while (*with != '\0' && *text == *with) {
		text++;
		with++;
	}
	return *with == '\0';
}

static int
open_tracepoint(struct env *e, const struct btftype *t)
{
	struct btftype p;

	if (t->kind != BTF_TYPEDEF)
		return env_refuse(e, FAULT_INVALID,
		    "attach_btf_id %u is not a typedef", t->id);
	if (!begins(t->name, "btf_trace_"))
		return env_refuse(e, FAULT_INVALID,
		    "attach_btf_id %u points to wrong type name %s", t->id,
		    t->name);
	e->target = t->name + PREFIX;
	e->doubtful = traced_doubtful(e->target);
	if (!btftype_get(e->p->btf, t->size, &p) || p.kind != BTF_PTR ||
	    !btftype_get(e->p->btf, p.size, &e->prototype) ||
	    e->prototype.kind != BTF_FUNC_PROTO || e->prototype.vlen == 0)
		return env_undecided(e, "tracepoint %s", e->target);
	return 0;
}

static int
open_iterator(struct env *e, const struct btftype *t)
{
	if (t->kind != BTF_FUNC)
		return env_refuse(e, FAULT_INVALID,
		    "attach_btf_id %u is not a function", t->id);
	e->target = t->name;
	e->iterator = traced_iterator(t->name);
	if (e->iterator == NULL)
		return env_undecided(e, "iterator %s", t->name);
	if (!btftype_get(e->p->btf, t->size, &e->prototype) ||
	    e->prototype.kind != BTF_FUNC_PROTO)
		return env_undecided(e, "iterator %s", t->name);
	return 0;
}

int
traced_open(struct env *e)
{
	struct btftype t;

	if (!traced_is(e->p))
		return 0;
	if (e->p->attach_type_id == 0)
		return env_refuse(
		    e, FAULT_INVALID, "Tracing programs must provide btf_id");
	if (!btftype_get(e->p->btf, e->p->attach_type_id, &t))
		return env_refuse(e, FAULT_INVALID,
		    "attach_btf_id %u is invalid", e->p->attach_type_id);
	return e->p->attach == ATTACH_RAW_TP ? open_tracepoint(e, &t)
					     : open_iterator(e, &t);
}

/* Those of sockets' options are where the iterator holds the socket's lock. */
bool
traced_gives(const struct env *e, int32_t helper)
{
	if (!traced_is(e->p) || (helper != 49 && helper != 57))
		return true;
	return text_same(e->target, "bpf_iter_tcp") ||
	    text_same(e->target, "bpf_iter_unix");
}

/* The argument that a place in the context belongs to; the number of arguments
   for what is returned. get_ctx_arg_idx. */
static uint32_t
argument_at(const struct env *e, uint32_t off)
{
	const struct btftype *p = &e->prototype;
	const struct vf_btf *b = e->p->btf;
	uint32_t i, type, end = 0;
	struct btftype t;

	for (i = 0; i <= p->vlen; i++) {
		if (!btftype_param(b, p, i, &type))
			type = p->size;
		if (!btftype_skip(b, type, &t))
			return p->vlen + 1;
		end += t.kind == BTF_PTR ? SLOT
					 : (t.size + SLOT - 1) / SLOT * SLOT;
		if (off < end)
			return i;
	}
	return p->vlen + 1;
}

static int
no_access(struct env *e, unsigned bytes)
{
	env_fault(e, "a read of an argument of what is traced",
	    "an access of %u bytes at %d", bytes, env_insn(e)->off);
	return env_refuse(e, FAULT_ACCESS,
	    "invalid bpf_context access off=%d size=%u", env_insn(e)->off,
	    bytes);
}

static const struct traced_arg *
told(const struct env *e, uint32_t arg)
{
	unsigned i;

	for (i = 0; e->iterator != NULL && i < TRACED_ARGS; i++)
		if (e->iterator[i].type != REG_NONE &&
		    e->iterator[i].arg == arg)
			return &e->iterator[i];
	return NULL;
}

static int
take_told(struct env *e, const struct traced_arg *told, struct reg *to)
{
	uint32_t id;

	if ((told->type & ~REG_OR_NULL) != REG_BTF) {
		reg_start(to, told->type);
		to->id = ++e->id;
		return 0;
	}
	id = btftype_find(e->p->btf, BTF_STRUCT, told->name, "");
	if (id == 0)
		return env_undecided(e, "type %s of the kernel's", told->name);
	btfptr_make(e, to, id, told->trust, (told->type & REG_OR_NULL) != 0);
	return 0;
}

/* A pointer to a structure, as the prototype has it. */
static int
take(struct env *e, uint32_t arg, uint32_t type, struct reg *to)
{
	const struct vf_btf *b = e->p->btf;
	struct btftype t;
	unsigned doubt = (unsigned)(e->doubtful >> (arg * 4)) & 0xf;

	if (!btftype_skip(b, type, &t) || !btftype_is_struct(&t)) {
		(void)env_refuse(e, FAULT_ACCESS,
		    "func '%s' arg%u type %s is not a struct", e->target, arg,
		    btftype_kind(t.kind));
		return no_access(e, SLOT);
	}
	log_text(e->log, "func '%s' arg%u has btf_id %u type %s '%s'\n",
	    e->target, arg, t.id, btftype_kind(t.kind), t.name);
	if ((doubt & TRACED_ERROR) != 0) {
		log_text(e->log,
		    "marking pointer arg%u as scalar as it may encode error",
		    arg);
		reg_unknown(to);
		return 0;
	}
	btfptr_make(e, to, t.id, TRUST_FULL, (doubt & TRACED_NULL) != 0);
	return 0;
}

/* A number, or what is as good as one: no pointer to a structure. */
static bool
is_number(const struct env *e, const struct btftype *t)
{
	struct btftype to;

	return t->kind == BTF_ENUM || t->kind == BTF_ENUM64 ||
	    btftype_is_struct(t) || (t->kind == BTF_INT && t->size <= SLOT) ||
	    (t->kind == BTF_PTR && btftype_skip(e->p->btf, t->size, &to) &&
		(to.kind == BTF_VOID || to.kind == BTF_INT));
}

int
traced_read(struct env *e, unsigned bytes, int to)
{
	uint32_t off = (uint32_t)env_insn(e)->off, arg, type, first;
	const struct traced_arg *known;
	struct btftype t;
	struct reg lost, *dst = to == NO_REG ? &lost : env_reg(e, (unsigned)to);

	if (off >= ARGS * SLOT || off % bytes != 0)
		return no_access(e, bytes);
	if (off % SLOT != 0) {
		(void)env_refuse(e, FAULT_ACCESS,
		    "func '%s' offset %d is not multiple of 8", e->target,
		    (int)off);
		return no_access(e, bytes);
	}
	/* A tracepoint's first one is not the program's. */
	first = e->p->attach == ATTACH_RAW_TP ? 1 : 0;
	arg = argument_at(e, off);
	if (!btftype_param(e->p->btf, &e->prototype, arg + first, &type) ||
	    !btftype_skip(e->p->btf, type, &t)) {
		(void)env_refuse(e, FAULT_ACCESS,
		    "func '%s' doesn't have %u-th argument", e->target,
		    arg + 1);
		return no_access(e, bytes);
	}
	if (t.kind == BTF_PTR && bytes != SLOT) {
		(void)env_refuse(e, FAULT_ACCESS, "func '%s' size %u must be 8",
		    e->target, bytes);
		return no_access(e, bytes);
	}
	known = t.kind == BTF_PTR ? told(e, arg) : NULL;
	if (known != NULL)
		return take_told(e, known, dst);
	if (is_number(e, &t)) {
		reg_unknown(dst);
		return 0;
	}
	if (t.kind == BTF_PTR)
		return take(e, arg, t.size, dst);
	(void)env_refuse(e, FAULT_ACCESS,
	    "func '%s' arg%u '%s' has type %s. Only pointer access is allowed",
	    e->target, arg, t.name, btftype_kind(t.kind));
	return no_access(e, bytes);
}

int
traced_write(struct env *e, unsigned bytes)
{
	return no_access(e, bytes);
}
