/* helpertable - the helpers of Linux 6.18, include/uapi/linux/bpf.h, and the
   programs that may call them: net/core/filter.c, kernel/bpf/helpers.c,
   kernel/bpf/cgroup.c, kernel/trace/bpf_trace.c, drivers/media/rc/bpf-lirc.c,
   the functions *_func_proto. */
#include "helper.h"

#include "progtype.h"

#define IN(type) (UINT64_C(1) << PROG_##type)
#define TC	 (IN(SCHED_CLS) | IN(SCHED_ACT))
#define SYN	 (TC | IN(XDP))
#define LWT	 (IN(LWT_IN) | IN(LWT_OUT) | IN(LWT_XMIT) | IN(LWT_SEG6LOCAL))
#define TRACE                                                                \
	(IN(KPROBE) | IN(TRACEPOINT) | IN(PERF_EVENT) | IN(RAW_TRACEPOINT) | \
	    IN(RAW_TRACEPOINT_WRITABLE) | IN(TRACING))
/* Those that see sockets. */
#define SOCKETS                                                            \
	(LWT | TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) |                \
	    IN(FLOW_DISSECTOR) | IN(SK_LOOKUP) | IN(SK_MSG) | IN(SK_SKB) | \
	    IN(SOCK_OPS) | IN(SOCKET_FILTER) | IN(SYSCALL) | IN(XDP) |     \
	    IN(TRACING))
#define CGROUP                                                  \
	(IN(CGROUP_SKB) | IN(CGROUP_SOCK) | IN(CGROUP_DEVICE) | \
	    IN(CGROUP_SOCK_ADDR) | IN(CGROUP_SYSCTL) | IN(CGROUP_SOCKOPT))
#define ALL                                                             \
	(TC | LWT | TRACE | CGROUP | IN(SOCKET_FILTER) | IN(XDP) |      \
	    IN(SOCK_OPS) | IN(SK_SKB) | IN(SK_MSG) | IN(SK_REUSEPORT) | \
	    IN(FLOW_DISSECTOR) | IN(SK_LOOKUP) | IN(SYSCALL) | IN(NETFILTER))
/* What programs of infrared receivers have: no more. */
#define LIRC  IN(LIRC_MODE2)
#define BASIC (ALL | LIRC)

enum {
	NONE = HELPER_NONE,
	CTX = HELPER_CONTEXT,
	CTX0 = HELPER_CONTEXT | HELPER_OR_NULL,
	ANY = HELPER_ANYTHING,
	MAP = HELPER_MAP,
	KEY = HELPER_KEY,
	VALUE = HELPER_VALUE,
	VALUE0 = HELPER_VALUE | HELPER_OR_NULL,
	VALUE_OUT = HELPER_VALUE | HELPER_WRITE | HELPER_UNINIT,
	MEM = HELPER_MEMORY,
	MEM0 = HELPER_MEMORY | HELPER_OR_NULL,
	OUT = HELPER_MEMORY | HELPER_WRITE | HELPER_UNINIT,
	OUT0 = HELPER_MEMORY | HELPER_WRITE | HELPER_OR_NULL,
	INOUT = HELPER_MEMORY | HELPER_WRITE,
	SIZE = HELPER_SIZE,
	SIZE0 = HELPER_SIZE0,
	BYTES = HELPER_BYTES,
	RECORD = HELPER_RECORD,
	STRING = HELPER_STRING,
	FUNC = HELPER_FUNC,
	LOCK = HELPER_LOCK,
	TIMER = HELPER_TIMER,
	KPTR = HELPER_KPTR,
	DYNPTR = HELPER_DYNPTR,
	DYNPTR_OWN = HELPER_DYNPTR_RINGBUF,
	NEW_LOCAL = HELPER_DYNPTR_LOCAL | HELPER_WRITE | HELPER_UNINIT,
	NEW_RINGBUF = HELPER_DYNPTR_RINGBUF | HELPER_WRITE | HELPER_UNINIT,
	STACK0 = HELPER_STACK | HELPER_OR_NULL,
	SK = HELPER_SOCK_COMMON,
	SK_ANY = HELPER_SOCK_ANY,
	PERCPU = HELPER_PERCPU,
	BTF = HELPER_BTF,
	BTF0 = HELPER_BTF | HELPER_OR_NULL,
	/* By helper_fixed_size. */
	IP4 = HELPER_FIXED,
	IP6,
	MTU_KIND,
	LONG_KIND,
	MTU = MTU_KIND | HELPER_WRITE,
	LONG_OUT = LONG_KIND | HELPER_WRITE | HELPER_UNINIT,

