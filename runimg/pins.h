/*
 * pins - the kernel's filter, compiled from a plan: each call is allowed at its
 * own address, with its number and known arguments, and nowhere else.
 *
 * What the filter says, in this order: another ABI's calls get other; a pin's
 * number at its address, with its arguments, is allowed unless a rule refuses
 * it; the vDSO's numbers from outside the image are allowed if a pin has them,
 * else ENOSYS; other numbers from where the number is known late, at run time
 * only, get ENOSYS; all else gets other.
 */
#ifndef PINS_H
#define PINS_H

#include "cbpf.h"
#include "image.h"

enum { PINS_LEAF = 16 };

/* A call that may be made. */
struct pin {
	uint64_t after; /* the address after the instruction */
	uint32_t number;
	uint8_t known; /* bit k: args[k] is what it must be */
	bool exec;     /* it may ask for executable memory */
	uint64_t args[CBPF_ARGS];
};

/* What a filter answers: seccomp's values, linux/seccomp.h. */
#define PINS_ALLOW  UINT32_C(0x7fff0000)
#define PINS_ERRNO  UINT32_C(0x00050000)
#define PINS_THREAD UINT32_C(0x00000000)
#define PINS_KILL   UINT32_C(0x80000000)
#define PINS_TRACE  UINT32_C(0x7ff00000)
#define PINS_EPERM  (PINS_ERRNO | 1)
#define PINS_ENOSYS (PINS_ERRNO | 38)

/* asm-generic/mman.h, linux/mman.h, linux/shm.h */
enum { PINS_EXEC_PROT = 4, PINS_EXEC_SHM = 0x8000, PINS_FIXED_REMAP = 2 };

/* What is asked of a number's calls besides their pins. */
enum pins_rule {
	PINS_PROT = 1,	 /* args[2] & PROT_EXEC: EPERM */
	PINS_SHM = 2,	 /* args[2] & SHM_EXEC: EPERM */
	PINS_EXEC = 3,	 /* either */
	PINS_MAP = 4,	 /* args[0], args[1]: not in the reserved range */
	PINS_MOVED = 8,	 /* args[4], args[2]: the same, with MREMAP_FIXED */
	PINS_VDSO = 16,	 /* from outside the image as well */
	PINS_ALWAYS = 48 /* the same, whether or not a pin has it */
};

struct pins_number {
	uint32_t number;
	uint8_t rules;
};

/* What the filter is made of; pins by number, then address, no two alike. */
struct pins {
	uint32_t audit; /* AUDIT_ARCH_* */
	uint32_t top;	/* numbers from here on are another ABI's, or 0 */
	uint32_t other; /* the answer to all else: PINS_KILL, ... */
	const struct pin *pin;
	size_t npins;
	const struct pin *late; /* by address, nothing known */
	size_t nlate;
	const struct pins_number *rule; /* one a number */
	size_t nrules;
	uint64_t start, end; /* the image's pages lie between */
};

struct pins_work {
	struct cbpf code;
	struct cbpf_keys numbers, high, low;
};

/*@ predicate pins_valid(struct pins *p) = \valid_read(p) &&
      \valid_read(p->pin + (0 .. p->npins - 1)) &&
      \valid_read(p->late + (0 .. p->nlate - 1)) &&
      \valid_read(p->rule + (0 .. p->nrules - 1));

    predicate pins_apart(struct pins *p, struct pins_work *w) =
      \separated(p, w) && \separated(p->pin + (0 .. p->npins - 1), w) &&
      \separated(p->late + (0 .. p->nlate - 1), w) &&
      \separated(p->rule + (0 .. p->nrules - 1), w);
*/

/* The filter into w->code; it begins at insn[CBPF_MAX - n]. False if it is
   longer than the kernel takes: then n is how long, or more. */
/*@ requires \valid(w) && pins_valid(p) && pins_apart(p, w);
    assigns *w;
    ensures \result ==> 0 < w->code.n <= CBPF_MAX && cbpf_ends(&w->code);
    ensures !\result ==> CBPF_MAX < w->code.n;
*/
bool pins_compile(const struct pins *p, struct pins_work *w);

/* pins.c's own, in pinrules.c: what a number's rules refuse, the rest is
   allowed; and what is answered outside the image and the reserved range. Both
   return a label. */
/*@ requires \valid(c) && cbpf_ends(c) && 1 <= c->n;
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n && 1 <= \result <= c->n;
*/
size_t pinrules_put(struct cbpf *c, uint8_t rules);
/*@ requires \valid(c) && cbpf_ends(c) && 1 <= c->n && \valid_read(p);
    requires \separated(c, p) && cbpf_label(c, miss);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n && 1 <= \result <= c->n;
*/
size_t pinrules_outside(
    struct cbpf *c, const struct pins *p, uint32_t what, size_t miss);
/* A number's rules; 0 if it has none. */
/*@ requires \valid_read(rule + (0 .. n - 1));
    assigns \nothing;
*/
uint8_t pinrules_of(const struct pins_number *rule, size_t n, uint32_t number);

#endif
