#include "difference.h"

#include "print.h"

static const struct metric {
	const char *word; /* in a line */
	const char *name;
	enum key_column column;
	int digits; /* behind the point */
} metrics[] = {
    {"insns", "insns_processed", KEY_INSNS, 0},
    {"states", "states", KEY_STATES, 0},
    {"us", "time_us", KEY_TIME, 1},
};

enum { METRICS = sizeof metrics / sizeof *metrics };

static bool
part(
    const struct metric *m, enum key_side side, const struct pair *p, double *v)
{
	struct key k = {.column = m->column, .side = side};

	return key_value(&k, p, v);
}

static const char *
verdict_of(const struct row *r, const char *none)
{
	return r != NULL ? verdict_word(r->verdict) : none;
}

/* As veristat says it; "": there is nothing to compare. */
static const char *
verdict_difference(const struct pair *p)
{
	if (p->old == NULL || p->now == NULL)
		return "";
	return p->old->verdict == p->now->verdict ? "match" : "mismatch";
}

static const struct row *
either(const struct pair *p)
{
	return p->now != NULL ? p->now : p->old;
}

static void
text_number(
    FILE *out, const struct metric *m, enum key_side side, const struct pair *p)
{
	double v;

	if (part(m, side, p, &v))
		fprintf(out, "%.*f", m->digits, v);
	else
		fputc('-', out);
}

static void
say_text(FILE *out, bool more, const struct pair *p)
{
	const struct row *r = either(p);
	double by, percent;

	fprintf(
	    out, "%s -> %s ", verdict_of(p->old, "-"), verdict_of(p->now, "-"));
	print_escaped(out, r->file);
	fputs(": ", out);
	print_escaped(out, r->program);
	for (int i = 0; i < (more ? METRICS : METRICS - 1); i++) {
		const struct metric *m = &metrics[i];

		fprintf(out, "%s %s ", i == 0 ? ":" : ",", m->word);
		text_number(out, m, KEY_OLD, p);
		fputs(" -> ", out);
		text_number(out, m, KEY_NOW, p);
		if (part(m, KEY_DIFF, p, &by) &&
		    part(m, KEY_PERCENT, p, &percent))
			fprintf(
			    out, " %+.*f (%+.2f%%)", m->digits, by, percent);
	}
	if (p->now != NULL && p->now->reason[0] != '\0') {
		fputs(": ", out);
		print_escaped(out, p->now->reason);
	}
	fputc('\n', out);
}

static const struct {
	const char *suffix;
	enum key_side side;
} sides[] = {
    {"base", KEY_OLD},
    {"comp", KEY_NOW},
    {"diff", KEY_DIFF},
    {"pct", KEY_PERCENT},
};

enum { SIDES = sizeof sides / sizeof *sides };

static int
digits(const struct metric *m, int side)
{
	return sides[side].side == KEY_PERCENT ? 2 : m->digits;
}

static void
say_json(FILE *out, const struct pair *p)
{
	const struct row *r = either(p);
	double v;

	fputs("{\"file\":", out);
	print_json(out, r->file);
	print_json_field(out, "program", r->program);
	print_json_field(out, "section", r->section);
	if (p->old != NULL)
		print_json_field(out, "verdict_base", verdict_of(p->old, ""));
	if (p->now != NULL)
		print_json_field(out, "verdict_comp", verdict_of(p->now, ""));
	if (p->old != NULL && p->now != NULL)
		print_json_field(out, "verdict_diff", verdict_difference(p));
	for (int i = 0; i < METRICS * SIDES; i++) {
		const struct metric *m = &metrics[i / SIDES];

		if (part(m, sides[i % SIDES].side, p, &v))
			fprintf(out, ",\"%s_%s\":%.*f", m->name,
			    sides[i % SIDES].suffix, digits(m, i % SIDES), v);
	}
	if (p->now != NULL && p->now->verdict != VF_ACCEPT)
		print_json_field(out, "reason", p->now->reason);
	fputs("}\n", out);
}

static void
say_csv(FILE *out, const struct pair *p)
{
	const struct row *r = either(p);
	double v;

	print_csv(out, r->file, ',');
	print_csv(out, r->program, ',');
	print_csv(out, r->section, ',');
	fprintf(out, "%s,%s,%s", verdict_of(p->old, ""), verdict_of(p->now, ""),
	    verdict_difference(p));
	for (int i = 0; i < METRICS * SIDES; i++) {
		const struct metric *m = &metrics[i / SIDES];

		fputc(',', out);
		if (part(m, sides[i % SIDES].side, p, &v))
			fprintf(out, "%.*f", digits(m, i % SIDES), v);
	}
	fputc(',', out);
	print_csv(out, p->now != NULL ? p->now->reason : "", '\n');
}

void
difference_head(FILE *out, enum verdict_form form)
{
	if (form != VERDICT_CSV)
		return;
	fputs(
	    "file,program,section,verdict_base,verdict_comp,verdict_diff", out);
	for (int i = 0; i < METRICS * SIDES; i++)
		fprintf(out, ",%s_%s", metrics[i / SIDES].name,
		    sides[i % SIDES].suffix);
	fputs(",reason\n", out);
}

void
difference_say(
    FILE *out, enum verdict_form form, bool more, const struct pair *p)
{
	switch (form) {
	case VERDICT_TEXT:
		say_text(out, more, p);
		break;
	case VERDICT_JSON:
		say_json(out, p);
		break;
	case VERDICT_CSV:
		say_csv(out, p);
		break;
	default:
		break;
	}
}
