/*
 * grown: has a copy of its code made by mremap, lengthens that over what
 * follows in the file, its constants, and jumps to a call instruction there,
 * which no stage took for code, with mkdir's registers.
 */
#include "hostile.h"

GATE(remap, 25);

enum { MAYMOVE = 1, DONTUNMAP = 4, PAGE = 4096 };

const unsigned char constants[PAGE]
    __attribute__((aligned(PAGE))) = {0x0f, 0x05, 0xc3};

extern const char etext[];

int
sample_main(long argc, char **argv, char **envp)
{
	long text = (long)sample_start & -PAGE, size, copy, at;

	(void)argc, (void)argv, (void)envp;
	size = (((long)etext + PAGE - 1) & -PAGE) - text;
	at = (long)constants - text;
	copy = remap(text, size, size, MAYMOVE | DONTUNMAP, 0, 0);
	copy = remap(copy, size, at + PAGE, MAYMOVE, 0, 0);
	sample_puts(copy > 0 ? "there\n" : "no\n");
	if (((const unsigned char *)copy)[at] != 0x0f)
		return 3;
	hostile_call((const void *)(copy + at), 83, (long)"made", 0700, 0);
	return 0;
}
