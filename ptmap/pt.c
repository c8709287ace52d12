/* pt - an address space begun, its tables' memory, and its end. */
#include "ptcheck.h"
#include "ptclear.h"
#include "ptlist.h"
#include "ptops.h"

static const struct pt_hooks no_hooks;

/* Tables that the root is made of. */
static uint32_t
root_tables(const struct pt_arch *a)
{
	return a->root_bits > a->index_bits
	    ? UINT32_C(1) << (a->root_bits - a->index_bits)
	    : 1;
}

static bool
config_right(const struct pt_config *c)
{
	const struct pt_arch *a = c->arch;
	uint64_t page, top;
	unsigned levels;

	if (a == NULL || c->tables == NULL || c->frames == NULL ||
	    c->given > c->nframes || c->given < root_tables(a))
		return false;
	page = UINT64_C(1) << a->page_shift;
	top = UINT64_C(1) << a->pa_bits;
	if ((c->tables_pa & (page * root_tables(a) - 1)) != 0 ||
	    c->tables_pa >= top || c->nframes > (top - c->tables_pa) / page)
		return false;
	if (c->pa_first > c->pa_end || c->pa_end > top ||
	    ((c->pa_first | c->pa_end) & (page - 1)) != 0)
		return false;
	if ((c->features & ~(unsigned)a->features) != 0 ||
	    (c->owned != NULL && c->pa_end == 0))
		return false;
	/* Frames of every size below one there is: a block is divided so. */
	levels = a->leaf_levels & ~c->no_levels;
	return (levels & 1) != 0 && (levels & (levels + 1)) == 0;
}

static void
shape(struct pt *pt, const struct pt_config *c)
{
	const struct pt_arch *a = c->arch;

	pt->arch = a;
	pt->page = UINT64_C(1) << a->page_shift;
	pt->page_shift = a->page_shift;
	pt->index_bits = a->index_bits;
	pt->tag_shift = (uint8_t)(a->page_shift + a->index_bits);
	pt->pa_right = a->pa_right;
	pt->pa_field = a->pa_field;
	pt->attr_bits = a->attr_bits;
	pt->table_mask = a->table_mask;
	pt->table_value = a->table_value;
	pt->index_mask = ((size_t)1 << a->index_bits) - 1;
	pt->common = a->page_shift == 12 && a->index_bits == 9 &&
	    a->root_bits == 9 && a->pa_right == 0;
	pt->levels = a->levels;
	pt->low = a->va_signed || (c->features & PT_UPPER) == 0;
	pt->high = a->va_signed || (c->features & PT_UPPER) != 0;
	pt->fast_end = pt->common && a->levels == 4 && pt->low &&
		(pt->table_mask & ~(pt->page - 1)) == 0
	    ? UINT64_C(1) << a->va_bits
	    : 0;
	pt->pa_first = c->pa_first;
	pt->pa_end = c->pa_end != 0 ? c->pa_end : UINT64_C(1) << a->pa_bits;
	pt->pa_room = pt->pa_end - pt->pa_first;
}

enum pt_error
pt_init(struct pt *pt, const struct pt_config *c)
{
	static const struct pt_tables none = {PT_NONE, PT_NONE, 0};

	if (!config_right(c))
		return PT_CONFIG;
	shape(pt, c);
	pt->e = c->tables;
	pt->frame = c->frames;
	pt->tables_pa = c->tables_pa;
	pt->step_mask = pt->pa_field | pt->table_mask;
	pt->step_base = pt->tables_pa | pt->table_value;
	pt->nframes = c->nframes;
	pt->fresh = root_tables(c->arch);
	pt->given = c->given;
	pt->free = pt->pending = none;
	pt->owned = c->owned;
	pt->features = c->features;
	pt->no_levels = c->no_levels;
	pt->hooks = c->hooks != NULL ? c->hooks : &no_hooks;
	pt->own = c->own;
	pt->track = pt->owned != NULL || pt->hooks->retire_frames != NULL;
	pt->flush_only = pt->track ? NULL : pt->hooks->flush;
	pt->plain = pt->owned == NULL &&
	    !(c->arch->flush_new && pt->hooks->flush != NULL);
	pt->tag = UINT64_MAX;
	pt->top_tag = UINT64_MAX;
	pt->top = NULL;
	pt->touched = UINT64_MAX;
	pt->leaf = NULL;
	pt->leaf_live = NULL;
	pt->leaf_frame = PT_NONE;
	pt->memo = UINT64_MAX;
	pt->memo_bits = 0;
	pt->seen_bits = UINT64_MAX;
	pt->seen = 0;
	pt_zero(pt->e, 0, (size_t)root_tables(c->arch) << pt->index_bits);
	pt->frame[0].next = PT_NONE;
	pt->frame[0].live = 0;
	pt->frame[0].stale = 0;
	pt->frame[0].level = (uint8_t)(pt->levels - 1u);
	return PT_OK;
}

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

	if (first < root_tables(pt->arch) || first > pt->nframes ||
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
		for (f = 1; f < root_tables(pt->arch); f++)
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
