#include "take.h"

/*@ requires \valid(t) && \valid(data) && tables_valid(t->img);
    requires take_apart(t->img, t) && data_apart(t->img, data);
    requires \separated(data, t);
    requires t->img->nsites <= t->img->sites_room;
    requires t->img->nplan <= t->img->plan_room;
    requires 0 < n && t->seg < t->img->nsegs <= IMAGE_PHDRS;
    requires t->into + n <= t->img->segs[t->seg].filesz;
    requires in_file(&t->img->segs[t->seg], vaddr, n);
    requires vaddr == t->img->segs[t->seg].vaddr + t->into;
    assigns t->seg, t->into, data->seg, data->vaddr, data->at, data->n;
    ensures data->seg == \old(t->seg) && data->vaddr == vaddr;
    ensures data->at == CODEC_DATA && data->n == n;
    ensures in_file(&t->img->segs[data->seg], vaddr, n);
    ensures data_place(t, TAKE_DATA) && data_passed(t, data);
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
	take_skip_empty(t);
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
    ensures \result.code == FAULT_NONE ==> data_passed(t, data);
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

/*@ requires \valid(t) && \valid(data) && \valid_read(b + (0 .. n - 1));
    requires tables_valid(t->img);
    requires take_apart(t->img, t) && data_apart(t->img, data);
    requires \separated(data, t) && data_place(t, TAKE_DATA);
    requires image_sound(t->img, TAKE_DATA);
    assigns t->seg, t->into, data->seg, data->vaddr, data->at, data->n;
    ensures \result.code == FAULT_NONE ==> 0 < data->n &&
      data->at + data->n == n && data->seg < t->img->nsegs &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
    ensures \result.code == FAULT_NONE ==> data_passed(t, data) &&
      data->seg == \old(t->seg) &&
        data->vaddr == \old(t->img->segs[t->seg].vaddr + t->into);
    ensures data_place(t, TAKE_DATA);
    ensures image_sound(t->img, TAKE_DATA) && tables_valid(t->img);
    ensures segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
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

/* After the order: one record of t->rank. */
/*@ requires \valid(t) && \valid(data) && tables_valid(t->img);
    requires machines_apart(t->img) && apart(t->img, b, n);
    requires take_apart(t->img, t) && data_apart(t->img, data) &&
      \separated(t, data);
    requires TAKE_START < t->rank <= TAKE_STMT;
    requires data_place(t, t->rank);
    requires t->rank <= TAKE_SEGM ==> image_sound(t->img, t->rank - 1);
    requires t->rank >= TAKE_SITE ==>
      program_read(t->img) && tables_sound(t->img);
    requires t->rank >= TAKE_SITE && first ==> none_from(t->img, t->rank);
    requires t->rank >= TAKE_SITE && !first ==> none_after(t->img, t->rank);
    requires t->rank >= TAKE_DATA ==> image_sound(t->img, t->rank);
    assigns t->seg, t->into, data->seg, data->vaddr, data->at,
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
    ensures \result.code == FAULT_NONE ==> image_sound(t->img, t->rank);
    ensures \result.code == FAULT_NONE ==> data_place(t, t->rank);
    ensures t->rank == \old(t->rank) && t->img == \old(t->img);
    ensures \result.code == FAULT_NONE && t->rank == TAKE_DATA ==>
      0 < data->n && data->at + data->n == n &&
      data->seg < t->img->nsegs &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
    ensures \result.code == FAULT_NONE && t->rank == TAKE_DATA ==>
      data_passed(t, data) &&
      data->seg == \old(t->seg) &&
        data->vaddr == \old(t->img->segs[t->seg].vaddr + t->into);
    ensures t->rank == TAKE_DATA ==>
      segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
*/
static struct fault
ordered_record(struct take *t, const uint8_t *b, size_t n, bool first,
    struct take_data *data)
{
	if (t->rank == TAKE_DATA)
		return data_record(t, b, n, data);
	if (t->rank > TAKE_DATA)
		return take_last(t->rank, b, n);
	return early_record(t, b, n, first);
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
    ensures \result.code == FAULT_NONE && rank == TAKE_DATA ==>
      data_passed(t, data);
    ensures \result.code == FAULT_NONE && rank == TAKE_DATA &&
      \old(t->rank) == TAKE_DATA ==>
      data->seg == \old(t->seg) &&
        data->vaddr == \old(t->img->segs[t->seg].vaddr + t->into);
    ensures \result.code == FAULT_NONE && rank == TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==>
        data->vaddr == t->img->segs[data->seg].vaddr &&
        \forall integer i; 0 <= i < data->seg ==>
          t->img->segs[i].filesz == 0;
*/
static struct fault
known_record(struct take *t, enum take_rank rank, const uint8_t *b, size_t n,
    struct take_data *data)
{
	bool first = rank != t->rank;
	struct fault f = take_order(t, rank);

	/*@ assert f.code == FAULT_NONE && rank >= TAKE_DATA ==>
	      image_sound(t->img, rank); */
	if (f.code == FAULT_NONE)
		f = ordered_record(t, b, n, first, data);
	return f;
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
