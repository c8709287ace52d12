#include "table.h"

#include "le.h"

/*
 * Checks the head of one record of a table: seen entries came before, *total
 * is what the first record said. Sets *count to the entries in this record.
 */
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
static enum fault_code
table_head(const uint8_t *b, size_t n, size_t entry, size_t room, size_t seen,
    size_t *total, size_t *count, bool first)
{
	if (n < CODEC_TABLE || (n - CODEC_TABLE) % entry != 0)
		return FAULT_BAD_LENGTH;
	*count = (n - CODEC_TABLE) / entry;
	if (first)
		*total = le32(b, 0);
	if (le32(b, 0) != *total || le32(b, 4) != seen ||
	    *count > *total - seen || (*count == 0) != (*total == 0 && first))
		return FAULT_BAD_TABLE;
	return *total <= room ? FAULT_NONE : FAULT_MEMORY;
}

/*@ predicate arch_kept{A, B}(struct arch *a) =
      \at(a->machine, A) == \at(a->machine, B) &&
      \at(a->calls, A) == \at(a->calls, B) &&
      \at(a->page, A) == \at(a->page, B) &&
      \at(a->top, A) == \at(a->top, B) &&
      \at(a->insn_align, A) == \at(a->insn_align, B) &&
      \at(a->call_len, A) == \at(a->call_len, B) &&
      \at(a->call_at, A) == \at(a->call_at, B) &&
      \at(a->number_at, A) == \at(a->number_at, B) &&
      \at(a->number_base, A) == \at(a->number_base, B) &&
      \at(a->number_scale, A) == \at(a->number_scale, B) &&
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(a->deny[k], A) == \at(a->deny[k], B) &&
        \at(a->allow[k], A) == \at(a->allow[k], B) &&
        \at(a->bare[k], A) == \at(a->bare[k], B));

    predicate site_kept{A, B}(struct site *s) =
      \at(s->vaddr, A) == \at(s->vaddr, B) &&
      \at(s->kind, A) == \at(s->kind, B) &&
      \at(s->length, A) == \at(s->length, B) &&
      \at(s->numbers, A) == \at(s->numbers, B) &&
      \at(s->number, A) == \at(s->number, B) &&
      \at(s->known, A) == \at(s->known, B) &&
      (\forall integer k; 0 <= k < ARCH_SLOT ==>
        \at(s->original[k], A) == \at(s->original[k], B)) &&
      (\forall integer k; 0 <= k < SITE_ARGS ==>
        \at(s->args[k], A) == \at(s->args[k], B));

    predicate segments_kept{A, B}(struct segment *s, integer n) =
      \forall integer i; 0 <= i < n ==> segment_kept{A, B}(s + i);

    lemma site_alone_kept{A, B}: \forall struct site *s;
      site_alone{A}(s) && site_kept{A, B}(s) ==> site_alone{B}(s);

    lemma segments_sound_kept{A, B}: \forall struct arch *a,
      struct segment *s, integer n;
      segments_sound{A}(a, s, n) && \at(a->top, A) == \at(a->top, B) &&
      \at(a->page, A) == \at(a->page, B) && segments_kept{A, B}(s, n) ==>
      segments_sound{B}(a, s, n);
*/

/*@ requires at <= SIZE_MAX - CODEC_SITE && k < IMAGE_SITES;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1));
    requires \valid(sites + (0 .. k));
    requires \separated(b + (at .. at + CODEC_SITE - 1), sites + (0 .. k));
    assigns sites[k];
    ensures \result == FAULT_NONE ==> site_alone(&sites[k]);
*/
static enum fault_code
get_site(const uint8_t *b, size_t at, struct site *sites, size_t k)
{
	return codec_site(b, at, &sites[k]);
}

