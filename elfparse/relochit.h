/*
 * relochit - does a relocation begin in [addr, addr + size)?
 * ELF gABI, "Relocation" and SHT_RELR.
 */
#ifndef RELOCHIT_H
#define RELOCHIT_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct relochit {
	uint64_t addr, size;
	uint64_t next; /* SHT_RELR: the word a bitmap begins with; first 0 */
};

/* n entries of one section, in order. */
bool relochit_rela(const struct relochit *r, const Elf64_Rela *e, size_t n);
bool relochit_rel(const struct relochit *r, const Elf64_Rel *e, size_t n);
bool relochit_relr(struct relochit *r, const Elf64_Xword *e, size_t n);

#endif
