/*
 * userfault: empties a page of its own code that nothing runs, fills it by
 * userfaultfd with another call instruction, and runs that with mkdir's
 * registers. "userfault slot" does so to the page of the allowed write, and
 * leaves mkdir's number in its slot. Pages of a private map of a file may be
 * filled, whether they may be written or not (mm/userfaultfd.c,
 * mfill_atomic_pte).
 */
#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/userfaultfd.h>

#include "hostile.h"

enum { PAGE = 4096 };

GATE(control, 16);
GATE(advise, 28);
GATE(faults, 323);

/* A page with the slot of write in it, and nothing else that is run. */
__asm__(".pushsection .text\n"
	".balign 4096\n"
	".globl spare\n"
	"spare: .skip 64,0x90\n"
	".popsection");
GATE(say, 1);
__asm__(".pushsection .text\n"
	".balign 4096,0x90\n"
	".popsection");
extern const char spare[];

static unsigned char page[PAGE];

/* 0, or what the first call that failed said. */
static long
fill(void)
{
	struct uffdio_api api = {.api = UFFD_API};
	struct uffdio_register where = {
	    {(unsigned long)spare, PAGE}, UFFDIO_REGISTER_MODE_MISSING, 0};
	struct uffdio_copy copy = {(unsigned long)spare, (unsigned long)page,
	    PAGE, UFFDIO_COPY_MODE_DONTWAKE, 0};
	long result, fd = faults(0, 0, 0, 0, 0, 0);

	if (fd < 0)
		return fd;
	result = control(fd, UFFDIO_API, (long)&api, 0, 0, 0);
	if (result == 0)
		result = control(fd, UFFDIO_REGISTER, (long)&where, 0, 0, 0);
	if (result == 0)
		result = advise((long)spare, PAGE, 4, 0, 0, 0);
	if (result == 0)
		result = control(fd, UFFDIO_COPY, (long)&copy, 0, 0, 0);
	return result;
}

int
sample_main(long argc, char **argv, char **envp)
{
	int slot = argc == 2 && hostile_is(argv[1], "slot");
	const char *at = slot ? say_slot : spare;
	unsigned char *call = page + (slot ? say_slot + GATE_CALL - spare : 0);
	long result;

	(void)envp;
	for (int i = 0; i < PAGE; i++)
		page[i] = 0x90;
	if (slot) {
		page[say_slot - spare] = 0xb8; /* mov $83,%eax; nop */
		page[say_slot - spare + 1] = 83;
		page[say_slot - spare + 2] = 0;
		page[say_slot - spare + 3] = 0;
		page[say_slot - spare + 4] = 0;
	}
	call[0] = 0x0f;
	call[1] = 5;
	call[2] = 0xc3;
	result = fill();
	if (result < 0)
		hostile_say("no", result);
	else
		sample_puts("there\n");
	hostile_call(at, 83, (long)"made", 0700, 0);
	return 0;
}
