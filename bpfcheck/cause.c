/* cause - see cause.h */
#include "cause.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "suggest.h"

bool
cause_find(struct cause *c, const struct decide *d,
    const struct object_program *p, const struct decided *decided)
{
	const struct vf_result *r = &decided->result;
	struct decide again = *d;
	struct object_program same = *p;
	struct decided second;
	uint8_t *room;

	*c = (struct cause){.trace = NULL};
	if (r->steps > 0 && r->has_insn) {
		c->trace = calloc(1, sizeof *c->trace);
		room = malloc(p->vf.len);
		if (c->trace == NULL || room == NULL) {
			free(room);
			cause_free(c);
			return false;
		}
		trace_begin(c->trace, p->vf.insns, r->steps);
		again.log_level = 0;
		again.trace = c->trace;
		decide(&again, &same, &second);
		trace_end(c->trace, second.result.steps, r->insn);
		slice_make(&c->slice, c->trace, &p->vf, r, room);
		free(room);
	}
	c->suggestion = suggest(r->reason, c->slice.lost);
	return true;
}

void
cause_free(struct cause *c)
{
	free(c->trace);
	c->trace = NULL;
}

/* Where the line stands in the source, if that is another than before. */
static const struct vf_line *
new_line(
    const struct vf_program *p, uint32_t insn, const struct vf_line *before)
{
	const struct vf_line *line = decide_line(p, insn);

	if (line == NULL || line == before)
		return NULL;
	if (before != NULL && before->number == line->number &&
	    strcmp(before->file, line->file) == 0)
		return NULL;
	return line;
}

static void
source(FILE *out, const struct vf_line *line)
{
	const char *base = strrchr(line->file, '/');

	fputs("    ", out);
	print_escaped(out, base != NULL ? base + 1 : line->file);
	fprintf(out, ":%" PRIu32 ": ", line->number);
	print_escaped(out, line->text + strspn(line->text, " \t"));
	fputc('\n', out);
}

static void
step(
    FILE *out, const struct slice_line *l, const struct vf_program *p, bool cut)
{
	char insn[VERDICT_INSN];

	verdict_insn(p, l->insn, insn, sizeof insn);
	fprintf(out, "      %" PRIu32 ": ", l->insn);
	print_escaped(out, insn);
	if (l->note[0] != '\0') {
		fputs(": ", out);
		print_escaped(out, l->note);
	}
	if (l->times > 1)
		fprintf(out, " (%" PRIu32 " times%s)", l->times,
		    cut ? " and more" : "");
	fputc('\n', out);
}

void
cause_say_text(FILE *out, const struct cause *c, const struct vf_program *p)
{
	const struct vf_line *line = NULL;
	const struct slice *s = &c->slice;

	if (s->n > 0)
		fputs("  path:\n", out);
	if (s->more || s->cut)
		fprintf(out, "    (%s)\n",
		    s->more ? "what led here is left out"
			    : "the path is long: its begin is left out");
	for (uint32_t i = s->n; i-- > 0;) {
		const struct slice_line *l = &s->lines[i];
		const struct vf_line *is = new_line(p, l->insn, line);

		if (is != NULL)
			source(out, line = is);
		step(out, l, p, s->cut);
	}
	if (c->suggestion != NULL)
		fprintf(out, "  suggestion: %s\n", c->suggestion);
}

static void
json_step(FILE *out, const struct slice_line *l, const struct vf_program *p)
{
	const struct vf_line *line = decide_line(p, l->insn);
	char insn[VERDICT_INSN];

	verdict_insn(p, l->insn, insn, sizeof insn);
	fprintf(out, "{\"insn\":%" PRIu32, l->insn);
	print_json_field(out, "insn_text", insn);
	print_json_field(out, "note", l->note);
	fprintf(out, ",\"times\":%" PRIu32, l->times);
	if (line != NULL)
		verdict_json_source(out, line);
	fputc('}', out);
}

void
cause_say_json(FILE *out, const struct cause *c, const struct vf_program *p)
{
	const struct slice *s = &c->slice;

	fputs(",\"path\":[", out);
	for (uint32_t i = s->n; i-- > 0;) {
		json_step(out, &s->lines[i], p);
		fputs(i > 0 ? "," : "", out);
	}
	fprintf(out, "],\"path_is_whole\":%s",
	    s->more || s->cut ? "false" : "true");
	if (c->suggestion != NULL)
		print_json_field(out, "suggestion", c->suggestion);
}
