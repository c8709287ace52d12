#include "procmem.h"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <linux/magic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MOUNTS_MAX = 1 << 24, /* bytes of the mount table */
	NAMES = 16,	      /* procfs mounts directly in / */
	ABI_REFER = 2,	      /* Landlock's, with LANDLOCK_ACCESS_FS_REFER */
	FIELD_POINT = 4	      /* of a line of mountinfo, from 0 */
};

struct procmem {
	char *why;
	char *table; /* /proc/self/mountinfo, with a NUL */
	size_t n;
	char name[NAMES][NAME_MAX + 1]; /* "proc" */
	size_t names;
	int ruleset;
	uint64_t handled;
};

static bool
refuse(struct procmem *p, const char *what, const char *reason)
{
	snprintf(p->why, PROCMEM_WHY, "%s: %s", what, reason);
	return false;
}

static bool
is_procfs(int fd)
{
	struct statfs s;

	return fstatfs(fd, &s) == 0 && s.f_type == PROC_SUPER_MAGIC;
}

static bool
read_table(struct procmem *p)
{
	static const char path[] = "/proc/self/mountinfo";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 1;

	if (fd == -1)
		return refuse(p, path, strerror(errno));
	p->table = malloc(MOUNTS_MAX);
	if (p->table == NULL || !is_procfs(fd))
		n = -1;
	while (n > 0 && p->n < MOUNTS_MAX - 1) {
		n = read(fd, p->table + p->n, MOUNTS_MAX - 1 - p->n);
		if (n > 0)
			p->n += (size_t)n;
	}
	(void)close(fd);
	if (n != 0)
		return refuse(p, path, "the mount table cannot be read");
	p->table[p->n] = '\0';
	return true;
}

/* Blanks, line ends and backslashes of a path are \ooo in the table; in place. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s != '\0'; to++)
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' &&
		    s[2] <= '7' && s[3] >= '0' && s[3] <= '7') {
			*to = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 +
			    (s[3] - '0'));
			s += 4;
		} else {
			*to = *s++;
		}
	*to = '\0';
}

/*
 * A line: ID, parent, device, root, mount point, options, any number of fields,
 * "-", type, source, options. NULL if the line is none.
 */
static const char *
mount_of(char *line, char **point)
{
	char *word, *rest = line;
	int i;

	for (i = 0; (word = strsep(&rest, " ")) != NULL; i++) {
		if (i == FIELD_POINT)
			*point = word;
		if (i > FIELD_POINT + 1 && strcmp(word, "-") == 0)
			break;
	}
	return word != NULL ? strsep(&rest, " ") : NULL;
}

static bool
excluded(const struct procmem *p, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < p->names; i++)
		if (strlen(p->name[i]) == len &&
		    memcmp(p->name[i], name, len) == 0)
			return true;
	return false;
}

/*
 * A procfs mount can be told from the rest if it is directly in the root
 * directory, or below such a one. The first pass takes the former, the second
 * looks whether there are others.
 */
static bool
take_mount(struct procmem *p, const char *point, bool first)
{
	const char *name = point + 1;
	size_t len;

	if (point[0] != '/' || point[1] == '\0')
		return refuse(p, point, "procfs is mounted there");
	len = strcspn(name, "/");
	if (!first && !excluded(p, name, len))
		return refuse(
		    p, point, "procfs is mounted there, and not directly in /");
	if (!first || name[len] != '\0' || excluded(p, name, len))
		return true;
	if (p->names == NAMES || len > NAME_MAX)
		return refuse(p, point, "procfs is mounted too often");
	memcpy(p->name[p->names++], name, len + 1);
	return true;
}

