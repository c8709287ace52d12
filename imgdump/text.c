/* text - one screen about an image, for people. */
#include <inttypes.h>
#include <string.h>

#include "callname.h"
#include "dump.h"
#include "quote.h"
#include "table.h"

/* Lines of one kind, members of a set, bytes of a text; -v has no limit. */
enum { LINES = 20, MEMBERS = 3, TEXT = 64 };

static size_t
most(const struct dump *d, size_t few)
{
	return d->verbose ? SIZE_MAX : few;
}

static void
print_more(const struct dump *d, size_t shown, size_t all)
{
	if (shown < all)
		fprintf(d->out, "  ... %zu more, see -v\n", all - shown);
}

static void
print_program(const struct dump *d)
{
	const struct program *p = &d->source.img.prog;

	fputs("program   ", d->out);
	quote_text(d->out, p->name, p->name_len, p->name_len);
	fprintf(d->out, ", %s, %s, entry 0x%" PRIx64 "\n",
	    d->source.img.arch->name,
	    p->type == IMAGE_EXEC ? "ET_EXEC" : "ET_DYN (static PIE)",
	    p->entry);
}

static void
print_segments(const struct dump *d)
{
	const struct image *img = &d->source.img;
	size_t i, end = most(d, LINES);
	const struct segment *s;
	char range[48];

	fprintf(d->out, "segments  %zu\n     #  %-30s  file bytes  perm\n",
	    img->nsegs, "addresses");
	for (i = 0; i < img->nsegs && i < end; i++) {
		s = &img->segs[i];
		snprintf(range, sizeof range, "0x%" PRIx64 "-0x%" PRIx64,
		    s->vaddr, s->vaddr + s->memsz);
		fprintf(d->out, "  %4zu  %-30s  %10" PRIu64 "  %c%c%c\n", i,
		    range, s->filesz, (s->flags & IMAGE_R) != 0 ? 'r' : '-',
		    (s->flags & IMAGE_W) != 0 ? 'w' : '-',
		    (s->flags & IMAGE_X) != 0 ? 'x' : '-');
	}
	print_more(d, i, img->nsegs);
}

/* What a site may issue, as the plan says it or as the site does. */
struct calls {
	uint8_t numbers;
	uint32_t number;
	const struct number_set *set; /* NULL unless it is there */
};

/*
 * The plan's entry for site i, or NULL. A stream that stops early may have a
 * plan that was not held against the sites yet.
 */
static const struct decision *
decision_of(const struct image *img, size_t i)
{
	if (i >= img->nplan || img->plan[i].vaddr != img->sites[i].vaddr)
		return NULL;
	return &img->plan[i];
}

static struct calls
calls_of(const struct image *img, size_t i)
{
	const struct decision *p = decision_of(img, i);
	const struct site *s = &img->sites[i];
	struct calls c = {s->numbers, s->number, NULL};

	if (p != NULL && p->decision == DECISION_ALLOW) {
		c.numbers = p->numbers;
		c.number = p->number;
		if (c.numbers == NUMBERS_SET && c.number < img->npsets)
			c.set = &img->psets[c.number];
	} else if (c.numbers == NUMBERS_SET && c.number < img->nsets) {
		c.set = &img->sets[c.number];
	}
	return c;
}

/* "read(0),write(1),+3", or with -v all of it. */
static void
print_set(const struct dump *d, const struct number_set *set)
{
	const struct arch *arch = d->source.img.arch;
	uint32_t nr, count = set_count(set);
	char name[CALLNAME_MAX];
	size_t shown = 0, end = most(d, MEMBERS);

	for (nr = 0; nr < ARCH_NUMBERS && shown < end; nr++) {
		if (!set_has(set, nr))
			continue;
		callname_name(arch, nr, name, sizeof name);
		fprintf(d->out, "%s%s(%" PRIu32 ")", shown > 0 ? "," : "", name,
		    nr);
		shown++;
	}
	if (shown < count)
		fprintf(d->out, ",+%zu", count - shown);
}

