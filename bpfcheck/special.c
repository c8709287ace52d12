/* special - see special.h */
#include "special.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <string.h>

enum { DEEPEST = 32, STEPS = 1 << 20 };

#define IN(type) (UINT64_C(1) << BPF_MAP_TYPE_##type)
#define STORAGE	 (IN(SK_STORAGE) | IN(INODE_STORAGE) | IN(TASK_STORAGE))
#define CGRP	 (UINT64_C(1) << 32) /* BPF_MAP_TYPE_CGRP_STORAGE */
#define ELEMENTS (IN(HASH) | IN(LRU_HASH) | IN(ARRAY))
#define LOCKED	 (IN(HASH) | IN(ARRAY) | IN(CGROUP_STORAGE) | STORAGE | CGRP)
#define POINTED                                                                \
	(ELEMENTS | IN(PERCPU_HASH) | IN(LRU_PERCPU_HASH) | IN(PERCPU_ARRAY) | \
	    STORAGE | CGRP)

/* Those whose type has a name; in which maps they may be. */
static const struct kind {
	const char *name;
	uint32_t size, align;
	bool several; /* a value may have more than one */
	uint64_t maps;
} kinds[VF_FIELD_KINDS] = {
    [VF_FIELD_LOCK] = {"bpf_spin_lock", 4, 4, false, LOCKED},
    [VF_FIELD_RES_LOCK] = {"bpf_res_spin_lock", 4, 4, false, LOCKED},
    [VF_FIELD_TIMER] = {"bpf_timer", 16, 8, false, ELEMENTS},
    [VF_FIELD_WORK] = {"bpf_wq", 16, 8, false, ELEMENTS},
    [VF_FIELD_TASK_WORK] = {"bpf_task_work", 8, 8, false, ELEMENTS},
    [VF_FIELD_REFCOUNT] = {"bpf_refcount", 4, 4, false, POINTED},
    [VF_FIELD_LIST] = {"bpf_list_head", 16, 8, true, ELEMENTS},
    [VF_FIELD_TREE] = {"bpf_rb_root", 16, 8, true, ELEMENTS},
    [VF_FIELD_KPTR_UNTRUSTED] = {NULL, 8, 8, true, POINTED},
    [VF_FIELD_KPTR] = {NULL, 8, 8, true, POINTED},
    [VF_FIELD_KPTR_PERCPU] = {NULL, 8, 8, true, POINTED},
    [VF_FIELD_UPTR] = {NULL, 8, 8, true, IN(TASK_STORAGE)},
};

/* What is found goes to m, in the order in which the kernel finds it. */
struct search {
	const struct btf *btf;
	struct vf_map *m;
	uint32_t seen; /* kinds, as bits */
	uint32_t steps;
	bool broken; /* the kernel finds no fields at all, for what it meets */
};

/* A field, or a variable, that is looked at. */
struct place {
	uint32_t type;
	uint32_t off;
	uint32_t size;	/* a variable's; 0: a field */
	uint32_t owner; /* the type that it is declared in */
	int component;	/* which of its parts; -1: the variable itself */
	unsigned deep;
};

static const char *
text(const struct btf *btf, uint32_t at)
{
	const char *s = btf__name_by_offset(btf, at);

	return s != NULL ? s : "";
}

static void
refuse(struct search *s)
{
	s->m->special = true;
}

static void
add(struct search *s, uint32_t off, unsigned kind, const struct btf_type *to)
{
	struct vf_map *m = s->m;

	if (m->nfields == VF_FIELDS) {
		refuse(s);
		return;
	}
	m->fields[m->nfields++] = (struct vf_field){
	    .at = off,
	    .kind = (uint8_t)kind,
	    .name = to != NULL ? text(s->btf, to->name_off) : NULL,
	    .size = to != NULL ? to->size : 0,
	};
}

/* The same in the elements behind the first, from field first on. */
static void
repeat(struct search *s, uint32_t first, uint32_t elements, uint32_t size)
{
	uint32_t n = s->m->nfields - first;

	for (uint32_t i = 0; i < n && elements > 1; i++) {
		unsigned kind = s->m->fields[first + i].kind;

		if (kind < VF_FIELD_LIST)
			refuse(s);
	}
	for (uint32_t i = 1; n > 0 && i < elements && !s->m->special; i++)
		for (uint32_t j = 0; j < n && !s->m->special; j++) {
			struct vf_field f = s->m->fields[first + j];

			if (s->m->nfields == VF_FIELDS) {
				refuse(s);
				break;
			}
			f.at += i * size;
			s->m->fields[s->m->nfields++] = f;
		}
}

