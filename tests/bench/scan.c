/* scan N - the scan alone, in memory, beside memchr for one byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pattern.h"

enum { BYTES = 262136, TURNS = 40 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Random bytes without a pattern of the machine. */
static void
fill(const struct arch *arch, uint8_t *d)
{
	size_t i;

	srand(1);
	for (i = 0; i < BYTES; i++)
		d[i] = (uint8_t)(rand() >> 8);
	for (i = 0; i + 4 <= BYTES; i++)
		if (pattern_here(arch, d, i))
			d[i] = 0x11;
}

int
main(int argc, char *argv[])
{
	static const struct arch *const archs[] = {
	    &arch_x86_64, &arch_aarch64, &arch_riscv64};
	static uint8_t d[BYTES];
	static double v[1000];
	int n = argc > 1 ? atoi(argv[1]) : 21, a, k, t;
	volatile size_t sum = 0;
	double begin;

	if (n < 1 || n > 1000)
		return 2;
	for (a = 0; a < 3; a++) {
		fill(archs[a], d);
		for (k = 0; k < n; k++) {
			begin = now();
			for (t = 0; t < TURNS; t++)
				sum += pattern_first(archs[a], 0, d, BYTES, 0);
			v[k] = now() - begin;
		}
		qsort(v, (size_t)n, sizeof *v, compare);
		printf("  scan alone, %-8s %6.1f GB/s\n", archs[a]->name,
		    (double)BYTES * TURNS / v[n / 2] / 1e9);
	}
	memset(d, 0x11, sizeof d);
	for (k = 0; k < n; k++) {
		begin = now();
		for (t = 0; t < TURNS; t++) {
			d[t] ^= 1; /* so that no call is taken for another */
			sum += memchr(d, 0x0f, BYTES) != NULL;
		}
		v[k] = now() - begin;
	}
	qsort(v, (size_t)n, sizeof *v, compare);
	printf("  memchr, one byte       %6.1f GB/s\n",
	    (double)BYTES * TURNS / v[n / 2] / 1e9);
	return 0;
}
