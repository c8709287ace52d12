/*
 * ptarch - what a page-table architecture is, as data: one file each.
 *
 * Level 0 maps pages. An entry is in use if its bit 0 is set; that is so on all
 * of these. Above level 0 it points to a table if its bits under table_mask are
 * table_value, else it maps a block.
 */
#ifndef PTARCH_H
#define PTARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ptmap.h"

#define PT_PRESENT UINT64_C(1)

/* Attributes that are value under mask set these bits. */
struct pt_rule {
	unsigned mask, value;
	uint64_t bits;
};

/* Attributes of an entry e, from part of its bits: of[(e >> shift) & mask]. */
struct pt_field {
	uint8_t shift;
	uint16_t mask;
	const uint8_t *of;
};

/* f(i), f(i + 1), ... */
#define PT_2(f, i) f(i), f((i) + 1)
#define PT_4(f, i) PT_2(f, i), PT_2(f, (i) + 2)
#define PT_16(f, i) \
	PT_4(f, i), PT_4(f, (i) + 4), PT_4(f, (i) + 8), PT_4(f, (i) + 12)
#define PT_64(f, i) \
	PT_16(f, i), PT_16(f, (i) + 16), PT_16(f, (i) + 32), PT_16(f, (i) + 48)
#define PT_256(f, i)                                          \
	PT_64(f, i), PT_64(f, (i) + 64), PT_64(f, (i) + 128), \
	    PT_64(f, (i) + 192)
#define PT_1024(f, i)                                             \
	PT_256(f, i), PT_256(f, (i) + 256), PT_256(f, (i) + 512), \
	    PT_256(f, (i) + 768)

enum { PT_RULES = 14 };

struct pt_arch {
	const char *name;
	uint8_t levels;
	uint8_t page_shift; /* of a page and of a table, in bytes */
	uint8_t index_bits;
	uint8_t root_bits;   /* may differ: part of a table, or several */
	uint8_t leaf_levels; /* bit l: a frame may be mapped at level l */
	uint8_t va_bits;     /* below which an address is free to vary, */
	bool va_signed;	     /* and above: copies of the highest; or zeros */
	uint8_t features;    /* that may be declared */
	bool flush_new;	     /* hardware may remember that there was no entry */
	uint8_t pa_bits;
	uint8_t pa_right;  /* an entry holds pa >> pa_right, */
	uint64_t pa_field; /* in these bits */
	uint64_t table_bits, table_mask, table_value;
	uint64_t page_bits, block_bits; /* of every frame */
	/* These bits of a live entry, a frame's size and its address change only
	   by break-before-make; 0: no such rule, of size and address either. */
	uint64_t break_bits;
	uint64_t attr_bits; /* all that attributes may set */
	unsigned attrs;	    /* there are */
	struct pt_rule rules[PT_RULES], never[4]; /* up to one with mask 0 */
	struct pt_field low, high; /* together they say all attributes */
};

extern const struct pt_arch *const pt_arch_x86_64[];
extern const struct pt_arch *const pt_arch_aarch64[];
extern const struct pt_arch *const pt_arch_riscv64[];

/*@ predicate pt_applies(integer mask, integer value, integer attrs) =
      (attrs & mask) == value;

    // The bits that the first n rules set.
    logic integer pt_bits{L}(struct pt_arch *a, integer attrs, integer n) =
      n <= 0 ? 0 : (attrs & a->rules[n - 1].mask) == a->rules[n - 1].value ?
      (pt_bits(a, attrs, n - 1) | a->rules[n - 1].bits) :
      pt_bits(a, attrs, n - 1);
*/

/* A frame may have these attributes. */
/*@ requires \valid_read(a);
    assigns \nothing;
    ensures \result != 0 <==> (attrs & (uint32_t)~a->attrs) == 0 &&
      \forall integer k; 0 <= k < 4 ==> a->never[k].mask == 0 ||
        !pt_applies(a->never[k].mask, a->never[k].value, attrs);
*/
bool pt_arch_allows(const struct pt_arch *a, unsigned attrs);
/* The bits that say so. */
/*@ requires \valid_read(a);
    assigns \nothing;
    ensures \result == pt_bits(a, attrs, PT_RULES);
*/
uint64_t pt_arch_encode(const struct pt_arch *a, unsigned attrs);
/*@ predicate pt_field_readable(struct pt_field *f) = f->shift < 64 &&
      \valid_read(f->of + (0 .. f->mask)) && \forall uint64_t e;
        0 <= (uint16_t)((uint64_t)(e >> f->shift) & f->mask) <= f->mask;
*/
/*@ requires \valid_read(a) && pt_field_readable(&a->low);
    requires pt_field_readable(&a->high);
    assigns \nothing;
*/
static inline unsigned
pt_arch_decode(const struct pt_arch *a, uint64_t e)
{
	return (unsigned)a->low.of[(e >> a->low.shift) & a->low.mask] |
	    a->high.of[(e >> a->high.shift) & a->high.mask];
}

#endif
