/*
 * reread - the headers of the sealed file, read from its bytes: what the kernel
 * is about to do with them (psABI, "ELF Header" and "Program Header";
 * fs/binfmt_elf.c: load_elf_binary).
 */
#ifndef REREAD_H
#define REREAD_H

#include "codec_lemmas.h"
#include "layout.h"
#include "rules.h"
#include "same.h"

struct final {
	const uint8_t *file;
	size_t phnum;	   /* of the image's own headers */
	struct image view; /* loads as segments; the plan's sites */
	struct phdr phdrs[LAYOUT_PHDRS];
};

/* front is how many headers stand before the image's own: one in a file with
   two tables, whose headers are mapped where the image's first segment will
   cover them. */
/*@ logic integer elf_table_at(uint8_t *file, integer front) =
      u64_at(file, 32) + front * IMAGE_PHDR_BYTES;

    logic integer elf_count(uint8_t *file, integer front) =
      u16_at(file, 56) - front;

    // Header i of the table; it is a segment if it is a PT_LOAD with memory.
    logic integer elf_phdr(integer table, integer i) =
      table + i * IMAGE_PHDR_BYTES;

    predicate elf_load(uint8_t *file, integer table, integer i) =
      u32_at(file, elf_phdr(table, i)) == PHDR_LOAD &&
      u64_at(file, elf_phdr(table, i) + 40) != 0;

    logic integer elf_loads(uint8_t *file, integer table, integer n) =
      n <= 0 ? 0
      : u32_at(file, elf_phdr(table, n - 1)) == PHDR_LOAD &&
          u64_at(file, elf_phdr(table, n - 1) + 40) != 0 ?
        elf_loads(file, table, n - 1) + 1
      : elf_loads(file, table, n - 1);

    predicate elf_segment{S, P}(uint8_t *file, integer at,
      struct segment *s) =
      \at(s->flags, S) == u32_at{P}(file, at + 4) &&
      \at(s->offset, S) == u64_at{P}(file, at + 8) &&
      \at(s->vaddr, S) == u64_at{P}(file, at + 16) &&
      \at(s->filesz, S) == u64_at{P}(file, at + 32) &&
      \at(s->memsz, S) == u64_at{P}(file, at + 40);

    predicate elf_nth{S, P}(uint8_t *file, integer table, integer n, struct segment *segs,
      integer k) =
      \exists integer i; 0 <= i < n && elf_load{P}(file, table, i) &&
        elf_loads{P}(file, table, i) == k &&
        elf_segment{S, P}(file, elf_phdr(table, i), segs + k);

    predicate same_count(uint8_t *file, integer table, struct phdr *phdrs, integer n) =
      loads_before(phdrs, n) == elf_loads(file, table, n);

    predicate same_counts(uint8_t *file, integer table, struct phdr *phdrs, integer n) =
      \forall integer k; 0 <= k <= n ==> same_count(file, table, phdrs, k);

    lemma counts_next: \forall uint8_t *file, integer table, struct phdr *phdrs, integer n;
      same_counts(file, table, phdrs, n) && same_count(file, table, phdrs, n + 1) ==>
      same_counts(file, table, phdrs, n + 1);

    lemma count_next: \forall uint8_t *file, integer table, struct phdr *phdrs, integer n;
      0 <= n && same_count(file, table, phdrs, n) &&
      (loads(phdrs + n) <==> elf_load(file, table, n)) ==>
      same_count(file, table, phdrs, n + 1);

    lemma nth_read: \forall uint8_t *file, integer table, struct phdr *phdrs, integer i;
      phdr_at(file, table, phdrs, i) ==>
      phdr_bytes(file, elf_phdr(table, i), phdrs + i) &&
      (loads(phdrs + i) <==> elf_load(file, table, i));

    lemma nth_from{S, P}: \forall uint8_t *file, integer table, struct phdr *phdrs,
      struct segment *s, integer i;
      segment_from{S, P}(s, phdrs + i) &&
      phdr_at{P}(file, table, phdrs, i) ==>
      elf_segment{S, P}(file, elf_phdr(table, i), s);

    lemma nth_one{S, P}: \forall uint8_t *file, integer table, struct phdr *phdrs,
      struct segment *segs, integer i, k, n; 0 <= i < n &&
      loads{P}(phdrs + i) && loads_before{P}(phdrs, i) == k &&
      segment_from{S, P}(segs + k, phdrs + i) &&
      phdr_at{P}(file, table, phdrs, i) &&
      same_count{P}(file, table, phdrs, i) ==>
      elf_load{P}(file, table, i) && elf_loads{P}(file, table, i) == k &&
      elf_segment{S, P}(file, elf_phdr(table, i), segs + k) &&
      elf_nth{S, P}(file, table, n, segs, k);

    lemma count_of: \forall uint8_t *file, integer table, struct phdr *phdrs, integer i, n;
      same_counts(file, table, phdrs, n) && 0 <= i < n &&
      phdrs_bytes(file, table, phdrs, n) ==>
      same_count(file, table, phdrs, i) &&
      phdr_at(file, table, phdrs, i);

    lemma nth_elf{S, P}: \forall uint8_t *file, integer table, struct phdr *phdrs,
      struct segment *segs, integer k, n; segment_nth{S, P}(segs, k, phdrs, n) &&
      same_counts{P}(file, table, phdrs, n) &&
      phdrs_bytes{P}(file, table, phdrs, n) ==>
      elf_nth{S, P}(file, table, n, segs, k);

    predicate place_same{A, B}(struct segment *s) = segment_same{A, B}(s) &&
      \at(s->offset, A) == \at(s->offset, B);

    lemma nth_same{A, B}: \forall uint8_t *file, integer table, struct segment *segs,
      integer k, n; elf_nth{A, A}(file, table, n, segs, k) &&
      place_same{A, B}(segs + k) ==> elf_nth{B, A}(file, table, n, segs, k);

    predicate elf_segments{L}(uint8_t *file, integer front,
      struct segment *segs, integer n) =
      n == elf_loads(file, elf_table_at(file, front),
        elf_count(file, front)) &&
      \forall integer k; 0 <= k < n ==> elf_nth{L, L}(file,
        elf_table_at(file, front), elf_count(file, front), segs, k);
*/

