#include "report.h"

#include <sys/stat.h>

#include <inttypes.h>
#include <stdio.h>

#include "callname.h"

enum { TEXT = 768, WHY = 160 };

uint32_t
report_answer(const struct report *r, const struct cbpf_call *call)
{
	return cbpf_run(guard_code(r->guard), guard_length(r->guard), call);
}

/* It may have executed another program: names are the image's only. What is in
   the way, or NULL. */
static const char *
not_image(const struct report *r, pid_t pid)
{
	char path[40];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	if (stat(path, &st) == -1)
		return "of a program that /proc does not show";
	if (st.st_dev != r->dev || st.st_ino != r->ino)
		return "of a program that the image executed";
	return NULL;
}

/* The allowed site whose call instruction ends there, or nsites. */
static size_t
site_before(const struct image *img, uint64_t after)
{
	size_t i;

	for (i = 0; i < img->nsites; i++)
		if (after - img->sites[i].vaddr == img->sites[i].length &&
		    img->plan[i].decision == DECISION_ALLOW)
			break;
	return i;
}

/* 1,024 and more are nobody's, and libseccomp's own numbers are negative. */
static void
name_of(const struct image *img, uint32_t number, char *to, size_t size)
{
	snprintf(to, size, "?");
	if (number < ARCH_NUMBERS)
		callname_name(img->arch, number, to, size);
}

static void
why_site(
    const struct image *img, size_t i, const struct cbpf_call *call, char *why)
{
	const struct decision *d = &img->plan[i];
	char name[CALLNAME_MAX];

	if (d->numbers == NUMBERS_ONE && d->number == call->number) {
		snprintf(why, WHY, "an argument is not the one recorded");
	} else if (d->numbers == NUMBERS_ONE) {
		name_of(img, d->number, name, sizeof name);
		snprintf(why, WHY, "the call of this site is %" PRIu32 " %s",
		    d->number, name);
	} else {
		snprintf(why, WHY, "the site may not make this call");
	}
}

static bool
in_image(const struct report *r, uint64_t addr)
{
	const struct image *img = r->img;

	return image_segment_of(img->segs, img->nsegs, addr - r->base, 1) <
	    img->nsegs;
}

static void
line(const struct report *r, const struct cbpf_call *call, const char *place,
    const char *why)
{
	bool native = call->audit == pinarch_of(r->img->arch)->audit;
	char name[CALLNAME_MAX], text[TEXT];
	size_t k, n;

	name_of(r->img, native ? call->number : UINT32_MAX, name, sizeof name);
	n = (size_t)snprintf(text, sizeof text,
	    "call %" PRIu32 " %s @%s: %s; arguments", call->number, name, place,
	    why);
	for (k = 0; k < CBPF_ARGS && n < sizeof text; k++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    " 0x%" PRIx64 "%s", call->args[k],
		    k + 1 < CBPF_ARGS ? "," : "");
	message_line(r->message, "FORBIDDEN", text);
}

void
report_call(const struct report *r, pid_t pid, const struct cbpf_call *call)
{
	const struct image *img = r->img;
	const struct pinarch *arch = pinarch_of(img->arch);
	uint64_t addr = call->after - img->arch->call_len;
	size_t site = site_before(img, call->after - r->base);
	struct fault at = fault_at(FAULT_NONE, AT_ADDRESS, addr);
	char place[MESSAGE_PLACE], why[WHY];
	const char *other = not_image(r, pid);
	struct nearest n;

	if (other != NULL) {
		message_place(place, sizeof place, &at, NULL);
		line(r, call, place, other);
		return;
	}
	/* Of the image, addresses as people know them; of all else, as it is. */
	nearest_start(&n, addr);
	if (in_image(r, addr)) {
		at.at = addr - r->base;
		symtab_nearest(r->symbols, addr, r->base, &n);
	}
	if (site < img->nsites)
		at = fault_full(FAULT_NONE, AT_ADDRESS, at.at, ITEM_SITE, site);
	message_place(place, sizeof place, &at, &n);
	if (call->audit != arch->audit ||
	    (arch->top != 0 && call->number >= arch->top))
		snprintf(why, sizeof why, "of another machine's interface");
	else if (site == img->nsites)
		snprintf(why, sizeof why, "no allowed site is there");
	else
		why_site(img, site, call, why);
	line(r, call, place, why);
}

/* Where the call is in the table, or belongs. */
static struct report_seen *
seen_at(struct report *r, const struct cbpf_call *call)
{
	size_t i =
	    (size_t)((call->after ^ call->number * UINT64_C(0x9e3779b1)) *
		    UINT64_C(0x9e3779b97f4a7c15) >>
		40) %
	    REPORT_ROOM;

	while (r->seen[i].used &&
	    (r->seen[i].after != call->after ||
		r->seen[i].number != call->number))
		i = (i + 1) % REPORT_ROOM;
	return &r->seen[i];
}

void
report_once(struct report *r, pid_t pid, const struct cbpf_call *call)
{
	struct report_seen *seen = seen_at(r, call);
	char text[96];

	if (seen->used || r->full)
		return;
	if (r->nseen == REPORT_CALLS) {
		r->full = true;
		snprintf(text, sizeof text,
		    "more than %d forbidden calls @-: the rest is let through "
		    "and not reported",
		    REPORT_CALLS);
		message_line(r->message, "FORBIDDEN", text);
		return;
	}
	seen->after = call->after;
	seen->number = call->number;
	seen->used = true;
	r->nseen++;
	report_call(r, pid, call);
}

void
report_record(const struct report *r, pid_t pid, const struct cbpf_call *call)
{
	if (recorder_new(r->recorder, call) && not_image(r, pid) == NULL)
		recorder_call(r->recorder, call);
}
