/*
 * pie: a static-PIE that relocates itself, and prints the strings that a
 * table of relocated pointers points to.
 */
#include <elf.h>

#include "start.h"

#if defined(__x86_64__)
#define RELATIVE R_X86_64_RELATIVE
#elif defined(__aarch64__)
#define RELATIVE R_AARCH64_RELATIVE
#elif defined(__riscv)
#define RELATIVE R_RISCV_RELATIVE
#endif

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const Elf64_Dyn _DYNAMIC[] __attribute__((visibility("hidden")));

static const char *const table[] = {"position", "independent", "static"};

/* Linked at 0, so the address of the ELF header is the distance moved. */
static void
relocate(void)
{
	unsigned long base = (unsigned long)__ehdr_start;
	const Elf64_Rela *rela = 0;
	unsigned long size = 0;

	for (const Elf64_Dyn *d = _DYNAMIC; d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_RELA)
			rela = (const Elf64_Rela *)(base + d->d_un.d_ptr);
		if (d->d_tag == DT_RELASZ)
			size = d->d_un.d_val;
	}
	for (; size >= sizeof(*rela); rela++, size -= sizeof(*rela))
		if (ELF64_R_TYPE(rela->r_info) == RELATIVE)
			*(unsigned long *)(base + rela->r_offset) =
			    base + (unsigned long)rela->r_addend;
	__asm__ volatile("" : : : "memory");
}

int
sample_main(long argc, char **argv, char **envp)
{
	const char *const *word = table;

	(void)argc, (void)argv, (void)envp;
	relocate();
	__asm__("" : "+r"(word)); /* not folded into its strings */
	for (unsigned long i = 0; i < sizeof(table) / sizeof(*table); i++) {
		sample_puts(word[i]);
		sample_puts("\n");
	}
	return 0;
}
