#include "layout.h"

#include "layoutlemmas.h"
#include "loads.h"
#include "phtable.h"

size_t
layout_load_of(const struct layout *l, size_t seg)
{
	size_t i = 0;

	/*@ loop invariant 0 <= i < l->nloads;
	    loop invariant l->loads[i].first <= seg || i == 0;
	    loop assigns i;
	    loop variant l->nloads - i;
	*/
	while (i + 1 < l->nloads && l->loads[i + 1].first <= seg)
		i++;
	/*@ assert \forall integer n; loads_split(&l->loads[0], l->nloads, n) ==>
	      (i == 0 ==> (&l->loads[0] + i)->first == 0) &&
	      (&l->loads[0] + i)->first <= seg; */
	/*@ assert \forall integer n, j; loads_split(&l->loads[0], l->nloads, n) &&
	      seg < n && j == i + 1 && j < l->nloads ==>
	      seg < (&l->loads[0] + j)->first &&
	      load_holds(&l->loads[0] + i, seg); */
	/*@ assert \forall integer n; loads_split(&l->loads[0], l->nloads, n) &&
	      seg < n && i == l->nloads - 1 ==>
	      load_holds(&l->loads[0] + i, seg); */
	return i;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    assigns l->phoff, l->phnum, l->nloads, l->front;
    ensures l->phoff == img->prog.phoff && l->phnum == img->prog.phnum &&
      l->nloads == n;
    ensures loads_kept{Pre, Post}(&l->loads[0], IMAGE_PHDRS);
    ensures segments_kept{Pre, Post}(img->arch, &img->segs[0], IMAGE_PHDRS);
    ensures machine_same{Pre, Post}(img->arch);
*/
static void
set_counts(const struct image *img, size_t front, struct layout *l, size_t n)
{
	l->front = front;
	l->nloads = n;
	l->phoff = img->prog.phoff;
	l->phnum = img->prog.phnum;
}

/*@ requires \valid(l) && \valid_read(img) && arch_known(img->arch);
    requires \separated(l, img, img->arch);
    requires layout_takes(img);
    assigns l->phoff, l->phnum, l->nloads, l->front,
      l->loads[0 .. IMAGE_PHDRS - 1];
    ensures place_takes(img, l) && l->phnum == img->prog.phnum &&
      l->phoff == img->prog.phoff;
*/
/* The loads, not placed yet. */
static void
find(const struct image *img, size_t front, struct layout *l)
{
	size_t n = loads_find(img->arch, img->segs, img->nsegs, l->loads);

	/*@ assert arch_is_one(img->arch); */
	/*@ assert loads_fresh{Here, Here}(img->arch, &img->segs[0],
	      &l->loads[0], n); */
	/*@ assert \forall integer i; 0 <= i < n ==>
	      load_sized{Here, Here}(img->arch, &img->segs[0],
	        &l->loads[0] + i) &&
	      load_aligned{Here, Here}(img->arch, &l->loads[0] + i) &&
	      0 <= (&l->loads[0] + i)->vaddr &&
	      (&l->loads[0] + i)->placed == 0 &&
	      (&l->loads[0] + i)->first + (&l->loads[0] + i)->count <=
	        img->nsegs; */
	/*@ assert \forall integer i; 0 <= i < n ==>
	      load_bounded(&l->loads[0] + i); */
	/*@ assert loads_bounded(&l->loads[0], n); */
	/*@ assert loads_over(&l->loads[0], n, &img->segs[0]); */
	/*@ assert \forall integer k; 0 <= k < img->nsegs ==>
	      segment_aligned(img->arch, &img->segs[0] + k) &&
	      segment_congruent(&img->segs[0] + k); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
	/*@ ghost Found: ; */
	set_counts(img, front, l, n);
	/*@ assert shapes_kept{Found, Here}(&l->loads[0], n); */
	/*@ assert loads_kept{Found, Here}(&l->loads[0], n); */
	/*@ assert segs_kept{Found, Here}(&img->segs[0], img->nsegs); */
	/*@ assert loads_bounded(&l->loads[0], n); */
	/*@ assert loads_split(&l->loads[0], n, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], n, &img->segs[0]); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
}

/*@ requires \valid(l) && \valid_read(img) && arch_known(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && l->phnum <= IMAGE_PHDRS;
    assigns l->phnum;
    ensures place_takes(img, l) && l->phnum == \old(l->phnum) + 1;
*/
static void
grow(struct layout *l) /*@ ghost (const struct image *img) */
{
	l->phnum++;
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert segments_kept{Pre, Here}(img->arch, &img->segs[0],
	      img->nsegs); */
	/*@ assert shapes_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert loads_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert loads_bounded(&l->loads[0], l->nloads); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert segments_congruent(&img->segs[0], img->nsegs); */
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch);
    requires place_takes(img, l) && table_linked(img, l);
    requires shift <= LAYOUT_SHIFT_MAX;
    assigns l->exec, l->size, l->loads[0 .. IMAGE_PHDRS - 1].placed,
      l->loads[0 .. IMAGE_PHDRS - 1].offset,
      l->loads[0 .. IMAGE_PHDRS - 1].align;
    ensures \result == FAULT_NONE ==> layout_made(img, l);
    ensures place_takes(img, l) && table_linked(img, l);
*/
static enum fault_code
lay(const struct image *img, uint64_t shift, struct layout *l)
{
	enum fault_code code = place_loads(img, shift, l);

	/*@ assert img->prog.phoff == \at(img->prog.phoff, Pre); */
	/*@ assert img->prog.phnum == \at(img->prog.phnum, Pre); */
	/*@ assert table_linked(img, l); */
	if (code != FAULT_NONE)
		return code;
	/*@ assert arch_is_one(img->arch); */
	/*@ assert loads_within(img->arch, &l->loads[0], l->nloads, l->size); */
	/*@ assert \forall integer i; 0 <= i < l->nloads ==>
	      load_within(img->arch, &l->loads[0] + i, l->size); */
	/*@ assert \forall integer i; 0 <= i < l->nloads ==>
	      load_within(img->arch, &l->loads[0] + i, l->size) &&
	      (&l->loads[0] + i)->offset <= l->size; */
	/*@ assert layout_holds(img, l); */
	return code;
}

/*@ requires \valid(l) && \valid_read(img) && \valid_read(img->arch);
    requires \separated(l, img, img->arch) && img->nsegs <= IMAGE_PHDRS;
    requires layout_made(img, l);
    requires img->prog.phnum <= IMAGE_PHDRS;
    assigns l->table[0 .. LAYOUT_PHDRS - 1];
    ensures layout_made(img, l);
*/
static void
fill(const struct image *img, struct layout *l)
{
	phtable_fill(img, l);
	/*@ assert rest_kept{Pre, Here}(img, l); */
	/*@ assert machine_same{Pre, Here}(img->arch); */
	/*@ assert loads_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert segs_kept{Pre, Here}(&img->segs[0], img->nsegs); */
	/*@ assert shapes_kept{Pre, Here}(&l->loads[0], l->nloads); */
	/*@ assert loads_split(&l->loads[0], l->nloads, img->nsegs); */
	/*@ assert loads_over(&l->loads[0], l->nloads, &img->segs[0]); */
	/*@ assert layout_holds(img, l); */
	/*@ assert loads_within(img->arch, &l->loads[0], l->nloads, l->size); */
	/*@ assert loads_apart(img->arch, &l->loads[0], l->nloads); */
	/*@ assert loads_clear(&l->loads[0], l->nloads, &img->segs[0], l->phoff,
	      l->phnum * IMAGE_PHDR_BYTES); */
}

struct fault
layout_make(
    const struct image *img, uint64_t shift, size_t front, struct layout *l)
{
	enum fault_code code;

	find(img, front, l);
	if (front == 0 && !phtable_takes_stack(img, l)) {
		/* A table that no segment maps may grow. */
		if (place_holder(img->segs, img->nsegs, l->phoff) < img->nsegs)
			return fault_of(FAULT_NO_STACK);
		grow(l) /*@ ghost (img) */;
	}
	if (front != 0 && l->nloads + phtable_front(img) > l->phnum)
		return fault_of(FAULT_HEADER_ROOM);
	code = lay(img, shift, l);
	if (code == FAULT_NONE)
		fill(img, l);
	return fault_of(code);
}

uint64_t
layout_offset(const struct layout *l, size_t seg,
    uint64_t vaddr) /*@ ghost (const struct image *img) */
{
	const struct load *ld = &l->loads[layout_load_of(l, seg)];

	/*@ assert load_over(ld, &img->segs[0] + seg); */
	return ld->offset + (vaddr - ld->vaddr);
}
