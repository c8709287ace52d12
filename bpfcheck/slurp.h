/*
 * slurp - a whole file in memory.
 */
#ifndef SLURP_H
#define SLURP_H

#include "fault.h"

/* path "-" is standard input. bytes is of malloc, whatever is returned; why is
   what the system said, or NULL. */
enum fault_code slurp(
    const char *path, uint8_t **bytes, size_t *len, const char **why);

#endif
