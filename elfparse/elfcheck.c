#include "elfcheck.h"

struct fault
elfcheck_ident(const uint8_t *b, size_t n)
{
	static const uint8_t magic[SELFMAG] = {0x7f, 'E', 'L', 'F'};
	enum fault_code code = FAULT_NONE;
	size_t i;

	/*@ loop invariant 0 <= i <= SELFMAG && i <= n;
	    loop invariant \forall integer k; 0 <= k < i ==> b[k] == magic[k];
	    loop assigns i;
	    loop variant SELFMAG - i;
	*/
	for (i = 0; i < SELFMAG; i++)
		if (i >= n || b[i] != magic[i])
			return fault_at(FAULT_NOT_ELF, AT_FILE, 0);
	if (n < EI_NIDENT)
		return fault_at(FAULT_ELF_HEADER, AT_FILE, n);
	if (b[EI_CLASS] != ELFCLASS64)
		code = FAULT_ELF_CLASS;
	else if (b[EI_DATA] != ELFDATA2LSB)
		code = FAULT_ELF_DATA;
	else if (b[EI_VERSION] != EV_CURRENT)
		code = FAULT_ELF_VERSION;
	if (code != FAULT_NONE)
		return fault_at(code, AT_FILE, SELFMAG);
	if (n < sizeof(Elf64_Ehdr))
		return fault_at(FAULT_ELF_HEADER, AT_FILE, n);
	return fault_none();
}

struct fault
elfcheck_header(const Elf64_Ehdr *h, uint64_t size)
{
	enum fault_code code = FAULT_NONE;

	if (h->e_version != EV_CURRENT)
		code = FAULT_ELF_VERSION;
	else if (h->e_phnum == 0 || h->e_phnum > IMAGE_PHDRS)
		code = FAULT_PHDR_COUNT;
	else if (h->e_ehsize != sizeof *h ||
	    h->e_phentsize != sizeof(Elf64_Phdr) ||
	    (h->e_shoff != 0 && h->e_shentsize != sizeof(Elf64_Shdr)))
		code = FAULT_ELF_HEADER;
	else if (!range_within(size, h->e_phoff,
		     (uint64_t)h->e_phnum * sizeof(Elf64_Phdr)))
		code = FAULT_PHDR_RANGE;
	return code == FAULT_NONE ? fault_none() : fault_at(code, AT_FILE, 0);
}

void
elfcheck_program(const Elf64_Ehdr *h, struct program *prog)
{
	prog->machine = h->e_machine;
	prog->type = h->e_type;
	prog->flags = h->e_flags;
	prog->entry = h->e_entry;
	prog->phoff = h->e_phoff;
	prog->phnum = h->e_phnum;
}

void
elfcheck_phdr(const Elf64_Phdr *from, struct phdr *to)
{
	to->type = from->p_type;
	to->flags = from->p_flags;
	to->offset = from->p_offset;
	to->vaddr = from->p_vaddr;
	to->paddr = from->p_paddr;
	to->filesz = from->p_filesz;
	to->memsz = from->p_memsz;
	to->align = from->p_align;
}

struct fault
elfcheck_phdrs(const struct image *img, uint64_t size)
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->prog.phnum;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      phdr_within(&img->phdrs[k], img->arch, size);
	    loop assigns i;
	    loop variant img->prog.phnum - i;
	*/
	for (i = 0; i < img->prog.phnum; i++) {
		const struct phdr *p = &img->phdrs[i];

		if (p->type == PHDR_LOAD && p->memsz == 0)
			continue;
		if ((p->type == PHDR_LOAD ||
			(p->type == PHDR_RISCV_ATTRIBUTES &&
			    img->arch == &arch_riscv64)) &&
		    !range_within(size, p->offset, p->filesz))
			return fault_full(
			    FAULT_SEG_RANGE, AT_FILE, p->offset, ITEM_PHDR, i);
	}
	return fault_none();
}

enum elfcheck_dynamic
elfcheck_dynamic(const Elf64_Dyn *entries, size_t n)
{
	size_t i;

	/*@ loop invariant 0 <= i <= n;
	    loop invariant dynamic_plain(entries, i);
	    loop assigns i;
	    loop variant n - i;
	*/
	for (i = 0; i < n; i++) {
		if (entries[i].d_tag == DT_NULL)
			return DYNAMIC_END;
		if (entries[i].d_tag == DT_NEEDED)
			return DYNAMIC_NEEDS;
	}
	return DYNAMIC_MORE;
}
