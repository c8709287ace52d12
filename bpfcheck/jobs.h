/*
 * jobs - work shared by processes, its output in the order of the jobs.
 */
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct jobs {
	void *arg;
	uint32_t count;
	uint32_t workers; /* 1: this process does it all */
	FILE *out;	  /* what jobs print */
	FILE *page;	  /* takes what is not printed; may be NULL */
	/* Does one; the result is anything. May be called in another process.
	   What goes to page is written there, too, in the order of the jobs. */
	uint32_t (*work)(
	    void *arg, uint32_t job, FILE *out, FILE *err, FILE *page);
	/* In this process, in order, after its output. */
	void (*done)(void *arg, uint32_t job, uint32_t result);
	/* Its process died. Output that it had made is out already. */
	void (*lost)(void *arg, uint32_t job);
};

/* False if processes cannot be had; some jobs may be done then. */
bool jobs_run(const struct jobs *j);

#endif
