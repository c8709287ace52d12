/*
 * dispatch: has the kernel turn its calls into SIGSYS before any filter sees
 * them (prctl, PR_SET_SYSCALL_USER_DISPATCH), whose handler lets the call be
 * made again: mkdir, at the allowed write's call instruction.
 */
#include "signals.h"

GATE(control, 157);
GATE(say, 1);

#define PR_SET_SYSCALL_USER_DISPATCH 59

static volatile char blocked;
static volatile int caught;

/* It returns to behind the call. */
static void
again(int sig, siginfo_t *info, void *context)
{
	struct ucontext *c = context;

	(void)sig, (void)info;
	blocked = 0;
	caught++;
	c->uc_mcontext.rip = (unsigned long)(say_slot + GATE_CALL);
	c->uc_mcontext.rax = 83;
}

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	on_signal(SIGSYS, again, 0);
	hostile_say("dispatch",
	    control(PR_SET_SYSCALL_USER_DISPATCH, 1, 0, 0, (long)&blocked, 0));
	blocked = 1;
	/* Path and mode serve a mkdir as they are. */
	say((long)"made", 0700, 0, 0, 0, 0);
	hostile_say("caught", caught);
	return 0;
}
