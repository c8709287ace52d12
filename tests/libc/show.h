/* What the programs print: names and verdicts, no addresses. */
#ifndef SHOW_H
#define SHOW_H

#include <stdio.h>

static inline void
show(const char *what, int good)
{
	printf("%s: %s\n", what, good ? "ok" : "WRONG");
}

#endif
