/*
 * take - a reader's whole duty, one record after the other: order, entries,
 * tables, image rules, plan against sites, data against segments.
 *
 * The caller reads records (reader.h), gives the room for tables, and passes
 * every record but END and STOP here before it believes a byte of it. Checking
 * that END may come is take_end's.
 */
#ifndef TAKE_H
#define TAKE_H

#include "image.h"

enum take_rank {
	TAKE_START = 0,
	TAKE_PROG,
	TAKE_SEGM,
	TAKE_SITE,
	TAKE_NSET,
	TAKE_PLAN,
	TAKE_PSET,
	TAKE_DATA,
	TAKE_SYMB,
	TAKE_STMT,
	TAKE_END
};

struct take {
	struct image *img;
	enum take_rank rank;
	size_t seg;    /* data: the segment expected next, */
	uint64_t into; /* and how many of its bytes have come */
};

/* Where a DATA record's bytes belong. */
struct take_data {
	size_t seg;
	uint64_t vaddr;
	size_t at, n; /* the bytes are payload[at .. at + n) */
};

/* img's tables and their rooms are set by the caller; the rest is cleared. */
void take_start(struct take *t, struct image *img);

/* The rank of a known type, or TAKE_START for one that is not known. */
enum take_rank take_rank_of(uint32_t type);

/*
 * Entries the table record announces (its total), for the caller to make
 * room before take_record; 0 if it is not a table's first record.
 */
size_t take_room_wanted(
    const struct take *t, uint32_t type, const uint8_t *b, size_t n);

/*
 * Takes the record; b[0 .. n) is its payload. Unknown records that may be
 * skipped are accepted anywhere. *data is set for DATA.
 */
struct fault take_record(struct take *t, uint32_t type, const uint8_t *b,
    size_t n, struct take_data *data);

/* What must hold before the first record of rank DATA or later: tables whole,
   sets in range, plan and sites one to one. take_record calls it too. */
struct fault take_head(const struct take *t);

/* END may come now. */
struct fault take_end(struct take *t);

#endif
