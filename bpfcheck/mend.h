/*
 * mend - makes of an object that libbpf 1.1 refuses one that it takes, in a
 * copy: the programs stay what they are.
 */
#ifndef MEND_H
#define MEND_H

#include "btfview.h"
#include "elfview.h"

enum { MEND_EXTRAS = 64, MEND_NAME = 16 };

/* map_extra of 64 bits, which libbpf 1.1 cannot read. */
struct mend_extra {
	char map[MEND_NAME]; /* as the kernel cuts it */
	uint64_t extra;
};

struct mend {
	struct elfview view; /* of bytes, which are ours to change */
	uint8_t *bytes;
	struct mend_extra extras[MEND_EXTRAS];
	uint32_t nextras;
};

/* Does it stand in code that is entered, not only called? Is there such? */
bool mend_is_entry(const struct mend *m, const struct elfsymbol *s);
bool mend_has_code(const struct mend *m);

/* Static programs become global, symbols without a type in code functions. */
void mend_symbols(struct mend *m);

/* Notes map_extra of enumeration types, and hides it. btf is bytes' .BTF. */
void mend_maps(struct mend *m, const struct btfview *btf);

/* An undefined symbol may stay so; false: there is none of that name. */
bool mend_weaken(struct mend *m, const char *name);

/* Does anything in that section name that symbol? */
bool mend_uses(const struct mend *m, const char *section, const char *symbol);

#endif
