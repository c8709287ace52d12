#include "code.h"

void
code_open(struct code *c, size_t at)
{
	if (!code_is(c, CODE_TARGET, at)) {
		code_mark(c, CODE_TARGET, at);
		code_mark(c, CODE_PENDING, at);
	}
	code_mark(c, CODE_OPEN, at);
}

/* Without proof that there is an instruction: nobody follows it. */
static void
open_perhaps(struct code *c, size_t at)
{
	code_mark(c, CODE_TARGET, at);
	code_mark(c, CODE_OPEN, at);
}

void
code_open_vaddr(struct code *c, uint64_t vaddr, bool sure)
{
	size_t at;

	if (!code_offset(c, vaddr, &at))
		return;
	if (sure && !parts_of(&c->parts, at)->mixed)
		code_open(c, at);
	else
		open_perhaps(c, at);
}

void
code_open_page(struct code *c, uint64_t vaddr)
{
	size_t at;

	if (parts_offset(&c->parts, vaddr, &at))
		bits_add(c->pages, at / CODE_PAGE);
	if (vaddr <= UINT64_MAX - CODE_PAGE &&
	    parts_offset(&c->parts, vaddr + CODE_PAGE - 1, &at))
		bits_add(c->pages, at / CODE_PAGE);
}

bool
code_is_open(const struct code *c, size_t at)
{
	return code_is(c, CODE_OPEN, at) ||
	    (bits_has(c->pages, at / CODE_PAGE) &&
		(code_is(c, CODE_START, at) || code_is(c, CODE_TARGET, at)));
}

bool
code_is_locked(const struct code *c, size_t at)
{
	return c->arch->calls == ARCH_CALLS_X86_64 && at > 0 &&
	    c->bytes[at - 1] == 0xf0 && code_is(c, CODE_INSN, at - 1) &&
	    code_is(c, CODE_TAKEN, at) && !code_is(c, CODE_INSN, at);
}
