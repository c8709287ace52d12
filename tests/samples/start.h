/*
 * What every sample begins and ends with, since none has a libc: _start,
 * which calls sample_main() and exits with its result, and the few functions
 * that several samples need. Every system call goes through syslift.h.
 */
#ifndef START_H
#define START_H

#include <asm/unistd.h>

#include "syslift.h"

#ifdef __cplusplus
extern "C" {
#endif

int sample_main(long argc, char **argv, char **envp);
void sample_start(long *stack) __attribute__((noreturn, used));

/*
 * The kernel enters at _start with the stack pointer at argc, which argv, a
 * null pointer, envp and a null pointer follow (psABI, process
 * initialization). sample_start() gets that address.
 */
#if defined(__x86_64__)
__asm__(".pushsection .text\n"
	".globl _start\n"
	".type _start,@function\n"
	"_start:\n\t"
	"xor %ebp,%ebp\n\t"
	"mov %rsp,%rdi\n\t"
	"and $-16,%rsp\n\t"
	"call sample_start\n\t"
	".size _start,.-_start\n\t"
	".popsection");
#elif defined(__aarch64__)
__asm__(".pushsection .text\n"
	".globl _start\n"
	".type _start,%function\n"
	"_start:\n\t"
	"mov x29,#0\n\t"
	"mov x30,#0\n\t"
	"mov x0,sp\n\t"
	"bl sample_start\n\t"
	".size _start,.-_start\n\t"
	".popsection");
#elif defined(__riscv)
/* The linker shortens addresses near gp, so gp comes first, unrelaxed. */
__asm__(".pushsection .text\n"
	".globl _start\n"
	".type _start,%function\n"
	"_start:\n\t"
	".option push\n\t"
	".option norelax\n\t"
	"lla gp,__global_pointer$\n\t"
	".option pop\n\t"
	"mv a0,sp\n\t"
	"andi sp,sp,-16\n\t"
	"call sample_start\n\t"
	".size _start,.-_start\n\t"
	".popsection");
#endif

/* A denied exit returns: stay here, for ever. */
void
sample_start(long *stack)
{
	char **argv = (char **)(stack + 1);

	syslift_call1(__NR_exit, sample_main(*stack, argv, argv + *stack + 1));
	for (;;)
		__asm__ volatile("");
}

#ifdef __cplusplus
}
#endif

static inline long
sample_length(const char *s)
{
	long n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

/* Writes all of it to a descriptor; returns 0, or a negated errno. */
static __attribute__((noinline, unused)) long
sample_write(int fd, const char *data, long size)
{
	long n;

	for (; size > 0; data += n, size -= n) {
		n = syslift_call3(__NR_write, fd, data, size);
		if (n < 0)
			return n;
		if (n == 0)
			return -5; /* EIO */
	}
	return 0;
}

static inline void
sample_puts(const char *s)
{
	sample_write(1, s, sample_length(s));
}

/* Writes n in decimal to standard output. */
static __attribute__((noinline, unused)) void
sample_putn(long n)
{
	char text[24];
	char *p = text + sizeof(text);
	unsigned long u = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;

	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u != 0);
	if (n < 0)
		*--p = '-';
	sample_write(1, p, text + sizeof(text) - p);
}

/* The decimal number a string begins with, 0 if it begins with none. */
static inline long
sample_number(const char *s)
{
	unsigned long n = 0;

	for (; *s >= '0' && *s <= '9'; s++)
		n = n * 10 + (unsigned long)(*s - '0');
	return (long)n;
}

#endif
