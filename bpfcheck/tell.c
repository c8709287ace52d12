#include "tell.h"

#include <stdlib.h>

#include "page.h"

bool
tell(const struct session *s, FILE *to, FILE *page, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	struct row row = {
	    .file = v->file,
	    .program = v->program->name,
	    .section = v->program->section,
	    .reason = r->verdict == VF_ACCEPT ? "" : r->reason,
	    .text = "",
	    .verdict = r->verdict,
	    .insns = r->insns_processed,
	    .states = r->states,
	    .time_us = v->decided->microseconds,
	};
	struct pair pair = {.now = &row};
	struct verdict said = *v;
	char *text = NULL;
	size_t len;
	FILE *out;
	bool good;

	if (!s->explain)
		said.cause = NULL;
	/* A comparison has no page. */
	if (s->report.baseline == NULL && !picks_shown(&s->report.picks, &pair))
		return true;
	if (page != NULL)
		page_program(page, v);
	if (!report_waits(&s->report)) {
		verdict_say(to, s->form, s->verbose, &said);
		return true;
	}
	out = open_memstream(&text, &len);
	if (out == NULL)
		return false;
	if (s->report.baseline == NULL)
		verdict_say(out, s->form, s->verbose, &said);
	good = fclose(out) == 0;
	row.text = text;
	if (good)
		row_send(to, &row);
	free(text);
	return good;
}
