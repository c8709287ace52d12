/*
 * pincheck - before a filter is used: does its code say of a call what the plan
 * says? Asked of planned calls and of near misses.
 */
#ifndef PINCHECK_H
#define PINCHECK_H

#include "pinplan.h"

enum { PINCHECK_VARIANTS = 52 };

/* What is compared, the code being insn[0 .. n). */
struct pincheck {
	const struct image *img;
	const struct pinarch *arch;
	const struct pin *own;
	size_t nown;
	const struct pinplan *plan;
	uint32_t other;
	const struct cbpf_insn *insn;
	size_t n;
};

/* Variant 0 is the pin's call; the others change its address by up to 8 or in
   its high half, its number by one, its ABI, an argument by one in a half, ask
   for executable memory or for runimg's range, or come from elsewhere. */
/*@ requires \valid_read(pin) && \valid_read(arch) && \valid(call);
    requires \separated(call, pin) && \separated(call, arch);
    assigns *call;
*/
void pincheck_call(const struct pin *pin, const struct pinarch *arch,
    unsigned variant, struct cbpf_call *call);

/* All variants of so many pins, spread over the plan, that no more than budget
   steps are made. False with the call about which they differ. */
/*@ requires \valid_read(c) && pinplan_takes(c->img);
    requires \valid_read(c->arch) && pinarch_good(c->arch);
    requires \valid_read(c->own + (0 .. c->nown - 1));
    requires \valid_read(c->plan) && c->plan->n <= CBPF_MAX;
    requires \valid_read(c->insn + (0 .. c->n - 1)) && c->n <= CBPF_MAX;
    requires \valid(call) && \separated(call, c, c->img, c->img->arch);
    requires \separated(call, c->arch, c->plan);
    requires \separated(call, c->own + (0 .. c->nown - 1)) &&
      \separated(call, c->insn + (0 .. c->n - 1)) &&
      \separated(call, c->img->sites + (0 .. c->img->nsites - 1)) &&
      \separated(call, c->img->plan + (0 .. c->img->nsites - 1)) &&
      \separated(call, c->img->psets + (0 .. c->img->npsets - 1));
    assigns *call;
*/
bool pincheck_run(
    const struct pincheck *c, size_t budget, struct cbpf_call *call);

#endif
