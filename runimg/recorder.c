#include "recorder.h"

#include <sys/stat.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "callname.h"
#include "pinarch.h"

const char *
recorder_begin(struct recorder *r)
{
	struct stat st;

	if (stat(r->path, &st) == 0 && !S_ISREG(st.st_mode))
		return "a list is a file of its own";
	return output_begin(&r->out, r->path) ? NULL : strerror(errno);
}

void
recorder_guard(struct guard *g)
{
	struct cbpf *c = &g->work.code;
	size_t ask, pass, next;

	c->n = 0;
	cbpf_return(c, PINS_TRACE);
	ask = c->n;
	cbpf_return(c, PINS_ALLOW);
	pass = c->n;
	cbpf_above(c, IMAGE_RESERVED_END, ask, pass);
	next = c->n;
	cbpf_above(c, IMAGE_RESERVED_START, next, ask);
}

/* A call instruction that stays is seen under any plan. */
void
recorder_check(const struct recorder *r)
{
	size_t i, n = 0;
	char text[160];

	for (i = 0; i < r->img->nplan; i++)
		if (r->img->plan[i].decision != DECISION_ALLOW &&
		    !site_in_place(&r->img->sites[i]))
			n++;
	if (n == 0)
		return;
	snprintf(text, sizeof text,
	    "%zu of %zu sites are denied, and what they call is not seen: "
	    "allowplan --all --unknown=allowed allows all",
	    n, r->img->nplan);
	message_line(r->message, "RECORD", text);
}

/* The kernel's restart_syscall goes with the call that was cut. */
bool
recorder_new(const struct recorder *r, const struct cbpf_call *call)
{
	const struct pinarch *arch = pinarch_of(r->img->arch);

	return call->audit == arch->audit && call->number < ARCH_NUMBERS &&
	    call->number != arch->restart && !r->used[call->number];
}

void
recorder_call(struct recorder *r, const struct cbpf_call *call)
{
	if (recorder_new(r, call))
		r->used[call->number] = true;
}

/* A site may issue what is allowed, since its number is not known. */
static bool
any_unknown(const struct recorder *r)
{
	size_t i;

	for (i = 0; i < r->img->nplan; i++)
		if (r->img->plan[i].decision == DECISION_ALLOW &&
		    r->img->sites[i].numbers == NUMBERS_NONE)
			return true;
	return false;
}

static bool
print(const struct recorder *r, FILE *to)
{
	char name[CALLNAME_MAX], image[IMAGE_NAME * 4 + 1];
	uint32_t k;

	message_escape(
	    image, sizeof image, r->img->prog.name, r->img->prog.name_len);
	fprintf(to, "# The system calls that %s made in one run, on %s.\n",
	    image, r->img->arch->name);
	if (any_unknown(r))
		fprintf(to, "@unknown\n");
	for (k = 0; k < ARCH_NUMBERS; k++) {
		if (!r->used[k])
			continue;
		callname_name(r->img->arch, k, name, sizeof name);
		if (name[0] != '?')
			fprintf(to, "%s\n", name);
		else
			fprintf(to, "%" PRIu32 "\n", k);
	}
	return fflush(to) == 0 && ferror(to) == 0;
}

static bool
any(const struct recorder *r)
{
	size_t k;

	for (k = 0; k < ARCH_NUMBERS; k++)
		if (r->used[k])
			return true;
	return false;
}

bool
recorder_end(struct recorder *r)
{
	struct fault f = fault_of(FAULT_WRITE);
	struct message_more more = {r->path, NULL, NULL};
	FILE *to;
	bool good;

	if (!any(r)) {
		recorder_drop(r);
		message_line(r->message, "RECORD",
		    "no call was seen, and no list is written");
		return true;
	}
	to = fdopen(dup(r->out.fd), "w");
	good = to != NULL && print(r, to);
	if (to != NULL && fclose(to) == EOF)
		good = false;
	if (good && output_end(&r->out, 0666))
		return true;
	more.why = strerror(errno);
	if (!good)
		recorder_drop(r);
	message_fault(r->message, &f, &more);
	return false;
}

void
recorder_drop(struct recorder *r)
{
	output_drop(&r->out);
}
