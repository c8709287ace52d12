#include "move.h"

/*@ lemma site_stays{A, B, C}: \forall struct site *s, struct site *from,
      integer base; site_moved{B, A}(s, from, base) &&
      site_moved{C, B}(s, s, 0) ==> site_moved{C, A}(s, from, base);

    lemma decision_stays{A, B, C}: \forall struct decision *d,
      struct decision *from, integer base;
      decision_moved{B, A}(d, from, base) && decision_moved{C, B}(d, d, 0) ==>
      decision_moved{C, A}(d, from, base);
*/

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

/*@ requires arch_known(arch);
    assigns \nothing;
    ensures \result <= 0x700000000000;
*/
/* Before it is aligned. */
static uint64_t
least(const struct arch *arch, uint64_t chance)
{
	uint64_t pages = chance % 0x10000000;

	if (arch->calls == ARCH_CALLS_RISCV64)
		return 0x1555554000 + pages % 0x1000000 * 4096;
	/*@ assert arch->page == 4096 || arch->page == 65536; */
	/*@ assert 0 <= pages * 4096 <= 0x10000000 * 4096; */
	/*@ assert 0 <= pages * 65536 <= 0x10000000 * 65536; */
	if (arch->page == 4096)
		return 0x555555554000 + pages * 4096;
	return 0x555555554000 + pages * 65536;
}

uint64_t
move_base(const struct image *img, uint64_t chance)
{
	uint64_t align = greatest(img->segs, img->nsegs, img->arch->page);
	uint64_t base = align_next(align, 0, least(img->arch, chance));
	const struct segment *last;

	if (img->nsegs == 0)
		return 0;
	last = &img->segs[img->nsegs - 1];
	if (base > img->arch->top || last->memsz > img->arch->top - base ||
	    last->vaddr > img->arch->top - base - last->memsz)
		return 0;
	return base;
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

/*@ requires n <= IMAGE_PHDRS && \valid(segs + (0 .. IMAGE_PHDRS - 1));
    requires \forall integer i; 0 <= i < n ==>
      segs[i].vaddr + base <= UINT64_MAX;
    assigns segs[0 .. IMAGE_PHDRS - 1].vaddr;
    ensures \forall integer i; 0 <= i < n ==>
      segs[i].vaddr == \old(segs[i].vaddr) + base;
*/
static void
move_segments(struct segment *segs, size_t n, uint64_t base)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      segs[k].vaddr == \at(segs[k].vaddr, Pre) + base;
	    loop invariant \forall integer k; i <= k < n ==>
	      segs[k].vaddr == \at(segs[k].vaddr, Pre);
	    loop assigns i, segs[0 .. IMAGE_PHDRS - 1].vaddr;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		segs[i].vaddr += base;
}

/*@ requires n <= IMAGE_PHDRS && \valid(phdrs + (0 .. IMAGE_PHDRS - 1));
    assigns phdrs[0 .. IMAGE_PHDRS - 1].vaddr;
*/
/* One whose address is too high stays: the final check finds that it lies in no
   segment. */
static void
move_phdrs(struct phdr *phdrs, size_t n, uint64_t base)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop assigns i, phdrs[0 .. IMAGE_PHDRS - 1].vaddr;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++)
		if (phdrs[i].vaddr <= UINT64_MAX - base)
			phdrs[i].vaddr += base;
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

/*@ requires \valid(img) && img->nsegs <= IMAGE_PHDRS;
    requires img->prog.phnum <= IMAGE_PHDRS;
    requires \forall integer i; 0 <= i < img->nsegs ==>
      img->segs[i].vaddr + base <= UINT64_MAX;
    requires img->prog.entry + base <= UINT64_MAX;
    assigns img->prog.type, img->prog.entry,
      img->segs[0 .. IMAGE_PHDRS - 1].vaddr,
      img->phdrs[0 .. IMAGE_PHDRS - 1].vaddr;
    ensures img->prog.type == IMAGE_EXEC &&
      img->prog.entry == \old(img->prog.entry) + base;
    ensures \forall integer i; 0 <= i < img->nsegs ==>
      img->segs[i].vaddr == \old(img->segs[i].vaddr) + base;
    ensures \forall struct site *p; \separated(p, img) ==>
      site_moved{Post, Pre}(p, p, 0);
    ensures \forall struct decision *p; \separated(p, img) ==>
      decision_moved{Post, Pre}(p, p, 0);
*/
static void
move_headers(struct image *img, uint64_t base)
{
	move_segments(img->segs, img->nsegs, base);
	move_phdrs(img->phdrs, img->prog.phnum, base);
	img->prog.type = IMAGE_EXEC;
	img->prog.entry += base;
}

/*@ requires \valid(img);
    assigns img->sites, img->plan;
    ensures img->sites == sites && img->plan == plan;
    ensures \forall struct site *p; \separated(p, img) ==>
      site_moved{Post, Pre}(p, p, 0);
    ensures \forall struct decision *p; \separated(p, img) ==>
      decision_moved{Post, Pre}(p, p, 0);
*/
static void
set_tables(struct image *img, struct site *sites, struct decision *plan)
{
	img->sites = sites;
	img->plan = plan;
}

/*@ requires \valid_read(img) && move_fits(img, base);
    requires \valid_read(img->sites + (0 .. img->nsites - 1));
    requires \valid_read(img->plan + (0 .. img->nsites - 1));
    requires \valid(sites + (0 .. img->nsites - 1));
    requires \valid(plan + (0 .. img->nsites - 1));
    requires \separated(img, img->sites + (0 .. img->nsites - 1),
      img->plan + (0 .. img->nsites - 1), sites + (0 .. img->nsites - 1),
      plan + (0 .. img->nsites - 1));
    assigns sites[0 .. img->nsites - 1], plan[0 .. img->nsites - 1];
    ensures move_fits(img, base) && img->nsites == \old(img->nsites);
    ensures \forall integer i; 0 <= i < img->nsites ==>
      site_moved{Post, Pre}(sites + i, \old(img->sites) + i, base);
    ensures \forall integer i; 0 <= i < img->nsites ==>
      decision_moved{Post, Pre}(plan + i, \old(img->plan) + i, base);
*/
static void
move_tables(const struct image *img, uint64_t base, struct site *sites,
    struct decision *plan)
{
	move_sites(img->sites, img->nsites, base, sites);
	/*@ assert move_fits(img, base); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      decision_moved{Here, Pre}(\at(img->plan, Pre) + i,
	        \at(img->plan, Pre) + i, 0); */
	move_plan(img->plan, img->nsites, base, plan);
	/*@ assert move_fits(img, base); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      site_moved{Here, Pre}(sites + i, \at(img->sites, Pre) + i,
	        base); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      decision_moved{Here, Pre}(plan + i, \at(img->plan, Pre) + i,
	        base); */
}

void
move_image(
    struct image *img, uint64_t base, struct site *sites, struct decision *plan)
{
	move_tables(img, base, sites, plan);
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      \separated(sites + i, img) && \separated(plan + i, img); */
	/*@ ghost Moved: ; */
	move_headers(img, base);
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      site_moved{Here, Moved}(sites + i, sites + i, 0); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      decision_moved{Here, Moved}(plan + i, plan + i, 0); */
	set_tables(img, sites, plan);
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      site_moved{Here, Moved}(sites + i, sites + i, 0); */
	/*@ assert \forall integer i; 0 <= i < img->nsites ==>
	      decision_moved{Here, Moved}(plan + i, plan + i, 0); */
}
