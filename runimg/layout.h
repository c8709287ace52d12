/*
 * layout - where an image's bytes stand in the ELF file that the kernel loads.
 *
 * Every PT_LOAD stands on file pages of its own, page-rounded, zeros around
 * the image's bytes. One program-header table, entry for entry the linked one,
 * at the linked e_phoff. See fs/binfmt_elf.c: load_elf_binary, elf_load.
 *
 * A moved image has two tables. Its own must stay as linked: the C library
 * adds the distance to what it finds there. The kernel's stands at the same
 * offset of the file, in pages in front; they are mapped first, where the
 * image's first segment, which has the linked one, then covers them. So
 * AT_PHDR names the linked table.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "align.h"
#include "rules.h"
#include "same.h"

enum {
	LAYOUT_EHDR = 64,
	LAYOUT_PHDRS = IMAGE_PHDRS + 1, /* one more for PT_GNU_STACK */
	LAYOUT_TABLE = LAYOUT_PHDRS * IMAGE_PHDR_BYTES
};

/* The composed file and the linked e_phoff end below. */
#define LAYOUT_FILE_MAX (UINT64_C(1) << 36)
/* The most pages that data may be moved on. */
#define LAYOUT_SHIFT_MAX UINT64_C(4096)

/* One PT_LOAD of the composed file: segments [first, first + count). */
struct load {
	size_t first, count;
	uint64_t vaddr, memsz, filesz; /* vaddr at a page */
	uint64_t offset;	       /* in the file, at a page */
	uint64_t align;
	uint32_t flags;
	bool placed; /* where it was linked: it holds a header */
};

struct layout {
	size_t nloads;
	uint64_t size; /* of the file, whole pages */
	uint64_t phoff;
	uint32_t phnum;
	size_t front; /* loads before these: the headers', or none */
	bool exec;    /* a header is in an executable page */
	struct load loads[IMAGE_PHDRS];
	struct phdr table[LAYOUT_PHDRS];
};

/* Images that the rules let pass (rules_layout, SEG_MISMATCH). */
/*@ predicate layout_takes(struct image *img) =
      arch_is_one(img->arch) && 0 < img->nsegs <= IMAGE_PHDRS &&
      img->prog.phnum <= IMAGE_PHDRS &&
      segments_sound(img->arch, &img->segs[0], img->nsegs) &&
      \forall integer i; 0 <= i < img->nsegs ==>
        segment_aligned(img->arch, &img->segs[i]);
*/

/* The segments of n in loads: all, each in one, in order. Below, S is the state
   of the image, L that of the layout. */
/*@ predicate load_holds{L}(struct load *ld, integer seg) =
      \at(ld->first, L) <= seg < \at(ld->first + ld->count, L);

    predicate loads_chain(struct load *loads, integer n) =
      (\forall integer i; 0 <= i < n ==>
        0 <= loads[i].first && 0 < loads[i].count) &&
      (\forall integer i, j; 0 <= i < j < n && j == i + 1 ==>
        loads[i].first + loads[i].count == loads[j].first);

    predicate loads_rise(struct load *loads, integer n) =
      \forall integer i, j; 0 <= i < j < n ==>
        loads[i].first + loads[i].count <= loads[j].first;

    predicate loads_split(struct load *loads, integer nloads, integer n) =
      0 < nloads <= n && loads[0].first == 0 &&
      loads[nloads - 1].first + loads[nloads - 1].count == n &&
      loads_chain(loads, nloads) && loads_rise(loads, nloads);

    // b stands on the page that a ends on.
    predicate joined(struct arch *arch, struct segment *a, struct segment *b) =
      page_down(arch, b->vaddr) < page_up(arch, a->vaddr + a->memsz);

    predicate load_joined{S, L}(struct arch *arch, struct segment *segs,
      struct load *ld) =
      (\forall integer j, k; load_holds{L}(ld, j) && load_holds{L}(ld, k) &&
        k == j + 1 ==> joined{S}(arch, segs + j, segs + k)) &&
      (\forall integer k; load_holds{L}(ld, k) ==>
        \at(segs[k].flags, S) == \at(segs[\at(ld->first, L)].flags, S)) &&
      (0 < \at(ld->first, L) ==> !joined{S}(arch,
        segs + (\at(ld->first, L) - 1), segs + \at(ld->first, L)));
*/

