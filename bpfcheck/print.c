#include "print.h"

#include <string.h>

#include "message.h"

void
print_escaped(FILE *out, const char *text)
{
	char to[1024];
	size_t len = strlen(text);

	/* Four characters at most for each. */
	message_escape(to, sizeof to, text, len > 240 ? 240 : len);
	fputs(to[0] != '\0' ? to : "-", out);
}

void
print_json(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	fputc('"', out);
	for (; *c != '\0'; c++)
		if (*c < 0x20 || *c >= 0x7f)
			fprintf(out, "\\u%04x", *c);
		else if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else
			fputc(*c, out);
	fputc('"', out);
}

void
print_json_field(FILE *out, const char *name, const char *text)
{
	fprintf(out, ",\"%s\":", name);
	print_json(out, text);
}

void
print_csv(FILE *out, const char *text, char after)
{
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	if (quoted)
		fputc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
	}
	if (quoted)
		fputc('"', out);
	fputc(after, out);
}
