#include "callname.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
token(const struct arch *arch)
{
	if (arch == &arch_x86_64)
		return SCMP_ARCH_X86_64;
	if (arch == &arch_aarch64)
		return SCMP_ARCH_AARCH64;
	return SCMP_ARCH_RISCV64;
}

bool
callname_number(const struct arch *arch, const char *name, uint32_t *number)
{
	int nr = seccomp_syscall_resolve_name_arch(token(arch), name);

	/* Negative ones stand for calls that other machines have. */
	if (nr < 0 || nr >= ARCH_NUMBERS)
		return false;
	*number = (uint32_t)nr;
	return true;
}

void
callname_name(const struct arch *arch, uint32_t number, char *to, size_t size)
{
	char *name = seccomp_syscall_resolve_num_arch(token(arch), (int)number);

	snprintf(to, size, "%s", name != NULL ? name : "?");
	free(name);
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance, of names cut to CALLNAME_MAX. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[CALLNAME_MAX + 1], i, j, corner, up;
	size_t n = strnlen(a, CALLNAME_MAX), m = strnlen(b, CALLNAME_MAX);

	for (j = 0; j <= m; j++)
		row[j] = j;
	for (i = 1; i <= n; i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= m; j++) {
			up = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1,
			    corner + (a[i - 1] != b[j - 1]));
			corner = up;
		}
	}
	return row[m];
}

struct best {
	char name[3][CALLNAME_MAX];
	size_t distance[3];
};

static void
consider(struct best *best, const char *name, size_t d)
{
	size_t i, k;

	for (i = 0; i < 3 && best->distance[i] <= d; i++)
		;
	if (i == 3)
		return;
	for (k = 2; k > i; k--) {
		best->distance[k] = best->distance[k - 1];
		memcpy(best->name[k], best->name[k - 1], CALLNAME_MAX);
	}
	best->distance[i] = d;
	snprintf(best->name[i], CALLNAME_MAX, "%s", name);
}

void
callname_nearest(
    const struct arch *arch, const char *name, char *to, size_t size)
{
	struct best best = {.distance = {SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	char known[CALLNAME_MAX];
	uint32_t k;

	for (k = 0; k < ARCH_NUMBERS; k++) {
		callname_name(arch, k, known, sizeof known);
		if (known[0] != '?')
			consider(&best, known, distance(name, known));
	}
	snprintf(to, size, "no such call on %s; nearest: %s, %s, %s",
	    arch->name, best.name[0], best.name[1], best.name[2]);
}
