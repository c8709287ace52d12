/*
 * module - the core in the kernel, /dev/bpfcheck: see bpfcheck(4).
 */
#ifndef MODULE_H
#define MODULE_H

#include "verify.h"

#define MODULE_DEVICE "/dev/bpfcheck"

/* A descriptor, or a negative errno. */
int module_open(void);

/*
 * As vf_check; the host is asked for its log only. VF_TROUBLE: reason says what
 * the device answered. To microseconds, what it took there is added.
 */
void module_check(int fd, const struct vf_program *p,
    const struct vf_options *o, const struct vf_host *h, struct vf_result *r,
    double *microseconds);

#endif
