#include "verdict.h"

#include <inttypes.h>
#include <string.h>

#include "cause.h"
#include "log.h"
#include "print.h"

const char verdict_columns[] =
    "file,program,section,type,verdict,insns_processed,states,time_us,reason";

const char *
verdict_word(enum vf_verdict v)
{
	static const char *const words[] = {
	    [VF_ACCEPT] = "accept",
	    [VF_REJECT] = "reject",
	    [VF_UNDECIDED] = "undecided",
	    [VF_TROUBLE] = "trouble",
	};

	return words[v];
}

static void
name_of(char *to, size_t size, const char *name, uint32_t number)
{
	if (name != NULL)
		snprintf(to, size, "%s", name);
	else
		snprintf(to, size, "%" PRIu32, number);
}

static const char *
after_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

static void
text_detail(FILE *out, const char *what, const char *text)
{
	fprintf(out, "  %s: ", what);
	print_escaped(out, text);
	fputc('\n', out);
}

void
verdict_insn(const struct vf_program *p, uint32_t insn, char *to, size_t size)
{
	struct text t;

	to[0] = '\0';
	if (insn >= p->len)
		return;
	if (!log_insn_is_whole(&p->insns[insn], p->len - insn)) {
		snprintf(to, size, "(%02x)", p->insns[insn].code);
		return;
	}
	text_init(&t, to, size);
	log_insn(&t, p, &p->insns[insn]);
}

static void
text_place(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	const struct vf_line *line = NULL;
	char insn[VERDICT_INSN];

	if (!r->has_insn) {
		fputs("  at: the whole program\n", out);
		return;
	}
	line = decide_line(&v->program->vf, r->insn);
	verdict_insn(&v->program->vf, r->insn, insn, sizeof insn);
	fprintf(out, "  at: instruction %" PRIu32 ": %s", r->insn, insn);
	if (line != NULL) {
		fputs("; ", out);
		print_escaped(out, line->file);
		fprintf(out, ":%" PRIu32 ": ", line->number);
		print_escaped(out, after_blanks(line->text));
	}
	fputc('\n', out);
}

/* The verdict, or one for each kernel. */
static void
columns(FILE *out, const struct decided *d)
{
	if (!d->all)
		fprintf(out, "%s ", verdict_word(d->result.verdict));
	for (unsigned k = 0; d->all && k < VF_KERNELS; k++)
		fprintf(
		    out, "%-9s ", verdict_word(d->each[VF_KERNELS - 1 - k]));
	if (d->all)
		fputc(' ', out);
}

static void
say_text(FILE *out, bool more, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	char type[32];

	name_of(type, sizeof type, progtype_name(v->program->vf.type),
	    v->program->vf.type);
	columns(out, v->decided);
	print_escaped(out, v->file);
	fputs(": ", out);
	print_escaped(out, v->program->name);
	fprintf(out,
	    ": %s, %" PRIu32 " insns processed, %" PRIu32 " states, %.0f us",
	    type, r->insns_processed, r->states, v->decided->microseconds);
	if (more)
		fprintf(out,
		    ", %" PRIu32 " insns, %" PRIu32 " states at once, %" PRIu32
		    " at one insn, %zu bytes",
		    v->program->vf.len, r->states_peak, r->states_max,
		    r->memory);
	if (r->verdict != VF_ACCEPT) {
		fputs(": ", out);
		print_escaped(out, r->reason);
	}
	fputc('\n', out);
	if (r->verdict == VF_REJECT) {
		text_place(out, v);
		text_detail(out, "fault", r->fault);
		text_detail(out, "expected", r->expected);
		text_detail(out, "found", r->found);
		if (v->cause != NULL)
			cause_say_text(out, v->cause, &v->program->vf);
	}
}

static void
json_named(FILE *out, const char *name, const char *word, uint32_t number)
{
	char to[32];

	name_of(to, sizeof to, word, number);
	print_json_field(out, name, to);
}

void
verdict_json_source(FILE *out, const struct vf_line *line)
{
	print_json_field(out, "source_file", line->file);
	fprintf(out, ",\"source_line\":%" PRIu32, line->number);
	print_json_field(out, "source", after_blanks(line->text));
}

