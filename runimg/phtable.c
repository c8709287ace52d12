#include "phtable.h"

#include "codec.h"
#include "le.h"
#include "placelemmas.h"

/*@ lemma rest_next{A, B, C}: \forall struct image *img, struct layout *l;
      rest_kept{A, B}(img, l) && rest_kept{B, C}(img, l) ==>
      rest_kept{A, C}(img, l);

    lemma holds_kept{A, B}: \forall struct image *img, struct layout *l;
      rest_kept{A, B}(img, l) && layout_holds{A}(img, l) &&
      \at(img->nsegs, A) <= IMAGE_PHDRS ==>
      shapes_kept{A, B}(\at(&l->loads[0], A), \at(l->nloads, A)) &&
      segs_kept{A, B}(\at(&img->segs[0], A), \at(img->nsegs, A)) &&
      loads_split{B}(\at(&l->loads[0], A), \at(l->nloads, A),
        \at(img->nsegs, A)) &&
      loads_over{B}(\at(&l->loads[0], A), \at(l->nloads, A),
        \at(&img->segs[0], A)) && layout_holds{B}(img, l);
*/

/*@ requires \valid(l) && i < LAYOUT_PHDRS;
    requires \valid_read(img) && \separated(l, img, img->arch);
    assigns l->table[i];
    ensures rest_kept{Pre, Post}(img, l);
    ensures l->table[i].type == p.type;
*/
static void
put(struct layout *l, size_t i,
    struct phdr p) /*@ ghost (const struct image *img) */
{
	l->table[i].type = p.type;
	l->table[i].flags = p.flags;
	l->table[i].offset = p.offset;
	l->table[i].vaddr = p.vaddr;
	l->table[i].paddr = p.paddr;
	l->table[i].filesz = p.filesz;
	l->table[i].memsz = p.memsz;
	l->table[i].align = p.align;
}

/*@ assigns \nothing;
    ensures \result.type == type && \result.offset == 0;
*/
static struct phdr
empty_entry(uint32_t type)
{
	struct phdr p;

	p.type = type;
	p.flags = 0;
	p.offset = p.vaddr = p.paddr = 0;
	p.filesz = p.memsz = p.align = 0;
	return p;
}

/*@ assigns \nothing;
    ensures \result.type == PHDR_GNU_STACK &&
      \result.flags == (IMAGE_R | IMAGE_W) && \result.memsz == memsz;
*/
static struct phdr
stack_entry(uint64_t memsz)
{
	struct phdr p = empty_entry(PHDR_GNU_STACK);

	p.flags = IMAGE_R | IMAGE_W;
	p.memsz = memsz;
	p.align = 16;
	return p;
}

/*@ requires \valid_read(ld);
    assigns \nothing;
    ensures \result.type == PHDR_LOAD && \result.flags == ld->flags;
    ensures \result.offset == ld->offset && \result.vaddr == ld->vaddr &&
      \result.filesz == ld->filesz && \result.memsz == ld->memsz &&
      \result.align == ld->align;
*/
static struct phdr
load_entry(const struct load *ld)
{
	struct phdr p;

	p.type = PHDR_LOAD;
	p.flags = ld->flags;
	p.offset = ld->offset;
	p.vaddr = p.paddr = ld->vaddr;
	p.filesz = ld->filesz;
	p.memsz = ld->memsz;
	p.align = ld->align;
	return p;
}

/*@ requires \valid_read(l) && \valid_read(img) && \valid_read(from);
    requires layout_holds(img, l) && img->nsegs <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result.type == from->type;
*/
/* Entries whose bytes are in a segment move with it. */
static struct phdr
moved_entry(
    const struct image *img, const struct layout *l, const struct phdr *from)
{
	size_t seg =
	    image_segment_of(img->segs, img->nsegs, from->vaddr, from->filesz);
	struct phdr p = *from;

	p.offset = 0;
	if (seg < img->nsegs)
		p.offset =
		    layout_offset(l, seg, from->vaddr) /*@ ghost (img) */;
	return p;
}

/*@ requires \valid_read(from);
    assigns \nothing;
    ensures \result == PHDR_NULL || \result == from->type;
    ensures \result == PHDR_LOAD ==> from->memsz != 0;
*/
/* The type of the entry in the composed file. */
static uint32_t
listed(const struct arch *arch, const struct phdr *from)
{
	switch (from->type) {
	case PHDR_LOAD:
		return from->memsz == 0 ? PHDR_NULL : PHDR_LOAD;
	case PHDR_GNU_STACK:
	case PHDR_PHDR:
	case PHDR_TLS:
	case PHDR_DYNAMIC:
	case PHDR_NOTE:
	case PHDR_GNU_RELRO:
	case PHDR_GNU_EH_FRAME:
	case PHDR_GNU_PROPERTY:
		return from->type;
	case PHDR_RISCV_ATTRIBUTES:
		return arch == &arch_riscv64 ? from->type : PHDR_NULL;
	default:
		return PHDR_NULL;
	}
}

