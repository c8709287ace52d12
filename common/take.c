#include "take.h"

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
/*@ requires \valid(t) && \valid_read(t->img) && \separated(t, t->img);
    requires t->seg <= t->img->nsegs <= IMAGE_PHDRS;
    requires t->seg < t->img->nsegs ==>
      t->into <= t->img->segs[t->seg].filesz;
    assigns t->seg, t->into;
    ensures \old(t->seg) <= t->seg <= t->img->nsegs;
    ensures t->seg < t->img->nsegs ==>
      t->into < t->img->segs[t->seg].filesz;
    ensures t->seg == \old(t->seg) ==> t->into == \old(t->into);
    ensures t->seg > \old(t->seg) ==> t->into == 0 &&
      \old(t->into) == t->img->segs[\old(t->seg)].filesz;
    ensures \forall integer i; \old(t->seg) < i < t->seg ==>
      t->img->segs[i].filesz == 0;
*/
static void
skip_empty(struct take *t)
{
	/*@ loop invariant \at(t->seg, Pre) <= t->seg <= t->img->nsegs;
	    loop invariant t->seg < t->img->nsegs ==>
	      t->into <= t->img->segs[t->seg].filesz;
	    loop invariant t->seg == \at(t->seg, Pre) ==>
	      t->into == \at(t->into, Pre);
	    loop invariant t->seg > \at(t->seg, Pre) ==> t->into == 0 &&
	      \at(t->into, Pre) ==
		t->img->segs[\at(t->seg, Pre)].filesz;
	    loop invariant \forall integer i;
	      \at(t->seg, Pre) < i < t->seg ==> t->img->segs[i].filesz == 0;
	    loop assigns t->seg, t->into;
	    loop variant t->img->nsegs - t->seg;
	*/
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
/*@ requires \valid(t) && \separated(t, t->img);
    requires tables_valid(t->img) && tables_read(t->img);
    requires t->img->nsegs <= IMAGE_PHDRS;
    requires \forall integer i; 0 <= i < t->img->nsites ==>
      site_alone(&t->img->sites[i]);
    requires t->rank >= TAKE_SEGM ==> segments_read(t->img);
    requires TAKE_START <= t->rank && TAKE_START < rank <= TAKE_END;
    requires data_place(t, t->rank);
    assigns t->seg, t->into;
    ensures \result.code == FAULT_NONE <==> comes_after(t->rank, rank) &&
      (rank >= TAKE_DATA && t->rank < TAKE_DATA ==>
        \old(head_whole(t->img))) &&
      (rank > TAKE_DATA ==> t->seg == t->img->nsegs);
    ensures !comes_after(t->rank, rank) ==>
      \result.code == FAULT_BAD_ORDER;
    ensures \result.code == FAULT_NONE ==> data_place(t, rank);
*/
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
	/*@ assert comes_after(t->rank, rank); */
	/*@ assert rank >= TAKE_DATA ==> \forall integer i;
	      0 <= i < t->img->nsegs ==> t->img->segs[i].vaddr +
		t->img->segs[i].filesz <= 0xffffffffffffffff; */
	if (rank >= TAKE_DATA && t->rank < TAKE_DATA) {
		f = take_head(t);
		skip_empty(t);
	}
	if (f.code == FAULT_NONE && rank > TAKE_DATA && t->seg < t->img->nsegs)
		f = fault_full(FAULT_BAD_DATA, AT_ADDRESS,
		    t->img->segs[t->seg].vaddr + t->into, ITEM_SEGMENT, t->seg);
	return f;
}

/*@ requires \valid(t) && \valid(data) && tables_valid(t->img);
    requires take_apart(t->img, t) && data_apart(t->img, data);
    requires \separated(data, t);
    requires t->img->nsites <= t->img->sites_room;
    requires t->img->nplan <= t->img->plan_room;
    requires 0 < n && t->seg < t->img->nsegs <= IMAGE_PHDRS;
    requires t->into + n <= t->img->segs[t->seg].filesz;
    requires in_file(&t->img->segs[t->seg], vaddr, n);
    assigns t->seg, t->into, data->seg, data->vaddr, data->at, data->n;
    ensures data->seg == \old(t->seg) && data->vaddr == vaddr;
    ensures data->at == CODEC_DATA && data->n == n;
    ensures in_file(&t->img->segs[data->seg], vaddr, n);
    ensures data_place(t, TAKE_DATA);
    ensures rooms_kept{Pre, Post}(t->img) && program_kept{Pre, Post}(t->img);
    ensures counts_kept{Pre, Post}(t->img);
    ensures arch_kept{Pre, Post}(t->img->arch);
    ensures segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
    ensures sites_words_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures sites_halves_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures decisions_kept{Pre, Post}(t->img->plan, t->img->nplan);
*/
static void
set_data(struct take *t, uint64_t vaddr, size_t n, struct take_data *data)
{
	data->seg = t->seg;
	data->vaddr = vaddr;
	data->at = CODEC_DATA;
	data->n = n;
	t->into += n;
	skip_empty(t);
}

