/* ptfind - the walk; its users inline it. */
#include "ptfind.h"
