/* tell - what is said of one program: at once, in the report, on the page. */
#ifndef TELL_H
#define TELL_H

#include "session.h"

/* to is where it goes at once, or as a row of the report; page may be NULL, as
   may v's cause. False: no memory. */
bool tell(
    const struct session *s, FILE *to, FILE *page, const struct verdict *v);

#endif
