/* ptchange - by exchange: hardware may note in an entry meanwhile. */
#include "ptchange.h"

uint64_t
pt_bits_for(const struct pt_arch *a, unsigned attrs, uint64_t e)
{
	unsigned had = pt_arch_decode(a, (e & a->attr_bits) | PT_PRESENT);
	unsigned kept = (had & PT_ACCESSED) != 0 ? PT_ACCESSED : 0;

	if ((had & PT_DIRTY) != 0 && pt_arch_allows(a, attrs | kept | PT_DIRTY))
		kept += PT_DIRTY;
	/*@ assert kept == 0 || kept == PT_ACCESSED || kept == PT_DIRTY ||
	      kept == (PT_ACCESSED | PT_DIRTY); */
	return pt_arch_encode(a, attrs | kept);
}

/*@ requires pt_known(pt) && pt_memory(pt) && pt_path_leads(pt, p, va);
    requires \valid_read(p);
    assigns \nothing;
    ensures \result == pt_path_entry(pt, p, va);
*/
static inline uint64_t
entry(const struct pt *pt, uint64_t va, const struct pt_path *p)
{
	size_t i = pt_index(pt, p->level, va);

	/*@ assert 0 <= pt_at(pt, p->f[p->level], i) < pt_all(pt); */
	return pt_load(pt_table(pt, p->f[p->level]) + i);
}

/* The path's entry, e, a frame's, becomes v, one too, if it is e; what it was. */
/*@ requires \valid_read(p) && pt_path_apart(pt, p);
    requires pt_path_leads(pt, p, va) && pt_half(pt, p->f[p->level]);
    requires e == pt_path_entry(pt, p, va);
    requires 0 < p->level ==> pt_to(pt, e) < 0 && pt_to(pt, v) < 0;
    assigns pt->e[0 .. pt_all(pt) - 1];
    ensures \result == e && pt_path_entry(pt, p, va) == v;
    ensures pt_path_leads(pt, p, va) && pt_half(pt, p->f[p->level]);
    ensures pt_over(pt, p->f[p->level]) ==
      \old(pt_over(pt, p->f[p->level])) + pt_bit(e) - pt_bit(v);
    ensures pt_changed{Pre, Post}(pt, pt->e, va, p->level,
      pt_says(p->level, v));
*/
static inline uint64_t
exchange(
    struct pt *pt, uint64_t va, const struct pt_path *p, uint64_t e, uint64_t v)
{
	uint32_t f = p->f[p->level];
	size_t i = pt_index(pt, p->level, va);
	uint64_t was;

	/*@ assert pt_has(pt, pt_n(pt), f, i); */
	/*@ assert 0 <= pt_at(pt, f, i) < pt_all(pt); */
	was = pt_exchange(pt, f, i, e, v);
	/*@ assert pt_leads(pt, pt_n(pt), &p->f[0], va, p->level); */
	/*@ assert pt_ranks{Pre, Here}(pt_n(pt), -1); */
	/*@ assert pt_tree(pt, pt->e, pt_n(pt)); */
	/*@ assert pt_wrote{Pre, Here}(pt, pt->e, pt_n(pt), &p->f[0], va,
	      p->level); */
	/*@ assert \forall integer vb; 0 <= vb <= UINT64_MAX &&
	      pt_agree(pt, va, vb, p->level, pt_top(pt)) ==>
	      pt_translation(pt, pt->e, vb) == pt_says(p->level, v); */
	/*@ assert pt_still{Pre, Here}(pt); */
	/*@ assert pt_linkable(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list{Pre}(pt, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] &&
	      pt->frame[g].stale == 0 ==> pt_zeroed(pt, pt->e, g); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && 0 < pt_pos[g] ==>
	      pt_in_list(pt, g); */
	/*@ assert pt_stock(pt); */
	/*@ assert \forall integer g; 0 <= g < pt_n(pt) && g != f &&
	      pt_in_use(g) ==>
	      pt_live(pt, pt->e, g) == pt_live{Pre}(pt, pt->e, g); */
	return was;
}

/*@ assigns \nothing;
    ensures pt_broken(e, \result) && (\result & 1) == 0;
*/
static inline uint64_t
broken(uint64_t e)
{
	return e & ~PT_PRESENT;
}

void
pt_break_one(struct pt *pt, uint64_t va, const struct pt_path *p)
{
	uint64_t e = entry(pt, va, p), was;

	/*@ assert pt_half(pt, p->f[p->level]); */
	/*@ assert pt_in_use(p->f[p->level]) &&
	      0 <= p->f[p->level] < pt_n(pt); */
	/*@ assert pt_over(pt, p->f[p->level]) == 0; */
	was = exchange(pt, va, p, e, broken(e));
	/* B2: what hardware notes until then is in the entry. */
	/*@ loop invariant was == e;
	    loop assigns e, was;
	    loop variant 0;
	*/
	while (was != e) {
		e = was;
		was = exchange(pt, va, p, e, broken(e));
	}
}

/*@ requires pt_known(pt) && pt_field_readable(&pt->arch->low);
    requires pt_field_readable(&pt->arch->high);
    assigns \nothing;
    ensures pt_becomes(pt, attrs, e, \result);
*/
static inline uint64_t
with(const struct pt *pt, unsigned attrs, uint64_t e)
{
	uint64_t bits = pt_bits_for(pt->arch, attrs, e);

	return (e & ~pt->arch->attr_bits) | bits | PT_PRESENT;
}

bool
pt_make_one(struct pt *pt, uint64_t va, const struct pt_path *p, unsigned attrs)
{
	uint64_t e = entry(pt, va, p), v = with(pt, attrs, e), was;

	was = exchange(pt, va, p, e, v);
	/*@ loop invariant was == e == \at(pt_path_entry(pt, p, va), Pre);
	    loop invariant v == pt_path_entry(pt, p, va);
	    loop assigns e, v, was;
	    loop variant 0;
	*/
	while (was != e) {
		e = was;
		v = with(pt, attrs, e);
		was = exchange(pt, va, p, e, v);
	}
	/*@ assert pt_over(pt, p->f[p->level]) == 0; */
	/*@ assert pt_counted(pt, pt->e, pt->frame, pt_n(pt)); */
	return v != e && (e & PT_PRESENT) != 0;
}