/* The file's headers. */
/*@ predicate elf_ident(uint8_t *file) =
      file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' && file[3] == 'F' &&
      file[4] == 2 && file[5] == 1 && file[6] == 1;

    predicate elf_table(uint8_t *file, integer size, integer front) =
      LAYOUT_EHDR <= size && front < u16_at(file, 56) <= LAYOUT_PHDRS &&
      u64_at(file, 32) + u16_at(file, 56) * IMAGE_PHDR_BYTES <= size;

    predicate elf_header(uint8_t *file, integer size, integer front,
      struct image *plan) =
      elf_table(file, size, front) && elf_ident(file) &&
      u16_at(file, 16) == plan->prog.type &&
      u16_at(file, 18) == plan->arch->machine &&
      u16_at(file, 52) == LAYOUT_EHDR && u16_at(file, 54) == IMAGE_PHDR_BYTES;

    // What runimg writes; the kernel would act on others.
    predicate listed_type(integer type) =
      type == PHDR_NULL || type == PHDR_LOAD || type == PHDR_DYNAMIC ||
      type == PHDR_NOTE || type == PHDR_PHDR || type == PHDR_TLS ||
      type == PHDR_GNU_EH_FRAME || type == PHDR_GNU_STACK ||
      type == PHDR_GNU_RELRO || type == PHDR_GNU_PROPERTY ||
      type == PHDR_RISCV_ATTRIBUTES;

    predicate types_listed(struct phdr *phdrs, integer phnum) =
      (\forall integer i; 0 <= i < phnum ==> listed_type(phdrs[i].type)) &&
      \exists integer i; 0 <= i < phnum && phdrs[i].type == PHDR_GNU_STACK;
*/

