/* given - see given.h */
#include "given.h"
#include "btfptr.h"
#include "context.h"
#include "dynptr.h"
#include "helper.h"
#include "log.h"
#include "nullable.h"
#include "text.h"

static int
refuse(struct env *e, unsigned r, const char *expected, const char *format)
{
	env_fault_reg(e, r, expected);
	return env_refuse(e, FAULT_INVALID, format, r);
}

static const char *
text_of(const char *text)
{
	return text != NULL ? text : "";
}

enum { LINE = 512 };

/* A line of the log that is not the reason; other ones follow. */
static int
wrong(struct env *e, int fault, const char *format, ...)
{
	char line[LINE];
	struct text t;
	va_list args;

	text_init(&t, line, sizeof line);
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	if (line[0] == '\0')
		return fault;
	log_text(e->log, "%s\n", line);
	if (e->aside || e->result->fault[0] != '\0')
		return fault;
	env_fault(e,
	    "at most five numbers, contexts and pointers to types of known "
	    "size, with tags that go together, and a number that is returned",
	    "the function's types");
	text_init(&t, e->result->found, sizeof e->result->found);
	text_string(&t, line);
	return fault;
}

/* btf_get_ptr_to_btf_id. What is in modules' BTF is not known here: it is not
   taken either. */
static int
find_type(struct env *e, unsigned i, const struct vf_arg *a, uint32_t *id)
{
	const char *kind = btftype_kind(a->of), *name = text_of(a->text);
	uint32_t n;

	if (e->p->btf == NULL)
		return e->aside ? FAULT_INVALID : env_needs_btf(e);
	if (name[0] == '\0')
		return wrong(e, FAULT_INVALID,
		    "arg#%u reference type('%s (anon)') candidate matching "
		    "error: -22",
		    i, kind);
	n = btftype_candidates(e->p->btf, a->of, name, id);
	if (n == 1)
		return 0;
	return wrong(e, n == 0 ? FAULT_NO_ENTRY : FAULT_NO_SEARCH,
	    "arg#%u reference type('%s %s') %s", i, kind, name,
	    n == 0 ? "has no matches" : "is ambiguous");
}

static int
prepare_untrusted(
    struct env *e, unsigned i, const struct vf_arg *a, uint32_t *id)
{
	int fault = find_type(e, i, a, id);

	if (fault != 0 || a->of == BTF_STRUCT || a->of == BTF_UNION)
		return fault;
	return wrong(e, FAULT_INVALID,
	    "arg#%u has type %s '(anon)', but only struct or primitive types "
	    "are allowed",
	    i, btftype_kind(a->of));
}

static int
prepare_argument(struct env *e, struct subprog *s, unsigned i)
{
	const struct vf_arg *a = &s->func->args[i];

	switch (a->kind) {
	case VF_ARG_TYPE:
		return find_type(e, i, a, &s->given[i]);
	case VF_ARG_UNTRUSTED:
		return a->of == BTF_VOID
		    ? 0
		    : prepare_untrusted(e, i, a, &s->given[i]);
	case VF_ARG_WRONG:
		return wrong(e, FAULT_INVALID, "%s", text_of(a->text));
	case VF_ARG_UNSUPPORTED:
		return wrong(e, FAULT_UNSUPPORTED,
		    s->func->global ? "arg#%u has unsupported set of tags"
				    : "arg#%u type tag is not supported in "
				      "static functions",
		    i);
	default:
		return 0;
	}
}

static int
prepare(struct env *e, struct subprog *s)
{
	unsigned i;
	int fault = 0;

	if (s->prepared)
		return 0;
	if (s->func->wrong != NULL)
		return wrong(e, FAULT_INVALID, "%s", s->func->wrong);
	for (i = 0; fault == 0 && i < s->func->nargs; i++)
		fault = prepare_argument(e, s, i);
	s->prepared = fault == 0;
	return fault;
}

/* check_mem_reg */
static int
check_memory(struct env *e, unsigned r, const struct vf_arg *a)
{
	struct reg *p = env_reg(e, r), was = *p;
	int fault = 0;

	if (!reg_is_null(p)) {
		/* What it is if it is not NULL. */
		if (reg_may_be_null(p))
			fault = nullable_assume(e, p);
		if (fault == 0)
			fault = helper_check_memory(e, r, a->size);
		*p = was;
	}
	if (fault != 0)
		return fault == END_UNDECIDED ? fault : FAULT_INVALID;
	return a->nonnull && reg_may_be_null(p)
	    ? refuse(e, r - 1, "a pointer that was compared with 0",
		  "arg#%u is expected to be non-NULL")
	    : 0;
}

