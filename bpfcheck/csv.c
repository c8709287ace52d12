#include "csv.h"

#include <stdbool.h>
#include <string.h>

/* Up to the closing quote; the text moves over what is doubled. */
static const char *
quoted(struct csv *c)
{
	char *to = c->at++;
	uint64_t lines = 0;

	for (; c->at < c->end; c->at++) {
		if (*c->at == '"' && c->at + 1 < c->end && c->at[1] == '"') {
			c->at++;
		} else if (*c->at == '"') {
			c->at++;
			*to = '\0';
			c->line += lines;
			return NULL;
		}
		if (*c->at == '\0')
			return "it has a NUL";
		lines += *c->at == '\n';
		*to++ = *c->at;
	}
	/* Of the line where it was opened. */
	return "a quote is not closed";
}

static const char *
plain(struct csv *c)
{
	for (; c->at < c->end; c->at++) {
		if (*c->at == ',' || *c->at == '\n' || *c->at == '\r')
			return NULL;
		if (*c->at == '"')
			return "a quote stands inside a field without quotes";
		if (*c->at == '\0')
			return "it has a NUL";
	}
	return NULL;
}

/* What ends a field; last: of its record. */
static const char *
ended(struct csv *c, bool *last)
{
	char what;

	if (c->at == c->end)
		return "it is cut: the last line has no end";
	what = *c->at;
	*c->at++ = '\0';
	*last = what != ',';
	if (what == '\r') {
		if (c->at == c->end || *c->at != '\n')
			return "a carriage return ends no line";
		c->at++;
	} else if (what != ',' && what != '\n') {
		return "text stands behind a closing quote";
	}
	c->line += *last;
	return NULL;
}

struct fault
csv_next(struct csv *c, const char **fields, uint32_t most, uint32_t *n,
    const char **why)
{
	uint64_t line;
	bool last = c->at == c->end;

	for (*n = 0; !last; ++*n) {
		line = c->line;
		if (*n == most) {
			*why = "a row has more columns than the first line";
			return fault_at(FAULT_CSV_ROW, AT_LINE, line);
		}
		fields[*n] = c->at;
		*why = c->at < c->end && *c->at == '"' ? quoted(c) : plain(c);
		if (*why == NULL)
			*why = ended(c, &last);
		if (*why != NULL)
			return fault_at(FAULT_CSV_SYNTAX, AT_LINE, c->line);
		if (strnlen(fields[*n], CSV_FIELD + 1) > CSV_FIELD) {
			*why = "a field is longer than 64 KiB";
			return fault_at(FAULT_CSV_SIZE, AT_LINE, line);
		}
	}
	return fault_none();
}
