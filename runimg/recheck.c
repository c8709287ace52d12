#include "recheck.h"

#include "le.h"
#include "range.h"

/*@ requires \valid_read(file + (0 .. 6));
    assigns \nothing;
    ensures \result <= 7;
    ensures \result == 7 <==> elf_ident(file);
*/
/* How many of the first bytes are a 64-bit little-endian ELF file's. */
static size_t
ident(const uint8_t *file)
{
	static const uint8_t bytes[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
	size_t i = 0;

	/*@ loop invariant 0 <= i <= 7;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      file[k] == bytes[k];
	    loop assigns i;
	    loop variant 7 - i;
	*/
	while (i < sizeof bytes && file[i] == bytes[i])
		i++;
	return i;
}

struct fault
recheck_header(
    const uint8_t *file, uint64_t size, size_t front, const struct image *plan)
{
	size_t phnum, at;

	if (size < LAYOUT_EHDR)
		return fault_at(FAULT_NOT_ELF, AT_FILE, size);
	at = ident(file);
	if (at < 7)
		return fault_at(FAULT_NOT_ELF, AT_FILE, at);
	if (le16(file, 16) != plan->prog.type)
		return fault_at(FAULT_ELF_TYPE, AT_FILE, 16);
	if (le16(file, 18) != plan->arch->machine)
		return fault_at(FAULT_MACHINE, AT_FILE, 18);
	if (le16(file, 52) != LAYOUT_EHDR || le16(file, 54) != IMAGE_PHDR_BYTES)
		return fault_at(FAULT_ELF_HEADER, AT_FILE, 52);
	phnum = le16(file, 56);
	if (phnum <= front || phnum > LAYOUT_PHDRS)
		return fault_at(FAULT_PHDR_COUNT, AT_FILE, 56);
	if (!range_within(size, le64(file, 32), phnum * IMAGE_PHDR_BYTES))
		return fault_at(FAULT_PHDR_RANGE, AT_FILE, 32);
	return fault_none();
}

/*@ assigns \nothing;
    ensures \result <==> listed_type(type);
*/
static bool
listed(uint32_t type)
{
	return type == PHDR_NULL || type == PHDR_LOAD || type == PHDR_DYNAMIC ||
	    type == PHDR_NOTE || type == PHDR_PHDR || type == PHDR_TLS ||
	    type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_STACK ||
	    type == PHDR_GNU_RELRO || type == PHDR_GNU_PROPERTY ||
	    type == PHDR_RISCV_ATTRIBUTES;
}

struct fault
recheck_types(const struct phdr *phdrs, size_t phnum)
{
	bool stack = false;
	size_t i;

	/*@ loop invariant 0 <= i <= phnum;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      listed_type(phdrs[k].type);
	    loop invariant stack <==> \exists integer k; 0 <= k < i &&
	      phdrs[k].type == PHDR_GNU_STACK;
	    loop assigns i, stack;
	    loop variant phnum - i;
	*/
	for (i = 0; i < phnum; i++) {
		if (phdrs[i].type == PHDR_INTERP)
			return fault_in(FAULT_INTERP, ITEM_PHDR, i);
		if (!listed(phdrs[i].type))
			return fault_in(FAULT_PHDR_PLACE, ITEM_PHDR, i);
		if (phdrs[i].type == PHDR_GNU_STACK)
			stack = true;
	}
	return stack ? fault_none() : fault_of(FAULT_NO_STACK);
}

/*@ requires arch_known(arch) && \valid_read(s);
    assigns \nothing;
    ensures \result <==> whole_pages(arch, s);
*/
static bool
pages_whole(const struct arch *arch, const struct segment *s)
{
	if (s->vaddr % arch->page != 0 || s->offset % arch->page != 0)
		return false;
	if ((s->flags & IMAGE_W) != 0)
		return true;
	return s->filesz == s->memsz && s->memsz % arch->page == 0;
}

/*@ requires arch_known(arch) && \valid_read(segs + (0 .. i));
    requires size <= LAYOUT_FILE_MAX;
    requires \forall integer k; 0 <= k <= i ==> segment_sound(arch, segs + k);
    requires segs[i].offset + segs[i].filesz <= size;
    requires loads_in_file(arch, size, segs, i);
    assigns \nothing;
    ensures \result <==> own_pages(arch, size, segs, i);
*/
static bool
pages_own(const struct arch *arch, uint64_t size, const struct segment *segs,
    size_t i)
{
	uint64_t end = segs[i].offset + arch_page_up(arch, segs[i].filesz);
	size_t k;

	if (end > size)
		return false;
	/*@ loop invariant 0 <= k <= i;
	    loop invariant \forall integer j; 0 <= j < k ==>
	      file_pages_apart(arch, segs + j, segs + i);
	    loop assigns k;
	    loop variant i - k;
	*/
	for (k = 0; k < i; k++) {
		/*@ assert load_in_file(arch, size, segs, k); */
		if (segs[i].offset <
			segs[k].offset + arch_page_up(arch, segs[k].filesz) &&
		    segs[k].offset < end)
			return false;
	}
	return true;
}

/*@ requires arch_known(arch) && \valid_read(segs + (0 .. i));
    requires size <= LAYOUT_FILE_MAX;
    requires \forall integer k; 0 <= k <= i ==> segment_sound(arch, segs + k);
    requires loads_in_file(arch, size, segs, i);
    assigns \nothing;
    ensures \result == FAULT_NONE <==> load_in_file(arch, size, segs, i);
*/
static enum fault_code
load_fault(const struct arch *arch, uint64_t size, const struct segment *segs,
    size_t i)
{
	if (!range_within(size, segs[i].offset, segs[i].filesz))
		return FAULT_SEG_RANGE;
	if (!pages_whole(arch, &segs[i]))
		return FAULT_SEG_ALIGN;
	return pages_own(arch, size, segs, i) ? FAULT_NONE : FAULT_SEG_OVERLAP;
}

/*@ requires arch_known(arch) && \valid_read(segs + (0 .. nsegs - 1));
    requires size <= LAYOUT_FILE_MAX;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      layout_sound(arch, type, segs, nsegs) &&
      loads_in_file(arch, size, segs, nsegs);
*/
static struct fault
check_loads(const struct arch *arch, uint16_t type, uint64_t size,
    const struct segment *segs, size_t nsegs)
{
	struct fault fault = rules_layout(arch, type, segs, nsegs);
	enum fault_code code;
	size_t i;

	if (fault.code != FAULT_NONE)
		return fault;
	/*@ loop invariant 0 <= i <= nsegs;
	    loop invariant loads_in_file(arch, size, segs, i);
	    loop assigns i, code;
	    loop variant nsegs - i;
	*/
	for (i = 0; i < nsegs; i++) {
		code = load_fault(arch, size, segs, i);
		if (code != FAULT_NONE)
			return fault_full(
			    code, AT_ADDRESS, segs[i].vaddr, ITEM_SEGMENT, i);
	}
	return fault_none();
}

/*@ requires \valid_read(file + (0 .. size - 1)) && \valid_read(first);
    requires size <= LAYOUT_FILE_MAX && elf_table(file, size, 1);
    assigns \nothing;
    ensures \result <==> front_covered(file, first);
*/
static bool
covered(const uint8_t *file, uint64_t size, const struct segment *first)
{
	uint64_t at = le64(file, 32);

	(void)size;
	return le32(file, at) == PHDR_LOAD && le32(file, at + 4) == IMAGE_R &&
	    le64(file, at + 8) == 0 && le64(file, at + 16) == first->vaddr &&
	    le64(file, at + 32) == le64(file, at + 40) &&
	    le64(file, at + 32) > 0 && le64(file, at + 32) <= first->filesz;
}

struct fault
recheck_rest(const struct image *plan, const uint8_t *file, uint64_t size,
    size_t front, const struct phdr *phdrs, size_t phnum,
    const struct segment *segs, size_t nsegs)
{
	struct fault fault =
	    check_loads(plan->arch, plan->prog.type, size, segs, nsegs);

	if (fault.code != FAULT_NONE)
		return fault;
	if (front != 0 && (nsegs == 0 || !covered(file, size, &segs[0])))
		return fault_in(FAULT_SEG_OVERLAP, ITEM_PHDR, 0);
	fault = rules_phdrs(plan->arch, phdrs, phnum, segs, nsegs);
	if (fault.code != FAULT_NONE)
		return fault;
	return rules_entry(plan->arch, le64(file, 24), segs, nsegs);
}
