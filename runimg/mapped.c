/* The lemmas of mapped.h are proved with this file; there is no code. */
#include "mapped.h"
