#include "loads.h"

#include "loadlemmas.h"

/*@ requires arch_known(arch) && \valid_read(a) && \valid_read(b);
    requires segment_sound(arch, a) && segment_sound(arch, b);
    assigns \nothing;
    ensures \result <==> joined(arch, a, b);
*/
/* b may join the load that ends with segment a: same page, same permissions
   (rules_layout refuses different ones). */
static bool
joins(const struct arch *arch, const struct segment *a, const struct segment *b)
{
	return arch_page_down(arch, b->vaddr) <
	    arch_page_up(arch, a->vaddr + a->memsz);
}

/*@ requires from < end && \valid_read(segs + (0 .. end - 1));
    requires segments_rise(segs, from, end);
    assigns \nothing;
    ensures \forall integer k; from <= k < end && segs[k].filesz > 0 ==>
      segs[k].vaddr + segs[k].filesz <= \result;
    ensures \result <= segment_end(&segs[end - 1]);
    ensures \result == 0 || segs[from].vaddr <= \result;
*/
/* Where the file bytes of segments [from, end) end in memory, or 0. */
static uint64_t
file_end(const struct segment *segs, size_t from, size_t end)
{
	uint64_t last = 0;
	size_t i;

	/*@ loop invariant from <= i <= end;
	    loop invariant \forall integer k; from <= k < i &&
	      segs[k].filesz > 0 ==> segs[k].vaddr + segs[k].filesz <= last;
	    loop invariant i > from ==> last <= segment_end(&segs[i - 1]);
	    loop invariant last == 0 ||
	      (i > from && segs[from].vaddr <= last);
	    loop assigns i, last;
	    loop variant end - i;
	*/
	for (i = from; i < end; i++)
		if (segs[i].filesz > 0)
			last = segs[i].vaddr + segs[i].filesz;
	return last;
}

/*@ requires from < end && \valid_read(segs + (0 .. end - 1));
    requires arch_known(arch) && segments_rise(segs, from, end);
    requires vaddr <= segs[from].vaddr;
    requires mem_end == segment_end(&segs[end - 1]);
    assigns \nothing;
    ensures vaddr + \result <= mem_end;
    ensures \forall integer k; from <= k < end && segs[k].filesz > 0 ==>
      segs[k].vaddr + segs[k].filesz <= vaddr + \result;
*/
/* What segments [from, end) that may be written take of the file. */
static uint64_t
file_size(const struct arch *arch, const struct segment *segs, size_t from,
    size_t end, uint64_t vaddr, uint64_t mem_end)
{
	uint64_t last = file_end(segs, from, end);

	if (last == 0)
		return 0;
	last = arch_page_up(arch, last);
	return (last < mem_end ? last : mem_end) - vaddr;
}

/*@ requires from < end && \valid_read(segs + (0 .. end - 1));
    requires arch_known(arch) && \forall integer k; from <= k < end ==>
      segment_aligned(arch, &segs[k]);
    assigns \nothing;
    ensures align_size(\result) && arch->page <= \result;
*/
static uint64_t
alignment(const struct arch *arch, const struct segment *segs, size_t from,
    size_t end)
{
	uint64_t align = arch->page;
	size_t i;

	/*@ loop invariant from <= i <= end;
	    loop invariant align_size(align) && arch->page <= align;
	    loop assigns i, align;
	    loop variant end - i;
	*/
	for (i = from; i < end; i++)
		align = align_greater(align, segs[i].align);
	return align;
}

