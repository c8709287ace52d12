#include "progtype.h"

#include <stddef.h>
#include <string.h>

#include "typerule.h"

/* BPF_ attach types of the kernel, by number. */
enum {
	A_INGRESS = 0,
	A_EGRESS,
	A_SOCK_CREATE,
	A_SOCK_OPS,
	A_STREAM_PARSER,
	A_STREAM_VERDICT,
	A_DEVICE,
	A_MSG_VERDICT,
	A_BIND4,
	A_BIND6,
	A_CONNECT4,
	A_CONNECT6,
	A_POST_BIND4,
	A_POST_BIND6,
	A_SENDMSG4,
	A_SENDMSG6,
	A_LIRC_MODE2,
	A_FLOW_DISSECTOR,
	A_SYSCTL,
	A_RECVMSG4,
	A_RECVMSG6,
	A_GETSOCKOPT,
	A_SETSOCKOPT,
	A_RAW_TP,
	A_FENTRY,
	A_FEXIT,
	A_MODIFY_RETURN,
	A_LSM_MAC,
	A_ITER,
	A_GETPEERNAME4,
	A_GETPEERNAME6,
	A_GETSOCKNAME4,
	A_GETSOCKNAME6,
	A_XDP_DEVMAP,
	A_SOCK_RELEASE,
	A_XDP_CPUMAP,
	A_SK_LOOKUP,
	A_XDP,
	A_SKB_VERDICT,
	A_REUSEPORT,
	A_REUSEPORT_MIGRATE,
	A_PERF_EVENT,
	A_KPROBE_MULTI,
	A_LSM_CGROUP,
	A_STRUCT_OPS,
	A_NETFILTER,
	A_TCX_INGRESS,
	A_TCX_EGRESS,
	A_UPROBE_MULTI,
	A_UNIX_CONNECT,
	A_UNIX_SENDMSG,
	A_UNIX_RECVMSG,
	A_UNIX_GETPEERNAME,
	A_UNIX_GETSOCKNAME,
	A_NETKIT_PRIMARY,
	A_NETKIT_PEER,
	A_KPROBE_SESSION,
	A_UPROBE_SESSION,
	ATTACHES
};

static const char *const attaches[ATTACHES] = {
    "cgroup_inet_ingress",
    "cgroup_inet_egress",
    "cgroup_inet_sock_create",
    "cgroup_sock_ops",
    "sk_skb_stream_parser",
    "sk_skb_stream_verdict",
    "cgroup_device",
    "sk_msg_verdict",
    "cgroup_inet4_bind",
    "cgroup_inet6_bind",
    "cgroup_inet4_connect",
    "cgroup_inet6_connect",
    "cgroup_inet4_post_bind",
    "cgroup_inet6_post_bind",
    "cgroup_udp4_sendmsg",
    "cgroup_udp6_sendmsg",
    "lirc_mode2",
    "flow_dissector",
    "cgroup_sysctl",
    "cgroup_udp4_recvmsg",
    "cgroup_udp6_recvmsg",
    "cgroup_getsockopt",
    "cgroup_setsockopt",
    "trace_raw_tp",
    "trace_fentry",
    "trace_fexit",
    "modify_return",
    "lsm_mac",
    "trace_iter",
    "cgroup_inet4_getpeername",
    "cgroup_inet6_getpeername",
    "cgroup_inet4_getsockname",
    "cgroup_inet6_getsockname",
    "xdp_devmap",
    "cgroup_inet_sock_release",
    "xdp_cpumap",
    "sk_lookup",
    "xdp",
    "sk_skb_verdict",
    "sk_reuseport_select",
    "sk_reuseport_select_or_migrate",
    "perf_event",
    "trace_kprobe_multi",
    "lsm_cgroup",
    "struct_ops",
    "netfilter",
    "tcx_ingress",
    "tcx_egress",
    "trace_uprobe_multi",
    "cgroup_unix_connect",
    "cgroup_unix_sendmsg",
    "cgroup_unix_recvmsg",
    "cgroup_unix_getpeername",
    "cgroup_unix_getsockname",
    "netkit_primary",
    "netkit_peer",
    "trace_kprobe_session",
    "trace_uprobe_session",
};

/*
 * How much of a section's name must be the row's: all of it; all, or all before
 * a '/'; the part before a '/', which must be there; its beginning, whatever
 * follows, as objects from before libbpf 1.0 have it.
 */
