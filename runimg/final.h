/*
 * final - the last gate: the sealed file, judged by itself.
 *
 * What the stream said is used for one thing: which calls are allowed at which
 * addresses. Everything else is read from the bytes the kernel is about to
 * map, as it will map them (fs/binfmt_elf.c: load_elf_binary, elf_load).
 */
#ifndef FINAL_H
#define FINAL_H

#include "mapped.h"
#include "reread.h"

/* The image whose number this is: what the kernel maps of the file. */
/*@ predicate mapped_place(uint8_t *file, integer at, integer image,
      integer k) =
      seg_start(image, k) == u64_at(file, at + 16) &&
      seg_file_end(image, k) ==
        u64_at(file, at + 16) + u64_at(file, at + 32) &&
      seg_end(image, k) == u64_at(file, at + 16) + u64_at(file, at + 40) &&
      (seg_exec(image, k) <==> (u32_at(file, at + 4) & IMAGE_X) != 0);

    predicate mapped_loads(uint8_t *file, integer table, integer n,
      integer image) =
      image_segs(image) == elf_loads(file, table, n) &&
      \forall integer i; 0 <= i < n && elf_load(file, table, i) ==>
        mapped_place(file, elf_phdr(table, i), image,
          elf_loads(file, table, i)) &&
        mapped_bytes(file, u64_at(file, elf_phdr(table, i) + 8), image,
          elf_loads(file, table, i));

    // A load in front that the next one covers leaves nothing.
    predicate mapped(struct arch *arch, uint8_t *file, integer front,
      integer image) =
      machine_is(arch, image) && mapped_loads(file,
        elf_table_at(file, front), elf_count(file, front), image) &&
      zeros_else(image);

    // What stands in memory is what view says, of the file's bytes.
    predicate view_mapped(struct image *view, uint8_t *file, integer image) =
      image_is(view, image) && zeros_else(image) &&
      segments_sound(view->arch, &view->segs[0], view->nsegs) &&
      \forall integer k; 0 <= k < view->nsegs ==>
        mapped_bytes(file, view->segs[k].offset, image, k);

    lemma mapped_segment{L}: \forall struct arch *arch, struct segment *segs,
      uint8_t *file, integer front, image, k;
      mapped(arch, file, front, image) && elf_nth{L, L}(file,
        elf_table_at(file, front), elf_count(file, front), segs, k) ==>
      segment_is(segs + k, image, k) &&
      mapped_bytes(file, segs[k].offset, image, k);

    lemma mapped_is: \forall struct image *view, uint8_t *file,
      integer front, image; arch_is_one(view->arch) &&
      mapped(view->arch, file, front, image) &&
      elf_segments(file, front, &view->segs[0], view->nsegs) ==>
      image_is(view, image);
*/

/*@ requires \valid(f) && \valid_read(file + (0 .. size - 1));
    requires \valid_read(plan) && arch_known(plan->arch);
    requires sites_readable(plan);
    requires plan->has_plan ==> plan_readable(plan) &&
      accepts(plan, SLOT_DECIDED, image);
    requires final_apart(f, plan) && \separated(f, file + (0 .. size - 1)) &&
      \separated(plan->arch, file + (0 .. size - 1));
    requires mapped(plan->arch, file, front, image) && front <= 1;
    assigns f->file, f->phnum, f->phdrs[0 .. IMAGE_PHDRS], f->view.arch,
      f->view.sites, f->view.nsites, f->view.plan, f->view.nsegs,
      f->view.segs[0 .. IMAGE_PHDRS - 1];
    ensures size > LAYOUT_FILE_MAX ==> \result.code != FAULT_NONE;
    ensures \result.code == FAULT_NONE ==> plan->has_plan &&
      final_sound(f, file, size, front, plan);
    ensures \result.code == FAULT_NONE ==>
      output_contains_only_allowed_syscalls(plan, image) &&
      slots_as_decided(plan, image, filtered);
    ensures \result.code == FAULT_NONE ==> view_mapped(&f->view, file, image);
*/
/*
 * The file will run as the plan says: a static ELF file for the machine, its
 * loads whole pages, each on file pages of its own, disjoint, none writable
 * and executable; the stack not executable; the entry point in executable
 * bytes; every slot as decided, every call instruction the end of an allowed
 * one held by its bytes, or by a filter if the image is filtered. front is how
 * many headers stand before the image's own: reread.h.
 */
struct fault final_check(struct final *f, const uint8_t *file, uint64_t size,
    size_t front, const struct image *plan,
    bool filtered) /*@ ghost (int image) */;

/*@ requires \valid_read(f) && seg < IMAGE_PHDRS;
    requires f->view.segs[seg].vaddr <= vaddr;
    requires f->view.segs[seg].offset + f->view.segs[seg].filesz <=
      LAYOUT_FILE_MAX;
    requires \valid_read(f->file + (f->view.segs[seg].offset ..
      f->view.segs[seg].offset + f->view.segs[seg].filesz - 1));
    assigns \nothing;
    ensures vaddr - f->view.segs[seg].vaddr < f->view.segs[seg].filesz ?
      \result == f->file[f->view.segs[seg].offset +
        (vaddr - f->view.segs[seg].vaddr)]
    : \result == 0;
*/
/*
 * What will be at vaddr of segment seg of f->view once it is mapped: the
 * check's own view of memory, for comparison with the kernel's.
 */
uint8_t final_byte(const struct final *f, size_t seg, uint64_t vaddr);

#endif
