#include "take.h"

#include "codec.h"
#include "le.h"
#include "record.h"
#include "rules.h"
#include "table.h"

void
take_start(struct take *t, struct image *img)
{
	img->arch = NULL;
	img->nsegs = 0;
	img->nsites = img->nsets = img->nplan = img->npsets = 0;
	img->sites_total = img->sets_total = 0;
	img->plan_total = img->psets_total = 0;
	img->has_plan = false;
	t->img = img;
	t->rank = TAKE_START;
	t->seg = 0;
	t->into = 0;
}

enum take_rank
take_rank_of(uint32_t type)
{
	switch (type) {
	case RECORD_PROG:
		return TAKE_PROG;
	case RECORD_SEGM:
		return TAKE_SEGM;
	case RECORD_SITE:
		return TAKE_SITE;
	case RECORD_NSET:
		return TAKE_NSET;
	case RECORD_PLAN:
		return TAKE_PLAN;
	case RECORD_PSET:
		return TAKE_PSET;
	case RECORD_DATA:
		return TAKE_DATA;
	case RECORD_SYMB:
		return TAKE_SYMB;
	case RECORD_STMT:
		return TAKE_STMT;
	default:
		return TAKE_START;
	}
}

size_t
take_room_wanted(
    const struct take *t, uint32_t type, const uint8_t *b, size_t n)
{
	enum take_rank rank = take_rank_of(type);
	size_t most =
	    rank == TAKE_SITE || rank == TAKE_PLAN ? IMAGE_SITES : IMAGE_SETS;

	if (rank < TAKE_SITE || rank > TAKE_PSET || rank <= t->rank ||
	    n < CODEC_TABLE || le32(b, 0) > most)
		return 0;
	return le32(b, 0);
}

/* Segments without file bytes expect no data. */
static void
skip_empty(struct take *t)
{
	while (
	    t->seg < t->img->nsegs && t->into == t->img->segs[t->seg].filesz) {
		t->seg++;
		t->into = 0;
	}
}

struct fault
take_head(const struct take *t)
{
	struct fault f = table_sites_whole(t->img);

	if (f.code == FAULT_NONE)
		f = table_plan_whole(t->img);
	return f;
}

/* A record of that rank may follow what has been read. */
static struct fault
may_follow(struct take *t, enum take_rank rank)
{
	struct fault f = fault_none();
	bool again = rank == t->rank;

	if (rank < t->rank || (again && rank < TAKE_SITE) ||
	    (!again && rank > TAKE_PROG && t->rank < TAKE_PROG) ||
	    (!again && rank > TAKE_SEGM && t->rank < TAKE_SEGM) ||
	    (!again && rank > TAKE_SITE && t->rank < TAKE_SITE) ||
	    (rank == TAKE_PSET && t->rank < TAKE_PLAN))
		return fault_of(FAULT_BAD_ORDER);
	if (rank >= TAKE_DATA && t->rank < TAKE_DATA) {
		f = take_head(t);
		skip_empty(t);
	}
	if (f.code == FAULT_NONE && rank > TAKE_DATA && t->seg < t->img->nsegs)
		f = fault_full(FAULT_BAD_DATA, AT_ADDRESS,
		    t->img->segs[t->seg].vaddr + t->into, ITEM_SEGMENT, t->seg);
	return f;
}

static struct fault
take_program(struct image *img, const uint8_t *b, size_t n)
{
	struct fault f = fault_of(codec_program(b, n, &img->prog, img->phdrs));

	if (f.code == FAULT_NONE)
		f = rules_program(&img->prog);
	if (f.code == FAULT_NONE)
		img->arch = arch_find(img->prog.machine);
	return f;
}

static bool
same_segment(const struct segment *a, const struct segment *b)
{
	return a->vaddr == b->vaddr && a->memsz == b->memsz &&
	    a->filesz == b->filesz && a->offset == b->offset &&
	    a->align == b->align && a->flags == b->flags;
}

