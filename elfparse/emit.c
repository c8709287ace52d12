#include "emit.h"

#include "le.h"

/* A whole number of pages, so that reads stay aligned in the file. */
enum { CHUNK = 63 * 4096 };

static bool
put(struct emit *m, uint32_t type, size_t len)
{
	return writer_put(m->out, type, m->record, len);
}

static bool
emit_head(struct emit *m)
{
	uint8_t *b = m->record + RECORD_HEADER;
	size_t i;

	if (!put(m, RECORD_PROG,
		codec_put_program(b, &m->img->prog, m->img->phdrs)))
		return false;
	for (i = 0; i < m->img->nsegs; i++)
		codec_put_segment(b, i * CODEC_SEGMENT, &m->img->segs[i]);
	return put(m, RECORD_SEGM, i * CODEC_SEGMENT);
}

static bool
emit_sites(struct emit *m)
{
	size_t most = (RECORD_PAYLOAD_MAX - CODEC_TABLE) / CODEC_SITE;
	size_t i = 0, k, n, total = m->img->nsites;
	uint8_t *b = m->record + RECORD_HEADER;

	do {
		n = total - i < most ? total - i : most;
		le32_put(b, 0, (uint32_t)total);
		le32_put(b, 4, (uint32_t)i);
		for (k = 0; k < n; k++)
			codec_put_site(b, CODEC_TABLE + k * CODEC_SITE,
			    &m->img->sites[i + k]);
		if (!put(m, RECORD_SITE, CODEC_TABLE + n * CODEC_SITE))
			return false;
		i += n;
	} while (i < total);
	return true;
}

static struct fault
emit_segment(struct emit *m, const struct segment *s)
{
	uint8_t *b = m->record + RECORD_HEADER;
	uint64_t into, left;
	struct fault f;
	size_t n;

	for (into = 0; into < s->filesz; into += n) {
		left = s->filesz - into;
		n = left < CHUNK ? (size_t)left : CHUNK;
		le64_put(b, 0, s->vaddr + into);
		f = elffile_read(m->e, s->offset + into, b + CODEC_DATA, n);
		if (f.code != FAULT_NONE)
			return f;
		if (!put(m, RECORD_DATA, CODEC_DATA + n))
			return fault_of(FAULT_WRITE);
	}
	return fault_none();
}

static bool
emit_symbols(struct emit *m)
{
	uint8_t *b = m->record + RECORD_HEADER;
	struct symbol sym;
	size_t at = 0;

	while (symbols_next(m->symbols, &sym)) {
		if (at + codec_symbol_size(sym.name_len) > CHUNK) {
			if (!put(m, RECORD_SYMB, at))
				return false;
			at = 0;
		}
		codec_put_symbol(b, at, &sym);
		at += codec_symbol_size(sym.name_len);
	}
	return at == 0 || put(m, RECORD_SYMB, at);
}

struct fault
emit_all(struct emit *m)
{
	struct fault f = fault_none();
	size_t i;

	if (!emit_head(m) || !emit_sites(m))
		return fault_of(FAULT_WRITE);
	for (i = 0; i < m->img->nsegs && f.code == FAULT_NONE; i++)
		f = emit_segment(m, &m->img->segs[i]);
	if (f.code == FAULT_NONE && !emit_symbols(m))
		f = fault_of(FAULT_WRITE);
	return f;
}
