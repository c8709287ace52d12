/* commands - the first byte chooses an architecture; the rest are commands,
   after which the tables must be right. */
#include <stdlib.h>

#include "commands.h"
#include "tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	struct space_shape shape = {.tables = 64, .pa_end = UINT64_C(1) << 40};
	const char *why;
	struct space s;
	bool malformed;
	FILE *in;
	size_t n = 0;

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	while (pt_arch_at(n) != NULL)
		n++;
	if (size < 2 || nowhere == NULL)
		return 0;
	shape.arch = ((const struct pt_arch *)pt_arch_at(data[0] % n))->name;
	if (!space_new(&s, &shape, data[0] >= 128 ? &commands_hooks : NULL,
		&nowhere, &why))
		abort();
	in = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "r");
	if (in == NULL)
		abort();
	(void)commands_run(&s, in, nowhere, &malformed);
	fclose(in);
	if (!tables_right(&s.pt, 0))
		abort();
	space_free(&s);
	return 0;
}
