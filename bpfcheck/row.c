#include "row.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 5, FIRST = 64 };

/* In front of the texts, which have no final 0. */
struct sent {
	uint32_t verdict, insns, states;
	double time_us;
	size_t len[TEXTS];
};

struct row *
rows_add(struct rows *r)
{
	if (r->n == r->size) {
		uint32_t size = r->size == 0 ? FIRST : r->size * 2;
		struct row *all;

		if (size < r->size)
			return NULL;
		all = reallocarray(r->all, size, sizeof *all);
		if (all == NULL)
			return NULL;
		r->all = all;
		r->size = size;
	}
	memset(&r->all[r->n], 0, sizeof *r->all);
	return &r->all[r->n++];
}

void
rows_free(struct rows *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		free(r->all[i].room);
	free(r->all);
	memset(r, 0, sizeof *r);
}

const char *
row_base(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL ? slash + 1 : file;
}

void
row_send(FILE *out, const struct row *r)
{
	const char *texts[TEXTS] = {
	    r->file, r->program, r->section, r->reason, r->text};
	struct sent s;

	memset(&s, 0, sizeof s);
	s.verdict = r->verdict;
	s.insns = r->insns;
	s.states = r->states;
	s.time_us = r->time_us;
	for (int i = 0; i < TEXTS; i++)
		s.len[i] = strlen(texts[i]);
	fwrite(&s, sizeof s, 1, out);
	for (int i = 0; i < TEXTS; i++)
		fwrite(texts[i], 1, s.len[i], out);
}

/* As a table has it, where a line stays one line. */
static void
one_line(char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\n' || *text == '\r')
			*text = ' ';
}

static bool
fill(struct row *r, const struct sent *s, const uint8_t *texts, size_t total)
{
	const char **to[TEXTS] = {
	    &r->file, &r->program, &r->section, &r->reason, &r->text};
	char *at = malloc(total + TEXTS);

	if (at == NULL)
		return false;
	r->room = at;
	r->verdict = (enum vf_verdict)s->verdict;
	r->insns = s->insns;
	r->states = s->states;
	r->time_us = s->time_us;
	for (int i = 0; i < TEXTS; i++) {
		*to[i] = at;
		memcpy(at, texts, s->len[i]);
		at[s->len[i]] = '\0';
		if (to[i] != &r->text)
			one_line(at);
		at += s->len[i] + 1;
		texts += s->len[i];
	}
	return true;
}

bool
rows_take(struct rows *r, const uint8_t *bytes, size_t len)
{
	struct sent s;

	while (len >= sizeof s) {
		size_t total = 0;
		struct row *row;

		memcpy(&s, bytes, sizeof s);
		bytes += sizeof s;
		len -= sizeof s;
		for (int i = 0; i < TEXTS; i++) {
			if (s.len[i] > len - total)
				return true;
			total += s.len[i];
		}
		row = rows_add(r);
		if (row == NULL)
			return false;
		if (!fill(row, &s, bytes, total)) {
			r->n--;
			return false;
		}
		bytes += total;
		len -= total;
	}
	return true;
}
