/*
 * take - a reader's whole duty, one record after the other: order, entries,
 * tables, image rules, plan against sites, data against segments.
 *
 * The caller reads records (reader.h), gives the room for tables, and passes
 * every record but END and STOP here before it believes a byte of it. Checking
 * that END may come is take_end's.
 */
#ifndef TAKE_H
#define TAKE_H

#include "kept.h"

enum take_rank {
	TAKE_START = 0,
	TAKE_PROG,
	TAKE_SEGM,
	TAKE_SITE,
	TAKE_NSET,
	TAKE_PLAN,
	TAKE_PSET,
	TAKE_DATA,
	TAKE_SYMB,
	TAKE_STMT,
	TAKE_END
};

struct take {
	struct image *img;
	enum take_rank rank;
	size_t seg;    /* data: the segment expected next, */
	uint64_t into; /* and how many of its bytes have come */
};

/* Where a DATA record's bytes belong. */
struct take_data {
	size_t seg;
	uint64_t vaddr;
	size_t at, n; /* the bytes are payload[at .. at + n) */
};

/*@ logic integer rank_of(integer type) =
      type == RECORD_PROG ? (integer)TAKE_PROG :
      type == RECORD_SEGM ? (integer)TAKE_SEGM :
      type == RECORD_SITE ? (integer)TAKE_SITE :
      type == RECORD_NSET ? (integer)TAKE_NSET :
      type == RECORD_PLAN ? (integer)TAKE_PLAN :
      type == RECORD_PSET ? (integer)TAKE_PSET :
      type == RECORD_DATA ? (integer)TAKE_DATA :
      type == RECORD_SYMB ? (integer)TAKE_SYMB :
      type == RECORD_STMT ? (integer)TAKE_STMT : (integer)TAKE_START;

    // The order of records.
    predicate comes_after(integer was, integer rank) =
      was == TAKE_START ? rank == TAKE_PROG
      : was == TAKE_PROG ? rank == TAKE_SEGM
      : was == TAKE_SEGM ? rank == TAKE_SITE
      : was <= rank && (rank == TAKE_PSET ==> was >= TAKE_PLAN);

    predicate room_wanted(integer was, integer rank, uint8_t *b, integer n) =
      TAKE_SITE <= rank <= TAKE_PSET && was < rank && n >= CODEC_TABLE &&
      u32_at(b, 0) <= (rank == TAKE_SITE || rank == TAKE_PLAN ?
        (integer)IMAGE_SITES : (integer)IMAGE_SETS);

    // Of what the image holds: the tables' entries, each good by itself.
    predicate tables_read(struct image *img) =
      sites_counted(img) && sets_counted(img) && plan_counted(img) &&
      psets_counted(img) && decisions_alone(img->plan, img->nplan);

    predicate tables_sound(struct image *img) =
      segments_read(img) && sites_read(img) && tables_read(img);

    // Nothing came of the tables from rank's on.
    predicate none_from(struct image *img, integer rank) =
      (rank <= TAKE_SITE ==> img->nsites == 0) &&
      (rank <= TAKE_NSET ==> img->nsets == 0) &&
      (rank <= TAKE_PLAN ==> img->nplan == 0 && !img->has_plan) &&
      (rank <= TAKE_PSET ==> img->npsets == 0);
    predicate none_after(struct image *img, integer rank) =
      none_from(img, rank + 1) && (rank == TAKE_PLAN ==> img->has_plan);

    predicate program_read(struct image *img) =
      arch_known(img->arch) && program_sound(&img->prog) &&
      0 < img->prog.phnum <= IMAGE_PHDRS;

    // All announced entries came and agree, and the segments' rules hold.
    predicate head_whole(struct image *img) =
      layout_sound(img->arch, img->prog.type, &img->segs[0], img->nsegs) &&
      entry_sound(img->arch, &img->segs[0], img->nsegs, img->prog.entry) &&
      img->nsites == img->sites_total && img->nsets == img->sets_total &&
      sites_name_sets(img) && (!img->has_plan ||
        (img->nplan == img->plan_total && img->npsets == img->psets_total &&
          \forall integer i; 0 <= i < img->nsites ==>
            decision_fits(img, i)));

    // rules.h's, of the whole image.
    predicate image_rules(struct image *img) =
      layout_sound(img->arch, img->prog.type, &img->segs[0], img->nsegs) &&
      (\forall integer i; 0 <= i < img->prog.phnum ==>
        phdr_sound(img->arch, &img->phdrs[i], &img->segs[0], img->nsegs)) &&
      entry_sound(img->arch, &img->segs[0], img->nsegs, img->prog.entry);

    // No machine's constants lie in what is written.
    predicate machine_apart(struct image *img, struct arch *a) =
      \separated(img, a) &&
      \separated(img->sites + (0 .. img->sites_room - 1), a) &&
      \separated(img->sets + (0 .. img->sets_room - 1), a) &&
      \separated(img->plan + (0 .. img->plan_room - 1), a) &&
      \separated(img->psets + (0 .. img->psets_room - 1), a);
    predicate machines_apart(struct image *img) =
      machine_apart(img, &arch_x86_64) && machine_apart(img, &arch_aarch64) &&
      machine_apart(img, &arch_riscv64);

    predicate take_apart(struct image *img, struct take *t) =
      \separated(t, img) && \separated(t, img->arch) &&
      \separated(t, img->sites + (0 .. img->sites_room - 1)) &&
      \separated(t, img->sets + (0 .. img->sets_room - 1)) &&
      \separated(t, img->plan + (0 .. img->plan_room - 1)) &&
      \separated(t, img->psets + (0 .. img->psets_room - 1));
    predicate rank_kept{A, B}(struct take *t) =
      \at(t->img, A) == \at(t->img, B) &&
      \at(t->rank, A) == \at(t->rank, B);
    predicate place_kept{A, B}(struct take *t) =
      \at(t->seg, A) == \at(t->seg, B) &&
      \at(t->into, A) == \at(t->into, B);
    predicate take_kept{A, B}(struct take *t) =
      rank_kept{A, B}(t) && place_kept{A, B}(t);
    predicate data_apart(struct image *img, struct take_data *d) =
      \separated(d, img) && \separated(d, img->arch) &&
      \separated(d, img->sites + (0 .. img->sites_room - 1)) &&
      \separated(d, img->plan + (0 .. img->plan_room - 1));

    // Every record up to that rank was taken.
    predicate image_sound(struct image *img, integer rank) =
      (rank >= TAKE_PROG ==> program_read(img)) &&
      (rank >= TAKE_SEGM ==> segments_read(img)) &&
      (rank >= TAKE_SITE ==> sites_read(img)) &&
      tables_read(img) && none_after(img, rank) &&
      img->nsegs <= IMAGE_PHDRS;

    predicate same_segments(struct segment *a, struct segment *b) =
      a->vaddr == b->vaddr && a->memsz == b->memsz &&
      a->filesz == b->filesz && a->offset == b->offset &&
      a->align == b->align && a->flags == b->flags;

    // Where the data stands: in rank's records.
    predicate data_place(struct take *t, integer rank) =
      (rank < TAKE_DATA ==> t->seg == 0 && t->into == 0) &&
      (rank >= TAKE_DATA ==> t->seg <= t->img->nsegs &&
        (t->seg < t->img->nsegs ==>
          t->into < t->img->segs[t->seg].filesz)) &&
      (rank > TAKE_DATA ==> t->seg == t->img->nsegs);

    // t stands right behind that data, empty segments passed over.
    predicate data_passed(struct take *t, struct take_data *d) =
      t->seg == d->seg ?
        t->img->segs[d->seg].vaddr + t->into == d->vaddr + d->n
      : d->seg < t->seg && t->into == 0 &&
        t->img->segs[d->seg].vaddr + t->img->segs[d->seg].filesz ==
          d->vaddr + d->n &&
        \forall integer i; d->seg < i < t->seg ==>
          t->img->segs[i].filesz == 0;

    predicate data_first(struct take *t) = t->into == 0 &&
      \forall integer i; 0 <= i < t->seg ==> t->img->segs[i].filesz == 0;

    predicate data_fits(struct take *t, uint8_t *b, integer n) =
      n > CODEC_DATA && t->seg < t->img->nsegs &&
      u64_at(b, 0) == t->img->segs[t->seg].vaddr + t->into &&
      t->into + (n - CODEC_DATA) <= t->img->segs[t->seg].filesz;
*/

