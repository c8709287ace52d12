/* text - formatted text in a fixed buffer, without libc. */
#include "text.h"

bool
text_same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void
text_init(struct text *t, char *at, size_t room)
{
	*t = (struct text){at, 0, room};
	at[0] = '\0';
}

void
text_char(struct text *t, char c)
{
	if (t->len + 1 >= t->room)
		return;
	t->at[t->len++] = c;
	t->at[t->len] = '\0';
}

void
text_string(struct text *t, const char *s)
{
	for (; *s != '\0'; s++)
		text_char(t, *s);
}

struct form {
	bool plus, hash, zero, wide;
	unsigned width;
};

static void
number(struct text *t, uint64_t v, unsigned base, const char *sign,
    const struct form *f)
{
	char digits[24];
	unsigned n = 0, len;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v != 0);
	len = n;
	while (*sign != '\0') {
		text_char(t, *sign++);
		len++;
	}
	for (; len < f->width; len++)
		text_char(t, f->zero ? '0' : ' ');
	while (n > 0)
		text_char(t, digits[--n]);
}

static void
decimal(struct text *t, int64_t v, const struct form *f)
{
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	number(t, u, 10, v < 0 ? "-" : f->plus ? "+" : "", f);
}

static const char *
form(const char *s, struct form *f)
{
	*f = (struct form){false, false, false, false, 0};
	for (;; s++)
		if (*s == '+')
			f->plus = true;
		else if (*s == '#')
			f->hash = true;
		else if (*s == '0')
			f->zero = true;
		else
			break;
	for (; *s >= '0' && *s <= '9'; s++)
		f->width = f->width * 10 + (unsigned)(*s - '0');
	for (; *s == 'l'; s++)
		f->wide = true;
	return s;
}

void
text_vadd(struct text *t, const char *format, va_list args)
{
	const char *s;
	struct form f;

	for (s = format; *s != '\0'; s++) {
		if (*s != '%') {
			text_char(t, *s);
			continue;
		}
		s = form(s + 1, &f);
		switch (*s) {
		case 's':
			text_string(t, va_arg(args, const char *));
			break;
		case 'c':
			text_char(t, (char)va_arg(args, int));
			break;
		case 'd':
			decimal(t,
			    f.wide ? va_arg(args, long long)
				   : va_arg(args, int),
			    &f);
			break;
		case 'u':
		case 'x':
			number(t,
			    f.wide ? va_arg(args, unsigned long long)
				   : va_arg(args, unsigned),
			    *s == 'u' ? 10 : 16, f.hash ? "0x" : "", &f);
			break;
		case '\0':
			return;
		default:
			text_char(t, *s);
		}
	}
}

void
text_add(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vadd(t, format, args);
	va_end(args);
}

void
text_unsigned(struct text *t, uint64_t v)
{
	text_add(t, v <= UINT16_MAX ? "%llu" : "%#llx", (unsigned long long)v);
}

void
text_signed(struct text *t, int64_t v)
{
	if (v >= INT16_MIN && v <= INT16_MAX)
		text_add(t, "%lld", (long long)v);
	else
		text_add(t, "%#llx", (unsigned long long)v);
}

void
text_tnum(struct text *t, struct tnum v)
{
	if (tnum_is_const(v))
		text_unsigned(t, v.value);
	else
		text_add(t, "(%#llx; %#llx)", (unsigned long long)v.value,
		    (unsigned long long)v.mask);
}
