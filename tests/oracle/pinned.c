/*
 * pinned - runimg's filter and start alone, on a program that is no image.
 *
 *	pinned [--size] SITES LIST PROGRAM [ARG...]
 *
 * SITES is what lib/rawsites.py says of PROGRAM, a static ELF file that is
 * linked at fixed addresses: "ADDRESS NUMBER" or "ADDRESS -" for each call
 * instruction, the address being the one behind it. The plan of LIST is
 * allowplan's with --unknown=allowed; the filter and the exec are runimg's.
 * Linked where runimg is. --size prints what the filter needs, and runs nothing.
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "callname.h"
#include "launch.h"
#include "list.h"
#include "process.h"
#include "widen.h"

enum { SITES = 4096, FAILED = 2 };

static struct site sites[SITES];
static struct decision plan[SITES], by_set;
static struct number_set any, psets;
static struct image img;
static struct plan_list list;
static struct guard guard;

static void
read_sites(const char *path)
{
	FILE *from = fopen(path, "r");
	char number[16];
	uint64_t after;

	if (from == NULL)
		err(FAILED, "%s", path);
	while (fscanf(from, "%" SCNx64 " %15s", &after, number) == 2) {
		struct site *s = &sites[img.nsites];

		if (img.nsites == SITES)
			errx(FAILED, "%s: too many sites", path);
		if (after < 8 || (img.nsites > 0 && after - 8 <= s[-1].vaddr))
			errx(FAILED, "%s: not ascending", path);
		s->kind = SITE_STUB;
		s->length = ARCH_SLOT;
		s->vaddr = after - s->length;
		if (strcmp(number, "-") != 0) {
			s->numbers = NUMBERS_ONE;
			s->number = (uint32_t)strtoul(number, NULL, 10);
			s->known = SITE_KNOWS_NUMBER;
			if (s->number >= ARCH_NUMBERS)
				errx(FAILED, "%s: %s", path, number);
		}
		img.nsites++;
	}
	if (!feof(from) || img.nsites == 0)
		errx(FAILED, "%s: not a list of sites", path);
	(void)fclose(from);
}

/* Its PT_LOADs are what "outside the image" means. */
static void
read_program(int fd, const char *path)
{
	Elf64_Ehdr e;
	Elf64_Phdr p;
	size_t i;

	if (pread(fd, &e, sizeof e, 0) != (ssize_t)sizeof e ||
	    memcmp(e.e_ident, ELFMAG, SELFMAG) != 0 || e.e_type != ET_EXEC ||
	    e.e_machine != EM_X86_64 || e.e_phentsize != sizeof p)
		errx(FAILED, "%s: no x86-64 program at fixed addresses", path);
	for (i = 0; i < e.e_phnum && i < IMAGE_PHDRS; i++) {
		if (pread(fd, &p, sizeof p,
			(off_t)(e.e_phoff + i * sizeof p)) != (ssize_t)sizeof p)
			errx(FAILED, "%s: cut", path);
		if (p.p_type == PT_INTERP)
			errx(FAILED, "%s: dynamic", path);
		if (p.p_type != PT_LOAD || p.p_memsz == 0)
			continue;
		img.segs[img.nsegs].vaddr = p.p_vaddr;
		img.segs[img.nsegs].memsz = p.p_memsz;
		img.segs[img.nsegs].filesz = p.p_filesz;
		img.segs[img.nsegs++].flags = p.p_flags;
	}
	if (img.nsegs == 0)
		errx(FAILED, "%s: no segments", path);
}

/* As allowplan does it. */
static void
make_plan(const char *text)
{
	struct list_word w;
	struct fault f;
	struct list l;
	bool more = true;
	uint32_t number;

	list_start(&l, text, strlen(text), LIST_COMMAS);
	while (f = list_next(&l, &w, &more), more) {
		number = (uint32_t)w.value;
		if (f.code != FAULT_NONE ||
		    (!w.number &&
			!callname_number(img.arch, w.text, &number)) ||
		    number >= ARCH_NUMBERS)
			errx(FAILED, "%s: not a call", w.text);
		list.allowed[number] = 1;
	}
	img.sets = &any;
	img.nsets = 1;
	widen_sites(sites, img.nsites, 0);
	widen_set(&any);
	f = plan_make(&img, &list, &by_set);
	if (f.code != FAULT_NONE)
		errx(FAILED, "plan: %s", fault_name(f.code));
}

static void
make_guard(int fd, char **argv, char **envp)
{
	struct fault f;

	guard.nown = LAUNCH_PINS;
	if (!launch_pins(pinarch_of(img.arch), fd, process_path, argv, envp,
		PROCESS_FLAGS, guard.own))
		err(FAILED, "getrandom");
	f = guard_make(&guard, &img, PINS_KILL);
	if (f.code != FAULT_NONE)
		errx(FAILED, "%s %s", fault_name(f.code), guard.why);
}

/* Under the filter only launch.h's calls are left. */
static int
start(int fd, char **argv, char **envp)
{
	static const char text[] = "pinned: the exec failed\n";
	static struct process p;
	bool prepared;

	p.guard = &guard;
	process_start(&p, fd, argv, envp, &prepared);
	if (!prepared)
		errx(FAILED, "%s: %s", p.failed, process_why(&p));
	(void)launch_write(STDERR_FILENO, text, sizeof text - 1);
	launch_exit(LAUNCH_FAILED);
	return FAILED;
}

int
main(int argc, char **argv, char **envp)
{
	bool size = argc > 1 && strcmp(argv[1], "--size") == 0;
	int fd;

	argv += size;
	argc -= size;
	if (argc < 4)
		errx(FAILED,
		    "usage: pinned [--size] SITES LIST PROGRAM [ARG...]");
	img.arch = &arch_x86_64;
	img.sites = sites;
	img.plan = plan;
	img.psets = &psets;
	fd = open(argv[3], O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		err(FAILED, "%s", argv[3]);
	read_program(fd, argv[3]);
	read_sites(argv[1]);
	make_plan(argv[2]);
	make_guard(fd, argv + 3, envp);
	if (!size)
		return start(fd, argv + 3, envp);
	printf("sites %zu late %zu pins %zu instructions %zu\n", img.nsites,
	    guard.plan.nlate, guard.plan.n, guard_length(&guard));
	return 0;
}
