/*
 * wire - an object and what went wrong, as bytes, from the process that reads
 * hostile files to the one that decides. The reader trusts nothing of it.
 */
#ifndef WIRE_H
#define WIRE_H

#include "fault.h"
#include "object.h"

enum { WIRE_MAGIC = 0x6270666c };

struct wire {
	uint8_t *bytes;
	size_t size, len, at;
	bool failed; /* no memory, or the end was passed */
};

/* What the other process found, beside the object. */
struct wire_news {
	struct fault fault; /* the object is not whole if there is one */
	char why[256];	    /* instead of the table's; may be empty */
	char subject[128];  /* the same */
};

void wire_put(
    struct wire *w, const struct object *o, const struct wire_news *n);
/* False if the bytes are not what wire_put makes. */
bool wire_get(struct wire *w, struct object *o, struct wire_news *n);
/* Room for n bytes more behind the len there are; false: no memory. */
bool wire_more(struct wire *w, size_t n);
void wire_free(struct wire *w);

#endif
