#include "source.h"

#include <stdlib.h>

void
source_start(struct source *s, int fd)
{
	reader_start(&s->in, fd);
	s->img.sites = NULL;
	s->img.sets = s->img.psets = NULL;
	s->img.plan = NULL;
	s->img.sites_room = s->img.sets_room = 0;
	s->img.plan_room = s->img.psets_room = 0;
	s->img.prog.name_len = 0;
	take_start(&s->take, &s->img);
	s->fault = fault_none();
	s->rank = TAKE_START;
	s->head = s->naming = false;
	nearest_start(&s->nearest, 0);
}

static bool
make_room(struct source *s)
{
	size_t n =
	    take_room_wanted(&s->take, s->rec.type, s->rec.payload, s->rec.len);
	struct image *img = &s->img;

	if (n == 0)
		return true;
	switch (s->rank) {
	case TAKE_SITE:
		img->sites = calloc(n, sizeof *img->sites);
		img->sites_room = img->sites != NULL ? n : 0;
		return img->sites != NULL;
	case TAKE_NSET:
		img->sets = calloc(n, sizeof *img->sets);
		img->sets_room = img->sets != NULL ? n : 0;
		return img->sets != NULL;
	case TAKE_PLAN:
		img->plan = calloc(n, sizeof *img->plan);
		img->plan_room = img->plan != NULL ? n : 0;
		return img->plan != NULL;
	default:
		img->psets = calloc(n, sizeof *img->psets);
		img->psets_room = img->psets != NULL ? n : 0;
		return img->psets != NULL;
	}
}

/* A fault in a payload without a place of its own gets its record's. */
static enum source_event
failed(struct source *s, struct fault f)
{
	if (f.place == AT_NOTHING) {
		f.place = AT_STREAM;
		f.at = s->in.offset;
	}
	s->fault = f;
	return SOURCE_FAULT;
}

enum source_event
source_next(struct source *s)
{
	struct fault f = reader_next(&s->in, &s->rec);

	if (f.code != FAULT_NONE)
		return failed(s, f);
	if (s->rec.type == RECORD_STOP)
		return SOURCE_STOP;
	if (s->rec.type == RECORD_END) {
		f = take_end(&s->take);
		if (f.code != FAULT_NONE)
			return failed(s, f);
		s->rank = TAKE_END;
		s->head = true;
		return SOURCE_END;
	}
	s->rank = take_rank_of(s->rec.type);
	if (!make_room(s))
		return failed(s, fault_of(FAULT_MEMORY));
	f = take_record(
	    &s->take, s->rec.type, s->rec.payload, s->rec.len, &s->data);
	if (f.code != FAULT_NONE)
		return failed(s, f);
	if (s->rank >= TAKE_DATA)
		s->head = true;
	if (s->naming && s->rank == TAKE_SYMB)
		nearest_record(&s->nearest, s->rec.payload, s->rec.len);
	return SOURCE_RECORD;
}

int
source_stop(const struct source *s, struct texts *texts)
{
	uint32_t status = STATUS_TROUBLE;

	/* The reader checked it. */
	(void)record_stop(s->rec.payload, s->rec.len, &status, texts);
	return (int)status;
}

void
source_naming(struct source *s, uint64_t vaddr)
{
	s->naming = true;
	nearest_start(&s->nearest, vaddr);
}

void
source_name(struct source *s, uint64_t vaddr)
{
	struct fault kept = s->fault;

	source_naming(s, vaddr);
	if (s->rank == TAKE_SYMB)
		nearest_record(&s->nearest, s->rec.payload, s->rec.len);
	while (source_next(s) == SOURCE_RECORD)
		;
	s->fault = kept;
}

void
source_free(struct source *s)
{
	free(s->img.sites);
	free(s->img.sets);
	free(s->img.plan);
	free(s->img.psets);
}
