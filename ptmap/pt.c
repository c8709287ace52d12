/* pt - an address space: its tables' memory, and its end. */
#include "ptclear.h"
#include "ptinit.h"
#include "ptlist.h"
#include "ptops.h"

uint64_t
pt_root(const struct pt *pt)
{
	return pt->tables_pa;
}

uint32_t
pt_tables_free(const struct pt *pt)
{
	return pt->free.count + (pt->given - pt->fresh);
}

enum pt_error
pt_reserve(struct pt *pt, uint32_t n)
{
	uint32_t have = pt_tables_free(pt);

	if (have >= n)
		return PT_OK;
	if (pt->hooks->more != NULL)
		pt->hooks->more(pt->own, pt, n - have);
	return pt_tables_free(pt) >= n ? PT_OK : PT_NO_TABLES;
}

enum pt_error
pt_donate(struct pt *pt, uint32_t first, uint32_t n)
{
	uint32_t f;

	if (first < pt_root_tables(pt->arch) || first > pt->nframes ||
	    n > pt->nframes - first)
		return PT_CONFIG;
	for (f = first; f < first + n; f++) {
		pt->frame[f].stale = 1;
		pt_list_add(pt, &pt->free, f);
	}
	return PT_OK;
}

void
pt_destroy(struct pt *pt)
{
	uint64_t *root = pt->e;
	size_t i, n = pt_entries(pt, pt->levels - 1u);
	uint32_t f;

	pt_cut_off(pt, 0);
	for (i = 0; i < n; i++)
		pt_store(root + i,
		    pt->track && !pt_is_table(pt, pt->levels - 1u, root[i])
			? root[i] & ~PT_PRESENT
			: 0);
	/* S2: before anything of it is retired. */
	pt_flush(pt, PT_FLUSH_ALL, 0, 0, pt->page);
	if (pt->track)
		pt_retire_pending(pt);
	if (pt->hooks->retire_table != NULL)
		for (f = 1; f < pt_root_tables(pt->arch); f++)
			pt->hooks->retire_table(pt->own, f);
	pt_retire_tables(pt);
}

const char *
pt_error_name(enum pt_error error)
{
	static const char *const names[] = {"OK", "CONFIG", "NOT_CANONICAL",
	    "SIZE", "NOT_ALIGNED", "PHYS_BOUNDS", "ATTRIBUTES", "VIRT_OVERLAP",
	    "PHYS_OVERLAP", "NO_TABLES", "NOT_MAPPED"};

	return (size_t)error < sizeof names / sizeof names[0] ? names[error]
							      : "?";
}
