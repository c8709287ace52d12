/* glibc's memory and files: small pieces and large ones, some grown, in another
   thread too; and a file written, read back and removed. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 20000, LARGE = 8 << 20 };

static void *
pieces(void *arg)
{
	char **p = calloc(PIECES, sizeof *p);
	long bad = p == NULL, i;

	for (i = 0; p && i < PIECES; i++) {
		p[i] = malloc(16 + (size_t)i % 500);
		if (p[i] == NULL)
			return arg;
		memset(p[i], (int)i, 16 + (size_t)i % 500);
	}
	for (i = 0; p && i < PIECES; i++) {
		bad += p[i][15] != (char)i;
		free(p[i]);
	}
	free(p);
	return (void *)bad;
}

static void
large(void)
{
	char *p = malloc(LARGE);
	size_t i, sum = 0;

	if (p == NULL)
		exit(1);
	memset(p, 1, LARGE);
	p = realloc(p, 3 * LARGE);
	if (p == NULL)
		exit(1);
	memset(p + LARGE, 2, 2 * LARGE);
	for (i = 0; i < 3 * LARGE; i++)
		sum += (unsigned char)p[i];
	printf("large: %zu\n", sum);
	free(p);
}

static int
compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void
file(void)
{
	FILE *f = fopen("glibc_memory.tmp", "w+");
	int i, n, v[100], good = 0;
	char *line = NULL;
	size_t room = 0;

	if (f == NULL)
		exit(1);
	for (i = 0; i < 20000; i++)
		fprintf(f, "%d %.3f %s\n", i * 7919 % 20000, i / 8.0, "text");
	printf("told %ld\n", ftell(f));
	rewind(f);
	for (n = 0; getline(&line, &room, f) != -1; n++)
		if (n < 100)
			good += sscanf(line, "%d", &v[n]) == 1;
	qsort(v, 100, sizeof *v, compare);
	printf("lines %d good %d first %d last %d\n", n, good, v[0], v[99]);
	printf("closed %d", fclose(f));
	printf(" removed %d\n", remove("glibc_memory.tmp"));
	free(line);
	f = fopen("glibc_memory.tmp", "r");
	printf("gone: %s\n", f == NULL ? strerror(errno) : "no");
}

int
main(void)
{
	void *result = NULL;
	pthread_t t;

	printf("pieces: %ld\n", (long)pieces(NULL));
	large();
	pthread_create(&t, NULL, pieces, NULL);
	pthread_join(t, &result);
	printf("in a thread: %ld\n", (long)result);
	file();
	return 0;
}
