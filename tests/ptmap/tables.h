/* tables - what must always be true of them, by reading them all. */
#ifndef TABLES_H
#define TABLES_H

#include "ptarch.h"

/* Each table has one parent, its level and its count of live entries are right,
   none but the root is empty, and what is not reachable is free: reachable plus
   elsewhere are all that were given. Prints what is wrong. */
bool tables_right(const struct pt *pt, uint32_t elsewhere);

#endif