/* img's tables and their rooms are set by the caller; the rest is cleared. */
/*@ requires \valid(t) && \valid(img) && \separated(t, img);
    assigns *t, img->arch, img->nsegs, img->nsites, img->nsets, img->nplan,
      img->npsets, img->sites_total, img->sets_total, img->plan_total,
      img->psets_total, img->has_plan;
    ensures t->img == img && t->rank == TAKE_START;
    ensures img->arch == \null && img->nsegs == 0 && data_place(t, TAKE_START);
    ensures tables_read(img) && none_after(img, TAKE_START);
*/
void take_start(struct take *t, struct image *img);

/* The rank of a known type, or TAKE_START for one that is not known. */
/*@ assigns \nothing;
    ensures \result == rank_of(type);
*/
enum take_rank take_rank_of(uint32_t type);

/*
 * Entries the table record announces (its total), for the caller to make
 * room before take_record; 0 if it is not a table's first record.
 */
/*@ requires \valid_read(t) && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures room_wanted(t->rank, rank_of(type), b, n) ==>
      \result == u32_at(b, 0);
    ensures !room_wanted(t->rank, rank_of(type), b, n) ==> \result == 0;
    ensures \result <= IMAGE_SITES;
*/
size_t take_room_wanted(
    const struct take *t, uint32_t type, const uint8_t *b, size_t n);

