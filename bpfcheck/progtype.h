/*
 * progtype - names of program types and attach types, and what a section's
 * name says of its programs.
 */
#ifndef PROGTYPE_H
#define PROGTYPE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PROG_UNSPEC = 0,
	PROG_SOCKET_FILTER,
	PROG_KPROBE,
	PROG_SCHED_CLS,
	PROG_SCHED_ACT,
	PROG_TRACEPOINT,
	PROG_XDP,
	PROG_PERF_EVENT,
	PROG_CGROUP_SKB,
	PROG_CGROUP_SOCK,
	PROG_LWT_IN,
	PROG_LWT_OUT,
	PROG_LWT_XMIT,
	PROG_SOCK_OPS,
	PROG_SK_SKB,
	PROG_CGROUP_DEVICE,
	PROG_SK_MSG,
	PROG_RAW_TRACEPOINT,
	PROG_CGROUP_SOCK_ADDR,
	PROG_LWT_SEG6LOCAL,
	PROG_LIRC_MODE2,
	PROG_SK_REUSEPORT,
	PROG_FLOW_DISSECTOR,
	PROG_CGROUP_SYSCTL,
	PROG_RAW_TRACEPOINT_WRITABLE,
	PROG_CGROUP_SOCKOPT,
	PROG_TRACING,
	PROG_STRUCT_OPS,
	PROG_EXT,
	PROG_LSM,
	PROG_SK_LOOKUP,
	PROG_SYSCALL,
	PROG_NETFILTER,
	PROG_TYPES,
};

/* What the BPF_PROG_LOAD of a section's programs says. */
struct progtype {
	uint32_t type;
	uint32_t attach;
	bool sleepable;
	bool frags; /* XDP in several fragments */
	/* The rest of the name is a function or type of the kernel's. */
	bool hooks;
};

/* "xdp", "sched_cls"; NULL for unknown ones. */
const char *progtype_name(uint32_t type);
/* "cgroup_inet4_bind"; NULL for unknown ones. */
const char *progtype_attach_name(uint32_t attach);
bool progtype_by_name(const char *name, uint32_t *type);
bool progtype_attach_by_name(const char *name, uint32_t *attach);

/* False if the section's name, without a leading '?', is of no program type. */
bool progtype_of_section(const char *section, struct progtype *t);

#endif
