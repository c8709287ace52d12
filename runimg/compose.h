/*
 * compose - an image stream becomes a sealed ELF file in memory.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "final.h"
#include "paging.h"
#include "source.h"
#include "symtab.h"

struct compose {
	struct source source;
	struct image image; /* what runs: the source's, or that moved */
	uint64_t base;	    /* how far */
	struct site *sites; /* the moved one's tables */
	struct decision *plan;
	struct layout layout;
	struct final final;
	int fd;			   /* the memfd, or -1 */
	int error;		   /* errno of what failed */
	bool host;		   /* the image must be for this machine */
	bool as_linked;		   /* a static PIE is not moved */
	bool filtered;		   /* there will be a filter */
	struct paging_seen paging; /* ptmap's records, with room for them */
	struct symtab *symbols;	   /* all of the stream's; NULL: not kept */
	uint8_t table[LAYOUT_TABLE];
};

enum compose_end {
	COMPOSE_DONE, /* fd is sealed and checked */
	COMPOSE_STOP, /* the stream's source has its STOP */
	COMPOSE_FAULT
};

/*
 * Reads the stream from descriptor 'from', writes the file, seals it, and
 * only then checks it: another process of the same user can write to a memfd
 * that is not sealed. name is the memfd's; NULL for the image's own.
 */
enum compose_end compose_run(
    struct compose *c, int from, const char *name, struct fault *fault);

void compose_free(struct compose *c);

#endif