/*
 * Takes the record; b[0 .. n) is its payload. Unknown records that may be
 * skipped are accepted anywhere. *data is set for DATA.
 */
/*@ requires \valid(t) && \valid(data) && tables_valid(t->img);
    requires machines_apart(t->img) && apart(t->img, b, n);
    requires take_apart(t->img, t) && data_apart(t->img, data) &&
      \separated(t, data);
    requires TAKE_START <= t->rank <= TAKE_STMT;
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
    ensures \result.code == FAULT_NONE ==> image_sound(t->img, t->rank);
    ensures \result.code == FAULT_NONE ==> data_place(t, t->rank);
    ensures \result.code == FAULT_NONE && rank_of(type) != TAKE_START ==>
      t->rank == rank_of(type) && comes_after(\old(t->rank), t->rank);
    ensures rank_of(type) != TAKE_START &&
      !comes_after(\old(t->rank), rank_of(type)) ==>
      \result.code == FAULT_BAD_ORDER && t->rank == \old(t->rank);
    ensures rank_of(type) == TAKE_START ==> t->rank == \old(t->rank) &&
      (\result.code == FAULT_NONE <==> 'a' <= type % 256 <= 'z');
    ensures \result.code == FAULT_NONE && rank_of(type) >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> \old(head_whole(t->img));
    ensures \result.code == FAULT_NONE && rank_of(type) == TAKE_DATA ==>
      0 < data->n && data->at + data->n == n &&
      data->seg < t->img->nsegs &&
      in_file(&t->img->segs[data->seg], data->vaddr, data->n);
    ensures \result.code == FAULT_NONE && rank_of(type) == TAKE_DATA ==>
      data_passed(t, data);
    ensures \result.code == FAULT_NONE && rank_of(type) == TAKE_DATA &&
      \old(t->rank) == TAKE_DATA ==> data->seg == \old(t->seg) &&
        data->vaddr == \old(t->img->segs[t->seg].vaddr + t->into);
    ensures \result.code == FAULT_NONE && rank_of(type) == TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==>
        data->vaddr == t->img->segs[data->seg].vaddr &&
        \forall integer i; 0 <= i < data->seg ==>
          t->img->segs[i].filesz == 0;
*/
struct fault take_record(struct take *t, uint32_t type, const uint8_t *b,
    size_t n, struct take_data *data);

/* What must hold before the first record of rank DATA or later: the segments'
   rules, asked once more, tables whole, sets in range, plan and sites one to
   one. take_record calls it too. */
