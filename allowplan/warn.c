#include "warn.h"

#include "callname.h"
#include "unsafe.h"

/* One unsafe thing, at site at: said, or returned if that is strict. */
static struct fault
say(struct filter *f, bool strict, size_t at, const char *what,
    const char *hole)
{
	struct fault fault = fault_full(FAULT_UNSAFE, AT_ADDRESS,
	    f->source.img.sites[at].vaddr, ITEM_SITE, at);
	struct message_more more = {what, hole, NULL};

	if (strict) {
		f->more = more;
		return fault;
	}
	message_fault(&f->message, &fault, &more);
	return fault_none();
}

static size_t
first_exec(const struct image *img)
{
	size_t i = 0;

	while (i < img->nplan && img->plan[i].exec == 0)
		i++;
	return i;
}

struct fault
warn_unsafe(struct filter *f, bool strict)
{
	const struct image *img = &f->source.img;
	size_t i, at = first_exec(img);
	const struct unsafe_call *call;
	struct fault fault = fault_none();
	uint32_t number;

	if (at < img->nplan)
		fault = say(f, strict, at, "executable memory",
		    "code that nobody has seen can be made and run");
	for (i = 0; fault.code == FAULT_NONE && (call = unsafe_call(i)) != NULL;
	     i++) {
		if (!callname_number(img->arch, call->name, &number))
			continue;
		at = unsafe_site(img, number, call->options);
		if (at < img->nplan)
			fault = say(f, strict, at, call->name, call->hole);
	}
	return fault;
}
