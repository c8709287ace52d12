/* contexttype - see contexttype.h */
#include "contexttype.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <string.h>

#include "progtype.h"

enum { ATTACH_RAW_TP = 23, ATTACH_ITER = 28 };

static const struct btf_type *
type(const struct btf *btf, uint32_t id)
{
	return btf__type_by_id(btf, id);
}

const struct btf_type *
contexttype_plain(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = type(btf, id);

	while (t != NULL && (btf_is_mod(t) || btf_is_typedef(t)))
		t = type(btf, t->type);
	return t;
}

static bool
begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* The structure that programs of a type are called with, and the kernel's own of
   it; NULL: there is none. kernel/bpf/btf.c: btf_is_prog_ctx_type. */
static const char *const *
contexts(uint32_t prog_type)
{
	static const char *const names[PROG_TYPES + 1][2] = {
	    [PROG_SOCKET_FILTER] = {"__sk_buff", "sk_buff"},
	    [PROG_KPROBE] = {"pt_regs"},
	    [PROG_SCHED_CLS] = {"__sk_buff", "sk_buff"},
	    [PROG_SCHED_ACT] = {"__sk_buff", "sk_buff"},
	    [PROG_XDP] = {"xdp_md", "xdp_buff"},
	    [PROG_PERF_EVENT] = {"bpf_perf_event_data"},
	    [PROG_CGROUP_SKB] = {"__sk_buff", "sk_buff"},
	    [PROG_CGROUP_SOCK] = {"bpf_sock"},
	    [PROG_LWT_IN] = {"__sk_buff", "sk_buff"},
	    [PROG_LWT_OUT] = {"__sk_buff", "sk_buff"},
	    [PROG_LWT_XMIT] = {"__sk_buff", "sk_buff"},
	    [PROG_SOCK_OPS] = {"bpf_sock_ops"},
	    [PROG_SK_SKB] = {"__sk_buff", "sk_buff"},
	    [PROG_CGROUP_DEVICE] = {"bpf_cgroup_dev_ctx"},
	    [PROG_SK_MSG] = {"sk_msg_md"},
	    [PROG_RAW_TRACEPOINT] = {"bpf_raw_tracepoint_args"},
	    [PROG_CGROUP_SOCK_ADDR] = {"bpf_sock_addr"},
	    [PROG_LWT_SEG6LOCAL] = {"__sk_buff", "sk_buff"},
	    [PROG_SK_REUSEPORT] = {"sk_reuseport_md"},
	    [PROG_FLOW_DISSECTOR] = {"__sk_buff", "sk_buff"},
	    [PROG_CGROUP_SYSCTL] = {"bpf_sysctl"},
	    [PROG_RAW_TRACEPOINT_WRITABLE] = {"bpf_raw_tracepoint_args"},
	    [PROG_CGROUP_SOCKOPT] = {"bpf_sockopt"},
	    [PROG_SK_LOOKUP] = {"bpf_sk_lookup"},
	    [PROG_NETFILTER] = {"bpf_nf_ctx"},
	    [PROG_TYPES] = {NULL},
	};

	return names[prog_type < PROG_TYPES ? prog_type : PROG_TYPES];
}

bool
contexttype_is(const struct btf *btf, uint32_t pointee, uint32_t prog_type)
{
	const char *const *names = contexts(prog_type);
	const struct btf_type *t = contexttype_plain(btf, pointee);
	const char *name;

	if (t == NULL || !btf_is_composite(t))
		return false;
	name = btf__name_by_offset(btf, t->name_off);
	for (int i = 0; name != NULL && i < 2; i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The kernel's name for the registers that a probe is called with. */
static bool
is_registers(const struct btf *btf, uint32_t pointee)
{
	const struct btf_type *t = type(btf, pointee);
	const char *name;

	while (t != NULL && btf_is_mod(t))
		t = type(btf, t->type);
	if (t == NULL || !btf_is_typedef(t))
		return false;
	name = btf__name_by_offset(btf, t->name_off);
	return name != NULL && strcmp(name, "bpf_user_pt_regs_t") == 0;
}

static bool
is_word(const struct btf_type *t)
{
	return btf_is_int(t) && t->size == 8;
}

/* What some types of programs are called with beside their structure. */
static bool
is_special_context(
    const struct vf_program *p, const struct btf_type *t, const char *name)
{
	bool is_struct = btf_is_struct(t);

	switch (p->type) {
	case PROG_KPROBE:
	case PROG_PERF_EVENT:
		return is_struct && strcmp(name, "pt_regs") == 0;
	case PROG_RAW_TRACEPOINT:
	case PROG_RAW_TRACEPOINT_WRITABLE:
	case PROG_LSM:
	case PROG_STRUCT_OPS:
		return is_word(t);
	case PROG_TRACING:
		if (p->attach == ATTACH_RAW_TP)
			return is_word(t) ||
			    (is_struct &&
				strcmp(name, "bpf_raw_tracepoint_args") == 0);
		if (p->attach == ATTACH_ITER)
			return is_struct && begins(name, "bpf_iter__");
		return is_word(t);
	default:
		return p->type == PROG_TRACEPOINT || p->type == PROG_SYSCALL ||
		    p->type == PROG_EXT;
	}
}

bool
contexttype_may_be(const struct btf *btf, uint32_t pointee,
    const struct vf_program *p, unsigned i, char *why, size_t size)
{
	const struct btf_type *t = contexttype_plain(btf, pointee);
	const char *own = contexts(p->type)[0], *name;

	if ((p->type == PROG_KPROBE || p->type == PROG_PERF_EVENT) &&
	    is_registers(btf, pointee))
		return true;
	if (pointee == 0 || t == NULL || btf_is_void(t))
		return true;
	name = btf__name_by_offset(btf, t->name_off);
	if (name != NULL && name[0] != '\0' && is_special_context(p, t, name))
		return true;
	if (own != NULL && name != NULL && btf_is_struct(t) &&
	    strcmp(own, name) == 0)
		return true;
	if (name == NULL || name[0] == '\0')
		snprintf(why, size, "arg#%u type doesn't have a name", i);
	else if (own == NULL)
		snprintf(why, size, "arg#%u should be void pointer", i);
	else
		snprintf(why, size, "arg#%u should be `struct %s *`", i, own);
	return false;
}
