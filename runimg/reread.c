#include "reread.h"

#include "le.h"
#include "recheck.h"

/*@ requires \valid(phdrs + (0 .. IMAGE_PHDRS)) && phnum == elf_count(file, front);
    requires \valid_read(file + (0 .. size - 1));
    requires elf_table(file, size, front) &&
      table == elf_table_at(file, front);
    requires size <= LAYOUT_FILE_MAX && front <= 1;
    requires \separated(phdrs + (0 .. IMAGE_PHDRS), file + (0 .. size - 1));
    requires \valid_read(plan) && \valid_read(plan->arch);
    requires \separated(phdrs + (0 .. IMAGE_PHDRS), plan) &&
      \separated(phdrs + (0 .. IMAGE_PHDRS), plan->arch) &&
      \separated(phdrs + (0 .. IMAGE_PHDRS),
        plan->sites + (0 .. plan->nsites - 1)) &&
      \separated(phdrs + (0 .. IMAGE_PHDRS),
        plan->plan + (0 .. plan->nsites - 1));
    assigns phdrs[0 .. IMAGE_PHDRS];
    ensures phdrs_bytes(file, table, phdrs, phnum);
    ensures plan_same{Pre, Post}(plan);
*/
static void
read_phdrs(const uint8_t *file, uint64_t size, uint64_t table,
    struct phdr *phdrs,
    size_t phnum) /*@ ghost (size_t front, const struct image *plan) */
{
	(void)size;
	codec_phdrs(file, table, phdrs, phnum);
	/*@ assert machine_same{Pre, Here}(plan->arch); */
	/*@ assert table_same{Pre, Here}(plan); */
}

/* What is counted in the headers is what the file's bytes say. */
/*@ ghost
/@ requires same_count(file, table, phdrs, i);
   requires phdr_at(file, table, phdrs, i);
   assigns \nothing;
   ensures same_count(file, table, phdrs, i + 1);
   ensures loads(phdrs + i) <==> elf_load(file, table, i);
@/
static void
count_one(const uint8_t *file, uint64_t table, const struct phdr *phdrs, size_t i)
{
	/@ assert loads(phdrs + i) <==> elf_load(file, table, i); @/
}

/@ requires \valid_read(phdrs + (0 .. phnum - 1)) && phnum <= LAYOUT_PHDRS;
   requires phdrs_bytes(file, table, phdrs, phnum);
   assigns \nothing;
   ensures same_counts(file, table, phdrs, phnum);
   ensures \forall integer i; 0 <= i < phnum ==>
     (loads(phdrs + i) <==> elf_load(file, table, i));
@/
static void
counted(const uint8_t *file, uint64_t table, const struct phdr *phdrs, size_t phnum)
{
	size_t i = 0;

	/@ loop invariant 0 <= i <= phnum;
	   loop invariant same_count(file, table, phdrs, i);
	   loop invariant same_counts(file, table, phdrs, i);
	   loop invariant \forall integer k; 0 <= k < i ==>
	     (loads(phdrs + k) <==> elf_load(file, table, k));
	   loop assigns i;
	   loop variant phnum - i;
	@/
	while (i < phnum) {
		/@ assert phdr_at(file, table, phdrs, i); @/
		count_one(file, table, phdrs, i);
		/@ assert same_counts(file, table, phdrs, i + 1); @/
		i++;
	}
}
*/

/*@ requires phnum <= IMAGE_PHDRS || (phnum == IMAGE_PHDRS + 1 &&
      \exists integer i; 0 <= i < phnum && !loads(phdrs + i));
    requires \valid_read(phdrs + (0 .. phnum - 1));
    requires \valid(segs + (0 .. IMAGE_PHDRS - 1));
    requires \separated(segs + (0 .. IMAGE_PHDRS - 1),
      phdrs + (0 .. phnum - 1));
    requires \valid_read(plan) && \valid_read(plan->arch);
    requires \separated(segs + (0 .. IMAGE_PHDRS - 1), plan) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1), plan->arch) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1),
        plan->sites + (0 .. plan->nsites - 1)) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1),
        plan->plan + (0 .. plan->nsites - 1));
    assigns segs[0 .. IMAGE_PHDRS - 1];
    ensures \result == loads_before{Pre}(phdrs, phnum) <= IMAGE_PHDRS;
    ensures \forall integer k; 0 <= k < \result ==>
      segment_nth{Post, Pre}(segs, k, phdrs, phnum);
    ensures \forall integer i; 0 <= i < phnum ==>
      phdr_same{Pre, Post}(phdrs + i);
    ensures plan_same{Pre, Post}(plan);
*/
static size_t
find_segments(const struct phdr *phdrs, size_t phnum, struct segment *segs)
/*@ ghost (const struct image *plan) */
{
	size_t n = rules_segments(phdrs, phnum, segs);

	/*@ assert machine_same{Pre, Here}(plan->arch); */
	/*@ assert table_same{Pre, Here}(plan); */
	/*@ assert \forall integer i; 0 <= i < phnum ==>
	      \separated(phdrs + i, segs + (0 .. IMAGE_PHDRS - 1)) &&
	      phdr_same{Pre, Here}(phdrs + i); */
	return n;
}

