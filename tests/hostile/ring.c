/*
 * ring: has the kernel make a directory by io_uring, which asks no filter.
 */
#include <linux/io_uring.h>

#include "hostile.h"

GATE(map, 9);
GATE(begin, 425);
GATE(enter, 426);

static struct io_uring_params params;

/* The rings of a descriptor, both in one map; their entries in another. */
static struct io_uring_sqe *
entries(long fd, char **rings)
{
	*rings = (char *)map(0, 8192, 3, 1, fd, IORING_OFF_SQ_RING);
	return (struct io_uring_sqe *)map(0, 4096, 3, 1, fd, IORING_OFF_SQES);
}

int
sample_main(long argc, char **argv, char **envp)
{
	struct io_uring_sqe *entry;
	char *rings;
	long fd = begin(4, (long)&params, 0, 0, 0, 0);

	(void)argc, (void)argv, (void)envp;
	hostile_say("ring", fd < 0 ? fd : 0);
	if (fd < 0)
		return 0;
	entry = entries(fd, &rings);
	if ((unsigned long)rings > -4096UL || (unsigned long)entry > -4096UL)
		return 2;
	entry->opcode = IORING_OP_MKDIRAT;
	entry->fd = -100; /* AT_FDCWD */
	entry->addr = (unsigned long)"made";
	entry->len = 0700;
	*(unsigned *)(rings + params.sq_off.array) = 0;
	*(volatile unsigned *)(rings + params.sq_off.tail) = 1;
	hostile_say("taken", enter(fd, 1, 1, IORING_ENTER_GETEVENTS, 0, 0));
	return 0;
}
