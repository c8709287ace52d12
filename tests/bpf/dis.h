/* dis - an instruction as asm.py reads it. */
#ifndef DIS_H
#define DIS_H

#include "batch.h"

/* The whole program; jumps as distances, "pc+3". */
void dis_print(FILE *f, const struct prog *p);

#endif