/*@ requires \valid_read(t) && tables_valid(t->img) && tables_read(t->img);
    requires segments_read(t->img);
    requires \forall integer i; 0 <= i < t->img->nsites ==>
      site_alone(&t->img->sites[i]);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> head_whole(t->img);
    ensures \result.code == FAULT_NONE && t->img->has_plan ==>
      plan_matches_program(t->img);
    ensures \result.code == FAULT_NONE && sites_read(t->img) &&
      t->img->nsites <= IMAGE_SITES ==> parsed_ok(t->img);
*/
struct fault take_head(const struct take *t);

/* take.c's own. Segments without file bytes expect no data: */
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
void take_skip_empty(struct take *t);
/* A record of that rank may come, and now the rank is that. */
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
    ensures segments_kept{Pre, Post}(&t->img->segs[0], t->img->nsegs);
    ensures \result.code == FAULT_NONE && \old(t->rank) >= TAKE_DATA ==>
      t->seg == \old(t->seg) && t->into == \old(t->into);
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> data_first(t);
*/
struct fault take_order(struct take *t, enum take_rank rank);

/* take.c's own: a record after DATA. */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures rank != TAKE_SYMB ==>
      (\result.code == FAULT_NONE <==> texts_fill(b, n, 0));
*/
struct fault take_last(enum take_rank rank, const uint8_t *b, size_t n);
/* take.c's own: a record before DATA; first is the first of its rank. */
/*@ requires tables_valid(img) && machines_apart(img) && apart(img, b, n);
    requires TAKE_PROG <= rank <= TAKE_PSET;
    requires rank <= TAKE_SEGM ==> image_sound(img, rank - 1);
    requires rank >= TAKE_SITE ==> program_read(img) && tables_sound(img);
    requires rank >= TAKE_SITE && first ==> none_from(img, rank);
    requires rank >= TAKE_SITE && !first ==> none_after(img, rank);
    requires \valid(t) && take_apart(img, t);
    assigns img->arch, img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1],
      img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1], img->nsites,
      img->sites_total, img->nsets, img->sets_total, img->nplan,
      img->plan_total, img->has_plan, img->npsets, img->psets_total,
      img->sites[0 .. img->sites_room - 1],
      img->sets[0 .. img->sets_room - 1],
      img->plan[0 .. img->plan_room - 1],
      img->psets[0 .. img->psets_room - 1];
    ensures \result.code == FAULT_NONE ==> image_sound(img, rank);
    ensures \result.code == FAULT_NONE ==> tables_valid(img);
    ensures \result.code == FAULT_NONE && rank == TAKE_SEGM ==>
      image_rules(img);
    ensures take_kept{Pre, Post}(t);
*/
struct fault take_early(struct image *img, enum take_rank rank,
    const uint8_t *b, size_t n, bool first)
    /*@ ghost (const struct take *t) */;

/* take_early.c's own: of a table. */
/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires TAKE_SITE <= rank <= TAKE_PSET;
    requires first ==> none_from(img, rank);
    requires !first ==> none_after(img, rank);
    requires \valid(t) && take_apart(img, t);
    assigns img->nsites, img->sites_total, img->nsets, img->sets_total,
      img->nplan, img->plan_total, img->has_plan, img->npsets,
      img->psets_total, img->sites[0 .. img->sites_room - 1],
      img->sets[0 .. img->sets_room - 1],
      img->plan[0 .. img->plan_room - 1],
      img->psets[0 .. img->psets_room - 1];
    ensures tables_sound(img) && none_from(img, rank + 1);
    ensures \result.code == FAULT_NONE ==> none_after(img, rank);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures take_kept{Pre, Post}(t);
*/
struct fault take_table(struct image *img, enum take_rank rank,
    const uint8_t *b, size_t n, bool first)
    /*@ ghost (const struct take *t) */;

/* END may come now. */
/*@ requires \valid(t) && tables_valid(t->img) && \separated(t, t->img);
    requires TAKE_START <= t->rank <= TAKE_STMT;
    requires image_sound(t->img, t->rank) && data_place(t, t->rank);
    assigns t->seg, t->into;
    ensures \result.code == FAULT_NONE <==> t->rank >= TAKE_SITE &&
      (t->rank < TAKE_DATA ==> \old(head_whole(t->img))) &&
      t->seg == t->img->nsegs;
*/
struct fault take_end(struct take *t);

#endif
