#include "take.h"

/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
*/
static struct fault
take_symbols(const uint8_t *b, size_t n)
{
	enum fault_code code;
	struct symbol s;
	size_t at = 0;

	/*@ loop invariant 0 <= at <= n;
	    loop assigns at, code, s;
	    loop variant n - at;
	*/
	while (at < n) {
		code = codec_symbol(b, n, &at, &s);
		if (code != FAULT_NONE)
			return fault_of(code);
	}
	return fault_none();
}

struct fault
take_last(enum take_rank rank, const uint8_t *b, size_t n)
{
	struct texts texts;

	if (rank == TAKE_SYMB)
		return take_symbols(b, n);
	return fault_of(
	    record_texts(b, n, 0, &texts) ? FAULT_NONE : FAULT_BAD_STATEMENT);
}