/* The declaration tag of what p is, behind "contains:"; NULL: not just one. */
static const char *
contains(const struct search *s, const struct place *p)
{
	static const char key[] = "contains:";
	const char *found = NULL;
	uint32_t n = btf__type_cnt(s->btf);

	for (uint32_t i = 1; i < n; i++) {
		const struct btf_type *t = btf__type_by_id(s->btf, i);
		const char *name;

		if (!btf_is_decl_tag(t) || t->type != p->owner ||
		    btf_decl_tag(t)->component_idx != p->component)
			continue;
		name = text(s->btf, t->name_off);
		if (strncmp(name, key, sizeof key - 1) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = name + sizeof key - 1;
	}
	return found;
}

/* A structure of that name, len long, has a member node of that type. */
static bool
has_node(const struct search *s, const char *name, size_t len, const char *node,
    const char *type)
{
	uint32_t n = btf__type_cnt(s->btf);

	for (uint32_t i = 1; i < n; i++) {
		const struct btf_type *t = btf__type_by_id(s->btf, i), *of;
		const char *called = text(s->btf, t->name_off);
		unsigned found = 0;

		if (!btf_is_struct(t) || strlen(called) != len ||
		    strncmp(called, name, len) != 0)
			continue;
		for (uint32_t k = 0; k < btf_vlen(t); k++) {
			const struct btf_member *m = &btf_members(t)[k];

			if (strcmp(text(s->btf, m->name_off), node) != 0)
				continue;
			of = btf__type_by_id(s->btf, m->type);
			if (of == NULL || !btf_is_struct(of) ||
			    strcmp(text(s->btf, of->name_off), type) != 0 ||
			    btf_member_bit_offset(t, k) % 64 != 0)
				return false;
			found++;
		}
		return found == 1;
	}
	return false;
}

/* What is in a list or a tree is known, and can be in one. */
static void
add_graph(struct search *s, const struct place *p, unsigned kind)
{
	const char *value = contains(s, p), *node;

	node = value != NULL ? strchr(value, ':') : NULL;
	if (node == NULL ||
	    !has_node(s, value, (size_t)(node - value), node + 1,
		kind == VF_FIELD_LIST ? "bpf_list_node" : "bpf_rb_node"))
		refuse(s);
	else
		add(s, p->off, kind, NULL);
}

static bool
is_tag(const struct btf_type *t)
{
	return t != NULL && btf_is_type_tag(t);
}

static void
add_pointer(struct search *s, const struct place *p, const struct btf_type *t)
{
	static const char *const tags[VF_FIELD_KINDS] = {
	    [VF_FIELD_KPTR_UNTRUSTED] = "kptr_untrusted",
	    [VF_FIELD_KPTR] = "kptr",
	    [VF_FIELD_KPTR_PERCPU] = "percpu_kptr",
	    [VF_FIELD_UPTR] = "uptr",
	};
	unsigned kind = VF_FIELD_KPTR_UNTRUSTED;
	const struct btf_type *to;

	if (btf_is_volatile(t))
		t = btf__type_by_id(s->btf, t->type);
	if (t == NULL || !btf_is_ptr(t))
		return;
	t = btf__type_by_id(s->btf, t->type);
	if (!is_tag(t))
		return;
	while (kind < VF_FIELD_KINDS &&
	    strcmp(text(s->btf, t->name_off), tags[kind]) != 0)
		kind++;
	to = btf__type_by_id(s->btf, t->type);
	if (kind == VF_FIELD_KINDS && !btf_kflag(t)) {
		s->broken = true; /* a tag of another meaning */
		return;
	}
	if (kind == VF_FIELD_KINDS || btf_kflag(t) || is_tag(to)) {
		refuse(s);
		return;
	}
	for (unsigned i = 0; i < DEEPEST && to != NULL &&
	     (btf_is_mod(to) || btf_is_typedef(to) || btf_is_type_tag(to));
	     i++)
		to = btf__type_by_id(s->btf, to->type);
	if (to == NULL || !btf_is_struct(to) || to->name_off == 0)
		refuse(s);
	else
		add(s, p->off, kind, to);
}

/* VF_FIELD_KINDS: it has no such name. */
static unsigned
kind_of(const struct btf *btf, const struct btf_type *t)
{
	const char *name = text(btf, t->name_off);

	for (unsigned i = 0; i < VF_FIELD_KINDS; i++)
		if (kinds[i].name != NULL && strcmp(name, kinds[i].name) == 0)
			return i;
	return VF_FIELD_KINDS;
}

static void
add_named(struct search *s, const struct place *p, const struct btf_type *t,
    unsigned kind)
{
	if (!btf_is_struct(t) || t->size != kinds[kind].size)
		return;
	if (kind == VF_FIELD_LIST || kind == VF_FIELD_TREE)
		add_graph(s, p, kind);
	else
		add(s, p->off, kind, NULL);
}

static void look(struct search *s, struct place p);

static void
look_inside(struct search *s, const struct place *p, uint32_t type,
    const struct btf_type *t)
{
	for (uint32_t i = 0; i < btf_vlen(t) && !s->m->special; i++) {
		uint32_t bit = btf_member_bit_offset(t, i);
		struct place in = {.type = btf_members(t)[i].type,
		    .off = p->off + bit / 8,
		    .owner = type,
		    .component = (int)i,
		    .deep = p->deep + 1};

		if (bit % 8 != 0)
			s->broken = true;
		else
			look(s, in);
	}
}

/* Through arrays of arrays to what they are made of. */
static const struct btf_type *
element(const struct btf *btf, uint32_t *type, uint32_t *elements)
{
	const struct btf_type *t = btf__type_by_id(btf, *type);
	uint64_t n = 1;

	for (unsigned i = 0; t != NULL && btf_is_array(t); i++) {
		n *= btf_array(t)->nelems;
		if (i == DEEPEST || n > UINT32_MAX)
			return NULL;
		*type = btf_array(t)->type;
		t = btf__type_by_id(btf, *type);
	}
	*elements = (uint32_t)n;
	return t;
}

/* btf_find_field_one */
static void
look(struct search *s, struct place p)
{
	uint32_t elements, type = p.type, first = s->m->nfields, size, align;
	const struct btf_type *t = element(s->btf, &type, &elements);
	unsigned kind;

	if (t == NULL || p.deep >= DEEPEST || ++s->steps > STEPS) {
		refuse(s);
		return;
	}
	if (elements == 0)
		return;
	kind = kind_of(s->btf, t);
	if (kind != VF_FIELD_KINDS && !kinds[kind].several) {
		if ((s->seen >> kind & 1) != 0)
			refuse(s);
		s->seen |= UINT32_C(1) << kind;
	}
	size = kind != VF_FIELD_KINDS ? kinds[kind].size
	    : btf_is_struct(t)	      ? t->size
				      : 8;
	align = kind != VF_FIELD_KINDS ? kinds[kind].align : 8;
	if (p.size != 0 && p.size != (uint64_t)size * elements)
		return;
	if (kind == VF_FIELD_KINDS && btf_is_struct(t))
		look_inside(s, &p, type, t);
	else if (p.off % align != 0)
		return;
	else if (kind == VF_FIELD_KINDS)
		add_pointer(s, &p, t);
	else
		add_named(s, &p, t, kind);
	repeat(s, first, elements, size);
}

static void
look_at_variables(struct search *s, const struct btf_type *t)
{
	const struct btf_var_secinfo *v = btf_var_secinfos(t);

	for (uint32_t i = 0; i < btf_vlen(t) && !s->m->special; i++) {
		const struct btf_type *var = btf__type_by_id(s->btf, v[i].type);
		struct place p = {.off = v[i].offset,
		    .size = v[i].size,
		    .owner = v[i].type,
		    .component = -1};

		if (var == NULL || !btf_is_var(var) || v[i].size == 0) {
			refuse(s);
			return;
		}
		p.type = var->type;
		look(s, p);
	}
}

/* What was found can be in such a map. */
static void
check(struct search *s)
{
	const uint32_t rights = BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG;
	struct vf_map *m = s->m;
	bool graph = false, lock = false;
	uint64_t end = 0;

	if (m->nfields > 0 && (m->flags & rights) != 0)
		refuse(s);
	for (uint32_t i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];
		const struct kind *k = &kinds[f->kind];

		/* The kernel wants them ascending as it finds them. */
		if (f->at < end || m->type >= 64 ||
		    (k->maps >> m->type & 1) == 0)
			refuse(s);
		end = (uint64_t)f->at + k->size;
		lock |= f->kind <= VF_FIELD_RES_LOCK;
		graph |= f->kind == VF_FIELD_LIST || f->kind == VF_FIELD_TREE;
	}
	if ((s->broken && m->nfields > 0) || end > m->value_size ||
	    (graph && !lock) || (s->seen & 3) == 3) /* both kinds of locks */
		refuse(s);
}

void
special_find(const struct btf *btf, uint32_t type, struct vf_map *m)
{
	struct search s = {.btf = btf, .m = m};
	const struct btf_type *t;

	m->nfields = 0;
	m->special = false;
	if (btf == NULL || type == 0)
		return;
	t = btf__type_by_id(btf, type);
	if (t != NULL && btf_is_datasec(t))
		look_at_variables(&s, t);
	else if (t != NULL && btf_is_struct(t))
		look_inside(&s, &(struct place){0}, type, t);
	check(&s);
	if (m->special)
		m->nfields = 0;
}
