#include "rules.h"

#include "lemmas.h"

/*@ lemma segment_nth_kept{A, B, P}: \forall struct segment *segs,
      struct phdr *p, integer k, m, n; m <= n &&
      segment_kept{A, B}(segs + k) && segment_nth{A, P}(segs, k, p, m) ==>
      segment_nth{B, P}(segs, k, p, n);

    lemma segment_nth_more{S, P}: \forall struct segment *segs,
      struct phdr *p, integer k, m, n; m <= n &&
      segment_nth{S, P}(segs, k, p, m) ==> segment_nth{S, P}(segs, k, p, n);
*/
/*@ requires n < IMAGE_PHDRS && \valid_read(p);
    requires \valid(segs + (0 .. IMAGE_PHDRS - 1));
    requires \separated(p, segs + (0 .. IMAGE_PHDRS - 1));
    assigns segs[n];
    ensures segment_from{Post, Pre}(&segs[n], p);
    ensures \forall integer k; 0 <= k < n ==>
      segment_kept{Pre, Post}(&segs[k]);
    ensures \forall struct phdr *q; \separated(q, segs + n) ==>
      phdr_same{Pre, Post}(q);
*/
static void
take_segment(const struct phdr *p, struct segment *segs, size_t n)
{
	segs[n].vaddr = p->vaddr;
	segs[n].memsz = p->memsz;
	segs[n].filesz = p->filesz;
	segs[n].offset = p->offset;
	segs[n].align = p->align;
	segs[n].flags = p->flags;
}

size_t
rules_segments(const struct phdr *phdrs, size_t phnum, struct segment *segs)
{
	size_t i, n = 0;

	/*@ loop invariant 0 <= n <= i <= phnum && n <= IMAGE_PHDRS;
	    loop invariant (\exists integer j; 0 <= j < i &&
	      !loads{Pre}(phdrs + j)) ==> n < i;
	    loop invariant n == loads_before{Pre}(phdrs, i);
	    loop invariant \forall integer j;
	      0 <= j < i && loads{Pre}(&phdrs[j]) ==>
	      0 <= loads_before{Pre}(phdrs, j) < n &&
	      segment_from{Here, Pre}(&segs[loads_before{Pre}(phdrs, j)],
	        &phdrs[j]);
	    loop invariant \forall integer k; 0 <= k < n ==>
	      segment_nth{Here, Pre}(segs, k, phdrs, i);
	    loop invariant \forall struct phdr *p;
	      \separated(p, segs + (0 .. IMAGE_PHDRS - 1)) ==>
	      phdr_same{Pre, Here}(p);
	    loop assigns i, n, segs[0 .. IMAGE_PHDRS - 1];
	    loop variant phnum - i;
	*/
	for (i = 0; i < phnum; i++) {
		if (phdrs[i].type != PHDR_LOAD || phdrs[i].memsz == 0) {
			/*@ assert \forall integer k; 0 <= k < n ==>
			      segment_nth{Here, Pre}(segs, k, phdrs, i) &&
			      segment_nth{Here, Pre}(segs, k, phdrs, i + 1); */
			continue;
		}
		/*@ assert loads{Pre}(&phdrs[i]); */
		/*@ assert n < IMAGE_PHDRS; */
		take_segment(&phdrs[i], segs, n);
		/*@ assert segment_from{Here, Pre}(&segs[n], &phdrs[i]); */
		/*@ assert \forall integer k; 0 <= k < n ==>
		      segment_kept{LoopCurrent, Here}(&segs[k]); */
		/*@ assert segment_nth{Here, Pre}(segs, n, phdrs, i + 1); */
		/*@ assert \forall struct phdr *p;
		      \separated(p, segs + (0 .. IMAGE_PHDRS - 1)) ==>
		      \separated(p, segs + n); */
		/*@ assert \forall struct phdr *p;
		      \separated(p, segs + (0 .. IMAGE_PHDRS - 1)) ==>
		      phdr_same{LoopCurrent, Here}(p); */
		/*@ assert \forall struct phdr *p;
		      \separated(p, segs + (0 .. IMAGE_PHDRS - 1)) ==>
		      phdr_same{Pre, Here}(p); */
		/*@ assert \forall integer k; 0 <= k < n ==>
		      segment_nth{LoopCurrent, Pre}(segs, k, phdrs, i) &&
		      segment_kept{LoopCurrent, Here}(segs + k) &&
		      segment_nth{Here, Pre}(segs, k, phdrs, i + 1); */
		/*@ assert \forall integer k; 0 <= k <= n ==>
		      segment_nth{Here, Pre}(segs, k, phdrs, i + 1); */
		n++;
	}
	return n;
}

