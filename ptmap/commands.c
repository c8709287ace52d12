#include "commands.h"

#include <string.h>

#include "letters.h"

enum { LINE = 1024, WORDS = 6 };

static const char *const reasons[] = {
    [PT_NOT_CANONICAL] = "no virtual address of this architecture, or a range "
			 "that leaves its half",
    [PT_SIZE] = "no frame of that size, or an empty range",
    [PT_NOT_ALIGNED] = "an address or a length is not a multiple of the frame",
    [PT_PHYS_BOUNDS] = "outside the physical memory that may be mapped",
    [PT_ATTRIBUTES] = "this architecture cannot say these attributes",
    [PT_VIRT_OVERLAP] = "something is mapped there",
    [PT_PHYS_OVERLAP] = "a frame of it is mapped elsewhere",
    [PT_NO_TABLES] = "no memory for tables",
    [PT_NOT_MAPPED] = "nothing is mapped there",
};

static void
flush(void *own, enum pt_flush what, uint64_t va, uint64_t len, uint64_t stride)
{
	static const char *const names[] = {
	    "leaves", "tables", "all", "new", "new-tables"};
	char size[LETTERS_SIZE];

	letters_size_put(stride, size);
	fprintf(*(FILE **)own, "  flush %s 0x%llx 0x%llx %s\n", names[what],
	    (unsigned long long)va, (unsigned long long)len, size);
}

static void
retire_frames(void *own, uint64_t pa, uint64_t len)
{
	fprintf(*(FILE **)own, "  retire 0x%llx 0x%llx\n",
	    (unsigned long long)pa, (unsigned long long)len);
}

const struct pt_hooks commands_hooks = {flush, retire_frames, NULL, NULL};

struct command {
	char *word[WORDS];
	size_t n;
	uint64_t number[3]; /* of the words after the first */
	unsigned attrs;
	struct space *space;
	FILE *out;
};

static void
put_mapping(FILE *out, const char *before, const struct pt_mapping *m)
{
	char size[LETTERS_SIZE], attrs[LETTERS_ATTRS];

	letters_size_put(m->size, size);
	letters_attrs_put(m->attrs, attrs);
	fprintf(out, "%s 0x%llx 0x%llx %s %s\n", before,
	    (unsigned long long)m->va, (unsigned long long)m->pa, size, attrs);
}

/* Frames that go on from each other are one line, that is a command too. */
struct walked {
	FILE *out;
	uint64_t va, pa, len, ranges, frames;
	unsigned attrs;
};

static void
put_range(struct walked *w)
{
	char size[LETTERS_SIZE], attrs[LETTERS_ATTRS];

	if (w->len == 0)
		return;
	letters_size_put(w->len, size);
	letters_attrs_put(w->attrs, attrs);
	fprintf(w->out, "map 0x%llx 0x%llx %s %s\n", (unsigned long long)w->va,
	    (unsigned long long)w->pa, size, attrs);
	w->ranges++;
}

static int
visit(void *own, const struct pt_mapping *m)
{
	struct walked *w = own;

	w->frames++;
	if (w->len != 0 && m->va == w->va + w->len && m->pa == w->pa + w->len &&
	    m->attrs == w->attrs) {
		w->len += m->size;
		return 0;
	}
	put_range(w);
	w->va = m->va;
	w->pa = m->pa;
	w->len = m->size;
	w->attrs = m->attrs;
	return 0;
}

static enum pt_error
do_walk(struct command *c)
{
	const struct pt *pt = &c->space->pt;
	struct walked w = {.out = c->out};
	struct pt_ranges all = pt_halves(pt);
	int stopped;
	size_t i;

	for (i = 0; i < all.n; i++)
		(void)pt_walk(pt, all.va[i], all.len, visit, &w, &stopped);
	put_range(&w);
	fprintf(c->out, "ok %llu ranges, %llu frames\n",
	    (unsigned long long)w.ranges, (unsigned long long)w.frames);
	return PT_OK;
}

static enum pt_error
do_query(struct command *c)
{
	struct pt_mapping m;
	enum pt_error error = pt_query(&c->space->pt, c->number[0], &m);

	if (error == PT_OK)
		put_mapping(c->out, "ok", &m);
	return error;
}

static enum pt_error
do_unmap(struct command *c)
{
	return c->n == 2
	    ? pt_unmap(&c->space->pt, c->number[0])
	    : pt_unmap_range(&c->space->pt, c->number[0], c->number[1]);
}

