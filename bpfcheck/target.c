#include "target.h"

#include <string.h>

#include "kernel.h"

/* Those of this kernel are those of its BTF. False after a message. */
static bool
symbols(struct session *s)
{
	struct message_more more = {0};
	struct fault fault;

	s->symbols.path = s->kallsyms;
	if (s->kallsyms == NULL && s->btf == NULL)
		s->symbols.path = KERNEL_SYMBOLS;
	if (s->kallsyms == NULL)
		return true;
	fault = fault_of(symbols_open(&s->symbols, &more.why));
	if (fault.code == FAULT_NONE)
		return true;
	message_file(&s->message, s->kallsyms, strlen(s->kallsyms));
	message_fault(&s->message, &fault, &more);
	return false;
}

/*
 * Once for all files; that of this machine's kernel only where several may need
 * it.
 */
bool
target_open(struct session *s)
{
	struct message_more more = {0};
	struct fault fault;

	s->types.path = s->btf != NULL ? s->btf : KERNEL_BTF;
	s->decide.types = &s->types;
	s->decide.symbols = &s->symbols;
	if (!symbols(s))
		return false;
	if (s->load.raw || (s->btf == NULL && s->nfiles == 1))
		return true;
	fault = kernel_open(
	    s->btf != NULL ? s->btf : KERNEL_BTF, &s->load.kernel, &more.why);
	s->types.loaded = s->load.kernel;
	if (fault.code == FAULT_NONE || s->btf == NULL)
		return true;
	message_file(&s->message, s->btf, strlen(s->btf));
	message_fault(&s->message, &fault, &more);
	return false;
}
