/*
 * btftype - the kernel's types: BTF read where it lies.
 * Documentation/bpf/btf.rst; kernel/bpf/btf.c.
 *
 * Nothing of it is taken for granted: what leads outside, or round in circles,
 * is no type.
 */
#ifndef BTFTYPE_H
#define BTFTYPE_H

#include "verify.h"

enum btf_kind {
	BTF_VOID,
	BTF_INT,
	BTF_PTR,
	BTF_ARRAY,
	BTF_STRUCT,
	BTF_UNION,
	BTF_ENUM,
	BTF_FWD,
	BTF_TYPEDEF,
	BTF_VOLATILE,
	BTF_CONST,
	BTF_RESTRICT,
	BTF_FUNC,
	BTF_FUNC_PROTO,
	BTF_VAR,
	BTF_DATASEC,
	BTF_FLOAT,
	BTF_DECL_TAG,
	BTF_TYPE_TAG,
	BTF_ENUM64,
	BTF_KINDS
};

struct btftype {
	uint32_t id;
	uint8_t kind;  /* enum btf_kind */
	bool bits;     /* kind_flag: members may be of some bits */
	uint32_t vlen; /* its parts: members, parameters */
	uint32_t size; /* bytes; or the type that it names */
	const char *name;
	uint32_t at; /* of what stands behind it */
};

/* Of a struct or union. */
struct btfmember {
	const char *name;
	uint32_t type;
	uint32_t bit;	/* offset */
	uint32_t width; /* of a bit field; else 0 */
};

/*
 * What t->bytes holds: at[i] becomes where type i stands, of those that there is
 * room for. How many there are, void counted; 0: it is no BTF.
 */
uint32_t btftype_index(struct vf_btf *t, uint32_t *at, uint32_t room);

/* False: there is none. 0 is void. */
bool btftype_get(const struct vf_btf *b, uint32_t id, struct btftype *t);
/* As above, behind typedefs, const and what else only modifies. */
bool btftype_skip(const struct vf_btf *b, uint32_t id, struct btftype *t);
bool btftype_member(const struct vf_btf *b, const struct btftype *t, uint32_t i,
    struct btfmember *m);
/* The i-th parameter of a FUNC_PROTO. */
bool btftype_param(const struct vf_btf *b, const struct btftype *t, uint32_t i,
    uint32_t *type);
/* The i-th of a DATASEC. */
bool btftype_variable(const struct vf_btf *b, const struct btftype *t,
    uint32_t i, uint32_t *type);
bool btftype_array(const struct vf_btf *b, const struct btftype *t,
    uint32_t *type, uint32_t *count);

/* Bytes of a type; of an array, what it is made of, through all dimensions. */
struct btfsize {
	struct btftype type; /* without modifiers */
	uint32_t bytes;
	struct btftype element;
	uint32_t element_id; /* with modifiers; 0: it is no array */
	uint32_t count;	     /* of elements */
};
bool btftype_size(const struct vf_btf *b, uint32_t id, struct btfsize *s);

/* The first of that kind and name, followed by suffix; 0: none. */
uint32_t btftype_find(const struct vf_btf *b, enum btf_kind kind,
    const char *name, const char *suffix);
/* How many there are of that kind that are called so, with a flavor ("name___x")
   or without: *id is the first. kernel/bpf/btf.c: bpf_core_add_cands. */
uint32_t btftype_candidates(
    const struct vf_btf *b, uint32_t kind, const char *name, uint32_t *id);
/* Does the type t, with that suffix, name a field that points to that type?
   kernel/bpf/btf.c: btf_nested_type_is_trusted. */
bool btftype_is_safe(const struct vf_btf *b, const struct btftype *t,
    const char *suffix, const char *field, uint32_t to);
/* "STRUCT" */
const char *btftype_kind(unsigned kind);

/* Then its name is "(anon)". */
static inline bool
btftype_is_anonymous(const struct btftype *t)
{
	return t->name[0] == '(';
}

static inline bool
btftype_is_struct(const struct btftype *t)
{
	return t->kind == BTF_STRUCT || t->kind == BTF_UNION;
}

static inline bool
btftype_is_modifier(const struct btftype *t)
{
	return (t->kind >= BTF_TYPEDEF && t->kind <= BTF_RESTRICT) ||
	    t->kind == BTF_TYPE_TAG;
}

#endif