static enum pt_error
do_map(struct command *c)
{
	return pt_map_range(
	    &c->space->pt, c->number[0], c->number[1], c->number[2], c->attrs);
}

static enum pt_error
do_frame(struct command *c)
{
	return pt_map(
	    &c->space->pt, c->number[0], c->number[1], c->number[2], c->attrs);
}

static enum pt_error
do_protect(struct command *c)
{
	return pt_protect_range(
	    &c->space->pt, c->number[0], c->number[1], c->attrs);
}

static const struct {
	const char *name, *form;
	size_t least, most; /* words */
	bool attrs;	    /* the last one */
	enum pt_error (*run)(struct command *c);
	bool answers;
} table[] = {
    {"map", "map VA PA LENGTH ATTRS", 5, 5, true, do_map, false},
    {"frame", "frame VA PA SIZE ATTRS", 5, 5, true, do_frame, false},
    {"unmap", "unmap VA [LENGTH]", 2, 3, false, do_unmap, false},
    {"protect", "protect VA LENGTH ATTRS", 4, 4, true, do_protect, false},
    {"query", "query VA", 2, 2, false, do_query, true},
    {"walk", "walk", 1, 1, false, do_walk, true},
};

/* False: the words are not of that command's form. */
static bool
read_words(struct command *c, size_t k)
{
	size_t i, numbers = c->n - 1 - (table[k].attrs ? 1 : 0);

	if (c->n < table[k].least || c->n > table[k].most)
		return false;
	for (i = 0; i < numbers; i++)
		if (!letters_number(c->word[i + 1], &c->number[i]))
			return false;
	return !table[k].attrs || letters_attrs(c->word[c->n - 1], &c->attrs);
}

enum answer { DONE, REFUSED, MALFORMED };

static enum answer
run_words(struct command *c, unsigned long line)
{
	enum pt_error error;
	size_t k;

	for (k = 0; k < sizeof table / sizeof table[0]; k++)
		if (strcmp(c->word[0], table[k].name) == 0)
			break;
	if (k == sizeof table / sizeof table[0]) {
		fprintf(
		    c->out, "error COMMAND line %lu: no such command\n", line);
		return MALFORMED;
	}
	if (!read_words(c, k)) {
		fprintf(c->out, "error COMMAND line %lu: it is: %s\n", line,
		    table[k].form);
		return MALFORMED;
	}
	error = table[k].run(c);
	if (error != PT_OK) {
		fprintf(c->out, "error %s line %lu: %s\n", pt_error_name(error),
		    line, reasons[error]);
		return REFUSED;
	}
	if (!table[k].answers)
		fprintf(c->out, "ok\n");
	return DONE;
}

static enum answer
run_line(struct command *c, char *text, unsigned long line)
{
	char *rest = text, *word;

	for (c->n = 0; (word = strtok_r(rest, " \t\r\n", &rest)) != NULL;) {
		if (word[0] == '#')
			break;
		if (c->n == WORDS) {
			fprintf(c->out,
			    "error COMMAND line %lu: too many words\n", line);
			return MALFORMED;
		}
		c->word[c->n++] = word;
	}
	return c->n == 0 ? DONE : run_words(c, line);
}

/* The next line without its end, cut to size; false at the end of input. *whole
   is false if it was longer, or holds a NUL. */
static bool
next_line(FILE *in, char *text, size_t size, bool *whole)
{
	size_t n = 0;
	int ch;

	*whole = true;
	while ((ch = getc(in)) != EOF && ch != '\n') {
		if (ch == '\0' || n + 1 == size)
			*whole = false;
		else
			text[n++] = (char)ch;
	}
	text[n] = '\0';
	return ch != EOF || n > 0 || !*whole;
}

bool
commands_run(struct space *s, FILE *in, FILE *out, bool *malformed)
{
	struct command c = {.space = s, .out = out};
	char text[LINE];
	unsigned long line = 0;
	enum answer answer;
	bool done = true, whole;

	*malformed = false;
	while (next_line(in, text, sizeof text, &whole)) {
		line++;
		if (whole) {
			answer = run_line(&c, text, line);
		} else {
			fprintf(out,
			    "error COMMAND line %lu: too long, or not "
			    "text\n",
			    line);
			answer = MALFORMED;
		}
		done = done && answer == DONE;
		*malformed = *malformed || answer == MALFORMED;
	}
	return done;
}
