/*
 * warn - says of a plan which of its calls are unsafe.
 */
#ifndef WARN_H
#define WARN_H

#include "filter.h"

/*
 * f's image has its plan: a warning for each unsafe call; or, if strict, UNSAFE
 * for the first one, with the message's words in f->more.
 */
struct fault warn_unsafe(struct filter *f, bool strict);

#endif
