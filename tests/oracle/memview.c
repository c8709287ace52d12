/*
 * memview - does runimg's final check see the memory that the kernel makes?
 *
 *	memview RUNIMG STREAM
 *
 * Runs the image, stopped at its exec, and compares every byte of every page
 * of it with what the final check would have read from the file, and what is
 * executable in the process with the check's executable loads.
 */
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compose.h"
#include "le.h"
#include "move.h"

static struct source source;
static struct final final;
static struct image image; /* as it runs */
static pid_t child;

static void
read_plan(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum source_event event;

	if (fd == -1)
		err(2, "%s", path);
	source_start(&source, fd);
	do
		event = source_next(&source);
	while (event == SOURCE_RECORD);
	if (event != SOURCE_END)
		errx(2, "%s: not a good stream", path);
	(void)close(fd);
}

static int
proc_open(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)child, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		err(2, "%s", path);
	return fd;
}

static bool
is_memfd(void)
{
	char path[64], link[64] = "";

	snprintf(path, sizeof path, "/proc/%d/exe", (int)child);
	return readlink(path, link, sizeof link - 1) > 0 &&
	    strncmp(link, "/memfd:", 7) == 0;
}

/* Starts runimg, and stops at the exec of what it runs. */
static void
start(const char *runimg, const char *stream)
{
	int status, sig = 0;

	child = fork();
	if (child == -1)
		err(2, "fork");
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
			_exit(99);
		(void)raise(SIGSTOP);
		(void)execl(runimg, "runimg", "-s", stream, (char *)NULL);
		_exit(98);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		errx(2, "the child did not stop");
	if (ptrace(PTRACE_SETOPTIONS, child, NULL,
		(void *)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)) == -1)
		err(2, "PTRACE_SETOPTIONS");
	for (;;) {
		if (ptrace(PTRACE_CONT, child, NULL, (void *)(intptr_t)sig) ==
		    -1)
			err(2, "PTRACE_CONT");
		if (waitpid(child, &status, 0) != child)
			err(2, "waitpid");
		if (!WIFSTOPPED(status))
			errx(1,
			    "runimg ended with wait status 0x%x before "
			    "it ran the image",
			    (unsigned)status);
		sig = WSTOPSIG(status);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
			sig = 0;
			if (is_memfd())
				return;
		}
	}
}

/* A static PIE runs as an ET_EXEC with two tables, at an address that the
   file's entry tells. Returns how many headers stand in front. */
static size_t
moved(const uint8_t *file)
{
	const struct image *img = &source.img;
	struct site *sites = calloc(img->nsites + 1, sizeof *sites);
	struct decision *plan = calloc(img->nsites + 1, sizeof *plan);

	image = *img;
	if (img->prog.type == IMAGE_EXEC) {
		free(sites);
		free(plan);
		return 0;
	}
	if (sites == NULL || plan == NULL)
		err(2, "calloc");
	move_image(&image, le64(file, 24) - img->prog.entry, sites, plan);
	return 1;
}

/* The file as the kernel has it, judged again. */
static void
judge(void)
{
	int fd = proc_open("exe");
	struct fault f;
	struct stat st;
	uint8_t *file;
	ssize_t n;
	off_t at;

	if (fstat(fd, &st) == -1)
		err(2, "exe");
	file = malloc((size_t)st.st_size);
	if (file == NULL)
		err(2, "malloc");
	for (at = 0; at < st.st_size; at += n) {
		n = pread(fd, file + at, (size_t)(st.st_size - at), at);
		if (n <= 0)
			err(2, "read of exe");
	}
	(void)close(fd);
	f = final_check(
	    &final, file, (uint64_t)st.st_size, moved(file), &image, true);
	if (f.code != FAULT_NONE)
		errx(1, "the check refuses what runs: %s @0x%" PRIx64,
		    fault_name(f.code), f.at);
}

/* How far the kernel moved the image: not at all if it is ET_EXEC. */
static uint64_t
distance(void)
{
	int fd = proc_open("auxv");
	Elf64_auxv_t aux;

	while (read(fd, &aux, sizeof aux) == (ssize_t)sizeof aux)
		if (aux.a_type == AT_ENTRY) {
			(void)close(fd);
			return aux.a_un.a_val - le64(final.file, 24);
		}
	errx(2, "no AT_ENTRY");
}

