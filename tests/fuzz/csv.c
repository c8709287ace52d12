/*
 * Tables of earlier verdicts: each is rows, or a fault with a line. Rows are
 * those that they are compared with when that is themselves, in any order, and
 * are read again as they are printed.
 */
#include <stdlib.h>
#include <string.h>

#include "baseline.h"
#include "compare.h"
#include "difference.h"
#include "order.h"
#include "pick.h"
#include "print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *
copy(const void *bytes, size_t len)
{
	void *to = malloc(len + 1);

	if (to == NULL)
		abort();
	return memcpy(to, bytes, len);
}

static bool
is_named(const struct row *r)
{
	return r->file != NULL && r->line > 1 && r->section != NULL &&
	    r->reason != NULL;
}

/* Every other key, and conditions on it. */
static void
shown(struct pair *pairs, uint32_t n)
{
	static const char *const keys[] = {
	    "|insns_pct|^,file", "verdict_diff", "states_diffv,prog", "time_a"};
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct picks picks = {0};
	struct order order = {0};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (order_read(&order, keys[i]) != NULL)
			abort();
	order_sort(&order, pairs, n);
	if (out == NULL || picks_add(&picks, "insns_diff=0") != NULL ||
	    picks_add(&picks, "!verdict_diff=mismatch") != NULL ||
	    picks_add(&picks, "!*x*?y*/*") != NULL)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		if (!picks_shown(&picks, &pairs[i]))
			abort();
		(void)picks_program(
		    &picks, pairs[i].now->file, pairs[i].now->program);
		for (int form = VERDICT_TEXT; form < VERDICT_NONE; form++)
			difference_say(out, form, true, &pairs[i]);
	}
	fclose(out);
	free(text);
	picks_free(&picks);
}

static void
with_itself(const struct rows *r)
{
	struct pair *pairs = NULL;
	uint32_t n;

	if (!compare_rows(r, r, &pairs, &n) || n != r->n)
		abort();
	for (uint32_t i = 0; i < n; i++)
		if (pairs[i].old != pairs[i].now || !is_named(pairs[i].old))
			abort();
	shown(pairs, n);
	free(pairs);
}

static void
once_more(const struct rows *r)
{
	struct rows again = {0};
	char *text = NULL;
	const char *why;
	struct fault f;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	verdict_head(out, VERDICT_CSV, false);
	for (uint32_t i = 0; i < r->n; i++) {
		const struct row *one = &r->all[i];

		print_csv(out, one->file, ',');
		print_csv(out, one->program, ',');
		print_csv(out, one->section, ',');
		fprintf(out, "xdp,%s,%u,%u,%.1f,", verdict_word(one->verdict),
		    one->insns, one->states, one->time_us);
		print_csv(out, one->reason, '\n');
	}
	fclose(out);
	f = baseline_read((uint8_t *)text, len, &again, &why);
	/* Names that differ in their ends of lines alone are the same now. */
	if (f.code != FAULT_CSV_TWICE &&
	    (f.code != FAULT_NONE || again.n != r->n))
		abort();
	for (uint32_t i = 0; f.code == FAULT_NONE && i < r->n; i++)
		if (again.all[i].insns != r->all[i].insns ||
		    again.all[i].line != i + 2)
			abort();
	rows_free(&again);
	free(text);
}

/* As a process might send them. */
static void
received(const uint8_t *data, size_t size)
{
	struct rows r = {0};

	if (!rows_take(&r, data, size))
		abort();
	rows_free(&r);
}

/* Behind a good first line, or as it is. */
static void
table(const void *data, size_t size)
{
	struct rows r = {0};
	uint8_t *bytes = copy(data, size);
	const char *why;
	struct fault f = baseline_read(bytes, size, &r, &why);

	if (f.code == FAULT_NONE) {
		with_itself(&r);
		once_more(&r);
	} else if (f.place != AT_LINE || f.at == 0 || f.at > size + 1) {
		abort();
	}
	rows_free(&r);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t head = strlen(verdict_columns);
	char *text = copy(verdict_columns, head + 1);

	text = realloc(text, head + 1 + size + 1);
	if (text == NULL)
		abort();
	text[head] = '\n';
	memcpy(text + head + 1, data, size);
	table(text, head + 1 + size);
	table(data, size);
	received(data, size);
	free(text);
	return 0;
}
