/* typerule - program types as data: include/uapi/linux/bpf.h. */
#include "typerule.h"
#include "check.h"
#include "kernels.h"
#include "log.h"
#include "precise.h"
#include "traced.h"

enum { ANY_ATTACH = 0, TYPES = 33, ATTACH_TYPES = 58 };

#define BIT(n) (UINT64_C(1) << (n))

/* A type by its number. attach: the attach types that it may have; 0: any.
   A program ends with R0 in [min, max], unless both are 0. */
static const struct rule {
	const char *name;
	uint64_t attach;
	int32_t min, max;
	bool skb, own_stack, needs_btf;
} rules[TYPES] = {
    [1] = {.name = "socket_filter", .skb = true},
    [2] = {.name = "kprobe", .own_stack = true},
    [3] = {.name = "sched_cls", .skb = true},
    [4] = {.name = "sched_act", .skb = true},
    [5] = {.name = "tracepoint", .own_stack = true},
    [6] = {.name = "xdp"},
    [7] = {.name = "perf_event", .own_stack = true},
    [8] = {.name = "cgroup_skb", .attach = BIT(0) | BIT(1), .max = 1},
    [9] = {.name = "cgroup_sock",
	.attach = BIT(0) | BIT(2) | BIT(12) | BIT(13) | BIT(34),
	.max = 1},
    [10] = {.name = "lwt_in"},
    [11] = {.name = "lwt_out"},
    [12] = {.name = "lwt_xmit"},
    [13] = {.name = "sock_ops", .max = 1},
    [14] = {.name = "sk_skb"},
    [15] = {.name = "cgroup_device", .max = 1},
    [16] = {.name = "sk_msg"},
    [17] = {.name = "raw_tracepoint", .own_stack = true},
    [18] = {.name = "cgroup_sock_addr",
	.attach = BIT(8) | BIT(9) | BIT(10) | BIT(11) | BIT(14) | BIT(15) |
	    BIT(19) | BIT(20) | BIT(29) | BIT(30) | BIT(31) | BIT(32) |
	    BIT(49) | BIT(50) | BIT(51) | BIT(52) | BIT(53),
	.max = 1},
    [19] = {.name = "lwt_seg6local"},
    [20] = {.name = "lirc_mode2"},
    [21] = {.name = "sk_reuseport", .attach = BIT(0) | BIT(39) | BIT(40)},
    [22] = {.name = "flow_dissector"},
    [23] = {.name = "cgroup_sysctl", .max = 1},
    [24] = {.name = "raw_tracepoint_writable"},
    [25] = {.name = "cgroup_sockopt", .attach = BIT(21) | BIT(22), .max = 1},
    [26] = {.name = "tracing", .own_stack = true, .needs_btf = true},
    [27] = {.name = "struct_ops", .needs_btf = true},
    [28] = {.name = "ext", .needs_btf = true},
    [29] = {.name = "lsm", .needs_btf = true},
    [30] = {.name = "sk_lookup", .attach = BIT(36), .max = 1},
    [31] = {.name = "syscall", .attach = BIT(0)},
    [32] = {.name = "netfilter", .attach = BIT(45), .max = 1},
};

enum {
	TYPE_SOCKET_FILTER = 1,
	TYPE_KPROBE = 2,
	TYPE_CGROUP_SKB = 8,
	TYPE_SOCK_ADDR = 18,
	TYPE_SYSCALL = 31,
	TYPE_TRACING = 26,
	ATTACH_EGRESS = 1,
	ATTACH_ITER = 28,
	ATTACH_KPROBE_SESSION = 56,
	ATTACH_UPROBE_SESSION = 57,
};

/* Of cgroup_sock_addr: receiving and names may not refuse; binding may say
   that the privilege is not needed. */
static const uint64_t only_one = BIT(19) | BIT(20) | BIT(29) | BIT(30) |
    BIT(31) | BIT(32) | BIT(51) | BIT(52) | BIT(53);
static const uint64_t up_to_three = BIT(8) | BIT(9);

static bool
is_attach(const struct rule *r, uint32_t attach)
{
	return r->attach == ANY_ATTACH ||
	    (attach < 64 && (r->attach >> attach & 1) != 0);
}

