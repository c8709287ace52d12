/* boundsrange - arithmetic and order of ranges. */
#include "boundsrange.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* What wraps is written without wrapping: compilers make one instruction of
   it. */
/*@ assigns \nothing;
    ensures \result == bounds_u64(a + b);
*/
static inline uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? a - (UINT64_MAX - b) - 1 : a + b;
}

/*@ assigns \nothing;
    ensures \result == bounds_u64(a - b);
*/
static inline uint64_t
difference(uint64_t a, uint64_t b)
{
	return a < b ? UINT64_MAX - (b - a) + 1 : a - b;
}

/*@ assigns \nothing;
    ensures \result != 0 <==> INT32_MIN <= v <= INT32_MAX;
*/
static inline bool
fits32(int64_t v)
{
	return v >= INT32_MIN && v <= INT32_MAX;
}

/*@ assigns \nothing;
    ensures \result != 0 <==> INT64_MIN <= a + b <= INT64_MAX;
*/
static inline bool
sum_fits(int64_t a, int64_t b)
{
	return b < 0 ? a >= INT64_MIN - b : a <= INT64_MAX - b;
}

/*@ assigns \nothing;
    ensures \result != 0 <==> INT64_MIN <= a - b <= INT64_MAX;
*/
static inline bool
difference_fits(int64_t a, int64_t b)
{
	return b < 0 ? a <= INT64_MAX + b : a >= INT64_MIN + b;
}

void
bounds_add32(struct bounds *d, const struct bounds *s)
{
	int64_t smin = (int64_t)d->smin32 + s->smin32;
	int64_t smax = (int64_t)d->smax32 + s->smax32;
	uint64_t umin = (uint64_t)d->umin32 + s->umin32;
	uint64_t umax = (uint64_t)d->umax32 + s->umax32;
	bool fit = fits32(smin) && fits32(smax);

	d->smin32 = fit ? (int32_t)smin : INT32_MIN;
	d->smax32 = fit ? (int32_t)smax : INT32_MAX;
	/* Sums that all wrap are a range too. */
	if (umin <= UINT32_MAX && umax > UINT32_MAX) {
		d->umin32 = 0;
		d->umax32 = UINT32_MAX;
	} else {
		d->umin32 = (uint32_t)(umin % (UINT64_C(1) << 32));
		d->umax32 = (uint32_t)(umax % (UINT64_C(1) << 32));
	}
}

void
bounds_add64(struct bounds *d, const struct bounds *s)
{
	bool fit = sum_fits(d->smin, s->smin) && sum_fits(d->smax, s->smax);
	bool least = d->umin > UINT64_MAX - s->umin;
	bool most = d->umax > UINT64_MAX - s->umax;
	int64_t smin = fit ? d->smin + s->smin : INT64_MIN;
	int64_t smax = fit ? d->smax + s->smax : INT64_MAX;
	uint64_t umin = sum(d->umin, s->umin), umax = sum(d->umax, s->umax);

	d->smin = smin;
	d->smax = smax;
	d->umin = !least && most ? 0 : umin;
	d->umax = !least && most ? UINT64_MAX : umax;
}

void
bounds_sub32(struct bounds *d, const struct bounds *s)
{
	int64_t smin = (int64_t)d->smin32 - s->smax32;
	int64_t smax = (int64_t)d->smax32 - s->smin32;
	int64_t umin = (int64_t)d->umin32 - s->umax32;
	int64_t umax = (int64_t)d->umax32 - s->umin32;
	bool fit = fits32(smin) && fits32(smax);

	d->smin32 = fit ? (int32_t)smin : INT32_MIN;
	d->smax32 = fit ? (int32_t)smax : INT32_MAX;
	if (umin < 0 && umax >= 0) {
		d->umin32 = 0;
		d->umax32 = UINT32_MAX;
	} else {
		d->umin32 =
		    (uint32_t)(umin < 0 ? umin + (INT64_C(1) << 32) : umin);
		d->umax32 =
		    (uint32_t)(umax < 0 ? umax + (INT64_C(1) << 32) : umax);
	}
}

void
bounds_sub64(struct bounds *d, const struct bounds *s)
{
	bool fit = difference_fits(d->smin, s->smax) &&
	    difference_fits(d->smax, s->smin);
	int64_t smin = fit ? d->smin - s->smax : INT64_MIN;
	int64_t smax = fit ? d->smax - s->smin : INT64_MAX;
	uint64_t umin = difference(d->umin, s->umax);
	uint64_t umax = difference(d->umax, s->umin);
	bool some = d->umin < s->umax && d->umax >= s->umin;

	d->smin = smin;
	d->smax = smax;
	d->umin = some ? 0 : umin;
	d->umax = some ? UINT64_MAX : umax;
}

bool
bounds_empty(const struct bounds *b)
{
	return b->umin > b->umax || b->smin > b->smax ||
	    b->umin32 > b->umax32 || b->smin32 > b->smax32;
}

bool
bounds_within(const struct bounds *old, const struct bounds *cur)
{
	return old->umin <= cur->umin && old->umax >= cur->umax &&
	    old->smin <= cur->smin && old->smax >= cur->smax &&
	    old->umin32 <= cur->umin32 && old->umax32 >= cur->umax32 &&
	    old->smin32 <= cur->smin32 && old->smax32 >= cur->smax32;
}

void
bounds_below(struct bounds *a, struct bounds *b, bool low, bool strict)
{
	if (low) {
		a->umax32 = MIN(a->umax32, b->umax32 - strict);
		b->umin32 = MAX(a->umin32 + strict, b->umin32);
	} else {
		a->umax = MIN(a->umax, b->umax - strict);
		b->umin = MAX(a->umin + strict, b->umin);
	}
}

/* Ends wrap as the machine's numbers do: the branch is dead then. */
void
bounds_below_signed(struct bounds *a, struct bounds *b, bool low, bool strict)
{
	if (low) {
		int32_t most = !strict	     ? b->smax32
		    : b->smax32 == INT32_MIN ? INT32_MAX
					     : b->smax32 - 1;
		int32_t least = !strict	     ? a->smin32
		    : a->smin32 == INT32_MAX ? INT32_MIN
					     : a->smin32 + 1;

		a->smax32 = MIN(a->smax32, most);
		b->smin32 = MAX(least, b->smin32);
	} else {
		int64_t most = !strict	   ? b->smax
		    : b->smax == INT64_MIN ? INT64_MAX
					   : b->smax - 1;
		int64_t least = !strict	   ? a->smin
		    : a->smin == INT64_MAX ? INT64_MIN
					   : a->smin + 1;

		a->smax = MIN(a->smax, most);
		b->smin = MAX(least, b->smin);
	}
}
