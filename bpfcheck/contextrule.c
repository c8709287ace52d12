/* contextrule - see contextrule.h */
#include "contextrule.h"

#include <stddef.h>

#include "progtype.h"

enum {
	NARROW = AT_1 | AT_2 | AT_4,
	ANY = NARROW | AT_8,
	MOST = 65536, /* beyond what an instruction reaches */
};

/* Where they are attached makes a difference. */
enum {
	ATTACH_POST_BIND4 = 12,
	ATTACH_POST_BIND6 = 13,
	ATTACH_SENDMSG4 = 14,
	ATTACH_SENDMSG6 = 15,
	ATTACH_SETSOCKOPT = 22,
	ATTACH_XDP_DEVMAP = 33,
	ATTACHES = 64,
};

typedef struct context_field field;

#define READ(from, end, widths)                               \
	{                                                     \
		from, end, widths, 0, false, REG_SCALAR, NULL \
	}
#define WRITE(from, end, widths)                              \
	{                                                     \
		from, end, 0, widths, false, REG_SCALAR, NULL \
	}
#define BOTH(from, end, widths)                                    \
	{                                                          \
		from, end, widths, widths, false, REG_SCALAR, NULL \
	}
#define POINTER(from, bytes, name)                                      \
	{                                                               \
		from, (from) + (bytes), bytes, 0, false, REG_NONE, name \
	}
#define OTHER(from, bytes, type)                                    \
	{                                                           \
		from, (from) + (bytes), bytes, 0, false, type, NULL \
	}
/* Of all its bytes, or of the first ones. */
#define HEAD(from)                                                  \
	READ(from, (from) + 1, AT_1), READ(from, (from) + 2, AT_2), \
	    READ(from, (from) + 4, AT_4)
#define END                                \
	{                                  \
		0, 0, 0, 0, false, 0, NULL \
	}

/* struct __sk_buff: what all see of it, */
static const field skb[] = {READ(0, 8, NARROW), READ(12, 72, NARROW),
    READ(48, 64, AT_8), READ(84, 88, NARROW), READ(164, 168, NARROW),
    OTHER(168, 8, REG_SOCK_COMMON | REG_OR_NULL), READ(176, 180, NARROW), END};
/* all but sk_skb, */
static const field skb_mark[] = {
    READ(8, 12, NARROW), WRITE(48, 68, NARROW), WRITE(48, 64, AT_8), END};
static const field skb_packet[] = {
    OTHER(76, 4, REG_PACKET), OTHER(80, 4, REG_PACKET_END), END};
/* sched_cls and sched_act, */
static const field skb_tc[] = {BOTH(72, 76, AT_4), READ(72, 76, AT_1 | AT_2),
    OTHER(140, 4, REG_PACKET_META), BOTH(152, 160, AT_8),
    READ(160, 164, NARROW), READ(180, 181, AT_1), READ(184, 192, AT_8),
    WRITE(8, 16, AT_4), WRITE(32, 36, AT_4), WRITE(44, 48, AT_4), END};
static const field skb_cgroup[] = {
    {76, 80, AT_4, 0, true, REG_PACKET, NULL},
    {80, 84, AT_4, 0, true, REG_PACKET_END, NULL},
    {152, 160, 0, AT_8, true, REG_SCALAR, NULL},
    READ(152, 160, AT_8),
    READ(184, 192, AT_8),
    READ(88, 92, NARROW),
    READ(92, 132, AT_4),
    READ(132, 140, NARROW),
    WRITE(8, 12, AT_4),
    WRITE(32, 36, AT_4),
    END,
};
static const field skb_lwt[] = {WRITE(8, 12, AT_4), WRITE(32, 36, AT_4), END};
static const field skb_sk[] = {READ(88, 92, NARROW), READ(92, 132, AT_4),
    READ(132, 140, NARROW), WRITE(32, 36, AT_4), WRITE(44, 48, AT_4), END};
static const field skb_flow[] = {OTHER(144, 8, REG_FLOW_KEYS), END};

static const field xdp[] = {OTHER(0, 4, REG_PACKET),
    OTHER(4, 4, REG_PACKET_END), OTHER(8, 4, REG_PACKET_META),
    READ(12, 20, AT_4), END};
static const field xdp_devmap[] = {READ(20, 24, AT_4), END};

/* struct bpf_sock */
static const field sock[] = {HEAD(4), HEAD(8), HEAD(12), READ(48, 50, AT_1),
    READ(48, 50, AT_2), READ(48, 52, AT_4), READ(52, 72, NARROW), HEAD(72),
    HEAD(76), END};