/*@ requires at <= SIZE_MAX - CODEC_SITE && k < IMAGE_SITES;
    requires \valid_read(b + (at .. at + CODEC_SITE - 1));
    requires \valid(img->sites + (0 .. k)) && \valid_read(img);
    requires \separated(b + (at .. at + CODEC_SITE - 1),
      img->sites + (0 .. k));
    requires \separated(img->sites + (0 .. k), img, img->arch);
    requires arch_known(img->arch) && img->nsegs <= IMAGE_PHDRS &&
      segments_sound(img->arch, &img->segs[0], img->nsegs);
    assigns img->sites[k];
    ensures arch_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \result.code == FAULT_NONE ==> site_good(img->arch,
      &img->segs[0], img->nsegs, &img->sites[k]);
    ensures \result.code == FAULT_NONE && k > 0 ==>
      img->sites[k - 1].vaddr + img->sites[k - 1].length <=
        img->sites[k].vaddr;
*/
static struct fault
next_site(struct image *img, size_t k, const uint8_t *b, size_t at)
{
	enum fault_code code = get_site(b, at, img->sites, k);
	struct fault f;

	/*@ assert arch_kept{Pre, Here}(img->arch); */
	/*@ assert segments_kept{Pre, Here}(&img->segs[0], img->nsegs); */
	/*@ assert arch_known(img->arch); */
	/*@ assert segments_sound(img->arch, &img->segs[0], img->nsegs); */
	if (code != FAULT_NONE)
		return fault_full(
		    code, AT_ADDRESS, img->sites[k].vaddr, ITEM_SITE, k);
	f = rules_site(img->arch, img->segs, img->nsegs, img->sites, k);
	if (f.code == FAULT_NONE)
		f = rules_site_stub(img->arch, img->sites, k);
	if (f.code == FAULT_NONE && k > 0)
		f = rules_site_order(img->sites, k);
	return f;
}

/*@ requires count < SIZE_MAX / CODEC_SITE - 1;
    requires img->nsites + count <= IMAGE_SITES && \valid(img);
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_SITE - 1));
    requires \valid(img->sites + (0 .. img->nsites + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SITE - 1),
      img->sites + (0 .. img->nsites + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SITE - 1), img);
    requires \separated(img->sites + (0 .. img->nsites + count - 1), img,
      img->arch);
    requires arch_known(img->arch) && img->nsegs <= IMAGE_PHDRS &&
      segments_sound(img->arch, &img->segs[0], img->nsegs);
    requires sites_alone(img->sites, img->nsites);
    assigns img->nsites,
      img->sites[img->nsites .. img->nsites + count - 1];
    ensures \old(img->nsites) <= img->nsites <= \old(img->nsites) + count;
    ensures \result.code == FAULT_NONE ==>
      img->nsites == \old(img->nsites) + count;
    ensures sites_alone(img->sites, img->nsites);
*/
static struct fault
next_sites(struct image *img, const uint8_t *b, size_t count)
{
	struct fault f;
	size_t i;

	/*@ loop invariant 0 <= i <= count;
	    loop invariant img->nsites == \at(img->nsites, Pre) + i;
	    loop invariant arch_kept{Pre, Here}(img->arch);
	    loop invariant segments_kept{Pre, Here}(&img->segs[0], img->nsegs);
	    loop invariant sites_alone(img->sites, img->nsites);
	    loop assigns i, f, img->nsites,
	      img->sites[\at(img->nsites, Pre) ..
		\at(img->nsites, Pre) + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		/*@ assert arch_known(img->arch); */
		/*@ assert segments_sound(
		      img->arch, &img->segs[0], img->nsegs); */
		f = next_site(
		    img, img->nsites, b, CODEC_TABLE + i * CODEC_SITE);
		if (f.code != FAULT_NONE)
			return f;
		img->nsites++;
	}
	return fault_none();
}

struct fault
table_sites(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SITES)
		return fault_of(FAULT_SITE_COUNT);
	code = table_head(b, n, CODEC_SITE, img->sites_room, img->nsites,
	    &img->sites_total, &count, first);
	if (code != FAULT_NONE)
		return fault_of(code);
	/*@ assert img->nsites + count <= img->sites_total <= img->sites_room; */
	return next_sites(img, b, count);
}

