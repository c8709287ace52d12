/*
 * account - memory, taken and given back; what all programs together may take
 * is the module's parameter memory_max.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <linux/types.h>

/* NULL: no more. Zeroed, and charged to the caller's control group. */
void *account_take(size_t bytes);
/* bytes as they were asked for; at may be NULL. */
void account_give(void *at, size_t bytes);
/* Bytes that all together may take. */
size_t account_most(void);
/* Bytes now, and at most at once. */
size_t account_now(void);
size_t account_peak(void);

#endif
