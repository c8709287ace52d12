/* vmtypes - the running kernel's types, for tests that need them. */
#ifndef VMTYPES_H
#define VMTYPES_H

#include "btftype.h"

/* NULL: it has none. */
const struct vf_btf *vmtypes(void);
/* What the program names, by the running kernel's symbols. */
void vmtypes_symbols(struct vf_program *p);

#endif