/*@ requires count < SIZE_MAX / CODEC_SET - 1;
    requires \valid(seen) && *seen <= SIZE_MAX - count;
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1));
    requires \valid(sets + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1),
      sets + (0 .. *seen + count - 1));
    requires \separated(seen, sets + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_SET - 1), seen);
    assigns *seen, sets[*seen .. *seen + count - 1];
    ensures \old(*seen) <= *seen <= \old(*seen) + count;
    ensures \result.code == FAULT_NONE ==> *seen == \old(*seen) + count;
*/
static struct fault
next_sets(const uint8_t *b, size_t count, struct number_set *sets, size_t *seen)
{
	enum fault_code code;
	size_t i;

	/*@ loop invariant 0 <= i <= count;
	    loop invariant *seen == \at(*seen, Pre) + i;
	    loop assigns i, code, *seen,
	      sets[\at(*seen, Pre) .. \at(*seen, Pre) + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		code = codec_set(b, CODEC_TABLE + i * CODEC_SET, &sets[*seen]);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SET, *seen);
		(*seen)++;
	}
	return fault_none();
}

/*@ requires \valid_read(b + (0 .. n - 1)) && \valid(seen) && \valid(total);
    requires \valid(sets + (0 .. room - 1));
    requires \separated(seen, total, sets + (0 .. room - 1));
    requires \separated(b + (0 .. n - 1), seen) &&
      \separated(b + (0 .. n - 1), total) &&
      \separated(b + (0 .. n - 1), sets + (0 .. room - 1));
    requires *seen <= *total && *seen <= room;
    requires first ==> *seen == 0;
    assigns *seen, *total, sets[0 .. room - 1];
    ensures *seen <= *total;
    ensures *seen <= room;
    ensures \old(*seen) <= *seen;
    ensures !first ==> *total == \old(*total);
    ensures \result.code == FAULT_NONE ==>
      *total <= IMAGE_SETS && *total <= room && \old(*seen) < *seen;
*/
static struct fault
table_of_sets(const uint8_t *b, size_t n, struct number_set *sets, size_t room,
    size_t *seen, size_t *total, bool first)
{
	enum fault_code code;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) > IMAGE_SETS)
		return fault_of(FAULT_BAD_TABLE);
	code = table_head(b, n, CODEC_SET, room, *seen, total, &count, first);
	if (code == FAULT_NONE && count == 0)
		code = FAULT_BAD_TABLE;
	if (code != FAULT_NONE)
		return fault_of(code);
	/*@ assert *seen + count <= *total <= room; */
	return next_sets(b, count, sets, seen);
}

struct fault
table_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->sets, img->sets_room, &img->nsets,
	    &img->sets_total, first);
}

struct fault
table_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_of_sets(b, n, img->psets, img->psets_room, &img->npsets,
	    &img->psets_total, first);
}

/*@ requires at <= SIZE_MAX - CODEC_DECISION && k < SIZE_MAX;
    requires \valid_read(b + (at .. at + CODEC_DECISION - 1));
    requires \valid(plan + (0 .. k));
    requires \separated(b + (at .. at + CODEC_DECISION - 1),
      plan + (0 .. k));
    requires decisions_alone(plan, k);
    assigns plan[k];
    ensures decisions_alone(plan, k);
    ensures \result == FAULT_NONE ==> decision_alone(&plan[k]);
*/
static enum fault_code
next_decision(const uint8_t *b, size_t at, struct decision *plan, size_t k)
{
	enum fault_code code = codec_decision(b, at, &plan[k]);

	/*@ assert \forall integer j; 0 <= j < k ==>
	      plan[j].numbers == \at(plan[j].numbers, Pre) &&
	      plan[j].decision == \at(plan[j].decision, Pre) &&
	      plan[j].holder == \at(plan[j].holder, Pre); */
	/*@ assert \forall integer j; 0 <= j < k ==>
	      plan[j].number == \at(plan[j].number, Pre); */
	return code;
}