int
typerule_check(struct env *e)
{
	const struct vf_program *p = e->p;
	const struct rule *r = &rules[p->type < TYPES ? p->type : 0];

	if (r->name == NULL)
		return env_refuse(
		    e, FAULT_INVALID, "unknown program type %u", p->type);
	if (e->o->unprivileged && p->type != TYPE_SOCKET_FILTER &&
	    p->type != TYPE_CGROUP_SKB)
		return env_refuse(
		    e, FAULT_PERM, "programs of type %s need CAP_BPF", r->name);
	if (!typerule_has_attach(p->type, p->attach))
		return env_refuse(e, FAULT_INVALID,
		    "programs of type %s have no attach type %u", r->name,
		    p->attach);
	if (traced_is(p))
		return p->btf != NULL ? 0 : env_needs_btf(e);
	if (r->needs_btf)
		return env_undecided(
		    e, "program type %s (kernel BTF)", r->name);
	return 0;
}

/* After the checks of control flow, as the kernel has it. */
int
typerule_sleepable(struct env *e)
{
	const struct vf_program *p = e->p;

	if (p->type == TYPE_SYSCALL && !p->sleepable)
		return env_refuse(
		    e, FAULT_INVALID, "Syscall programs can only be sleepable");
	if (p->sleepable && p->type != TYPE_SYSCALL && p->type != TYPE_KPROBE &&
	    p->attach != ATTACH_ITER)
		return env_refuse(e, FAULT_INVALID,
		    "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and "
		    "struct_ops programs can be sleepable");
	return 0;
}

const char *
typerule_name(uint32_t type)
{
	return type < TYPES ? rules[type].name : NULL;
}

bool
typerule_has_attach(uint32_t type, uint32_t attach)
{
	return type < TYPES && rules[type].name != NULL &&
	    attach < ATTACH_TYPES && is_attach(&rules[type], attach);
}

bool
typerule_has_skb(uint32_t type)
{
	return type < TYPES && rules[type].skb;
}

bool
typerule_own_stack(const struct vf_program *p)
{
	return p->type < TYPES && rules[p->type].own_stack &&
	    !(p->type == TYPE_TRACING && p->attach == ATTACH_ITER);
}

/* False: any number will do. */
static bool
exit_range(const struct vf_program *p, int32_t *min, int32_t *max)
{
	uint64_t attach = BIT(p->attach);

	*min = rules[p->type].min;
	*max = rules[p->type].max;
	if (p->type == TYPE_CGROUP_SKB && p->attach == ATTACH_EGRESS)
		*max = 3;
	if (p->type == TYPE_TRACING && p->attach == ATTACH_ITER)
		*max = 1;
	if (p->type == TYPE_SOCK_ADDR && (attach & only_one) != 0)
		*min = 1;
	if (p->type == TYPE_SOCK_ADDR && (attach & up_to_three) != 0)
		*max = 3;
	if (p->type == TYPE_KPROBE &&
	    (p->attach == ATTACH_KPROBE_SESSION ||
		p->attach == ATTACH_UPROBE_SESSION))
		*max = 1;
	return *min != *max || *min != 0;
}

int
typerule_check_range(struct env *e, const char *where, int32_t min, int32_t max)
{
	const struct reg *r = env_reg(e, R0);
	char line[160], range[32];
	struct text t;

	if (r->b.smin >= min && r->b.smax <= max)
		return 0;
	text_init(&t, range, sizeof range);
	text_add(&t, "a number in [%d, %d]", min, max);
	env_fault_reg(e, R0, range);
	text_init(&t, line, sizeof line);
	if (r->b.smin > INT64_MIN)
		text_add(&t, " smin=%lld", (long long)r->b.smin);
	if (r->b.smax < INT64_MAX)
		text_add(&t, " smax=%lld", (long long)r->b.smax);
	if (t.len == 0)
		text_string(&t, " unknown scalar value");
	return env_refuse(e, FAULT_INVALID,
	    "%s the register R0 has%s should have been in [%d, %d]", where,
	    line, min, max);
}

int
typerule_exit(struct env *e)
{
	const struct reg *r = env_reg(e, R0);
	int32_t min, max;
	int fault = check_read(e, R0);

	if (fault != 0)
		return fault;
	if (check_leaks(e, R0)) {
		env_fault_reg(e, R0, "a number");
		return env_refuse(
		    e, FAULT_ACCESS, "R0 leaks addr as return value");
	}
	if (!exit_range(e->p, &min, &max))
		return 0;
	if (r->type != REG_SCALAR) {
		env_fault_reg(e, R0, "a number");
		return env_refuse(e, FAULT_INVALID,
		    "At program exit the register R0 is not a known value "
		    "(%s)",
		    log_type(r));
	}
	fault = precise_mark(e, R0);
	if (fault != 0)
		return fault;
	fault = typerule_check_range(e, "At program exit", min, max);
	if (fault != 0 || kernels_ends_well(e, min, max))
		return fault;
	return kernels_other_rules(e, "what a program returns");
}
