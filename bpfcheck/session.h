/*
 * session - a command's files, one after the other or several at once.
 */
#ifndef SESSION_H
#define SESSION_H

#include "kernel.h"
#include "load.h"
#include "message.h"
#include "pagefile.h"
#include "report.h"
#include "symbols.h"
#include "verdict.h"

enum { STATUS_UNDECIDED = 3 };

/* A file's bytes, or why they are not there. */
struct content {
	uint8_t *bytes;
	size_t len;
	enum fault_code code;
	const char *why;
};

struct session {
	struct message message;
	struct load load;
	struct decide decide;
	struct kernel_types types;
	struct symbols symbols;
	const char *kallsyms; /* NULL: this kernel's, beside its BTF */
	enum verdict_form form;
	bool verbose;
	bool explain;
	const char *html; /* a page of all verdicts, there; NULL: none */
	const char *btf;  /* a file; NULL: this kernel's */
	uint32_t workers;
	char **files;
	uint32_t nfiles;
	bool emit;		/* the one file, when all of it is accepted */
	const char *emit_to;	/* "-": standard output */
	struct content content; /* of it */
	FILE *out;		/* what is said */
	struct report report;
	FILE *kept;	 /* rows, for the report; NULL: it does not wait */
	uint32_t slices; /* of each file, as jobs */
	bool progress;
	uint32_t found;	      /* of what one file had */
	struct pagefile page; /* of html */
};

/* All files; the status to exit with. */
int session_run(struct session *s);

#endif
