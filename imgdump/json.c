/* json - one object a line for each record; the schema is in imgdump(1). */
#include <inttypes.h>
#include <libdeflate.h>
#include <string.h>

#include "callname.h"
#include "dump.h"
#include "le.h"
#include "quote.h"

static void
put_address(FILE *out, const char *key, uint64_t addr)
{
	fprintf(out, ",\"%s\":\"0x%" PRIx64 "\"", key, addr);
}

static void
put_number(FILE *out, const char *key, uint64_t n)
{
	fprintf(out, ",\"%s\":%" PRIu64, key, n);
}

static void
put_string(FILE *out, const char *key, const uint8_t *text, size_t len)
{
	fprintf(out, ",\"%s\":", key);
	quote_json(out, text, len);
}

/* Before entry i of an "entries" array. */
static void
put_comma(FILE *out, size_t i)
{
	if (i > 0)
		fputc(',', out);
}

static void
put_program(FILE *out, const struct image *img)
{
	const struct program *p = &img->prog;
	const struct phdr *h;
	size_t i;

	put_number(out, "machine", p->machine);
	fprintf(out, ",\"arch\":\"%s\"", img->arch->name);
	put_number(out, "type", p->type);
	put_number(out, "flags", p->flags);
	put_address(out, "entry", p->entry);
	put_number(out, "phoff", p->phoff);
	put_string(out, "name", p->name, p->name_len);
	fputs(",\"program_headers\":[", out);
	for (i = 0; i < p->phnum; i++) {
		h = &img->phdrs[i];
		put_comma(out, i);
		fprintf(out, "{\"type\":%" PRIu32 ",\"flags\":%" PRIu32,
		    h->type, h->flags);
		put_number(out, "file_offset", h->offset);
		put_address(out, "address", h->vaddr);
		put_address(out, "physical_address", h->paddr);
		put_number(out, "file_size", h->filesz);
		put_number(out, "memory_size", h->memsz);
		put_number(out, "alignment", h->align);
		fputc('}', out);
	}
	fputc(']', out);
}

static void
put_segments(FILE *out, const struct image *img)
{
	const struct segment *s;
	size_t i;

	fputs(",\"entries\":[", out);
	for (i = 0; i < img->nsegs; i++) {
		s = &img->segs[i];
		put_comma(out, i);
		fprintf(out, "{\"address\":\"0x%" PRIx64 "\"", s->vaddr);
		put_number(out, "memory_size", s->memsz);
		put_number(out, "file_size", s->filesz);
		put_number(out, "file_offset", s->offset);
		put_number(out, "alignment", s->align);
		put_number(out, "permissions", s->flags);
		fputc('}', out);
	}
	fputc(']', out);
}

/* numbers and number as in the stream; the call's name if there is one. */
static void
put_call(FILE *out, const struct arch *arch, uint8_t numbers, uint32_t number)
{
	char name[CALLNAME_MAX];

	put_number(out, "numbers", numbers);
	put_number(out, "number", number);
	if (numbers != NUMBERS_ONE)
		return;
	callname_name(arch, number, name, sizeof name);
	fprintf(out, ",\"call\":\"%s\"", name);
}

static void
put_site(FILE *out, const struct arch *arch, const struct site *s)
{
	size_t i;

	fprintf(out, "{\"address\":\"0x%" PRIx64 "\"", s->vaddr);
	put_number(out, "kind", s->kind);
	put_number(out, "slot_length", s->length);
	put_call(out, arch, s->numbers, s->number);
	fputs(",\"original\":\"", out);
	for (i = 0; i < s->length && i < ARCH_SLOT; i++)
		fprintf(out, "%02x", s->original[i]);
	fputs("\",\"arguments\":[", out);
	for (i = 0; i < SITE_ARGS; i++) {
		put_comma(out, i);
		if (((s->known >> (i + 1)) & 1) != 0)
			fprintf(out, "\"0x%" PRIx64 "\"", s->args[i]);
		else
			fputs("null", out);
	}
	fputs("]}", out);
}

static void
put_set(FILE *out, const struct number_set *set)
{
	uint32_t k;
	size_t n = 0;

	fputc('[', out);
	for (k = 0; k < ARCH_NUMBERS; k++)
		if (set_has(set, k)) {
			put_comma(out, n++);
			fprintf(out, "%" PRIu32, k);
		}
	fputc(']', out);
}

static void
put_decision(FILE *out, const struct arch *arch, const struct decision *d)
{
	static const char *const holder[] = {"nobody", "bytes", "filter"};

	fprintf(out, "{\"address\":\"0x%" PRIx64 "\"", d->vaddr);
	put_call(out, arch, d->numbers, d->number);
	fprintf(out,
	    ",\"decision\":\"%s\",\"holder\":\"%s\","
	    "\"executable_memory\":%s}",
	    d->decision == DECISION_ALLOW ? "allowed" : "denied",
	    holder[d->holder], d->exec != 0 ? "true" : "false");
}

/* The record's entries are the last of the seen ones of the image's table. */
static void
put_table(
    FILE *out, const struct source *s, size_t entry, size_t seen, size_t total)
{
	const struct image *img = &s->img;
	size_t i, first = seen - (s->rec.len - CODEC_TABLE) / entry;

	put_number(out, "total", total);
	put_number(out, "first", first);
	fputs(",\"entries\":[", out);
	for (i = first; i < seen; i++) {
		put_comma(out, i - first);
		if (s->rank == TAKE_SITE)
			put_site(out, img->arch, &img->sites[i]);
		else if (s->rank == TAKE_PLAN)
			put_decision(out, img->arch, &img->plan[i]);
		else if (s->rank == TAKE_NSET)
			put_set(out, &img->sets[i]);
		else
			put_set(out, &img->psets[i]);
	}
	fputc(']', out);
}

