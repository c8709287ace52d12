/* text - formatted text in a fixed buffer, without libc. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "tnum.h"

struct text {
	char *at;
	size_t len, room; /* room holds the final 0 too */
};

void text_init(struct text *t, char *at, size_t room);
void text_char(struct text *t, char c);
void text_string(struct text *t, const char *s);
/*
 * %s %c %d %u %x %lld %llu %llx %%, with flags + and #, and a width with 0 or
 * spaces. Longer than room is cut.
 */
void text_add(struct text *t, const char *format, ...);
void text_vadd(struct text *t, const char *format, va_list args);

bool text_same(const char *a, const char *b);

/* As the kernel's log shows them: decimal if they are small. */
void text_unsigned(struct text *t, uint64_t v);
void text_signed(struct text *t, int64_t v);
void text_tnum(struct text *t, struct tnum v);

#endif
