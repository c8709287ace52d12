#include "image.h"

/*@ requires k < 8;
    assigns \nothing;
    ensures \result == (1 << k) && 0 < \result < 256;
*/
static unsigned
bit(unsigned k)
{
	/*@ assert k == 0 ==> (1 << k) == 1; */
	/*@ assert k == 1 ==> (1 << k) == 2; */
	/*@ assert k == 2 ==> (1 << k) == 4; */
	/*@ assert k == 3 ==> (1 << k) == 8; */
	/*@ assert k == 4 ==> (1 << k) == 16; */
	/*@ assert k == 5 ==> (1 << k) == 32; */
	/*@ assert k == 6 ==> (1 << k) == 64; */
	/*@ assert k == 7 ==> (1 << k) == 128; */
	return 1u << k;
}

/*@ requires k < 8;
    assigns \nothing;
    ensures \result <==> bit_of(byte, k) == 1;
*/
static bool
byte_has(uint8_t byte, unsigned k)
{
	return (byte & bit(k)) != 0;
}

/*@ requires k < 8;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < 8 ==>
      bit_of(\result, i) == (i == k ? 1 : bit_of(byte, i));
*/
static uint8_t
byte_add(uint8_t byte, unsigned k)
{
	return (uint8_t)(byte | bit(k));
}

bool
set_has(const struct number_set *s, uint64_t number)
{
	if (number >= ARCH_NUMBERS)
		return false;
	return byte_has(s->bits[number / 8], (unsigned)number % 8);
}

void
set_add(struct number_set *s, uint32_t number)
{
	if (number < ARCH_NUMBERS)
		s->bits[number / 8] = byte_add(s->bits[number / 8], number % 8);
}

uint32_t
set_count(const struct number_set *s)
{
	uint32_t k, n = 0;

	/*@ loop invariant 0 <= n <= k <= ARCH_NUMBERS;
	    loop invariant n == members(s, k);
	    loop invariant n == 0 <==>
	      \forall integer j; 0 <= j < k ==> !in_set(s, j);
	    loop invariant n == 1 ==> \forall integer i, j;
	      0 <= i < k && 0 <= j < k && in_set(s, i) && in_set(s, j) ==>
	        i == j;
	    loop assigns k, n;
	    loop variant ARCH_NUMBERS - k;
	*/
	for (k = 0; k < ARCH_NUMBERS; k++) {
		/*@ assert members(s, k + 1) == members(s, k) + member(s, k); */
		if (set_has(s, k))
			n++;
	}
	return n;
}

uint32_t
set_least(const struct number_set *s)
{
	uint32_t k;

	/*@ loop invariant 0 <= k <= ARCH_NUMBERS;
	    loop invariant \forall integer j; 0 <= j < k ==> !in_set(s, j);
	    loop assigns k;
	    loop variant ARCH_NUMBERS - k;
	*/
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(s, k))
			return k;
	return ARCH_NUMBERS;
}

size_t
image_segment_of(
    const struct segment *segs, size_t nsegs, uint64_t addr, uint64_t len)
{
	size_t i;

	/*@ loop invariant 0 <= i <= nsegs;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !in_file(&segs[k], addr, len);
	    loop assigns i;
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i++)
		if (addr >= segs[i].vaddr && len <= segs[i].filesz &&
		    addr - segs[i].vaddr <= segs[i].filesz - len)
			return i;
	return nsegs;
}