static void
print_calls(const struct dump *d, const struct calls *c)
{
	char name[CALLNAME_MAX] = "several", number[16] = "-";

	if (c->numbers == NUMBERS_NONE)
		strcpy(name, "not known");
	if (c->numbers == NUMBERS_ONE) {
		callname_name(d->source.img.arch, c->number, name, sizeof name);
		snprintf(number, sizeof number, "%" PRIu32, c->number);
	}
	fprintf(d->out, "  %6s  %-18s", number, name);
}

static void
print_site(const struct dump *d, size_t i)
{
	static const char *const holder[] = {"-", "bytes", "filter"};
	static const char *const kind[] = {
	    "", "", "mov", "call", "embedded", "trap"};
	const struct image *img = &d->source.img;
	const struct decision *p = decision_of(img, i);
	const struct site *s = &img->sites[i];
	struct calls c = calls_of(img, i);
	const char *said = "-";
	size_t k;

	if (p != NULL)
		said = p->decision == DECISION_ALLOW ? "allowed" : "denied";
	fprintf(d->out, "  0x%-14" PRIx64, s->vaddr);
	print_calls(d, &c);
	/* Only what is followed is padded. */
	fprintf(d->out, "  %-8s  %*s", said,
	    s->known > SITE_KNOWS_NUMBER || c.set != NULL ||
		    s->kind != SITE_STUB || (p != NULL && p->exec != 0)
		? -6
		: 0,
	    p != NULL ? holder[p->holder] : "-");
	if (s->kind != SITE_STUB)
		fprintf(d->out, "  slot=%s", kind[s->kind]);
	for (k = 0; k < SITE_ARGS; k++)
		if (((s->known >> (k + 1)) & 1) != 0)
			fprintf(
			    d->out, "  arg%zu=0x%" PRIx64, k + 1, s->args[k]);
	if (c.set != NULL) {
		fputs("  calls=", d->out);
		print_set(d, c.set);
	}
	if (p != NULL && p->exec != 0)
		fputs("  executable-memory", d->out);
	fputc('\n', d->out);
}

/* Once, when sites and plan have come or nothing more will. */
static void
print_sites(struct dump *d)
{
	const struct image *img = &d->source.img;
	size_t i, end = most(d, LINES);

	if (d->sites || d->source.take.rank < TAKE_SITE)
		return;
	d->sites = true;
	fprintf(d->out, "sites     %zu", img->nsites);
	if (img->nsites < img->sites_total)
		fprintf(d->out, " of %zu", img->sites_total);
	fputs(img->has_plan ? "\n" : ", no plan\n", d->out);
	if (img->nsites > 0)
		fprintf(d->out,
		    "  %-16s  %6s  %-18s  %-8s  %-6s  known arguments\n",
		    "address", "number", "call", "decision", "holder");
	for (i = 0; i < img->nsites && i < end; i++)
		print_site(d, i);
	print_more(d, i, img->nsites);
}

/* Once, when data and symbols have come or nothing more will. */
static void
print_sums(struct dump *d)
{
	print_sites(d);
	if (d->sums || d->source.take.rank < TAKE_DATA)
		return;
	d->sums = true;
	fprintf(d->out, "data      %" PRIu64 " bytes\n", d->bytes);
	fprintf(d->out, "symbols   %" PRIu64 "\n", d->symbols);
}

static void
print_statement(struct dump *d)
{
	const struct record *rec = &d->source.rec;
	size_t end = most(d, TEXT);
	struct texts t;

	print_sums(d);
	if (d->statements++ == 0)
		fputs("statements\n", d->out);
	if (d->statements > most(d, LINES) ||
	    !record_texts(rec->payload, rec->len, 0, &t))
		return;
	fputs("  ", d->out);
	quote_text(d->out, t.text[0], t.len[0], end);
	fputc(' ', d->out);
	quote_text(d->out, t.text[1], t.len[1], end);
	fputs(": ", d->out);
	quote_text(d->out, t.text[2], t.len[2], end);
	fputs(t.len[3] > 0 ? " (" : "", d->out);
	quote_text(d->out, t.text[3], t.len[3], end);
	fputs(t.len[3] > 0 ? ")\n" : "\n", d->out);
}