static void
json_place(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	const struct vf_line *line = NULL;
	char insn[VERDICT_INSN];

	if (r->has_insn) {
		verdict_insn(&v->program->vf, r->insn, insn, sizeof insn);
		fprintf(out, ",\"insn\":%" PRIu32, r->insn);
		print_json_field(out, "insn_text", insn);
		line = decide_line(&v->program->vf, r->insn);
	}
	if (line != NULL)
		verdict_json_source(out, line);
}

/* 0 is a name of one type's alone; with others it is none. */
static const char *
attach_name(const struct vf_program *p)
{
	return p->attach == 0 && p->type != PROG_CGROUP_SKB
	    ? ""
	    : progtype_attach_name(p->attach);
}

static void
json_kernels(FILE *out, const struct decided *d)
{
	fputs(",\"kernels\":{", out);
	for (unsigned k = VF_KERNELS; k-- > 0;) {
		fprintf(out, "\"%s\":{\"verdict\":\"%s\"", vf_kernel_name(k),
		    verdict_word(d->each[k]));
		if (d->each[k] != VF_ACCEPT)
			print_json_field(out, "reason", d->reason[k]);
		fprintf(out, "}%s", k > 0 ? "," : "");
	}
	fputc('}', out);
}

static void
say_json(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	const struct vf_program *p = &v->program->vf;

	fputs("{\"file\":", out);
	print_json(out, v->file);
	print_json_field(out, "program", v->program->name);
	print_json_field(out, "section", v->program->section);
	json_named(out, "type", progtype_name(p->type), p->type);
	json_named(out, "attach", attach_name(p), p->attach);
	print_json_field(out, "verdict", verdict_word(r->verdict));
	fprintf(out,
	    ",\"insns\":%" PRIu32 ",\"insns_processed\":%" PRIu32
	    ",\"states\":%" PRIu32 ",\"states_peak\":%" PRIu32
	    ",\"states_max\":%" PRIu32 ",\"memory\":%zu,\"time_us\":%.1f",
	    p->len, r->insns_processed, r->states, r->states_peak,
	    r->states_max, r->memory, v->decided->microseconds);
	if (v->decided->all)
		json_kernels(out, v->decided);
	if (r->verdict != VF_ACCEPT) {
		fprintf(out, ",\"errno\":%d", r->error);
		print_json_field(out, "reason", r->reason);
	}
	if (r->verdict == VF_REJECT) {
		json_place(out, v);
		print_json_field(out, "fault", r->fault);
		print_json_field(out, "expected", r->expected);
		print_json_field(out, "found", r->found);
		if (v->cause != NULL)
			cause_say_json(out, v->cause, &v->program->vf);
	}
	fputs("}\n", out);
}

static void
say_csv(FILE *out, const struct verdict *v)
{
	const struct vf_result *r = &v->decided->result;
	char type[32];

	name_of(type, sizeof type, progtype_name(v->program->vf.type),
	    v->program->vf.type);
	print_csv(out, v->file, ',');
	print_csv(out, v->program->name, ',');
	print_csv(out, v->program->section, ',');
	fprintf(out, "%s,%s,%" PRIu32 ",%" PRIu32 ",%.1f,", type,
	    verdict_word(r->verdict), r->insns_processed, r->states,
	    v->decided->microseconds);
	for (unsigned k = VF_KERNELS; v->decided->all && k-- > 0;)
		fprintf(out, "%s,", verdict_word(v->decided->each[k]));
	print_csv(out, r->verdict == VF_ACCEPT ? "" : r->reason, '\n');
}

void
verdict_head(FILE *out, enum verdict_form form, bool all_kernels)
{
	static const char last[] = "reason";

	if (form != VERDICT_CSV)
		return;
	fprintf(out, "%.*s", (int)(strlen(verdict_columns) - strlen(last)),
	    verdict_columns);
	for (unsigned k = VF_KERNELS; all_kernels && k-- > 0;)
		fprintf(out, "linux_%s,", vf_kernel_name(k));
	fprintf(out, "%s\n", last);
}

void
verdict_say(
    FILE *out, enum verdict_form form, bool more, const struct verdict *v)
{
	switch (form) {
	case VERDICT_TEXT:
		say_text(out, more, v);
		break;
	case VERDICT_JSON:
		say_json(out, v);
		break;
	case VERDICT_CSV:
		say_csv(out, v);
		break;
	default:
		break;
	}
}
