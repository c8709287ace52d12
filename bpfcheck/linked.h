/*
 * linked - registers and slots that hold the same number, or one that differs
 * by a constant: what is learnt of one holds of all.
 * kernel/bpf/verifier.c: collect_linked_regs, sync_linked_regs.
 */
#ifndef LINKED_H
#define LINKED_H

#include "env.h"

enum { LINKED_MOST = 6 };

struct linked {
	uint32_t n;
	struct {
		uint8_t frame, at; /* register or slot */
		bool is_reg;
	} of[LINKED_MOST];
};

/* Those with that id that may be read are added; those too many lose theirs. */
void linked_collect(
    const struct env *e, struct state *s, uint32_t id, struct linked *l);
/* All in the list know what known knows. */
void linked_sync(
    struct state *s, const struct reg *known, const struct linked *l);
/* One of them is a sum with known, or known with it. */
bool linked_has_sum(
    const struct state *s, const struct reg *known, const struct linked *l);
uint64_t linked_pack(const struct linked *l);
void linked_unpack(uint64_t v, struct linked *l);
/* A scalar that is copied has an id. */
void linked_name(struct env *e, struct reg *r);

#endif
