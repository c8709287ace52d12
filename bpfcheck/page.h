/*
 * page - verdicts as one page of HTML that is XML as well, which needs nothing
 * else: no scripts, no other files. Names, lines and texts are hostile; what is
 * not printable ASCII is shown as \xNN.
 */
#ifndef PAGE_H
#define PAGE_H

#include "cause.h"

enum { PAGE_STEPS = 200 }; /* of a path at most */

void page_begin(FILE *out);
/* A rejected one's v->cause is there. */
void page_program(FILE *out, const struct verdict *v);
void page_end(FILE *out);

#endif
