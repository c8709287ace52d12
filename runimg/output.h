/*
 * output - the composed file under a name, whole or not at all.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copies size bytes of fd to path, executable. A regular file is replaced in
 * one step; a device or pipe is written to. False with errno on failure.
 */
bool output_write(int fd, uint64_t size, const char *path);

#endif
