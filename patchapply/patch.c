#include "patch.h"

bool
patch_bare(uint8_t *b, size_t n)
{
	bool changed = false;
	struct decision d;
	size_t at;

	/*@ loop invariant CODEC_TABLE <= at <= n;
	    loop invariant (n - at) % CODEC_DECISION == 0;
	    loop assigns at, d, changed, b[CODEC_TABLE .. n - 1];
	    loop variant n - at;
	*/
	for (at = CODEC_TABLE; at < n; at += CODEC_DECISION) {
		/*@ assert at + CODEC_DECISION <= n; */
		if (codec_decision(b, at, &d) != FAULT_NONE ||
		    d.holder != HOLDER_BYTES)
			continue;
		d.holder = HOLDER_FILTER;
		codec_put_decision(b, at, &d);
		changed = true;
	}
	return changed;
}

/*@ requires \valid_read(img) && \valid(img->plan + (0 .. img->nplan - 1));
    requires \separated(img, img->plan + (0 .. img->nplan - 1)) &&
      \separated(img->arch, img->plan + (0 .. img->nplan - 1));
    requires arch_known(img->arch) && image_is(img, after);
    assigns img->plan[0 .. img->nplan - 1].holder;
    ensures \forall integer i; 0 <= i < img->nplan ==>
      img->plan[i].holder != HOLDER_BYTES;
    ensures image_is(img, after);
*/
static void
hold_by_filter(struct image *img) /*@ ghost (int after) */
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->nplan;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      img->plan[k].holder != HOLDER_BYTES;
	    loop invariant machine_same{Pre, Here}(img->arch);
	    loop assigns i, img->plan[0 .. img->nplan - 1].holder;
	    loop variant img->nplan - i;
	*/
	for (i = 0; i < img->nplan; i++)
		if (img->plan[i].holder == HOLDER_BYTES)
			img->plan[i].holder = HOLDER_FILTER;
}

struct fault
patch_start(
    struct patch *p, struct image *img, bool bare) /*@ ghost (int after) */
{
	if (!img->has_plan)
		return fault_of(FAULT_NO_PLAN);
	if (bare)
		hold_by_filter(img) /*@ ghost (after) */;
	sweep_start(&p->sweep, img, SLOT_DECIDED) /*@ ghost (after) */;
	/*@ ghost Started: ; */
	p->checked = p->patched = 0;
	/*@ assert scan_same{Started, Here}(&p->sweep.scan); */
	return fault_none();
}

struct fault
patch_data(struct patch *p, size_t seg, uint64_t vaddr, uint8_t *d, size_t n,
    bool *changed) /*@ ghost (int before, int after) */
{
	const struct image *img = p->sweep.img;
	struct fault f;

	*changed = false;
	/*@ assert patch_image(p, before, after); */
	/*@ assert patch_sound(p, before, after); */
	/*@ assert segment_is(&img->segs[seg], after, seg); */
	if ((img->segs[seg].flags & IMAGE_X) == 0)
		return fault_none();
	/*@ assert \forall integer a; p->sweep.scan.next <= a < vaddr ==>
	      !exec_file_byte(after, a); */
	/*@ assert slots_executable(img->sites, img->nsites, after); */
	/*@ assert \forall integer i, a; 0 <= i < img->nsites &&
	      in_slot(&img->sites[i], a) && p->sweep.scan.next <= a ==>
	      vaddr <= a; */
	/*@ assert stubs_before(img, before, p->sweep.scan.next); */
	/*@ assert stubs_before(img, before, vaddr); */
	/*@ assert 0 <= p->sweep.open < seg ==>
	      segs_apart(after, p->sweep.open, seg) &&
	      seg_sound(after, p->sweep.open); */
	/*@ assert p->sweep.scan.next <= vaddr; */
	/*@ assert sites_before(img, p->checked, vaddr); */
	/*@ assert sites_before(img, p->patched, vaddr); */
	f = slot_stubs(img, vaddr, d, n, &p->checked) /*@ ghost (before) */;
	/*@ assert table_same{Pre, Here}(img); */
	/*@ assert sites_before(img, p->patched, vaddr); */
	if (f.code != FAULT_NONE)
		return f;
	/*@ assert sites_readable(img) && plan_readable(img); */
	/*@ assert allowed_same{Pre, Here}(img); */
	/*@ assert patch_frame(img, before, after); */
	/*@ assert stubs_before(img, before, vaddr + n); */
	/*@ ghost Checked: ; */
	*changed = slot_patch(
	    img, vaddr, d, n, &p->patched) /*@ ghost (before, after) */;
	/*@ assert table_same{Pre, Here}(img); */
	/*@ assert table_same{Checked, Here}(img); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      img->sites[i].kind == \at(img->sites[i].kind, Checked); */
	/*@ assert \forall integer i, k; 0 <= i < img->nsites &&
	      0 <= k < ARCH_SLOT ==> img->sites[i].original[k] ==
		\at(img->sites[i].original[k], Checked); */
	/*@ assert \forall integer k; 0 <= k < ARCH_SLOT ==>
	      img->arch->deny[k] == \at(img->arch->deny[k], Checked); */
	/*@ assert \forall integer k; 0 <= k < ARCH_SLOT ==>
	      img->arch->trap[k] == \at(img->arch->trap[k], Checked); */
	/*@ assert stubs_kept{Checked, Here}(img); */
	/*@ assert scan_same{Pre, Here}(&p->sweep.scan); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert \forall integer i; 0 <= i < img->nsegs ==>
	      segment_same{Pre, Here}(&img->segs[i]); */
	/*@ assert image_is(img, after); */
	/*@ assert accepts(img, SLOT_DECIDED, after); */
	/*@ assert scan_sound(&p->sweep.scan, after); */
	/*@ assert sweep_image(&p->sweep, after); */
	/*@ assert sweep_sound(&p->sweep, after); */
	/*@ assert stubs_before(img, before, vaddr + n); */
	/*@ ghost Patched: ; */
	f = sweep_data(&p->sweep, seg, vaddr, d, n) /*@ ghost (after) */;
	/*@ assert table_same{Patched, Here}(img); */
	/*@ assert stubs_kept{Patched, Here}(img); */
	/*@ assert stubs_before(img, before, vaddr + n); */
	/*@ assert sites_before(img, p->checked, vaddr); */
	/*@ assert sites_before(img, p->patched, vaddr); */
	/*@ assert f.code == FAULT_NONE ==> sweep_sound(&p->sweep, after); */
	/*@ assert f.code == FAULT_NONE ==>
	      p->sweep.scan.next == vaddr + n; */
	/*@ assert f.code == FAULT_NONE ==> patch_sound(p, before, after); */
	return f;
}

struct fault
patch_end(struct patch *p) /*@ ghost (int before, int after) */
{
	/*@ assert \forall integer a; p->sweep.scan.next <= a ==>
	      !exec_file_byte(after, a); */
	/*@ assert stubs_in_place(p->sweep.img->arch, p->sweep.img->sites,
	      p->sweep.img->nsites, before); */
	struct fault f = sweep_end(&p->sweep) /*@ ghost (after) */;

	/*@ assert table_same{Pre, Here}(p->sweep.img); */
	return f;
}