	SLEEPS = HELPER_SLEEPS,
	LENGTH = HELPER_LENGTH,
	GPL = HELPER_GPL,
	MOVES = HELPER_MOVES,
	PACKET = HELPER_PACKET,
	VOID = HELPER_VOID,
	CPU = HELPER_CPU,
	ACQUIRES = HELPER_ACQUIRES,
	RELEASES = HELPER_RELEASES,
	CASTS = HELPER_CASTS,
	COOKIE = GPL | PACKET,

	ELEMENT = REG_MAP_VALUE,
	ELEMENT0 = REG_MAP_VALUE | REG_OR_NULL,
	RECORD0 = REG_RINGBUF_MEM | REG_OR_NULL,
	SLICE0 = REG_MEM | REG_OR_NULL,
	SOCK0 = REG_SOCK | REG_OR_NULL,
	SOCK_COMMON0 = REG_SOCK_COMMON | REG_OR_NULL,
	TCP_SOCK0 = REG_TCP_SOCK | REG_OR_NULL,
	VARIABLE = REG_RDONLY_MEM, /* or a structure */
	VARIABLE0 = REG_RDONLY_MEM | REG_OR_NULL,
	STRUCTURE = REG_BTF,
	STRUCTURE0 = REG_BTF | REG_OR_NULL,
};

/* For programs that are not decided, or none of this kernel's. */
#define OTHER(n, name) [n] = {"bpf_" name, 0, 0, {NONE}, 0, 0}
#define KNOWN(n, name, types, flags, ...) \
	[n] = {"bpf_" name, types, types, {__VA_ARGS__}, 0, flags}
/* For others it asks for something else. */
#define KNOWN_IN(n, name, types, in, flags, ...) \
	[n] = {"bpf_" name, types, (types) & (in), {__VA_ARGS__}, 0, flags}

/* What it returns is no number. */
#define RETURNS(n, name, types, what, flags, ...) \
	[n] = {"bpf_" name, types, types, {__VA_ARGS__}, what, flags}

#define RETURNS_IN(n, name, types, in, what, flags, ...) \
	[n] = {"bpf_" name, types, (types) & (in), {__VA_ARGS__}, what, flags}