/*@ requires \valid(t) && \valid(data) && \valid_read(b + (0 .. n - 1));
    requires tables_valid(t->img) && segments_read(t->img);
    requires take_apart(t->img, t) && data_apart(t->img, data);
    requires \separated(data, t) && data_place(t, TAKE_DATA);
    requires t->img->nsites <= t->img->sites_room;
    requires t->img->nplan <= t->img->plan_room;
    assigns t->seg, t->into, data->seg, data->vaddr, data->at, data->n;
    ensures \result.code == FAULT_NONE <==> \old(data_fits(t, b, n));
    ensures \result.code == FAULT_NONE ==> data->seg == \old(t->seg) &&
      data->vaddr == \old(t->img->segs[t->seg].vaddr + t->into) &&
      data->at == CODEC_DATA && data->n == n - CODEC_DATA;
    ensures \result.code == FAULT_NONE ==> 0 < data->n &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
    ensures data_place(t, TAKE_DATA);
    ensures rooms_kept{Pre, Post}(t->img) && program_kept{Pre, Post}(t->img);
    ensures counts_kept{Pre, Post}(t->img);
    ensures arch_kept{Pre, Post}(t->img->arch);
    ensures segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
    ensures sites_words_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures sites_halves_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures decisions_kept{Pre, Post}(t->img->plan, t->img->nplan);
*/
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
	/*@ assert in_file(s, vaddr, n - CODEC_DATA); */
	set_data(t, vaddr, n - CODEC_DATA, data);
	return fault_none();
}

/* The order, and then nothing of the image changes. */
/*@ requires \valid(t) && take_apart(t->img, t);
    requires tables_valid(t->img) && TAKE_START < rank <= TAKE_END;
    requires TAKE_START <= t->rank;
    requires image_sound(t->img, t->rank) && data_place(t, t->rank);
    assigns t->seg, t->into, t->rank;
    ensures \result.code == FAULT_NONE ==> t->rank == rank &&
      comes_after(\old(t->rank), rank) && data_place(t, rank);
    ensures \result.code != FAULT_NONE ==> t->rank == \old(t->rank);
    ensures !comes_after(\old(t->rank), rank) ==>
      \result.code == FAULT_BAD_ORDER;
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> \old(head_whole(t->img));
    ensures rooms_kept{Pre, Post}(t->img) && program_kept{Pre, Post}(t->img);
    ensures counts_kept{Pre, Post}(t->img);
    ensures arch_kept{Pre, Post}(t->img->arch);
    ensures segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
    ensures sites_words_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures sites_halves_kept{Pre, Post}(t->img->sites, t->img->nsites);
    ensures decisions_kept{Pre, Post}(t->img->plan, t->img->nplan);
*/
static struct fault
follow(struct take *t, enum take_rank rank)
{
	struct fault f = may_follow(t, rank);

	if (f.code == FAULT_NONE)
		t->rank = rank;
	return f;
}

/*@ requires \valid(t) && take_apart(t->img, t);
    requires tables_valid(t->img) && TAKE_START < rank <= TAKE_END;
    requires TAKE_START <= t->rank;
    requires image_sound(t->img, t->rank) && data_place(t, t->rank);
    assigns t->seg, t->into, t->rank;
    ensures \result.code == FAULT_NONE ==> t->rank == rank &&
      comes_after(\old(t->rank), rank) && data_place(t, rank);
    ensures \result.code != FAULT_NONE ==> t->rank == \old(t->rank);
    ensures !comes_after(\old(t->rank), rank) ==>
      \result.code == FAULT_BAD_ORDER;
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> \old(head_whole(t->img));
    ensures image_sound(t->img, \old(t->rank)) && tables_valid(t->img);
    ensures rooms_kept{Pre, Post}(t->img);
*/
static struct fault
move_on(struct take *t, enum take_rank rank)
{
	struct fault f = follow(t, rank);

	/*@ assert sites_kept{Pre, Here}(t->img->sites, t->img->nsites); */
	/*@ assert decisions_alone(t->img->plan, t->img->nplan); */
	/*@ assert tables_read(t->img); */
	/*@ assert none_after(t->img, \at(t->rank, Pre)); */
	return f;
}

/*@ requires \valid(t) && \valid(data) && \valid_read(b + (0 .. n - 1));
    requires tables_valid(t->img);
    requires take_apart(t->img, t) && data_apart(t->img, data);
    requires \separated(data, t) && data_place(t, TAKE_DATA);
    requires image_sound(t->img, TAKE_DATA);
    assigns t->seg, t->into, data->seg, data->vaddr, data->at, data->n;
    ensures \result.code == FAULT_NONE ==> 0 < data->n &&
      data->at + data->n == n && data->seg < t->img->nsegs &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
    ensures data_place(t, TAKE_DATA);
    ensures image_sound(t->img, TAKE_DATA) && tables_valid(t->img);
*/
static struct fault
data_record(struct take *t, const uint8_t *b, size_t n, struct take_data *data)
{
	struct fault f = take_data(t, b, n, data);

	/*@ assert sites_kept{Pre, Here}(t->img->sites, t->img->nsites); */
	/*@ assert decisions_alone(t->img->plan, t->img->nplan); */
	/*@ assert tables_read(t->img); */
	return f;
}

