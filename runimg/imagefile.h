/*
 * imagefile - the composed image as a file, for -o.
 */
#ifndef IMAGEFILE_H
#define IMAGEFILE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copies size bytes of fd to path, executable. A regular file is replaced in
 * one step, its holes stay holes; a device or pipe is written to. False with
 * errno on failure.
 */
bool imagefile_write(int fd, uint64_t size, const char *path);

#endif
