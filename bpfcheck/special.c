/* special - see special.h */
#include "special.h"

#include <bpf/btf.h>
#include <string.h>

enum { DEEPEST = 16 };

static bool
is_named(const char *name)
{
	static const char *const names[] = {"bpf_spin_lock",
	    "bpf_res_spin_lock", "bpf_timer", "bpf_wq", "bpf_task_work",
	    "bpf_list_head", "bpf_list_node", "bpf_rb_root", "bpf_rb_node",
	    "bpf_refcount"};

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

static bool look(const struct btf *btf, uint32_t type, int deep);

static bool
look_inside(const struct btf *btf, const struct btf_type *t, int deep)
{
	for (uint32_t i = 0; i < btf_vlen(t); i++)
		if (look(btf,
			btf_is_datasec(t) ? btf_var_secinfos(t)[i].type
					  : btf_members(t)[i].type,
			deep + 1))
			return true;
	return false;
}

/* What is too deep to be looked at may be anything. */
static bool
look(const struct btf *btf, uint32_t type, int deep)
{
	const struct btf_type *t = btf__type_by_id(btf, type);

	if (deep > DEEPEST)
		return true;
	if (t == NULL)
		return false;
	if (btf_is_composite(t))
		return is_named(btf__name_by_offset(btf, t->name_off)) ||
		    look_inside(btf, t, deep);
	if (btf_is_datasec(t))
		return look_inside(btf, t, deep);
	if (btf_is_array(t))
		return look(btf, btf_array(t)->type, deep + 1);
	if (btf_is_ptr(t))
		return is_tagged(btf, t->type);
	if (btf_is_mod(t) || btf_is_typedef(t) || btf_is_var(t) ||
	    btf_is_type_tag(t))
		return look(btf, t->type, deep + 1);
	return false;
}

bool
special_in(const struct btf *btf, uint32_t type)
{
	return type != 0 && look(btf, type, 0);
}
