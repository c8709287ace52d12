/*
 * vdso CLOCK: calls the vDSO's own clock_gettime, found as a C library finds
 * it. Clocks of the processor's time are not in its memory: it asks the kernel.
 */
#include <elf.h>

#include "hostile.h"

GATE(never, 228);

typedef int clock_function(long, long *);

static clock_function *
find(const char *base, const char *name)
{
	const Elf64_Ehdr *e = (const Elf64_Ehdr *)base;
	const Elf64_Phdr *p = (const Elf64_Phdr *)(base + e->e_phoff);
	const Elf64_Dyn *d = 0;
	const Elf64_Sym *sym = 0;
	const char *names = 0, *bias = base;
	int i;

	for (i = 0; i < e->e_phnum; i++) {
		if (p[i].p_type == PT_LOAD)
			bias = base + p[i].p_offset - p[i].p_vaddr;
		if (p[i].p_type == PT_DYNAMIC)
			d = (const Elf64_Dyn *)(base + p[i].p_offset);
	}
	for (; d && d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_SYMTAB)
			sym = (const Elf64_Sym *)(bias + d->d_un.d_ptr);
		if (d->d_tag == DT_STRTAB)
			names = bias + d->d_un.d_ptr;
	}
	/* The names follow the symbols. */
	for (; sym && (const char *)sym < names; sym++)
		if (hostile_is(names + sym->st_name, name))
			return (clock_function *)(bias + sym->st_value);
	return 0;
}

int
sample_main(long argc, char **argv, char **envp)
{
	const char *vdso = (const char *)hostile_auxv(envp, AT_SYSINFO_EHDR);
	long time[2] = {-1, -1};
	clock_function *get;
	int result;

	if (argc < 2 || !vdso)
		return 2;
	get = find(vdso, "__vdso_clock_gettime");
	if (!get)
		return 3;
	result = get(sample_number(argv[1]), time);
	hostile_say("result", result);
	sample_puts(time[1] >= 0 ? "a time\n" : "no time\n");
	return 0;
}
