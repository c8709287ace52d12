#include "dump.h"

bool
dump_paging(struct dump *d)
{
	const struct record *rec = &d->source.rec;

	if (rec->type != RECORD_PTBL && rec->type != RECORD_PMAP &&
	    rec->type != RECORD_PTPG)
		return false;
	d->paging.ranges = d->ranges;
	return paging_take(&d->paging, rec->type, rec->payload, rec->len) ==
	    FAULT_NONE;
}
