/* signature - see signature.h */
#include "signature.h"

#include <bpf/btf.h>
#include <string.h>

#include "progtype.h"

/* Tags of an argument. */
enum { TAG_CTX = 1, TAG_NONNULL = 2, TAG_OTHER = 4, TAG_NULLABLE = 8 };

static const struct btf_type *
type(const struct btf *btf, uint32_t id)
{
	return btf__type_by_id(btf, id);
}

static const struct btf_type *
plain(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = type(btf, id);

	while (t != NULL && (btf_is_mod(t) || btf_is_typedef(t)))
		t = type(btf, t->type);
	return t;
}

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
	if (!begins(name, "arg:"))
		return 0;
	if (strcmp(name + 4, "ctx") == 0)
		return TAG_CTX;
	if (strcmp(name + 4, "nullable") == 0)
		return TAG_NULLABLE;
	return strcmp(name + 4, "nonnull") == 0 ? TAG_NONNULL : TAG_OTHER;
}

void
signature_tags(const struct btf *btf, uint8_t *tags)
{
	uint32_t n = btf__type_cnt(btf);

	for (uint32_t i = 1; i < n; i++) {
		const struct btf_type *t = type(btf, i);
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

/* 1: the structure that programs of a type are called with; 2: the kernel's own
   of it; 0: something else. */
static int
is_context(const struct btf *btf, uint32_t pointee, uint32_t prog_type)
{
	static const char *const names[PROG_TYPES][2] = {
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
	};
	const struct btf_type *t = plain(btf, pointee);
	const char *name;

	if (prog_type >= PROG_TYPES || t == NULL || !btf_is_composite(t))
		return 0;
	name = btf__name_by_offset(btf, t->name_off);
	for (int i = 0; name != NULL && i < 2; i++)
		if (names[prog_type][i] != NULL &&
		    strcmp(names[prog_type][i], name) == 0)
			return i + 1;
	return 0;
}

/* What is tagged as the context may be one: kernel/bpf/btf.c,
   btf_validate_prog_ctx_type. */
static bool
may_be_context(const struct btf *btf, uint32_t pointee, uint32_t prog_type)
{
	const struct btf_type *t = plain(btf, pointee);

	if (pointee == 0 || t == NULL || btf_is_void(t))
		return true;
	if ((prog_type == PROG_RAW_TRACEPOINT ||
		prog_type == PROG_RAW_TRACEPOINT_WRITABLE) &&
	    btf_is_int(t) && t->size == 8)
		return true;
	return btf_is_struct(t) && is_context(btf, pointee, prog_type) == 1;
}

/* kernel/bpf/btf.c: btf_is_dynptr_ptr. */
static bool
is_dynptr(const struct btf *btf, uint32_t pointee)
{
	const struct btf_type *t = plain(btf, pointee);
	const char *name;

	if (t == NULL ||
	    !(btf_is_composite(t) || (btf_is_fwd(t) && !btf_kflag(t))))
		return false;
	name = btf__name_by_offset(btf, t->name_off);
	return name != NULL && strcmp(name, "bpf_dynptr") == 0;
}

/* False: what the argument is is not decided here. */
static bool
argument(const struct btf *btf, uint32_t id, unsigned tagged,
    uint32_t prog_type, struct vf_arg *a, bool *wrong)
{
	const struct btf_type *t = plain(btf, id);
	long long size;

	if (t == NULL || (tagged & TAG_OTHER) != 0)
		return false;
	if (!btf_is_ptr(t)) {
		a->kind = VF_ARG_NUMBER;
		*wrong |= !is_number(t) || tagged != 0;
		return true;
	}
	if ((tagged & TAG_CTX) != 0 ||
	    is_context(btf, t->type, prog_type) != 0) {
		a->kind = VF_ARG_CONTEXT;
		*wrong |= (tagged & ~(unsigned)TAG_CTX) != 0 ||
		    !(tagged == 0 || may_be_context(btf, t->type, prog_type));
		return true;
	}
	*wrong |= (tagged & TAG_NULLABLE) != 0;
	if (is_dynptr(btf, t->type)) {
		a->kind = VF_ARG_DYNPTR;
		*wrong |= tagged != 0;
		return true;
	}
	size = btf__resolve_size(btf, t->type);
	a->kind = VF_ARG_MEMORY;
	a->nonnull = (tagged & TAG_NONNULL) != 0;
	a->size = size > 0 && size <= INT32_MAX ? (uint32_t)size : 0;
	*wrong |= size < 0;
	return size <= INT32_MAX;
}

void
signature_of(const struct btf *btf, const uint8_t *tags, uint32_t id,
    uint32_t prog_type, struct vf_func *f)
{
	const struct btf_type *t = type(btf, id), *proto;
	uint32_t n;

	proto = t == NULL ? NULL : type(btf, t->type);
	if (proto == NULL || !btf_is_func_proto(proto))
		return;
	n = btf_vlen(proto);
	f->wrong = n > VF_ARGS || !is_number(plain(btf, proto->type));
	f->nargs = (uint8_t)(n > VF_ARGS ? 0 : n);
	for (uint32_t i = 0; i < f->nargs; i++)
		if (!argument(btf, btf_params(proto)[i].type,
			tags[(size_t)id * SIGNATURE_TAGS + i], prog_type,
			&f->args[i], &f->wrong))
			return;
	f->signature = true;
}
