#include "phtable.h"

#include "codec.h"
#include "le.h"

/* What is needed here of codec.h's contract. */
/*@ requires at <= SIZE_MAX - IMAGE_PHDR_BYTES;
    requires \valid(b + (at .. at + IMAGE_PHDR_BYTES - 1)) && \valid_read(p);
    requires \separated(b + (at .. at + IMAGE_PHDR_BYTES - 1), p);
    assigns b[at .. at + IMAGE_PHDR_BYTES - 1];
*/
void codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p);

/*@ requires \valid(p);
    assigns *p;
    ensures p->type == type;
*/
static void
clear(struct phdr *p, uint32_t type)
{
	p->type = type;
	p->flags = 0;
	p->offset = p->vaddr = p->paddr = 0;
	p->filesz = p->memsz = p->align = 0;
}

/*@ requires \valid(p);
    assigns *p;
    ensures p->type == PHDR_GNU_STACK && p->flags == (IMAGE_R | IMAGE_W);
*/
static void
stack_entry(struct phdr *p)
{
	clear(p, PHDR_GNU_STACK);
	p->flags = IMAGE_R | IMAGE_W;
	p->align = 16;
}

/*@ requires \valid(p) && \valid_read(ld) && \separated(p, ld);
    assigns *p;
    ensures p->type == PHDR_LOAD && p->flags == ld->flags;
    ensures p->offset == ld->offset && p->vaddr == ld->vaddr &&
      p->filesz == ld->filesz && p->memsz == ld->memsz &&
      p->align == ld->align;
*/
static void
load_entry(struct phdr *p, const struct load *ld)
{
	p->type = PHDR_LOAD;
	p->flags = ld->flags;
	p->offset = ld->offset;
	p->vaddr = p->paddr = ld->vaddr;
	p->filesz = ld->filesz;
	p->memsz = ld->memsz;
	p->align = ld->align;
}

/*@ requires \valid_read(l) && \valid_read(img) && \valid_read(from);
    requires \valid(to) && \separated(to, from);
    requires 0 < l->nloads <= IMAGE_PHDRS && img->nsegs <= IMAGE_PHDRS;
    assigns *to;
*/
/* Entries whose bytes are in a segment move with it. */
static void
moved_entry(const struct image *img, const struct layout *l,
    const struct phdr *from, struct phdr *to)
{
	size_t seg =
	    image_segment_of(img->segs, img->nsegs, from->vaddr, from->filesz);
	uint64_t offset = 0;

	if (seg < img->nsegs)
		offset = layout_offset(l, seg, from->vaddr);
	*to = *from;
	to->offset = offset;
}

/*@ requires \valid(l) && \valid_read(img) && \separated(l, img);
    requires table_takes(img, l) && i < IMAGE_PHDRS && seg < IMAGE_PHDRS;
    assigns l->table[i];
    ensures seg <= \result <= seg + 1;
*/
/* Entry i; seg is the first segment of those not in the table before it.
   Returns the next entry's. */
static size_t
fill_entry(const struct image *img, struct layout *l, size_t i, size_t seg)
{
	const struct phdr *from = &img->phdrs[i];
	struct phdr *to = &l->table[i];
	size_t in;

	clear(to, PHDR_NULL);
	switch (from->type) {
	case PHDR_NULL:
		break;
	case PHDR_LOAD:
		if (from->memsz == 0)
			break;
		in = layout_load_of(l, seg);
		if (l->loads[in].first == seg)
			load_entry(to, &l->loads[in]);
		return seg + 1;
	case PHDR_GNU_STACK:
		/* musl: its size is that of new threads' stacks. */
		stack_entry(to);
		to->memsz = from->memsz;
		break;
	case PHDR_PHDR:
	case PHDR_TLS:
	case PHDR_DYNAMIC:
	case PHDR_NOTE:
	case PHDR_GNU_RELRO:
	case PHDR_GNU_EH_FRAME:
	case PHDR_GNU_PROPERTY:
		moved_entry(img, l, from, to);
		break;
	case PHDR_RISCV_ATTRIBUTES:
		/* Its bytes are in the file only, and not in the stream. */
		if (img->arch == &arch_riscv64)
			to->type = PHDR_RISCV_ATTRIBUTES;
		break;
	default:
		break;
	}
	return seg;
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

/*@ requires \valid(l) && \valid_read(img) && \separated(l, img);
    requires table_takes(img, l);
    assigns l->table[0 .. LAYOUT_PHDRS - 1];
*/
static void
fill(const struct image *img, struct layout *l)
{
	size_t i, seg = 0;

	/*@ loop invariant 0 <= i <= img->prog.phnum && seg <= i;
	    loop invariant img->prog.phnum == \at(img->prog.phnum, Pre);
	    loop invariant table_takes(img, l);
	    loop assigns i, seg, l->table[0 .. LAYOUT_PHDRS - 1];
	    loop variant img->prog.phnum - i;
	*/
	for (i = 0; i < img->prog.phnum; i++)
		seg = fill_entry(img, l, i, seg);
}

bool
phtable_takes_stack(const struct image *img, struct layout *l)
{
	if (has_stack(img))
		return true;
	fill(img, l);
	return find_type(l, PHDR_NULL) < l->phnum;
}

void
phtable_fill(const struct image *img, struct layout *l)
{
	fill(img, l);
	if (l->phnum > img->prog.phnum)
		stack_entry(&l->table[img->prog.phnum]);
	else if (!has_stack(img))
		stack_entry(&l->table[find_type(l, PHDR_NULL)]);
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
