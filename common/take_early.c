#include "take.h"

/*@ requires \valid(img) && \valid_read(b + (0 .. n - 1));
    requires \separated(b + (0 .. n - 1), img);
    requires \separated(img, &arch_x86_64) &&
      \separated(img, &arch_aarch64) && \separated(img, &arch_riscv64);
    assigns img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1], img->arch;
    ensures \result.code == FAULT_NONE ==> program_read(img);
    ensures \result.code == FAULT_NONE ==> img->arch == &arch_x86_64 ||
      img->arch == &arch_aarch64 || img->arch == &arch_riscv64;
    ensures img->prog.name_len <= IMAGE_NAME;
*/
static struct fault
take_program(struct image *img, const uint8_t *b, size_t n)
{
	struct fault f = fault_of(codec_program(b, n, &img->prog, img->phdrs));

	if (f.code == FAULT_NONE)
		f = rules_program(&img->prog);
	if (f.code == FAULT_NONE)
		img->arch = arch_find(img->prog.machine);
	return f;
}

/*@ requires \valid_read(a) && \valid_read(b);
    assigns \nothing;
    ensures \result <==> same_segments(a, b);
*/
static bool
same_segment(const struct segment *a, const struct segment *b)
{
	return a->vaddr == b->vaddr && a->memsz == b->memsz &&
	    a->filesz == b->filesz && a->offset == b->offset &&
	    a->align == b->align && a->flags == b->flags;
}

/*@ requires \valid(img) && img->prog.phnum <= IMAGE_PHDRS;
    requires \separated(img, img->arch);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures img->nsegs <= IMAGE_PHDRS;
    ensures img->arch == \old(img->arch);
    ensures arch_kept{Pre, Post}(img->arch);
    ensures program_kept{Pre, Post}(img);
*/
static void
get_segments(struct image *img)
{
	img->nsegs = rules_segments(img->phdrs, img->prog.phnum, img->segs);
}

/*@ requires at <= SIZE_MAX - CODEC_SEGMENT;
    requires \valid_read(b + (at .. at + CODEC_SEGMENT - 1));
    requires with == \null || \valid_read(with);
    assigns \nothing;
    ensures \result == FAULT_NONE <==>
      with != \null && segment_bytes(b, at, with);
*/
static enum fault_code
match_segment(const uint8_t *b, size_t at, const struct segment *with)
{
	struct segment s;
	enum fault_code code = codec_segment(b, at, &s);

	if (code == FAULT_NONE && (with == NULL || !same_segment(&s, with)))
		code = FAULT_SEG_MISMATCH;
	return code;
}

/* SEGM says again what the program headers say. */
/*@ requires \valid_read(img) && \valid_read(b + (0 .. n - 1));
    requires img->nsegs <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==>
      n == img->nsegs * CODEC_SEGMENT && \forall integer i;
	0 <= i < img->nsegs ==>
	segment_bytes(b, i * CODEC_SEGMENT, &img->segs[i]);
*/
static struct fault
match_segments(const struct image *img, const uint8_t *b, size_t n)
{
	size_t i, count = n / CODEC_SEGMENT;
	enum fault_code code;

	if (n % CODEC_SEGMENT != 0 || count > IMAGE_PHDRS)
		return fault_of(FAULT_BAD_LENGTH);
	/*@ loop invariant 0 <= i <= count;
	    loop invariant i <= img->nsegs;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      segment_bytes(b, k * CODEC_SEGMENT, &img->segs[k]);
	    loop assigns i, code;
	    loop variant count - i;
	*/
	for (i = 0; i < count; i++) {
		code = match_segment(b, i * CODEC_SEGMENT,
		    i < img->nsegs ? &img->segs[i] : NULL);
		if (code != FAULT_NONE)
			return fault_in(code, ITEM_SEGMENT, i);
	}
	if (count != img->nsegs)
		return fault_in(FAULT_SEG_MISMATCH, ITEM_SEGMENT, count);
	return fault_none();
}

