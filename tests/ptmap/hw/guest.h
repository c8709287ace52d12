/* guest - what each machine does for guest.c. */
#ifndef GUEST_H
#define GUEST_H

#include "comm.h"

/* Translation by the tables at c->root; once. */
void guest_start(struct hw_comm *c);
/* How privileged accesses and marks are taken, from now on. */
void guest_flags(uint64_t flags);
/* What struct pt_hooks' flush was told, and no more. */
void guest_flush(const struct hw_flush *f);
void guest_flushed(void);
/* Assembly. Does the access; what happened. */
void guest_probe(struct hw_probe *p);

#endif
