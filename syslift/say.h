/*
 * say - what syslift tells with -v.
 */
#ifndef SAY_H
#define SAY_H

#include "lift.h"
#include "message.h"

/* A line for each site whose number nobody knows, and one for all. */
void say_lifted(const struct message *m, const struct lift *l);

#endif
