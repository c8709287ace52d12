/* ptnames - architectures by name and in order. */
#include "ptarch.h"

const struct pt_arch *
pt_arch_at(size_t i)
{
	static const struct pt_arch *const *const all[] = {
	    pt_arch_x86_64, pt_arch_aarch64, pt_arch_riscv64};
	size_t k, j, at = 0;

	for (k = 0; k < sizeof all / sizeof all[0]; k++)
		for (j = 0; all[k][j] != NULL; j++)
			if (at++ == i)
				return all[k][j];
	return NULL;
}

const char *
pt_arch_name(const struct pt_arch *arch)
{
	return arch->name;
}

static bool
same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

const struct pt_arch *
pt_arch_named(const char *name)
{
	const struct pt_arch *a;
	size_t i;

	for (i = 0; (a = pt_arch_at(i)) != NULL; i++)
		if (same(a->name, name))
			return a;
	return NULL;
}
