/* The final check of sites by their kinds: their bytes, and who holds them. */
#include <string.h>

#include "final_test.h"

static const uint8_t mov[] = {0xb8, 60, 0, 0, 0, 0x0f, 0x05};
static const uint8_t call[] = {0x0f, 0x05};
static const uint8_t trap[] = {0x0f, 0x0b};
static const uint8_t int80[] = {0xcd, 0x80};

/* The site is of that kind, built as n bytes, and the file has now there. */
static void
kind(uint8_t of, const uint8_t *original, uint8_t n, const uint8_t *now)
{
	memset(file + SLOT, 0x90, ARCH_SLOT);
	memcpy(file + SLOT, now, n);
	memset(site.original, 0, sizeof site.original);
	memcpy(site.original, original, n);
	site.kind = of;
	site.length = n;
}

static void
held(const char *what, uint8_t allowed, uint8_t holder, bool by_kernel,
    enum fault_code code)
{
	decision.decision = allowed;
	decision.holder = holder;
	filtered = by_kernel;
	if (site.kind == SITE_EMBEDDED) {
		site.numbers = decision.numbers = NUMBERS_NONE;
		site.number = decision.number = site.known = 0;
	}
	expect(what, code);
}

/* The only holder of that site, with that decision, is this one. */
static void
holders(const char *what, uint8_t of, const uint8_t *original, uint8_t n,
    const uint8_t *now, uint8_t allowed, unsigned good)
{
	uint8_t holder;
	unsigned k;

	for (k = 0; k < 6; k++) {
		holder = (uint8_t)(k / 2);
		kind(of, original, n, now);
		held(what, allowed, holder, k % 2 != 0,
		    (good >> k & 1) != 0 ? FAULT_NONE : FAULT_FILTER_HELD);
	}
}

/* Bits of holders: nobody, bytes and filter, without the filter and with it. */
enum { NOBODY = 1 | 2, BYTES = 4 | 8, FILTER = 32 };

static void
test_holders(void)
{
	const uint8_t *deny = arch_x86_64.deny;

	holders("mov, allowed", SITE_MOV, mov, 7, mov, 1, BYTES | FILTER);
	holders("mov, denied", SITE_MOV, mov, 7, deny, 0, NOBODY);
	holders("call, allowed", SITE_CALL, call, 2, call, 1, FILTER);
	holders("call, denied", SITE_CALL, call, 2, call, 0, FILTER);
	holders("trap, allowed", SITE_TRAP, call, 2, call, 1, FILTER);
	holders("trap, denied", SITE_TRAP, call, 2, trap, 0, NOBODY);
	holders("embedded, allowed", SITE_EMBEDDED, call, 2, call, 1, 0);
	holders("embedded, denied", SITE_EMBEDDED, call, 2, call, 0, FILTER);
	holders("int $0x80", SITE_EMBEDDED, int80, 2, int80, 0, FILTER);
	holders("stub, denied", SITE_STUB, deny, 8, deny, 0, NOBODY);
	holders("no kind", 0, call, 2, call, 1, FILTER);
}

/* A number in bytes that are not the plan's, or no number in them. */
static void
test_number(void)
{
	uint8_t other[7];
	size_t k;

	memcpy(other, mov, 7);
	other[1] = 59;
	kind(SITE_MOV, other, 7, other);
	held("mov of another number", 1, HOLDER_BYTES, true, FAULT_FILTER_HELD);
	kind(SITE_MOV, other, 7, other);
	held(
	    "the same, held by the filter", 1, HOLDER_FILTER, true, FAULT_NONE);
	kind(SITE_MOV, other, 7, other);
	decision.number = 59;
	held("the plan has its number, the site not", 1, HOLDER_BYTES, true,
	    FAULT_FILTER_HELD);
	kind(SITE_MOV, mov, 7, mov);
	decision.number = 59;
	held("the site has its number, the plan not", 1, HOLDER_BYTES, true,
	    FAULT_FILTER_HELD);
	for (k = 0; k < 5; k++) {
		memcpy(other, mov, 7);
		other[k] ^= 1;
		kind(SITE_MOV, other, 7, other);
		held("no mov of the number", 1, HOLDER_BYTES, false,
		    FAULT_FILTER_HELD);
	}
	kind(SITE_MOV, mov, 7, mov);
	site.numbers = decision.numbers = NUMBERS_SET;
	held("mov without a number", 1, HOLDER_BYTES, false, FAULT_FILTER_HELD);
}

static void
test_bytes(void)
{
	const uint8_t *deny = arch_x86_64.deny;
	size_t k;

	for (k = 0; k < 7; k++) {
		kind(SITE_MOV, mov, 7, mov);
		file[SLOT + k] ^= 0x40;
		held("mov, a byte", 1, HOLDER_BYTES, false, FAULT_NOT_PATCHED);
		kind(SITE_MOV, mov, 7, deny);
		file[SLOT + k] ^= 0x40;
		held("mov denied, a byte", 0, HOLDER_NOBODY, false,
		    FAULT_NOT_PATCHED);
	}
	kind(SITE_MOV, mov, 7, mov);
	held("mov denied, there", 0, HOLDER_NOBODY, true, FAULT_NOT_PATCHED);
	kind(SITE_MOV, mov, 7, deny);
	held(
	    "mov allowed, not there", 1, HOLDER_BYTES, true, FAULT_NOT_PATCHED);
	kind(SITE_TRAP, call, 2, call);
	held("trap denied, a call", 0, HOLDER_NOBODY, true, FAULT_NOT_PATCHED);
	kind(SITE_TRAP, call, 2, trap);
	held("trap allowed, a trap", 1, HOLDER_FILTER, true, FAULT_NOT_PATCHED);
	kind(SITE_CALL, call, 2, trap);
	held("call denied, a trap", 0, HOLDER_FILTER, true, FAULT_NOT_PATCHED);
	kind(SITE_EMBEDDED, call, 2, int80);
	held("another call by chance", 0, HOLDER_FILTER, true,
	    FAULT_NOT_PATCHED);
	for (k = 0; k < 2; k++) {
		kind(k == 0 ? SITE_CALL : SITE_EMBEDDED, call, 2, call);
		memcpy(file + SLOT, "\x90\x0f\x05", 3);
		held("a byte aside", 0, HOLDER_FILTER, true, FAULT_NOT_PATCHED);
		kind(k == 0 ? SITE_CALL : SITE_EMBEDDED, call, 2, call);
		memcpy(file + SLOT + 2, call, 2);
		held("one behind it", 0, HOLDER_FILTER, true, FAULT_RAW_CALL);
	}
	/* Only the last instruction of a slot is its own. */
	memcpy(file + SLOT - 2, call, 2);
	expect("one before it", FAULT_RAW_CALL);
	kind(SITE_CALL, (const uint8_t *)"\x0f\x05\x0f\x05", 4,
	    (const uint8_t *)"\x0f\x05\x0f\x05");
	held("two in one slot", 1, HOLDER_FILTER, true, FAULT_RAW_CALL);
}

void
test_kinds(void)
{
	test_holders();
	test_number();
	test_bytes();
}
