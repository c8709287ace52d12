/* cxx, second unit. */
#include "cxx.hh"

long
process_id_elsewhere()
{
	return process_id();
}
