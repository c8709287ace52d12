#include "space.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "ptarch.h"

const struct pt_arch *
space_arch(const struct space_shape *shape)
{
	char name[64];
	const struct pt_arch *a = pt_arch_named(shape->arch);
	uint64_t levels = shape->levels, granule = shape->granule;

	if (a != NULL)
		return levels == 0 && granule == 0 && !shape->stage2 &&
			!shape->svpbmt
		    ? a
		    : NULL;
	if (strcmp(shape->arch, "x86_64") == 0 && !shape->stage2 &&
	    !shape->svpbmt && (granule == 0 || granule == 4096))
		snprintf(name, sizeof name, "x86_64-%llu",
		    (unsigned long long)(levels == 0 ? 4 : levels));
	else if (strcmp(shape->arch, "aarch64") == 0 && !shape->svpbmt &&
	    levels == 0 && granule % 1024 == 0)
		snprintf(name, sizeof name, "aarch64-%lluk%s",
		    (unsigned long long)(granule == 0 ? 4 : granule / 1024),
		    shape->stage2 ? "-stage2" : "");
	else if (strcmp(shape->arch, "riscv64") == 0 && !shape->stage2 &&
	    (granule == 0 || granule == 4096) && levels <= 5)
		snprintf(name, sizeof name, "riscv64-sv%llu%s",
		    (unsigned long long)(levels == 0 ? 39 : 12 + 9 * levels),
		    shape->svpbmt ? "-svpbmt" : "");
	else
		return NULL;
	return pt_arch_named(name);
}

static void *
room(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* Levels whose frames are larger than that. */
static unsigned
larger(const struct pt_arch *a, uint64_t largest)
{
	unsigned l, levels = 0;

	for (l = 1; largest != 0 && l < a->levels; l++)
		if (UINT64_C(1) << (a->page_shift + l * a->index_bits) >
		    largest)
			levels |= 1u << l;
	return levels;
}

bool
space_new(struct space *s, const struct space_shape *shape,
    const struct pt_hooks *hooks, void *own, const char **why)
{
	const struct pt_arch *a = space_arch(shape);
	struct pt_config c = {.arch = a,
	    .tables_pa = shape->base,
	    .pa_first = shape->pa_first,
	    .pa_end = shape->pa_end,
	    .hooks = hooks,
	    .own = own};

	memset(s, 0, sizeof *s);
	*why = "no such architecture, levels or granule";
	if (a == NULL)
		return false;
	*why = "--alone needs --phys-range";
	if (shape->alone && shape->pa_end == 0)
		return false;
	s->ntables = shape->tables;
	s->table_bytes = UINT64_C(1) << a->page_shift;
	*why = NULL;
	s->tables = room((size_t)(s->ntables * s->table_bytes));
	s->frames = room((size_t)s->ntables * sizeof *s->frames);
	if (shape->alone) {
		s->owned_bytes = (size_t)((shape->pa_end - shape->pa_first) /
				     s->table_bytes / 8) +
		    8;
		s->owned = room(s->owned_bytes);
	}
	if (s->tables == NULL || s->frames == NULL ||
	    (shape->alone && s->owned == NULL)) {
		space_free(s);
		return false;
	}
	c.tables = s->tables;
	c.frames = s->frames;
	c.owned = s->owned;
	c.nframes = c.given = (uint32_t)s->ntables;
	c.features =
	    (shape->bbm2 ? PT_BBM2 : 0u) | (shape->upper ? PT_UPPER : 0u);
	c.no_levels = larger(a, shape->largest);
	*why = "this architecture has no --upper, or no --bbm2";
	if ((c.features & ~(unsigned)a->features) != 0) {
		space_free(s);
		return false;
	}
	*why = "the base, or a physical address, cannot be one of this "
	       "architecture's tables";
	if (pt_init(&s->pt, &c) == PT_OK)
		return true;
	space_free(s);
	return false;
}

void
space_free(struct space *s)
{
	if (s->tables != NULL)
		munmap(s->tables, (size_t)(s->ntables * s->table_bytes));
	if (s->frames != NULL)
		munmap(s->frames, (size_t)s->ntables * sizeof *s->frames);
	if (s->owned != NULL)
		munmap(s->owned, s->owned_bytes);
	s->tables = NULL;
	s->frames = NULL;
	s->owned = NULL;
}

uint32_t
space_used(const struct space *s)
{
	return s->pt.fresh;
}
