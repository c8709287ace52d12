/*
 * table - SITE, NSET, PLAN and PSET of image-stream(5): tables that come in
 * several records, and what they must be together.
 */
#ifndef TABLE_H
#define TABLE_H

#include "codec.h"
#include "rules.h"

/*@ predicate tables_valid(struct image *img) =
      \valid(img) && \valid(img->sites + (0 .. img->sites_room - 1)) &&
      \valid(img->sets + (0 .. img->sets_room - 1)) &&
      \valid(img->plan + (0 .. img->plan_room - 1)) &&
      \valid(img->psets + (0 .. img->psets_room - 1)) &&
      \separated(img, img->arch, img->sites + (0 .. img->sites_room - 1),
        img->sets + (0 .. img->sets_room - 1),
        img->plan + (0 .. img->plan_room - 1),
        img->psets + (0 .. img->psets_room - 1));

    predicate apart(struct image *img, uint8_t *b, integer n) =
      \valid_read(b + (0 .. n - 1)) &&
      \separated(b + (0 .. n - 1), img) &&
      \separated(b + (0 .. n - 1), img->sites + (0 .. img->sites_room - 1)) &&
      \separated(b + (0 .. n - 1), img->sets + (0 .. img->sets_room - 1)) &&
      \separated(b + (0 .. n - 1), img->plan + (0 .. img->plan_room - 1)) &&
      \separated(b + (0 .. n - 1), img->psets + (0 .. img->psets_room - 1));

    predicate sites_counted(struct image *img) =
      img->nsites <= img->sites_total && img->nsites <= img->sites_room;
    predicate sets_counted(struct image *img) =
      img->nsets <= img->sets_total && img->nsets <= img->sets_room;
    predicate plan_counted(struct image *img) =
      img->nplan <= img->plan_total && img->nplan <= img->plan_room &&
      (img->has_plan ==> img->plan_total == img->sites_total);
    predicate psets_counted(struct image *img) =
      img->npsets <= img->psets_total && img->npsets <= img->psets_room;

    // Of the part of the image that other tables do not change.
    predicate segments_read(struct image *img) =
      arch_known(img->arch) && img->nsegs <= IMAGE_PHDRS &&
      segments_sound(img->arch, &img->segs[0], img->nsegs);

    // What a site is by itself and to the segments; all, and in order.
    predicate site_good(struct arch *arch, struct segment *segs, integer n,
      struct site *s) =
      site_alone(s) && s->vaddr % arch->insn_align == 0 &&
      in_exec_file(segs, n, s->vaddr, s->length) && slot_sound(arch, s);

    predicate sites_good(struct arch *arch, struct segment *segs, integer n,
      struct site *sites, integer nsites) =
      sites_sorted(sites, nsites) &&
      \forall integer i; 0 <= i < nsites ==>
        site_good(arch, segs, n, &sites[i]);
    predicate sites_read(struct image *img) =
      sites_good(img->arch, &img->segs[0], img->nsegs, img->sites,
        img->nsites);

    predicate decisions_alone(struct decision *plan, integer n) =
      \forall integer i; 0 <= i < n ==> decision_alone(&plan[i]);

    // Decisions [first, n) are those of the record b.
    predicate decisions_from(uint8_t *b, struct decision *plan,
      integer first, integer n) =
      \forall integer i; first <= i < n ==> decision_fields(b,
        CODEC_TABLE + (i - first) * CODEC_DECISION, plan + i);

    // The same, closed to provers that do not ask for it.
    predicate decisions_read(uint8_t *b, struct decision *plan,
      integer first, integer n) =
      \forall integer k; n <= k <= n ==> decisions_from(b, plan, first, k);

    // Whoever decides a set of numbers decides none that the site has not.
    predicate decision_within(struct number_set *of, struct decision *d,
      struct number_set *psets) =
      d->numbers == NUMBERS_ONE ? in_set(of, d->number)
      : \forall integer k; in_set(&psets[d->number], k) ==> in_set(of, k);

    // Bytes hold what they can; an instruction that stays the filter holds.
    predicate holder_fits(struct site *s, struct decision *d) =
      d->decision == DECISION_ALLOW ? s->kind != SITE_EMBEDDED &&
        (d->holder == HOLDER_BYTES ==> holds_number(s))
      : in_place(s) ? d->holder == HOLDER_FILTER
                    : d->holder == HOLDER_NOBODY;

    predicate decision_fits_site(struct image *img, struct site *s,
      struct decision *d) =
      d->vaddr == s->vaddr &&
      (d->numbers == NUMBERS_SET ==> d->number < img->npsets) &&
      holder_fits(s, d) && (s->numbers == NUMBERS_ONE ?
        d->numbers == NUMBERS_ONE && d->number == s->number
      : d->decision == DECISION_DENY ? d->numbers == NUMBERS_NONE
      : d->holder == HOLDER_FILTER &&
        (s->numbers == NUMBERS_NONE ||
          decision_within(&img->sets[s->number], d, img->psets)));
    predicate decision_fits(struct image *img, integer i) =
      decision_fits_site(img, &img->sites[i], &img->plan[i]);

    predicate decision_of(struct site *s, struct decision *d) =
      d->vaddr == s->vaddr && (s->numbers == NUMBERS_ONE ==>
        d->numbers == NUMBERS_ONE && d->number == s->number);

    // A site that names a set names one that is there.
    predicate sites_name_sets(struct image *img) =
      \forall integer i; 0 <= i < img->nsites &&
        img->sites[i].numbers == NUMBERS_SET ==>
        img->sites[i].number < img->nsets;
*/