/*@ requires \valid(t) && take_apart(t->img, t);
    requires tables_valid(t->img) && machines_apart(t->img);
    requires apart(t->img, b, n) && TAKE_PROG <= t->rank <= TAKE_PSET;
    requires t->rank <= TAKE_SEGM ==> image_sound(t->img, t->rank - 1);
    requires t->rank >= TAKE_SITE ==>
      program_read(t->img) && tables_sound(t->img);
    requires t->rank >= TAKE_SITE && first ==> none_from(t->img, t->rank);
    requires t->rank >= TAKE_SITE && !first ==> none_after(t->img, t->rank);
    assigns t->img->arch, t->img->prog,
      t->img->phdrs[0 .. IMAGE_PHDRS - 1], t->img->nsegs,
      t->img->segs[0 .. IMAGE_PHDRS - 1], t->img->nsites,
      t->img->sites_total, t->img->nsets, t->img->sets_total, t->img->nplan,
      t->img->plan_total, t->img->has_plan, t->img->npsets,
      t->img->psets_total, t->img->sites[0 .. t->img->sites_room - 1],
      t->img->sets[0 .. t->img->sets_room - 1],
      t->img->plan[0 .. t->img->plan_room - 1],
      t->img->psets[0 .. t->img->psets_room - 1];
    ensures \result.code == FAULT_NONE ==>
      image_sound(t->img, t->rank) && tables_valid(t->img);
    ensures take_kept{Pre, Post}(t);
*/
static struct fault
early_record(struct take *t, const uint8_t *b, size_t n, bool first)
{
	return take_early(t->img, t->rank, b, n, first) /*@ ghost (t) */;
}

/*@ requires \valid(t) && \valid(data) && tables_valid(t->img);
    requires machines_apart(t->img) && apart(t->img, b, n);
    requires take_apart(t->img, t) && data_apart(t->img, data) &&
      \separated(t, data);
    requires TAKE_START <= t->rank <= TAKE_STMT;
    requires TAKE_START < rank <= TAKE_STMT;
    requires image_sound(t->img, t->rank) && data_place(t, t->rank);
    assigns t->seg, t->into, t->rank, data->seg, data->vaddr, data->at,
      data->n, t->img->arch, t->img->prog,
      t->img->phdrs[0 .. IMAGE_PHDRS - 1], t->img->nsegs,
      t->img->segs[0 .. IMAGE_PHDRS - 1], t->img->nsites,
      t->img->sites_total, t->img->nsets, t->img->sets_total, t->img->nplan,
      t->img->plan_total, t->img->has_plan, t->img->npsets,
      t->img->psets_total, t->img->sites[0 .. t->img->sites_room - 1],
      t->img->sets[0 .. t->img->sets_room - 1],
      t->img->plan[0 .. t->img->plan_room - 1],
      t->img->psets[0 .. t->img->psets_room - 1];
    ensures \result.code == FAULT_NONE ==> tables_valid(t->img);
    ensures \result.code == FAULT_NONE ==> image_sound(t->img, rank);
    ensures \result.code == FAULT_NONE ==> data_place(t, rank);
    ensures \result.code == FAULT_NONE ==>
      t->rank == rank && comes_after(\old(t->rank), rank);
    ensures !comes_after(\old(t->rank), rank) ==>
      \result.code == FAULT_BAD_ORDER && t->rank == \old(t->rank);
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> \old(head_whole(t->img));
    ensures \result.code == FAULT_NONE && rank == TAKE_DATA ==>
      0 < data->n && data->at + data->n == n &&
      data->seg < t->img->nsegs &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
*/
static struct fault
known_record(struct take *t, enum take_rank rank, const uint8_t *b, size_t n,
    struct take_data *data)
{
	bool first = rank != t->rank;
	struct fault f = move_on(t, rank);

	if (f.code != FAULT_NONE)
		return f;
	if (rank == TAKE_DATA)
		return data_record(t, b, n, data);
	/*@ assert rank > TAKE_DATA ==> image_sound(t->img, rank); */
	if (rank > TAKE_DATA)
		return take_last(rank, b, n);
	return early_record(t, b, n, first);
}

struct fault
take_record(struct take *t, uint32_t type, const uint8_t *b, size_t n,
    struct take_data *data)
{
	enum take_rank rank = take_rank_of(type);

	if (rank == TAKE_START)
		return fault_of(
		    record_may_skip(type) ? FAULT_NONE : FAULT_UNKNOWN_RECORD);
	return known_record(t, rank, b, n, data);
}

struct fault
take_end(struct take *t)
{
	return may_follow(t, TAKE_END);
}
