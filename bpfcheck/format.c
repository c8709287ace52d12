#include "format.h"
#include "map.h"

struct cursor {
	const uint8_t *text;
	uint32_t len, at;
};

/* The text ends with any number of them. */
static uint8_t
ahead(const struct cursor *c, uint32_t by)
{
	uint32_t left = c->len - c->at;

	return by < left ? c->text[c->at + by] : 0;
}

static bool
is_in(const char *list, uint8_t byte)
{
	for (; *list != '\0'; list++)
		if ((uint8_t)*list == byte)
			return true;
	return false;
}

/* lib/ctype.c: bytes above ASCII are Latin-1 letters and signs. */
static bool
is_blank(uint8_t byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == 0xa0;
}

static bool
is_sign(uint8_t byte)
{
	return (byte > ' ' && byte < '0') || (byte > '9' && byte < 'A') ||
	    (byte > 'Z' && byte < 'a') || (byte > 'z' && byte < 0x7f) ||
	    (byte > 0xa0 && byte < 0xc0) || byte == 0xd7 || byte == 0xf7;
}

static bool
is_control(uint8_t byte)
{
	return (byte < ' ' && !is_blank(byte)) || byte == 0x7f;
}

/* by bytes further on the text goes on with another word, or ends. */
static bool
ends(const struct cursor *c, uint32_t by)
{
	uint8_t byte = ahead(c, by);

	return byte == 0 || is_blank(byte) || is_sign(byte);
}

static bool
pointer(struct cursor *c)
{
	uint8_t kind = ahead(c, 1), last = ahead(c, 2);

	if (ends(c, 1))
		return true;
	if (is_in("ku", kind) && last == 's') {
		c->at += 2;
		return ends(c, 1);
	}
	if (is_in("KxsSB", kind)) {
		c->at++;
		return true;
	}
	/* Addresses of the internet. */
	c->at += 2;
	return is_in("iI", kind) && is_in("46", last);
}

static void
skip_width(struct cursor *c)
{
	while (is_in("0+- ", ahead(c, 0)))
		c->at++;
	if (!is_in("123456789", ahead(c, 0)))
		return;
	while (is_in("0123456789", ahead(c, 0)))
		c->at++;
}

/* What stands behind a %; c is left at its last byte. */
static bool
specifier(struct cursor *c)
{
	unsigned longs;

	if (ahead(c, 0) >= 0x80)
		return false;
	skip_width(c);
	switch (ahead(c, 0)) {
	case 'p':
		return pointer(c);
	case 's':
		return ends(c, 1);
	case 'c':
		return true;
	default:
		break;
	}
	for (longs = 0; longs < 2 && ahead(c, 0) == 'l'; longs++)
		c->at++;
	return is_in("iduxX", ahead(c, 0));
}

bool
format_is_right(const uint8_t *text, uint32_t len, uint64_t arguments)
{
	struct cursor c = {.text = text, .len = len};
	uint64_t asked = 0;

	for (; ahead(&c, 0) != 0; c.at++) {
		if (is_control(ahead(&c, 0)))
			return false;
		if (ahead(&c, 0) != '%')
			continue;
		c.at++;
		if (ahead(&c, 0) == '%')
			continue;
		if (asked++ >= arguments || !specifier(&c))
			return false;
	}
	return true;
}

int
format_check(struct env *e, const struct call *c)
{
	const struct reg *text = env_reg(e, R3), *size = env_reg(e, R5);
	const struct vf_map *m;
	uint64_t at, bytes = size->b.bits.value;

	if (c->number != HELPER_SNPRINTF)
		return 0;
	if (bytes % 8 != 0) {
		env_fault_reg(e, R5, "a multiple of 8 bytes");
		return env_refuse(
		    e, FAULT_INVALID, "what is printed is numbers of 8 bytes");
	}
	m = map_of(e, text);
	at = text->b.bits.value + (uint64_t)text->off;
	if (at < m->data_len &&
	    format_is_right(
		m->data + at, m->data_len - (uint32_t)at, bytes / 8))
		return 0;
	env_fault_reg(e, R3, "a format that has as many arguments");
	return env_refuse(e, FAULT_INVALID, "Invalid format string");
}
