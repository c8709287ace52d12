/*
 * tracee - what a traced task was calling, read from its registers. All that
 * differs between the machines in that is here.
 */
#ifndef TRACEE_H
#define TRACEE_H

#include <sys/types.h>

#include "cbpf.h"

/* The call in which a task ends that is stopped at its exit, as a filter saw
   it; false if it ends outside a call or is gone. After a death by a filter the
   kernel has put back what the registers held. */
bool tracee_ended_in(pid_t pid, struct cbpf_call *call);

/* The call for which a filter has stopped the task. */
bool tracee_trapped_in(pid_t pid, struct cbpf_call *call);

#endif
