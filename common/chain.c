/* The lemmas of chain.h are proved with this file; there is no code. */
#include "chain.h"
