#include "nearest.h"

void
nearest_start(struct nearest *n, uint64_t vaddr)
{
	n->vaddr = vaddr;
	n->found = false;
	n->inside = false;
	n->value = 0;
	n->name[0] = '\0';
}

/* One that contains the address is better, then the one that starts later. */
/*@ requires \valid_read(n) && \valid_read(s);
    assigns \nothing;
    ensures \result <==> nearest_better(n->found ? 1 : 0, n->inside ? 1 : 0,
      n->value, n->vaddr, s);
*/
static bool
better(const struct nearest *n, const struct symbol *s)
{
	bool inside = s->value <= n->vaddr && n->vaddr - s->value < s->size;

	if (s->value > n->vaddr)
		return false;
	if (!n->found || inside != n->inside)
		return !n->found || inside;
	return s->value > n->value;
}

/*@ requires \valid(n) && symbol_readable(s) && s->value <= n->vaddr;
    requires \separated(n, s) &&
      \separated(n, s->name + (0 .. s->name_len - 1));
    assigns n->found, n->inside, n->value, n->name[0 .. NEAREST_NAME];
    ensures n->found && n->value == s->value;
    ensures n->inside <==> covers(s, n->vaddr);
    ensures nearest_named(n, s);
*/
static void
keep(struct nearest *n, const struct symbol *s)
{
	size_t i;

	n->found = true;
	n->inside = n->vaddr - s->value < s->size;
	n->value = s->value;
	/*@ loop invariant 0 <= i <= NEAREST_NAME && i <= s->name_len;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      n->name[k] == (char)s->name[k];
	    loop assigns i, n->name[0 .. NEAREST_NAME];
	    loop variant NEAREST_NAME - i;
	*/
	for (i = 0; i < s->name_len && i < NEAREST_NAME; i++)
		n->name[i] = (char)s->name[i];
	n->name[i] = '\0';
	/*@ assert \forall integer k; 0 <= k < i ==>
	      n->name[k] == (char)s->name[k]; */
}

void
nearest_symbol(struct nearest *n, const struct symbol *s)
{
	if (better(n, s))
		keep(n, s);
}

void
nearest_record(struct nearest *n, const uint8_t *b, size_t len)
{
	struct symbol s;
	size_t at = 0;

	/*@ loop invariant 0 <= at <= len;
	    loop assigns at, s, n->found, n->inside, n->value,
	      n->name[0 .. NEAREST_NAME];
	    loop variant len - at;
	*/
	while (at < len && codec_symbol(b, len, &at, &s) == FAULT_NONE)
		nearest_symbol(n, &s);
}