static bool
take_mounts(struct procmem *p, bool first)
{
	char *copy = strdup(p->table), *rest = copy, *line, *point = NULL;
	const char *type;
	bool good = true;

	if (copy == NULL)
		return refuse(p, "the mount table", strerror(errno));
	while (good && (line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '\0' && rest == NULL)
			break;
		type = mount_of(line, &point);
		if (type == NULL) {
			good = refuse(p, "the mount table",
			    "a line of it is not understood");
		} else if (strcmp(type, "proc") == 0) {
			unescape(point);
			good = take_mount(p, point, first);
		}
	}
	free(copy);
	return good;
}

static bool
make_ruleset(struct procmem *p)
{
	struct landlock_ruleset_attr attr;
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	if (abi < 1)
		return refuse(p, "Landlock",
		    errno == EOPNOTSUPP ? "it is switched off in this kernel"
					: "this kernel does not have it");
	p->handled = LANDLOCK_ACCESS_FS_WRITE_FILE;
	/* What is not handled is refused of this one: rename between folders. */
	if (abi >= ABI_REFER)
		p->handled |= LANDLOCK_ACCESS_FS_REFER;
	memset(&attr, 0, sizeof attr);
	attr.handled_access_fs = p->handled;
	p->ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	return p->ruleset != -1 || refuse(p, "Landlock", strerror(errno));
}

/* The file that fd is, a symbolic link too, and what is below it. */
static bool
grant(struct procmem *p, int fd, const char *name, const struct stat *root)
{
	struct landlock_path_beneath_attr rule = {0};
	struct stat st;

	if (fstat(fd, &st) == -1)
		return refuse(p, name, strerror(errno));
	/* Mounted since the table was read; or the root directory again. */
	if (is_procfs(fd) ||
	    (st.st_dev == root->st_dev && st.st_ino == root->st_ino))
		return refuse(p, name, "procfs can be reached through it");
	rule.allowed_access =
	    S_ISDIR(st.st_mode) ? p->handled : LANDLOCK_ACCESS_FS_WRITE_FILE;
	rule.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, p->ruleset,
		LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == -1)
		return refuse(p, name, strerror(errno));
	return true;
}

/* Everything in the root directory but procfs: what is not granted, such as the
   directory itself, cannot be written to. */
static bool
grant_all(struct procmem *p)
{
	DIR *dir = opendir("/");
	const struct dirent *d;
	bool good = true;
	struct stat root;
	int fd;

	if (dir == NULL || fstat(dirfd(dir), &root) == -1)
		good = refuse(p, "/", strerror(errno));
	while (good && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 ||
		    excluded(p, d->d_name, strlen(d->d_name)))
			continue;
		fd = openat(
		    dirfd(dir), d->d_name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd == -1 && errno == ENOENT)
			continue;
		good = fd != -1 ? grant(p, fd, d->d_name, &root)
				: refuse(p, d->d_name, strerror(errno));
		if (fd != -1)
			(void)close(fd);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return good;
}

/* By effect: mounts may make one directory appear above another. */
static bool
closed(struct procmem *p)
{
	char path[NAME_MAX + sizeof "//self/mem"];
	size_t i;
	int fd;

	for (i = 0; i < p->names; i++) {
		snprintf(path, sizeof path, "/%s/self/mem", p->name[i]);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd != -1) {
			(void)close(fd);
			return refuse(p, path, "it can still be written to");
		}
		/* Another pid namespace's has no self. */
		if (errno != EACCES && errno != ENOENT && errno != EROFS)
			return refuse(p, path, strerror(errno));
	}
	return p->names > 0 || refuse(p, "procfs", "it is not in /");
}

bool
procmem_close(char why[PROCMEM_WHY])
{
	struct procmem p = {.why = why, .ruleset = -1};
	bool good;

	good = make_ruleset(&p) && read_table(&p) && take_mounts(&p, true) &&
	    take_mounts(&p, false) && grant_all(&p);
	if (good && syscall(SYS_landlock_restrict_self, p.ruleset, 0) == -1)
		good = refuse(&p, "Landlock", strerror(errno));
	good = good && closed(&p);
	if (p.ruleset != -1)
		(void)close(p.ruleset);
	free(p.table);
	return good;
}
