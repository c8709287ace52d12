/*
 * handler WAY: "frame": a handler changes where it returns to, an allowed
 * write's call instruction, with mkdir's registers; "own": the same call with a
 * handler of SIGSYS to live on by; "blocked": with SIGSYS blocked.
 */
#include "signals.h"

GATE(send, 62);
GATE(self, 39);
GATE(set_mask, 14);
GATE(say, 1);

static void
change(int sig, siginfo_t *info, void *context)
{
	struct ucontext *c = context;

	(void)sig, (void)info;
	/* Behind the call the slot's function returns, to where rsp says. */
	c->uc_mcontext.rip = (unsigned long)(say_slot + GATE_CALL);
	c->uc_mcontext.rax = 83;
	c->uc_mcontext.rdi = (unsigned long)"made";
	c->uc_mcontext.rsi = 0700;
}

static void
live_on(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)info, (void)context;
	sample_puts("alive\n");
}

int
sample_main(long argc, char **argv, char **envp)
{
	long all = -1;

	(void)envp;
	if (argc != 2)
		return 2;
	sample_puts("said\n");
	if (hostile_is(argv[1], "frame")) {
		on_signal(SIGUSR1, change, 0);
		send(self(0, 0, 0, 0, 0, 0), SIGUSR1, 0, 0, 0, 0);
		return 0;
	}
	on_signal(SIGSYS, live_on, 0);
	if (hostile_is(argv[1], "blocked"))
		set_mask(SIG_BLOCK, (long)&all, 0, 8, 0, 0);
	hostile_call(say_slot + GATE_CALL, 83, (long)"made", 0700, 0);
	sample_puts("after\n");
	return 0;
}
