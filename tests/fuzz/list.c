/* allowplan's lists: every text is words, or a fault with a line. */
#include <stdlib.h>
#include <string.h>

#include "list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct list_word w;
	bool more = true;
	struct list l;
	size_t words = 0;

	list_start(&l, (const char *)data, size,
	    size % 2 == 0 ? LIST_COMMAS : LIST_LINES);
	while (more && list_next(&l, &w, &more).code == FAULT_NONE)
		if (more && (++words > size + 1 || strlen(w.text) > LIST_WORD))
			abort();
	return 0;
}
