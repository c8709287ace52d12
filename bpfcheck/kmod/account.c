/* account - see account.h */
#include "account.h"

#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

static unsigned long memory_max = 512UL << 20;
module_param(memory_max, ulong, 0600);
MODULE_PARM_DESC(memory_max, "bytes that all verifications may take at once");

static atomic_long_t now, peak;

size_t
account_most(void)
{
	return min_t(size_t, READ_ONCE(memory_max), LONG_MAX);
}

/* False: it would be too much. */
static bool
charge(size_t bytes)
{
	size_t most = account_most();
	long total, seen;

	if (bytes > most)
		return false;
	total = atomic_long_add_return((long)bytes, &now);
	if (total < 0 || (size_t)total > most) {
		atomic_long_sub((long)bytes, &now);
		return false;
	}
	seen = atomic_long_read(&peak);
	while (total > seen && !atomic_long_try_cmpxchg(&peak, &seen, total))
		continue;
	return true;
}

void *
account_take(size_t bytes)
{
	void *at;

	if (!charge(bytes))
		return NULL;
	at = kvzalloc(bytes, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (at == NULL)
		atomic_long_sub((long)bytes, &now);
	return at;
}

void
account_give(void *at, size_t bytes)
{
	if (at == NULL)
		return;
	kvfree(at);
	atomic_long_sub((long)bytes, &now);
}

size_t
account_now(void)
{
	return (size_t)atomic_long_read(&now);
}

size_t
account_peak(void)
{
	return (size_t)atomic_long_read(&peak);
}
