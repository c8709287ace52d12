#include "pour.h"

#include <string.h>

#include "codec.h"

/* A whole number of pages, so that reads stay aligned. */
enum { CHUNK = 63 * 4096 };

struct pour {
	const struct lift *l;
	struct hold *h;
	struct writer *out;
	uint8_t *record, *payload;
};

static bool
put_sites(struct pour *p)
{
	size_t most = (RECORD_PAYLOAD_MAX - CODEC_TABLE) / CODEC_SITE;
	size_t i = 0, k, n, total = p->l->nsites;

	do {
		n = total - i < most ? total - i : most;
		le32_put(p->payload, 0, (uint32_t)total);
		le32_put(p->payload, 4, (uint32_t)i);
		for (k = 0; k < n; k++)
			codec_put_site(p->payload, CODEC_TABLE + k * CODEC_SITE,
			    &p->l->sites[i + k]);
		if (!writer_put(p->out, RECORD_SITE, p->record,
			CODEC_TABLE + n * CODEC_SITE))
			return false;
		i += n;
	} while (i < total);
	return true;
}

static bool
put_sets(struct pour *p)
{
	size_t most = (RECORD_PAYLOAD_MAX - CODEC_TABLE) / CODEC_SET;
	size_t i, k, n, total = p->l->nsets;

	for (i = 0; i < total; i += n) {
		n = total - i < most ? total - i : most;
		le32_put(p->payload, 0, (uint32_t)total);
		le32_put(p->payload, 4, (uint32_t)i);
		for (k = 0; k < n; k++)
			codec_put_set(p->payload, CODEC_TABLE + k * CODEC_SET,
			    &p->l->sets[i + k]);
		if (!writer_put(p->out, RECORD_NSET, p->record,
			CODEC_TABLE + n * CODEC_SET))
			return false;
	}
	return true;
}

static struct fault
put_segment(struct pour *p, const struct segment *s)
{
	bool exec = (s->flags & IMAGE_X) != 0;
	const struct parts *parts =
	    exec ? &p->h->code.parts : &p->h->bases.parts;
	uint8_t *to = p->payload + CODEC_DATA;
	uint64_t into;
	size_t n, at;

	for (into = 0; into < s->filesz; into += n) {
		n = s->filesz - into < CHUNK ? (size_t)(s->filesz - into)
					     : (size_t)CHUNK;
		if (!parts_offset(parts, s->vaddr + into, &at))
			return fault_of(FAULT_BAD_DATA);
		le64_put(p->payload, 0, s->vaddr + into);
		if (exec)
			memcpy(to, p->h->code.bytes + at, n);
		else if (!hold_read(p->h, at, to, n))
			return fault_of(FAULT_TEMP);
		if (!writer_put(p->out, RECORD_DATA, p->record, CODEC_DATA + n))
			return fault_of(FAULT_WRITE);
	}
	return fault_none();
}

static struct fault
put_records(struct pour *p)
{
	uint64_t at = p->h->records;
	struct record r;

	while (hold_next(p->h, &at, p->record, &r))
		if (!writer_record(p->out, &r))
			return fault_of(FAULT_WRITE);
	return fault_of(at == p->h->end ? FAULT_NONE : FAULT_TEMP);
}

struct fault
pour_all(const struct lift *l, struct hold *h, const struct image *img,
    struct writer *out, uint8_t *record)
{
	struct pour p = {l, h, out, record, record + RECORD_HEADER};
	struct fault f = fault_none();
	size_t i;

	if (!put_sites(&p) || !put_sets(&p))
		return fault_of(FAULT_WRITE);
	for (i = 0; i < img->nsegs && f.code == FAULT_NONE; i++)
		f = put_segment(&p, &img->segs[i]);
	return f.code == FAULT_NONE ? put_records(&p) : f;
}
