/*
 * code - the bytes that can be executed, and what is known of each.
 *
 * The owner gives the room for bytes and bitmaps (bits_words(size) words each,
 * zeroed). Offsets are those of the executable parts.
 */
#ifndef CODE_H
#define CODE_H

#include "bits.h"
#include "parts.h"

enum code_map {
	CODE_INSN,    /* a decoded instruction starts here */
	CODE_TAKEN,   /* a byte of one, or data that a symbol names */
	CODE_DIRECT,  /* the instruction has a target */
	CODE_START,   /* known start: decoding begins anew */
	CODE_FUNC,    /* start that has a size, or stands in a table */
	CODE_TARGET,  /* reached otherwise than from the instruction before */
	CODE_OPEN,    /* reached from where nobody knows */
	CODE_OTHER,   /* instruction of a path that overlaps those decoded */
	CODE_PENDING, /* a target that was not followed yet */
	CODE_SWEPT,   /* instruction that nothing known leads to */
	CODE_MAPS
};

/* An instruction that makes an address in two steps may mean any in its page. */
enum { CODE_PAGE = 4096 };

struct code {
	const struct arch *arch;
	bool fixed; /* ET_EXEC: an address in an instruction is final */
	uint8_t *bytes;
	uint64_t *map[CODE_MAPS];
	uint64_t *pages; /* open ones: a bit for CODE_PAGE bytes */
	struct parts parts;
};

/* The offset of vaddr; false if it is not in the code, or not where an
   instruction can be. */
static inline bool
code_offset(const struct code *c, uint64_t vaddr, size_t *at)
{
	return vaddr >= c->parts.low && vaddr < c->parts.high &&
	    vaddr % c->arch->insn_align == 0 &&
	    parts_offset(&c->parts, vaddr, at);
}

static inline bool
code_is(const struct code *c, enum code_map what, size_t at)
{
	return bits_has(c->map[what], at);
}

static inline void
code_mark(struct code *c, enum code_map what, size_t at)
{
	bits_add(c->map[what], at);
}

/* Somebody whom no instruction names may come there: to an offset; to an
   address, if it is one of code; to any in the CODE_PAGE bytes from vaddr. An
   address that may as well be another number, or name data among the code, is
   no proof that there is an instruction: then sure is false. */
void code_open(struct code *c, size_t at);
void code_open_vaddr(struct code *c, uint64_t vaddr, bool sure);
void code_open_page(struct code *c, uint64_t vaddr);
bool code_is_open(const struct code *c, size_t at);
/* It is the second byte of an instruction, behind a lock prefix: libraries
   jump there when they are alone. */
bool code_is_locked(const struct code *c, size_t at);

#endif
