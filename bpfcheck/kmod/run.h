/*
 * run - one request: copied, verified, counted.
 */
#ifndef RUN_H
#define RUN_H

#include "bpfcheck.h"

struct run;

/* Of an open file; NULL: no memory. */
struct run *run_begin(void);
void run_end(struct run *run);

/* Both answer into user memory; 0 or a negative errno. May sleep, and end early
   with -EINTR when a signal is pending. Calls of one run may come together. */
long run_verify(struct run *run, struct bpfcheck_verify __user *at);
long run_stats(struct bpfcheck_stats __user *at);

#endif
