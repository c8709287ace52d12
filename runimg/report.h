/*
 * report - a forbidden call, as one line: number, name, address, symbol, the six
 * arguments, and which of the plan's conditions it does not meet.
 */
#ifndef REPORT_H
#define REPORT_H

#include <sys/types.h>

#include "guard.h"
#include "message.h"
#include "recorder.h"
#include "symtab.h"

/* Calls that are told apart where each is to be said once; the table has room
   for twice as many, so that a search ends soon. */
enum { REPORT_CALLS = 4096, REPORT_ROOM = 2 * REPORT_CALLS };

struct report_seen {
	uint64_t after;
	uint32_t number;
	bool used;
};

struct report {
	const struct message *message;
	const struct image *img;
	const struct guard *guard;
	const struct symtab *symbols;
	uint64_t base; /* the image runs so far above where it was linked */
	dev_t dev;     /* its file in memory */
	ino_t ino;
	struct recorder *recorder; /* all calls go there instead, or NULL */
	size_t nseen;
	bool full;
	struct report_seen seen[REPORT_ROOM];
};

/* What the filter answers to the call. */
uint32_t report_answer(const struct report *r, const struct cbpf_call *call);

/* A line about the call of the task, which is stopped. */
void report_call(
    const struct report *r, pid_t pid, const struct cbpf_call *call);

/* The same, but of each address and number only the first; when the table is
   full a line says so, and the rest is passed over. */
void report_once(struct report *r, pid_t pid, const struct cbpf_call *call);

/* For the list, if it is the image's: what it executes has its own. */
void report_record(
    const struct report *r, pid_t pid, const struct cbpf_call *call);

#endif