static uint64_t
seg_start(size_t seg)
{
	return arch_page_down(final.view.arch, final.view.segs[seg].vaddr);
}

static uint64_t
seg_end(size_t seg)
{
	const struct segment *s = &final.view.segs[seg];

	return arch_page_up(final.view.arch, s->vaddr + s->memsz);
}

static uint64_t
compare(uint64_t moved)
{
	uint64_t page = final.view.arch->page, at, i, compared = 0;
	int fd = proc_open("mem");
	uint8_t *mem = malloc(page);
	uint8_t want;
	size_t seg;

	if (mem == NULL)
		err(2, "malloc");
	for (seg = 0; seg < final.view.nsegs; seg++)
		for (at = seg_start(seg); at < seg_end(seg); at += page) {
			if (pread(fd, mem, page, (off_t)(at + moved)) !=
			    (ssize_t)page)
				err(1, "memory at 0x%" PRIx64, at);
			for (i = 0; i < page; i++) {
				want = final_byte(&final, seg, at + i);
				if (mem[i] != want)
					errx(1,
					    "0x%" PRIx64 ": %02x in "
					    "memory, %02x in the check's "
					    "view",
					    at + i, mem[i], want);
			}
			compared += page;
		}
	free(mem);
	(void)close(fd);
	return compared;
}

static uint32_t
flags_of(const char *perms)
{
	return (perms[0] == 'r' ? IMAGE_R : 0u) |
	    (perms[1] == 'w' ? IMAGE_W : 0u) | (perms[2] == 'x' ? IMAGE_X : 0u);
}

/* The load of a page, or nsegs. */
static size_t
load_of(uint64_t at)
{
	size_t seg = 0;

	while (seg < final.view.nsegs &&
	    (at < seg_start(seg) || at >= seg_end(seg)))
		seg++;
	return seg;
}

/* Pages of the image have their load's permissions; none other executes. */
static size_t
check_maps(uint64_t moved, uint64_t *pages)
{
	uint64_t from, to, at, page = final.view.arch->page;
	char line[512], perms[8], name[256];
	size_t seg, executable = 0;
	FILE *maps = fdopen(proc_open("maps"), "r");

	if (maps == NULL)
		err(2, "maps");
	while (fgets(line, sizeof line, maps) != NULL) {
		name[0] = '\0';
		if (sscanf(line,
			"%" SCNx64 "-%" SCNx64 " %7s %*s %*s %*s "
			"%255s",
			&from, &to, perms, name) < 3)
			errx(2, "maps: %s", line);
		if (strcmp(name, "[vdso]") == 0 ||
		    strcmp(name, "[vsyscall]") == 0)
			continue;
		if (perms[2] == 'x')
			executable++;
		for (at = from; at < to; at += page) {
			seg = load_of(at - moved);
			if (seg == final.view.nsegs && perms[2] == 'x')
				errx(1, "executable, but of no load: %s", line);
			if (seg == final.view.nsegs)
				continue;
			if (flags_of(perms) != final.view.segs[seg].flags)
				errx(1, "not the permissions of load %zu: %s",
				    seg, line);
			(*pages)++;
		}
	}
	(void)fclose(maps);
	return executable;
}

int
main(int argc, char **argv)
{
	uint64_t moved, compared, pages = 0;
	size_t executable;

	if (argc != 3)
		errx(2, "usage: memview RUNIMG STREAM");
	read_plan(argv[2]);
	start(argv[1], argv[2]);
	judge();
	moved = distance();
	compared = compare(moved);
	executable = check_maps(moved, &pages);
	if (pages * final.view.arch->page != compared)
		errx(1,
		    "%" PRIu64 " pages are mapped, %" PRIu64
		    " bytes were compared",
		    pages, compared);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
	printf("%s: %" PRIu64 " bytes of %zu loads compared, "
	       "%zu executable mappings, all the image's\n",
	    (const char *)source.img.prog.name, compared, final.view.nsegs,
	    executable);
	return 0;
}
