/*
 * pinarch - what the filter must know of a machine's calls, as data.
 */
#ifndef PINARCH_H
#define PINARCH_H

#include "arch.h"
#include "pins.h"

enum { PINARCH_RULES = 12, PINARCH_RESTARTS = 4 };

struct pinarch {
	uint32_t audit; /* AUDIT_ARCH_*, linux/audit.h */
	uint32_t top;	/* numbers from here on are another ABI's, or 0 */
	uint32_t execveat, write, exit_group;
	/* restart_syscall comes from the address of a call that was cut. */
	uint32_t restart;
	uint32_t restarts[PINARCH_RESTARTS];
	size_t nrestarts;
	struct pins_number rules[PINARCH_RULES];
	size_t nrules;
};

/*@ predicate pinarch_good(struct pinarch *a) =
      a->nrestarts <= PINARCH_RESTARTS && a->nrules <= PINARCH_RULES;
*/
/*@ requires \valid_read(arch);
    assigns \nothing;
    ensures \valid_read(\result) && pinarch_good(\result);
*/
const struct pinarch *pinarch_of(const struct arch *arch);

#endif
