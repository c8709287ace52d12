/* Signal handlers without a libc: they return through a slot of the program. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/ucontext.h>

#include "hostile.h"

GATE(restore, 15);
GATE(set_action, 13);

/* The kernel's, which asm/signal.h does not show to programs. */
struct action {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static inline long
on_signal(
    int sig, void (*handler)(int, siginfo_t *, void *), unsigned long flags)
{
	struct action act;

	act.handler = handler;
	act.flags = flags | SA_SIGINFO | 0x04000000; /* SA_RESTORER */
	act.restorer = (void (*)(void))(unsigned long)restore;
	act.mask = 0;
	return set_action(sig, (long)&act, 0, 8, 0, 0);
}

#endif
