#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frames.h"
#include "pour.h"
#include "say.h"

static struct fault
read_tables(struct stage *s)
{
	struct image *img = &s->filter->source.img;

	message_file(&s->filter->message, img->prog.name, img->prog.name_len);
	if (img->has_plan)
		return fault_of(FAULT_PLAN_EXISTS);
	return hold_head(&s->hold, img);
}

/* Where the stage is in the stream. */
struct progress {
	bool head, maps;
};

static struct fault
keep(struct stage *s, struct progress *p, enum source_event event)
{
	struct source *in = &s->filter->source;
	struct fault f = fault_none();

	if (in->head && !p->head) {
		p->head = true;
		f = read_tables(s);
	}
	if (f.code == FAULT_NONE && !p->maps &&
	    (event == SOURCE_END || in->rank > TAKE_DATA)) {
		p->maps = true;
		f = hold_maps(&s->hold);
	}
	if (f.code != FAULT_NONE || event == SOURCE_END)
		return f;
	if (in->rank == TAKE_DATA)
		return hold_data(&s->hold, &in->img, &in->data,
		    in->rec.payload + in->data.at);
	if (in->rank == TAKE_SYMB)
		starts_symbols(&s->hold.code, in->rec.payload, in->rec.len);
	if (p->head)
		return hold_record(&s->hold, &in->rec);
	/* The tables are written anew, once they are known. */
	if (in->rank == TAKE_SITE || in->rank == TAKE_NSET)
		return f;
	return writer_record(&s->filter->out, &in->rec) ? f
							: fault_of(FAULT_WRITE);
}

/* The whole stream; *status if it was a STOP. */
static struct fault
read_all(struct stage *s, int *status)
{
	struct source *in = &s->filter->source;
	struct progress p = {false, false};
	enum source_event event;
	struct texts texts;
	struct fault f;

	for (;;) {
		event = source_next(in);
		if (event == SOURCE_FAULT)
			return in->fault;
		if (event == SOURCE_STOP) {
			*status = source_stop(in, &texts);
			return writer_record(&s->filter->out, &in->rec) &&
				writer_close(&s->filter->out)
			    ? fault_none()
			    : fault_of(FAULT_WRITE);
		}
		f = keep(s, &p, event);
		if (f.code != FAULT_NONE || event == SOURCE_END)
			return f;
	}
}

/* Addresses that code makes begin tables, which name code: until there are no
   new ones, or rounds are enough. */
static struct fault
walk_image(struct stage *s)
{
	const struct image *img = &s->filter->source.img;
	struct hold *h = &s->hold;
	struct peek peek = {&h->code, &h->bases.parts, hold_read, h};
	size_t i;
	int round;

	starts_settle(&h->code);
	starts_program(&h->code, img);
	frames_starts(&h->code, &h->bases, &peek);
	if (!words_scan(&s->words, &h->code, &h->bases, &peek, false))
		return fault_of(FAULT_TEMP);
	for (i = 0; i < s->words.go; i++)
		starts_go(&h->code, &peek, s->words.go_at[i]);
	walk_start(&s->walk, &h->code, &s->decoder, &h->bases);
	walk_known(&s->walk);
	for (round = 0; round < 4 && (round < 2 || h->bases.fresh); round++) {
		h->bases.fresh = false;
		if (!words_scan(&s->words, &h->code, &h->bases, &peek, true))
			return fault_of(FAULT_TEMP);
		walk_pending(&s->walk);
		if (round == 0)
			walk_rest(&s->walk);
	}
	walk_end(&s->walk);
	frames_whole(&h->code, &h->bases, &peek);
	return h->error == 0 ? fault_none() : fault_of(FAULT_TEMP);
}

