#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "groups.h"

enum { FILE_MAX = 1 << 20 };

static struct fault
file_fault(struct filter *f, const struct policy *p, enum fault_code code,
    const char *why)
{
	f->more.subject = p->path;
	f->more.why = why;
	return fault_of(code);
}

/* The whole of -f's file, of bounded size. */
static struct fault
read_file(struct filter *f, struct policy *p)
{
	struct fault fault = fault_none();
	ssize_t n = 1;
	int fd;

	p->file = malloc(FILE_MAX);
	p->text = p->file;
	if (p->file == NULL)
		return fault_of(FAULT_MEMORY);
	fd = open(p->path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return file_fault(f, p, FAULT_OPEN, strerror(errno));
	while (n > 0 && p->len < FILE_MAX) {
		n = read(fd, p->file + p->len, FILE_MAX - p->len);
		if (n > 0)
			p->len += (size_t)n;
	}
	if (n == -1)
		fault = file_fault(f, p, FAULT_READ, strerror(errno));
	else if (p->len == FILE_MAX)
		fault =
		    file_fault(f, p, FAULT_LIST, "a list has less than 1 MiB");
	(void)close(fd);
	return fault;
}

static void
set(struct policy *p, uint32_t number)
{
	p->list.allowed[number] = p->but ? 0 : 1;
}

/* Those of the group's calls that the machine has; false for no group. What
   nobody knows cannot be left out of what is allowed. */
static bool
add_group(struct policy *p, const struct arch *arch, const char *name)
{
	const struct group *g;
	struct list_word w;
	bool more = true;
	uint32_t number;
	struct list l;
	size_t i = 0;

	if (strcmp(name, "unknown") == 0 && !p->but) {
		p->unknown = true;
		return true;
	}
	while ((g = group_at(i)) != NULL && strcmp(g->name, name) != 0)
		i++;
	if (g == NULL)
		return false;
	list_start(&l, g->calls, strlen(g->calls), LIST_COMMAS);
	while (list_next(&l, &w, &more).code == FAULT_NONE && more)
		if (callname_number(arch, w.text, &number))
			set(p, number);
	return true;
}

static struct fault
add_word(struct policy *p, const struct arch *arch, const struct list_word *w)
{
	bool known = true;
	uint32_t number;

	if (w->number && w->value >= ARCH_NUMBERS)
		return fault_at(FAULT_CALL_NUMBER, AT_LINE, w->line);
	if (w->number)
		set(p, (uint32_t)w->value);
	else if (w->text[0] == '@')
		known = add_group(p, arch, w->text + 1);
	else if (callname_number(arch, w->text, &number))
		set(p, number);
	else
		known = false;
	return known ? fault_none()
		     : fault_at(FAULT_CALL_NAME, AT_LINE, w->line);
}

/* What the word of that fault may have meant. */
static void
suggest(struct policy *p, const struct arch *arch)
{
	const struct group *g;
	size_t i, n;

	if (p->word.text[0] != '@') {
		callname_nearest(arch, p->word.text, p->why, sizeof p->why);
		return;
	}
	n = (size_t)snprintf(p->why, sizeof p->why, "no such group; there are");
	for (i = 0; (g = group_at(i)) != NULL && n < sizeof p->why; i++)
		n += (size_t)snprintf(
		    p->why + n, sizeof p->why - n, " @%s", g->name);
}

static struct fault
read_list(struct filter *f, struct policy *p)
{
	const struct arch *arch = f->source.img.arch;
	struct fault fault = fault_none();
	bool more = true;
	struct list l;

	memset(p->list.allowed, p->all || p->but, sizeof p->list.allowed);
	list_start(
	    &l, p->text, p->len, p->path != NULL ? LIST_LINES : LIST_COMMAS);
	while (fault.code == FAULT_NONE && more) {
		fault = list_next(&l, &p->word, &more);
		if (fault.code == FAULT_NONE && more)
			fault = add_word(p, arch, &p->word);
	}
	if (fault.code == FAULT_NONE)
		return fault;
	if (p->path == NULL)
		fault.place = AT_NOTHING;
	f->more.subject = p->word.text;
	if (fault.code == FAULT_CALL_NAME) {
		suggest(p, arch);
		f->more.why = p->why;
	}
	return fault;
}

struct fault
policy_read(struct filter *f, struct policy *p)
{
	struct fault fault = fault_none();

	if (p->path != NULL)
		fault = read_file(f, p);
	return fault.code == FAULT_NONE ? read_list(f, p) : fault;
}
