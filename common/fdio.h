/*
 * fdio - writes that are whole or failed, whatever the kernel takes at a time.
 */
#ifndef FDIO_H
#define FDIO_H

#include <stddef.h>
#include <stdint.h>

/* All n bytes, at the descriptor's place or at off: 0, or errno. */
int fdio_write(int fd, const uint8_t *b, size_t n);
int fdio_write_at(int fd, const uint8_t *b, size_t n, uint64_t off);
/* A file without a name in $TMPDIR, or /tmp; -1 with errno. */
int fdio_temporary(const char *tool);

#endif