/* A load's memory is its segments', to the page's end if nobody writes there. */
/*@ logic integer segment_end(struct segment *s) = s->vaddr + s->memsz;

    logic integer load_first{S, L}(struct segment *segs, struct load *ld) =
      \at(segs[\at(ld->first, L)].vaddr, S);

    logic integer load_end{S, L}(struct segment *segs, struct load *ld) =
      segment_end{S}(segs + (\at(ld->first + ld->count, L) - 1));

    predicate load_covers{S, L}(struct load *ld, struct segment *s) =
      \at(ld->vaddr, L) <= \at(s->vaddr, S) &&
      segment_end{S}(s) <= \at(ld->vaddr + ld->memsz, L) &&
      (\at(s->filesz, S) > 0 ==>
        \at(s->vaddr + s->filesz, S) <= \at(ld->vaddr + ld->filesz, L)) &&
      \at(s->flags, S) == \at(ld->flags, L);

    predicate load_covering{S, L}(struct segment *segs, struct load *ld) =
      \forall integer k; load_holds{L}(ld, k) ==>
        load_covers{S, L}(ld, segs + k);

    predicate load_sized{S, L}(struct arch *arch, struct segment *segs,
      struct load *ld) =
      \at(ld->vaddr, L) == page_down{S}(arch, load_first{S, L}(segs, ld)) &&
      \at(ld->filesz, L) <= \at(ld->memsz, L) &&
      \at(ld->vaddr + ld->memsz, L) <= \at(arch->top, S) &&
      ((\at(ld->flags, L) & IMAGE_W) == 0 ?
        \at(ld->filesz, L) == \at(ld->memsz, L) &&
          \at(ld->vaddr + ld->memsz, L) ==
            page_up{S}(arch, load_end{S, L}(segs, ld))
      : \at(ld->vaddr + ld->memsz, L) == load_end{S, L}(segs, ld)) &&
      load_covering{S, L}(segs, ld);

    predicate load_aligned{S, L}(struct arch *arch, struct load *ld) =
      align_size(\at(ld->align, L)) &&
      \at(arch->page, S) <= \at(ld->align, L) &&
      \at(ld->vaddr, L) % \at(arch->page, S) == 0;

    predicate loads_fresh{S, L}(struct arch *arch, struct segment *segs,
      struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==>
        load_joined{S, L}(arch, segs, loads + i) &&
        load_sized{S, L}(arch, segs, loads + i) &&
        load_aligned{S, L}(arch, loads + i) &&
        \at((loads + i)->placed, L) == 0;
*/

/* The file's pages: each load has its own. */
/*@ predicate ranges_apart(integer a, integer alen, integer b, integer blen) =
      a + alen <= b || b + blen <= a;

    predicate files_apart(struct arch *arch, struct load *a, struct load *b) =
      ranges_apart(a->offset, page_up(arch, a->filesz), b->offset,
        page_up(arch, b->filesz));
*/

/* What a state has in common with another. */
/*@ predicate load_kept{A, B}(struct load *ld) =
      \at(ld->first, A) == \at(ld->first, B) &&
      \at(ld->count, A) == \at(ld->count, B) &&
      \at(ld->placed, A) == \at(ld->placed, B) &&
      \at(ld->offset, A) == \at(ld->offset, B) &&
      \at(ld->vaddr, A) == \at(ld->vaddr, B) &&
      \at(ld->memsz, A) == \at(ld->memsz, B) &&
      \at(ld->filesz, A) == \at(ld->filesz, B) &&
      \at(ld->align, A) == \at(ld->align, B) &&
      \at(ld->flags, A) == \at(ld->flags, B);

    predicate shape_kept{A, B}(struct load *ld) =
      \at(ld->first, A) == \at(ld->first, B) &&
      \at(ld->count, A) == \at(ld->count, B) &&
      \at(ld->vaddr, A) == \at(ld->vaddr, B) &&
      \at(ld->memsz, A) == \at(ld->memsz, B) &&
      \at(ld->filesz, A) == \at(ld->filesz, B) &&
      \at(ld->flags, A) == \at(ld->flags, B);

    predicate shapes_kept{A, B}(struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==> shape_kept{A, B}(loads + i);

    predicate loads_kept_but{A, B}(struct load *loads, integer n,
      integer but) =
      \forall integer i; 0 <= i < n && i != but ==>
        load_kept{A, B}(loads + i);

    predicate loads_kept{A, B}(struct load *loads, integer n) =
      \forall integer i; 0 <= i < n ==> load_kept{A, B}(loads + i);

    predicate counts_kept{A, B}(struct layout *l) =
      \at(l->nloads, A) == \at(l->nloads, B) &&
      \at(l->phoff, A) == \at(l->phoff, B) &&
      \at(l->phnum, A) == \at(l->phnum, B);

    predicate segs_kept{A, B}(struct segment *segs, integer n) =
      \forall integer k; 0 <= k < n ==> segment_kept{A, B}(segs + k);

    predicate segments_kept{A, B}(struct arch *arch, struct segment *segs,
      integer n) =
      \at(arch->page, A) == \at(arch->page, B) &&
      \at(arch->top, A) == \at(arch->top, B) &&
      \forall integer k; 0 <= k < n ==> segment_kept{A, B}(segs + k);
*/

