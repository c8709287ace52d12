/*
 * hold - what syslift keeps of an image: the code in memory, the rest in an
 * unlinked file in $TMPDIR.
 *
 * The file begins with the bytes of the data's parts; behind them stand, whole
 * and in order, the records that came after the first DATA.
 */
#ifndef HOLD_H
#define HOLD_H

#include "bases.h"
#include "code.h"
#include "edges.h"
#include "reader.h"
#include "take.h"

struct hold {
	int fd;
	int error;	       /* errno of the file's failure */
	size_t have;	       /* bytes that code.bytes has room for */
	uint64_t records, end; /* where the records begin and end */
	struct code code;
	struct bases bases;
	struct edges edges;
};

void hold_start(struct hold *h);
/* Once the segments are known. */
struct fault hold_head(struct hold *h, const struct image *img);
/* Bytes b[0 .. n) of a DATA record. */
struct fault hold_data(struct hold *h, const struct image *img,
    const struct take_data *d, const uint8_t *b);
/* A record that is neither DATA nor END. */
struct fault hold_record(struct hold *h, const struct record *rec);
/* Room for what is known of the code, once all of it is there; then for the
   branches. */
struct fault hold_maps(struct hold *h);
struct fault hold_edges(struct hold *h);

/* n bytes of the data's parts. own is the struct hold. */
bool hold_read(void *own, size_t at, uint8_t *b, size_t n);
/* The record at *at of the file into bytes, which has RECORD_MAX of them; *at
   moves to the next. False if there is none, or the file fails. */
bool hold_next(struct hold *h, uint64_t *at, uint8_t *bytes, struct record *r);

void hold_free(struct hold *h);

#endif