static int
check_structure(
    struct env *e, unsigned r, const struct vf_arg *a, uint32_t type)
{
	const struct reg *p = env_reg(e, r);
	unsigned kind = HELPER_BTF | (a->nonnull ? 0u : HELPER_OR_NULL);
	struct reg to = {.btf = type};
	unsigned is = p->type;

	if (!a->nonnull) {
		if (reg_is_null(p))
			return 0;
		is &= ~(unsigned)REG_OR_NULL;
	}
	if (!helper_fits(kind, is, p->trust)) {
		env_fault_reg(e, r, helper_expected(HELPER_BTF));
		return env_refuse(e, FAULT_ACCESS, "R%u type=%s expected=%s", r,
		    log_type(p), helper_expected(HELPER_BTF));
	}
	if (!btfwalk_is(e, p->btf, p->off, type)) {
		env_fault_reg(e, r, "a pointer to another type");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u is of type %s but %s is expected", r,
		    btfptr_name(e->p, p), btfptr_name(e->p, &to));
	}
	return helper_check_offset(e, r);
}

static int
check_argument(struct env *e, const struct subprog *s, unsigned i)
{
	const struct vf_arg *a = &s->func->args[i];
	unsigned r = R1 + i;
	const struct reg *p = env_reg(e, r);
	int fault;

	switch (a->kind) {
	case VF_ARG_NUMBER:
		return p->type == REG_SCALAR
		    ? 0
		    : refuse(e, r, "a number", "R%u is not a scalar");
	case VF_ARG_UNTRUSTED:
		return 0;
	case VF_ARG_CONTEXT:
		fault = helper_check_offset(e, r);
		if (fault != 0 || p->type == REG_CTX)
			return fault;
		return refuse(
		    e, r - 1, "the context", "arg#%u expects pointer to ctx");
	case VF_ARG_DYNPTR:
		return dynptr_check_given(e, r);
	case VF_ARG_TYPE:
		return check_structure(e, r, a, s->given[i]);
	case VF_ARG_ARENA:
		return env_undecided(e, "arguments in arenas");
	default:
		fault = helper_check_offset(e, r);
		return fault != 0 ? fault : check_memory(e, r, a);
	}
}

int
given_check(struct env *e, uint32_t subprog)
{
	struct subprog *s = &e->subprogs[subprog];
	unsigned i;
	int fault = prepare(e, s);

	for (i = 0; fault == 0 && i < s->func->nargs; i++)
		fault = check_argument(e, s, i);
	return fault;
}

int
given_look(struct env *e, uint32_t subprog)
{
	struct subprog *s = &e->subprogs[subprog];
	int fault;

	if (s->func == NULL || !s->func->signature || s->unreliable)
		return 0;
	e->aside = true;
	fault = given_check(e, subprog);
	e->aside = false;
	s->unreliable = fault != 0;
	return fault == END_MEMORY ? fault : 0;
}

void
given_main(struct env *e)
{
	struct subprog *s = &e->subprogs[0];

	if (s->func == NULL || !s->func->signature)
		return;
	e->aside = true;
	(void)prepare(e, s);
	e->aside = false;
}

static void
begin(struct env *e, struct reg *r, const struct vf_arg *a, uint32_t type)
{
	switch (a->kind) {
	case VF_ARG_NUMBER:
		reg_unknown(r);
		break;
	case VF_ARG_CONTEXT:
		reg_start(r, REG_CTX);
		break;
	case VF_ARG_DYNPTR:
		dynptr_give(e, r);
		break;
	case VF_ARG_TYPE:
		btfptr_make(e, r, type, TRUST_FULL, false);
		if (!a->nonnull)
			r->type |= REG_OR_NULL;
		r->id = ++e->id;
		break;
	case VF_ARG_UNTRUSTED:
		if (a->of == BTF_VOID) {
			reg_start(r, REG_PROBED);
			break;
		}
		btfptr_make(e, r, type, TRUST_NONE, false);
		r->id = ++e->id;
		break;
	default:
		reg_start(r, a->nonnull ? REG_MEM : REG_MEM | REG_OR_NULL);
		r->size = a->size;
		r->id = ++e->id;
	}
}

void
given_begin(struct env *e, uint32_t subprog, struct reg *regs)
{
	const struct subprog *s = &e->subprogs[subprog];
	unsigned i;

	for (i = 0; i < s->func->nargs; i++)
		begin(e, &regs[R1 + i], &s->func->args[i], s->given[i]);
}
