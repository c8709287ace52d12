#include "judge.h"

#include "rules.h"

/*@ requires \valid_read(s) && \valid_read(d) && arch_known(arch);
    assigns \nothing;
    ensures \result != 0 <==> holds_its_number(arch, s, d);
*/
static bool
holds_its_number(
    const struct arch *arch, const struct site *s, const struct decision *d)
{
	if (s->kind == SITE_STUB)
		return true;
	return s->kind == SITE_MOV && d->number == s->number &&
	    rules_site_slot(arch, s, 0).code == FAULT_NONE;
}

/*@ requires \valid_read(s) && \valid_read(d) && arch_known(arch);
    assigns \nothing;
    ensures \result != 0 <==> held_right(arch, s, d, filtered);
*/
static bool
held(const struct arch *arch, const struct site *s, const struct decision *d,
    bool filtered)
{
	if (d->decision != DECISION_ALLOW && !site_in_place(s))
		return d->holder == HOLDER_NOBODY;
	if (d->decision == DECISION_ALLOW) {
		if (s->kind == SITE_EMBEDDED)
			return false;
		if (d->holder == HOLDER_BYTES)
			return holds_its_number(arch, s, d);
	}
	return filtered && d->holder == HOLDER_FILTER;
}

/* Each site by itself. */
/*@ requires \valid_read(view) && arch_known(view->arch);
    requires view->nsegs <= IMAGE_PHDRS;
    requires segments_sound(view->arch, &view->segs[0], view->nsegs);
    requires sites_readable(view) && plan_readable(view);
    assigns \nothing;
    ensures \result.code == FAULT_NONE ==> \forall integer i;
      0 <= i < view->nsites ==> held_right(view->arch, &view->sites[i], &view->plan[i], filtered) &&
        in_exec_file(&view->segs[0], view->nsegs, view->sites[i].vaddr,
          view->sites[i].length);
*/
static struct fault
each_site(const struct image *view, bool filtered)
{
	struct fault f;
	size_t i;

	/*@ loop invariant 0 <= i <= view->nsites;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      held_right(view->arch, &view->sites[k], &view->plan[k],
		filtered) &&
	      in_exec_file(&view->segs[0], view->nsegs, view->sites[k].vaddr,
		view->sites[k].length);
	    loop assigns i, f;
	    loop variant view->nsites - i;
	*/
	for (i = 0; i < view->nsites; i++) {
		f = rules_site(
		    view->arch, view->segs, view->nsegs, view->sites, i);
		if (f.code != FAULT_NONE)
			return f;
		if (!held(
			view->arch, &view->sites[i], &view->plan[i], filtered))
			return fault_full(FAULT_FILTER_HELD, AT_ADDRESS,
			    view->sites[i].vaddr, ITEM_SITE, i);
	}
	return fault_none();
}

/*@ predicate segment_decided(struct image *view, integer k, integer image) =
      \forall integer i; 0 <= i < view->nsites ==>
        slot_holds(view, SLOT_DECIDED, i, image, view->segs[k].vaddr,
          view->segs[k].filesz);

    lemma slot_decided: \forall struct image *view, integer i, k, image;
      segment_decided(view, k, image) && 0 <= i < view->nsites &&
      in_file(&view->segs[k], view->sites[i].vaddr,
        view->sites[i].length) ==>
      slot_holds(view, SLOT_DECIDED, i, image, view->segs[k].vaddr,
        view->segs[k].filesz) && slot_as_decided(view, i, image);
*/

/* The slots in segment k. */
/*@ requires judge_view(view, file, size, image) && k < view->nsegs;
    requires segments_sound(view->arch, &view->segs[0], view->nsegs);
    requires sites_before(view, from, view->segs[k].vaddr);
    assigns \nothing;
    ensures \result.code == FAULT_NONE ==> segment_decided(view, k, image);
*/
static struct fault
decided(const struct image *view, const uint8_t *file, uint64_t size, size_t k,
    size_t from) /*@ ghost (int image) */
{
	const struct segment *s = &view->segs[k];
	size_t at = from;

	(void)size;
	/*@ assert holds_bytes(image, s->vaddr, file + s->offset,
	      s->filesz); */
	/*@ assert segment_is(s, image, k); */
	/*@ assert seg_sound(image, k); */
	return slot_check(view, SLOT_DECIDED, s->vaddr, file + s->offset,
	    s->filesz, &at) /*@ ghost (image) */;
}

