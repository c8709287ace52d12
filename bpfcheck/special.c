/* special - see special.h */
#include "special.h"

#include <bpf/btf.h>
#include <string.h>

enum { DEEPEST = 16, STEPS = 1 << 20 };

static const char lock_name[] = "bpf_spin_lock", timer_name[] = "bpf_timer";

/* All that is in a type, wherever it is. */
struct search {
	const struct btf *btf;
	uint32_t steps;
	uint32_t locks, timers; /* that there are */
	struct special found;	/* those that are where the kernel looks */
};

static bool
is_named(const char *name)
{
	static const char *const names[] = {"bpf_res_spin_lock", "bpf_wq",
	    "bpf_task_work", "bpf_list_head", "bpf_list_node", "bpf_rb_root",
	    "bpf_rb_node", "bpf_refcount"};

	for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names;
	     i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
is_kernel_tag(const char *name)
{
	return name != NULL &&
	    (strcmp(name, "kptr") == 0 || strcmp(name, "kptr_untrusted") == 0 ||
		strcmp(name, "percpu_kptr") == 0 || strcmp(name, "uptr") == 0);
}

static bool
is_tagged(const struct btf *btf, uint32_t type)
{
	const struct btf_type *t;

	for (int deep = 0; deep < DEEPEST; deep++) {
		t = btf__type_by_id(btf, type);
		if (t == NULL || (!btf_is_type_tag(t) && !btf_is_mod(t)))
			return false;
		if (btf_is_type_tag(t) &&
		    is_kernel_tag(btf__name_by_offset(btf, t->name_off)))
			return true;
		type = t->type;
	}
	return true;
}

static void look(struct search *s, uint32_t type, int deep);

static void
look_inside(struct search *s, const struct btf_type *t, int deep)
{
	for (uint32_t i = 0; i < btf_vlen(t) && !s->found.other; i++)
		look(s,
		    btf_is_datasec(t) ? btf_var_secinfos(t)[i].type
				      : btf_members(t)[i].type,
		    deep + 1);
}

static void
look_struct(struct search *s, const struct btf_type *t, int deep)
{
	const char *name = btf__name_by_offset(s->btf, t->name_off);

	if (name != NULL && strcmp(name, lock_name) == 0)
		s->locks++;
	else if (name != NULL && strcmp(name, timer_name) == 0)
		s->timers++;
	else if (is_named(name))
		s->found.other = true;
	else
		look_inside(s, t, deep);
}

/* What is too deep to be looked at may be anything. */
static void
look(struct search *s, uint32_t type, int deep)
{
	const struct btf_type *t = btf__type_by_id(s->btf, type);

	if (deep > DEEPEST || ++s->steps > STEPS)
		s->found.other = true;
	else if (t == NULL)
		return;
	else if (btf_is_composite(t))
		look_struct(s, t, deep);
	else if (btf_is_datasec(t))
		look_inside(s, t, deep);
	else if (btf_is_array(t))
		look(s, btf_array(t)->type, deep + 1);
	else if (btf_is_ptr(t))
		s->found.other |= is_tagged(s->btf, t->type);
	else if (btf_is_mod(t) || btf_is_typedef(t) || btf_is_var(t) ||
	    btf_is_type_tag(t))
		look(s, t->type, deep + 1);
}

/* The one there is; in an array the kernel takes none. */
static void
find_one(uint32_t *place, uint32_t off, uint32_t align)
{
	if (off % align == 0)
		*place = off + 1;
}

/* A field, or a variable, where the kernel looks for it: its type has no other
   name and no qualifier. size: a variable's; 0: a field. */
static void
find(struct search *s, uint32_t type, uint32_t off, uint32_t size)
{
	const struct btf_type *t = btf__type_by_id(s->btf, type);
	const char *name;

	if (t == NULL || !btf_is_struct(t) || (size != 0 && size != t->size))
		return;
	name = btf__name_by_offset(s->btf, t->name_off);
	if (name != NULL && strcmp(name, lock_name) == 0) {
		find_one(&s->found.lock, off, 4);
	} else if (name != NULL && strcmp(name, timer_name) == 0) {
		find_one(&s->found.timer, off, 8);
	} else {
		for (uint32_t i = 0; i < btf_vlen(t); i++)
			find(s, btf_members(t)[i].type,
			    off + btf_member_bit_offset(t, i) / 8, 0);
	}
}

static void
find_in_section(struct search *s, const struct btf_type *t)
{
	const struct btf_var_secinfo *v = btf_var_secinfos(t);

	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(s->btf, v[i].type);

		if (var != NULL && btf_is_var(var))
			find(s, var->type, v[i].offset, v[i].size);
	}
}

struct special
special_of(const struct btf *btf, uint32_t type)
{
	struct search s = {.btf = btf};
	const struct btf_type *t;

	if (btf == NULL || type == 0)
		return s.found;
	look(&s, type, 0);
	t = btf__type_by_id(btf, type);
	/* Any that is not the only one of its kind may keep the map from being
	   made. */
	if (s.found.other || t == NULL || s.locks > 1 || s.timers > 1) {
		s.found.other |= t != NULL;
		return s.found;
	}
	if (s.locks + s.timers == 0)
		return s.found;
	if (btf_is_datasec(t))
		find_in_section(&s, t);
	else
		find(&s, type, 0, 0);
	s.found.other =
	    s.locks != (s.found.lock != 0) || s.timers != (s.found.timer != 0);
	return s.found;
}