/*@ requires \valid_read(img) && program_read(img);
    requires img->nsegs <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result.code == FAULT_NONE <==> image_rules(img);
*/
static struct fault
check_rules(const struct image *img)
{
	struct fault f =
	    rules_layout(img->arch, img->prog.type, img->segs, img->nsegs);

	if (f.code == FAULT_NONE)
		f = rules_phdrs(img->arch, img->phdrs, img->prog.phnum,
		    img->segs, img->nsegs);
	if (f.code == FAULT_NONE)
		f = rules_entry(
		    img->arch, img->prog.entry, img->segs, img->nsegs);
	return f;
}

/*@ requires \valid(img) && \valid_read(b + (0 .. n - 1));
    requires \separated(b + (0 .. n - 1), img);
    requires \separated(img, img->arch) && program_read(img);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures program_read(img);
    ensures \result.code == FAULT_NONE ==>
      segments_read(img) && image_rules(img);
*/
static struct fault
take_segments(struct image *img, const uint8_t *b, size_t n)
{
	struct fault f;

	get_segments(img);
	/*@ assert program_read(img); */
	f = match_segments(img, b, n);
	if (f.code == FAULT_NONE)
		f = check_rules(img);
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && sets_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires first ==> img->nsets == 0;
    assigns img->nsets, img->sets_total, img->sets[0 .. img->sets_room - 1];
    ensures sets_counted(img);
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures plan_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures arch_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
*/
static struct fault
get_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_sets(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires none_from(img, first ? TAKE_NSET : TAKE_PLAN);
    assigns img->nsets, img->sets_total, img->sets[0 .. img->sets_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_PLAN);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
take_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	struct fault f = get_sets(img, b, n, first);

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && plan_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires first ==> img->nplan == 0 && !img->has_plan;
    requires !first ==> img->has_plan;
    requires decisions_alone(img->plan, img->nplan);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures plan_counted(img) && decisions_alone(img->plan, img->nplan);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures sets_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures arch_words_kept{Pre, Post}(img->arch);
    ensures arch_halves_kept{Pre, Post}(img->arch);
    ensures arch_bytes_kept{Pre, Post}(img->arch);
    ensures arch_slots_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
*/
static struct fault
get_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_plan(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires first ==> none_from(img, TAKE_PLAN);
    requires !first ==> none_after(img, TAKE_PLAN);
    assigns img->nplan, img->plan_total, img->has_plan,
      img->plan[0 .. img->plan_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_PSET);
    ensures \result.code == FAULT_NONE ==> img->has_plan;
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
take_plan(struct image *img, const uint8_t *b, size_t n, bool first)
{
	struct fault f = get_plan(img, b, n, first);

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && psets_counted(img);
    requires img->nsites <= img->sites_room && img->nsegs <= IMAGE_PHDRS;
    requires img->nplan <= img->plan_room;
    requires first ==> img->npsets == 0;
    assigns img->npsets, img->psets_total,
      img->psets[0 .. img->psets_room - 1];
    ensures psets_counted(img);
    ensures image_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
    ensures sets_kept{Pre, Post}(img) && plan_kept{Pre, Post}(img);
    ensures arch_kept{Pre, Post}(img->arch);
    ensures segments_kept{Pre, Post}(&img->segs[0], img->nsegs);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_words_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_halves_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_bytes_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nsites ==>
      site_slot_kept{Pre, Post}(img->sites + j);
    ensures \forall integer j; 0 <= j < img->nplan ==>
      decision_kept{Pre, Post}(img->plan + j);
*/
static struct fault
get_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_plan_sets(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires first ==> img->npsets == 0;
    assigns img->npsets, img->psets_total,
      img->psets[0 .. img->psets_room - 1];
    ensures tables_sound(img);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
take_plan_sets(struct image *img, const uint8_t *b, size_t n, bool first)
{
	struct fault f = get_plan_sets(img, b, n, first);

	/*@ assert sites_kept{Pre, Here}(img->sites, img->nsites); */
	/*@ assert decisions_alone(img->plan, img->nplan); */
	/*@ assert tables_read(img); */
	/*@ assert segments_read(img); */
	/*@ assert sites_read(img); */
	return f;
}

/*@ requires tables_valid(img) && apart(img, b, n) && sites_counted(img);
    requires first ==> img->nsites == 0;
    requires segments_read(img) && sites_read(img);
    assigns img->nsites, img->sites_total,
      img->sites[0 .. img->sites_room - 1];
    ensures segments_read(img) && sites_read(img) && sites_counted(img);
    ensures sets_kept{Pre, Post}(img) && plan_kept{Pre, Post}(img) &&
      psets_kept{Pre, Post}(img);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
get_sites(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return table_sites(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires none_from(img, first ? TAKE_SITE : TAKE_NSET);
    assigns img->nsites, img->sites_total,
      img->sites[0 .. img->sites_room - 1];
    ensures tables_sound(img) && none_from(img, TAKE_NSET);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
take_sites(struct image *img, const uint8_t *b, size_t n, bool first)
{
	return get_sites(img, b, n, first);
}

/*@ requires tables_valid(img) && apart(img, b, n) && tables_sound(img);
    requires TAKE_SITE <= rank <= TAKE_PSET;
    requires first ==> none_from(img, rank);
    requires !first ==> none_after(img, rank);
    assigns img->nsites, img->sites_total, img->nsets, img->sets_total,
      img->nplan, img->plan_total, img->has_plan, img->npsets,
      img->psets_total, img->sites[0 .. img->sites_room - 1],
      img->sets[0 .. img->sets_room - 1],
      img->plan[0 .. img->plan_room - 1],
      img->psets[0 .. img->psets_room - 1];
    ensures tables_sound(img) && none_from(img, rank + 1);
    ensures \result.code == FAULT_NONE ==> none_after(img, rank);
    ensures rooms_kept{Pre, Post}(img) && program_kept{Pre, Post}(img);
*/
static struct fault
take_table(struct image *img, enum take_rank rank, const uint8_t *b, size_t n,
    bool first)
{
	if (rank == TAKE_SITE)
		return take_sites(img, b, n, first);
	if (rank == TAKE_NSET)
		return take_sets(img, b, n, first);
	if (rank == TAKE_PLAN)
		return take_plan(img, b, n, first);
	return take_plan_sets(img, b, n, first);
}

/*@ requires tables_valid(img) && machines_apart(img) && apart(img, b, n);
    requires image_sound(img, TAKE_START);
    assigns img->arch, img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1];
    ensures \result.code == FAULT_NONE ==>
      image_sound(img, TAKE_PROG) && tables_valid(img);
*/
static struct fault
first_record(struct image *img, const uint8_t *b, size_t n)
{
	return take_program(img, b, n);
}

/*@ requires tables_valid(img) && apart(img, b, n);
    requires image_sound(img, TAKE_PROG);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures \result.code == FAULT_NONE ==> image_sound(img, TAKE_SEGM) &&
      tables_valid(img) && image_rules(img);
*/
static struct fault
second_record(struct image *img, const uint8_t *b, size_t n)
{
	struct fault f = take_segments(img, b, n);

	/*@ assert rooms_kept{Pre, Here}(img); */
	/*@ assert plan_kept{Pre, Here}(img) && psets_kept{Pre, Here}(img); */
	/*@ assert sets_kept{Pre, Here}(img); */
	/*@ assert img->nsites == 0 &&
	      img->sites_total == \at(img->sites_total, Pre); */
	/*@ assert tables_read(img); */
	/*@ assert none_after(img, TAKE_SEGM); */
	/*@ assert tables_valid(img); */
	return f;
}

struct fault
take_early(struct image *img, enum take_rank rank, const uint8_t *b, size_t n,
    bool first)
{
	if (rank == TAKE_PROG)
		return first_record(img, b, n);
	if (rank == TAKE_SEGM)
		return second_record(img, b, n);
	return take_table(img, rank, b, n, first);
}
