/*
 * symbols - the file's symbols, one after the other, in constant memory.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include "codec.h"
#include "record.h"
#include "sections.h"

struct symbols {
	struct elffile *e;
	const struct sections *sections;
	const struct image *img;
	uint64_t next;	   /* index of the next entry to be read */
	size_t have, used; /* entries in batch */
	uint64_t window;   /* names[0 .. window_len) are the string table's */
	size_t window_len; /* bytes from window on */
	Elf64_Sym batch[ELFFILE_BATCH];
	uint64_t room; /* bytes of entries that may still be given */
	uint8_t names[2 * RECORD_TEXT_MAX];
};

void symbols_start(struct symbols *s, struct elffile *e,
    const struct sections *sections, const struct image *img);

/*
 * The next symbol that names an address in a segment, its name valid until the
 * next call; as many as have room in eight times the bytes the file has for them, for
 * a name can be shared; names are cut to RECORD_TEXT_MAX. False at the end, and
 * where the table cannot be read: symbols are never worth a refusal.
 */
bool symbols_next(struct symbols *s, struct symbol *sym);

#endif
