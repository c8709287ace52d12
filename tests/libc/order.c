/* Constructors, destructors, atexit handlers, and functions that are chosen at
   the start (IRELATIVE relocations, in glibc). */
#include <stdlib.h>
#include <string.h>

#include "show.h"

static char order[16];

static void
note(const char *c)
{
	strcat(order, c);
}

__attribute__((constructor(102))) static void
second(void)
{
	note("b");
}

__attribute__((constructor(101))) static void
first(void)
{
	note("a");
}

__attribute__((destructor)) static void
last(void)
{
	note("e");
	show("order", strcmp(order, "abmxye") == 0);
}

static void
exit_y(void)
{
	note("y");
}

static void
exit_x(void)
{
	note("x");
}

#ifdef __GLIBC__
static int
chosen(void)
{
	return 21;
}

static int (*choose(void))(void)
{
	return chosen;
}

static int by_ifunc(void) __attribute__((ifunc("choose")));
#else
static int
by_ifunc(void)
{
	return 21;
}
#endif

/* Pointers to data and code that relocations have moved. */
static int (*const volatile functions[])(void) = {by_ifunc};
static const char *const volatile names[] = {"one", "two"};

static int
copies(size_t n)
{
	volatile size_t len = n;
	char *a = malloc(n + 1), *b = malloc(n + 1);
	int good;

	memset(a, 'x', len);
	a[n] = '\0';
	memcpy(b, a, len + 1);
	good = memcmp(a, b, len + 1) == 0 && strlen(b) == len &&
	    strchr(b, 'x') == b && strrchr(b, 0) == b + n;
	memmove(b + 1, b, len);
	good &= b[n] == 'x';
	free(a);
	free(b);
	return good;
}

int
main(void)
{
	note("m");
	atexit(exit_y);
	atexit(exit_x);
	show("memory functions", copies(3) && copies(300) && copies(3000000));
	show("ifunc", by_ifunc() == 21 && functions[0]() == 21);
	show("pointers", strcmp(names[1], "two") == 0);
	return 8;
}
