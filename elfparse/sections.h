/*
 * sections - what elfparse wants of an ELF file's sections: .syslift and the
 * symbol table. Sections are optional; those named are checked like the rest.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "elffile.h"
#include "shcheck.h"

/* Finds both; refuses an allocated .syslift that relocations would change. */
struct fault sections_read(
    struct elffile *e, const Elf64_Ehdr *eh, struct sections *s);

#endif