struct fault
rules_program(const struct program *prog)
{
	if (prog->type != IMAGE_EXEC && prog->type != IMAGE_DYN)
		return fault_of(FAULT_ELF_TYPE);
	if (arch_find(prog->machine) == NULL)
		return fault_of(FAULT_MACHINE);
	if (prog->phoff > UINT64_MAX - (uint64_t)prog->phnum * IMAGE_PHDR_BYTES)
		return fault_of(FAULT_PHDR_RANGE);
	return fault_none();
}

/* The kind of header whose bytes the running program looks for in memory. */
/*@ assigns \nothing;
    ensures \result <==> bound_type(type);
*/
static bool
bound_to_memory(uint32_t type)
{
	return type == PHDR_PHDR || type == PHDR_TLS || type == PHDR_DYNAMIC ||
	    type == PHDR_NOTE || type == PHDR_GNU_RELRO ||
	    type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_PROPERTY;
}

/*@ requires arch_known(arch) && \valid_read(p) && \valid_read(s);
    requires segment_sound(arch, s);
    assigns \nothing;
    ensures \result <==> phdr_in(arch, p, s);
*/
static bool
placed_in(
    const struct arch *arch, const struct phdr *p, const struct segment *s)
{
	uint64_t into, end;

	if (p->vaddr < s->vaddr)
		return false;
	into = p->vaddr - s->vaddr;
	if (into > s->memsz)
		return false;
	if (p->filesz > 0 &&
	    (into > s->filesz || p->filesz > s->filesz - into ||
		p->offset < s->offset || p->offset - s->offset != into))
		return false;
	if (p->type == PHDR_TLS)
		return true;
	end = s->vaddr + s->memsz;
	if (p->type == PHDR_GNU_RELRO)
		end = arch_page_up(arch, end);
	return p->memsz <= end - p->vaddr;
}

/*@ requires arch_known(arch) && \valid_read(p);
    requires \valid_read(segs + (0 .. nsegs - 1));
    requires \forall integer k; 0 <= k < nsegs ==>
      segment_sound(arch, &segs[k]);
    assigns \nothing;
    ensures \result <==> phdr_placed(arch, p, segs, nsegs);
*/
static bool
placed(const struct arch *arch, const struct phdr *p,
    const struct segment *segs, size_t nsegs)
{
	size_t i;

	if (p->filesz == 0 && (p->memsz == 0 || p->type == PHDR_TLS))
		return true;
	/*@ loop invariant 0 <= i <= nsegs;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !phdr_in(arch, p, &segs[k]);
	    loop assigns i;
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i++)
		if (placed_in(arch, p, &segs[i]))
			return true;
	return false;
}

struct fault
rules_phdrs(const struct arch *arch, const struct phdr *phdrs, size_t phnum,
    const struct segment *segs, size_t nsegs)
{
	size_t i;

	/*@ loop invariant 0 <= i <= phnum;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      phdr_sound(arch, &phdrs[k], segs, nsegs);
	    loop assigns i;
	    loop variant phnum - i;
	*/
	for (i = 0; i < phnum; i++) {
		const struct phdr *p = &phdrs[i];

		if (p->type == PHDR_INTERP)
			return fault_in(FAULT_INTERP, ITEM_PHDR, i);
		if (p->type == PHDR_GNU_STACK && (p->flags & IMAGE_X) != 0)
			return fault_in(FAULT_STACK_EXEC, ITEM_PHDR, i);
		if (bound_to_memory(p->type) && !placed(arch, p, segs, nsegs))
			return fault_full(FAULT_PHDR_PLACE, AT_ADDRESS,
			    p->vaddr, ITEM_PHDR, i);
	}
	return fault_none();
}

