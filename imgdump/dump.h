/*
 * dump - what the printers of imgdump are given, and what they promise.
 *
 * A printer is called for each record in turn, END and STOP included, once
 * source.h has checked it, and prints to d->out. It does not look whether
 * that worked: main does, after every call. What comes from the stream goes
 * to d->out escaped.
 */
#ifndef DUMP_H
#define DUMP_H

#include <stdio.h>

#include "paging.h"
#include "source.h"

struct dump {
	FILE *out;
	bool verbose;
	uint32_t type; /* whose payloads hex prints */
	struct source source;
	/* What has been printed, and counted, so far: text's and hex's. */
	bool sites, sums;
	size_t statements;
	uint64_t bytes, symbols, unknown, found;
	struct paging_seen paging; /* ranges: one record's */
	struct paging_range ranges[IMAGE_PHDRS];
};

struct printer {
	void (*record)(struct dump *d);
	/* No record follows: the stream is malformed. */
	void (*cut)(struct dump *d);
};

/* A record that the reader does not know is one of ptmap's, which is now in
   d->paging. */
bool dump_paging(struct dump *d);

extern const struct printer text_printer;
extern const struct printer json_printer;
extern const struct printer hex_printer;

#endif
