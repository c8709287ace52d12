/* guest - rounds of flushes and probes, as the host asks for them. */
#include "guest.h"

void guest_main(struct hw_comm *c);

static uint64_t
load(const uint64_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

void
guest_main(struct hw_comm *c)
{
	uint64_t round, i;

	guest_start(c);
	__atomic_store_n(&c->ready, 1, __ATOMIC_RELEASE);
	for (round = 1;; round++) {
		while (load(&c->go) < round)
			;
		guest_flags(c->flags);
		if ((c->flags & HW_NO_FLUSH) == 0)
			for (i = 0; i < c->nflush; i++)
				guest_flush(c->flush + i);
		guest_flushed();
		for (i = 0; i < c->nprobe; i++)
			guest_probe(c->probe + i);
		__atomic_store_n(&c->done, round, __ATOMIC_RELEASE);
	}
}