/*@ requires arch_known(arch) && \valid_read(s);
    assigns \nothing;
    ensures \result <==> segment_aligned(arch, s);
*/
static bool
aligned(const struct arch *arch, const struct segment *s)
{
	if (s->vaddr % arch->page != s->offset % arch->page)
		return false;
	if (s->align == 0)
		return true;
	if (s->align > IMAGE_ALIGN_MAX || (s->align & (s->align - 1)) != 0)
		return false;
	return s->vaddr % s->align == s->offset % s->align;
}

/*@ requires arch_known(arch) && \valid_read(s);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> segment_alone_sound(arch, type, s);
*/
static enum fault_code
segment_alone(const struct arch *arch, uint16_t type, const struct segment *s)
{
	if (s->flags > (IMAGE_R | IMAGE_W | IMAGE_X))
		return FAULT_SEG_FLAGS;
	if (s->filesz > s->memsz)
		return FAULT_SEG_SIZE;
	if (s->filesz > UINT64_MAX - s->offset)
		return FAULT_SEG_RANGE;
	if (s->vaddr > arch->top || s->memsz > arch->top - s->vaddr)
		return FAULT_SEG_WRAP;
	if (!aligned(arch, s))
		return FAULT_SEG_ALIGN;
	if ((s->flags & IMAGE_W) != 0 && (s->flags & IMAGE_X) != 0)
		return FAULT_SEG_WX;
	if (type == IMAGE_EXEC &&
	    arch_page_down(arch, s->vaddr) < IMAGE_RESERVED_END &&
	    arch_page_up(arch, s->vaddr + s->memsz) > IMAGE_RESERVED_START)
		return FAULT_RESERVED_RANGE;
	return FAULT_NONE;
}

/*@ requires arch_known(arch) && \valid_read(a) && \valid_read(s);
    requires segment_sound(arch, a) && segment_sound(arch, s);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> segments_apart(arch, a, s);
*/
/* a is before s in the table; both are in the address space. */
static enum fault_code
segment_after(
    const struct arch *arch, const struct segment *a, const struct segment *s)
{
	uint64_t end = a->vaddr + a->memsz;

	if (s->vaddr < a->vaddr)
		return FAULT_SEG_ORDER;
	if (s->vaddr < end)
		return FAULT_SEG_OVERLAP;
	if (s->flags != a->flags &&
	    arch_page_down(arch, s->vaddr) < arch_page_up(arch, end))
		return FAULT_PAGE_SHARED;
	return FAULT_NONE;
}

/*@ requires \valid_read(s);
    requires s->filesz <= s->memsz && zeros <= IMAGE_ZEROS_MAX;
    assigns \nothing;
    ensures zeros + zeros_of(s) <= IMAGE_ZEROS_MAX ?
      \result == zeros + zeros_of(s) : \result > IMAGE_ZEROS_MAX;
*/
/*
 * Zeros of segments that are not writable are written out: zeros is their sum
 * before s, at most IMAGE_ZEROS_MAX; the result the sum with s, or more than
 * that.
 */
static uint64_t
zeros_with(const struct segment *s, uint64_t zeros)
{
	uint64_t more = s->memsz - s->filesz;

	if ((s->flags & IMAGE_W) != 0)
		return zeros;
	if (more > IMAGE_ZEROS_MAX - zeros)
		return IMAGE_ZEROS_MAX + 1;
	return zeros + more;
}

/*@ predicate next_sound(struct arch *arch, integer type,
      struct segment *segs, integer i) =
      segment_alone_sound(arch, type, &segs[i]) &&
      zeros_written(segs, i + 1) <= IMAGE_ZEROS_MAX &&
      (i > 0 ==> segments_apart(arch, &segs[i - 1], &segs[i])) &&
      (i == 0 && type == IMAGE_DYN ==> segs[i].filesz != 0);
*/
/*@ requires arch_known(arch) && \valid_read(segs + (0 .. i));
    requires zeros == zeros_written(segs, i) <= IMAGE_ZEROS_MAX;
    requires i > 0 ==> segment_sound(arch, &segs[i - 1]);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> next_sound(arch, type, segs, i);
*/
/* segs[i], and that against the one before. */
static enum fault_code
segment_next(const struct arch *arch, uint16_t type, const struct segment *segs,
    size_t i, uint64_t zeros)
{
	enum fault_code code = segment_alone(arch, type, &segs[i]);

	/*@ assert zeros_written(segs, i + 1) ==
	      zeros_written(segs, i) + zeros_of(&segs[i]); */
	if (code == FAULT_NONE && zeros_with(&segs[i], zeros) > IMAGE_ZEROS_MAX)
		code = FAULT_SEG_ZEROS;
	if (code == FAULT_NONE && i > 0)
		code = segment_after(arch, &segs[i - 1], &segs[i]);
	/* The kernel bases a PIE on its first mapping of the file. */
	if (code == FAULT_NONE && i == 0 && type == IMAGE_DYN &&
	    segs[i].filesz == 0)
		code = FAULT_PIE_START;
	return code;
}

