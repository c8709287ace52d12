#include "relochit.h"

enum { WORD = 8, BITS = 63 };

/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> hits(r, at);
*/
static bool
inside(const struct relochit *r, uint64_t at)
{
	return at >= r->addr && at - r->addr < r->size;
}

bool
relochit_rela(const struct relochit *r, const Elf64_Rela *e, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !hits(r, e[k].r_offset);
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		if (inside(r, e[i].r_offset))
			return true;
	return false;
}

bool
relochit_rel(const struct relochit *r, const Elf64_Rel *e, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !hits(r, e[k].r_offset);
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		if (inside(r, e[i].r_offset))
			return true;
	return false;
}

/* Bits 1 to 63 of an odd word: which of the 63 words from next are relocated. */
/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> bitmap_hits(r, r->next, map);
*/
static bool
bitmap(const struct relochit *r, uint64_t map)
{
	uint64_t at = r->next;
	size_t bit;

	/*@ loop invariant 0 <= bit <= BITS;
	    loop invariant map == halved(\at(map, Pre), bit);
	    loop invariant at == words_on(r->next, bit);
	    loop invariant \forall integer b; 1 <= b <= bit ==>
	      !(halved(\at(map, Pre), b) % 2 != 0 &&
	        hits(r, words_on(r->next, b - 1)));
	    loop assigns bit, map, at;
	    loop variant BITS - bit;
	*/
	for (bit = 0; bit < BITS; bit++) {
		map /= 2;
		/*@ assert map == halved(\at(map, Pre), bit + 1); */
		if (map % 2 != 0 && inside(r, at))
			return true;
		at += WORD;
	}
	return false;
}

/*@ assigns \nothing;
    ensures \result == (e % 2 == 0 ? (uint64_t)(e + 8) : (uint64_t)(next + 504));
*/
/* An even word is an address; what follows counts from the word after it. */
static uint64_t
next_after(uint64_t next, uint64_t e)
{
	return e % 2 == 0 ? e + WORD : next + BITS * WORD;
}

bool
relochit_relr(struct relochit *r, const Elf64_Xword *e, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant r->next == relr_next{Pre}(\at(r->next, Pre), e, i);
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !relr_hits{Pre}(r, e, k);
	    loop assigns i, r->next;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		/*@ assert \let k = i; e[k] == \at(e[k], Pre); */
		if (e[i] % 2 == 0 ? inside(r, e[i]) : bitmap(r, e[i]))
			return true;
		r->next = next_after(r->next, e[i]);
	}
	return false;
}
