#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "compare.h"
#include "slurp.h"

bool
report_waits(const struct report *r)
{
	return r->baseline != NULL || r->order.n > 0;
}

static bool
wanted(const struct report *r, const char *only, const struct row *row)
{
	return (only == NULL || strcmp(only, row->program) == 0) &&
	    picks_program(&r->picks, row->file, row->program);
}

struct fault
report_open(struct report *r, const char *only, const char **why)
{
	struct fault f = {.code = FAULT_NONE};
	uint32_t kept = 0;
	size_t len;

	*why = NULL;
	if (r->baseline == NULL)
		return f;
	f.code = slurp(r->baseline, &r->table, &len, why);
	if (f.code == FAULT_NONE)
		f = baseline_read(r->table, len, &r->old, why);
	for (uint32_t i = 0; f.code == FAULT_NONE && i < r->old.n; i++)
		if (wanted(r, only, &r->old.all[i]))
			r->old.all[kept++] = r->old.all[i];
	r->old.n = kept;
	return f;
}

static ssize_t
sink_write(void *cookie, const char *bytes, size_t n)
{
	struct report *r = cookie;
	uint8_t *more = r->bytes;
	size_t size = r->size;

	while (size - r->len < n)
		size = size == 0 ? 1 << 16 : size * 2;
	if (size > r->size)
		more = realloc(r->bytes, size);
	if (more == NULL) {
		r->failed = true;
		return 0;
	}
	r->bytes = more;
	r->size = size;
	memcpy(r->bytes + r->len, bytes, n);
	r->len += n;
	return (ssize_t)n;
}

FILE *
report_sink(struct report *r)
{
	cookie_io_functions_t io = {.write = sink_write};

	return fopencookie(r, "w", io);
}

void
report_took(struct report *r)
{
	if (!rows_take(&r->now, r->bytes, r->len))
		r->failed = true;
	r->len = 0;
}

static void
head(const struct report *r, FILE *out, enum verdict_form form)
{
	if (r->baseline != NULL)
		difference_head(out, form);
	else
		verdict_head(out, form, false);
}

bool
report_show(struct report *r, FILE *out, enum verdict_form form, bool more)
{
	struct pair *pairs = NULL;
	uint32_t n = 0;

	if (r->failed || !compare_rows(&r->old, &r->now, &pairs, &n)) {
		free(pairs);
		return false;
	}
	order_sort(&r->order, pairs, n);
	head(r, out, form);
	for (uint32_t i = 0; i < n; i++) {
		if (!picks_shown(&r->picks, &pairs[i]))
			continue;
		if (r->baseline != NULL)
			difference_say(out, form, more, &pairs[i]);
		else
			fputs(pairs[i].now->text, out);
	}
	free(pairs);
	return true;
}

void
report_close(struct report *r)
{
	rows_free(&r->old);
	rows_free(&r->now);
	picks_free(&r->picks);
	free(r->table);
	free(r->bytes);
}
