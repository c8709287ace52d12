/* tnum - shifts with the sign, and widths, of tracked numbers. */
#include "tnum.h"

/*@ requires by < 64;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < 64 - by ==>
      (tnum_bit(\result, i) <==> tnum_bit(v, i + by));
    ensures \forall integer i; 64 - by <= i < 64 ==>
      (tnum_bit(\result, i) <==> tnum_bit(v, 63));
*/
static uint64_t
arsh(uint64_t v, unsigned by)
{
	return (v & UINT64_C(1) << 63) != 0 ? ~(~v >> by) : v >> by;
}

/*@ requires by < 32;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < 32 - by ==>
      (tnum_bit(\result, i) <==> tnum_bit(v, i + by));
    ensures \forall integer i; 32 - by <= i < 32 ==>
      (tnum_bit(\result, i) <==> tnum_bit(v, 31));
*/
static uint32_t
arsh32(uint32_t v, unsigned by)
{
	return (v & UINT32_C(1) << 31) != 0 ? ~(~v >> by) : v >> by;
}

struct tnum
tnum_arsh(struct tnum t, unsigned by, unsigned bits)
{
	/*@ assert \forall int32_t x; \forall integer i; 0 <= i ==>
	      (tnum_bit(x >> by, i) <==> tnum_bit(x, i + by)); */
	/*@ assert \forall int32_t x; \forall integer i; 31 <= i ==>
	      (tnum_bit(x, i) <==> tnum_bit(x, 31)); */
	/*@ assert \forall int32_t x; \forall integer i; 32 - by <= i < 32 ==>
	      (tnum_bit(x, i + by) <==> tnum_bit(x, 31)); */
	if (bits == 32)
		return (struct tnum){arsh32((uint32_t)t.value, by),
		    arsh32((uint32_t)t.mask, by)};
	return (struct tnum){arsh(t.value, by), arsh(t.mask, by)};
}

/*@ assigns \nothing;
    ensures bytes == 1 ==> \result == (uint8_t)v;
    ensures bytes == 2 ==> \result == (uint16_t)v;
    ensures bytes == 4 ==> \result == (uint32_t)v;
    ensures bytes == 8 ==> \result == v;
*/
static uint64_t
lowest(uint64_t v, unsigned bytes)
{
	return bytes == 1 ? (uint8_t)v
	    : bytes == 2  ? (uint16_t)v
	    : bytes == 4  ? (uint32_t)v
			  : v;
}

struct tnum
tnum_cast(struct tnum t, unsigned bytes)
{
	return (struct tnum){lowest(t.value, bytes), lowest(t.mask, bytes)};
}
