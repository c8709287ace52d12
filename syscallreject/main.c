/* syscallreject - refuse an image that has call instructions of its own. */
#include <stdio.h>

#include "filter.h"
#include "options.h"
#include "reject.h"

static const struct option longs[] = {
    {"help", no_argument, NULL, 'h'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: syscallreject [-hqvV] < STREAM > STREAM\n"
    "Refuse an image with a call instruction outside its recorded slots.\n"
    "  -q  no messages   -v  say what was scanned\n"
    "  -h  this help     -V  version\n";

static struct fault
head(struct filter *f)
{
	reject_start(f->own, &f->source.img);
	return fault_none();
}

static struct fault
data(struct filter *f, uint8_t *d, size_t n, bool *changed)
{
	*changed = false;
	return reject_data(
	    f->own, f->source.data.seg, f->source.data.vaddr, d, n);
}

static struct fault
data_end(struct filter *f)
{
	struct fault fault = reject_end(f->own);
	const struct image *img = &f->source.img;
	uint64_t bytes = 0;
	char text[96];
	size_t i;

	if (!f->verbose || fault.code != FAULT_NONE)
		return fault;
	for (i = 0; i < img->nsegs; i++)
		if ((img->segs[i].flags & IMAGE_X) != 0)
			bytes += img->segs[i].filesz;
	snprintf(text, sizeof text,
	    "%llu executable bytes, %zu deny stubs, no call instruction",
	    (unsigned long long)bytes, img->nsites);
	message_line(&f->message, "SCANNED", text);
	return fault;
}

static int
options(const struct options *o, int argc, char **argv, struct filter *f)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case 'q':
			f->message.quiet = true;
			break;
		case 'v':
			f->verbose = true;
			break;
		default:
			return options_other(o, ch);
		}
	if (argc != optind)
		return options_wrong(o, "no argument is taken");
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"syscallreject", usage_text, "hqvV", longs};
	struct filter *f = filter_new(o.tool);
	struct reject r;
	int status;

	if (f == NULL || !options_descriptors(&o)) {
		filter_free(f);
		return STATUS_TROUBLE;
	}
	f->checked = "no call instruction in executable pages; "
		     "every slot holds its deny stub";
	f->arguments = filter_arguments(argc, argv);
	f->own = &r;
	f->head = head;
	f->data = data;
	f->data_end = data_end;
	status = options(&o, argc, argv, f);
	if (status == OPTIONS_GO)
		status = filter_run(f);
	filter_free(f);
	return status;
}