struct fault
judge_slots(const struct image *view, const uint8_t *file, uint64_t size,
    bool filtered) /*@ ghost (int image) */
{
	struct fault f = each_site(view, filtered);
	size_t i, at = 0;

	if (f.code != FAULT_NONE)
		return f;
	/*@ loop invariant 0 <= i <= view->nsegs;
	    loop invariant i < view->nsegs ==>
	      sites_before(view, at, view->segs[i].vaddr);
	    loop invariant \forall integer k; 0 <= k < i ==>
	      segment_decided(view, k, image);
	    loop assigns i, f, at;
	    loop variant view->nsegs - i;
	*/
	for (i = 0; i < view->nsegs; i++) {
		/*@ assert i + 1 < view->nsegs ==>
		      segments_apart(view->arch, &view->segs[i],
			&view->segs[i + 1]); */
		f = decided(view, file, size, i, at) /*@ ghost (image) */;
		if (f.code != FAULT_NONE)
			return f;
		at = slot_from(view, at, view->segs[i].vaddr);
	}
	/*@ assert all: \forall integer k; 0 <= k < view->nsegs ==>
	      segment_decided(view, k, image); */
	/*@ assert held: \forall integer j, k; 0 <= j < view->nsites &&
	      0 <= k < view->nsegs ==> segment_decided(view, k, image) &&
	      slot_holds(view, SLOT_DECIDED, j, image, view->segs[k].vaddr,
		view->segs[k].filesz); */
	/*@ assert one: \forall integer j, k; 0 <= j < view->nsites &&
	      0 <= k < view->nsegs && in_file(&view->segs[k],
		view->sites[j].vaddr, view->sites[j].length) ==>
	      slot_holds(view, SLOT_DECIDED, j, image, view->segs[k].vaddr,
		view->segs[k].filesz) && slot_as_decided(view, j, image); */
	/*@ assert \forall integer j; 0 <= j < view->nsites ==>
	      slot_as_decided(view, j, image); */
	return f;
}

/* The executable segments' bytes, in order. */
/*@ requires \valid(w) && w->img == view && w->form == SLOT_DECIDED;
    requires sweep_apart(w) && \separated(w, file + (0 .. size - 1)) &&
      \separated(view->arch, file + (0 .. size - 1));
    requires judge_view(view, file, size, image) && composed(image);
    requires accepts(view, SLOT_DECIDED, image);
    requires sweep_sound(w, image) && w->open == -1;
    assigns w->scan.next, w->scan.ntail, w->scan.tail[0 .. 2], w->open,
      w->site;
    ensures \result.code == FAULT_NONE || \result.code == FAULT_RAW_CALL;
    ensures \result.code == FAULT_NONE <==> only_allowed_calls(image);
*/
static struct fault
sweep_all(struct sweep *w, const struct image *view, const uint8_t *file,
    uint64_t size) /*@ ghost (int image) */
{
	const struct segment *s;
	struct fault f;
	size_t i;

	(void)size;
	/*@ assert sweep_image(w, image); */
	/*@ loop invariant 0 <= i <= view->nsegs;
	    loop invariant machine_same{Pre, Here}(view->arch);
	    loop invariant table_same{Pre, Here}(view);
	    loop invariant \forall integer k; 0 <= k < view->nsegs ==>
	      segment_same{Pre, Here}(&view->segs[k]) &&
	      view->segs[k].offset == \at(view->segs[k].offset, Pre);
	    loop invariant sweep_sound(w, image);
	    loop invariant w->open < i;
	    loop invariant margin_due(image, w->open, w->scan.next, i);
	    loop assigns i, s, f, w->scan.next, w->scan.ntail,
	      w->scan.tail[0 .. 2], w->open, w->site;
	    loop variant view->nsegs - i;
	*/
	for (i = 0; i < view->nsegs; i++) {
		s = &view->segs[i];
		/*@ assert image_is(view, image); */
		/*@ assert accepts(view, SLOT_DECIDED, image); */
		/*@ assert sweep_image(w, image); */
		/*@ assert segment_is(s, image, i); */
		/*@ assert s->offset + s->filesz <= size; */
		/*@ assert holds_bytes(image, s->vaddr, file + s->offset,
		      s->filesz); */
		/*@ assert seg_exec(image, i) ==>
		      sweep_due(w, image, i, s->vaddr); */
		/*@ ghost Before: ; */
		f = sweep_data(w, i, s->vaddr, file + s->offset,
		    s->filesz) /*@ ghost (image) */;
		/*@ assert machine_same{Before, Here}(view->arch); */
		/*@ assert table_same{Before, Here}(view); */
		if (f.code != FAULT_NONE)
			return f;
	}
	/*@ assert image_is(view, image); */
	/*@ assert accepts(view, SLOT_DECIDED, image); */
	/*@ assert sweep_image(w, image); */
	return sweep_end(w) /*@ ghost (image) */;
}

struct fault
judge_calls(const struct image *view, const uint8_t *file,
    uint64_t size) /*@ ghost (int image) */
{
	struct sweep sweep;

	sweep_start(&sweep, view, SLOT_DECIDED) /*@ ghost (image) */;
	/*@ assert machine_same{Pre, Here}(view->arch); */
	/*@ assert table_same{Pre, Here}(view); */
	/*@ assert \forall integer k; 0 <= k < view->nsegs ==>
	      segment_same{Pre, Here}(&view->segs[k]) &&
	      view->segs[k].offset == \at(view->segs[k].offset, Pre); */
	/*@ assert image_is(view, image); */
	/*@ assert accepts(view, SLOT_DECIDED, image); */
	/*@ assert file_holds(view, file, size, image); */
	/*@ assert sites_readable(view) && plan_readable(view); */
	return sweep_all(&sweep, view, file, size) /*@ ghost (image) */;
}
