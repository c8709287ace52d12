/* hex - the payloads of the records of one type. */
#include <inttypes.h>

#include "dump.h"

enum { ROW = 16 };

/* "00000010  01 02 ...  |..|": one row, gaps where the bytes end. */
static void
print_row(FILE *out, const uint8_t *b, size_t n, size_t at)
{
	static const char digits[] = "0123456789abcdef";
	char hex[3 * ROW + 1], ascii[ROW + 1];
	size_t i;

	for (i = 0; i < ROW; i++) {
		hex[3 * i] = i < n ? digits[b[i] / 16] : ' ';
		hex[3 * i + 1] = i < n ? digits[b[i] % 16] : ' ';
		hex[3 * i + 2] = ' ';
	}
	hex[3 * ROW] = '\0';
	for (i = 0; i < n; i++)
		ascii[i] = b[i] >= 0x20 && b[i] < 0x7f ? (char)b[i] : '.';
	ascii[n] = '\0';
	fprintf(out, "%08zx  %s |%s|\n", at, hex, ascii);
}

static void
hex_record(struct dump *d)
{
	const struct record *rec = &d->source.rec;
	size_t at, n;

	if (rec->type != d->type)
		return;
	d->found++;
	/* The source lets only letters and the space through. */
	fprintf(d->out, "%.4s at stream byte %" PRIu64 ", %zu bytes\n",
	    (const char *)rec->bytes, d->source.in.offset, rec->len);
	for (at = 0; at < rec->len; at += n) {
		n = rec->len - at < ROW ? rec->len - at : ROW;
		print_row(d->out, rec->payload + at, n, at);
	}
}

static void
hex_cut(struct dump *d)
{
	(void)d;
}

const struct printer hex_printer = {hex_record, hex_cut};