/*@ requires \valid(l) && \valid_read(img);
    requires \separated(l, img, img->arch);
    requires table_takes(img, l) && i < IMAGE_PHDRS && seg < IMAGE_PHDRS;
    assigns l->table[i];
    ensures rest_kept{Pre, Post}(img, l);
    ensures seg <= \result <= seg + 1;
*/
/* Entry i; seg is the first segment of those not in the table before it.
   Returns the next entry's. */
static size_t
fill_entry(const struct image *img, struct layout *l, size_t i, size_t seg)
{
	const struct phdr *from = &img->phdrs[i];
	struct phdr to = empty_entry(listed(img->arch, from));
	size_t next = seg, in;

	switch (to.type) {
	case PHDR_NULL:
	case PHDR_RISCV_ATTRIBUTES:
		/* The bytes of these are in the file only, not in the stream. */
		break;
	case PHDR_LOAD:
		in = layout_load_of(l, seg);
		if (l->loads[in].first == seg)
			to = load_entry(&l->loads[in]);
		else
			to.type = PHDR_NULL;
		next = seg + 1;
		break;
	case PHDR_GNU_STACK:
		/* musl: its size is that of new threads' stacks. */
		to = stack_entry(from->memsz);
		break;
	default:
		to = moved_entry(img, l, from);
		break;
	}
	put(l, i, to) /*@ ghost (img) */;
	return next;
}

/*@ requires \valid_read(l) && l->phnum <= LAYOUT_PHDRS;
    assigns \nothing;
    ensures \result <= l->phnum;
    ensures \result < l->phnum ==> l->table[\result].type == type;
    ensures \forall integer k; 0 <= k < \result ==> l->table[k].type != type;
*/
static size_t
find_type(const struct layout *l, uint32_t type)
{
	size_t i = 0;

	/*@ loop invariant 0 <= i <= l->phnum;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      l->table[k].type != type;
	    loop assigns i;
	    loop variant l->phnum - i;
	*/
	while (i < l->phnum && l->table[i].type != type)
		i++;
	return i;
}

/*@ requires \valid_read(img) && img->prog.phnum <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result <==> \exists integer i; 0 <= i < img->prog.phnum &&
      img->phdrs[i].type == PHDR_GNU_STACK;
*/
static bool
has_stack(const struct image *img)
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->prog.phnum;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      img->phdrs[k].type != PHDR_GNU_STACK;
	    loop assigns i;
	    loop variant img->prog.phnum - i;
	*/
	for (i = 0; i < img->prog.phnum; i++)
		if (img->phdrs[i].type == PHDR_GNU_STACK)
			return true;
	return false;
}

/*@ requires \valid(l) && \valid_read(img);
    requires \separated(l, img, img->arch);
    requires table_takes(img, l);
    assigns l->table[0 .. LAYOUT_PHDRS - 1];
    ensures rest_kept{Pre, Post}(img, l);
*/
static void
fill(const struct image *img, struct layout *l)
{
	size_t i, seg = 0;

	/*@ loop invariant 0 <= i <= img->prog.phnum && seg <= i;
	    loop invariant img->prog.phnum == \at(img->prog.phnum, Pre);
	    loop invariant table_takes(img, l);
	    loop invariant rest_kept{Pre, Here}(img, l);
	    loop assigns i, seg, l->table[0 .. LAYOUT_PHDRS - 1];
	    loop variant img->prog.phnum - i;
	*/
	for (i = 0; i < img->prog.phnum; i++)
		seg = fill_entry(img, l, i, seg);
}

bool
phtable_takes_stack(const struct image *img, const struct layout *l)
{
	size_t i;

	/* A load of more segments than one leaves entries. */
	if (has_stack(img) || l->nloads < img->nsegs)
		return true;
	/*@ loop invariant 0 <= i <= img->prog.phnum;
	    loop assigns i;
	    loop variant img->prog.phnum - i;
	*/
	for (i = 0; i < img->prog.phnum; i++)
		if (listed(img->arch, &img->phdrs[i]) == PHDR_NULL)
			return true;
	return false;
}

/*@ requires \valid_read(img) && img->prog.phnum <= IMAGE_PHDRS;
    assigns \nothing;
    ensures \result <= img->prog.phnum;
    ensures \result < img->prog.phnum ==> img->phdrs[\result].type == type;
*/
static size_t
linked_type(const struct image *img, uint32_t type)
{
	size_t i = 0;

	/*@ loop invariant 0 <= i <= img->prog.phnum;
	    loop assigns i;
	    loop variant img->prog.phnum - i;
	*/
	while (i < img->prog.phnum && img->phdrs[i].type != type)
		i++;
	return i;
}

