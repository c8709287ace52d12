/*
 * packet - pointers into a packet: how far it may be read behind them, which a
 * comparison with its end says. kernel/bpf/verifier.c: check_packet_access,
 * find_good_pkt_pointers, is_pkt_ptr_branch_taken.
 */
#ifndef PACKET_H
#define PACKET_H

#include "env.h"

static inline bool
packet_is_pointer(const struct reg *r)
{
	return r->type == REG_PACKET || r->type == REG_PACKET_META;
}

/* Its end as well. */
static inline bool
packet_is_any(const struct reg *r)
{
	return packet_is_pointer(r) || r->type == REG_PACKET_END;
}

/* bytes at off from register r, with its own offset; to, from: or NO_REG. */
int packet_read(struct env *e, unsigned r, unsigned bytes, int to);
int packet_write(struct env *e, unsigned r, unsigned bytes, int from);

/* Are bytes at off, r's own counted in, there for certain? */
int packet_check(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool none_allowed);

/* 1: the jump is taken, 0: it is not, -1: both may be. */
int packet_taken(const struct reg *a, const struct reg *b, unsigned op);
/* After a comparison of 64 bits of registers, what both ways know of them. False
   if that is none of a packet and its end, or of metadata and a packet. */
bool packet_compare(
    const struct insn *i, struct state *now, struct state *jump);

#endif
