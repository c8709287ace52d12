/*
 * run - one request: copied, verified, counted.
 */
#ifndef RUN_H
#define RUN_H

#include "bpfcheck.h"

/* Both answer into user memory; 0 or a negative errno. May sleep, and end early
   with -EINTR when a signal is pending. */
long run_verify(struct bpfcheck_verify __user *at);
long run_stats(struct bpfcheck_stats __user *at);

#endif
