/* Data that is constant once relocated: its page is not writable, and a write
   ends the program. */
#include <stdint.h>
#include <string.h>

#include "show.h"

static int target;
static int *const constant = &target;

static void
page(const void *p, char *perms)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	uintptr_t from, to, at = (uintptr_t)p;
	char line[512];

	while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
		if (sscanf(line, "%lx-%lx %4s", &from, &to, perms) == 3 &&
		    at >= from && at < to)
			return;
	strcpy(perms, "none");
}

int
main(void)
{
	int *const *at = &constant;
	char perms[5];

	/* The compiler is not to know what it holds. */
	__asm__("" : "+r"(at));
	show("relocated", *at == &target);
	page(at, perms);
	printf("constant data: %s\n", perms);
	fflush(stdout);
	*(int *volatile *)(uintptr_t)at = NULL;
	return 9;
}