/*@ requires arch_known(arch) && from < nsegs <= IMAGE_PHDRS;
    requires \valid_read(segs + (0 .. nsegs - 1));
    requires segments_sound(arch, segs, nsegs);
    assigns \nothing;
    ensures from < \result <= nsegs;
    ensures \forall integer j, k; from <= j < k < \result && k == j + 1 ==>
      joined(arch, segs + j, segs + k);
    ensures \forall integer k; from <= k < \result ==>
      segs[k].flags == segs[from].flags;
    ensures \result < nsegs ==>
      !joined(arch, &segs[\result - 1], &segs[\result]);
*/
/* The end of the load that begins with segment from. */
static size_t
load_until(const struct arch *arch, const struct segment *segs, size_t nsegs,
    size_t from)
{
	size_t i;

	/*@ loop invariant from < i <= nsegs;
	    loop invariant \forall integer j, k;
	      from <= j < k < i && k == j + 1 ==>
	        joined(arch, segs + j, segs + k);
	    loop invariant \forall integer k; from <= k < i ==>
	      segs[k].flags == segs[from].flags;
	    loop assigns i;
	    loop variant nsegs - i;
	*/
	for (i = from + 1; i < nsegs; i++) {
		/*@ assert segments_apart(arch, &segs[i - 1], &segs[i]); */
		if (!joins(arch, &segs[i - 1], &segs[i]))
			break;
	}
	return i;
}

/*@ requires \valid(loads + n);
    assigns loads[n];
    ensures load_is(loads + n, ld.first, ld.count, ld.vaddr, ld.memsz,
      ld.filesz, ld.align, ld.flags);
    ensures loads[n].offset == ld.offset && loads[n].placed == ld.placed;
    ensures loads_kept{Pre, Post}(loads, n);
    ensures \forall struct segment *s; \separated(s, loads + n) ==>
      segment_kept{Pre, Post}(s);
    ensures \forall struct arch *a; \separated(a, loads + n) ==>
      machine_same{Pre, Post}(a);
*/
static void
put(struct load *loads, size_t n, struct load ld)
{
	loads[n].first = ld.first;
	loads[n].count = ld.count;
	loads[n].vaddr = ld.vaddr;
	loads[n].memsz = ld.memsz;
	loads[n].filesz = ld.filesz;
	loads[n].offset = ld.offset;
	loads[n].align = ld.align;
	loads[n].flags = ld.flags;
	loads[n].placed = ld.placed;
}

/*@ requires arch_known(arch) && first < end <= IMAGE_PHDRS;
    requires \valid_read(segs + (0 .. end - 1));
    requires segments_sound(arch, segs, end);
    requires \forall integer k; first <= k < end ==>
      segment_aligned(arch, &segs[k]);
    requires load_run(arch, segs, first, end);
    assigns \nothing;
    ensures \result.first == first && \result.count == end - first;
    ensures \result.placed == 0 && \result.offset == 0;
    ensures load_made(arch, segs, \result.first, \result.count, \result.vaddr,
      \result.memsz, \result.filesz, \result.align, \result.flags);
*/
static struct load
make_load(const struct arch *arch, const struct segment *segs, size_t first,
    size_t end)
{
	uint64_t mem_end = segs[end - 1].vaddr + segs[end - 1].memsz;
	struct load ld;

	ld.first = first;
	ld.count = end - first;
	ld.vaddr = arch_page_down(arch, segs[first].vaddr);
	ld.offset = 0;
	ld.align = alignment(arch, segs, first, end);
	ld.flags = segs[first].flags;
	ld.placed = false;
	/*@ assert segments_rise(segs, first, end); */
	/*@ assert load_run(arch, segs, ld.first, ld.first + ld.count); */
	/*@ assert \forall integer k; first <= k < end ==>
	      ld.vaddr <= segs[k].vaddr &&
	      segment_end(&segs[k]) <= mem_end; */
	if ((ld.flags & IMAGE_W) == 0) {
		/* The kernel zero-fills writable segments only. */
		ld.memsz = arch_page_up(arch, mem_end) - ld.vaddr;
		ld.filesz = ld.memsz;
		/*@ assert ld.vaddr + ld.memsz == page_up(arch, mem_end) <=
		      arch->top; */
		/*@ assert load_made(arch, segs, ld.first, ld.count, ld.vaddr,
		      ld.memsz, ld.filesz, ld.align, ld.flags); */
		return ld;
	}
	/* brk starts at the end of memsz. */
	ld.memsz = mem_end - ld.vaddr;
	ld.filesz = file_size(arch, segs, first, end, ld.vaddr, mem_end);
	/*@ assert ld.vaddr + ld.memsz == mem_end <= arch->top; */
	/*@ assert load_made(arch, segs, ld.first, ld.count, ld.vaddr,
	      ld.memsz, ld.filesz, ld.align, ld.flags); */
	return ld;
}