/* The composed file. */
/*@ // Each load has file pages of its own, congruent with its address.
    predicate load_within(struct arch *arch, struct load *ld, integer size) =
      ld->offset % arch->page == 0 && ld->offset <= size &&
      ld->offset + page_up(arch, ld->filesz) <= size &&
      ld->vaddr % ld->align == ld->offset % ld->align;

    predicate loads_within(struct arch *arch, struct load *loads, integer n,
      integer size) =
      \forall integer i; 0 <= i < n ==> load_within(arch, loads + i, size);

    predicate loads_apart(struct arch *arch, struct load *loads, integer n) =
      \forall integer i, j; 0 <= j < i < n ==>
        files_apart(arch, loads + i, loads + j);

    // Where the byte at a stands.
    logic integer load_offset(struct load *ld, integer a) =
      ld->offset + (a - ld->vaddr);

    // No header over s's bytes, or they were headers.
    predicate clear_of_headers(struct load *ld, struct segment *s,
      integer phoff, integer len) =
      s->filesz == 0 || load_offset(ld, s->vaddr) == s->offset ||
      (ranges_apart(load_offset(ld, s->vaddr), s->filesz, 0, LAYOUT_EHDR) &&
        ranges_apart(load_offset(ld, s->vaddr), s->filesz, phoff, len));

    predicate load_clear(struct load *ld, struct segment *segs, integer phoff,
      integer len) =
      \forall integer k; load_holds(ld, k) ==>
        clear_of_headers(ld, segs + k, phoff, len);

    predicate loads_clear(struct load *loads, integer n, struct segment *segs,
      integer phoff, integer len) =
      \forall integer i; 0 <= i < n ==>
        load_clear(loads + i, segs, phoff, len);

    predicate headers_within(struct layout *l) = LAYOUT_EHDR <= l->phoff &&
      l->phoff + l->phnum * IMAGE_PHDR_BYTES <= l->size;

    predicate load_over{L}(struct load *ld, struct segment *s) =
      load_covers{L, L}(ld, s) && s->vaddr + s->filesz <= 0x1000000000000;

    predicate loads_over(struct load *loads, integer n, struct segment *segs) =
      \forall integer i, k; 0 <= i < n && load_holds(loads + i, k) ==>
        load_over(loads + i, segs + k);

    // What a byte's place needs.
    predicate layout_holds(struct image *img, struct layout *l) =
      0 < l->nloads <= IMAGE_PHDRS &&
      loads_split(&l->loads[0], l->nloads, img->nsegs) &&
      loads_over(&l->loads[0], l->nloads, &img->segs[0]) &&
      \forall integer i; 0 <= i < l->nloads ==>
        (&l->loads[0] + i)->offset <= LAYOUT_FILE_MAX;

    predicate layout_fits(struct image *img, struct layout *l) =
      headers_within(l) &&
      loads_within(img->arch, &l->loads[0], l->nloads, l->size) &&
      loads_apart(img->arch, &l->loads[0], l->nloads) &&
      loads_clear(&l->loads[0], l->nloads, &img->segs[0], l->phoff,
        l->phnum * IMAGE_PHDR_BYTES);

    // The table stands where the linked one did, and is as long or longer.
    predicate table_linked(struct image *img, struct layout *l) =
      l->phoff == img->prog.phoff &&
      img->prog.phnum <= l->phnum <= LAYOUT_PHDRS;

    predicate layout_made(struct image *img, struct layout *l) =
      table_linked(img, l) && layout_holds(img, l) && layout_fits(img, l) &&
      l->size <= LAYOUT_FILE_MAX;
*/
/*@ requires \valid(l) && \valid_read(img) && arch_known(img->arch);
    requires \separated(l, img, img->arch);
    requires layout_takes(img) && shift <= LAYOUT_SHIFT_MAX;
    assigns *l;
    ensures \result.code == FAULT_NONE ==> layout_made(img, l);
*/
/*
 * Lays the image out, the loads that hold no header moved on by shift pages;
 * with two tables if front is 1, not 0. HEADER_ROOM, FILE_SIZE or NO_STACK if
 * there is no such file.
 */
struct fault layout_make(
    const struct image *img, uint64_t shift, size_t front, struct layout *l);

/*@ requires \valid_read(l) && 0 < l->nloads <= IMAGE_PHDRS;
    requires seg < IMAGE_PHDRS;
    assigns \nothing;
    ensures \result < l->nloads;
    ensures \forall integer n; loads_split(&l->loads[0], l->nloads, n) &&
      seg < n ==> load_holds(&l->loads[\result], seg);
*/
/* The load that holds segment seg. */
size_t layout_load_of(const struct layout *l, size_t seg);

/*@ requires \valid_read(l) && \valid_read(img) && layout_holds(img, l);
    requires seg < img->nsegs <= IMAGE_PHDRS;
    requires img->segs[seg].vaddr <= vaddr <=
      img->segs[seg].vaddr + img->segs[seg].filesz;
    assigns \nothing;
    ensures \forall integer i; 0 <= i < l->nloads &&
      load_holds(&l->loads[0] + i, seg) ==>
        \result == load_offset(&l->loads[0] + i, vaddr);
*/
/* Offset in the file of vaddr in segment seg of img. */
uint64_t layout_offset(const struct layout *l, size_t seg,
    uint64_t vaddr) /*@ ghost (const struct image *img) */;

#endif
