/*
 * difference - what is said of a program before and now.
 */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include "key.h"
#include "verdict.h"

/* What stands before the first. */
void difference_head(FILE *out, enum verdict_form form);
/* more: what -v adds. */
void difference_say(
    FILE *out, enum verdict_form form, bool more, const struct pair *p);

#endif
