/* maps - the maps that test programs may name: see maps.def. */
#ifndef MAPS_H
#define MAPS_H

#include "verify.h"

/* As bpfcheck is told of them. */
const struct vf_map *maps_known(uint32_t *count);
/* The number of one; 0 if there is none of that name. */
uint32_t maps_named(const char *name);
/* The name of one that fits the helper. */
const char *maps_for(int32_t helper);
/* Made once, their descriptors in an array with nothing behind it; NULL: they
   cannot be made, *why says which. Those that belong to the first program that
   names them are made again, if the program names them. */
const int *maps_made(const struct insn *code, uint32_t len, const char **why);

#endif
