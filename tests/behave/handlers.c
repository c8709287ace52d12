/*
 * Handlers: of signals that it sends itself, one inside another, and of a fault
 * that the handler leaves behind by moving the instruction pointer.
 */
#include "signals.h"

GATE(send, 62);
GATE(self, 39);
GATE(set_mask, 14);

static volatile long caught, deep, faults;

static void
count(int sig, siginfo_t *info, void *context)
{
	(void)context;
	caught++;
	if (sig == SIGUSR1 && info->si_signo == sig && deep++ < 3)
		send(self(0, 0, 0, 0, 0, 0), SIGUSR2, 0, 0, 0, 0);
}

static void
fault(int sig, siginfo_t *info, void *context)
{
	struct ucontext *c = context;

	(void)sig, (void)info;
	faults++;
	c->uc_mcontext.rip += 2; /* mov (%rax),%eax */
}

int
sample_main(long argc, char **argv, char **envp)
{
	long me = self(0, 0, 0, 0, 0, 0), usr1 = 1L << (SIGUSR1 - 1), zero = 0;

	(void)argc, (void)argv, (void)envp;
	hostile_say("set", on_signal(SIGUSR1, count, 0));
	on_signal(SIGUSR2, count, SA_NODEFER);
	on_signal(SIGSEGV, fault, 0);
	for (int i = 0; i < 5; i++)
		send(me, SIGUSR1, 0, 0, 0, 0);
	hostile_say("caught", caught);
	set_mask(SIG_BLOCK, (long)&usr1, 0, 8, 0, 0);
	send(me, SIGUSR1, 0, 0, 0, 0);
	hostile_say("blocked", caught);
	set_mask(SIG_SETMASK, (long)&zero, 0, 8, 0, 0);
	hostile_say("unblocked", caught);
	__asm__ volatile("mov (%0),%%eax" : : "a"(16L));
	hostile_say("faults", faults);
	return 0;
}
