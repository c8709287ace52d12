#include "letters.h"

#include <stdio.h>
#include <string.h>

static const char letters[] = "rwxudgAD";

bool
letters_attrs(const char *text, unsigned *attrs)
{
	const char *at;

	*attrs = 0;
	if (strcmp(text, "-") == 0)
		return true;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		at = strchr(letters, *text);
		if (at == NULL || (*attrs & 1u << (at - letters)) != 0)
			return false;
		*attrs |= 1u << (at - letters);
	}
	return true;
}

void
letters_attrs_put(unsigned attrs, char text[LETTERS_ATTRS])
{
	unsigned i, n = 0;

	for (i = 0; letters[i] != '\0'; i++)
		if ((attrs & 1u << i) != 0)
			text[n++] = letters[i];
	if (n == 0)
		text[n++] = '-';
	text[n] = '\0';
}

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0'
	    ? NULL
	    : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

	return at == NULL ? 16 : (int)(at - digits);
}

bool
letters_number(const char *text, uint64_t *n)
{
	static const char suffixes[] = "KMGT";
	int base = 10;
	const char *at;

	*n = 0;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (digit(*text) >= base)
		return false;
	for (; digit(*text) < base; text++)
		if (__builtin_mul_overflow(*n, (uint64_t)base, n) ||
		    __builtin_add_overflow(*n, (uint64_t)digit(*text), n))
			return false;
	if (*text == '\0')
		return true;
	at = strchr(suffixes, *text);
	return at != NULL && text[1] == '\0' &&
	    !__builtin_mul_overflow(
		*n, UINT64_C(1024) << 10 * (at - suffixes), n);
}

void
letters_size_put(uint64_t n, char text[LETTERS_SIZE])
{
	static const char suffixes[] = "\0KMGT";
	unsigned k = 0;

	while (k < 4 && n != 0 && n % 1024 == 0) {
		n /= 1024;
		k++;
	}
	snprintf(text, LETTERS_SIZE, "%llu%.1s", (unsigned long long)n,
	    &suffixes[k]);
}