static const struct helper helpers[] = {
    OTHER(0, "unspec"),
    RETURNS(1, "map_lookup_elem", BASIC, ELEMENT0, PACKET, MAP, KEY),
    KNOWN(2, "map_update_elem", BASIC, PACKET, MAP, KEY, VALUE, ANY),
    KNOWN(3, "map_delete_elem", BASIC, PACKET, MAP, KEY),
    KNOWN(4, "probe_read", TRACE | IN(SYSCALL), GPL, OUT, SIZE0, ANY),
    KNOWN(5, "ktime_get_ns", BASIC, 0, NONE),
    KNOWN(6, "trace_printk", BASIC, GPL, MEM, SIZE),
    KNOWN(7, "get_prandom_u32", BASIC, 0, NONE),
    KNOWN(8, "get_smp_processor_id", ALL, CPU, NONE),
    KNOWN(9, "skb_store_bytes", TC | IN(LWT_XMIT) | IN(SK_SKB), MOVES, CTX, ANY,
	MEM, SIZE, ANY),
    KNOWN(10, "l3_csum_replace", TC | IN(LWT_XMIT), MOVES, CTX, ANY, ANY, ANY,
	ANY),
    KNOWN(11, "l4_csum_replace", TC | IN(LWT_XMIT), MOVES, CTX, ANY, ANY, ANY,
	ANY),
    KNOWN(12, "tail_call", BASIC, VOID, CTX, MAP, ANY),
    KNOWN(13, "clone_redirect", TC | IN(LWT_XMIT), MOVES, CTX, ANY, ANY),
    KNOWN(14, "get_current_pid_tgid", ALL, 0, NONE),
    KNOWN(15, "get_current_uid_gid", ALL, 0, NONE),
    KNOWN(16, "get_current_comm", ALL, 0, OUT, SIZE),
    KNOWN_IN(17, "get_cgroup_classid", ALL, ALL & ~(LWT | TC), 0, NONE),
    KNOWN(18, "skb_vlan_push", TC, MOVES, CTX, ANY, ANY),
    KNOWN(19, "skb_vlan_pop", TC, MOVES, CTX),
    KNOWN(20, "skb_get_tunnel_key", TC | IN(LWT_XMIT), 0, CTX, OUT, SIZE, ANY),
    KNOWN(21, "skb_set_tunnel_key", TC | IN(LWT_XMIT), 0, CTX, MEM, SIZE, ANY),
    KNOWN(22, "perf_event_read", ALL, GPL, MAP, ANY),
    KNOWN(23, "redirect", TC | IN(LWT_XMIT) | IN(XDP), 0, ANY, ANY),
    KNOWN(24, "get_route_realm", LWT | TC, 0, CTX),
    KNOWN(25, "perf_event_output",
	ALL & ~(IN(FLOW_DISSECTOR) | IN(NETFILTER) | IN(SK_REUSEPORT)), GPL,
	CTX, MAP, ANY, MEM, SIZE0),
    KNOWN(26, "skb_load_bytes",
	LWT | TC | IN(CGROUP_SKB) | IN(FLOW_DISSECTOR) | IN(SK_REUSEPORT) |
	    IN(SK_SKB) | IN(SOCKET_FILTER),
	0, CTX, ANY, OUT, SIZE),
    KNOWN_IN(27, "get_stackid", TRACE | IN(SYSCALL), ~IN(PERF_EVENT), GPL, CTX,
	MAP, ANY),
    KNOWN(28, "csum_diff", LWT | TC | IN(XDP), PACKET, MEM0, SIZE0, MEM0, SIZE0,
	ANY),
    KNOWN(29, "skb_get_tunnel_opt", TC | IN(LWT_XMIT), 0, CTX, OUT, SIZE),
    KNOWN(30, "skb_set_tunnel_opt", TC | IN(LWT_XMIT), 0, CTX, MEM, SIZE),
    KNOWN(31, "skb_change_proto", TC, MOVES, CTX, ANY, ANY),
    KNOWN(32, "skb_change_type", TC, 0, CTX, ANY),
    KNOWN(33, "skb_under_cgroup", LWT | TC, 0, CTX, MAP, ANY),
    KNOWN(34, "get_hash_recalc", LWT | TC, 0, CTX),
    KNOWN(35, "get_current_task", ALL, GPL, NONE),
    OTHER(36, "probe_write_user"),
    KNOWN(37, "current_task_under_cgroup", ALL, 0, MAP, ANY),
    KNOWN(38, "skb_change_tail", TC | IN(LWT_XMIT) | IN(SK_SKB), MOVES, CTX,
	ANY, ANY),
    KNOWN(39, "skb_pull_data", LWT | TC | IN(SK_SKB), MOVES, CTX, ANY),
    KNOWN(40, "csum_update", TC | IN(LWT_XMIT), 0, CTX, ANY),
    KNOWN(41, "set_hash_invalid", TC | IN(LWT_XMIT), 0, CTX),
    KNOWN(42, "get_numa_node_id", ALL, 0, NONE),
    KNOWN(43, "skb_change_head", TC | IN(LWT_XMIT) | IN(SK_SKB), MOVES, CTX,
	ANY, ANY),
    KNOWN(44, "xdp_adjust_head", IN(XDP), MOVES, CTX, ANY),
    KNOWN(45, "probe_read_str", TRACE | IN(SYSCALL), GPL | LENGTH, OUT, SIZE0,
	ANY),
    KNOWN_IN(46, "get_socket_cookie",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK) | IN(CGROUP_SOCK_ADDR) |
	    IN(SK_REUSEPORT) | IN(SK_SKB) | IN(SOCK_OPS) | IN(SOCKET_FILTER) |
	    IN(SYSCALL) | IN(TRACING),
	ALL & ~(IN(SK_REUSEPORT) | IN(SYSCALL) | IN(TRACING)), 0, CTX),
    KNOWN(47, "get_socket_uid",
	TC | IN(CGROUP_SKB) | IN(SK_SKB) | IN(SOCKET_FILTER), 0, CTX),
    KNOWN(48, "set_hash", TC, 0, CTX, ANY),
    KNOWN_IN(49, "setsockopt",
	IN(CGROUP_SOCK_ADDR) | IN(CGROUP_SOCKOPT) | IN(SOCK_OPS),
	~IN(CGROUP_SOCKOPT), 0, CTX, ANY, ANY, MEM, SIZE),
    KNOWN(50, "skb_adjust_room", TC | IN(SK_SKB), MOVES, CTX, ANY, ANY, ANY),
    KNOWN(51, "redirect_map", IN(XDP), 0, MAP, ANY, ANY),
    KNOWN(52, "sk_redirect_map", IN(SK_SKB), 0, CTX, MAP, ANY, ANY),
    KNOWN(53, "sock_map_update", IN(SOCK_OPS), PACKET, CTX, MAP, KEY, ANY),
    KNOWN(54, "xdp_adjust_meta", IN(XDP), MOVES, CTX, ANY),
    KNOWN(55, "perf_event_read_value", ALL, GPL, MAP, ANY, OUT, SIZE),
    KNOWN(56, "perf_prog_read_value", IN(PERF_EVENT), GPL, CTX, OUT, SIZE),
    KNOWN_IN(57, "getsockopt",
	IN(CGROUP_SOCK_ADDR) | IN(CGROUP_SOCKOPT) | IN(SOCK_OPS),
	~IN(CGROUP_SOCKOPT), 0, CTX, ANY, ANY, OUT, SIZE),
    OTHER(58, "override_return"),
    KNOWN(59, "sock_ops_cb_flags_set", IN(SOCK_OPS), 0, CTX, ANY),
    KNOWN(60, "msg_redirect_map", IN(SK_MSG), 0, CTX, MAP, ANY, ANY),
    KNOWN(61, "msg_apply_bytes", IN(SK_MSG), 0, CTX, ANY),
    KNOWN(62, "msg_cork_bytes", IN(SK_MSG), 0, CTX, ANY),
    KNOWN(63, "msg_pull_data", IN(SK_MSG), MOVES, CTX, ANY, ANY, ANY),
    KNOWN(64, "bind", IN(CGROUP_SOCK_ADDR), 0, CTX, MEM, SIZE),
    KNOWN(65, "xdp_adjust_tail", IN(XDP), MOVES, CTX, ANY),
    KNOWN(66, "skb_get_xfrm_state", TC, 0, CTX, ANY, OUT, SIZE, ANY),
    KNOWN(67, "get_stack", TRACE | IN(SYSCALL), GPL | LENGTH, CTX, OUT, SIZE0,
	ANY),
    KNOWN(68, "skb_load_bytes_relative",
	TC | IN(CGROUP_SKB) | IN(SK_REUSEPORT) | IN(SOCKET_FILTER), 0, CTX, ANY,
	OUT, SIZE, ANY),
    KNOWN(69, "fib_lookup", TC | IN(XDP), GPL, CTX, INOUT, SIZE, ANY),
    KNOWN(70, "sock_hash_update", IN(SOCK_OPS), PACKET, CTX, MAP, KEY, ANY),
    KNOWN(71, "msg_redirect_hash", IN(SK_MSG), 0, CTX, MAP, KEY, ANY),
    KNOWN(72, "sk_redirect_hash", IN(SK_SKB), 0, CTX, MAP, KEY, ANY),
    KNOWN(73, "lwt_push_encap", IN(LWT_IN) | IN(LWT_XMIT), MOVES, CTX, ANY, MEM,
	SIZE),
    KNOWN(74, "lwt_seg6_store_bytes", IN(LWT_SEG6LOCAL), MOVES, CTX, ANY, MEM,
	SIZE),
    KNOWN(75, "lwt_seg6_adjust_srh", IN(LWT_SEG6LOCAL), MOVES, CTX, ANY, ANY),
    KNOWN(76, "lwt_seg6_action", IN(LWT_SEG6LOCAL), MOVES, CTX, ANY, MEM, SIZE),
    KNOWN(77, "rc_repeat", LIRC, GPL, CTX),
    KNOWN(78, "rc_keydown", LIRC, GPL, CTX, ANY, ANY, ANY),
    KNOWN(79, "skb_cgroup_id", TC | IN(CGROUP_SKB), 0, CTX),
    KNOWN(80, "get_current_cgroup_id", ALL, 0, NONE),
    RETURNS(
	81, "get_local_storage", CGROUP | IN(SOCK_OPS), ELEMENT, 0, MAP, ANY),
    KNOWN(82, "sk_select_reuseport", IN(SK_REUSEPORT), 0, CTX, MAP, KEY, ANY),
    KNOWN(83, "skb_ancestor_cgroup_id", TC | IN(CGROUP_SKB), 0, CTX, ANY),
    RETURNS(84, "sk_lookup_tcp",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) | IN(SK_SKB) | IN(XDP),
	SOCK0, ACQUIRES | PACKET, CTX, MEM, SIZE0, ANY, ANY),
    RETURNS(85, "sk_lookup_udp",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) | IN(SK_SKB) | IN(XDP),
	SOCK0, ACQUIRES | PACKET, CTX, MEM, SIZE0, ANY, ANY),
    KNOWN(86, "sk_release",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) | IN(SK_LOOKUP) |
	    IN(SK_SKB) | IN(XDP),
	RELEASES, SK_ANY),
    KNOWN(87, "map_push_elem", BASIC, PACKET, MAP, VALUE, ANY),
    KNOWN(88, "map_pop_elem", BASIC, 0, MAP, VALUE_OUT),
    KNOWN(89, "map_peek_elem", BASIC, 0, MAP, VALUE_OUT),
    KNOWN(90, "msg_push_data", IN(SK_MSG), MOVES, CTX, ANY, ANY, ANY),
    KNOWN(91, "msg_pop_data", IN(SK_MSG), MOVES, CTX, ANY, ANY, ANY),
    KNOWN(92, "rc_pointer_rel", LIRC, GPL, CTX, ANY, ANY),
    KNOWN(93, "spin_lock", ALL, VOID, LOCK),
    KNOWN(94, "spin_unlock", ALL, VOID, LOCK),
    RETURNS(95, "sk_fullsock", TC | IN(CGROUP_SKB), SOCK0, CASTS, SK),
    RETURNS(96, "tcp_sock",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCKOPT) | IN(SOCK_OPS), TCP_SOCK0,
	CASTS, SK),
    KNOWN(97, "skb_ecn_set_ce", TC | IN(CGROUP_SKB), 0, CTX),
    RETURNS(98, "get_listener_sock", TC | IN(CGROUP_SKB), SOCK0, 0, SK),
    RETURNS(99, "skc_lookup_tcp",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) | IN(SK_SKB) | IN(XDP),
	SOCK_COMMON0, ACQUIRES | PACKET, CTX, MEM, SIZE0, ANY, ANY),
    KNOWN(100, "tcp_check_syncookie", TC | IN(XDP), GPL | PACKET, SK_ANY, MEM,
	SIZE, MEM, SIZE),
    KNOWN(101, "sysctl_get_name", IN(CGROUP_SYSCTL), 0, CTX, INOUT, SIZE, ANY),
    KNOWN(
	102, "sysctl_get_current_value", IN(CGROUP_SYSCTL), 0, CTX, OUT, SIZE),
    KNOWN(103, "sysctl_get_new_value", IN(CGROUP_SYSCTL), 0, CTX, OUT, SIZE),
    KNOWN(104, "sysctl_set_new_value", IN(CGROUP_SYSCTL), 0, CTX, MEM, SIZE),
    KNOWN(105, "strtol", ALL, 0, MEM, SIZE, ANY, LONG_OUT),
    KNOWN(106, "strtoul", ALL, 0, MEM, SIZE, ANY, LONG_OUT),
    RETURNS_IN(107, "sk_storage_get",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK) | IN(CGROUP_SOCK_ADDR) |
	    IN(CGROUP_SOCKOPT) | IN(SK_MSG) | IN(SOCK_OPS) | IN(SYSCALL) |
	    IN(TRACING),
	~(IN(SYSCALL) | IN(CGROUP_SOCK) | IN(TRACING)), ELEMENT0, 0, MAP,
	SK_ANY, VALUE0, ANY),
    KNOWN_IN(108, "sk_storage_delete",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK_ADDR) | IN(CGROUP_SOCKOPT) |
	    IN(SK_MSG) | IN(SOCK_OPS) | IN(SYSCALL) | IN(TRACING),
	~(IN(SYSCALL) | IN(TRACING)), 0, MAP, SK_ANY),
    KNOWN(109, "send_signal", ALL, 0, ANY),
    KNOWN(110, "tcp_gen_syncookie", TC | IN(XDP), GPL | PACKET, SK_ANY, MEM,
	SIZE, MEM, SIZE),
    KNOWN_IN(111, "skb_output", IN(SYSCALL) | IN(TRACING), IN(TRACING), GPL,
	BTF, MAP, ANY, MEM, SIZE0),
    KNOWN(112, "probe_read_user", ALL, GPL, OUT, SIZE0, ANY),
    KNOWN(113, "probe_read_kernel", ALL, GPL, OUT, SIZE0, ANY),
    KNOWN(114, "probe_read_user_str", ALL, GPL | LENGTH, OUT, SIZE0, ANY),
    KNOWN(115, "probe_read_kernel_str", ALL, GPL | LENGTH, OUT, SIZE0, ANY),
    OTHER(116, "tcp_send_ack"),
    KNOWN(117, "send_signal_thread", ALL, 0, ANY),
    KNOWN(118, "jiffies64", ALL, 0, NONE),
    KNOWN(
	119, "read_branch_records", IN(PERF_EVENT), GPL, CTX, OUT0, SIZE0, ANY),
    KNOWN(120, "get_ns_current_pid_tgid", ALL, 0, ANY, ANY, OUT, SIZE),
    KNOWN_IN(121, "xdp_output", IN(SYSCALL) | IN(TRACING), IN(TRACING), GPL,
	BTF, MAP, ANY, MEM, SIZE0),
    KNOWN(122, "get_netns_cookie",
	TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK) | IN(CGROUP_SOCK_ADDR) |
	    IN(CGROUP_SOCKOPT) | IN(SK_MSG) | IN(SOCK_OPS) | IN(SOCKET_FILTER),
	0, CTX0),
    KNOWN(123, "get_current_ancestor_cgroup_id", ALL, 0, ANY),
    KNOWN_IN(124, "sk_assign", TC | IN(SK_LOOKUP), TC, 0, CTX, SK_ANY, ANY),
    KNOWN(125, "ktime_get_boot_ns", BASIC, 0, NONE),
    KNOWN(126, "seq_printf", IN(TRACING), GPL, BTF, MEM, SIZE, MEM0, SIZE0),
    KNOWN(127, "seq_write", IN(TRACING), GPL, BTF, MEM, SIZE0),
    KNOWN(128, "sk_cgroup_id", IN(CGROUP_SKB), 0, SK_ANY),
    KNOWN(129, "sk_ancestor_cgroup_id", IN(CGROUP_SKB), 0, SK_ANY, ANY),
    KNOWN(130, "ringbuf_output", ALL, 0, MAP, MEM, SIZE0, ANY),
    RETURNS(131, "ringbuf_reserve", ALL, RECORD0, ACQUIRES, MAP, BYTES, ANY),
    KNOWN(132, "ringbuf_submit", ALL, RELEASES | VOID, RECORD, ANY),
    KNOWN(133, "ringbuf_discard", ALL, RELEASES | VOID, RECORD, ANY),
    KNOWN(134, "ringbuf_query", ALL, 0, MAP, ANY),
    KNOWN(135, "csum_level", TC | IN(LWT_XMIT), 0, CTX, ANY),
    RETURNS(136, "skc_to_tcp6_sock", SOCKETS, STRUCTURE0, CASTS, SK_ANY),
    RETURNS(137, "skc_to_tcp_sock", SOCKETS, STRUCTURE0, CASTS, SK_ANY),
    RETURNS(
	138, "skc_to_tcp_timewait_sock", SOCKETS, STRUCTURE0, CASTS, SK_ANY),
    RETURNS(139, "skc_to_tcp_request_sock", SOCKETS, STRUCTURE0, CASTS, SK_ANY),
    RETURNS(140, "skc_to_udp6_sock", SOCKETS, STRUCTURE0, CASTS, SK_ANY),
    KNOWN(141, "get_task_stack", ALL, LENGTH, BTF, OUT, SIZE0, ANY),
    KNOWN(142, "load_hdr_opt", IN(SOCK_OPS), 0, CTX, INOUT, SIZE, ANY),
    KNOWN(143, "store_hdr_opt", IN(SOCK_OPS), 0, CTX, MEM, SIZE, ANY),
    KNOWN(144, "reserve_hdr_opt", IN(SOCK_OPS), 0, CTX, ANY, ANY),
    OTHER(145, "inode_storage_get"),
    OTHER(146, "inode_storage_delete"),
    KNOWN(147, "d_path", IN(SYSCALL) | IN(TRACING), 0, BTF, OUT, SIZE0),
    KNOWN(148, "copy_from_user", ALL, SLEEPS, OUT, SIZE0, ANY),
    KNOWN(149, "snprintf_btf", ALL, 0, INOUT, SIZE, MEM, SIZE, ANY),
    KNOWN(150, "seq_printf_btf", IN(TRACING), GPL, BTF, MEM, SIZE0, ANY),
    KNOWN(151, "skb_cgroup_classid", TC, 0, CTX),
    KNOWN(152, "redirect_neigh", TC, 0, ANY, MEM0, SIZE0, ANY),
    RETURNS(153, "per_cpu_ptr", ALL, VARIABLE0, 0, PERCPU, ANY),
    RETURNS(154, "this_cpu_ptr", ALL, VARIABLE, 0, PERCPU),
    KNOWN(155, "redirect_peer", TC, 0, ANY, ANY),
    RETURNS(156, "task_storage_get", ALL, ELEMENT0, 0, MAP, BTF0, VALUE0, ANY),
    KNOWN(157, "task_storage_delete", ALL, 0, MAP, BTF0),
    RETURNS(158, "get_current_task_btf", ALL, STRUCTURE, GPL, NONE),
    OTHER(159, "bprm_opts_set"),
    KNOWN(160, "ktime_get_coarse_ns",
	LWT | TC | IN(CGROUP_SKB) | IN(CGROUP_SOCK) | IN(CGROUP_SOCK_ADDR) |
	    IN(CGROUP_SYSCTL) | IN(FLOW_DISSECTOR) | IN(SK_LOOKUP) |
	    IN(SK_MSG) | IN(SK_REUSEPORT) | IN(SK_SKB) | IN(SOCK_OPS) |
	    IN(SOCKET_FILTER) | IN(XDP),
	0, NONE),
    OTHER(161, "ima_inode_hash"),
    RETURNS(
	162, "sock_from_file", IN(SYSCALL) | IN(TRACING), STRUCTURE0, 0, BTF),
    KNOWN(163, "check_mtu", TC | IN(XDP), GPL, CTX, ANY, MTU, ANY, ANY),
    KNOWN(164, "for_each_map_elem", ALL, 0, MAP, FUNC, STACK0, ANY),
    KNOWN(165, "snprintf", ALL, GPL, OUT0, SIZE0, STRING, MEM0, SIZE0),
    KNOWN(166, "sys_bpf", IN(SYSCALL), SLEEPS, ANY, MEM, SIZE),
    KNOWN(167, "btf_find_by_name_kind", IN(SYSCALL), 0, MEM, SIZE, ANY, ANY),
    KNOWN(168, "sys_close", IN(SYSCALL), 0, ANY),
    KNOWN(169, "timer_init", ALL, GPL, TIMER, MAP, ANY),
    KNOWN(170, "timer_set_callback", ALL, GPL, TIMER, FUNC),
    KNOWN(171, "timer_start", ALL, GPL, TIMER, ANY, ANY),
    KNOWN(172, "timer_cancel", ALL, GPL, TIMER),
    KNOWN(173, "get_func_ip", TRACE | IN(SYSCALL), GPL, CTX),
    KNOWN(174, "get_attach_cookie", TRACE, 0, CTX),
    RETURNS(175, "task_pt_regs", ALL, STRUCTURE, GPL, BTF),
    KNOWN(176, "get_branch_snapshot", ALL, GPL, OUT, SIZE0),
    KNOWN(177, "trace_vprintk", ALL, GPL, MEM, SIZE, MEM0, SIZE0),
    RETURNS(178, "skc_to_unix_sock", SOCKETS, STRUCTURE0, 0, SK_ANY),
    KNOWN(
	179, "kallsyms_lookup_name", IN(SYSCALL), 0, MEM, SIZE0, ANY, LONG_OUT),
    KNOWN(180, "find_vma", ALL, 0, BTF, ANY, FUNC, STACK0, ANY),
    KNOWN(181, "loop", ALL, 0, ANY, FUNC, STACK0, ANY),
    KNOWN(182, "strncmp", ALL, 0, MEM, SIZE, STRING),
    OTHER(183, "get_func_arg"),
    OTHER(184, "get_func_ret"),
    OTHER(185, "get_func_arg_cnt"),
    KNOWN(
	186, "get_retval", (CGROUP & ~IN(CGROUP_SKB)) | IN(SOCK_OPS), 0, NONE),
    KNOWN(187, "set_retval", (CGROUP & ~IN(CGROUP_SKB)) | IN(SOCK_OPS), 0, ANY),
    KNOWN_IN(188, "xdp_get_buff_len", IN(SYSCALL) | IN(XDP) | IN(TRACING),
	IN(XDP), 0, CTX),
    KNOWN(189, "xdp_load_bytes", IN(XDP), 0, CTX, ANY, OUT, SIZE),
    KNOWN(190, "xdp_store_bytes", IN(XDP), 0, CTX, ANY, MEM, SIZE),
    KNOWN(191, "copy_from_user_task", ALL, GPL | SLEEPS, OUT, SIZE0, ANY, BTF,
	ANY),
    KNOWN(192, "skb_set_tstamp", TC, 0, CTX, ANY, ANY),
    OTHER(193, "ima_file_hash"),
    RETURNS(194, "kptr_xchg", ALL, STRUCTURE0, ACQUIRES | RELEASES, KPTR, BTF0),
    RETURNS(
	195, "map_lookup_percpu_elem", ALL, ELEMENT0, PACKET, MAP, KEY, ANY),
    RETURNS(196, "skc_to_mptcp_sock", SOCKETS, STRUCTURE0, CASTS, SK),
    KNOWN(197, "dynptr_from_mem", ALL, 0, OUT, SIZE0, ANY, NEW_LOCAL),
    KNOWN(198, "ringbuf_reserve_dynptr", ALL, 0, MAP, ANY, ANY, NEW_RINGBUF),
    KNOWN(199, "ringbuf_submit_dynptr", ALL, RELEASES | VOID, DYNPTR_OWN, ANY),
    KNOWN(200, "ringbuf_discard_dynptr", ALL, RELEASES | VOID, DYNPTR_OWN, ANY),
    KNOWN(201, "dynptr_read", ALL, 0, OUT, SIZE0, DYNPTR, ANY, ANY),
    KNOWN(202, "dynptr_write", ALL, 0, DYNPTR, ANY, MEM, SIZE0, ANY),
    RETURNS(203, "dynptr_data", ALL, SLICE0, 0, DYNPTR, ANY, BYTES),
    KNOWN(204, "tcp_raw_gen_syncookie_ipv4", SYN, COOKIE, IP4, MEM, SIZE0),
    KNOWN(205, "tcp_raw_gen_syncookie_ipv6", SYN, COOKIE, IP6, MEM, SIZE0),
    KNOWN(206, "tcp_raw_check_syncookie_ipv4", SYN, COOKIE, IP4, IP4),
    KNOWN(207, "tcp_raw_check_syncookie_ipv6", SYN, COOKIE, IP6, IP4),
    KNOWN(208, "ktime_get_tai_ns", ALL, 0, NONE),
    KNOWN(209, "user_ringbuf_drain", ALL, 0, MAP, FUNC, STACK0, ANY),
    RETURNS(210, "cgrp_storage_get", ALL, ELEMENT0, 0, MAP, BTF0, VALUE0, ANY),
    KNOWN(211, "cgrp_storage_delete", ALL, 0, MAP, BTF0),
};

const struct helper *
helper_of(int32_t number)
{
	if (number < 0 || (size_t)number >= sizeof helpers / sizeof helpers[0])
		return NULL;
	return &helpers[number];
}

uint32_t
helper_fixed_size(unsigned kind, bool *aligned)
{
	*aligned = kind == MTU_KIND || kind == LONG_KIND;
	switch (kind) {
	case IP4:
		return 20;
	case IP6:
		return 40;
	case MTU_KIND:
		return 4;
	default:
		return 8;
	}
}
