/* ptcheck - what an operation demands of its arguments. */
#ifndef PTCHECK_H
#define PTCHECK_H

#include "pttable.h"

/* va is an address: the bits over va_bits are alike, and of a half there is. */
static inline bool
pt_canonical(const struct pt *pt, uint64_t va)
{
	uint64_t top = va >> pt->arch->va_bits;

	return (top == 0 && pt->low) ||
	    (top == UINT64_MAX >> pt->arch->va_bits && pt->high);
}

/* The level whose frames have that size; levels if none has. */
unsigned pt_level(const struct pt *pt, uint64_t size);
/* The largest level at which va, pa and len allow a frame; they are multiples
   of a page, len is not 0. */
unsigned pt_level_fitting(
    const struct pt *pt, uint64_t va, uint64_t pa, uint64_t len);

/* [va, va + len): not empty, all addresses, in one half, whole pages. */
enum pt_error pt_check_va(const struct pt *pt, uint64_t va, uint64_t len);
/* [pa, pa + len): whole pages that may be mapped. */
enum pt_error pt_check_pa(const struct pt *pt, uint64_t pa, uint64_t len);

#endif
