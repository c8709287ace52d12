#include "final.h"

/*@ requires judge_view(view, file, size, image);
    requires segments_sound(view->arch, &view->segs[0], view->nsegs);
    requires accepts(view, SLOT_DECIDED, image) && zeros_else(image);
    requires \separated(view->arch, file + (0 .. size - 1));
    requires view_of(view, plan);
    assigns \nothing;
    ensures \result.code == FAULT_NONE ==>
      slots_as_decided(plan, image, filtered) &&
      output_contains_only_allowed_syscalls(plan, image);
*/
static struct fault
judge(const struct image *view, const uint8_t *file, uint64_t size,
    bool filtered) /*@ ghost (const struct image *plan, int image) */
{
	struct fault f =
	    judge_slots(view, file, size, filtered) /*@ ghost (image) */;

	if (f.code != FAULT_NONE)
		return f;
	/*@ assert composed(image); */
	f = judge_calls(view, file, size) /*@ ghost (image) */;
	/*@ assert slots_as_decided(view, image, filtered); */
	/*@ assert f.code == FAULT_NONE ==>
	      output_contains_only_allowed_syscalls(view, image); */
	return f;
}

/*@ requires \valid(f) && \valid_read(plan) && arch_known(plan->arch);
    requires final_apart(f, plan);
    assigns f->file, f->view.arch, f->view.sites, f->view.nsites,
      f->view.plan;
    ensures f->file == file && view_of(&f->view, plan);
    ensures plan_same{Pre, Post}(plan);
*/
static void
take_plan(struct final *f, const uint8_t *file, const struct image *plan)
{
	f->file = file;
	f->view.arch = plan->arch;
	f->view.sites = plan->sites;
	f->view.nsites = plan->nsites;
	f->view.plan = plan->plan;
	/*@ assert machine_same{Pre, Here}(plan->arch); */
	/*@ assert table_same{Pre, Here}(plan); */
}

/* Steps of the proof, each by itself: provers get lost in all of it at once. */
/*@ ghost
/@ requires f->view.arch == plan->arch;
   requires f->view.sites == plan->sites;
   requires f->view.nsites == plan->nsites;
   requires f->view.plan == plan->plan;
   assigns \nothing;
   ensures view_of(&f->view, plan);
@/
static void
same_plan(const struct final *f, const struct image *plan)
{
}

/@ requires view_of(&f->view, plan) && accepts(plan, SLOT_DECIDED, image);
   requires sites_readable(plan) && plan_readable(plan);
   requires \valid_read(&f->view);
   assigns \nothing;
   ensures accepts(&f->view, SLOT_DECIDED, image);
   ensures sites_readable(&f->view) && plan_readable(&f->view);
@/
static void
same_calls(const struct final *f, const struct image *plan, int image)
{
}

/@ requires arch_is_one(f->view.arch) && mapped(f->view.arch, file, front, image);
   requires elf_segments(file, front, &f->view.segs[0], f->view.nsegs);
   assigns \nothing;
   ensures image_is(&f->view, image);
   ensures \forall integer k; 0 <= k < f->view.nsegs ==>
     mapped_bytes(file, f->view.segs[k].offset, image, k);
@/
static void
same_segments(const struct final *f, const uint8_t *file, size_t front,
    int image)
{
	/@ assert \forall integer k; 0 <= k < f->view.nsegs ==>
	     elf_nth{Here, Here}(file, elf_table_at(file, front),
	       elf_count(file, front), &f->view.segs[0], k) &&
	     segment_is(&f->view.segs[0] + k, image, k) &&
	     mapped_bytes(file, (&f->view.segs[0])[k].offset, image, k); @/
}

/@ requires image_is(&f->view, image) && f->view.nsegs <= IMAGE_PHDRS;
   requires \forall integer k; 0 <= k < f->view.nsegs ==>
     mapped_bytes(file, f->view.segs[k].offset, image, k);
   requires segments_sound(f->view.arch, &f->view.segs[0], f->view.nsegs);
   requires loads_in_file(f->view.arch, size, &f->view.segs[0],
     f->view.nsegs);
   assigns \nothing;
   ensures file_holds(&f->view, file, size, image);
@/
static void
bytes_held(const struct final *f, const uint8_t *file, uint64_t size, int image)
{
	/@ assert \forall integer k; 0 <= k < f->view.nsegs ==>
	     load_in_file(f->view.arch, size, &f->view.segs[0], k) &&
	     holds_bytes(image, f->view.segs[k].vaddr,
	       file + f->view.segs[k].offset, f->view.segs[k].filesz); @/
}
*/