enum match { WHOLE, MAY_SLASH, SLASH, BEGINS };
enum { SLEEPS = 1, FRAGS = 2, HOOKS = 4 };

struct row {
	const char *name;
	uint8_t match;
	uint8_t type;
	uint8_t attach;
	uint8_t flags;
};

/* A longer name stands before one that it begins with. */
static const struct row rows[] = {
    {"socket", BEGINS, PROG_SOCKET_FILTER, 0, 0},
    {"sk_reuseport/migrate", WHOLE, PROG_SK_REUSEPORT, A_REUSEPORT_MIGRATE, 0},
    {"sk_reuseport", WHOLE, PROG_SK_REUSEPORT, A_REUSEPORT, 0},
    {"kprobe.multi", MAY_SLASH, PROG_KPROBE, A_KPROBE_MULTI, 0},
    {"kretprobe.multi", MAY_SLASH, PROG_KPROBE, A_KPROBE_MULTI, 0},
    {"kprobe.session", MAY_SLASH, PROG_KPROBE, A_KPROBE_SESSION, 0},
    {"uprobe.multi.s", MAY_SLASH, PROG_KPROBE, A_UPROBE_MULTI, SLEEPS},
    {"uretprobe.multi.s", MAY_SLASH, PROG_KPROBE, A_UPROBE_MULTI, SLEEPS},
    {"uprobe.session.s", MAY_SLASH, PROG_KPROBE, A_UPROBE_SESSION, SLEEPS},
    {"uprobe.multi", MAY_SLASH, PROG_KPROBE, A_UPROBE_MULTI, 0},
    {"uretprobe.multi", MAY_SLASH, PROG_KPROBE, A_UPROBE_MULTI, 0},
    {"uprobe.session", MAY_SLASH, PROG_KPROBE, A_UPROBE_SESSION, 0},
    {"uprobe.s", MAY_SLASH, PROG_KPROBE, 0, SLEEPS},
    {"uretprobe.s", MAY_SLASH, PROG_KPROBE, 0, SLEEPS},
    {"usdt.s", MAY_SLASH, PROG_KPROBE, 0, SLEEPS},
    {"kprobe", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"kretprobe", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"uprobe", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"uretprobe", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"ksyscall", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"kretsyscall", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"usdt", MAY_SLASH, PROG_KPROBE, 0, 0},
    {"tc/ingress", WHOLE, PROG_SCHED_CLS, A_TCX_INGRESS, 0},
    {"tc/egress", WHOLE, PROG_SCHED_CLS, A_TCX_EGRESS, 0},
    {"tcx/ingress", WHOLE, PROG_SCHED_CLS, A_TCX_INGRESS, 0},
    {"tcx/egress", WHOLE, PROG_SCHED_CLS, A_TCX_EGRESS, 0},
    {"netkit/primary", WHOLE, PROG_SCHED_CLS, A_NETKIT_PRIMARY, 0},
    {"netkit/peer", WHOLE, PROG_SCHED_CLS, A_NETKIT_PEER, 0},
    {"tc", MAY_SLASH, PROG_SCHED_CLS, 0, 0},
    {"classifier", BEGINS, PROG_SCHED_CLS, 0, 0},
    {"action", BEGINS, PROG_SCHED_ACT, 0, 0},
    {"tracepoint", MAY_SLASH, PROG_TRACEPOINT, 0, 0},
    {"tp", MAY_SLASH, PROG_TRACEPOINT, 0, 0},
    {"raw_tracepoint.w", MAY_SLASH, PROG_RAW_TRACEPOINT_WRITABLE, 0, 0},
    {"raw_tp.w", MAY_SLASH, PROG_RAW_TRACEPOINT_WRITABLE, 0, 0},
    {"raw_tracepoint", MAY_SLASH, PROG_RAW_TRACEPOINT, 0, 0},
    {"raw_tp", MAY_SLASH, PROG_RAW_TRACEPOINT, 0, 0},
    {"tp_btf", MAY_SLASH, PROG_TRACING, A_RAW_TP, HOOKS},
    {"fentry.s", MAY_SLASH, PROG_TRACING, A_FENTRY, SLEEPS | HOOKS},
    {"fexit.s", MAY_SLASH, PROG_TRACING, A_FEXIT, SLEEPS | HOOKS},
    {"fmod_ret.s", MAY_SLASH, PROG_TRACING, A_MODIFY_RETURN, SLEEPS | HOOKS},
    {"fentry", MAY_SLASH, PROG_TRACING, A_FENTRY, HOOKS},
    {"fexit", MAY_SLASH, PROG_TRACING, A_FEXIT, HOOKS},
    {"fmod_ret", MAY_SLASH, PROG_TRACING, A_MODIFY_RETURN, HOOKS},
    {"freplace", MAY_SLASH, PROG_EXT, 0, HOOKS},
    {"lsm.s", MAY_SLASH, PROG_LSM, A_LSM_MAC, SLEEPS | HOOKS},
    {"lsm_cgroup", MAY_SLASH, PROG_LSM, A_LSM_CGROUP, HOOKS},
    {"lsm", MAY_SLASH, PROG_LSM, A_LSM_MAC, HOOKS},
    {"iter.s", MAY_SLASH, PROG_TRACING, A_ITER, SLEEPS | HOOKS},
    {"iter", MAY_SLASH, PROG_TRACING, A_ITER, HOOKS},
    {"syscall", WHOLE, PROG_SYSCALL, 0, SLEEPS},
    {"xdp.frags/devmap", WHOLE, PROG_XDP, A_XDP_DEVMAP, FRAGS},
    {"xdp.frags/cpumap", WHOLE, PROG_XDP, A_XDP_CPUMAP, FRAGS},
    {"xdp.frags", WHOLE, PROG_XDP, A_XDP, FRAGS},
    {"xdp/devmap", WHOLE, PROG_XDP, A_XDP_DEVMAP, 0},
    {"xdp/cpumap", WHOLE, PROG_XDP, A_XDP_CPUMAP, 0},
    {"xdp_devmap", SLASH, PROG_XDP, A_XDP_DEVMAP, 0},
    {"xdp_cpumap", SLASH, PROG_XDP, A_XDP_CPUMAP, 0},
    {"xdp", BEGINS, PROG_XDP, A_XDP, 0},
    {"perf_event", BEGINS, PROG_PERF_EVENT, 0, 0},
    {"lwt_in", BEGINS, PROG_LWT_IN, 0, 0},
    {"lwt_out", BEGINS, PROG_LWT_OUT, 0, 0},
    {"lwt_xmit", BEGINS, PROG_LWT_XMIT, 0, 0},
    {"lwt_seg6local", BEGINS, PROG_LWT_SEG6LOCAL, 0, 0},
    {"sockops", BEGINS, PROG_SOCK_OPS, A_SOCK_OPS, 0},
    {"sk_skb/stream_parser", BEGINS, PROG_SK_SKB, A_STREAM_PARSER, 0},
    {"sk_skb/stream_verdict", BEGINS, PROG_SK_SKB, A_STREAM_VERDICT, 0},
    {"sk_skb/verdict", WHOLE, PROG_SK_SKB, A_SKB_VERDICT, 0},
    {"sk_skb", BEGINS, PROG_SK_SKB, 0, 0},
    {"sk_msg", BEGINS, PROG_SK_MSG, A_MSG_VERDICT, 0},
    {"lirc_mode2", BEGINS, PROG_LIRC_MODE2, A_LIRC_MODE2, 0},
    {"flow_dissector", BEGINS, PROG_FLOW_DISSECTOR, A_FLOW_DISSECTOR, 0},
    {"cgroup_skb/ingress", BEGINS, PROG_CGROUP_SKB, A_INGRESS, 0},
    {"cgroup_skb/egress", BEGINS, PROG_CGROUP_SKB, A_EGRESS, 0},
    {"cgroup/skb", BEGINS, PROG_CGROUP_SKB, 0, 0},
    {"cgroup/sock_create", WHOLE, PROG_CGROUP_SOCK, A_SOCK_CREATE, 0},
    {"cgroup/sock_release", WHOLE, PROG_CGROUP_SOCK, A_SOCK_RELEASE, 0},
    {"cgroup/sock", WHOLE, PROG_CGROUP_SOCK, A_SOCK_CREATE, 0},
    {"cgroup/post_bind4", WHOLE, PROG_CGROUP_SOCK, A_POST_BIND4, 0},
    {"cgroup/post_bind6", WHOLE, PROG_CGROUP_SOCK, A_POST_BIND6, 0},
    {"cgroup/dev", BEGINS, PROG_CGROUP_DEVICE, A_DEVICE, 0},
    {"cgroup/bind4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_BIND4, 0},
    {"cgroup/bind6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_BIND6, 0},
    {"cgroup/connect4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_CONNECT4, 0},
    {"cgroup/connect6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_CONNECT6, 0},
    {"cgroup/connect_unix", WHOLE, PROG_CGROUP_SOCK_ADDR, A_UNIX_CONNECT, 0},
    {"cgroup/sendmsg4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_SENDMSG4, 0},
    {"cgroup/sendmsg6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_SENDMSG6, 0},
    {"cgroup/sendmsg_unix", WHOLE, PROG_CGROUP_SOCK_ADDR, A_UNIX_SENDMSG, 0},
    {"cgroup/recvmsg4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_RECVMSG4, 0},
    {"cgroup/recvmsg6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_RECVMSG6, 0},
    {"cgroup/recvmsg_unix", WHOLE, PROG_CGROUP_SOCK_ADDR, A_UNIX_RECVMSG, 0},
    {"cgroup/getpeername4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_GETPEERNAME4, 0},
    {"cgroup/getpeername6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_GETPEERNAME6, 0},
    {"cgroup/getpeername_unix", WHOLE, PROG_CGROUP_SOCK_ADDR,
	A_UNIX_GETPEERNAME, 0},
    {"cgroup/getsockname4", WHOLE, PROG_CGROUP_SOCK_ADDR, A_GETSOCKNAME4, 0},
    {"cgroup/getsockname6", WHOLE, PROG_CGROUP_SOCK_ADDR, A_GETSOCKNAME6, 0},
    {"cgroup/getsockname_unix", WHOLE, PROG_CGROUP_SOCK_ADDR,
	A_UNIX_GETSOCKNAME, 0},
    {"cgroup/sysctl", WHOLE, PROG_CGROUP_SYSCTL, A_SYSCTL, 0},
    {"cgroup/getsockopt", WHOLE, PROG_CGROUP_SOCKOPT, A_GETSOCKOPT, 0},
    {"cgroup/setsockopt", WHOLE, PROG_CGROUP_SOCKOPT, A_SETSOCKOPT, 0},
    {"struct_ops.s", MAY_SLASH, PROG_STRUCT_OPS, 0, SLEEPS | HOOKS},
    {"struct_ops", MAY_SLASH, PROG_STRUCT_OPS, 0, HOOKS},
    {"sk_lookup", BEGINS, PROG_SK_LOOKUP, A_SK_LOOKUP, 0},
    {"netfilter", WHOLE, PROG_NETFILTER, A_NETFILTER, 0},
};

const char *
progtype_name(uint32_t type)
{
	return type == PROG_UNSPEC ? "unspec" : typerule_name(type);
}

const char *
progtype_attach_name(uint32_t attach)
{
	return attach < ATTACHES ? attaches[attach] : NULL;
}

static bool
by_name(const char *(*name_of)(uint32_t), uint32_t first, uint32_t end,
    const char *name, uint32_t *found)
{
	for (*found = first; *found < end; ++*found)
		if (strcmp(name_of(*found), name) == 0)
			return true;
	return false;
}

bool
progtype_by_name(const char *name, uint32_t *type)
{
	return by_name(progtype_name, PROG_UNSPEC + 1, PROG_TYPES, name, type);
}

bool
progtype_attach_by_name(const char *name, uint32_t *attach)
{
	return by_name(progtype_attach_name, 0, ATTACHES, name, attach);
}

static bool
fits(const struct row *r, const char *section)
{
	size_t n = strlen(r->name);

	if (strncmp(section, r->name, n) != 0)
		return false;
	switch (r->match) {
	case WHOLE:
		return section[n] == '\0';
	case MAY_SLASH:
		return section[n] == '\0' || section[n] == '/';
	case SLASH:
		return section[n] == '/';
	default:
		return true;
	}
}

bool
progtype_of_section(const char *section, struct progtype *t)
{
	if (section[0] == '?')
		section++;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (fits(&rows[i], section)) {
			t->type = rows[i].type;
			t->attach = rows[i].attach;
			t->sleepable = (rows[i].flags & SLEEPS) != 0;
			t->frags = (rows[i].flags & FRAGS) != 0;
			t->hooks = (rows[i].flags & HOOKS) != 0;
			return true;
		}
	return false;
}