static const field sock_create[] = {BOTH(0, 4, AT_4), BOTH(16, 24, AT_4), END};
static const field sock_bind4[] = {READ(24, 28, NARROW), HEAD(44), END};
static const field sock_bind6[] = {READ(28, 44, NARROW), HEAD(44), END};

/* The same seen from elsewhere, in parts; struct bpf_tcp_sock; bpf_xdp_sock. */
static const field sock_seen[] = {READ(0, 4, AT_4), HEAD(4),
    READ(24, 44, NARROW), HEAD(44), READ(48, 50, AT_1), READ(48, 50, AT_2),
    READ(48, 52, AT_4), READ(52, 72, NARROW), HEAD(72), HEAD(76), END};
static const field sock_full[] = {HEAD(8), HEAD(12), READ(16, 24, AT_4), END};
static const field tcp_sock[] = {
    READ(0, 80, AT_4), READ(80, 96, AT_8), READ(96, 112, AT_4), END};
static const field xdp_sock[] = {READ(0, 4, AT_4), END};

/* struct bpf_sock_addr */
static const field addr[] = {READ(0, 4, AT_4), READ(24, 28, NARROW),
    READ(28, 40, AT_4), WRITE(24, 28, AT_4), OTHER(64, 8, REG_SOCK), END};
static const field addr4[] = {READ(4, 8, NARROW), WRITE(4, 8, AT_4), END};
static const field addr6[] = {
    READ(8, 24, NARROW), BOTH(8, 24, AT_8), WRITE(8, 24, AT_4), END};
static const field addr_source4[] = {
    READ(40, 44, NARROW), WRITE(40, 44, AT_4), END};
/* 8 bytes where they are aligned in the kernel as well. */
static const field addr_source6[] = {
    READ(44, 60, NARROW), WRITE(44, 60, AT_4), BOTH(48, 56, AT_8), END};

static const field sock_ops[] = {READ(0, 168, AT_4), READ(208, 212, AT_4),
    HEAD(212), READ(168, 184, AT_8), READ(216, 224, AT_8),
    OTHER(184, 8, REG_SOCK | REG_OR_NULL), OTHER(192, 8, REG_PACKET),
    OTHER(200, 8, REG_PACKET_END), WRITE(4, 8, AT_4), WRITE(164, 168, AT_4),
    END};
static const field sk_msg[] = {READ(16, 72, AT_4), OTHER(0, 8, REG_PACKET),
    OTHER(8, 8, REG_PACKET_END), OTHER(72, 8, REG_SOCK), END};
static const field reuseport[] = {READ(16, 20, NARROW),
    READ(20, 24, AT_2 | AT_4), READ(24, 32, NARROW), READ(32, 36, AT_4),
    OTHER(0, 8, REG_PACKET), OTHER(8, 8, REG_PACKET_END),
    OTHER(40, 8, REG_SOCK), OTHER(48, 8, REG_SOCK_COMMON | REG_OR_NULL), END};
static const field sk_lookup[] = {
    OTHER(0, 8, REG_SOCK | REG_OR_NULL), READ(8, 68, NARROW), END};
static const field device[] = {READ(0, 4, NARROW), READ(4, 12, AT_4), END};
static const field sysctl[] = {READ(0, 8, NARROW), WRITE(4, 8, AT_4), END};

/* struct bpf_sockopt: sock, optval, optval_end; level, optname, optlen, retval */
static const field sockopt[] = {OTHER(0, 8, REG_SOCK), OTHER(8, 8, REG_PACKET),
    OTHER(16, 8, REG_PACKET_END), READ(24, 36, AT_4), END};
static const field sockopt_get[] = {
    READ(36, 40, AT_4), WRITE(32, 40, AT_4), END};
static const field sockopt_set[] = {WRITE(24, 36, AT_4), END};

/* struct pt_regs of x86-64 */
static const field registers[] = {READ(0, 168, ANY), END};
/* The kernel takes places before the record as well. */
static const field tracepoint[] = {
    READ(-MOST, 0, ANY), READ(8, 8192, ANY), END};
static const field perf_event[] = {
    READ(0, 184, AT_8), READ(168, 184, NARROW), END};
static const field raw_tracepoint[] = {READ(0, 96, ANY), END};
static const field raw_writable[] = {OTHER(0, 8, REG_TP_BUFFER),
    READ(1, 96, AT_1), READ(2, 96, AT_2), READ(4, 96, AT_4), READ(8, 96, AT_8),
    END};
static const field lirc[] = {READ(0, 4, AT_4), END};
static const field memory[] = {BOTH(0, MOST - 1, ANY), END};
static const field netfilter[] = {POINTER(0, 8, "trusted_ptr_nf_hook_state"),
    POINTER(8, 8, "trusted_ptr_sk_buff"), END};

