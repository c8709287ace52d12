/*
 * launch - the calls that runimg makes under its own filter: each at an address
 * of its own, which the filter knows.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stddef.h>

#include "pinarch.h"

enum { LAUNCH_PINS = 3, LAUNCH_SECRETS = 3, LAUNCH_FAILED = 125 };

/* execveat(2) of a descriptor; returns -errno. */
long launch_exec(
    long fd, const char *path, char **argv, char **envp, long flags);
/* write(2); returns bytes or -errno. */
long launch_write(long fd, const char *text, size_t n);
/* exit_group(2). */
void launch_exit(long status);

/* Those three, by address: the first with just these arguments, the second to
   standard error, the third with LAUNCH_FAILED; and each with random values in
   the registers it does not use. False if there are no random values. */
bool launch_pins(const struct pinarch *arch, long fd, const char *path,
    char **argv, char **envp, long flags, struct pin *pin);

#endif
