/*
 * nearest - the symbol that names an address best, out of a stream of them.
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "codec.h"

enum { NEAREST_NAME = 128 };

struct nearest {
	uint64_t vaddr; /* the address to be named */
	bool found;
	bool inside; /* the symbol's size reaches past vaddr */
	uint64_t value;
	char
	    name[NEAREST_NAME + 1]; /* cut to that length; bytes as they came */
};

/*@ predicate covers(struct symbol *s, integer a) =
      s->value <= a < s->value + s->size;

    predicate symbol_readable(struct symbol *s) =
      \valid_read(s) && \valid_read(s->name + (0 .. s->name_len - 1));

    // The name is the symbol's, or its first bytes, and ends.
    predicate nearest_named(struct nearest *n, struct symbol *s) =
      \exists integer end; 0 <= end <= NEAREST_NAME &&
        (end == s->name_len || (end == NEAREST_NAME && end < s->name_len)) &&
        n->name[end] == 0 &&
        \forall integer k; 0 <= k < end ==> n->name[k] == (char)s->name[k];

    // A symbol that contains the address is better, then the later one.
    predicate nearest_better{L}(integer found, integer inside, integer value,
      integer vaddr, struct symbol *s) =
      s->value <= vaddr &&
      (found == 0 ||
        (covers(s, vaddr) ? inside == 0 || s->value > value
          : inside == 0 && s->value > value));
*/

/*@ requires \valid(n);
    assigns *n;
    ensures n->vaddr == vaddr && !n->found && !n->inside && n->name[0] == 0;
*/
void nearest_start(struct nearest *n, uint64_t vaddr);

/*@ requires \valid(n) && symbol_readable(s);
    requires \separated(n, s) &&
      \separated(n, s->name + (0 .. s->name_len - 1));
    assigns n->found, n->inside, n->value, n->name[0 .. NEAREST_NAME];
    behavior better:
      assumes nearest_better(n->found ? 1 : 0, n->inside ? 1 : 0, n->value,
        n->vaddr, s);
      ensures n->found && n->value == s->value <= n->vaddr;
      ensures n->inside <==> covers(s, n->vaddr);
      ensures nearest_named(n, s);
    behavior not_better:
      assumes !nearest_better(n->found ? 1 : 0, n->inside ? 1 : 0, n->value,
        n->vaddr, s);
      assigns \nothing;
    complete behaviors;
    disjoint behaviors;
*/
void nearest_symbol(struct nearest *n, const struct symbol *s);

/* The payload b[0 .. len) of a symb record that was checked. */
/*@ requires \valid(n) && \valid_read(b + (0 .. len - 1));
    requires \separated(n, b + (0 .. len - 1));
    assigns n->found, n->inside, n->value, n->name[0 .. NEAREST_NAME];
*/
void nearest_record(struct nearest *n, const uint8_t *b, size_t len);

#endif
