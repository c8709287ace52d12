/* effect - which registers an instruction reads and writes, as bits. */
#ifndef EFFECT_H
#define EFFECT_H

#include "verify.h"

struct effect {
	uint16_t reads, writes;
};

struct effect effect_of(const struct vf_program *p, const struct insn *i);

#endif
