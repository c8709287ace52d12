/* page - see page.h */
#include "page.h"

#include <inttypes.h>
#include <string.h>

enum { LONGEST = 400, SHOWN = 6 };

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n"
    "<head><meta charset=\"utf-8\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
    "<title>bpfcheck</title>\n<style>\n"
    ":root{--text:#1d2126;--dim:#5c6670;--back:#ffffff;--line:#d5dae0;\n"
    "--cause:#ffeeb3;--refused:#ffcfc9;--accept:#1a7a37;--reject:#b3261e;\n"
    "--undecided:#7a5a00}\n"
    "@media(prefers-color-scheme:dark){:root{--text:#e3e6ea;--dim:#9aa4ae;\n"
    "--back:#16191d;--line:#343a41;--cause:#4d3f0a;--refused:#66211c;\n"
    "--accept:#5ecb80;--reject:#ff8a80;--undecided:#e6c35c}}\n"
    "body{font:15px/1.45 system-ui,sans-serif;color:var(--text);\n"
    "background:var(--back);max-width:76em;margin:1.5em auto;padding:0 1em}\n"
    "h1{font-size:1.3em}h2{font-size:1.05em;margin:0}h3{font-size:1em;\n"
    "margin:1em 0 .3em}\n"
    "article{border-top:1px solid var(--line);padding:.7em 0}\n"
    ".verdict{display:inline-block;min-width:5.5em}\n"
    ".accept .verdict{color:var(--accept)}.reject .verdict{\n"
    "color:var(--reject)}.undecided .verdict{color:var(--undecided)}\n"
    ".numbers{color:var(--dim);margin:.1em 0}.reason{font-weight:600;\n"
    "margin:.5em 0}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em;\n"
    "margin:.3em 0}dt{color:var(--dim)}dd{margin:0;\n"
    "overflow-wrap:anywhere}\n"
    "code,table{font:13px/1.5 ui-monospace,monospace}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "td{vertical-align:top;padding:.05em .6em;overflow-wrap:anywhere}\n"
    "td.n{text-align:right;color:var(--dim);width:3.5em}\n"
    "td.i{width:42%}tr.source td{padding-top:.6em}\n"
    ".source span,.same{color:var(--dim)}\n"
    "tr.cause td{background:var(--cause)}\n"
    "tr.refused td{background:var(--refused)}\n"
    "td code{display:inline-block;margin-right:.7em}\n"
    "summary{cursor:pointer}details div{color:var(--dim);\n"
    "padding-left:1.2em}\n"
    "h3 span{padding:0 .4em;font-weight:400}\n"
    ".cause-key{background:var(--cause)}.refused-key{\n"
    "background:var(--refused)}\n"
    "</style></head>\n<body>\n<h1>bpfcheck</h1>\n";

void
page_begin(FILE *out)
{
	fputs(head, out);
}

void
page_end(FILE *out)
{
	fputs("</body></html>\n", out);
}

static void
text(FILE *out, const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0' && i < LONGEST; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\t')
			fputc(' ', out);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
	if (s[i] != '\0')
		fputs("...", out);
}

static void
detail(FILE *out, const char *what, const char *s)
{
	fprintf(out, "<dt>%s</dt><dd>", what);
	text(out, s);
	fputs("</dd>\n", out);
}

static void
insn_cells(FILE *out, const struct vf_program *p, uint32_t insn)
{
	char is[VERDICT_INSN];

	verdict_insn(p, insn, is, sizeof is);
	fprintf(out, "<td class=\"n\">%" PRIu32 "</td><td class=\"i\">", insn);
	text(out, is);
	fputs("</td><td>", out);
}

/* A row of its own, if it is another than before. */
static const struct vf_line *
source(FILE *out, const struct vf_program *p, uint32_t insn,
    const struct vf_line *before)
{
	const struct vf_line *line = decide_line(p, insn);
	const char *base;

	if (line == NULL || line == before)
		return before;
	if (before != NULL && before->number == line->number &&
	    strcmp(before->file, line->file) == 0)
		return line;
	base = strrchr(line->file, '/');
	fputs("<tr class=\"source\"><td></td><td colspan=\"2\"><span>", out);
	text(out, base != NULL ? base + 1 : line->file);
	fprintf(out, ":%" PRIu32 ":</span> ", line->number);
	text(out, line->text + strspn(line->text, " \t"));
	fputs("</td></tr>\n", out);
	return line;
}

static void
cause(FILE *out, const struct vf_program *p, const struct slice *s)
{
	const struct vf_line *line = NULL;

	fputs("<h3>What led to it</h3>\n<table class=\"slice\">\n", out);
	if (s->more || s->cut)
		fprintf(out, "<tr><td></td><td colspan=\"2\">%s</td></tr>\n",
		    s->more ? "Causes before these are left out."
			    : "The path is long: its begin is left out.");
	for (uint32_t i = s->n; i-- > 0;) {
		const struct slice_line *l = &s->lines[i];

		line = source(out, p, l->insn, line);
		fprintf(out, "<tr class=\"%s\">", i > 0 ? "cause" : "refused");
		insn_cells(out, p, l->insn);
		text(out, l->note);
		if (l->times > 1)
			fprintf(out, " (%" PRIu32 " times%s)", l->times,
			    s->cut ? " and more" : "");
		fputs("</td></tr>\n", out);
	}
	fputs("</table>\n", out);
}

static void
place(FILE *out, const struct vf_program *p, uint32_t frame, uint32_t at,
    const struct slot *s)
{
	char is[SLICE_NOTE];
	struct text t;

	text_init(&t, is, sizeof is);
	slice_place(&t, p, frame, at, s);
	fputs("<code>", out);
	text(out, is);
	fputs("</code>", out);
}

