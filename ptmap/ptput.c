/* ptput - one entry written; its users inline it. */
#include "ptput.h"
