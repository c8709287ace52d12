/*
 * compat: leaves for 32-bit code at an allowed write's call instruction, which
 * AMD's processors take as a 32-bit call: mkdir is number 39 there. Path and
 * stack must lie below 4 GiB. "compat segment" gets there by a code segment of
 * its own, with a base: the address that the kernel and its filters see is that
 * of getpid's call, which is allowed, and has that number.
 */
#include <asm/ldt.h>

#include "hostile.h"

GATE(map, 9);
GATE(table, 154);
GATE(self, 39);
GATE(say, 1);

#define LOW	     0x20000L
#define USER32_CS    0x23
#define FIRST_OF_LDT 7

__asm__(".pushsection .text\n"
	"leave: mov %rsi,%rbx\n\t"
	"lea 0x800(%rsi),%rsp\n\t"
	"push %rdx\n\t"
	"push %rdi\n\t"
	"mov $39,%eax\n\t"
	"mov $0700,%ebp\n\t"
	"mov $0700,%ecx\n\t"
	"lretq\n"
	".popsection");
void leave(const char *at, char *path, long selector) __attribute__((noreturn));

/* A code segment whose offset 0 is that address. */
static long
segment(long base)
{
	struct user_desc d = {.entry_number = 0,
	    .limit = 0xfffff,
	    .seg_32bit = 1,
	    .contents = 2,
	    .limit_in_pages = 1,
	    .useable = 1};

	d.base_addr = (unsigned)base;
	return table(1, (long)&d, sizeof d, 0, 0, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	char *low = (char *)map(LOW, 4096, 3, 0x32, -1, 0);
	const char *at = say_slot + GATE_CALL;
	long selector = USER32_CS;

	(void)envp;
	if ((long)low != LOW)
		return 3;
	for (int i = 0; i < 5; i++)
		low[i] = "made"[i];
	if (argc == 2 && hostile_is(argv[1], "segment")) {
		if (segment(say_slot - self_slot) != 0)
			return 4;
		at = self_slot + GATE_CALL;
		selector = FIRST_OF_LDT;
	}
	say(1, (long)"said\n", 5, 0, 0, 0);
	leave(at, low, selector);
}
