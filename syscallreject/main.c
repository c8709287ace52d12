/* syscallreject - refuse an image that has call instructions of its own. */
#include <stdio.h>
#include <string.h>

#include "filter.h"
#include "options.h"
#include "reject.h"

struct refuse {
	struct reject reject;
	bool pin; /* calls by chance are left to the filter */
};

enum { OPTION_EMBEDDED = 256 };

static const struct option longs[] = {
    {"embedded", required_argument, NULL, OPTION_EMBEDDED},
    {"help", no_argument, NULL, 'h'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: syscallreject [-hqvV] [--embedded=pin] < STREAM > STREAM\n"
    "Refuse an image with a call instruction outside its recorded slots.\n"
    "  --embedded=pin  accept recorded bytes that are one by chance: the\n"
    "                  kernel's filter lets no call through there\n"
    "  -q  no messages   -v  say what was scanned\n"
    "  -h  this help     -V  version\n";

static struct fault
head(struct filter *f)
{
	struct refuse *r = f->own;

	reject_start(&r->reject, &f->source.img);
	return r->pin ? fault_none() : reject_embedded(&f->source.img);
}

static struct fault
data(struct filter *f, uint8_t *d, size_t n, bool *changed)
{
	struct refuse *r = f->own;

	*changed = false;
	return reject_data(
	    &r->reject, f->source.data.seg, f->source.data.vaddr, d, n);
}

static struct fault
data_end(struct filter *f)
{
	struct refuse *r = f->own;
	struct fault fault = reject_end(&r->reject);
	const struct image *img = &f->source.img;
	size_t i, held = 0, chance = 0;
	uint64_t bytes = 0;
	char text[192];
	int n;

	if (!f->verbose || fault.code != FAULT_NONE)
		return fault;
	for (i = 0; i < img->nsegs; i++)
		if ((img->segs[i].flags & IMAGE_X) != 0)
			bytes += img->segs[i].filesz;
	for (i = 0; i < img->nsites; i++) {
		held += img->sites[i].kind == SITE_CALL;
		chance += img->sites[i].kind == SITE_EMBEDDED;
	}
	n = snprintf(text, sizeof text,
	    "%llu executable bytes, %zu deny stubs, no call instruction",
	    (unsigned long long)bytes, img->nsites - held - chance);
	if (held + chance > 0 && n > 0 && (size_t)n < sizeof text)
		snprintf(text + n, sizeof text - (size_t)n,
		    " but %zu of sites and %zu by chance, for the filter", held,
		    chance);
	message_line(&f->message, "SCANNED", text);
	return fault;
}

static int
options(const struct options *o, int argc, char **argv, struct filter *f,
    struct refuse *r)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_EMBEDDED:
			if (strcmp(optarg, "pin") != 0)
				return options_wrong(o, "--embedded takes pin");
			r->pin = true;
			break;
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
	struct refuse r = {.pin = false};
	int status;

	if (f == NULL || !options_descriptors(&o)) {
		filter_free(f);
		return STATUS_TROUBLE;
	}
	f->checked =
	    "no call instruction in executable pages but recorded ones; "
	    "every slot holds its stub";
	f->arguments = filter_arguments(argc, argv);
	f->own = &r;
	f->head = head;
	f->data = data;
	f->data_end = data_end;
	status = options(&o, argc, argv, f, &r);
	if (status == OPTIONS_GO)
		status = filter_run(f);
	filter_free(f);
	return status;
}