/* Its loads. */
/*@ // Of what is not writable the kernel has nothing to fill.
    predicate whole_pages(struct arch *arch, struct segment *s) =
      s->vaddr % arch->page == 0 && s->offset % arch->page == 0 &&
      ((s->flags & IMAGE_W) == 0 ==>
        s->filesz == s->memsz && s->memsz % arch->page == 0);

    predicate file_pages_apart(struct arch *arch, struct segment *a,
      struct segment *b) =
      a->offset + page_up(arch, a->filesz) <= b->offset ||
      b->offset + page_up(arch, b->filesz) <= a->offset;

    predicate own_pages(struct arch *arch, integer size, struct segment *segs,
      integer i) =
      segs[i].offset + page_up(arch, segs[i].filesz) <= size &&
      \forall integer k; 0 <= k < i ==>
        file_pages_apart(arch, segs + k, segs + i);

    predicate load_in_file(struct arch *arch, integer size,
      struct segment *segs, integer i) =
      segs[i].offset + segs[i].filesz <= size && whole_pages(arch, segs + i) &&
      own_pages(arch, size, segs, i);

    predicate loads_in_file(struct arch *arch, integer size,
      struct segment *segs, integer n) =
      \forall integer i; 0 <= i < n ==> load_in_file(arch, size, segs, i);

    predicate phdrs_sound(struct arch *arch, struct phdr *phdrs, integer phnum,
      struct segment *segs, integer nsegs) =
      \forall integer i; 0 <= i < phnum ==>
        phdr_sound(arch, &phdrs[i], segs, nsegs);

    // The file's headers, mapped first and covered by the image's own.
    predicate front_covered(uint8_t *file, struct segment *first) =
      u32_at(file, u64_at(file, 32)) == PHDR_LOAD &&
      u32_at(file, u64_at(file, 32) + 4) == IMAGE_R &&
      u64_at(file, u64_at(file, 32) + 8) == 0 &&
      u64_at(file, u64_at(file, 32) + 16) == first->vaddr &&
      u64_at(file, u64_at(file, 32) + 32) ==
        u64_at(file, u64_at(file, 32) + 40) &&
      0 < u64_at(file, u64_at(file, 32) + 32) <= first->filesz;

    predicate headers_good(struct image *plan, uint8_t *file, integer size,
      integer front, struct phdr *phdrs, integer phnum, struct segment *segs,
      integer nsegs) =
      (front != 0 ==> 0 < nsegs && front_covered(file, segs)) &&
      layout_sound(plan->arch, plan->prog.type, segs, nsegs) &&
      loads_in_file(plan->arch, size, segs, nsegs) &&
      phdrs_sound(plan->arch, phdrs, phnum, segs, nsegs) &&
      entry_sound(plan->arch, segs, nsegs, u64_at(file, 24));

    predicate final_loads(struct final *f, uint8_t *file, integer size,
      integer front, struct image *plan) =
      headers_good(plan, file, size, front, &f->phdrs[0], f->phnum,
        &f->view.segs[0], f->view.nsegs);

    // f holds what the file's bytes say.
    predicate headers_read(struct final *f, uint8_t *file, integer front) =
      f->phnum == elf_count(file, front) &&
      phdrs_bytes(file, elf_table_at(file, front), &f->phdrs[0], f->phnum);

    predicate final_sound(struct final *f, uint8_t *file, integer size,
      integer front, struct image *plan) =
      elf_header(file, size, front, plan) && headers_read(f, file, front) &&
      elf_segments(file, front, &f->view.segs[0], f->view.nsegs) &&
      types_listed(&f->phdrs[0], f->phnum) &&
      final_loads(f, file, size, front, plan);
*/

/*@ predicate plan_same{A, B}(struct image *plan) = table_same{A, B}(plan) &&
      machine_same{A, B}(\at(plan->arch, A)) &&
      \at(plan->prog.type, A) == \at(plan->prog.type, B);

    lemma plan_same_both{A, B, C}: \forall struct image *plan;
      plan_same{A, B}(plan) && plan_same{B, C}(plan) ==> plan_same{A, C}(plan);

    lemma plan_known{A, B}: \forall struct image *plan;
      plan_same{A, B}(plan) && arch_is_one{A}(\at(plan->arch, A)) ==>
      arch_is_one{B}(\at(plan->arch, B));

    lemma plan_header{A, B}: \forall uint8_t *file, struct image *plan,
      integer size, front; plan_same{A, B}(plan) &&
      elf_header{A}(file, size, front, plan) &&
      (\forall integer k; \at(file[k], A) == \at(file[k], B)) ==>
      elf_header{B}(file, size, front, plan);

    predicate final_apart(struct final *f, struct image *plan) =
      \separated(f, plan) && \separated(f, plan->arch) &&
      \separated(f, plan->sites + (0 .. plan->nsites - 1)) &&
      \separated(f, plan->plan + (0 .. plan->nsites - 1));
*/
/*@ requires \valid(f) && \valid_read(file + (0 .. size - 1));
    requires size <= LAYOUT_FILE_MAX && front <= 1;
    requires \valid_read(plan) && arch_known(plan->arch);
    requires final_apart(f, plan) && \separated(f, file + (0 .. size - 1));
    assigns f->phnum, f->phdrs[0 .. IMAGE_PHDRS], f->view.nsegs,
      f->view.segs[0 .. IMAGE_PHDRS - 1];
    ensures elf_header(file, size, front, plan) ==>
      headers_read(f, file, front);
    ensures elf_header(file, size, front, plan) &&
      types_listed(&f->phdrs[0], f->phnum) ==> f->view.nsegs <= IMAGE_PHDRS &&
        elf_segments(file, front, &f->view.segs[0], f->view.nsegs);
    ensures \result.code == FAULT_NONE <==>
      elf_header(file, size, front, plan) &&
      types_listed(&f->phdrs[0], f->phnum) &&
      final_loads(f, file, size, front, plan);
    ensures plan_same{Pre, Post}(plan) &&
      f->view.nsites == \old(f->view.nsites);
*/
/* Headers, segments and entry point into f, judged. Of plan, only the machine
   and the type. size is at most LAYOUT_FILE_MAX. */
struct fault reread(struct final *f, const uint8_t *file, uint64_t size,
    size_t front, const struct image *plan);

#endif
