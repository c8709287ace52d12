/*
 * pttable - tables in the window: their entries, how many are in use, which
 * tables are free. A table is its number; an entry is its table and its index.
 */
#ifndef PTTABLE_H
#define PTTABLE_H

#include "ptspec.h"

/*
 * S1: the hardware may walk while we write: an entry is written by one 64-bit
 * store, after all that it leads to. Provers read plain accesses.
 */
/*@ requires \valid(at);
    assigns *at;
    ensures *at == v;
*/
static inline void
pt_store(uint64_t *at, uint64_t v)
{
	__atomic_store_n(at, v, __ATOMIC_RELEASE);
}

/*@ requires \valid_read(at);
    assigns \nothing;
    ensures \result == *at;
*/
static inline uint64_t
pt_load(const uint64_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

/* v if it is *old; otherwise false, and what it is in *old. */
/*@ requires \valid(at) && \valid(old) && \separated(at, old);
    assigns *at, *old;
    ensures \result != 0 <==> \old(*at) == \old(*old);
    ensures \result != 0 ==> *at == v && *old == \old(*old);
    ensures \result == 0 ==> *at == \old(*at) && *old == *at;
*/
static inline bool
pt_swap(uint64_t *at, uint64_t *old, uint64_t v)
{
	return __atomic_compare_exchange_n(
	    at, old, v, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/*@ requires pt_known(pt) && f < pt_n(pt);
    assigns \nothing;
    ensures \result == pt->e + pt_at(pt, f, 0);
*/
static inline uint64_t *
pt_table(const struct pt *pt, uint32_t f)
{
	return pt->e + ((size_t)f << pt->index_bits);
}

/* Bits of an address below what an entry at level l covers. */
/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
    ensures \result == pt_sh(pt, l);
*/
static inline unsigned
pt_shift(const struct pt *pt, unsigned l)
{
	return pt->page_shift + l * pt->index_bits;
}

/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
    ensures \result == 1 << pt_sh(pt, l);
*/
static inline uint64_t
pt_span(const struct pt *pt, unsigned l)
{
	return UINT64_C(1) << pt_shift(pt, l);
}

/* Entries of a table at level l. */
/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
    ensures \result == pt_many(pt, l);
*/
static inline size_t
pt_entries(const struct pt *pt, unsigned l)
{
	return (size_t)1 << (l + 1u == pt->levels ? pt->arch->root_bits
						  : pt->index_bits);
}

/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
    ensures \result == pt_idx(pt, l, va) < pt_many(pt, l);
*/
static inline size_t
pt_index(const struct pt *pt, unsigned l, uint64_t va)
{
	return (size_t)(va >> pt_shift(pt, l)) & (pt_entries(pt, l) - 1);
}

/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result != 0 <==> l > 0 && pt_to(pt, e) >= 0;
*/
static inline bool
pt_is_table(const struct pt *pt, unsigned l, uint64_t e)
{
	return l > 0 && (e & pt->arch->table_mask) == pt->arch->table_value;
}

/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result == (uint64_t)((e & pt->arch->pa_field) << pt->pa_right);
*/
static inline uint64_t
pt_entry_pa(const struct pt *pt, uint64_t e)
{
	return (e & pt->arch->pa_field) << pt->pa_right;
}

/* The table that an entry points to. */
/*@ requires pt_known(pt) && pt_to(pt, e) >= 0;
    assigns \nothing;
    ensures \result == pt_to(pt, e);
*/
static inline uint32_t
pt_child(const struct pt *pt, uint64_t e)
{
	return (
	    uint32_t)((pt_entry_pa(pt, e) - pt->tables_pa) >> pt->page_shift);
}

/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result == pt_link(pt, f);
*/
static inline uint64_t
pt_table_entry(const struct pt *pt, uint32_t f)
{
	return ((pt->tables_pa + ((uint64_t)f << pt->page_shift)) >>
		   pt->pa_right) |
	    pt->arch->table_bits;
}

/* An entry at level l for the frame at pa, with bits for its attributes. */
/*@ requires pt_known(pt);
    assigns \nothing;
    ensures \result == ((pa >> pt->pa_right) | bits |
      (l == 0 ? pt->arch->page_bits : pt->arch->block_bits));
*/
static inline uint64_t
pt_leaf(const struct pt *pt, unsigned l, uint64_t pa, uint64_t bits)
{
	return (pa >> pt->pa_right) | bits |
	    (l == 0 ? pt->arch->page_bits : pt->arch->block_bits);
}

/* A free table, at level l, no entry of it in use; its content is to be
   written whole if it is stale. There must be one. */
/*@ requires pt_ready(pt) && 0 < pt_hand(pt) && l < pt_top(pt);
    assigns pt->free.first, pt->free.last, pt->free.count, pt->fresh;
    assigns pt->frame[0 .. pt_n(pt) - 1], pt_pos[0 .. 4294967294];
    ensures pt_ready(pt);
    ensures pt_hand(pt) == \old(pt_hand(pt)) - 1;
    ensures pt_spare(pt, pt_n(pt), \result) && pt_pos[\result] == 0;
    ensures \result < pt->fresh || pt->given <= \result;
    ensures pt->frame[\result].live == 0;
    ensures pt->frame[\result].stale == 0 ==>
      pt_zeroed(pt, pt->e, \result);
*/
uint32_t pt_take(struct pt *pt, unsigned l);
/* As pt_take, every entry zero. */
/*@ requires pt_ready(pt) && 0 < pt_hand(pt) && l < pt_top(pt);
    assigns pt->free.first, pt->free.last, pt->free.count, pt->fresh;
    assigns pt->frame[0 .. pt_n(pt) - 1], pt_pos[0 .. 4294967294];
    assigns pt->e[0 .. pt_all(pt) - 1];
    ensures pt_ready(pt);
    ensures pt_hand(pt) == \old(pt_hand(pt)) - 1;
    ensures pt_spare(pt, pt_n(pt), \result) && pt_pos[\result] == 0;
    ensures \result < pt->fresh || pt->given <= \result;
    ensures pt->frame[\result].live == 0;
    ensures pt_zeroed(pt, pt->e, \result);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
uint32_t pt_take_zero(struct pt *pt, unsigned l);
/*@ requires i < end ==> \valid(e + (i .. end - 1));
    assigns e[i .. end - 1];
    ensures \forall integer j; i <= j < end ==> e[j] == 0;
*/
void pt_zero(uint64_t *e, size_t i, size_t end);

/* Table f, of pages, holds the page at va: next time without a walk. */
/*@ requires pt_known(pt) && \valid(pt) && f < pt_n(pt);
    requires pt->tag_shift < 64 && \valid(pt->frame + f);
    requires \separated(pt, pt->arch, pt->frame + f);
    assigns pt->leaf_frame, pt->leaf, pt->leaf_live, pt->tag;
    ensures pt->leaf_frame == f && pt->leaf == pt->e + pt_at(pt, f, 0);
    ensures pt->leaf_live == &pt->frame[f].live;
    ensures pt->tag == va >> pt->tag_shift;
*/
static inline void
pt_remember(struct pt *pt, uint32_t f, uint64_t va)
{
	pt->leaf_frame = f;
	pt->leaf = pt_table(pt, f);
	pt->leaf_live = &pt->frame[f].live;
	pt->tag = va >> pt->tag_shift;
}

/* Table f is not used as the last one any more. */
/*@ requires \valid(pt);
    assigns pt->tag;
    ensures pt->leaf_frame == f ==> pt->tag == UINT64_MAX;
    ensures pt->leaf_frame != f ==> pt->tag == \old(pt->tag);
*/
static inline void
pt_forget(struct pt *pt, uint32_t f)
{
	if (pt->leaf_frame == f)
		pt->tag = UINT64_MAX;
}

#endif
