/*
 * sigframe: forges the frame of a signal that never was, and returns from it:
 * to an allowed write's call instruction, with mkdir's registers.
 */
#include <asm/sigcontext.h>
#include <asm/signal.h>
#include <asm/ucontext.h>

#include "hostile.h"

GATE(restore, 15);
GATE(say, 1);

static struct ucontext forged;

__asm__(".pushsection .text\n"
	"to_frame: mov %rdi,%rsp\n\t"
	"jmp restore\n"
	".popsection");
void to_frame(struct ucontext *) __attribute__((noreturn));

int
sample_main(long argc, char **argv, char **envp)
{
	static const char *stack[16];

	(void)argc, (void)argv, (void)envp;
	say(1, (long)"said\n", 5, 0, 0, 0);
	/* Behind the call the slot's function returns: into a fault. */
	forged.uc_mcontext.rip = (unsigned long)(say_slot + GATE_CALL);
	forged.uc_mcontext.rsp = (unsigned long)(stack + 8);
	forged.uc_mcontext.rax = 83;
	forged.uc_mcontext.rdi = (unsigned long)"made";
	forged.uc_mcontext.rsi = 0700;
	forged.uc_mcontext.cs = 0x33;
	forged.uc_mcontext.ss = 0x2b;
	forged.uc_mcontext.eflags = 0x202;
	to_frame(&forged);
}