size_t
phtable_front(const struct image *img)
{
	return linked_type(img, PHDR_GNU_PROPERTY) < img->prog.phnum ? 3 : 2;
}

/*@ requires \valid_read(l) && 0 < l->nloads && l->phnum <= LAYOUT_PHDRS;
    requires l->phoff <= LAYOUT_FILE_MAX;
    assigns \nothing;
    ensures \result.type == PHDR_LOAD && \result.flags == IMAGE_R &&
      \result.offset == 0 && \result.vaddr == l->loads[0].vaddr &&
      \result.filesz == \result.memsz ==
        l->phoff + l->phnum * IMAGE_PHDR_BYTES;
*/
/* The load of the headers themselves. */
static struct phdr
front_entry(const struct layout *l)
{
	struct phdr p = empty_entry(PHDR_LOAD);

	p.flags = IMAGE_R;
	p.vaddr = p.paddr = l->loads[0].vaddr;
	p.filesz = p.memsz = l->phoff + (uint64_t)l->phnum * IMAGE_PHDR_BYTES;
	p.align = l->loads[0].align;
	return p;
}

/*@ requires \valid(l) && \valid_read(img);
    requires \separated(l, img, img->arch);
    requires table_takes(img, l) && l->phoff <= LAYOUT_FILE_MAX;
    assigns l->table[0 .. LAYOUT_PHDRS - 1];
    ensures rest_kept{Pre, Post}(img, l);
*/
/* What the kernel needs of a moved image. */
static void
fill_moved(const struct image *img, struct layout *l)
{
	size_t stack = linked_type(img, PHDR_GNU_STACK), i;
	size_t property = linked_type(img, PHDR_GNU_PROPERTY);
	struct phdr p;

	put(l, 0, front_entry(l)) /*@ ghost (img) */;
	/*@ loop invariant 1 <= i <= LAYOUT_PHDRS;
	    loop invariant table_takes(img, l);
	    loop invariant rest_kept{Pre, Here}(img, l);
	    loop assigns i, p, l->table[0 .. LAYOUT_PHDRS - 1];
	    loop variant LAYOUT_PHDRS - i;
	*/
	for (i = 1; i < l->phnum; i++) {
		p = empty_entry(PHDR_NULL);
		if (i <= l->nloads)
			p = load_entry(&l->loads[i - 1]);
		else if (i == l->nloads + 1)
			p = stack_entry(stack < img->prog.phnum
				? img->phdrs[stack].memsz
				: 0);
		else if (i == l->nloads + 2 && property < img->prog.phnum)
			p = moved_entry(img, l, &img->phdrs[property]);
		put(l, i, p) /*@ ghost (img) */;
	}
}

void
phtable_fill(const struct image *img, struct layout *l)
{
	size_t i = l->phnum;

	if (l->front != 0) {
		fill_moved(img, l);
		return;
	}
	fill(img, l);
	/*@ assert rest_kept{Pre, Here}(img, l); */
	if (l->phnum > img->prog.phnum)
		i = img->prog.phnum;
	else if (!has_stack(img))
		i = find_type(l, PHDR_NULL);
	/*@ ghost Filled: ; */
	if (i < l->phnum)
		put(l, i, stack_entry(0)) /*@ ghost (img) */;
	/*@ assert rest_kept{Filled, Here}(img, l); */
}

void
phtable_put_header(const struct image *img, const struct layout *l, uint8_t *b)
{
	static const uint8_t ident[8] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
	size_t i;

	/*@ loop invariant 0 <= i <= LAYOUT_EHDR;
	    loop assigns i, b[0 .. LAYOUT_EHDR - 1];
	    loop variant LAYOUT_EHDR - i;
	*/
	for (i = 0; i < LAYOUT_EHDR; i++)
		b[i] = i < sizeof ident ? ident[i] : 0;
	le16_put(b, 16, img->prog.type);
	le16_put(b, 18, img->prog.machine);
	le32_put(b, 20, 1);
	le64_put(b, 24, img->prog.entry);
	le64_put(b, 32, l->phoff);
	le32_put(b, 48, img->prog.flags);
	le16_put(b, 52, LAYOUT_EHDR);
	le16_put(b, 54, IMAGE_PHDR_BYTES);
	le16_put(b, 56, (uint16_t)l->phnum);
}

void
phtable_put(const struct layout *l, uint8_t *b)
{
	size_t i;

	/*@ loop invariant 0 <= i <= l->phnum;
	    loop assigns i, b[0 .. LAYOUT_TABLE - 1];
	    loop variant l->phnum - i;
	*/
	for (i = 0; i < l->phnum; i++)
		codec_put_phdr(b, i * IMAGE_PHDR_BYTES, &l->table[i]);
}
