/*
 * range - byte ranges [off, off + len) without sums that overflow.
 */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>
#include <stdint.h>

/*@ predicate within(integer size, integer off, integer len) =
      off + len <= size;
*/
/*@ assigns \nothing;
    ensures \result <==> within(size, off, len);
*/
/* [off, off + len) lies inside [0, size). */
static inline bool
range_within(uint64_t size, uint64_t off, uint64_t len)
{
	return off <= size && len <= size - off;
}

#endif
