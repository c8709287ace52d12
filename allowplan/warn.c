#include "warn.h"

#include "callname.h"
#include "unsafe.h"

struct fault
warn_unsafe(struct filter *f, bool strict)
{
	const struct image *img = &f->source.img;
	const struct unsafe_call *call;
	struct message_more more = {NULL, NULL, NULL};
	struct fault fault;
	uint32_t number;
	size_t i, at;

	for (i = 0; (call = unsafe_call(i)) != NULL; i++) {
		if (!callname_number(img->arch, call->name, &number))
			continue;
		at = unsafe_site(img, number, call->options);
		if (at == img->nplan)
			continue;
		fault = fault_full(FAULT_UNSAFE, AT_ADDRESS,
		    img->sites[at].vaddr, ITEM_SITE, at);
		more.subject = call->name;
		more.why = call->hole;
		if (strict) {
			f->more = more;
			return fault;
		}
		message_fault(&f->message, &fault, &more);
	}
	return fault_none();
}
