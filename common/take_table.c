#include "take.h"

/*@ requires tables_valid(img) && apart(img, b, n) && sets_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires first ==> img->nsets == 0;
    requires \valid(t) && take_apart(img, t);
    assigns img->nsets, img->sets_total, img->sets[0 .. img->sets_room - 1];
    ensures sets_counted(img);
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures plan_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures arch_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
get_sets(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	return table_sets(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires none_from(img, first ? TAKE_NSET : TAKE_PLAN);
    requires \valid(t) && take_apart(img, t);
    assigns img->nsets, img->sets_total, img->sets[0 .. img->sets_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_PLAN);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
take_sets(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	struct fault f = get_sets(img, b, n, first) /*@ ghost (t) */;

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && plan_counted(img);
    requires first ==> img->nplan == 0 && !img->has_plan;
    requires !first ==> img->has_plan;
    requires decisions_alone(img->plan, img->nplan);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures plan_counted(img) && decisions_alone(img->plan, img->nplan);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
*/
/* Without what the record's bytes have to do with it, which hinders proofs. */
static struct fault
next_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_plan(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && plan_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires first ==> img->nplan == 0 && !img->has_plan;
    requires !first ==> img->has_plan;
    requires decisions_alone(img->plan, img->nplan);
    requires \valid(t) && take_apart(img, t);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures plan_counted(img) && decisions_alone(img->plan, img->nplan);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures sets_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures arch_words_kept{Pre, Post}(img->arch);
    ensures arch_halves_kept{Pre, Post}(img->arch);
    ensures arch_bytes_kept{Pre, Post}(img->arch);
    ensures arch_slots_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
get_plan(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	struct fault f = next_plan(img, b, n, first);

	/*@ assert \forall integer k; 0 <= k < ARCH_SLOT ==>
	      img->arch->deny[k] == \at(img->arch->deny[k], Pre); */
	/*@ assert \forall integer k; 0 <= k < ARCH_SLOT ==>
	      img->arch->bare[k] == \at(img->arch->bare[k], Pre); */
	/*@ assert \forall integer k; 0 <= k < ARCH_SLOT ==>
	      img->arch->trap[k] == \at(img->arch->trap[k], Pre); */
	/*@ assert \forall integer j; 0 <= j < img->nsites ==>
	      img->sites[j].kind == \at(img->sites[j].kind, Pre); */
	/*@ assert \forall integer j; 0 <= j < img->nsites ==>
	      img->sites[j].length == \at(img->sites[j].length, Pre); */
	/*@ assert \forall integer j; 0 <= j < img->nsites ==>
	      img->sites[j].numbers == \at(img->sites[j].numbers, Pre); */
	/*@ assert \forall integer j; 0 <= j < img->nsites ==>
	      img->sites[j].vaddr == \at(img->sites[j].vaddr, Pre); */
	/*@ assert \forall integer j, k; 0 <= j < img->nsites &&
	      0 <= k < SITE_ARGS ==>
	      img->sites[j].args[k] == \at(img->sites[j].args[k], Pre); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires first ==> none_from(img, TAKE_PLAN);
    requires !first ==> none_after(img, TAKE_PLAN);
    requires \valid(t) && take_apart(img, t);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_PSET);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
take_plan(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	struct fault f = get_plan(img, b, n, first) /*@ ghost (t) */;

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && psets_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires img->nplan <= img->plan_room;
    requires first ==> img->npsets == 0;
    requires \valid(t) && take_apart(img, t);
    assigns img->npsets, img->psets_total,
      img->psets[0 .. img->psets_room - 1];
    ensures psets_counted(img);
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures sets_kept{Pre, Post}(img) && plan_kept{Pre, Post}(img);
    ensures arch_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nplan ==>
      decision_kept{Pre, Post}(img->plan + j);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
get_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	return table_plan_sets(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires first ==> img->npsets == 0;
    requires \valid(t) && take_apart(img, t);
    assigns img->npsets, img->psets_total,
      img->psets[0 .. img->psets_room - 1];
    ensures tables_sound(img);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
take_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	struct fault f = get_plan_sets(img, b, n, first) /*@ ghost (t) */;

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert decisions_alone(img->plan, img->nplan); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && sites_counted(img);
    requires first ==> img->nsites == 0;
    requires segments_read(img) && sites_read(img);
    requires \valid(t) && take_apart(img, t);
    assigns img->nsites, img->sites_total,
      img->sites[0 .. img->sites_room - 1];
    ensures segments_read(img) && sites_read(img) && sites_counted(img);
    ensures sets_kept{Pre, Post}(img) && plan_kept{Pre, Post}(img) &&
      psets_kept{Pre, Post}(img);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
get_sites(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	return table_sites(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires none_from(img, first ? TAKE_SITE : TAKE_NSET);
    requires \valid(t) && take_apart(img, t);
    assigns img->nsites, img->sites_total,
      img->sites[0 .. img->sites_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_NSET);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
take_sites(struct image *img, const uint8_t *b, size_t n, bool first)
/*@ ghost (const struct take *t) */
{
	return get_sites(img, b, n, first) /*@ ghost (t) */;
}

struct fault
take_table(struct image *img, enum take_rank rank, const uint8_t *b, size_t n,
    bool first)
/*@ ghost (const struct take *t) */
{
	if (rank == TAKE_SITE)
		return take_sites(img, b, n, first) /*@ ghost (t) */;
	if (rank == TAKE_NSET)
		return take_sets(img, b, n, first) /*@ ghost (t) */;
	if (rank == TAKE_PLAN)
		return take_plan(img, b, n, first) /*@ ghost (t) */;
	return take_plan_sets(img, b, n, first) /*@ ghost (t) */;
}
