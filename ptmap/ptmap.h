/*
 * ptmap - page tables: map, unmap, query, protect; for kernels, hypervisors
 * and VMMs. Freestanding: no libc, no allocation, no recursion, no globals.
 *
 * Addresses are bytes: va is virtual (for a stage 2, intermediate physical),
 * pa is physical. A range [va, va + len) may end at the top of the address
 * space. A frame is what one entry maps: a page, or a block of a size that the
 * architecture has. Sizes are bytes.
 *
 * The tables live in one window of memory that the owner gives: table number f
 * is at tables + f * (entries a table), physically at tables_pa + f * (bytes a
 * table); a kernel's direct map is such a window. Beside it the owner gives a
 * struct pt_frame for each table.
 *
 * A failed operation changes no translation and no entry. One writer at a time
 * is the owner's duty; hardware may walk at any moment, and readers too, if
 * they keep retired tables from being reused.
 */
#ifndef PTMAP_H
#define PTMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	PT_READ = 1,
	PT_WRITE = 2,
	PT_EXEC = 4,
	PT_USER = 8,
	PT_DEVICE = 16,
	PT_GLOBAL = 32,
	PT_ACCESSED = 64,
	PT_DIRTY = 128,
	PT_ATTRS = 8,
	PT_LEVELS_MAX = 5
};

enum pt_error {
	PT_OK,
	PT_CONFIG,	  /* pt_init: what was given cannot hold tables */
	PT_NOT_CANONICAL, /* va, or the end of its range, is no address here */
	PT_SIZE,	  /* no frame of that size, or an empty range */
	PT_NOT_ALIGNED,	  /* va, pa or length */
	PT_PHYS_BOUNDS,	  /* outside [pa_first, pa_end) */
	PT_ATTRIBUTES,	  /* the architecture cannot say this */
	PT_VIRT_OVERLAP,  /* something is mapped there */
	PT_PHYS_OVERLAP,  /* the frame is mapped elsewhere, and may not be */
	PT_NO_TABLES,	  /* out of table memory */
	PT_NOT_MAPPED
};

/* What a flush must reach. */
enum pt_flush {
	PT_FLUSH_LEAVES, /* frames gone or changed */
	PT_FLUSH_TABLES, /* the same, and tables: no last-level-only flush */
	PT_FLUSH_ALL,	 /* everything of this address space */
	/* Entries made valid: only where hardware may remember that there was
	   none (RISC-V); frames only, or tables too: SFENCE.VMA with an address
	   is for the first alone. */
	PT_FLUSH_NEW,
	PT_FLUSH_NEW_TABLES
};

struct pt;
struct pt_arch;

/*
 * What the owner does when asked; any may be NULL. They are called inside an
 * operation and must not start another on the same tables.
 *
 * The order of a change that takes something away:
 *   1. entries cleared or replaced, 2. flush, 3. retire_frames, retire_table.
 * What the owner adds to that, by the names of tests/model:
 *   S1: a mapping is noted before pt_map, and until retire_frames.
 *   S2: flush returns when every processor has forgotten what was asked, and
 *       acknowledged it; each acknowledges what it has read before it forgot,
 *       and no more.
 *   S3: of a retired frame first the generation changes, then the content is
 *       scrubbed, then it is free.
 *   S4: a handle's generation is compared before anything is changed, under the
 *       lock that changes it; no handle is given to what is retired.
 *   L1: a processor is interrupted after it was asked, and takes the interrupt
 *       for done before it reads what was asked.
 */
struct pt_hooks {
	/* [va, va + len) was changed; its frames were of at least stride bytes. */
	void (*flush)(void *own, enum pt_flush what, uint64_t va, uint64_t len,
	    uint64_t stride);
	/* No longer mapped by these tables: [pa, pa + len). */
	void (*retire_frames)(void *own, uint64_t pa, uint64_t len);
	/* Table f is no longer walked. Without this hook the library uses it
	   again; with it, the owner gives it back by pt_donate. */
	void (*retire_table)(void *own, uint32_t f);
	/* At least n more tables are needed: give some by pt_donate. */
	void (*more)(void *own, struct pt *pt, uint32_t n);
};

struct pt_frame {
	uint32_t next; /* in the list it is in */
	uint16_t live; /* entries in use */
	uint8_t level; /* 0 holds pages */
	uint8_t stale; /* not all entries are zero */
};

/* Entry bits that change only by break-before-make, unless PT_BBM2 (AArch64's
   FEAT_BBM level 2) is declared. */
enum { PT_BBM2 = 1, PT_UPPER = 2 /* AArch64: TTBR1's half */ };

struct pt_config {
	const struct pt_arch *arch;
	uint64_t *tables;
	struct pt_frame *frames; /* nframes */
	uint64_t tables_pa;	 /* of a multiple of the root's bytes */
	uint32_t nframes;	 /* tables the window has room for */
	uint32_t given; /* the first of them, that may be used at once */
	uint64_t pa_first, pa_end; /* what may be mapped; 0, 0: all there is */
	/* Not NULL forbids two addresses for one frame: a bit for each page of
	   [pa_first, pa_end), all zero at first. */
	uint64_t *owned;
	unsigned features;  /* that the architecture has */
	unsigned no_levels; /* bit l: no frames at level l, as on processors
	                       without 1 GiB pages; not bit 0 */
	const struct pt_hooks
	    *hooks; /* kept, and never to be changed; or NULL */
	void *own;
};