/*@ requires \valid_read(phdrs + (0 .. phnum - 1));
    requires \valid(segs + (0 .. IMAGE_PHDRS - 1));
    requires 0 < phnum <= LAYOUT_PHDRS && phnum == elf_count(file, front);
    requires table == elf_table_at(file, front);
    requires phdrs_bytes(file, table, phdrs, phnum);
    requires types_listed(phdrs, phnum);
    requires \separated(segs + (0 .. IMAGE_PHDRS - 1),
      phdrs + (0 .. phnum - 1));
    requires \valid_read(plan) && \valid_read(plan->arch);
    requires \separated(segs + (0 .. IMAGE_PHDRS - 1), plan) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1), plan->arch) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1),
        plan->sites + (0 .. plan->nsites - 1)) &&
      \separated(segs + (0 .. IMAGE_PHDRS - 1),
        plan->plan + (0 .. plan->nsites - 1));
    assigns segs[0 .. IMAGE_PHDRS - 1];
    ensures \result <= IMAGE_PHDRS && elf_segments(file, front, segs, \result);
    ensures phdrs_bytes(file, table, phdrs, phnum);
    ensures types_listed(phdrs, phnum);
    ensures plan_same{Pre, Post}(plan);
*/
static size_t
read_segments(const struct phdr *phdrs, size_t phnum, struct segment *segs)
/*@ ghost (const uint8_t *file, uint64_t table, size_t front,
      const struct image *plan) */
{
	size_t n;

	/*@ ghost counted(file, table, phdrs, phnum); */
	/* At most IMAGE_PHDRS of them: one header is PT_GNU_STACK. */
	n = find_segments(phdrs, phnum, segs) /*@ ghost (plan) */;
	/*@ assert \forall integer i; 0 <= i < phnum ==>
	      phdr_at{Pre}(file, table, phdrs, i) &&
	      phdr_at(file, table, phdrs, i); */
	/*@ assert \forall integer k; 0 <= k < n ==>
	      segment_nth{Here, Pre}(segs, k, phdrs, phnum) &&
	      elf_nth{Here, Pre}(file, table, phnum, segs, k); */
	/*@ assert n == loads_before{Pre}(phdrs, phnum) &&
	      same_count{Pre}(file, table, phdrs, phnum); */
	/*@ assert n == elf_loads(file, table, phnum); */
	return n;
}

/*@ requires \valid(f) && final_apart(f, plan);
    requires \valid_read(plan) && \valid_read(plan->arch);
    requires headers_read(f, file, front) && f->phnum <= LAYOUT_PHDRS;
    requires types_listed(&f->phdrs[0], f->phnum);
    requires nsegs <= IMAGE_PHDRS;
    requires elf_segments(file, front, &f->view.segs[0], nsegs);
    assigns f->view.nsegs;
    ensures f->view.nsegs == nsegs && f->phnum == \old(f->phnum) &&
      f->view.nsites == \old(f->view.nsites);
    ensures headers_read(f, file, front);
    ensures types_listed(&f->phdrs[0], f->phnum);
    ensures elf_segments(file, front, &f->view.segs[0], nsegs);
    ensures plan_same{Pre, Post}(plan);
*/
static void
set_nsegs(struct final *f, size_t nsegs)
/*@ ghost (const uint8_t *file, size_t front, const struct image *plan) */
{
	f->view.nsegs = nsegs;
	/*@ assert machine_same{Pre, Here}(plan->arch); */
	/*@ assert \forall integer i; 0 <= i < plan->nsites ==>
	      entry_same{Pre, Here}(plan->sites + i, plan->plan + i); */
	/*@ assert table_same{Pre, Here}(plan); */
	/*@ assert \forall integer i; 0 <= i < LAYOUT_PHDRS ==>
	      phdr_same{Pre, Here}(&f->phdrs[0] + i); */
	/*@ assert \forall integer i; 0 <= i < f->phnum ==>
	      phdr_at{Pre}(file, elf_table_at(file, front), &f->phdrs[0], i) &&
	      phdr_same{Pre, Here}(&f->phdrs[0] + i) &&
	      phdr_at(file, elf_table_at(file, front), &f->phdrs[0], i); */
	/*@ assert \forall integer i; 0 <= i < IMAGE_PHDRS ==>
	      place_same{Pre, Here}(&f->view.segs[0] + i); */
	/*@ assert \forall integer k; 0 <= k < nsegs ==>
	      elf_nth{Pre, Pre}(file,
		elf_table_at(file, front), elf_count(file, front),
		&f->view.segs[0], k) && place_same{Pre, Here}(
		  &f->view.segs[0] + k) && elf_nth{Here, Here}(file,
		elf_table_at(file, front), elf_count(file, front), &f->view.segs[0], k); */
}

