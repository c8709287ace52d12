/* patchapply - carry out the plan: write the allowed slots. */
#include <stdio.h>

#include "filter.h"
#include "options.h"
#include "patch.h"

struct apply {
	struct patch patch;
	bool bare;
};

enum { OPTION_BARE = 256 };

static const struct option longs[] = {
    {"bare", no_argument, NULL, OPTION_BARE},
    {"help", no_argument, NULL, 'h'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: patchapply [-hqvV] [--bare] < STREAM > STREAM\n"
    "Write the call instruction into the slots that the plan allows.\n"
    "  --bare  the instruction alone, without the number: the kernel's filter\n"
    "          must hold every allowed site\n"
    "  -q  no messages   -v  one line for each allowed site\n"
    "  -h  this help     -V  version\n";

static void
report(const struct filter *f)
{
	const struct image *img = &f->source.img;
	char text[96];
	size_t i;

	for (i = 0; i < img->nplan; i++) {
		if (img->plan[i].decision != DECISION_ALLOW)
			continue;
		snprintf(text, sizeof text, "slot 0x%llx, held by %s",
		    (unsigned long long)img->plan[i].vaddr,
		    img->plan[i].holder == HOLDER_BYTES ? "its bytes"
							: "the filter");
		message_line(&f->message, "PATCHED", text);
	}
}

static bool
plan(struct filter *f, uint8_t *b, size_t n)
{
	struct apply *a = f->own;

	return a->bare && patch_bare(b, n);
}

static struct fault
head(struct filter *f)
{
	struct apply *a = f->own;
	struct fault fault = patch_start(&a->patch, &f->source.img, a->bare);

	if (fault.code != FAULT_NONE)
		return fault;
	if (f->verbose)
		report(f);
	return fault_none();
}

static struct fault
data(struct filter *f, uint8_t *d, size_t n, bool *changed)
{
	struct apply *a = f->own;

	return patch_data(
	    &a->patch, f->source.data.seg, f->source.data.vaddr, d, n, changed);
}

static struct fault
data_end(struct filter *f)
{
	struct apply *a = f->own;

	return patch_end(&a->patch);
}

static int
options(const struct options *o, int argc, char **argv, struct filter *f,
    struct apply *a)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_BARE:
			a->bare = true;
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
	struct options o = {"patchapply", usage_text, "hqvV", longs};
	struct filter *f = filter_new(o.tool);
	struct apply a = {.bare = false};
	int status;

	if (f == NULL || !options_descriptors(&o)) {
		filter_free(f);
		return STATUS_TROUBLE;
	}
	f->checked = "plan and stubs; every call instruction in the result "
		     "belongs to an allowed site";
	f->arguments = filter_arguments(argc, argv);
	f->plan = plan;
	f->own = &a;
	f->head = head;
	f->data = data;
	f->data_end = data_end;
	status = options(&o, argc, argv, f, &a);
	if (status == OPTIONS_GO)
		status = filter_run(f);
	filter_free(f);
	return status;
}
