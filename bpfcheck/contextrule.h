/*
 * contextrule - tables of the fields that programs are called with: what each
 * may be read and written as. Linux 6.18, include/uapi/linux/bpf.h and the
 * functions *_is_valid_access (net/core/filter.c, kernel/bpf/cgroup.c,
 * kernel/trace/bpf_trace.c, net/netfilter/nf_bpf_link.c,
 * drivers/media/rc/bpf-lirc.c).
 */
#ifndef CONTEXTRULE_H
#define CONTEXTRULE_H

#include "state.h"

/* Widths in bytes, as sets. */
enum { AT_1 = 1, AT_2 = 2, AT_4 = 4, AT_8 = 8 };

/*
 * Accesses of so many bytes within [from, end), at multiples of their width; end
 * is one of each. A field with neither is the last.
 */
struct context_field {
	int32_t from, end;
	uint8_t read, write;
	bool capable; /* needs CAP_BPF */
	/* What a read is: an enum reg_type, or a structure of the kernel's, as
	   the log names it. */
	uint8_t type;
	const char *yields; /* NULL: type says it */
};

enum { CONTEXT_PARTS = 4 };

/* The tables that together say it, NULL behind the last; NULL: it is not known. */
const struct context_field *const *contextrule_of(
    uint32_t type, uint32_t attach);

/* Of a socket: REG_SOCK_COMMON to REG_XDP_SOCK. */
const struct context_field *const *contextrule_socket(unsigned type);

#endif
