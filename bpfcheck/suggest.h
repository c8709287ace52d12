/* suggest - what usually helps against a refusal. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stdbool.h>

/* For a reason as struct vf_result has it; lost: by a call, as in struct slice.
   NULL: there is nothing that usually helps. */
const char *suggest(const char *reason, bool lost);

#endif
