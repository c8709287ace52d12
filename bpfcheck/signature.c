/* signature - see signature.h */
#include "signature.h"

#include <bpf/btf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "btftype.h"
#include "contexttype.h"

/* Tags of an argument. */
enum {
	TAG_CTX = 1,
	TAG_NONNULL = 2,
	TAG_OTHER = 4,
	TAG_NULLABLE = 8,
	TAG_TRUSTED = 16,
	TAG_UNTRUSTED = 32,
	TAG_ARENA = 64
};

enum { LINE = 512 };

/* A function whose types are being read. */
struct reader {
	const struct btf *btf;
	const struct vf_program *p;
	struct object *o;
	const struct vf_func *f;
	bool failed; /* no memory */
};

static bool
is_number(const struct btf_type *t)
{
	return t != NULL && (btf_is_int(t) || btf_is_any_enum(t));
}

static bool
begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

static uint8_t
argument_tag(const char *name)
{
	static const struct {
		const char *name;
		uint8_t bit;
	} tags[] = {{"ctx", TAG_CTX}, {"nonnull", TAG_NONNULL},
	    {"nullable", TAG_NULLABLE}, {"trusted", TAG_TRUSTED},
	    {"untrusted", TAG_UNTRUSTED}, {"arena", TAG_ARENA}};

	if (!begins(name, "arg:"))
		return 0;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (strcmp(name + 4, tags[i].name) == 0)
			return tags[i].bit;
	return TAG_OTHER;
}

void
signature_tags(const struct btf *btf, uint8_t *tags)
{
	uint32_t n = btf__type_cnt(btf);

	for (uint32_t i = 1; i < n; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *name;
		uint8_t *of;
		int arg;

		if (t == NULL || !btf_is_decl_tag(t) || t->type >= n)
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		of = tags + (size_t)t->type * SIGNATURE_TAGS;
		arg = btf_decl_tag(t)->component_idx;
		if (name != NULL && arg >= 0 && arg < VF_ARGS)
			of[arg] |= argument_tag(name);
		if (name != NULL && begins(name, "exception_callback:"))
			of[VF_ARGS] = 1;
	}
}

bool
signature_has_exceptions(const uint8_t *tags, uint32_t id)
{
	return tags[(size_t)id * SIGNATURE_TAGS + VF_ARGS] != 0;
}