/* Room for the sites, if they are not too many. */
static struct fault
make_room(struct stage *s, size_t patterns)
{
	const struct image *img = &s->filter->source.img;
	struct lift *l = &s->lift;

	if (patterns > IMAGE_SITES - img->nsites) {
		snprintf(s->why, sizeof s->why,
		    "%zu call instructions and patterns, and %zu recorded "
		    "sites: the tables are bounded",
		    patterns, img->nsites);
		s->filter->more.why = s->why;
		return fault_of(FAULT_SITE_COUNT);
	}
	l->room = patterns + img->nsites;
	l->sites = calloc(l->room + 1, sizeof *l->sites);
	l->sets = calloc(IMAGE_SETS, sizeof *l->sets);
	if (l->sites == NULL || l->sets == NULL)
		return fault_of(FAULT_MEMORY);
	l->nsets = img->nsets;
	if (img->nsets > 0)
		memcpy(l->sets, img->sets, img->nsets * sizeof *l->sets);
	return fault_none();
}

static struct fault
lift_image(struct stage *s)
{
	const struct image *img = &s->filter->source.img;
	struct hold *h = &s->hold;
	struct lift *l = &s->lift;
	struct fault f;

	l->img = img;
	l->code = &h->code;
	l->number = &s->number;
	l->deny = s->deny;
	f = make_room(s, lift_patterns(&h->code));
	if (f.code == FAULT_NONE)
		f = walk_image(s);
	if (f.code == FAULT_NONE)
		f = hold_edges(h);
	if (f.code != FAULT_NONE)
		return f;
	edges_build(&h->edges, &h->code, &s->decoder);
	number_start(&s->number, &h->code, &h->edges, &s->decoder);
	lift_sites(l);
	lift_write(l, &h->code);
	return f;
}

static struct fault
write_all(struct stage *s)
{
	struct filter *f = s->filter;
	struct writer_texts t = {
	    {f->message.tool, filter_version, f->checked, f->arguments}};
	struct fault fault =
	    pour_all(&s->lift, &s->hold, &f->source.img, &f->out, s->record);

	if (fault.code != FAULT_NONE)
		return fault;
	if (!writer_statement(&f->out, &t) || !writer_end(&f->out) ||
	    !writer_close(&f->out))
		return fault_of(FAULT_WRITE);
	return fault;
}

static int
fail(struct stage *s, struct fault fault)
{
	struct filter *f = s->filter;
	struct message_more more = f->more;

	if (f->source.img.prog.name_len > 0)
		message_file(&f->message, f->source.img.prog.name,
		    f->source.img.prog.name_len);
	if (fault.code == FAULT_WRITE)
		more.why = strerror(f->out.error);
	if (fault.code == FAULT_READ)
		more.why = strerror(f->source.in.error);
	if (fault.code == FAULT_TEMP)
		more.why = strerror(s->hold.error);
	more.nearest = &f->source.nearest;
	return filter_fail(&f->message, &f->out, &fault, &more);
}

static int
run(struct stage *s)
{
	enum fault_code code = filter_open();
	int status = -1;
	struct fault f;

	if (code != FAULT_NONE)
		return fail(s, fault_of(code));
	f = read_all(s, &status);
	if (f.code == FAULT_NONE && status != -1)
		return status;
	if (f.code == FAULT_NONE &&
	    !insn_start(&s->decoder, s->filter->source.img.arch))
		f = fault_of(FAULT_MACHINE);
	if (f.code == FAULT_NONE)
		f = lift_image(s);
	if (f.code == FAULT_NONE && s->filter->verbose)
		say_lifted(&s->filter->message, &s->lift);
	if (f.code == FAULT_NONE)
		f = write_all(s);
	return f.code == FAULT_NONE ? STATUS_DONE : fail(s, f);
}

int
stage_run(struct stage *s)
{
	struct filter *f = s->filter;
	int status;

	hold_start(&s->hold);
	writer_start(&f->out, STDOUT_FILENO);
	source_start(&f->source, STDIN_FILENO);
	status = run(s);
	source_free(&f->source);
	hold_free(&s->hold);
	free(s->lift.sites);
	free(s->lift.sets);
	return status;
}
