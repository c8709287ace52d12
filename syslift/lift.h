/*
 * lift - the sites of an image: those it came with, and one for every call
 * instruction and every byte pattern that would be one.
 */
#ifndef LIFT_H
#define LIFT_H

#include "number.h"
#include "words.h"

/* What is done with a call whose number is not in the bytes before it. */
enum lift_deny { LIFT_ENOSYS, LIFT_TRAP };

struct lift_counts {
	size_t stubs, moves, calls, traps, embedded;
	size_t one, several, unknown; /* sites but the embedded, by numbers */
	size_t swept; /* of the embedded: instructions that nothing leads to */
	size_t decoded, skipped; /* bytes of code */
};

struct lift {
	const struct image *img;
	const struct code *code;
	struct number *number;
	enum lift_deny deny;
	struct site *sites;	 /* the result: room for the image's own */
	size_t nsites, room;	 /* and one for each pattern */
	struct number_set *sets; /* IMAGE_SETS, the image's own first */
	size_t nsets;
	uint32_t hash[IMAGE_SETS]; /* of the sets, as far as hashed */
	size_t hashed;
	size_t stub, past; /* of the image's sites, the next */
	struct lift_counts counts;
};

/* Byte patterns of call instructions in the code. */
size_t lift_patterns(const struct code *c);

/* All sites, ascending, from code that was walked. */
void lift_sites(struct lift *l);

/* Writes what the new slots hold into the code bytes. */
void lift_write(const struct lift *l, struct code *c);

#endif
