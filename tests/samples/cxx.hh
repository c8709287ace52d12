/* The call that both units of the sample cxx use: one copy is linked. */
#ifndef CXX_HH
#define CXX_HH

#include <asm/unistd.h>

#include "syslift.h"

__attribute__((noinline)) inline long
process_id()
{
	return syslift_call0(__NR_getpid);
}

long process_id_elsewhere();

#endif
