#include "pincheck.h"

/* Which variants there are, in order. */
enum {
	AFTER_MORE = 1,
	AFTER_LESS = 9,
	AFTER_HIGH = 17,
	ELSEWHERE = 19,
	NUMBER_MORE = 20,
	NUMBER_LESS = 21,
	AUDIT = 22,
	X32 = 23,
	ARGS = 24, /* four each */
	EXEC = 48,
	MAP = 49,
	MAP_BEFORE = 50,
	MOVED = 51
};

/*@ assigns \nothing; */
/* Sums of machine words, which wrap. */
static uint64_t
plus(uint64_t x, uint64_t y)
{
	return y <= UINT64_MAX - x ? x + y : y - (UINT64_MAX - x) - 1;
}

/*@ requires \valid(call) && 1 <= variant < NUMBER_MORE;
    assigns call->after;
*/
static void
move(struct cbpf_call *call, unsigned variant)
{
	uint64_t high = UINT64_C(0x100000000);

	if (variant < AFTER_LESS)
		call->after = plus(call->after, variant - AFTER_MORE + 1);
	else if (variant < AFTER_HIGH)
		call->after =
		    plus(call->after, UINT64_MAX - (variant - AFTER_LESS));
	else if (variant == AFTER_HIGH)
		call->after = plus(call->after, high);
	else if (variant == AFTER_HIGH + 1)
		call->after = plus(call->after, UINT64_MAX - high + 1);
	else
		call->after = UINT64_C(0x7fff00001000);
}

/*@ requires \valid(call) && ARGS <= variant < EXEC;
    assigns call->args[0 .. CBPF_ARGS - 1];
*/
/* One more, one less, in the low half or in the high one. */
static void
change(struct cbpf_call *call, unsigned variant)
{
	unsigned k = (variant - ARGS) / 4;
	uint64_t by = variant / 2 % 2 == 0 ? 1 : UINT64_C(0x100000000);

	/*@ assert k < CBPF_ARGS; */
	call->args[k] =
	    plus(call->args[k], variant % 2 == 0 ? by : UINT64_MAX - by + 1);
}

/*@ requires \valid(call) && EXEC <= variant;
    assigns call->args[0 .. CBPF_ARGS - 1];
*/
static void
ask(struct cbpf_call *call, unsigned variant)
{
	call->args[3] = 2;
	if (variant == EXEC) {
		call->args[2] = 0x8004;
	} else if (variant == MOVED) {
		call->args[4] = IMAGE_RESERVED_END - 1;
		call->args[2] = 4096;
	} else {
		call->args[0] =
		    IMAGE_RESERVED_START - (variant == MAP ? 0 : 4096);
		call->args[1] = variant == MAP ? 1 : 4097;
		call->args[2] = 3;
	}
}

void
pincheck_call(const struct pin *pin, const struct pinarch *arch,
    unsigned variant, struct cbpf_call *call)
{
	size_t k;

	call->number = pin->number;
	call->audit = arch->audit;
	call->after = pin->after;
	/*@ loop invariant 0 <= k <= CBPF_ARGS;
	    loop assigns k, call->args[0 .. CBPF_ARGS - 1];
	    loop variant CBPF_ARGS - k;
	*/
	for (k = 0; k < CBPF_ARGS; k++)
		call->args[k] = ((pin->known >> k) & 1) == 1 ? pin->args[k] : k;
	if (variant >= EXEC)
		ask(call, variant);
	else if (variant >= ARGS)
		change(call, variant);
	else if (variant == NUMBER_MORE)
		call->number = call->number % 0x40000000 + 1;
	else if (variant == NUMBER_LESS)
		call->number = call->number > 0 ? call->number - 1 : 0;
	else if (variant == AUDIT)
		call->audit = arch->audit % 0x40000000;
	else if (variant == X32)
		call->number = call->number % 0x40000000 + 0x40000000;
	else if (variant > 0)
		move(call, variant);
}

bool
pincheck_run(const struct pincheck *c, size_t budget, struct cbpf_call *call)
{
	size_t each, step = 1, i;
	unsigned variant;

	each = PINCHECK_VARIANTS * (c->img->nsites % 0x1000000 + 1);
	if (c->plan->n > budget / each)
		step = budget / each == 0 ? CBPF_MAX
					  : c->plan->n / (budget / each) + 1;
	/*@ loop invariant 0 <= i && 0 < step <= CBPF_MAX + 1;
	    loop invariant i <= 2 * CBPF_MAX + 1;
	    loop assigns i, variant, *call;
	    loop variant c->plan->n - i;
	*/
	for (i = 0; i < c->plan->n; i += step)
		/*@ loop invariant 0 <= variant <= PINCHECK_VARIANTS;
		    loop assigns variant, *call;
		    loop variant PINCHECK_VARIANTS - variant;
		*/
		for (variant = 0; variant < PINCHECK_VARIANTS; variant++) {
			pincheck_call(&c->plan->pin[i], c->arch, variant, call);
			if (cbpf_run(c->insn, c->n, call) !=
			    pinplan_answer(c->img, c->arch, c->own, c->nown,
				c->other, call))
				return false;
		}
	return true;
}
