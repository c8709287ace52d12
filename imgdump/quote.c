#include "quote.h"

#include "message.h"

enum { PIECE = 64 };

/*
 * The character at text[0 ..] of n > 0 bytes (RFC 3629: shortest form, no
 * surrogates, at most U+10FFFF) into *code. Returns its bytes, or 0.
 */
static size_t
utf8(const uint8_t *text, size_t n, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t i, len;
	uint32_t c = text[0];

	if (c < 0x80)
		len = 1;
	else if (c >= 0xc2 && c < 0xe0)
		len = 2;
	else if (c >= 0xe0 && c < 0xf0)
		len = 3;
	else if (c >= 0xf0 && c < 0xf5)
		len = 4;
	else
		return 0;
	if (len > n)
		return 0;
	if (len > 1)
		c &= 0x7fu >> len;
	for (i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3fu);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*code = c;
	return len;
}

static void
put_code(FILE *out, uint32_t c)
{
	if (c >= 0x10000) {
		c -= 0x10000;
		fprintf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + c / 0x400),
		    (unsigned)(0xdc00 + c % 0x400));
	} else if (c == '"' || c == '\\') {
		fprintf(out, "\\%c", (int)c);
	} else if (c < 0x20 || c >= 0x7f) {
		fprintf(out, "\\u%04x", (unsigned)c);
	} else {
		fputc((int)c, out);
	}
}

void
quote_json(FILE *out, const uint8_t *text, size_t len)
{
	uint32_t code = 0;
	size_t i, n;

	fputc('"', out);
	for (i = 0; i < len; i += n) {
		n = utf8(text + i, len - i, &code);
		if (n == 0) {
			code = text[i];
			n = 1;
		}
		put_code(out, code);
	}
	fputc('"', out);
}

void
quote_text(FILE *out, const uint8_t *text, size_t len, size_t most)
{
	char piece[PIECE * 4 + 1];
	size_t i, n, end = len < most ? len : most;

	for (i = 0; i < end; i += n) {
		n = end - i < PIECE ? end - i : PIECE;
		message_escape(piece, sizeof piece, text + i, n);
		fputs(piece, out);
	}
	if (end < len)
		fputs("...", out);
}
