/*
 * racer - a second process of the same user that attacks the image while
 * runimg composes it, through /proc/PID/fd.
 *
 *	racer PID write FIND PUT    overwrite the first FIND with PUT
 *	racer PID toggle FIND PUT   the same and back, until the image runs
 *	racer PID late FIND PUT     open it now, write once it is sealed
 *	racer PID again FIND PUT    open it to read, and again once it runs
 *	racer PID map               map it writable and shared, keep it mapped
 *	racer PID cut               make it shorter
 *	racer PID close             forbid any further seal
 *
 * FIND and PUT are bytes in hexadecimal. A line says when the attack is done,
 * or what the system said to it.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BYTES_MAX = 64, SECONDS = 20 };

struct bytes {
	unsigned char b[BYTES_MAX];
	size_t n;
};

static const char *pid;

static void
pause_shortly(void)
{
	static time_t start;
	struct timespec ms = {0, 1000000};

	if (start == 0)
		start = time(NULL);
	if (time(NULL) - start > SECONDS)
		errx(3, "waited too long");
	(void)nanosleep(&ms, NULL);
}

static bool
is_memfd(const char *path)
{
	char link[64] = "";

	return readlink(path, link, sizeof link - 1) > 0 &&
	    strncmp(link, "/memfd:", 7) == 0;
}

/* Opens the memfd among the process's descriptors, or returns -1. */
static int
open_memfd(int how)
{
	char dir[64], path[400];
	struct dirent *e;
	int fd = -1;
	DIR *d;

	snprintf(dir, sizeof dir, "/proc/%s/fd", pid);
	d = opendir(dir);
	if (d == NULL)
		return -1;
	while (fd == -1 && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (is_memfd(path))
			fd = open(path, how);
	}
	(void)closedir(d);
	return fd;
}

/* -1 if the process is gone, 1 if it is the image by now. */
static int
state(void)
{
	char path[64], link[64];

	snprintf(path, sizeof path, "/proc/%s/exe", pid);
	if (readlink(path, link, sizeof link) == -1)
		return -1;
	return is_memfd(path);
}

static void
parse(const char *hex, struct bytes *to)
{
	unsigned v;

	for (to->n = 0; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		if (to->n == BYTES_MAX || sscanf(hex, "%2x", &v) != 1)
			errx(2, "bad bytes: %s", hex);
		to->b[to->n++] = (unsigned char)v;
	}
}

static off_t
find(int fd, const struct bytes *what)
{
	struct stat st;
	unsigned char *map;
	void *hit = NULL;
	off_t at = -1;

	if (fstat(fd, &st) == -1 || st.st_size == 0)
		return -1;
	/* Private: a shared mapping would itself hinder the seal. */
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		err(2, "mmap");
	hit = memmem(map, (size_t)st.st_size, what->b, what->n);
	if (hit != NULL)
		at = (unsigned char *)hit - map;
	(void)munmap(map, (size_t)st.st_size);
	return at;
}

/* Where FIND is, once runimg has written it. */
static off_t
wait_for(int fd, const struct bytes *what)
{
	off_t at;

	while ((at = find(fd, what)) == -1)
		pause_shortly();
	return at;
}

static void
put(int fd, const struct bytes *what, off_t at)
{
	if (pwrite(fd, what->b, what->n, at) != (ssize_t)what->n)
		err(1, "write");
}

static void
toggle(int fd, const struct bytes *before, const struct bytes *after, off_t at)
{
	unsigned long n = 0;

	printf("begun\n");
	fflush(stdout);
	while (state() == 0) {
		if (pwrite(fd, after->b, after->n, at) == -1 ||
		    pwrite(fd, before->b, before->n, at) == -1)
			break;
		n++;
	}
	printf("%lu times\n", n);
}

static const char *
answer(bool good)
{
	return good ? "done" : strerrorname_np(errno);
}

static void
late(int fd, const struct bytes *what, off_t at)
{
	void *map;

	printf("open\n");
	fflush(stdout);
	while (state() == 0)
		pause_shortly();
	printf("write %s\n", answer(pwrite(fd, what->b, what->n, at) >= 0));
	printf("shorten %s\n", answer(ftruncate(fd, 0) == 0));
	printf("lengthen %s\n", answer(ftruncate(fd, 1 << 30) == 0));
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("map %s\n", answer(map != MAP_FAILED));
}

static void
again(int fd)
{
	char path[64];

	printf("open\n");
	fflush(stdout);
	while (state() == 0)
		pause_shortly();
	if (state() != 1)
		errx(3, "the image never ran");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	printf("reopen %s\n", answer(open(path, O_RDWR) != -1));
	snprintf(path, sizeof path, "/proc/%s/exe", pid);
	printf("exe %s\n", answer(open(path, O_RDWR) != -1));
	printf(
	    "descriptor %s\n", open_memfd(O_RDONLY) == -1 ? "none" : "there");
}

static void
keep_mapped(int fd)
{
	if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
	    MAP_FAILED)
		err(1, "mmap");
	printf("mapped\n");
	fflush(stdout);
	while (state() == 0)
		pause_shortly();
}

int
main(int argc, char **argv)
{
	struct bytes from = {{0}, 0}, to = {{0}, 0};
	const char *mode;
	int fd;

	if (argc != 3 && argc != 5)
		errx(2, "usage: racer PID MODE [FIND PUT]");
	pid = argv[1];
	mode = argv[2];
	if (argc == 5) {
		parse(argv[3], &from);
		parse(argv[4], &to);
	}
	while ((fd = open_memfd(
		    strcmp(mode, "again") == 0 ? O_RDONLY : O_RDWR)) == -1)
		pause_shortly();
	if (strcmp(mode, "write") == 0) {
		put(fd, &to, wait_for(fd, &from));
		printf("written\n");
	} else if (strcmp(mode, "toggle") == 0) {
		toggle(fd, &from, &to, wait_for(fd, &from));
	} else if (strcmp(mode, "late") == 0) {
		late(fd, &to, wait_for(fd, &from));
	} else if (strcmp(mode, "again") == 0) {
		(void)wait_for(fd, &from);
		again(fd);
	} else if (strcmp(mode, "map") == 0) {
		keep_mapped(fd);
	} else if (strcmp(mode, "cut") == 0) {
		printf("cut %s\n", answer(ftruncate(fd, 0) == 0));
	} else if (strcmp(mode, "close") == 0) {
		printf("close %s\n",
		    answer(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL) == 0));
	} else {
		errx(2, "unknown mode %s", mode);
	}
	return 0;
}
