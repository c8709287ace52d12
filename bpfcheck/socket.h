/* socket - fields of sockets. kernel/bpf/verifier.c: check_sock_access;
   net/core/filter.c: bpf_sock_is_valid_access and the like. */
#ifndef SOCKET_H
#define SOCKET_H

#include "env.h"

static inline bool
socket_is(const struct reg *r)
{
	return r->type >= REG_SOCK_COMMON && r->type <= REG_XDP_SOCK;
}

int socket_read(struct env *e, unsigned r, unsigned bytes, int to);
/* Always refused. */
int socket_write(struct env *e, unsigned r);

#endif
