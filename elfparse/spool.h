/*
 * spool - open the input so that it can be read anywhere.
 *
 * A file that seeks is used as it is. A pipe, a device or gzip data is copied
 * to an unlinked file in $TMPDIR, at most max bytes of it, and only if it
 * begins like an ELF file: nothing else is worth the room.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "elffile.h"

/*
 * name is a path, or "-" for standard input. On success e has an open
 * descriptor and the size. On failure e->error is an errno where the fault is
 * OPEN, READ, TEMP or WRITE.
 */
struct fault spool_open(const char *name, uint64_t max, struct elffile *e);

#endif