/* The payload b[0 .. n) of one record, appended to the image's table; first
   says that it is the table's first record. */
/*@ requires tables_valid(img) && apart(img, b, n) && sites_counted(img);
    requires first ==> img->nsites == 0;
    requires segments_read(img) && sites_read(img);
    assigns img->nsites, img->sites_total,
      img->sites[0 .. img->sites_room - 1];
    ensures sites_counted(img) && \old(img->nsites) <= img->nsites;
    ensures !first ==> img->sites_total == \old(img->sites_total);
    ensures \result.code == FAULT_NONE ==> img->sites_total <= IMAGE_SITES &&
      img->sites_total <= img->sites_room;
    ensures segments_read(img) && sites_read(img);
*/
struct fault table_sites(
    struct image *img, const uint8_t *b, size_t n, bool first);
/*@ requires tables_valid(img) && apart(img, b, n) && sets_counted(img);
    requires first ==> img->nsets == 0;
    assigns img->nsets, img->sets_total, img->sets[0 .. img->sets_room - 1];
    ensures sets_counted(img) && \old(img->nsets) <= img->nsets;
    ensures !first ==> img->sets_total == \old(img->sets_total);
    ensures \result.code == FAULT_NONE ==> img->sets_total <= IMAGE_SETS &&
      img->sets_total <= img->sets_room && \old(img->nsets) < img->nsets;
*/
struct fault table_sets(
    struct image *img, const uint8_t *b, size_t n, bool first);
/*@ requires tables_valid(img) && apart(img, b, n) && plan_counted(img);
    requires first ==> img->nplan == 0 && !img->has_plan;
    requires !first ==> img->plan_total == img->sites_total;
    requires decisions_alone(img->plan, img->nplan);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures img->nplan <= img->plan_total;
    ensures img->nplan <= img->plan_room;
    ensures img->has_plan ==> img->plan_total == img->sites_total;
    ensures \old(img->nplan) <= img->nplan;
    ensures !first ==> img->plan_total == \old(img->plan_total);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
    ensures \result.code == FAULT_NONE ==> img->plan_total <= img->plan_room;
    ensures decisions_alone(img->plan, img->nplan);
    ensures decisions_read(b, img->plan, \old(img->nplan), img->nplan);
    ensures decisions_kept{Pre, Post}(img->plan, \old(img->nplan));
*/
struct fault table_plan(
    struct image *img, const uint8_t *b, size_t n, bool first);
/*@ requires tables_valid(img) && apart(img, b, n) && psets_counted(img);
    requires first ==> img->npsets == 0;
    assigns img->npsets, img->psets_total, img->psets[0 .. img->psets_room - 1];
    ensures psets_counted(img) && \old(img->npsets) <= img->npsets;
    ensures !first ==> img->psets_total == \old(img->psets_total);
    ensures \result.code == FAULT_NONE ==> img->psets_total <= IMAGE_SETS &&
      img->psets_total <= img->psets_room && \old(img->npsets) < img->npsets;
*/
struct fault table_plan_sets(
    struct image *img, const uint8_t *b, size_t n, bool first);

/* Of all tables: the head of a record, b[0 .. n), whose entries are entry bytes
   each. seen of them came before; *total is what the first record said, and
   *count how many are in this one. */
/*@ requires entry > 0 && \valid_read(b + (0 .. n - 1));
    requires \valid(total) && \valid(count) && \separated(total, count);
    requires \separated(b + (0 .. n - 1), total) &&
      \separated(b + (0 .. n - 1), count);
    requires first ==> seen == 0;
    requires !first ==> seen <= *total;
    assigns *total, *count;
    ensures seen <= *total;
    ensures !first ==> *total == \old(*total);
    ensures \result == FAULT_NONE ==> n >= CODEC_TABLE &&
      (n - CODEC_TABLE) % entry == 0 && *count == (n - CODEC_TABLE) / entry;
    ensures \result == FAULT_NONE ==> *count <= *total - seen &&
      *total == u32_at(b, 0) && *total <= room && seen == u32_at(b, 4);
    ensures \result == FAULT_NONE ==>
      (*count == 0 <==> (*total == 0 && first));
*/
enum fault_code table_head(const uint8_t *b, size_t n, size_t entry,
    size_t room, size_t seen, size_t *total, size_t *count, bool first);

/* All announced entries came, and sites name sets that are there. */
/*@ requires tables_valid(img) && sites_counted(img) && sets_counted(img);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      img->nsites == img->sites_total && img->nsets == img->sets_total &&
      sites_name_sets(img);
*/
struct fault table_sites_whole(const struct image *img);
/* The same of the plan, which has one decision a site that fits it. */
/*@ requires tables_valid(img) && sites_counted(img) && plan_counted(img) &&
      sets_counted(img) && psets_counted(img);
    requires img->nsites == img->sites_total && sites_name_sets(img);
    requires \forall integer i; 0 <= i < img->nsites ==>
      site_alone(&img->sites[i]);
    requires decisions_alone(img->plan, img->nplan);
    assigns \nothing;
    ensures \result.code == FAULT_NONE && img->has_plan ==>
      plan_matches_program(img);
    ensures \result.code == FAULT_NONE <==> !img->has_plan ||
      (img->nplan == img->plan_total && img->npsets == img->psets_total &&
        \forall integer i; 0 <= i < img->nsites ==> decision_fits(img, i));
*/
struct fault table_plan_whole(const struct image *img);

#endif
