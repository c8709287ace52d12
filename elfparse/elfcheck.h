/*
 * elfcheck - what the ELF header and the program headers must say, beyond the
 * rules of every image (rules.h). ELF gABI, "ELF Header", "Program Header" and
 * "Dynamic Section". Offsets and sizes are bytes in the file.
 */
#ifndef ELFCHECK_H
#define ELFCHECK_H

#include <elf.h>

#include "range.h"
#include "spec.h"

/*@ // e_ident of a 64-bit little-endian file, all of the header there.
    predicate ident_sound(uint8_t *b, integer n) =
      n >= 64 && b[0] == 0x7f && b[1] == 'E' && b[2] == 'L' && b[3] == 'F' &&
      b[4] == 2 && b[5] == 1 && b[6] == 1;
*/
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> ident_sound(b, n);
*/
/* The first n bytes of the file, as many as a header has or as there are. */
struct fault elfcheck_ident(const uint8_t *b, size_t n);

/*@ predicate header_sound(Elf64_Ehdr *h, integer size) =
      h->e_version == 1 && 0 < h->e_phnum <= IMAGE_PHDRS &&
      h->e_ehsize == 64 && h->e_phentsize == IMAGE_PHDR_BYTES &&
      (h->e_shoff != 0 ==> h->e_shentsize == 64) &&
      within(size, h->e_phoff, h->e_phnum * IMAGE_PHDR_BYTES);
*/
/*@ requires \valid_read(h);
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> header_sound(h, size);
*/
/* The decoded header of a file of size bytes; its machine is known. */
struct fault elfcheck_header(const Elf64_Ehdr *h, uint64_t size);
/*@ requires \valid_read(h) && \valid(prog) && \separated(h, prog);
    assigns prog->machine, prog->type, prog->flags, prog->entry, prog->phoff,
      prog->phnum;
    ensures prog->machine == h->e_machine && prog->type == h->e_type &&
      prog->flags == h->e_flags && prog->entry == h->e_entry &&
      prog->phoff == h->e_phoff && prog->phnum == h->e_phnum;
*/
void elfcheck_program(const Elf64_Ehdr *h, struct program *prog);

/*@ requires \valid_read(from) && \valid(to) && \separated(from, to);
    assigns *to;
    ensures to->type == from->p_type && to->flags == from->p_flags &&
      to->offset == from->p_offset && to->vaddr == from->p_vaddr &&
      to->paddr == from->p_paddr && to->filesz == from->p_filesz &&
      to->memsz == from->p_memsz && to->align == from->p_align;
*/
void elfcheck_phdr(const Elf64_Phdr *from, struct phdr *to);

/*@ predicate phdr_within(struct phdr *p, struct arch *arch, integer size) =
      (p->type == PHDR_LOAD && p->memsz != 0) ||
      (p->type == PHDR_RISCV_ATTRIBUTES && arch == &arch_riscv64) ==>
        within(size, p->offset, p->filesz);
*/
/*@ requires \valid_read(img) && img->prog.phnum <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> \forall integer i;
      0 <= i < img->prog.phnum ==>
        phdr_within(&img->phdrs[i], img->arch, size);
*/
/* Bytes named by a program header must be in the file, mapped or not. */
struct fault elfcheck_phdrs(const struct image *img, uint64_t size);

enum elfcheck_dynamic {
	DYNAMIC_MORE,
	DYNAMIC_END,  /* DT_NULL: no library is needed */
	DYNAMIC_NEEDS /* DT_NEEDED */
};

/*@ predicate dynamic_ends(Elf64_Dyn *e, integer k) = e[k].d_tag == DT_NULL;

    predicate dynamic_needs(Elf64_Dyn *e, integer k) = e[k].d_tag == DT_NEEDED;

    // Nothing to note among the first n.
    predicate dynamic_plain(Elf64_Dyn *e, integer n) =
      \forall integer k; 0 <= k < n ==>
        !dynamic_ends(e, k) && !dynamic_needs(e, k);
*/
/*@ requires \valid_read(entries + (0 .. n - 1));
    assigns \nothing;
    ensures \result == DYNAMIC_MORE || \result == DYNAMIC_END ||
      \result == DYNAMIC_NEEDS;
    ensures \result == DYNAMIC_MORE <==> dynamic_plain(entries, n);
    ensures \result == DYNAMIC_END <==> \exists integer k;
      0 <= k < n && dynamic_plain(entries, k) && dynamic_ends(entries, k);
    ensures \result == DYNAMIC_NEEDS <==> \exists integer k;
      0 <= k < n && dynamic_plain(entries, k) && dynamic_needs(entries, k);
*/
/* Of the first n entries that decides: DT_NULL, DT_NEEDED, or none. */
enum elfcheck_dynamic elfcheck_dynamic(const Elf64_Dyn *entries, size_t n);

#endif
