#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "verdict.h"

enum { COLUMNS = 9 };

static bool
same_words(const char *const *fields, uint32_t n)
{
	const char *head = verdict_columns;

	for (uint32_t i = 0; i < n; i++) {
		size_t len = strlen(fields[i]);

		if (strncmp(head, fields[i], len) != 0 ||
		    head[len] != (i + 1 < n ? ',' : '\0'))
			return false;
		head += len + 1;
	}
	return n == COLUMNS;
}

/* Decimal, without sign or spaces. */
static bool
number(const char *text, uint32_t *to)
{
	uint32_t n = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (*text < '0' || *text > '9' ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint32_t)(*text - '0'), &n))
			return false;
	*to = n;
	return true;
}

/* With a point or without. */
static bool
decimal(const char *text, double *to)
{
	size_t whole = strspn(text, "0123456789"), part = 0;

	if (text[whole] == '.')
		part = strspn(text + whole + 1, "0123456789") + 1;
	if (whole == 0 || whole > 15 || part == 1 || part > 7 ||
	    text[whole + part] != '\0')
		return false;
	*to = strtod(text, NULL);
	return true;
}

static bool
verdict(const char *text, enum vf_verdict *to)
{
	static const enum vf_verdict all[] = {
	    VF_ACCEPT, VF_REJECT, VF_UNDECIDED};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(verdict_word(all[i]), text) == 0) {
			*to = all[i];
			return true;
		}
	return false;
}

/* What is wrong with a row, or NULL. */
static const char *
fill(struct row *r, const char *const *fields, uint32_t n)
{
	if (n != COLUMNS)
		return "a row has fewer columns than the first line";
	if (*row_base(fields[0]) == '\0')
		return "there is no file's name";
	r->file = fields[0];
	r->program = fields[1];
	r->section = fields[2];
	r->reason = fields[8];
	r->text = "";
	if (!verdict(fields[4], &r->verdict))
		return "the verdict is not accept, reject or undecided";
	if (!number(fields[5], &r->insns))
		return "insns_processed is no number below 2^32";
	if (!number(fields[6], &r->states))
		return "states is no number below 2^32";
	return decimal(fields[7], &r->time_us) ? NULL
					       : "time_us is no such number";
}

static struct fault
rows(struct csv *c, struct rows *to, const char **why)
{
	const char *fields[COLUMNS];
	struct fault f;
	struct row *r;
	uint32_t n;

	for (;;) {
		uint64_t line = c->line;

		f = csv_next(c, fields, COLUMNS, &n, why);
		if (f.code != FAULT_NONE || n == 0)
			return f;
		if (to->n == BASELINE_ROWS) {
			*why = "there are more than 2097152 rows";
			return fault_at(FAULT_CSV_SIZE, AT_LINE, line);
		}
		r = rows_add(to);
		if (r == NULL)
			return fault_of(FAULT_MEMORY);
		r->line = line;
		*why = fill(r, fields, n);
		if (*why != NULL)
			return fault_at(FAULT_CSV_ROW, AT_LINE, line);
	}
}

static int
by_names(const void *p, const void *q)
{
	const struct row *a = *(const struct row *const *)p;
	const struct row *b = *(const struct row *const *)q;
	int c = strcmp(a->program, b->program);

	if (c == 0)
		c = strcmp(a->file, b->file);
	if (c == 0)
		c = strcmp(a->section, b->section);
	return c != 0 ? c : a->line < b->line ? -1 : 1;
}

static bool
same_names(const struct row *a, const struct row *b)
{
	return strcmp(a->program, b->program) == 0 &&
	    strcmp(a->file, b->file) == 0 &&
	    strcmp(a->section, b->section) == 0;
}

/* The first line whose program an earlier one has. */
static struct fault
twice(const struct rows *r)
{
	const struct row **sorted = calloc((size_t)r->n + 1, sizeof *sorted);
	uint64_t line = 0;

	if (sorted == NULL)
		return fault_of(FAULT_MEMORY);
	for (uint32_t i = 0; i < r->n; i++)
		sorted[i] = &r->all[i];
	qsort(sorted, r->n, sizeof *sorted, by_names);
	for (uint32_t i = 1; i < r->n; i++)
		if (same_names(sorted[i - 1], sorted[i]) &&
		    (line == 0 || sorted[i]->line < line))
			line = sorted[i]->line;
	free(sorted);
	return line != 0 ? fault_at(FAULT_CSV_TWICE, AT_LINE, line)
			 : fault_none();
}

struct fault
baseline_read(uint8_t *bytes, size_t len, struct rows *to, const char **why)
{
	struct csv c = {(char *)bytes, (char *)bytes + len, 1};
	const char *fields[COLUMNS];
	struct fault f;
	uint32_t n;

	*why = NULL;
	if (len > BASELINE_BYTES) {
		*why = "it has more than 256 MiB";
		return fault_at(FAULT_CSV_SIZE, AT_LINE, 1);
	}
	f = csv_next(&c, fields, COLUMNS, &n, why);
	if (f.code == FAULT_CSV_ROW ||
	    (f.code == FAULT_NONE && !same_words(fields, n))) {
		*why = NULL;
		return fault_at(FAULT_CSV_HEADER, AT_LINE, 1);
	}
	if (f.code == FAULT_NONE)
		f = rows(&c, to, why);
	return f.code == FAULT_NONE ? twice(to) : f;
}
