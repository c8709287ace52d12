/*
 * twotables - runs an image as runimg lays it out, without check and filter.
 *
 *	twotables [-r TYPE] STREAM [ARG...]
 *
 * A C library's own call instructions keep its programs from runimg; here they
 * show whether they can live with what runimg makes of a static PIE. The file
 * is that of compose.c, whose checks are replaced. With -r the image's own
 * program headers of that type, or all for 0, are moved too, as if there were
 * one table: a program that reads them must notice.
 */
#include <sys/mman.h>

#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compose.h"
#include "frame.h"
#include "le.h"

enum { PHDR_BYTES = 56, PHDR_VADDR = 16 };

static struct compose compose;

struct fault
final_check(struct final *f, const uint8_t *file, uint64_t size, size_t front,
    const struct image *plan, bool filtered)
{
	(void)f, (void)file, (void)size, (void)front;
	(void)plan, (void)filtered;
	return fault_none();
}

struct fault
frame_check(const struct image *view, const struct layout *l)
{
	(void)view, (void)l;
	return fault_none();
}

/* The file again, addresses in the linked table moved. */
static int
rebased(const struct compose *c, uint32_t type)
{
	size_t size = (size_t)c->layout.size, i;
	int fd = memfd_create("rebased", MFD_CLOEXEC);
	uint8_t *file, *entry;

	if (c->base == 0)
		errx(2, "-r is for a static PIE");
	if (fd == -1 || ftruncate(fd, (off_t)size) == -1)
		err(2, "memfd");
	file = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, c->fd, 0);
	if (file == MAP_FAILED)
		err(2, "mmap");
	for (i = 0; i < c->image.prog.phnum; i++) {
		entry = file + c->layout.loads[0].offset + c->image.prog.phoff +
		    i * PHDR_BYTES + PHDR_VADDR;
		if (type == 0 || type == c->image.phdrs[i].type)
			le64_put(entry, 0, le64(entry, 0) + c->base);
	}
	if (write(fd, file, size) != (ssize_t)size)
		err(2, "write");
	return fd;
}

int
main(int argc, char **argv, char **envp)
{
	bool wrong = argc > 2 && strcmp(argv[1], "-r") == 0;
	uint32_t type = 0;
	struct fault f;
	int fd;

	if (wrong) {
		type = (uint32_t)strtoul(argv[2], NULL, 0);
		argv += 2;
		argc -= 2;
	}
	if (argc < 2)
		errx(2, "usage: twotables [-r TYPE] STREAM [ARG...]");
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		err(2, "%s", argv[1]);
	compose.host = true;
	compose.filtered = true;
	if (compose_run(&compose, fd, NULL, &f) != COMPOSE_DONE)
		errx(2, "%s: %s", argv[1], fault_name(f.code));
	argv[1] = (char *)(uintptr_t)compose.source.img.prog.name;
	fd = wrong ? rebased(&compose, type) : compose.fd;
	(void)execveat(fd, "", argv + 1, envp, AT_EMPTY_PATH);
	err(2, "execveat");
}