/*@ requires \valid(f) && \valid_read(file + (0 .. size - 1));
    requires size <= LAYOUT_FILE_MAX && \valid_read(plan);
    requires arch_known(plan->arch);
    requires sites_readable(plan) && plan_readable(plan);
    requires final_apart(f, plan) && \separated(f, file + (0 .. size - 1)) &&
      \separated(plan->arch, file + (0 .. size - 1));
    requires mapped(plan->arch, file, front, image) && front <= 1;
    requires accepts(plan, SLOT_DECIDED, image);
    assigns f->file, f->phnum, f->phdrs[0 .. IMAGE_PHDRS], f->view.arch,
      f->view.sites, f->view.nsites, f->view.plan, f->view.nsegs,
      f->view.segs[0 .. IMAGE_PHDRS - 1];
    ensures \result.code == FAULT_NONE ==> final_sound(f, file, size, front, plan);
    ensures \result.code == FAULT_NONE ==>
      judge_view(&f->view, file, size, image) &&
      segments_sound(f->view.arch, &f->view.segs[0], f->view.nsegs) &&
      accepts(&f->view, SLOT_DECIDED, image) && view_of(&f->view, plan) &&
      view_mapped(&f->view, file, image) &&
      \separated(f->view.arch, file + (0 .. size - 1));
    ensures plan->has_plan == \old(plan->has_plan);
*/
static struct fault
final_read(struct final *f, const uint8_t *file, uint64_t size, size_t front,
    const struct image *plan) /*@ ghost (int image) */
{
	struct fault fault;

	take_plan(f, file, plan);
	/*@ assert arch_known(plan->arch); */
	/*@ ghost Taken: ; */
	fault = reread(f, file, size, front, plan);
	if (fault.code != FAULT_NONE)
		return fault;
	/*@ assert plan_same{Taken, Here}(plan); */
	/*@ assert plan_same{Pre, Here}(plan); */
	/*@ assert machine_is(plan->arch, image); */
	/*@ assert mapped(plan->arch, file, front, image); */
	/*@ assert accepts(plan, SLOT_DECIDED, image); */
	/*@ assert arch_known(plan->arch); */
	/*@ ghost same_plan(f, plan); */
	/*@ ghost same_calls(f, plan, image); */
	/*@ ghost same_segments(f, file, front, image); */
	/*@ ghost bytes_held(f, file, size, image); */
	return fault;
}

struct fault
final_check(struct final *f, const uint8_t *file, uint64_t size, size_t front,
    const struct image *plan, bool filtered) /*@ ghost (int image) */
{
	struct fault fault;

	if (!plan->has_plan)
		return fault_of(FAULT_NO_PLAN);
	if (size > LAYOUT_FILE_MAX)
		return fault_of(FAULT_FILE_SIZE);
	fault = final_read(f, file, size, front, plan) /*@ ghost (image) */;
	if (fault.code == FAULT_NONE)
		fault = judge(
		    &f->view, file, size, filtered) /*@ ghost (plan, image) */;
	return fault;
}

uint8_t
final_byte(const struct final *f, size_t seg, uint64_t vaddr)
{
	uint64_t into = vaddr - f->view.segs[seg].vaddr;

	if (into >= f->view.segs[seg].filesz)
		return 0;
	return f->file[f->view.segs[seg].offset + into];
}
