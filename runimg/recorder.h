/*
 * recorder - the calls that an image makes in one run, as a list for allowplan -f.
 *
 * The filter lets nothing pass that the tracer has not seen; everything is
 * allowed.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include "guard.h"
#include "message.h"
#include "output.h"

struct recorder {
	const char *path;
	struct output out;
	const struct message *message;
	const struct image *img;
	bool used[ARCH_NUMBERS];
};

/* Makes the place for the list; NULL, or why it cannot be. */
const char *recorder_begin(struct recorder *r);
/* A filter that asks the tracer for every call but runimg's own. */
void recorder_guard(struct guard *g);
/* Of the image's decisions: says it if there are sites that are not seen. */
void recorder_check(const struct recorder *r);

/* Not seen before, and something for the list. */
bool recorder_new(const struct recorder *r, const struct cbpf_call *call);
void recorder_call(struct recorder *r, const struct cbpf_call *call);

/* The list in its place, if there is a call in it; or a message, and false. */
bool recorder_end(struct recorder *r);
void recorder_drop(struct recorder *r);

#endif