static void
put_data(FILE *out, const struct source *s)
{
	const uint8_t *d = s->rec.payload + s->data.at;

	put_address(out, "address", s->data.vaddr);
	put_number(out, "segment", s->data.seg);
	put_number(out, "bytes", s->data.n);
	put_number(out, "crc32", libdeflate_crc32(0, d, s->data.n));
}

static void
put_symbols(FILE *out, const struct record *rec)
{
	struct symbol sym;
	size_t at = 0, i;

	fputs(",\"entries\":[", out);
	for (i = 0; at < rec->len &&
	     codec_symbol(rec->payload, rec->len, &at, &sym) == FAULT_NONE;
	     i++) {
		put_comma(out, i);
		fprintf(out, "{\"address\":\"0x%" PRIx64 "\"", sym.value);
		put_number(out, "size", sym.size);
		put_string(out, "name", sym.name, sym.name_len);
		fputc('}', out);
	}
	fputc(']', out);
}

static void
put_texts(FILE *out, const struct texts *t, const char *const *keys)
{
	size_t i;

	for (i = 0; i < RECORD_TEXTS; i++)
		put_string(out, keys[i], t->text[i], t->len[i]);
}

static void
put_statement(FILE *out, const struct record *rec)
{
	static const char *const keys[] = {
	    "tool", "version", "checked", "arguments"};
	struct texts t;

	if (record_texts(rec->payload, rec->len, 0, &t))
		put_texts(out, &t, keys);
}

static void
put_stop(FILE *out, const struct source *s)
{
	static const char *const keys[] = {"tool", "code", "place", "message"};
	struct texts t;

	put_number(out, "status", (uint64_t)source_stop(s, &t));
	put_texts(out, &t, keys);
}

static void
put_end(FILE *out, const struct source *s)
{
	put_number(out, "records", le64(s->rec.payload, 0));
	put_number(out, "crc32", le32(s->rec.payload, 8));
}

/* A record of ptmap's: root; ranges; the tables by number. */
static void
put_paging(FILE *out, const struct paging_seen *p, const struct record *rec)
{
	const struct paging_range *r;
	size_t i, n = (size_t)p->nranges;

	if (rec->type == RECORD_PTBL) {
		put_string(out, "architecture", (const uint8_t *)p->head.arch,
		    strlen(p->head.arch));
		put_address(out, "root", p->head.root);
		put_number(out, "tables", p->head.ntables);
		put_number(out, "table_bytes", p->head.table_bytes);
		put_number(out, "ranges", p->head.nranges);
	} else if (rec->type == RECORD_PTPG) {
		put_number(out, "first", le64(rec->payload, 0));
		put_number(out, "tables",
		    (rec->len - PAGING_PAGES) / p->head.table_bytes);
	} else {
		fputs(",\"entries\":[", out);
		for (i = n - rec->len / PAGING_RANGE; i < n; i++) {
			r = &p->ranges[i];
			fprintf(out, "%s{\"address\":\"0x%" PRIx64 "\"",
			    i > n - rec->len / PAGING_RANGE ? "," : "", r->va);
			put_address(out, "physical", r->pa);
			put_number(out, "bytes", r->len);
			put_number(out, "flags", r->flags);
			fputc('}', out);
		}
		fputc(']', out);
	}
}

static void
put_known(FILE *out, const struct source *s)
{
	const struct image *img = &s->img;

	switch (s->rank) {
	case TAKE_PROG:
		put_program(out, img);
		break;
	case TAKE_SEGM:
		put_segments(out, img);
		break;
	case TAKE_SITE:
		put_table(out, s, CODEC_SITE, img->nsites, img->sites_total);
		break;
	case TAKE_NSET:
		put_table(out, s, CODEC_SET, img->nsets, img->sets_total);
		break;
	case TAKE_PLAN:
		put_table(out, s, CODEC_DECISION, img->nplan, img->plan_total);
		break;
	case TAKE_PSET:
		put_table(out, s, CODEC_SET, img->npsets, img->psets_total);
		break;
	case TAKE_DATA:
		put_data(out, s);
		break;
	case TAKE_SYMB:
		put_symbols(out, &s->rec);
		break;
	case TAKE_STMT:
		put_statement(out, &s->rec);
		break;
	default:
		fputs(",\"unknown\":true", out);
	}
}

static void
json_record(struct dump *d)
{
	const struct source *s = &d->source;
	size_t len = s->rec.bytes[3] == ' ' ? 3 : 4;

	fprintf(d->out, "{\"record\":\"%.*s\"", (int)len,
	    (const char *)s->rec.bytes);
	put_number(d->out, "offset", s->in.offset);
	put_number(d->out, "length", s->rec.len);
	if (s->rec.type == RECORD_STOP)
		put_stop(d->out, s);
	else if (s->rec.type == RECORD_END)
		put_end(d->out, s);
	else if (s->rank == TAKE_START && dump_paging(d))
		put_paging(d->out, &d->paging, &s->rec);
	else
		put_known(d->out, s);
	fputs("}\n", d->out);
}

/* A line that is not END's or STOP's is the last one: enough for a script. */
static void
json_cut(struct dump *d)
{
	(void)d;
}

const struct printer json_printer = {json_record, json_cut};
