/* boundsmul - products of ranges. */
#include "boundsrange.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/*@ ghost
    /@ requires a <= b && c <= d;
       requires l <= a * c <= h && l <= a * d <= h;
       requires l <= b * c <= h && l <= b * d <= h;
       assigns \nothing;
       ensures \forall integer x, y; a <= x <= b && c <= y <= d ==>
         l <= x * y <= h;
    @/
    static inline void corners(int64_t a, int64_t b, int64_t c, int64_t d,
      int64_t l, int64_t h)
    {
      /@ assert \forall integer y; c <= y <= d ==> l <= a * y <= h; @/
      /@ assert \forall integer y; c <= y <= d ==> l <= b * y <= h; @/
    }
*/
/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer x, y; a <= x <= b && c <= y <= d ==>
         a * c <= x * y <= b * d;
    @/
    static inline void ends(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
    {
      /@ assert \forall integer y; c <= y <= d ==> a * c <= a * y; @/
      /@ assert \forall integer y; c <= y <= d ==> b * y <= b * d; @/
      /@ assert \forall integer x, y; a <= x <= b && c <= y <= d ==>
         a * y <= x * y <= b * y; @/
    }
*/

/*@ assigns \nothing;
    ensures \result != 0 <==> a * b <= most;
*/
static inline bool
product_within(uint64_t a, uint64_t b, uint64_t most)
{
	uint64_t part = a == 0 ? 0 : most / a;

	/*@ assert a != 0 ==> a * part <= most < a * part + a; */
	/*@ assert a != 0 && b <= part ==> a * b <= a * part; */
	/*@ assert a != 0 && part + 1 <= b ==> a * part + a <= a * b; */
	return a == 0 || b <= part;
}

/*@ assigns \nothing;
    ensures \result == (a < 0 ? -a : a);
*/
static inline uint64_t
magnitude(int64_t a)
{
	return a < 0 ? (uint64_t) - (a + 1) + 1 : (uint64_t)a;
}

/*@ assigns \nothing;
    ensures \result != 0 ==> INT32_MIN <= a <= INT32_MAX;
*/
static inline bool
small(int64_t a)
{
	return a >= INT32_MIN && a <= INT32_MAX;
}

/*@ assigns \nothing;
    ensures \result != 0 <==> INT64_MIN <= a * b <= INT64_MAX;
*/
static inline bool
product_fits(int64_t a, int64_t b)
{
	uint64_t p = magnitude(a), q = magnitude(b);
	uint64_t most = UINT64_C(1) << 63;

	/*@ assert (a < 0) == (b < 0) ==> a * b == p * q; */
	/*@ assert (a < 0) != (b < 0) ==> a * b == -(p * q); */
	/*@ assert 0 <= p * q; */
	return product_within(p, q, (a < 0) == (b < 0) ? most - 1 : most);
}

/*@ assigns \nothing;
    ensures \result <= p && \result <= q && \result <= r && \result <= t;
*/
static inline int64_t
least(int64_t p, int64_t q, int64_t r, int64_t t)
{
	return MIN(MIN(p, q), MIN(r, t));
}

/*@ assigns \nothing;
    ensures \result >= p && \result >= q && \result >= r && \result >= t;
*/
static inline int64_t
greatest(int64_t p, int64_t q, int64_t r, int64_t t)
{
	return MAX(MAX(p, q), MAX(r, t));
}

struct ends {
	int64_t least, most;
};

/*@ requires INT64_MIN <= a * c <= INT64_MAX && INT64_MIN <= a * e <= INT64_MAX;
    requires INT64_MIN <= b * c <= INT64_MAX && INT64_MIN <= b * e <= INT64_MAX;
    assigns \nothing;
    ensures \forall integer x, y; bounds_between(a, x, b) &&
      bounds_between(c, y, e) ==>
      \result.least <= x * y <= \result.most;
*/
static inline struct ends
products(int64_t a, int64_t b, int64_t c, int64_t e)
{
	int64_t p = a * c, q = a * e, r = b * c, t = b * e;
	struct ends is = {least(p, q, r, t), greatest(p, q, r, t)};

	/*@ ghost if (a <= b && c <= e) corners(a, b, c, e, is.least, is.most);
	*/
	return is;
}

/*@ requires INT32_MIN <= a <= INT32_MAX && INT32_MIN <= b <= INT32_MAX;
    requires INT32_MIN <= c <= INT32_MAX && INT32_MIN <= e <= INT32_MAX;
    assigns \nothing;
    ensures INT32_MIN <= \result.least <= INT32_MAX;
    ensures INT32_MIN <= \result.most <= INT32_MAX;
    ensures \forall integer x, y; bounds_between(a, x, b) &&
      bounds_between(c, y, e) ==>
      \result.least <= bounds_s32(x * y) <= \result.most;
*/
static inline struct ends
products32(int64_t a, int64_t b, int64_t c, int64_t e)
{
	struct ends is = products(a, b, c, e);

	if (small(is.least) && small(is.most))
		return is;
	return (struct ends){INT32_MIN, INT32_MAX};
}

/*@ assigns \nothing;
    ensures \forall integer x, y; bounds_between(a, x, b) &&
      bounds_between(c, y, e) ==>
      \result.least <= bounds_s64(x * y) <= \result.most;
*/
static inline struct ends
products64(int64_t a, int64_t b, int64_t c, int64_t e)
{
	/* Four divisions take longer than all the rest. */
	if (small(a) && small(b) && small(c) && small(e))
		return products(a, b, c, e);
	if (product_fits(a, c) && product_fits(a, e) && product_fits(b, c) &&
	    product_fits(b, e))
		return products(a, b, c, e);
	return (struct ends){INT64_MIN, INT64_MAX};
}

/*@ requires \valid(d) && \valid_read(s);
    assigns d->umin32, d->umax32;
    ensures \forall integer x, y; \old(bounds_has_u32(d, x)) &&
      \old(bounds_has_u32(s, y)) ==>
      bounds_has_u32(d, bounds_u32(x * y));
*/
static void
unsigned32(struct bounds *d, const struct bounds *s)
{
	uint64_t umin = (uint64_t)d->umin32 * s->umin32;
	uint64_t umax = (uint64_t)d->umax32 * s->umax32;
	bool fit = umin <= UINT32_MAX && umax <= UINT32_MAX;

	/*@ ghost ends(d->umin32, d->umax32, s->umin32, s->umax32); */
	/*@ assert \forall integer x, y; bounds_has_u32(d, x) &&
	      bounds_has_u32(s, y) ==> umin <= x * y <= umax; */
	d->umin32 = fit ? (uint32_t)umin : 0;
	d->umax32 = fit ? (uint32_t)umax : UINT32_MAX;
}

/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin32, d->smax32;
    ensures \forall integer x, y; \old(bounds_has_s32(d, x)) &&
      \old(bounds_has_s32(s, y)) ==>
      bounds_has_s32(d, bounds_s32(x * y));
*/
static void
signed32(struct bounds *d, const struct bounds *s)
{
	struct ends is = products32(d->smin32, d->smax32, s->smin32, s->smax32);

	d->smin32 = (int32_t)is.least;
	d->smax32 = (int32_t)is.most;
}

void
bounds_mul32(struct bounds *d, const struct bounds *s)
{
	unsigned32(d, s);
	signed32(d, s);
}

/*@ requires \valid(d) && \valid_read(s);
    assigns d->umin, d->umax;
    ensures \forall integer x, y; \old(bounds_has_u64(d, x)) &&
      \old(bounds_has_u64(s, y)) ==>
      bounds_has_u64(d, bounds_u64(x * y));
*/
static void
unsigned64(struct bounds *d, const struct bounds *s)
{
	bool fit = product_within(d->umax, s->umax, UINT64_MAX) &&
	    product_within(d->umin, s->umin, UINT64_MAX);
	uint64_t umin = fit ? d->umin * s->umin : 0;
	uint64_t umax = fit ? d->umax * s->umax : UINT64_MAX;

	/*@ ghost ends(d->umin, d->umax, s->umin, s->umax); */
	/*@ assert \forall integer x, y; bounds_has_u64(d, x) &&
	      bounds_has_u64(s, y) ==> umin <= bounds_u64(x * y) <= umax; */
	d->umin = umin;
	d->umax = umax;
}

/*@ requires \valid(d) && \valid_read(s);
    assigns d->smin, d->smax;
    ensures \forall integer x, y; \old(bounds_has_s64(d, x)) &&
      \old(bounds_has_s64(s, y)) ==>
      bounds_has_s64(d, bounds_s64(x * y));
*/
static void
signed64(struct bounds *d, const struct bounds *s)
{
	struct ends is = products64(d->smin, d->smax, s->smin, s->smax);

	d->smin = is.least;
	d->smax = is.most;
}

void
bounds_mul64(struct bounds *d, const struct bounds *s)
{
	unsigned64(d, s);
	signed64(d, s);
}
