/*
 * phdrs FILE [base]: what the program knows of its own headers, compared with
 * FILE, which it was linked as. With base: where it is, and nothing else.
 */
#include <sys/auxv.h>

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

extern const Elf64_Ehdr __ehdr_start;
extern void _start(void);

static struct {
	Elf64_Ehdr head;
	Elf64_Phdr table[64];
} linked;
static int objects;
static uintptr_t bias;

/* How far this program is from where it was linked. */
static void
find_bias(void)
{
	size_t i;

	for (i = 0; i < linked.head.e_phnum; i++)
		if (linked.table[i].p_type == PT_LOAD) {
			bias = (uintptr_t)&__ehdr_start -
			    (linked.table[i].p_vaddr -
				linked.table[i].p_offset);
			return;
		}
}

static int
readable(const struct dl_phdr_info *info)
{
	const volatile unsigned char *p;
	unsigned sum = 0;
	size_t i, k;
	int loads = 0;

	for (i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		p = (const unsigned char *)(info->dlpi_addr +
		    info->dlpi_phdr[i].p_vaddr);
		for (k = 0; k < info->dlpi_phdr[i].p_memsz; k += 512)
			sum += p[k];
		loads++;
	}
	return loads > 1 && sum != 0;
}

/* The segment that holds this function, as the table says. */
static int
holds_us(const struct dl_phdr_info *info)
{
	uintptr_t at = (uintptr_t)holds_us - info->dlpi_addr;
	size_t i;

	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD &&
		    info->dlpi_phdr[i].p_flags == (PF_R | PF_X) &&
		    at - info->dlpi_phdr[i].p_vaddr <
			info->dlpi_phdr[i].p_memsz)
			return 1;
	return 0;
}

/* Where the largest alignment of the loads lets it be. */
static int
placed(void)
{
	uintptr_t align = 4096;
	size_t i;

	for (i = 0; i < linked.head.e_phnum; i++)
		if (linked.table[i].p_type == PT_LOAD &&
		    linked.table[i].p_align > align)
			align = linked.table[i].p_align;
	return bias % align == 0;
}

/* A program that is moved has the table it was linked with. At fixed addresses
   there is one table, in which loads are whole pages, and what is not passed
   on is PT_NULL. */
static int
as_linked(const Elf64_Phdr *have, const Elf64_Phdr *was)
{
	if (linked.head.e_type == ET_DYN)
		return memcmp(have, was, sizeof *have) == 0;
	if (have->p_type == PT_NULL)
		return was->p_type != PT_LOAD && was->p_type != PT_TLS &&
		    was->p_type != PT_GNU_EH_FRAME;
	return have->p_type == was->p_type && have->p_flags == was->p_flags &&
	    (have->p_type == PT_LOAD
		    ? have->p_vaddr / 4096 == was->p_vaddr / 4096
		    : have->p_vaddr == was->p_vaddr &&
			have->p_memsz == was->p_memsz);
}

static int
table_as_linked(const Elf64_Phdr *table, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!as_linked(&table[i], &linked.table[i]))
			return 0;
	return n == linked.head.e_phnum;
}

static int
header_as_linked(void)
{
	const Elf64_Ehdr *e = &__ehdr_start;

	if (linked.head.e_type == ET_DYN)
		return memcmp(e, &linked.head, sizeof *e) == 0;
	return e->e_entry == linked.head.e_entry &&
	    e->e_phoff == linked.head.e_phoff &&
	    e->e_phnum == linked.head.e_phnum;
}

static int
visit(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size, (void)unused;
	/* glibc tells of the vDSO too. */
	if ((const void *)info->dlpi_phdr != (const void *)getauxval(AT_PHDR))
		return 0;
	objects++;
	show("dlpi_addr", info->dlpi_addr == bias);
	show("table", table_as_linked(info->dlpi_phdr, info->dlpi_phnum));
	show("loads", readable(info));
	show("code", holds_us(info));
	return 0;
}

int
main(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	const char *name = (const char *)getauxval(AT_EXECFN);

	if (f == NULL || fread(&linked, 1, sizeof linked, f) < 64)
		return 1;
	if (argc > 2)
		return printf("%lx\n", (unsigned long)&__ehdr_start) < 0;
	find_bias();
	(void)dl_iterate_phdr(visit, NULL);
	show("objects", objects == 1);
	show("place", placed());
	show("AT_PHDR",
	    getauxval(AT_PHDR) ==
		(uintptr_t)&__ehdr_start + linked.head.e_phoff);
	show("AT_PHNUM", getauxval(AT_PHNUM) == linked.head.e_phnum);
	show("AT_PHENT", getauxval(AT_PHENT) == sizeof(Elf64_Phdr));
	show("AT_ENTRY", getauxval(AT_ENTRY) == (uintptr_t)_start);
	show("AT_BASE", getauxval(AT_BASE) == 0);
	show("AT_EXECFN", name != NULL && name[0] != '\0');
	show("ELF header", header_as_linked());
	return 7;
}