/* Of pt_query and pt_walk. */
struct pt_mapping {
	uint64_t va; /* where the frame begins */
	uint64_t pa; /* its */
	uint64_t size;
	unsigned attrs;
};

struct pt_tables {
	uint32_t first, last; /* a list through pt_frame.next; PT_NONE */
	uint32_t count;
};
#define PT_NONE UINT32_MAX

/* An address space. The owner keeps it and reads only what these functions
   return. */
struct pt {
	/* The table of pages that was used last: the addresses it covers, over
	   tag_shift, or all ones; its entries, how many are in use, its number. */
	uint64_t tag;
	uint64_t *leaf;
	uint16_t *leaf_live;
	uint64_t touched; /* the tag of another, used once */
	uint32_t leaf_frame;
	uint64_t memo;	    /* attributes used last; UINT64_MAX */
	uint64_t memo_bits; /* of a page with them */
	uint64_t seen_bits; /* bits for attributes, of an entry read last, */
	unsigned seen;	    /* and what they say */
	uint64_t fast_end;  /* lower addresses of the usual shape are below */
	uint64_t step_mask, step_base; /* from an entry to a table's place */
	/* The root's entry that was used last, as the last table of pages. */
	uint64_t top_tag;
	uint64_t *top;
	/* the architecture's */
	uint64_t pa_field, attr_bits, table_mask, table_value;
	uint64_t page;			    /* bytes */
	uint64_t pa_first, pa_end, pa_room; /* between them */
	size_t index_mask;
	uint8_t page_shift, index_bits, tag_shift, pa_right;
	uint8_t levels;
	bool common;	/* see pt_find_shaped */
	bool low, high; /* halves of the address space there are */
	bool plain;	/* a page is put in place with nothing else to do */
	bool track;	/* frames taken away must be known after the flush */
	/* Not NULL: the flush is all that there is to do. */
	void (*flush_only)(void *own, enum pt_flush what, uint64_t va,
	    uint64_t len, uint64_t stride);
	uint64_t *e;
	struct pt_frame *frame;
	const struct pt_arch *arch;
	uint64_t *owned;
	uint64_t tables_pa;
	struct pt_tables free, pending;
	uint32_t fresh, given; /* never used: [fresh, given) */
	uint32_t nframes;
	unsigned features, no_levels;
	const struct pt_hooks *hooks;
	void *own;
};

/* The root is table 0; two tables where a stage 2 concatenates. */
enum pt_error pt_init(struct pt *pt, const struct pt_config *c);
/* What to put into CR3, TTBR, VTTBR or (shifted, with its mode) satp. */
uint64_t pt_root(const struct pt *pt);
/* Flushes all, retires every table, the root too: pt is to be forgotten. */
void pt_destroy(struct pt *pt);

/* One frame of size bytes. */
enum pt_error pt_map(
    struct pt *pt, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs);
/* With the largest frames that fit. */
enum pt_error pt_map_range(
    struct pt *pt, uint64_t va, uint64_t pa, uint64_t len, unsigned attrs);
/* The frame that begins at va, whatever its size. */
enum pt_error pt_unmap(struct pt *pt, uint64_t va);
/* What is mapped in the range; blocks of which it has a part are split.
   PT_NOT_MAPPED: nothing was. */
enum pt_error pt_unmap_range(struct pt *pt, uint64_t va, uint64_t len);
/* The frame that begins at va. Accessed and dirty are kept, and set if asked
   for. */
enum pt_error pt_protect(struct pt *pt, uint64_t va, unsigned attrs);
/* All of it must be mapped; blocks of which the range has a part are split. */
enum pt_error pt_protect_range(
    struct pt *pt, uint64_t va, uint64_t len, unsigned attrs);

/* What maps va. PT_NOT_MAPPED leaves *m as it was. pt_query remembers where it
   was, as the operations do; pt_look is for readers beside a writer. */
enum pt_error pt_query(struct pt *pt, uint64_t va, struct pt_mapping *m);
enum pt_error pt_look(const struct pt *pt, uint64_t va, struct pt_mapping *m);
/* Every mapping that has a byte in [va, va + len), in ascending order, until
   visit returns other than 0: that is returned in *stopped. */
enum pt_error pt_walk(const struct pt *pt, uint64_t va, uint64_t len,
    int (*visit)(void *own, const struct pt_mapping *m), void *own,
    int *stopped);

/* Where addresses are: [va[i], va[i] + len), for walks over everything. */
struct pt_ranges {
	size_t n;
	uint64_t va[2], len;
};
struct pt_ranges pt_halves(const struct pt *pt);

/* n tables at hand: operations that need no more cannot fail for want of
   memory. One pt_map needs at most levels - 1, a part of a block at most
   2 * (levels - 1). */
enum pt_error pt_reserve(struct pt *pt, uint32_t n);
/* Tables [first, first + n) of the window, of any content. */
enum pt_error pt_donate(struct pt *pt, uint32_t first, uint32_t n);
/* At hand. */
uint32_t pt_tables_free(const struct pt *pt);

const char *pt_error_name(enum pt_error error);

/* By name, as "x86_64-4", "aarch64-16k-stage2", "riscv64-sv48"; NULL. */
const struct pt_arch *pt_arch_named(const char *name);
/* The list, from 0; NULL after the last. */
const struct pt_arch *pt_arch_at(size_t i);
const char *pt_arch_name(const struct pt_arch *arch);

#ifdef __cplusplus
}
#endif

#endif
