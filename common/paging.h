/*
 * paging - ptmap(1)'s records in a stream: page tables for the image, and where
 * its pages lie in physical memory. Readers that know nothing of them copy them
 * through.
 */
#ifndef PAGING_H
#define PAGING_H

#include "image.h"
#include "le.h"
#include "record.h"

#define RECORD_PTBL RECORD_TYPE('p', 't', 'b', 'l')
#define RECORD_PMAP RECORD_TYPE('p', 'm', 'a', 'p')
#define RECORD_PTPG RECORD_TYPE('p', 't', 'p', 'g')

enum {
	PAGING_NAME = 32,
	PAGING_ROOT = 72,  /* bytes of ptbl */
	PAGING_RANGE = 32, /* bytes of an entry of pmap */
	PAGING_PAGES = 8,  /* bytes of ptpg before its tables */
	PAGING_SHIFT_MAX = 16,
	PAGING_TABLES_MAX = 268435456 /* bytes of all tables */
};

/* ptbl. Addresses are physical; sizes bytes. */
struct paging {
	char arch[PAGING_NAME + 1]; /* a name of pt_arch_named */
	uint64_t root;
	uint64_t tables, table_bytes, ntables; /* [tables, + bytes * n) */
	uint64_t nranges;
};

/* An entry of pmap: image pages [va, va + len) lie from pa on. */
struct paging_range {
	uint64_t va, pa, len;
	uint32_t flags; /* IMAGE_R ... */
};

/* b has PAGING_ROOT bytes, PAGING_RANGE bytes. */
void paging_put(uint8_t *b, const struct paging *p);
void paging_range_put(uint8_t *b, const struct paging_range *r);

/* What came so far; the caller gives the room. */
struct paging_seen {
	bool root; /* ptbl has come */
	struct paging head;
	struct paging_range *ranges; /* IMAGE_PHDRS */
	uint64_t nranges;
	uint64_t ntables; /* in tables */
	uint8_t *tables;  /* NULL: their bytes are not wanted */
};

/* A record of one of the three types: in order, each table once, ascending.
   FAULT_BAD_PAGING, or none. After ptbl tables may be given room. */
enum fault_code paging_take(
    struct paging_seen *s, uint32_t type, const uint8_t *b, size_t n);
/* All came that ptbl announced, or nothing. */
bool paging_whole(const struct paging_seen *s);

/* The image's pages, rounded to pages of that many bytes, neighbours that share
   one joined, laid into memory from base on; where a range holds a block of
   that many bytes, it lies as it does virtually. False: an address is too large
   for pa_end. *end is the first byte after them. */
bool paging_lay(const struct image *img, uint64_t page, uint64_t block,
    uint64_t base, uint64_t pa_end, struct paging_range *ranges,
    uint64_t *nranges, uint64_t *end);

#endif
