#include "take.h"

/*@ lemma good_sites: \forall struct arch *arch, struct segment *segs,
      integer n, struct site *sites, integer nsites;
      sites_good(arch, segs, n, sites, nsites) ==>
      sites_sorted(sites, nsites) &&
      sites_sound(arch, segs, n, sites, nsites);
*/

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

void
take_skip_empty(struct take *t)
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
	const struct image *img = t->img;
	struct fault f =
	    rules_layout(img->arch, img->prog.type, img->segs, img->nsegs);

	if (f.code == FAULT_NONE)
		f = rules_entry(
		    img->arch, img->prog.entry, img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = table_sites_whole(img);
	if (f.code == FAULT_NONE)
		f = table_plan_whole(img);
	/*@ assert sites_read(img) ==> sites_sound(img->arch, &img->segs[0],
	      img->nsegs, img->sites, img->nsites); */
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
    ensures \result.code == FAULT_NONE && \old(t->rank) >= TAKE_DATA ==>
      t->seg == \old(t->seg) && t->into == \old(t->into);
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> data_first(t);
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
		take_skip_empty(t);
	}
	if (f.code == FAULT_NONE && rank > TAKE_DATA && t->seg < t->img->nsegs)
		f = fault_full(FAULT_BAD_DATA, AT_ADDRESS,
		    t->img->segs[t->seg].vaddr + t->into, ITEM_SEGMENT, t->seg);
	return f;
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
    ensures \result.code == FAULT_NONE && \old(t->rank) >= TAKE_DATA ==>
      t->seg == \old(t->seg) && t->into == \old(t->into);
    ensures \result.code == FAULT_NONE && rank >= TAKE_DATA &&
      \old(t->rank) < TAKE_DATA ==> data_first(t);
*/
static struct fault
follow(struct take *t, enum take_rank rank)
{
	struct fault f = may_follow(t, rank);

	if (f.code == FAULT_NONE)
		t->rank = rank;
	return f;
}

struct fault
take_order(struct take *t, enum take_rank rank)
{
	struct fault f = follow(t, rank);

	/*@ assert sites_kept{Pre, Here}(t->img->sites, t->img->nsites); */
	/*@ assert decisions_alone(t->img->plan, t->img->nplan); */
	/*@ assert tables_read(t->img); */
	/*@ assert none_after(t->img, \at(t->rank, Pre)); */
	/*@ assert image_sound(t->img, \at(t->rank, Pre)); */
	return f;
}

struct fault
take_end(struct take *t)
{
	return may_follow(t, TAKE_END);
}
