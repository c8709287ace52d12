/* ptinit - an address space begun. */
#include "ptinit.h"
#include "ptlemmas.h"

static const struct pt_hooks no_hooks;
static const struct pt_tables no_tables = {PT_NONE, PT_NONE, 0};

/*@ requires \valid_read(c);
    requires c->arch != \null ==> \valid_read(c->arch) &&
      pt_arch_shifts(c->arch);
    assigns \nothing;
    ensures \result != 0 ==> c->arch != \null && c->tables != \null &&
      c->frames != \null && c->given <= c->nframes;
    ensures \result != 0 ==> 1 <= c->given;
    ensures \result != 0 && c->arch->root_bits > c->arch->index_bits ==>
      (1 << (c->arch->root_bits - c->arch->index_bits)) <= c->given;
    ensures \result != 0 ==> c->pa_first <= c->pa_end;
*/
static bool
config_right(const struct pt_config *c)
{
	const struct pt_arch *a = c->arch;
	uint64_t page, top;
	unsigned levels;

	if (a == NULL || c->tables == NULL || c->frames == NULL ||
	    c->given > c->nframes || c->given < pt_root_tables(a))
		return false;
	page = UINT64_C(1) << a->page_shift;
	/*@ ghost pt_mask_full(); */
	/*@ assert page == (1 << a->page_shift) && 1 <= page; */
	top = UINT64_C(1) << a->pa_bits;
	if ((c->tables_pa & (page * pt_root_tables(a) - 1)) != 0 ||
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

/*@ requires \valid(pt) && \valid_read(c) && \valid_read(c->arch);
    requires pt_arch_shifts(c->arch) && \separated(pt, c, c->arch);
    assigns pt->arch, pt->page, pt->page_shift, pt->index_bits,
      pt->tag_shift, pt->pa_right, pt->pa_field, pt->attr_bits,
      pt->table_mask, pt->table_value, pt->index_mask, pt->common, pt->levels,
      pt->low, pt->high, pt->fast_end, pt->pa_first, pt->pa_end, pt->pa_room;
    ensures pt->arch == \old(c->arch);
    ensures pt->levels == \old(c->arch->levels);
    ensures pt->page_shift == \old(c->arch->page_shift);
    ensures pt->index_bits == \old(c->arch->index_bits);
    ensures pt->pa_right == \old(c->arch->pa_right);
    ensures pt->common != 0 ==> pt->page_shift == 12 &&
      pt->index_bits == 9 && \old(c->arch->root_bits) == 9 &&
      pt->pa_right == 0;
*/
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

/* What the owner is told and asked, and what need not be. */
/*@ requires \valid(pt) && \valid_read(c) && \valid_read(c->arch);
    requires c->hooks != \null ==> \valid_read(c->hooks);
    requires \separated(pt, c, c->arch, c->hooks);
    assigns pt->owned, pt->features, pt->no_levels, pt->hooks, pt->own,
      pt->track, pt->flush_only, pt->plain;
*/
static void
follow(struct pt *pt, const struct pt_config *c)
{
	const struct pt_hooks *hooks = c->hooks != NULL ? c->hooks : &no_hooks;

	pt->owned = c->owned;
	pt->features = c->features;
	pt->no_levels = c->no_levels;
	pt->hooks = hooks;
	pt->own = c->own;
	pt->track = c->owned != NULL || hooks->retire_frames != NULL;
	pt->flush_only = pt->track ? NULL : hooks->flush;
	pt->plain =
	    c->owned == NULL && !(c->arch->flush_new && hooks->flush != NULL);
}

/* No table was used last, nor attributes. */
/*@ requires \valid(pt);
    assigns pt->tag, pt->top_tag, pt->top, pt->touched, pt->leaf,
      pt->leaf_live, pt->leaf_frame, pt->memo, pt->memo_bits, pt->seen_bits,
      pt->seen;
*/
static void
unused(struct pt *pt)
{
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
}

/* The window's tables: the root's are in use, others never were. */
/*@ requires \valid(pt) && \valid_read(c) && \valid_read(c->arch);
    requires pt_arch_shifts(c->arch) && \separated(pt, c, c->arch);
    assigns pt->e, pt->frame, pt->tables_pa, pt->step_mask, pt->step_base,
      pt->nframes, pt->fresh, pt->given, pt->free, pt->pending;
    ensures pt->e == \old(c->tables) && pt->frame == \old(c->frames);
    ensures pt->tables_pa == \old(c->tables_pa);
    ensures pt->nframes == \old(c->nframes) && pt->given == \old(c->given);
    ensures pt->free.first == PT_NONE && pt->free.count == 0;
    ensures \old(c->arch->root_bits <= c->arch->index_bits) ==>
      pt->fresh == 1;
    ensures \old(c->arch->root_bits > c->arch->index_bits) ==>
      1 <= pt->fresh && pt->fresh ==
        (1 << \old(c->arch->root_bits - c->arch->index_bits));
*/
static void
window(struct pt *pt, const struct pt_config *c)
{
	pt->e = c->tables;
	pt->frame = c->frames;
	pt->tables_pa = c->tables_pa;
	pt->step_mask = pt->pa_field | pt->table_mask;
	pt->step_base = c->tables_pa | pt->table_value;
	pt->nframes = c->nframes;
	pt->fresh = pt_root_tables(c->arch);
	pt->given = c->given;
	pt->free = pt->pending = no_tables;
}

/*@ requires \valid(pt) && pt_known(pt) && pt_memory(pt) && pt_linkable(pt);
    requires \separated(pt, pt->arch, pt->e + (0 .. pt_all(pt) - 1),
      pt->frame + (0 .. pt_n(pt) - 1));
    requires 1 <= pt->fresh <= pt->given <= pt_n(pt);
    requires pt_many(pt, pt_top(pt)) <= pt_at(pt, pt->fresh, 0);
    requires pt->fresh < pt_n(pt) || pt_at(pt, pt->fresh, 0) <= pt_all(pt);
    requires pt->free.first == PT_NONE && pt->free.count == 0;
    assigns pt->e[0 .. pt_all(pt) - 1], pt->frame[0];
    assigns pt_lvl[0 .. 4294967294], pt_pos[0 .. 4294967294];
    ensures pt_ready(pt);
    ensures \forall integer va; 0 <= va <= UINT64_MAX ==>
      pt_translation(pt, pt->e, va) == -1;
*/
static void
empty(struct pt *pt)
{
	/*@ ghost
	  uint32_t k = 0;
	  /@ loop invariant 0 <= k <= pt->nframes;
	     loop invariant \forall integer f; 0 <= f < k ==>
	       pt_pos[f] == 0 && pt_lvl[f] == (f == 0 ? pt_top(pt) : -1);
	     loop assigns k, pt_lvl[0 .. 4294967294], pt_pos[0 .. 4294967294];
	     loop variant pt->nframes - k;
	  @/
	  while (k < pt->nframes) {
	    pt_lvl[k] = k == 0 ? pt->levels - 1 : -1;
	    pt_pos[k] = 0;
	    k++;
	  }
	*/
	pt_zero(pt->e, 0, (size_t)pt->fresh << pt->index_bits);
	pt->frame[0].next = PT_NONE;
	pt->frame[0].live = 0;
	pt->frame[0].stale = 0;
	pt->frame[0].level = (uint8_t)(pt->levels - 1u);
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_known(pt); */
	/*@ assert pt_memory(pt) && pt_linkable(pt); */
	/*@ assert \forall integer i; 0 <= i < pt_many(pt, pt_top(pt)) ==>
	      pt_ent(pt, pt->e, 0, i) == 0; */
	/*@ ghost
	  int m = 0;
	  /@ loop invariant 0 <= m <= 32768;
	     loop invariant \forall integer j; 0 <= j <= m &&
	       j <= pt_many(pt, pt_top(pt)) ==> pt_count(pt, pt->e, 0, j) == 0;
	     loop assigns m;
	     loop variant 32768 - m;
	  @/
	  while (m < 32768)
	    m++;
	*/
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
	/*@ assert \forall integer f; pt->fresh <= f < pt_n(pt) ==>
	      pt_spare(pt, pt_n(pt), f); */
	/*@ assert pt_stock(pt); */
}

/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch);
       requires pt_named(pt, pt->nframes, pt->levels, pt->page_shift,
         pt->index_bits, pt->arch->root_bits, pt->pa_right);
       requires pt_points(pt, pt->arch->table_mask, pt->arch->table_value,
         pt->arch->pa_field, pt->pa_right, pt->tables_pa, pt->page_shift);
       requires pt->common != 0 ==> pt->page_shift == 12 &&
         pt->index_bits == 9 && pt->arch->root_bits == 9 &&
         pt->pa_right == 0;
       assigns \nothing;
       ensures pt_shaped(pt);
    @/
    static void is_shaped(struct pt *pt)
    {
      /@ assert pt_sizes(pt) && pt_window(pt, pt_n(pt)); @/
      /@ assert pt->common != 0 ==> pt_many(pt, pt_top(pt)) == 512; @/
    }
*/
/*@ ghost
    /@ requires \valid_read(pt) && \valid_read(pt->arch);
       requires pt_links(pt, pt->arch, pt->tables_pa, pt->page_shift,
         pt->pa_right);
       assigns \nothing;
       ensures pt_linkable(pt);
    @/
    static void links(struct pt *pt)
    {
      /@ assert \forall integer f; pt_link(pt, f) == pt_link_of(
           pt->arch, pt->tables_pa, pt->page_shift, pt->pa_right, f); @/
    }
*/
/*@ ghost
    /@ requires pt_known(pt) && 1 <= pt->fresh <= pt_n(pt);
       requires pt->arch->root_bits <= pt->index_bits ==> pt->fresh == 1 &&
         pt_many(pt, pt_top(pt)) <= pt_per(pt);
       requires pt->index_bits < pt->arch->root_bits ==>
         pt->fresh == (1 << (pt->arch->root_bits - pt->index_bits));
       assigns \nothing;
       ensures pt_many(pt, pt_top(pt)) <= pt_at(pt, pt->fresh, 0);
       ensures pt->fresh < pt_n(pt) || pt_at(pt, pt->fresh, 0) <= pt_all(pt);
    @/
    static void root_fits(struct pt *pt)
    {
      /@ assert pt_at(pt, 1, 0) == pt_per(pt); @/
      /@ assert (pt->fresh << pt->index_bits) == pt_at(pt, pt->fresh, 0); @/
      /@ assert pt->index_bits < pt->arch->root_bits ==>
           (pt->fresh << pt->index_bits) == (1 << pt->arch->root_bits); @/
    }
*/

/* The shape, and where tables are. */
/*@ requires \valid(pt) && \valid_read(c) && \valid_read(c->arch);
    requires pt_arch_shifts(c->arch) && pt_space(pt, c);
    requires c->given <= c->nframes && 1 <= c->given;
    requires c->arch->root_bits > c->arch->index_bits ==>
      (1 << (c->arch->root_bits - c->arch->index_bits)) <= c->given;
    assigns pt->arch, pt->page, pt->page_shift, pt->index_bits,
      pt->tag_shift, pt->pa_right, pt->pa_field, pt->attr_bits,
      pt->table_mask, pt->table_value, pt->index_mask, pt->common, pt->levels,
      pt->low, pt->high, pt->fast_end, pt->pa_first, pt->pa_end, pt->pa_room,
      pt->e, pt->frame, pt->tables_pa, pt->step_mask, pt->step_base,
      pt->nframes, pt->fresh, pt->given, pt->free, pt->pending;
    ensures pt->arch == \old(c->arch) && pt->e == \old(c->tables) &&
      pt->frame == \old(c->frames);
    ensures pt_known(pt) && pt_memory(pt) && pt_linkable(pt);
    ensures 1 <= pt->fresh <= pt->given <= pt_n(pt);
    ensures pt_many(pt, pt_top(pt)) <= pt_at(pt, pt->fresh, 0);
    ensures pt->fresh < pt_n(pt) || pt_at(pt, pt->fresh, 0) <= pt_all(pt);
    ensures pt->free.first == PT_NONE && pt->free.count == 0;
*/
static void
form(struct pt *pt, const struct pt_config *c)
{
	shape(pt, c);
	window(pt, c);
	/*@ assert pt->arch == \at(c->arch, Pre); */
	/*@ assert pt->e == \at(c->tables, Pre) &&
	      pt->frame == \at(c->frames, Pre); */
	/*@ assert pt->arch->root_bits == \at(c->arch->root_bits, Pre); */
	/*@ assert pt->arch->table_mask == \at(c->arch->table_mask, Pre); */
	/*@ assert pt->arch->table_value == \at(c->arch->table_value, Pre); */
	/*@ assert pt->arch->table_bits == \at(c->arch->table_bits, Pre); */
	/*@ assert pt->arch->pa_field == \at(c->arch->pa_field, Pre); */
	/*@ assert pt->tables_pa == \at(c->tables_pa, Pre) &&
	      pt->nframes == \at(c->nframes, Pre); */
	/*@ assert pt_named(pt, pt->nframes, pt->levels, pt->page_shift,
	      pt->index_bits, pt->arch->root_bits, pt->pa_right); */
	/*@ assert pt_points(pt, pt->arch->table_mask, pt->arch->table_value,
	      pt->arch->pa_field, pt->pa_right, pt->tables_pa,
	      pt->page_shift); */
	/*@ assert \forall integer f; pt_link_of(
	      pt->arch, pt->tables_pa, pt->page_shift, pt->pa_right, f) ==
	      \at(pt_link_of(c->arch, c->tables_pa, c->arch->page_shift,
	        c->arch->pa_right, f), Pre); */
	/*@ assert pt_links(pt, pt->arch, pt->tables_pa, pt->page_shift,
	      pt->pa_right); */
	/*@ assert pt->common != 0 ==> pt->page_shift == 12 &&
	      pt->index_bits == 9 && pt->arch->root_bits == 9 &&
	      pt->pa_right == 0; */
	/*@ ghost is_shaped(pt); */
	/*@ ghost links(pt); */
	/*@ assert pt_known(pt) && pt_memory(pt); */
	/*@ assert pt->index_bits < pt->arch->root_bits ==>
	      pt->fresh == (1 << (pt->arch->root_bits - pt->index_bits)); */
	/*@ assert pt->given <= pt->nframes; */
	/*@ assert pt->given == \at(c->given, Pre); */
	/*@ assert pt->index_bits < pt->arch->root_bits ==>
	      (1 << (pt->arch->root_bits - pt->index_bits)) <= pt->given; */
	/*@ assert pt->fresh <= pt->given; */
	/*@ ghost root_fits(pt); */
}

enum pt_error
pt_init(struct pt *pt, const struct pt_config *c)
{
	if (!config_right(c))
		return PT_CONFIG;
	/*@ assert pt_space(pt, c); */
	form(pt, c);
	/*@ ghost formed: ; */
	follow(pt, c);
	unused(pt);
	/*@ assert pt_still{formed, Here}(pt); */
	/*@ assert pt_known(pt) && pt_linkable(pt); */
	/*@ assert pt_memory(pt); */
	empty(pt);
	return PT_OK;
}
