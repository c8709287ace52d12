/*
 * compat: leaves for 32-bit code at an allowed write's call instruction, which
 * AMD's processors take as a 32-bit call: mkdir is number 39 there. Path and
 * stack must lie below 4 GiB.
 */
#include "hostile.h"

GATE(map, 9);
GATE(say, 1);

#define LOW 0x20000L

__asm__(".pushsection .text\n"
	"leave: mov %rsi,%rbx\n\t"
	"lea 0x800(%rsi),%rsp\n\t"
	"push $0x23\n\t"
	"push %rdi\n\t"
	"mov $39,%eax\n\t"
	"mov $0700,%ebp\n\t"
	"mov $0700,%ecx\n\t"
	"lretq\n"
	".popsection");
void leave(const char *at, char *path) __attribute__((noreturn));

int
sample_main(long argc, char **argv, char **envp)
{
	char *low = (char *)map(LOW, 4096, 3, 0x32, -1, 0);

	(void)argc, (void)argv, (void)envp;
	if ((long)low != LOW)
		return 3;
	for (int i = 0; i < 5; i++)
		low[i] = "made"[i];
	say(1, (long)"said\n", 5, 0, 0, 0);
	leave(say_slot + GATE_CALL, low);
}