static bool
is_there(const struct slot *s, uint32_t at)
{
	if (at < PLACE_SLOT)
		return s->spilled.type != REG_NONE;
	for (unsigned i = 0; i < SLOT_BYTES; i++)
		if (s->bytes[i] != BYTE_NONE)
			return true;
	return false;
}

static void
state(FILE *out, const struct vf_program *p, const struct trace *t)
{
	uint32_t frame = trace_step(t, t->at)->frame;

	fputs("<div>before it: ", out);
	if (frame > 0)
		fprintf(out, "frame %" PRIu32 ": ", frame);
	for (uint32_t i = 0; i < PLACES; i++) {
		if (!is_there(&t->now[frame][i], i))
			continue;
		place(out, p, frame, i, &t->now[frame][i]);
	}
	fputs("</div>", out);
}

static bool
branched(FILE *out, const struct vf_program *p, const struct trace *t)
{
	uint32_t insn = trace_step(t, t->at)->insn;
	const struct insn *i = &p->insns[insn];
	unsigned op = insn_op(i);

	if (!insn_is_jump(i) || op == JMP_JA || op == JMP_CALL ||
	    op == JMP_EXIT || t->at == t->end)
		return false;
	fprintf(out, "<code>%s</code>",
	    trace_step(t, t->at + 1)->insn == insn + 1 ? "not taken" : "taken");
	return true;
}

/* Which way it went, and what it changed, of all frames: the first of it. */
static void
changes(FILE *out, const struct vf_program *p, const struct trace *t)
{
	const struct trace_change *c;
	uint32_t n = 0;

	if (branched(out, p, t))
		n++;
	for (uint32_t i = 0; (c = trace_change(t, t->at, i)) != NULL; i++) {
		if (n++ == SHOWN) {
			fputs(" ...", out);
			return;
		}
		place(out, p, c->frame, c->place, &c->other);
	}
	if (n == 0)
		fputs("<span class=\"same\">nothing new</span>", out);
}

static bool
is_cause(const struct slice *s, uint32_t insn)
{
	for (uint32_t i = 1; i < s->n; i++)
		if (s->lines[i].insn == insn)
			return true;
	return false;
}

static void
row(FILE *out, const struct vf_program *p, const struct trace *t,
    const struct slice *s)
{
	uint32_t insn = trace_step(t, t->at)->insn;
	const char *class = is_cause(s, insn) ? " class=\"cause\"" : "";

	if (t->at == t->end)
		class = " class=\"refused\"";
	fprintf(out, "<tr%s>", class);
	insn_cells(out, p, insn);
	fputs("<details><summary>", out);
	if (t->at == t->end)
		fputs("refused", out);
	else
		changes(out, p, t);
	fputs("</summary>", out);
	state(out, p, t);
	fputs("</details></td></tr>\n", out);
}

static void
path(FILE *out, const struct vf_program *p, struct trace *t,
    const struct slice *s)
{
	const struct vf_line *line = NULL;
	uint32_t left = PAGE_STEPS;

	while (--left > 0 && trace_back(t))
		continue;
	fputs("<h3>The path that was refused <span class=\"cause-key\">cause"
	      "</span> <span class=\"refused-key\">refusal</span></h3>\n"
	      "<table class=\"path\">\n",
	    out);
	if (t->at > 1)
		fprintf(out,
		    "<tr><td></td><td colspan=\"2\">%" PRIu32
		    " instructions before are left out.</td></tr>\n",
		    t->at - 1);
	for (;;) {
		line = source(out, p, trace_step(t, t->at)->insn, line);
		row(out, p, t, s);
		if (!trace_forward(t))
			break;
	}
	fputs("</table>\n", out);
}

static void
rejected(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	const struct vf_program *p = &v->program->vf;

	fputs("<dl>\n", out);
	if (r->has_insn)
		fprintf(out, "<dt>at</dt><dd>instruction %" PRIu32 "</dd>\n",
		    r->insn);
	detail(out, "fault", r->fault);
	detail(out, "expected", r->expected);
	detail(out, "found", r->found);
	if (v->cause->suggestion != NULL)
		detail(out, "suggestion", v->cause->suggestion);
	fputs("</dl>\n", out);
	if (v->cause->slice.n == 0)
		return;
	cause(out, p, &v->cause->slice);
	path(out, p, v->cause->trace, &v->cause->slice);
}

void
page_program(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	const struct vf_program *p = &v->program->vf;
	const char *word = verdict_word(r->verdict);
	const char *type = progtype_name(p->type);

	fprintf(out,
	    "<article class=\"%s\"><h2><span class=\"verdict\">%s</span> ",
	    word, word);
	text(out, v->file);
	fputs(": ", out);
	text(out, v->program->name);
	fputs("</h2>\n<p class=\"numbers\">", out);
	text(out, type != NULL ? type : "another type");
	fputs(", section ", out);
	text(out, v->program->section);
	fprintf(out,
	    ": %" PRIu32 " instructions, %" PRIu32 " processed, %" PRIu32
	    " states, %.0f us, %zu bytes</p>\n",
	    p->len, r->insns_processed, r->states, v->decided->microseconds,
	    r->memory);
	if (r->verdict != VF_ACCEPT) {
		fputs("<p class=\"reason\">", out);
		text(out, r->reason);
		fputs("</p>\n", out);
	}
	if (r->verdict == VF_REJECT)
		rejected(out, v);
	fputs("</article>\n", out);
}
