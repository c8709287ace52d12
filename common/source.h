/*
 * source - an image stream as a stage reads it: each record framed (reader.h)
 * and taken (take.h) before the stage sees it, STOP and END told apart, the
 * symbol nearest to an address kept on the way.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "nearest.h"
#include "reader.h"
#include "take.h"

enum source_event {
	SOURCE_RECORD, /* rec, and data if its rank is TAKE_DATA */
	SOURCE_END,    /* END was there and the stream is whole */
	SOURCE_STOP,   /* an earlier stage failed: rec is its STOP */
	SOURCE_FAULT   /* fault says what is wrong with the stream */
};

struct source {
	struct reader in;
	struct take take;
	struct image img;
	struct record rec;
	enum take_rank rank; /* of rec; TAKE_START if it is not known */
	struct take_data data;
	struct fault fault;
	bool head;   /* everything before DATA has come */
	bool naming; /* symbols are looked at, for nearest */
	struct nearest nearest;
};

void source_start(struct source *s, int fd);
enum source_event source_next(struct source *s);

/* The status and texts of the STOP in rec. */
int source_stop(const struct source *s, struct texts *texts);

/* The symbols that come from now on are looked through for vaddr's name. */
void source_naming(struct source *s, uint64_t vaddr);

/*
 * After a fault of the stage's own at an address: reads on for the symbol that
 * names it. Whatever else is wrong with the stream no longer matters.
 */
void source_name(struct source *s, uint64_t vaddr);

/* Tables with room for everything that may be announced are allocated as they
   are announced; this frees them. */
void source_free(struct source *s);

#endif
