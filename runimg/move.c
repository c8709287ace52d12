#include "move.h"

/*@ requires \valid_read(segs + (0 .. n - 1)) && move_aligned(segs, n);
    requires align_size(page);
    assigns \nothing;
    ensures align_size(\result) && \result >= page;
*/
/* The greatest alignment. */
static uint64_t
greatest(const struct segment *segs, size_t n, uint64_t page)
{
	uint64_t align = page;
	size_t i;

	/*@ loop invariant 0 <= i <= n && align_size(align) && align >= page;
	    loop assigns i, align;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		align = align_greater(align, segs[i].align);
	return align;
}

uint64_t
move_base(const struct image *img, uint64_t chance)
{
	uint64_t align = greatest(img->segs, img->nsegs, img->arch->page);
	bool sv39 = img->arch->calls == ARCH_CALLS_RISCV64;
	uint64_t base =
	    sv39 ? UINT64_C(0x1555554000) : UINT64_C(0x555555554000);
	const struct segment *last;

	if (img->nsegs == 0)
		return 0;
	last = &img->segs[img->nsegs - 1];
	base += chance % (sv39 ? UINT64_C(0x1000000) : UINT64_C(0x10000000)) *
	    img->arch->page;
	base = align_next(align, 0, base);
	if (base > img->arch->top || last->memsz > img->arch->top - base ||
	    last->vaddr > img->arch->top - base - last->memsz)
		return 0;
	return base;
}

/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    requires from->vaddr + base <= UINT64_MAX;
    assigns *to;
    ensures segment_moved{Post, Pre}(to, from, base);
    ensures \forall struct segment *p; \separated(p, to) ==>
      segment_moved{Post, Pre}(p, p, 0);
*/
static void
move_segment(const struct segment *from, uint64_t base, struct segment *to)
{
	*to = *from;
	to->vaddr = from->vaddr + base;
}

/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    requires from->vaddr + base <= UINT64_MAX;
    assigns *to;
    ensures site_moved{Post, Pre}(to, from, base);
    ensures \forall struct site *p; \separated(p, to) ==>
      site_moved{Post, Pre}(p, p, 0);
*/
static void
move_site(const struct site *from, uint64_t base, struct site *to)
{
	*to = *from;
	to->vaddr = from->vaddr + base;
}

/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    requires from->vaddr + base <= UINT64_MAX;
    assigns *to;
    ensures decision_moved{Post, Pre}(to, from, base);
    ensures \forall struct decision *p; \separated(p, to) ==>
      decision_moved{Post, Pre}(p, p, 0);
*/
static void
move_decision(const struct decision *from, uint64_t base, struct decision *to)
{
	*to = *from;
	to->vaddr = from->vaddr + base;
}

/*@ requires n <= IMAGE_PHDRS && \valid(to + (0 .. n - 1));
    requires \valid_read(from + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    requires \forall integer i; 0 <= i < n ==>
      from[i].vaddr + base <= UINT64_MAX;
    assigns to[0 .. n - 1];
    ensures \forall integer i; 0 <= i < n ==>
      segment_moved{Post, Pre}(to + i, from + i, base);
*/
static void
move_segments(
    const struct segment *from, size_t n, uint64_t base, struct segment *to)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      segment_moved{Here, Pre}(to + k, from + k, base);
	    loop assigns i, to[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		move_segment(&from[i], base, &to[i]);
}

/*@ requires n <= IMAGE_PHDRS && \valid(to + (0 .. n - 1));
    requires \valid_read(from + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    assigns to[0 .. n - 1];
*/
/* One whose address is too high is left where it is: the final check finds
   that it lies in no segment. */
static void
move_phdrs(const struct phdr *from, size_t n, uint64_t base, struct phdr *to)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop assigns i, to[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		to[i] = from[i];
		if (from[i].vaddr <= UINT64_MAX - base)
			to[i].vaddr = from[i].vaddr + base;
	}
}

/*@ requires \valid_read(from + (0 .. n - 1)) && \valid(to + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    requires \forall integer i; 0 <= i < n ==>
      from[i].vaddr + base <= UINT64_MAX;
    assigns to[0 .. n - 1];
    ensures \forall integer i; 0 <= i < n ==>
      site_moved{Post, Pre}(to + i, from + i, base);
*/
static void
move_sites(const struct site *from, size_t n, uint64_t base, struct site *to)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      site_moved{Here, Pre}(to + k, from + k, base);
	    loop assigns i, to[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		move_site(&from[i], base, &to[i]);
}

/*@ requires \valid_read(from + (0 .. n - 1)) && \valid(to + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    requires \forall integer i; 0 <= i < n ==>
      from[i].vaddr + base <= UINT64_MAX;
    assigns to[0 .. n - 1];
    ensures \forall integer i; 0 <= i < n ==>
      decision_moved{Post, Pre}(to + i, from + i, base);
*/
static void
move_plan(
    const struct decision *from, size_t n, uint64_t base, struct decision *to)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      decision_moved{Here, Pre}(to + k, from + k, base);
	    loop assigns i, to[0 .. n - 1];
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		move_decision(&from[i], base, &to[i]);
}

void
move_image(const struct image *from, uint64_t base, struct image *to,
    struct site *sites, struct decision *plan)
{
	*to = *from;
	to->prog.type = IMAGE_EXEC;
	to->prog.entry = from->prog.entry + base;
	to->sites = sites;
	to->plan = plan;
	move_segments(from->segs, from->nsegs, base, to->segs);
	move_phdrs(from->phdrs, from->prog.phnum, base, to->phdrs);
	move_sites(from->sites, from->nsites, base, sites);
	move_plan(from->plan, from->nsites, base, plan);
}
