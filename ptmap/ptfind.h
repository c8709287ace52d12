/* ptfind - from an address to the entry that decides it. */
#ifndef PTFIND_H
#define PTFIND_H

#include "ptcheck.h"

/* Where a walk ended, and the tables it went through. */
struct pt_path {
	uint32_t f[PT_LEVELS_MAX]; /* from level on */
	unsigned level;
	size_t i;	/* in f[level] */
	uint64_t entry; /* as read there */
};

/*@ requires pt_known(pt) && l <= pt_top(pt);
    requires page_shift == pt->page_shift && index_bits == pt->index_bits;
    assigns \nothing;
    ensures \result == pt_sh(pt, l) < 64;
*/
static inline __attribute__((always_inline)) unsigned
pt_shift_shaped(
    const struct pt *pt, unsigned l, unsigned page_shift, unsigned index_bits)
{
	(void)pt;
	/*@ assert pt_sh(pt, l) == pt->page_shift + l * pt->index_bits; */
	/*@ assert l * index_bits == l * pt->index_bits; */
	/*@ assert 0 <= l * index_bits <= 48; */
	return page_shift + l * index_bits;
}

/* An address' index where it is shifted so; the mask of the entries there. */
/*@ requires pt_known(pt) && shift < 64;
    assigns \nothing;
    ensures \forall integer l; 0 <= l <= pt_top(pt) && shift == pt_sh(pt, l) &&
      mask == pt_many(pt, l) - 1 ==> \result == pt_idx(pt, l, va);
*/
static inline __attribute__((always_inline)) size_t
pt_index_shaped(const struct pt *pt, uint64_t va, unsigned shift, size_t mask)
{
	(void)pt;
	return (size_t)(va >> shift) & mask;
}

/* Entry i of table f. */
/*@ requires pt_known(pt) && pt_memory(pt);
    requires pt_has(pt, pt_n(pt), f, i) && index_bits == pt->index_bits;
    assigns \nothing;
    ensures \result == pt_ent(pt, pt->e, f, i);
*/
static inline __attribute__((always_inline)) uint64_t
pt_read_shaped(const struct pt *pt, uint32_t f, size_t i, unsigned index_bits)
{
	return pt_load(pt->e + ((size_t)f << index_bits) + i);
}

/* The table that e, which points to one, points to. */
/*@ requires pt_known(pt) && field == pt->arch->pa_field;
    requires pt_to(pt, e) >= 0;
    requires page_shift == pt->page_shift && pa_right == pt->pa_right;
    assigns \nothing;
    ensures \result == pt_to(pt, e);
*/
static inline __attribute__((always_inline)) uint32_t
pt_child_shaped(const struct pt *pt, uint64_t e, uint64_t field,
    unsigned page_shift, unsigned pa_right)
{
	return (uint32_t)((((e & field) << pa_right) - pt->tables_pa) >>
	    page_shift);
}

/*
 * Down to level least, or to what is no table. The shape is said by arguments
 * so that it is constants where it is the one most have: 9 bits a level, pages
 * of 4 KiB, addresses in entries as they are.
 */
/*@ // A walk of va ended at p->level: there is no table, or it is least.
    predicate pt_found{L}(struct pt *pt, uint64_t va, integer least,
      struct pt_path *p) =
      least <= p->level <= pt_top(pt) &&
      pt_leads(pt, pt_n(pt), &p->f[0], va, p->level) &&
      p->i == pt_idx(pt, p->level, va) &&
      p->entry == pt_ent(pt, pt->e, p->f[p->level], p->i) &&
      (p->level > least ==> pt_to(pt, p->entry) < 0);
*/
/*@ requires pt_sound(pt) && least <= pt_top(pt) && \valid(p);
    requires \separated(p, pt, pt->arch,
      pt->e + (0 .. pt_all(pt) - 1));
    requires page_shift == pt->page_shift && index_bits == pt->index_bits;
    requires pa_right == pt->pa_right;
    requires root_mask == pt_many(pt, pt_top(pt)) - 1;
    assigns *p;
    ensures pt_known(pt);
    ensures pt_found(pt, va, least, p);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
static inline __attribute__((always_inline)) void
pt_find_shaped(const struct pt *pt, uint64_t va, unsigned least,
    struct pt_path *p, unsigned page_shift, unsigned index_bits,
    unsigned pa_right, size_t root_mask)
{
	uint64_t mask = pt->arch->table_mask, value = pt->arch->table_value;
	uint64_t field = pt->arch->pa_field, e;
	unsigned l = pt->levels - 1u;
	size_t i = pt_index_shaped(
	    pt, va, pt_shift_shaped(pt, l, page_shift, index_bits), root_mask);
	uint32_t f = 0;

	p->f[l] = 0;
	e = pt_read_shaped(pt, 0, i, index_bits);
	/*@ loop invariant least <= l <= pt_top(pt);
	    loop invariant pt_leads(pt, pt_n(pt), &p->f[0], va, l);
	    loop invariant pt_at_level(pt, pt_n(pt), f, l);
	    loop invariant pt_has(pt, pt_n(pt), f, i);
	    loop invariant f == p->f[l] && i == pt_idx(pt, l, va);
	    loop invariant e == pt_ent(pt, pt->e, f, i);
	    loop assigns l, f, i, e, p->f[0 .. 4];
	    loop variant l;
	*/
	while (l != least && (e & mask) == value) {
		/*@ assert pt_linked(pt, pt_n(pt), f, i, pt_to(pt, e)); */
		l--;
		f = pt_child_shaped(pt, e, field, page_shift, pa_right);
		p->f[l] = f;
		/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, l + 1); */
		/*@ assert pt_at_level(pt, pt_n(pt), f, l) &&
		      pt_below(pt, va, f, p->f[l + 1], l + 1); */
		/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, l); */
		i = pt_index_shaped(pt, va,
		    pt_shift_shaped(pt, l, page_shift, index_bits),
		    ((size_t)1 << index_bits) - 1);
		e = pt_read_shaped(pt, f, i, index_bits);
	}
	/*@ assert \forall integer g, j; pt_has(pt, pt_n(pt), g, j) ==>
	      0 <= pt_at(pt, g, j) < pt_all(pt); */
	/*@ assert l > least ==> pt_to(pt, e) < 0; */
	p->level = l;
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, l); */
	p->i = i;
	p->entry = e;
	/*@ assert pt->arch->table_mask == \at(pt->arch->table_mask, Pre) &&
	      pt->arch->table_value == \at(pt->arch->table_value, Pre) &&
	      pt->arch->pa_field == \at(pt->arch->pa_field, Pre) &&
	      pt->tables_pa == \at(pt->tables_pa, Pre); */
	/*@ assert p->f[l] == f && p->level == l && p->i == i; */
	/*@ assert e == pt_ent(pt, pt->e, f, i); */
}

