#include "take.h"

/*@ requires \valid(img) && \valid_read(b + (0 .. n - 1));
    requires \separated(b + (0 .. n - 1), img);
    requires \valid(t) && \separated(t, img);
    assigns img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1];
    ensures \result == FAULT_NONE ==> 0 < img->prog.phnum <= IMAGE_PHDRS;
    ensures img->prog.name_len <= IMAGE_NAME;
    ensures rank_kept{Pre, Post}(t);
    ensures t->seg == \old(t->seg);
    ensures t->into == \old(t->into);
*/
static enum fault_code
get_program(struct image *img, const uint8_t *b, size_t n)
/*@ ghost (const struct take *t) */
{
	/*@ assert \separated(&t->seg, &img->prog) &&
	      \separated(&t->into, &img->prog); */
	/*@ assert \separated(&t->seg, &img->phdrs[0] + (0 .. 1023)) &&
	      \separated(&t->into, &img->phdrs[0] + (0 .. 1023)); */
	return codec_program(b, n, &img->prog, img->phdrs);
}

/*@ requires \valid(img) && \valid_read(b + (0 .. n - 1));
    requires \separated(b + (0 .. n - 1), img);
    requires \separated(img, &arch_x86_64) &&
      \separated(img, &arch_aarch64) && \separated(img, &arch_riscv64);
    requires \valid(t) && take_apart(img, t);
    assigns img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1], img->arch;
    ensures \result.code == FAULT_NONE ==> program_read(img);
    ensures \result.code == FAULT_NONE ==> img->arch == &arch_x86_64 ||
      img->arch == &arch_aarch64 || img->arch == &arch_riscv64;
    ensures img->prog.name_len <= IMAGE_NAME;
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
take_program(struct image *img, const uint8_t *b, size_t n)
/*@ ghost (const struct take *t) */
{
	struct fault f = fault_of(get_program(img, b, n) /*@ ghost (t) */);

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
    requires \valid(t) && take_apart(img, t);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures img->nsegs <= IMAGE_PHDRS;
    ensures img->arch == \old(img->arch);
    ensures arch_words_kept{Pre, Post}(img->arch);
    ensures arch_halves_kept{Pre, Post}(img->arch);
    ensures arch_bytes_kept{Pre, Post}(img->arch);
    ensures arch_slots_kept{Pre, Post}(img->arch);
    ensures program_kept{Pre, Post}(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
    ensures rooms_kept{Pre, Post}(img) && sets_kept{Pre, Post}(img);
    ensures plan_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites) &&
      img->sites_total == \old(img->sites_total);
*/
static void
get_segments(struct image *img)
/*@ ghost (const struct take *t) */
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
    requires \valid(t) && take_apart(img, t);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures program_read(img);
    ensures \result.code == FAULT_NONE ==>
      segments_read(img) && image_rules(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
    ensures rooms_kept{Pre, Post}(img) && sets_kept{Pre, Post}(img);
    ensures plan_kept{Pre, Post}(img) && psets_kept{Pre, Post}(img);
    ensures img->nsites == \old(img->nsites) &&
      img->sites_total == \old(img->sites_total);
*/
static struct fault
take_segments(struct image *img, const uint8_t *b, size_t n)
/*@ ghost (const struct take *t) */
{
	struct fault f;

	get_segments(img) /*@ ghost (t) */;
	/*@ assert program_read(img); */
	f = match_segments(img, b, n);
	if (f.code == FAULT_NONE)
		f = check_rules(img);
	return f;
}

/*@ requires tables_valid(img) && machines_apart(img) && apart(img, b, n);
    requires image_sound(img, TAKE_START);
    requires \valid(t) && take_apart(img, t);
    assigns img->arch, img->prog, img->phdrs[0 .. IMAGE_PHDRS - 1];
    ensures \result.code == FAULT_NONE ==>
      image_sound(img, TAKE_PROG) && tables_valid(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
first_record(struct image *img, const uint8_t *b, size_t n)
/*@ ghost (const struct take *t) */
{
	return take_program(img, b, n) /*@ ghost (t) */;
}

/*@ requires tables_valid(img) && apart(img, b, n);
    requires image_sound(img, TAKE_PROG);
    requires \valid(t) && take_apart(img, t);
    assigns img->nsegs, img->segs[0 .. IMAGE_PHDRS - 1];
    ensures \result.code == FAULT_NONE ==> image_sound(img, TAKE_SEGM) &&
      tables_valid(img) && image_rules(img);
    ensures rank_kept{Pre, Post}(t);
    ensures place_kept{Pre, Post}(t);
*/
static struct fault
second_record(struct image *img, const uint8_t *b, size_t n)
/*@ ghost (const struct take *t) */
{
	struct fault f = take_segments(img, b, n) /*@ ghost (t) */;

	/*@ assert tables_read(img); */
	/*@ assert none_after(img, TAKE_SEGM); */
	/*@ assert tables_valid(img); */
	return f;
}

struct fault
take_early(struct image *img, enum take_rank rank, const uint8_t *b, size_t n,
    bool first)
/*@ ghost (const struct take *t) */
{
	if (rank == TAKE_PROG)
		return first_record(img, b, n) /*@ ghost (t) */;
	if (rank == TAKE_SEGM)
		return second_record(img, b, n) /*@ ghost (t) */;
	return take_table(img, rank, b, n, first) /*@ ghost (t) */;
}
