/*
 * emit - the object that was checked, where a build wants it.
 */
#ifndef EMIT_H
#define EMIT_H

#include "fault.h"

/*
 * bytes[0 .. len) to the file, whole or not at all; "-" is standard output. why
 * is what the system said, or NULL.
 */
enum fault_code emit(
    const char *path, const uint8_t *bytes, size_t len, const char **why);

#endif
