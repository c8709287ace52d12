#include "frame.h"

#include "framelemmas.h"

/*@ requires \valid_read(view) && \valid_read(l) && i < IMAGE_PHDRS;
    assigns \nothing;
    ensures \result <==> load_named(&view->segs[0] + i, &l->loads[0] + i);
*/
static bool
named(const struct image *view, const struct layout *l, size_t i)
{
	const struct segment *s = &view->segs[i];
	const struct load *ld = &l->loads[i];

	return s->offset == ld->offset && s->vaddr == ld->vaddr &&
	    s->filesz == ld->filesz && s->memsz == ld->memsz &&
	    s->flags == ld->flags;
}

/*@ ghost
/@ requires \valid_read(l) && 0 < l->nloads <= IMAGE_PHDRS;
   requires loads_split(&l->loads[0], l->nloads, img->nsegs);
   assigns \nothing;
   ensures all_held(img, l);
@/
static void
held(const struct image *img, const struct layout *l)
{
	size_t i, end = 0;

	/@ loop invariant 0 <= i <= l->nloads && held_below(l, end);
	   loop invariant i < l->nloads ? end == (&l->loads[0] + i)->first
	     : end == img->nsegs;
	   loop assigns i, end;
	   loop variant l->nloads - i;
	@/
	for (i = 0; i < l->nloads; i++) {
		/@ assert i + 1 < l->nloads ==>
		     (&l->loads[0] + i)->first + (&l->loads[0] + i)->count ==
		       (&l->loads[0] + (i + 1))->first; @/
		/@ assert i == l->nloads - 1 ==>
		     (&l->loads[0] + i)->first + (&l->loads[0] + i)->count ==
		       img->nsegs; @/
		end = l->loads[i].first + l->loads[i].count;
	}
}

/@ requires view_mapped(view, file, mapped);
   requires loads_named(view, l) && all_held(img, l) && layout_made(img, l);
   requires image_is(img, image) && zeros_else(image);
   requires written(img, l, image, file);
   assigns \nothing;
   ensures composed_frame(l, image, mapped);
@/
static void
framed(const struct image *view, const struct layout *l,
    const struct image *img, const uint8_t *file, int image, int mapped)
{
	/@ assert \forall integer i, a; 0 <= i < l->nloads &&
	     in_load(&l->loads[0] + i, a) &&
	     !header_at(l, load_offset(&l->loads[0] + i, a)) ==>
	     mapped_bytes(file, view->segs[i].offset, mapped, i) &&
	     byte_at(mapped, a) == file[load_offset(&l->loads[0] + i, a)] &&
	     byte_at(mapped, a) == byte_at(image, a); @/
	/@ assert \forall integer a; (\forall integer i; 0 <= i < l->nloads ==>
	     !in_load(&l->loads[0] + i, a)) ==>
	     byte_at(mapped, a) == 0 && byte_at(image, a) == 0; @/
}
*/

struct fault
frame_check(const struct image *view, const struct layout *l)
/*@ ghost (const struct image *img, const uint8_t *file, int image,
      int mapped) */
{
	size_t i;

	if (view->nsegs != l->nloads)
		return fault_of(FAULT_SEG_MISMATCH);
	/*@ loop invariant 0 <= i <= l->nloads;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      load_named(&view->segs[0] + k, &l->loads[0] + k);
	    loop assigns i;
	    loop variant l->nloads - i;
	*/
	for (i = 0; i < l->nloads; i++)
		if (!named(view, l, i))
			return fault_in(FAULT_SEG_MISMATCH, ITEM_SEGMENT, i);
	/*@ ghost held(img, l); */
	/*@ ghost framed(view, l, img, file, image, mapped); */
	/*@ assert headers_linked(img, l); */
	return fault_none();
}