/*@ requires pt_sound(pt) && least <= pt_top(pt) && \valid(p);
    requires \separated(p, pt, pt->arch,
      pt->e + (0 .. pt_all(pt) - 1));
    assigns *p;
    ensures pt_known(pt);
    ensures pt_found(pt, va, least, p);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
static inline void
pt_find(const struct pt *pt, uint64_t va, unsigned least, struct pt_path *p)
{
	if (pt->common)
		pt_find_shaped(pt, va, least, p, 12, 9, 0, 511);
	else
		pt_find_shaped(pt, va, least, p, pt->page_shift, pt->index_bits,
		    pt->pa_right, ((size_t)1 << pt->arch->root_bits) - 1);
}

/*@ logic integer pt_inside(struct pt *pt, integer l) =
      (uint64_t)((1 << pt_sh(pt, l)) - 1);
    // The frame that entry e at level l maps: where it begins, its address,
    // its size.
    predicate pt_tells(struct pt *pt, integer va, integer l, integer e,
      integer field, integer begin, integer pa, integer size) =
      (e & 1) != 0 && size == (uint64_t)(pt_inside(pt, l) + 1) &&
      begin == (va & (uint64_t)~pt_inside(pt, l)) &&
      pa == ((uint64_t)((e & field) << pt->pa_right) &
        (uint64_t)~pt_inside(pt, l));
*/
/*@ requires pt_sound(pt) && pt->arch->va_bits < 64 && \valid(m);
    requires pt_field_readable(&pt->arch->low);
    requires pt_field_readable(&pt->arch->high);
    requires \separated(m, pt, pt->arch, pt->e + (0 .. pt_all(pt) - 1));
    assigns *m;
    ensures \result == PT_OK || \result == PT_NOT_MAPPED ||
      \result == PT_NOT_CANONICAL;
    ensures \result != PT_NOT_CANONICAL <==> pt_address(pt, va);
    ensures \result == PT_NOT_MAPPED ==>
      pt_translation{Pre}(pt, \old(pt->e), va) == -1;
    ensures \result == PT_OK ==> \exists integer l, e; 0 <= l <= pt_top(pt) &&
      pt_translation{Pre}(pt, \old(pt->e), va) == pt_says(l, e) &&
      pt_tells(pt, va, l, e, \old(pt->arch->pa_field), m->va, m->pa, m->size);
    ensures \result != PT_OK ==> *m == \old(*m);
    ensures pt_same{Pre, Post}(pt, pt->e, pt_n(pt));
*/
enum pt_error pt_look(const struct pt *pt, uint64_t va, struct pt_mapping *m);

/* The first byte of what the entry at level l covers; the last. */
/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
*/
static inline uint64_t
pt_floor(const struct pt *pt, unsigned l, uint64_t va)
{
	return va & ~(pt_span(pt, l) - 1);
}

/*@ requires pt_known(pt) && l <= pt_top(pt);
    assigns \nothing;
*/
static inline uint64_t
pt_ceil(const struct pt *pt, unsigned l, uint64_t va)
{
	return va | (pt_span(pt, l) - 1);
}

#endif
