/* vmtypes - the running kernel's types, for tests that need them. */
#ifndef VMTYPES_H
#define VMTYPES_H

#include "btftype.h"

/* NULL: it has none. */
const struct vf_btf *vmtypes(void);

#endif