struct fault
rules_layout(const struct arch *arch, uint16_t type, const struct segment *segs,
    size_t nsegs)
{
	enum fault_code code;
	uint64_t zeros = 0;
	size_t i;

	if (nsegs == 0)
		return fault_of(FAULT_NO_LOAD);
	/*@ loop invariant 0 <= i <= nsegs;
	    loop invariant zeros == zeros_written(segs, i) <= IMAGE_ZEROS_MAX;
	    loop invariant segments_sound(arch, segs, i);
	    loop invariant \forall integer k; 0 <= k < i ==>
	      segment_alone_sound(arch, type, &segs[k]);
	    loop invariant \forall integer k; 0 <= k <= i ==>
	      zeros_written(segs, k) <= IMAGE_ZEROS_MAX;
	    loop invariant 0 < i && type == IMAGE_DYN ==> segs[0].filesz != 0;
	    loop assigns i, code, zeros;
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i++) {
		code = segment_next(arch, type, segs, i, zeros);
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, segs[i].vaddr, ITEM_SEGMENT, i);
		zeros = zeros_with(&segs[i], zeros);
		/*@ assert zeros_written(segs, i + 1) ==
		      zeros_written(segs, i) + zeros_of(&segs[i]); */
		/*@ assert i > 0 ==>
		      segments_apart(arch, &segs[i - 1], &segs[i]); */
		/*@ assert \forall integer k; 0 <= k < i - 1 ==>
		      segments_apart(arch, &segs[k], &segs[i - 1]); */
		/*@ assert \forall integer k; 0 <= k < i - 1 ==>
		      segments_apart(arch, &segs[k], &segs[i]); */
		/*@ assert \forall integer k; 0 <= k < i ==>
		      segments_apart(arch, &segs[k], &segs[i]); */
	}
	return fault_none();
}

struct fault
rules_entry(const struct arch *arch, uint64_t entry, const struct segment *segs,
    size_t nsegs)
{
	size_t i = image_segment_of(segs, nsegs, entry, 1);

	/*@ assert \forall integer k; 0 <= k < nsegs &&
	      in_file(&segs[k], entry, 1) ==> k == i; */
	if (i == nsegs || (segs[i].flags & IMAGE_X) == 0 ||
	    entry % arch->insn_align != 0)
		return fault_at(FAULT_ENTRY, AT_ADDRESS, entry);
	return fault_none();
}

struct fault
rules_site(const struct arch *arch, const struct segment *segs, size_t nsegs,
    const struct site *sites, size_t i)
{
	const struct site *s = &sites[i];
	size_t in = image_segment_of(segs, nsegs, s->vaddr, s->length);
	enum fault_code code = FAULT_NONE;

	/*@ assert \forall integer k; 0 <= k < nsegs &&
	      in_file(&segs[k], s->vaddr, s->length) ==> k == in; */
	if (in == nsegs || (segs[in].flags & IMAGE_X) == 0)
		code = FAULT_SITE_RANGE;
	else if (s->vaddr % arch->insn_align != 0)
		code = FAULT_SITE_ALIGN;
	if (code == FAULT_NONE)
		return fault_none();
	return fault_full(code, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
}

struct fault
rules_site_order(const struct site *sites, size_t i)
{
	const struct site *a = &sites[i - 1], *s = &sites[i];

	if (s->vaddr < a->vaddr)
		return fault_full(
		    FAULT_SITE_ORDER, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
	if (s->vaddr - a->vaddr < a->length)
		return fault_full(
		    FAULT_SITE_OVERLAP, AT_ADDRESS, s->vaddr, ITEM_SITE, i);
	return fault_none();
}