/* The argument is wrong: that line of the kernel's log says why. */
static bool
is_wrong(struct reader *r, struct vf_arg *a, const char *format, ...)
{
	char line[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	a->kind = VF_ARG_WRONG;
	a->text = object_text(r->o, line, sizeof line);
	r->failed |= a->text == NULL;
	return true;
}

/* kernel/bpf/btf.c: btf_is_dynptr_ptr. */
static bool
is_dynptr(const struct btf *btf, uint32_t pointee)
{
	const struct btf_type *t = contexttype_plain(btf, pointee);
	const char *name;

	if (t == NULL ||
	    !(btf_is_composite(t) || (btf_is_fwd(t) && !btf_kflag(t))))
		return false;
	name = btf__name_by_offset(btf, t->name_off);
	return name != NULL && strcmp(name, "bpf_dynptr") == 0;
}

/* "STRUCT" */
static const char *
kind_of(const struct btf_type *t)
{
	return btftype_kind(btf_kind(t));
}

static const char *
name_of(const struct reader *r, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(r->btf, t->name_off);

	return name != NULL ? name : "";
}

/* kernel/bpf/btf.c: btf_type_is_primitive. */
static bool
is_primitive(const struct btf_type *t)
{
	unsigned bits;

	if (!btf_is_int(t))
		return btf_is_any_enum(t);
	bits = btf_int_bits(t);
	return btf_int_offset(t) == 0 &&
	    (bits == 8 || bits == 16 || bits == 32 || bits == 64 ||
		bits == 128);
}

/* One of the kernel's types, by the name of t. */
static bool
kernels_type(
    struct reader *r, const struct btf_type *t, unsigned kind, struct vf_arg *a)
{
	a->kind = (uint8_t)kind;
	a->of = (uint8_t)btf_kind(t);
	a->text = object_text(r->o, name_of(r, t), LINE);
	r->failed |= a->text == NULL;
	return true;
}

/* t is not NULL, but void's may be: it has no name. */
static bool
tagged_type(struct reader *r, unsigned i, uint32_t pointee, unsigned tagged,
    struct vf_arg *a)
{
	const struct btf_type *t = contexttype_plain(r->btf, pointee);

	if (t == NULL)
		return false;
	if ((tagged & TAG_TRUSTED) != 0) {
		a->nonnull = (tagged & TAG_NULLABLE) == 0;
		return (tagged & TAG_NONNULL) != 0
		    ? is_wrong(
			  r, a, "arg#%u has invalid combination of tags", i)
		    : kernels_type(r, t, VF_ARG_TYPE, a);
	}
	if ((tagged & ~(unsigned)TAG_UNTRUSTED) != 0)
		return is_wrong(r, a,
		    "arg#%u untrusted cannot be combined with any other tags",
		    i);
	if (btf_is_void(t) || is_primitive(t)) {
		a->kind = VF_ARG_UNTRUSTED;
		return true;
	}
	return kernels_type(r, t, VF_ARG_UNTRUSTED, a);
}

static bool
memory(struct reader *r, unsigned i, uint32_t pointee, unsigned tagged,
    struct vf_arg *a)
{
	const struct btf_type *t = contexttype_plain(r->btf, pointee);
	long long size = btf__resolve_size(r->btf, pointee);

	if ((tagged & TAG_NULLABLE) != 0)
		return is_wrong(
		    r, a, "arg#%u has invalid combination of tags", i);
	if (t == NULL)
		return false;
	if (size < 0)
		return is_wrong(r, a,
		    "arg#%u reference type('%s %s') size cannot be "
		    "determined: -22",
		    i, kind_of(t), name_of(r, t));
	a->kind = VF_ARG_MEMORY;
	a->nonnull = (tagged & TAG_NONNULL) != 0;
	a->size = (uint32_t)size;
	return size <= INT32_MAX;
}

static bool
pointer(struct reader *r, unsigned i, const struct btf_type *t, unsigned tagged,
    struct vf_arg *a)
{
	char line[LINE];

	if ((tagged & TAG_CTX) != 0 ||
	    contexttype_is(r->btf, t->type, r->p->type)) {
		a->kind = VF_ARG_CONTEXT;
		if ((tagged & ~(unsigned)TAG_CTX) != 0)
			return is_wrong(
			    r, a, "arg#%u has invalid combination of tags", i);
		return tagged == 0 ||
		    contexttype_may_be(
			r->btf, t->type, r->p, i, line, sizeof line) ||
		    is_wrong(r, a, "%s", line);
	}
	if (is_dynptr(r->btf, t->type)) {
		a->kind = VF_ARG_DYNPTR;
		return tagged == 0 ||
		    is_wrong(r, a, "arg#%u has invalid combination of tags", i);
	}
	if ((tagged & (TAG_TRUSTED | TAG_UNTRUSTED)) != 0)
		return tagged_type(r, i, t->type, tagged, a);
	if ((tagged & TAG_ARENA) != 0) {
		a->kind = VF_ARG_ARENA;
		return tagged == TAG_ARENA ||
		    is_wrong(r, a,
			"arg#%u arena cannot be combined with any other tags",
			i);
	}
	return r->f->global ? memory(r, i, t->type, tagged, a)
			    : is_wrong(r, a, "");
}

/* False: what the argument is is not decided here. */
static bool
argument(struct reader *r, unsigned i, uint32_t id, unsigned tagged,
    struct vf_arg *a)
{
	const struct btf_type *t = contexttype_plain(r->btf, id);

	if (t == NULL)
		return false;
	if ((tagged & TAG_OTHER) != 0 || (tagged != 0 && !r->f->global)) {
		a->kind = VF_ARG_UNSUPPORTED;
		return true;
	}
	if (btf_is_ptr(t))
		return pointer(r, i, t, tagged, a);
	a->kind = VF_ARG_NUMBER;
	if (tagged != 0)
		return is_wrong(r, a,
		    "arg#%u has pointer tag, but is not a pointer type", i);
	if (is_number(t))
		return true;
	return r->f->global
	    ? is_wrong(r, a, "Arg#%u type %s in %s() is not supported yet.", i,
		  kind_of(t), r->f->name)
	    : is_wrong(r, a, "");
}

/* The function as a whole; NULL: it is right. */
static const char *
wrong_function(struct reader *r, const struct btf_type *proto)
{
	uint32_t n = btf_vlen(proto);
	struct vf_arg a;

	if (n <= VF_ARGS && is_number(contexttype_plain(r->btf, proto->type)))
		return NULL;
	if (!r->f->global)
		(void)is_wrong(r, &a, "");
	else if (n > VF_ARGS)
		(void)is_wrong(r, &a,
		    "Global function %s() with %u > %d args. Buggy compiler.",
		    r->f->name, n, VF_ARGS);
	else
		(void)is_wrong(r, &a,
		    "Global function %s() doesn't return scalar. Only those "
		    "are supported.",
		    r->f->name);
	return a.text;
}

bool
signature_of(const struct btf *btf, const uint8_t *tags, uint32_t id,
    const struct vf_program *p, struct object *o, struct vf_func *f)
{
	const struct btf_type *t = btf__type_by_id(btf, id), *proto;
	struct reader r = {.btf = btf, .p = p, .o = o, .f = f};
	bool known = true;
	uint32_t n;

	proto = t == NULL ? NULL : btf__type_by_id(btf, t->type);
	if (proto == NULL || !btf_is_func_proto(proto))
		return true;
	n = btf_vlen(proto);
	f->wrong = wrong_function(&r, proto);
	f->nargs = (uint8_t)(n > VF_ARGS ? 0 : n);
	for (uint32_t i = 0; known && i < f->nargs; i++)
		known = argument(&r, i, btf_params(proto)[i].type,
		    tags[(size_t)id * SIGNATURE_TAGS + i], &f->args[i]);
	f->signature = known;
	return !r.failed;
}