/*@ ghost
/@ requires \valid_read(f) && f->phnum == elf_count(file, front);
   requires table == elf_table_at(file, front);
   requires phdrs_bytes(file, table, &f->phdrs[0], f->phnum);
   assigns \nothing;
   ensures headers_read(f, file, front);
@/
static void
all_read(const struct final *f, const uint8_t *file, size_t front,
    uint64_t table)
{
}
*/

/*@ requires \valid(f) && \valid_read(file + (0 .. size - 1));
    requires size <= LAYOUT_FILE_MAX && front <= 1;
    requires elf_header(file, size, front, plan);
    requires \valid_read(plan) && arch_known(plan->arch);
    requires final_apart(f, plan) && \separated(f, file + (0 .. size - 1));
    assigns f->phnum, f->phdrs[0 .. IMAGE_PHDRS], f->view.nsegs,
      f->view.segs[0 .. IMAGE_PHDRS - 1];
    ensures elf_header(file, size, front, plan) && headers_read(f, file, front);
    ensures types_listed(&f->phdrs[0], f->phnum) ==>
      f->view.nsegs <= IMAGE_PHDRS &&
      elf_segments(file, front, &f->view.segs[0], f->view.nsegs);
    ensures \result.code == FAULT_NONE <==>
      types_listed(&f->phdrs[0], f->phnum) &&
      final_loads(f, file, size, front, plan);
    ensures plan_same{Pre, Post}(plan) &&
      f->view.nsites == \old(f->view.nsites);
*/
static struct fault
read_all(struct final *f, const uint8_t *file, uint64_t size, size_t front,
    const struct image *plan)
{
	struct fault fault;
	uint64_t table = le64(file, 32) + front * IMAGE_PHDR_BYTES;
	size_t phnum, nsegs;

	phnum = le16(file, 56) - front;
	f->phnum = phnum;
	/*@ assert plan_same{Pre, Here}(plan); */
	/*@ ghost Counted: ; */
	read_phdrs(file, size, table, f->phdrs, phnum)
	    /*@ ghost (front, plan) */;
	/*@ assert plan_same{Counted, Here}(plan); */
	/*@ assert plan_same{Pre, Here}(plan); */
	/*@ assert elf_header(file, size, front, plan); */
	/*@ assert f->phnum == phnum &&
	      f->view.nsites == \at(f->view.nsites, Pre); */
	/*@ ghost all_read(f, file, front, table); */
	fault = recheck_types(f->phdrs, phnum);
	if (fault.code != FAULT_NONE)
		return fault;
	/*@ ghost Listed: ; */
	nsegs = read_segments(f->phdrs, phnum, f->view.segs)
	    /*@ ghost (file, table, front, plan) */;
	/*@ assert plan_same{Listed, Here}(plan); */
	/*@ assert plan_same{Pre, Here}(plan); */
	/*@ assert f->phnum == phnum &&
	      f->view.nsites == \at(f->view.nsites, Pre); */
	/*@ ghost all_read(f, file, front, table); */
	/*@ ghost Read: ; */
	set_nsegs(f, nsegs) /*@ ghost (file, front, plan) */;
	/*@ assert plan_same{Read, Here}(plan); */
	/*@ assert plan_same{Pre, Here}(plan); */
	/*@ assert arch_known(plan->arch); */
	/*@ assert elf_header(file, size, front, plan); */
	/*@ assert f->phnum == phnum &&
	      f->view.nsites == \at(f->view.nsites, Pre); */
	/*@ assert headers_read(f, file, front); */
	/*@ assert types_listed(&f->phdrs[0], f->phnum); */
	/*@ assert elf_segments(file, front, &f->view.segs[0], f->view.nsegs); */
	fault = recheck_rest(
	    plan, file, size, front, f->phdrs, phnum, f->view.segs, nsegs);
	/*@ assert fault.code == FAULT_NONE <==>
	      final_loads(f, file, size, front, plan); */
	return fault;
}

struct fault
reread(struct final *f, const uint8_t *file, uint64_t size, size_t front,
    const struct image *plan)
{
	struct fault fault = recheck_header(file, size, front, plan);

	return fault.code == FAULT_NONE ? read_all(f, file, size, front, plan)
					: fault;
}
