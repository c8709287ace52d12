#include "frames.h"

enum {
	CIE_HEAD = 12,
	CIE_MOST = 256,
	CIE_LOOK = 16,
	FDE_HEAD = 16,
	PIECE = 4096
};

/* The image's bytes from an address on, read piece by piece. */
struct window {
	const struct peek *peek;
	uint64_t vaddr;
	size_t n;
	uint8_t b[PIECE];
};

struct frames {
	struct code *code;
	bool whole;
	uint64_t cie; /* the last one looked at, */
	bool signal;  /* and whether it is of signal frames */
	size_t left;  /* whole: bytes that may be cleared yet */
	struct window window;
};

/* n bytes at vaddr, or NULL. */
static const uint8_t *
look(struct window *w, uint64_t vaddr, size_t n)
{
	if (vaddr < w->vaddr || vaddr - w->vaddr > w->n ||
	    w->n - (vaddr - w->vaddr) < n) {
		w->vaddr = vaddr;
		w->n = peek_at(w->peek, vaddr, w->b, PIECE);
	}
	return w->n - (vaddr - w->vaddr) >= n ? w->b + (vaddr - w->vaddr)
					      : NULL;
}

/* A CIE of version 1 or 3 whose augmentation begins with z. */
static bool
is_cie(const uint8_t *b)
{
	return le32(b, 0) >= CIE_HEAD && le32(b, 0) <= CIE_MOST &&
	    le32(b, 4) == 0 && (b[8] == 1 || b[8] == 3) && b[9] == 'z';
}

/* S in its augmentation: such a description begins a byte before its function,
   which must not be taken for the start of an instruction. */
static void
look_cie(struct frames *f, uint64_t vaddr)
{
	const uint8_t *b;
	size_t i;

	if (f->cie == vaddr)
		return;
	f->cie = vaddr;
	f->signal = false;
	b = look(&f->window, vaddr, CIE_LOOK);
	if (b == NULL)
		return;
	for (i = 9; i < CIE_LOOK && b[i] != 0; i++)
		if (b[i] == 'S')
			f->signal = true;
}

static void
mark(struct frames *f, size_t at, size_t n)
{
	struct code *c = f->code;

	if (f->whole) {
		/* Functions overlap in hostile images only. */
		if (n <= f->left) {
			bits_clear(c->map[CODE_SWEPT], at, at + n);
			f->left -= n;
		}
		return;
	}
	if (f->signal)
		return;
	code_mark(c, CODE_START, at);
	code_mark(c, CODE_FUNC, at);
}

/* What a description says; one of another form is passed over. */
static void
describe(struct frames *f, uint64_t to, uint32_t n)
{
	const struct part *part = parts_at(&f->code->parts, to);
	size_t at;

	if (part != NULL && n > 0 && code_offset(f->code, to, &at) &&
	    n <= part->at + part->n - at)
		mark(f, at, n);
}

/* The records that begin with the CIE at vaddr; where they end. */
static uint64_t
records(struct frames *f, uint64_t vaddr)
{
	uint64_t first = vaddr, to;
	uint32_t n, id, length;
	const uint8_t *b;

	for (;;) {
		b = look(&f->window, vaddr, FDE_HEAD);
		if (b == NULL)
			return vaddr;
		n = le32(b, 0);
		id = le32(b, 4);
		if (n < CIE_HEAD || n > INT32_MAX)
			return vaddr;
		if (id == 0) {
			if (!is_cie(b))
				return vaddr;
		} else if (id > vaddr + 4 - first) {
			return vaddr;
		} else {
			to = vaddr + 8 + (uint64_t)(int64_t)(int32_t)le32(b, 8);
			length = le32(b, 12);
			look_cie(f, vaddr + 4 - id);
			describe(f, to, length);
		}
		vaddr += 4 + (uint64_t)n;
	}
}

static void
part_frames(struct frames *f, const struct part *part)
{
	uint64_t at = (part->vaddr + 3) & ~UINT64_C(3), end, next;
	const uint8_t *b;

	end = part->vaddr + part->n;
	while (at < end) {
		b = look(&f->window, at, CIE_HEAD);
		if (b == NULL)
			return;
		next = is_cie(b) ? records(f, at) : at;
		next = (next + 3) & ~UINT64_C(3);
		at = next > at ? next : at + 4;
	}
}

static void
all_frames(
    struct code *c, const struct bases *data, const struct peek *p, bool whole)
{
	struct frames f = {.code = c, .whole = whole, .window = {.peek = p}};

	size_t i;

	f.left = 2 * c->parts.size;
	for (i = 0; i < data->parts.count; i++)
		part_frames(&f, &data->parts.part[i]);
	for (i = 0; i < c->parts.count; i++)
		part_frames(&f, &c->parts.part[i]);
}

void
frames_starts(struct code *c, const struct bases *data, const struct peek *p)
{
	all_frames(c, data, p, false);
}

void
frames_whole(struct code *c, const struct bases *data, const struct peek *p)
{
	all_frames(c, data, p, true);
}
