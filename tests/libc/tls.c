/* Thread-local storage: the initial image and zeros, alignment, and each
   thread's own copy. */
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "show.h"

static int shared = 9;
static _Thread_local int number = 42;
static _Thread_local int *pointer = &shared; /* needs a relocation */
static _Thread_local char text[16] = "initial";
static alignas(64) _Thread_local char wide[64] = {1};
static _Thread_local long zeros[512];

static int
fresh(void)
{
	size_t i;

	for (i = 0; i < 512; i++)
		if (zeros[i] != 0)
			return 0;
	return number == 42 && pointer == &shared && wide[0] == 1 &&
	    strcmp(text, "initial") == 0;
}

static int
aligned(void)
{
	volatile uintptr_t at = (uintptr_t)wide;

	return at % 64 == 0;
}

static void
spoil(int by)
{
	number = by;
	pointer = NULL;
	memset(text, by, sizeof text);
	memset(wide, by, sizeof wide);
	memset(zeros, by, sizeof zeros);
}

static void *
thread(void *by)
{
	intptr_t good = fresh() && aligned();

	spoil((int)(intptr_t)by);
	return (void *)(good && number == (int)(intptr_t)by ? by : NULL);
}

int
main(void)
{
	pthread_t t[4];
	void *result;
	intptr_t i;
	int good = 1;

	show("main's", fresh());
	show("alignment", aligned());
	spoil(77);
	for (i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, (void *)(i + 1));
	for (i = 0; i < 4; i++) {
		pthread_join(t[i], &result);
		good &= (intptr_t)result == i + 1;
	}
	show("threads'", good);
	show("main's still", number == 77 && wide[63] == 77);
	return 5;
}
