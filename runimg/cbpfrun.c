#include "cbpf.h"

/* SECCOMP_RET_KILL_PROCESS, linux/seccomp.h */
#define KILL UINT32_C(0x80000000)

/*@ requires \valid_read(call) && cbpf_word(at);
    assigns \nothing;
*/
static uint32_t
word(const struct cbpf_call *call, uint32_t at)
{
	uint64_t x;

	if (at == CBPF_AT_NUMBER)
		return call->number;
	if (at == CBPF_AT_AUDIT)
		return call->audit;
	x = at < CBPF_AT_ARGS ? call->after
			      : call->args[(at - CBPF_AT_ARGS) / 8];
	return (uint32_t)(at % 8 == 0 ? x % UINT64_C(0x100000000)
				      : x / UINT64_C(0x100000000));
}

/*@ assigns \nothing;
    ensures \result <==> (code == CBPF_JEQ ? a == k : code == CBPF_JGT ? a > k
      : code == CBPF_JGE ? a >= k : (a & k) != 0);
*/
static bool
holds(uint16_t code, uint32_t a, uint32_t k)
{
	switch (code) {
	case CBPF_JEQ:
		return a == k;
	case CBPF_JGT:
		return a > k;
	case CBPF_JGE:
		return a >= k;
	default:
		return (a & k) != 0;
	}
}

uint32_t
cbpf_run(const struct cbpf_insn *insn, size_t n, const struct cbpf_call *call)
{
	uint32_t a = 0, x = 0;
	const struct cbpf_insn *s;
	size_t i = 0;

	/*@ loop invariant n <= CBPF_MAX;
	    loop assigns i, a, x, s;
	    loop variant n - i;
	*/
	while (i < n) {
		s = &insn[i++];
		switch (s->code) {
		case CBPF_LD:
			if (s->k >= CBPF_DATA || s->k % 4 != 0)
				return KILL;
			a = word(call, s->k);
			break;
		case CBPF_ADDX:
			a = (uint32_t)(((uint64_t)a + x) %
			    UINT64_C(0x100000000));
			break;
		case CBPF_TAX:
			x = a;
			break;
		case CBPF_JA:
			if (s->k >= n - i)
				return KILL;
			i += s->k;
			break;
		case CBPF_JEQ:
		case CBPF_JGT:
		case CBPF_JGE:
		case CBPF_JSET:
			i += holds(s->code, a, s->k) ? s->jt : s->jf;
			break;
		case CBPF_RET:
			return s->k;
		default:
			return KILL;
		}
	}
	return KILL;
}
