/*
 * message - the one form in which every tool speaks to people:
 * tool: file: CODE: what @where: why
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "fault.h"
#include "nearest.h"

enum { MESSAGE_TEXT = 1024, MESSAGE_PLACE = 320, MESSAGE_WHOLE = 2560 };

struct message {
	const char *tool;
	char file[IMAGE_NAME * 4 + 1]; /* escaped */
	bool quiet;
};

/* What a fault alone does not know; NULL where there is nothing. */
struct message_more {
	const char *subject;	       /* the word, name or path at fault */
	const char *why;	       /* instead of the table's */
	const struct nearest *nearest; /* names the fault's address */
};

void message_start(struct message *m, const char *tool);
/* The same, and size zeroed bytes for a tool's state: NULL after a message. */
void *message_room(struct message *m, const char *tool, size_t size);
/* The file the messages are about; ':' is escaped too. */
void message_file(struct message *m, const void *name, size_t len);

/* text with the bytes that are not printable ASCII as \xNN, cut to size. */
void message_escape(char *to, size_t size, const void *text, size_t len);

/* "0x401005 (main+0x5), segment 1"; the rest of the line after CODE. */
void message_place(char *to, size_t size, const struct fault *f,
    const struct nearest *nearest);
void message_text(char *to, size_t size, const struct fault *f,
    const struct message_more *more);

/* Both on standard error, unless quiet. */
void message_fault(const struct message *m, const struct fault *f,
    const struct message_more *more);
/* tool: file: CODE: text; message_whole leaves it in to, empty if quiet. */
void message_whole(const struct message *m, const char *code, const char *text,
    char *to, size_t size);
void message_line(const struct message *m, const char *code, const char *text);

#endif