size_t
loads_find(const struct arch *arch, const struct segment *segs, size_t nsegs,
    struct load *loads)
{
	size_t i, end, n = 0;
	struct load ld;

	/*@ assert aligned_all(arch, segs, nsegs); */
	/*@ loop invariant 0 <= n <= i <= nsegs;
	    loop invariant n == 0 ? i == 0 : loads_split(loads, n, i);
	    loop invariant 0 < i < nsegs ==>
	      !joined(arch, &segs[i - 1], &segs[i]);
	    loop invariant loads_fresh{Pre, Here}(arch, segs, loads, n);
	    loop invariant segments_kept{Pre, Here}(arch, segs, IMAGE_PHDRS);
	    loop invariant arch_known(arch) && machine_same{Pre, Here}(arch);
	    loop assigns i, n, end, ld, loads[0 .. IMAGE_PHDRS - 1];
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i = end) {
		/*@ assert segments_sound(arch, segs, nsegs); */
		/*@ assert aligned_all(arch, segs, nsegs); */
		end = load_until(arch, segs, nsegs, i);
		/*@ assert segments_sound(arch, segs, end); */
		/*@ assert load_run(arch, segs, i, end); */
		/*@ assert \separated(arch, loads + n); */
		/*@ assert \forall integer k; 0 <= k < IMAGE_PHDRS ==>
		      \separated(segs + k, loads + n); */
		ld = make_load(arch, segs, i, end);
		put(loads, n, ld);
		/*@ assert load_is(loads + n, ld.first, ld.count, ld.vaddr,
		      ld.memsz, ld.filesz, ld.align, ld.flags); */
		/*@ assert loads[n].placed == 0; */
		/*@ assert load_joined{LoopCurrent, Here}(arch, segs,
		      loads + n); */
		/*@ assert load_sized{LoopCurrent, Here}(arch, segs,
		      loads + n); */
		/*@ assert load_aligned{LoopCurrent, Here}(arch, loads + n); */
		/*@ assert load_fresh{LoopCurrent, Here}(arch, segs,
		      loads + n); */
		/*@ assert loads[n].first == i && loads[n].count == end - i; */
		/*@ assert n == 0 ==> loads_split(loads, 1, end); */
		/*@ assert n > 0 ==> loads_split(loads, n, i); */
		/*@ assert n > 0 ==> loads_split(loads, n + 1, end); */
		/*@ assert loads_split(loads, n + 1, end); */
		/*@ assert machine_same{LoopCurrent, Here}(arch); */
		/*@ assert segments_kept{LoopCurrent, Here}(arch, segs,
		      IMAGE_PHDRS); */
		/*@ assert segments_kept{Pre, Here}(arch, segs, IMAGE_PHDRS); */
		/*@ assert load_fresh{Pre, Here}(arch, segs, loads + n); */
		/*@ assert loads_fresh{Pre, Here}(arch, segs, loads, n); */
		/*@ assert loads_fresh{Pre, Here}(arch, segs, loads, n + 1); */
		/*@ assert end < nsegs ==>
		      !joined(arch, &segs[end - 1], &segs[end]); */
		n++;
	}
	/*@ assert segments_kept{Here, Pre}(arch, segs, IMAGE_PHDRS); */
	/*@ assert \forall integer k; 0 <= k < n ==>
	      load_fresh{Here, Here}(arch, segs, loads + k); */
	/*@ assert loads_fresh{Here, Here}(arch, segs, loads, n); */
	return n;
}