static struct fault
take_segments(struct image *img, const uint8_t *b, size_t n)
{
	size_t i, count = n / CODEC_SEGMENT;
	enum fault_code code;
	struct segment s;
	struct fault f;

	img->nsegs = rules_segments(img->phdrs, img->prog.phnum, img->segs);
	if (n % CODEC_SEGMENT != 0 || count > IMAGE_PHDRS)
		return fault_of(FAULT_BAD_LENGTH);
	for (i = 0; i < count; i++) {
		code = codec_segment(b, i * CODEC_SEGMENT, &s);
		if (code == FAULT_NONE &&
		    (i >= img->nsegs || !same_segment(&s, &img->segs[i])))
			code = FAULT_SEG_MISMATCH;
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SEGMENT, i);
	}
	if (count != img->nsegs)
		return fault_in(FAULT_SEG_MISMATCH, ITEM_SEGMENT, count);
	f = rules_layout(img->arch, img->prog.type, img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = rules_phdrs(img->arch, img->phdrs, img->prog.phnum,
		    img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = rules_entry(
		    img->arch, img->prog.entry, img->segs, img->nsegs);
	return f;
}

static struct fault
take_data(struct take *t, const uint8_t *b, size_t n, struct take_data *data)
{
	const struct segment *s;
	uint64_t vaddr;

	if (n <= CODEC_DATA)
		return fault_of(FAULT_BAD_LENGTH);
	vaddr = le64(b, 0);
	if (t->seg >= t->img->nsegs)
		return fault_at(FAULT_BAD_DATA, AT_ADDRESS, vaddr);
	s = &t->img->segs[t->seg];
	if (vaddr != s->vaddr + t->into || n - CODEC_DATA > s->filesz - t->into)
		return fault_full(
		    FAULT_BAD_DATA, AT_ADDRESS, vaddr, ITEM_SEGMENT, t->seg);
	data->seg = t->seg;
	data->vaddr = vaddr;
	data->at = CODEC_DATA;
	data->n = n - CODEC_DATA;
	t->into += n - CODEC_DATA;
	skip_empty(t);
	return fault_none();
}

static struct fault
take_symbols(const uint8_t *b, size_t n)
{
	enum fault_code code;
	struct symbol s;
	size_t at = 0;

	while (at < n) {
		code = codec_symbol(b, n, &at, &s);
		if (code != FAULT_NONE)
			return fault_of(code);
	}
	return fault_none();
}

static struct fault
take_known(struct take *t, const uint8_t *b, size_t n, bool first,
    struct take_data *data)
{
	struct texts texts;

	switch (t->rank) {
	case TAKE_PROG:
		return take_program(t->img, b, n);
	case TAKE_SEGM:
		return take_segments(t->img, b, n);
	case TAKE_SITE:
		return table_sites(t->img, b, n, first);
	case TAKE_NSET:
		return table_sets(t->img, b, n, first);
	case TAKE_PLAN:
		return table_plan(t->img, b, n, first);
	case TAKE_PSET:
		return table_plan_sets(t->img, b, n, first);
	case TAKE_DATA:
		return take_data(t, b, n, data);
	case TAKE_SYMB:
		return take_symbols(b, n);
	default:
		return fault_of(record_texts(b, n, 0, &texts)
			? FAULT_NONE
			: FAULT_BAD_STATEMENT);
	}
}

struct fault
take_record(struct take *t, uint32_t type, const uint8_t *b, size_t n,
    struct take_data *data)
{
	enum take_rank rank = take_rank_of(type);
	struct fault f;
	bool first;

	if (rank == TAKE_START)
		return fault_of(
		    record_may_skip(type) ? FAULT_NONE : FAULT_UNKNOWN_RECORD);
	f = may_follow(t, rank);
	if (f.code != FAULT_NONE)
		return f;
	first = rank != t->rank;
	t->rank = rank;
	return take_known(t, b, n, first, data);
}

struct fault
take_end(struct take *t)
{
	return may_follow(t, TAKE_END);
}