static uint64_t
count_symbols(const struct record *rec)
{
	struct symbol sym;
	uint64_t n = 0;
	size_t at = 0;

	while (at < rec->len &&
	    codec_symbol(rec->payload, rec->len, &at, &sym) == FAULT_NONE)
		n++;
	return n;
}

/* Also with -v: where the image's pages lie. */
static void
print_paging(struct dump *d)
{
	const struct paging_seen *p = &d->paging;
	const struct paging_range *r;
	size_t i, n = (size_t)p->nranges;

	print_sums(d);
	if (d->source.rec.type == RECORD_PTBL)
		fprintf(d->out,
		    "tables    %s, root 0x%" PRIx64 ", %" PRIu64
		    " tables, %" PRIu64 " ranges\n",
		    p->head.arch, p->head.root, p->head.ntables,
		    p->head.nranges);
	if (d->source.rec.type != RECORD_PMAP || !d->verbose)
		return;
	for (i = n - d->source.rec.len / PAGING_RANGE; i < n; i++) {
		r = &p->ranges[i];
		fprintf(d->out,
		    "  0x%" PRIx64 "-0x%" PRIx64 " at 0x%" PRIx64 "  %c%c%c\n",
		    r->va, r->va + r->len, r->pa,
		    (r->flags & IMAGE_R) != 0 ? 'r' : '-',
		    (r->flags & IMAGE_W) != 0 ? 'w' : '-',
		    (r->flags & IMAGE_X) != 0 ? 'x' : '-');
	}
}

/* What is still to be said before the last line. */
static void
print_rest(struct dump *d)
{
	print_sums(d);
	if (d->statements > most(d, LINES))
		print_more(d, LINES, d->statements);
	if (d->unknown > 0)
		fprintf(d->out, "unknown   %" PRIu64 " records\n", d->unknown);
}

static void
print_stop(struct dump *d)
{
	struct texts t;
	int status = source_stop(&d->source, &t);

	print_rest(d);
	fputs("STOP by ", d->out);
	quote_text(d->out, t.text[0], t.len[0], t.len[0]);
	fputs(": ", d->out);
	quote_text(d->out, t.text[1], t.len[1], t.len[1]);
	fputs(" @", d->out);
	quote_text(d->out, t.text[2], t.len[2], t.len[2]);
	fprintf(d->out, " (status %d): ", status);
	quote_text(d->out, t.text[3], t.len[3], t.len[3]);
	fputc('\n', d->out);
}

static void
text_record(struct dump *d)
{
	const struct source *s = &d->source;

	if (s->rec.type == RECORD_STOP) {
		print_stop(d);
		return;
	}
	switch (s->rank) {
	case TAKE_START:
		if (dump_paging(d))
			print_paging(d);
		else
			d->unknown++;
		break;
	case TAKE_PROG:
		print_program(d);
		break;
	case TAKE_SEGM:
		print_segments(d);
		break;
	case TAKE_DATA:
		print_sites(d);
		d->bytes += s->data.n;
		break;
	case TAKE_SYMB:
		d->symbols += count_symbols(&s->rec);
		break;
	case TAKE_STMT:
		print_statement(d);
		break;
	case TAKE_END:
		print_rest(d);
		fprintf(d->out, "END: %" PRIu64 " records\n", s->in.count - 1);
		break;
	default:
		break;
	}
}

static void
text_cut(struct dump *d)
{
	print_rest(d);
	fprintf(d->out,
	    "CUT: the stream is good only up to its byte %" PRIu64 "\n",
	    d->source.in.offset);
}

const struct printer text_printer = {text_record, text_cut};