/*@ requires count < SIZE_MAX / CODEC_DECISION - 1;
    requires \valid(seen) && *seen <= SIZE_MAX - count;
    requires \valid_read(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1));
    requires \valid(plan + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1),
      plan + (0 .. *seen + count - 1));
    requires \separated(seen, plan + (0 .. *seen + count - 1));
    requires \separated(b + (0 .. CODEC_TABLE + count * CODEC_DECISION - 1),
      seen);
    requires decisions_alone(plan, *seen);
    assigns *seen, plan[*seen .. *seen + count - 1];
    ensures \old(*seen) <= *seen <= \old(*seen) + count;
    ensures \result.code == FAULT_NONE ==> *seen == \old(*seen) + count;
    ensures decisions_alone(plan, *seen);
*/
static struct fault
next_decisions(
    const uint8_t *b, size_t count, struct decision *plan, size_t *seen)
{
	enum fault_code code;
	size_t i;

	/*@ loop invariant 0 <= i <= count;
	    loop invariant *seen == \at(*seen, Pre) + i;
	    loop invariant decisions_alone(plan, *seen);
	    loop assigns i, code, *seen,
	      plan[\at(*seen, Pre) .. \at(*seen, Pre) + count - 1];
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		code = next_decision(
		    b, CODEC_TABLE + i * CODEC_DECISION, plan, *seen);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SITE, *seen);
		(*seen)++;
	}
	return fault_none();
}

struct fault
table_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	enum fault_code code;
	struct fault f;
	size_t count;

	if (n >= CODEC_TABLE && le32(b, 0) != img->sites_total)
		return fault_of(FAULT_PLAN_MISMATCH);
	code = table_head(b, n, CODEC_DECISION, img->plan_room, img->nplan,
	    &img->plan_total, &count, first);
	if (code != FAULT_NONE)
		return fault_of(code);
	img->has_plan = true;
	/*@ assert img->plan_total == img->sites_total; */
	/*@ assert img->plan_total <= img->plan_room; */
	/*@ assert img->nplan + count <= img->plan_total; */
	f = next_decisions(b, count, img->plan, &img->nplan);
	/*@ assert img->plan_room == \at(img->plan_room, Pre); */
	/*@ assert img->sites_total == \at(img->sites_total, Pre); */
	/*@ assert img->plan_total == img->sites_total; */
	/*@ assert img->plan_total <= img->plan_room; */
	/*@ assert img->nplan <= img->plan_total; */
	return f;
}

struct fault
table_sites_whole(const struct image *img)
{
	size_t i;

	if (img->nsites != img->sites_total || img->nsets != img->sets_total)
		return fault_of(FAULT_BAD_TABLE);
	for (i = 0; i < img->nsites; i++)
		if (img->sites[i].numbers == NUMBERS_SET &&
		    img->sites[i].number >= img->nsets)
			return fault_full(FAULT_BAD_SET, AT_ADDRESS,
			    img->sites[i].vaddr, ITEM_SITE, i);
	return fault_none();
}

/* Every number of the decision is in the site's set. */
static bool
within(const struct image *img, const struct site *s, const struct decision *d)
{
	const struct number_set *set = &img->sets[s->number];
	uint32_t k;

	if (d->numbers == NUMBERS_ONE)
		return set_has(set, d->number);
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(&img->psets[d->number], k) && !set_has(set, k))
			return false;
	return true;
}

static enum fault_code
fits(const struct image *img, const struct site *s, const struct decision *d)
{
	if (d->vaddr != s->vaddr)
		return FAULT_PLAN_MISMATCH;
	if (d->numbers == NUMBERS_SET && d->number >= img->npsets)
		return FAULT_BAD_SET;
	if (s->numbers == NUMBERS_ONE)
		return d->numbers == NUMBERS_ONE && d->number == s->number
		    ? FAULT_NONE
		    : FAULT_PLAN_MISMATCH;
	if (d->decision == DECISION_DENY)
		return d->numbers == NUMBERS_NONE ? FAULT_NONE
						  : FAULT_PLAN_MISMATCH;
	if (d->holder != HOLDER_FILTER)
		return FAULT_PLAN_MISMATCH;
	return s->numbers == NUMBERS_NONE || within(img, s, d)
	    ? FAULT_NONE
	    : FAULT_PLAN_MISMATCH;
}

struct fault
table_plan_whole(const struct image *img)
{
	enum fault_code code;
	size_t i;

	if (!img->has_plan)
		return fault_none();
	if (img->nplan != img->plan_total || img->npsets != img->psets_total)
		return fault_of(FAULT_BAD_TABLE);
	for (i = 0; i < img->nplan; i++) {
		code = fits(img, &img->sites[i], &img->plan[i]);
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, img->plan[i].vaddr, ITEM_SITE, i);
	}
	return fault_none();
}
