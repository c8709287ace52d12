#include "message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
message_start(struct message *m, const char *tool)
{
	m->tool = tool;
	m->quiet = false;
	strcpy(m->file, "-");
}

/* also: one more byte that is escaped. */
static void
escape(char *to, size_t size, const void *text, size_t len, unsigned char also)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *from = text;
	size_t i, n = 0;

	for (i = 0; i < len && n + 5 <= size; i++) {
		if (from[i] >= 0x20 && from[i] < 0x7f && from[i] != '\\' &&
		    from[i] != also) {
			to[n++] = (char)from[i];
			continue;
		}
		to[n++] = '\\';
		to[n++] = 'x';
		to[n++] = hex[from[i] / 16];
		to[n++] = hex[from[i] % 16];
	}
	to[n] = '\0';
}

/* Colons separate the parts of a line: a name must not forge the next. */
void
message_file(struct message *m, const void *name, size_t len)
{
	escape(m->file, sizeof m->file, name, len, ':');
}

void
message_escape(char *to, size_t size, const void *text, size_t len)
{
	escape(to, size, text, len, '\\');
}

void *
message_room(struct message *m, const char *tool, size_t size)
{
	struct fault fault = fault_of(FAULT_MEMORY);
	void *room = calloc(1, size);

	message_start(m, tool);
	if (room == NULL)
		message_fault(m, &fault, NULL);
	return room;
}

static size_t
place_at(char *to, size_t size, const struct fault *f)
{
	static const char *const format[] = {
	    [AT_NOTHING] = "-",
	    [AT_ADDRESS] = "0x%" PRIx64,
	    [AT_STREAM] = "stream byte %" PRIu64,
	    [AT_FILE] = "file byte %" PRIu64,
	    [AT_LINE] = "line %" PRIu64,
	};
	int n;

	if (f->place == AT_NOTHING)
		n = snprintf(to, size, "-");
	else
		n = snprintf(to, size, format[f->place], f->at);
	return n < 0 ? 0 : (size_t)n;
}

void
message_place(
    char *to, size_t size, const struct fault *f, const struct nearest *nearest)
{
	static const char *const item[] = {
	    [ITEM_SEGMENT] = "segment",
	    [ITEM_PHDR] = "program header",
	    [ITEM_SITE] = "site",
	    [ITEM_SET] = "set",
	    [ITEM_SECTION] = "section",
	};
	char name[NEAREST_NAME * 4 + 1];
	size_t n = 0;

	to[0] = '\0';
	if (f->place != AT_NOTHING || f->kind == ITEM_NONE)
		n = place_at(to, size, f);
	if (nearest != NULL && nearest->found && f->place == AT_ADDRESS &&
	    nearest->vaddr == f->at && n < size) {
		message_escape(name, 160, nearest->name, strlen(nearest->name));
		n += (size_t)snprintf(to + n, size - n, " (%s+0x%" PRIx64 ")",
		    name, nearest->vaddr - nearest->value);
	}
	if (f->kind != ITEM_NONE && n < size)
		snprintf(to + n, size - n, "%s%s %" PRIu64, n > 0 ? ", " : "",
		    item[f->kind], f->item);
}

void
message_text(char *to, size_t size, const struct fault *f,
    const struct message_more *more)
{
	char place[MESSAGE_PLACE], subject[256] = "";
	const char *why = fault_why(f->code);

	if (more != NULL && more->why != NULL)
		why = more->why;
	if (more != NULL && more->subject != NULL) {
		size_t len = strnlen(more->subject, 60);

		strcpy(subject, " '");
		message_escape(
		    subject + 2, sizeof subject - 3, more->subject, len);
		strcat(subject, "'");
	}
	message_place(
	    place, sizeof place, f, more != NULL ? more->nearest : NULL);
	snprintf(
	    to, size, "%s%s @%s: %s", fault_what(f->code), subject, place, why);
}

void
message_whole(const struct message *m, const char *code, const char *text,
    char *to, size_t size)
{
	if (m->quiet)
		to[0] = '\0';
	else
		snprintf(
		    to, size, "%s: %s: %s: %s\n", m->tool, m->file, code, text);
}

void
message_line(const struct message *m, const char *code, const char *text)
{
	char whole[MESSAGE_WHOLE];

	message_whole(m, code, text, whole, sizeof whole);
	fputs(whole, stderr);
}

void
message_fault(const struct message *m, const struct fault *f,
    const struct message_more *more)
{
	char text[MESSAGE_TEXT];

	message_text(text, sizeof text, f, more);
	message_line(m, fault_name(f->code), text);
}