/* A type's tables where it is attached; a row for all other places is last. */
static const struct rule {
	uint64_t attach; /* 0: anywhere */
	uint8_t type;
	const field *parts[CONTEXT_PARTS];
} rules[] = {
#define AT(n) (UINT64_C(1) << (n))
#define AT_V4 (AT(8) | AT(10) | AT(19) | AT(29) | AT(31))
#define AT_V6 (AT(9) | AT(11) | AT(20) | AT(30) | AT(32))
    {0, PROG_SOCKET_FILTER, {skb, skb_mark}},
    {0, PROG_KPROBE, {registers}},
    {0, PROG_SCHED_CLS, {skb, skb_mark, skb_packet, skb_tc}},
    {0, PROG_SCHED_ACT, {skb, skb_mark, skb_packet, skb_tc}},
    {0, PROG_TRACEPOINT, {tracepoint}},
    {AT(ATTACH_XDP_DEVMAP), PROG_XDP, {xdp, xdp_devmap}},
    {0, PROG_XDP, {xdp}},
    {0, PROG_PERF_EVENT, {perf_event}},
    {0, PROG_CGROUP_SKB, {skb, skb_mark, skb_cgroup}},
    {AT(ATTACH_POST_BIND4), PROG_CGROUP_SOCK, {sock, sock_bind4}},
    {AT(ATTACH_POST_BIND6), PROG_CGROUP_SOCK, {sock, sock_bind6}},
    {0, PROG_CGROUP_SOCK, {sock, sock_create}},
    {0, PROG_LWT_IN, {skb, skb_mark, skb_packet, skb_lwt}},
    {0, PROG_LWT_OUT, {skb, skb_mark, skb_packet, skb_lwt}},
    {0, PROG_LWT_XMIT, {skb, skb_mark, skb_packet, skb_lwt}},
    {0, PROG_LWT_SEG6LOCAL, {skb, skb_mark, skb_packet, skb_lwt}},
    {0, PROG_SOCK_OPS, {sock_ops}},
    {0, PROG_SK_SKB, {skb, skb_packet, skb_sk}},
    {0, PROG_CGROUP_DEVICE, {device}},
    {0, PROG_SK_MSG, {sk_msg}},
    {0, PROG_RAW_TRACEPOINT, {raw_tracepoint}},
    {0, PROG_RAW_TRACEPOINT_WRITABLE, {raw_writable}},
    {AT_V4, PROG_CGROUP_SOCK_ADDR, {addr, addr4}},
    {AT_V6, PROG_CGROUP_SOCK_ADDR, {addr, addr6}},
    {AT(ATTACH_SENDMSG4), PROG_CGROUP_SOCK_ADDR, {addr, addr4, addr_source4}},
    {AT(ATTACH_SENDMSG6), PROG_CGROUP_SOCK_ADDR, {addr, addr6, addr_source6}},
    {0, PROG_CGROUP_SOCK_ADDR, {addr}},
    {0, PROG_LIRC_MODE2, {lirc}},
    {0, PROG_SK_REUSEPORT, {reuseport}},
    {0, PROG_FLOW_DISSECTOR, {skb_packet, skb_flow}},
    {0, PROG_CGROUP_SYSCTL, {sysctl}},
    {AT(ATTACH_SETSOCKOPT), PROG_CGROUP_SOCKOPT, {sockopt, sockopt_set}},
    {0, PROG_CGROUP_SOCKOPT, {sockopt, sockopt_get}},
    {0, PROG_SK_LOOKUP, {sk_lookup}},
    {0, PROG_SYSCALL, {memory}},
    {0, PROG_NETFILTER, {netfilter}},
};

const struct context_field *const *
contextrule_of(uint32_t type, uint32_t attach)
{
	uint64_t at = attach < ATTACHES ? AT(attach) : 0;
	size_t i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].type == type &&
		    (rules[i].attach == 0 || (rules[i].attach & at) != 0))
			return rules[i].parts;
	return NULL;
}

const struct context_field *const *
contextrule_socket(unsigned type)
{
	static const field *const common[CONTEXT_PARTS] = {sock_seen};
	static const field *const full[CONTEXT_PARTS] = {sock_seen, sock_full};
	static const field *const tcp[CONTEXT_PARTS] = {tcp_sock};
	static const field *const xsk[CONTEXT_PARTS] = {xdp_sock};

	switch (type) {
	case REG_SOCK_COMMON:
		return common;
	case REG_SOCK:
		return full;
	case REG_TCP_SOCK:
		return tcp;
	default:
		return xsk;
	}
}
