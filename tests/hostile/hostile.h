/*
 * What the hostile programs share. They are x86-64's, have no libc, and make
 * every system call through a recorded slot: their records are honest.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "start.h"

/*
 * long NAME(a1, ..., a6): a slot of a fixed number, and nothing behind it but
 * a return. The slot begins at NAME_slot, its call instruction, once there is
 * one, stands at the end, GATE_CALL bytes on.
 */
#define GATE_CALL 6
#define GATE(name, number)                                                 \
	extern const char name##_slot[];                                   \
	long name(long, long, long, long, long, long);                     \
	__asm__(".pushsection .text\n"                                     \
		".globl " #name ", " #name "_slot\n"                       \
		".type " #name ",@function\n" #name ":\n\t"                \
		"mov %rcx,%r10\n" #name "_slot:\n\t"                       \
		".byte 0x48,0xc7,0xc0,0xda,0xff,0xff,0xff,0x90\n\t"        \
		"ret\n"                                                    \
		".pushsection .syslift,\"o\",@progbits," #name "_slot\n\t" \
		".8byte " #name "_slot\n\t"                                \
		".4byte 1\n\t"                                             \
		".8byte " #number ",0,0,0,0,0,0\n"                         \
		".popsection\n"                                            \
		".popsection")

/*
 * Jumps to any address with the registers of a call, on a stack from which
 * every return leads back here; so code behind the call that takes some words
 * from it, or its frame, returns as well. The result is rax. The first two
 * arguments are where int 0x80 looks for them, too.
 */
long hostile_jump(const void *at, long number, long a1, long a2, long a3);
extern const char hostile_landed[];
__attribute__((used)) long hostile_saved;
__attribute__((used)) const char *hostile_stack[128];

__asm__(".pushsection .text\n"
	".globl hostile_jump, hostile_landed\n"
	"hostile_jump:\n\t"
	"push %rbx\n\t"
	"push %rbp\n\t"
	"push %r12\n\t"
	"push %r13\n\t"
	"push %r14\n\t"
	"push %r15\n\t"
	"mov %rsp,hostile_saved(%rip)\n\t"
	"lea hostile_stack+512(%rip),%rsp\n\t"
	"lea 64(%rsp),%rbp\n\t"
	"mov %rdi,%r11\n\t"
	"mov %rsi,%rax\n\t"
	"mov %rdx,%rdi\n\t"
	"mov %rcx,%rsi\n\t"
	"mov %rdi,%rbx\n\t"
	"mov %r8,%rdx\n\t"
	"jmp *%r11\n"
	"hostile_landed:\n\t"
	"mov hostile_saved(%rip),%rsp\n\t"
	"pop %r15\n\t"
	"pop %r14\n\t"
	"pop %r13\n\t"
	"pop %r12\n\t"
	"pop %rbp\n\t"
	"pop %rbx\n\t"
	"ret\n"
	".popsection");

static inline long
hostile_call(const void *at, long number, long a1, long a2, long a3)
{
	for (int i = 0; i < 128; i++)
		hostile_stack[i] = hostile_landed;
	return hostile_jump(at, number, a1, a2, a3);
}

/* A value of the auxiliary vector, or 0. */
static inline unsigned long
hostile_auxv(char **envp, unsigned long type)
{
	const unsigned long *a;

	while (*envp)
		envp++;
	for (a = (const unsigned long *)(envp + 1); a[0]; a += 2)
		if (a[0] == type)
			return a[1];
	return 0;
}

/* The next 0f 05 in [at, end), or end. The constants stand apart. */
static inline const unsigned char *
hostile_find(const unsigned char *at, const unsigned char *end)
{
	for (; at + 1 < end; at++)
		if (at[0] == 0x0f && at[1] == 0x05)
			return at;
	return end;
}

static inline int
hostile_is(const char *s, const char *t)
{
	while (*s && *s == *t)
		s++, t++;
	return *s == *t;
}

static inline void
hostile_say(const char *what, long n)
{
	sample_puts(what);
	sample_puts(" ");
	sample_putn(n);
	sample_puts("\n");
}

#endif
