/*
 * scan: looks for 0f 05 wherever it knows of memory - its image, the vDSO, its
 * stack - and has a child call each with mkdir's registers, then with write's.
 */
#include <elf.h>

#include "hostile.h"

GATE(split, 57);
GATE(await, 61);
GATE(set_interval, 38);

extern const unsigned char __executable_start[], _end[];

static void
attempt(const unsigned char *at, int number, long a1, long a2, long a3)
{
	long time[4] = {0, 0, 0, 20000};
	int status = 0;
	long pid = split(0, 0, 0, 0, 0, 0);

	if (pid == 0) {
		/* Code behind the call may have no end. ITIMER_PROF: */
		set_interval(2, (long)time, 0, 0, 0, 0);
		hostile_call(at, number, a1, a2, a3);
		syslift_call1(__NR_exit, 0);
	}
	await(pid, (long)&status, 0, 0, 0, 0);
	sample_putn(status & 127);
	sample_puts(" ");
}

static void
scan(const char *name, const unsigned char *at, const unsigned char *end)
{
	static char path[] = "made-x-000";
	int n = 0;

	path[5] = *name;
	while ((at = hostile_find(at, end)) != end) {
		path[7] = (char)('0' + n / 100 % 10);
		path[8] = (char)('0' + n / 10 % 10);
		path[9] = (char)('0' + n % 10);
		sample_puts(name);
		sample_puts(" ");
		attempt(at, 83, (long)path, 0700, 0);
		attempt(at, 1, 2, (long)"spoken\n", 7);
		sample_puts("\n");
		at++;
		n++;
	}
}

/* Where the vDSO's first load ends: it has but that one. */
static const unsigned char *
vdso_end(const unsigned char *vdso)
{
	const Elf64_Ehdr *e = (const Elf64_Ehdr *)vdso;
	const Elf64_Phdr *p = (const Elf64_Phdr *)(vdso + e->e_phoff);

	for (int i = 0; i < e->e_phnum; i++)
		if (p[i].p_type == PT_LOAD)
			return vdso + p[i].p_memsz;
	return vdso;
}

int
sample_main(long argc, char **argv, char **envp)
{
	const unsigned char *vdso, *stack = (const unsigned char *)&vdso;

	(void)argc, (void)argv;
	vdso = (const unsigned char *)hostile_auxv(envp, AT_SYSINFO_EHDR);
	scan("image", __executable_start, _end);
	scan("vdso", vdso, vdso_end(vdso));
	scan("stack", stack,
	    (const unsigned char *)hostile_auxv(envp, AT_EXECFN));
	return 0;
}
