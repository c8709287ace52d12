#include "start.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launch.h"
#include "recorder.h"
#include "watch.h"

/* Under the filter: stdio's calls are forbidden by now. */
static void
fail_guarded(struct run *r)
{
	struct fault f = fault_of(FAULT_EXEC);
	struct message_more more = {
	    r->process.failed, strerrordesc_np(r->process.error), NULL};
	char text[MESSAGE_TEXT], whole[MESSAGE_WHOLE];

	message_text(text, sizeof text, &f, &more);
	message_whole(
	    &r->message, fault_name(f.code), text, whole, sizeof whole);
	(void)launch_write(STDERR_FILENO, whole, strlen(whole));
	launch_exit(LAUNCH_FAILED);
}

static struct fault
make_guard(struct run *r, char **args, char **envp, struct guard **guard)
{
	const struct image *img = &r->compose.image;
	struct guard *g;

	*guard = NULL;
	if (r->no_filter)
		return fault_none();
	g = calloc(1, sizeof *g);
	if (g == NULL)
		return fault_of(FAULT_MEMORY);
	*guard = g;
	g->nown = LAUNCH_PINS;
	if (!launch_pins(pinarch_of(img->arch), r->compose.fd, process_path,
		args, envp, PROCESS_FLAGS, g->own)) {
		r->process.failed = "getrandom";
		r->process.error = errno;
		return fault_of(FAULT_PREPARE);
	}
	if (r->record == NULL)
		return guard_make(g, img, r->forbidden);
	recorder_guard(g);
	return fault_none();
}

/* What the table of faults does not know. */
static const char *
why_of(const struct guard *g)
{
	return g != NULL && g->why[0] != '\0' ? g->why : NULL;
}

int
start_image(struct run *r, int argc, char **argv, char **envp)
{
	static char *empty[] = {NULL};
	char **args = calloc((size_t)argc + 2, sizeof *args);
	char **env = r->no_env ? empty : envp;
	bool prepared = false;
	struct guard *guard;
	enum watch_side side = WATCH_IMAGE;
	struct fault f;
	int i, status = STATUS_DONE;

	if (args == NULL)
		return run_fail(r, fault_of(FAULT_MEMORY), NULL, NULL);
	args[0] = (char *)(uintptr_t)(r->argv0 != NULL
		? r->argv0
		: (const char *)r->compose.source.img.prog.name);
	for (i = 0; i < argc; i++)
		args[i + 1] = argv[i];
	if (r->no_filter)
		message_line(&r->message, "NO_FILTER",
		    "jumps, addresses and arguments are not held");
	f = make_guard(r, args, env, &guard);
	if (f.code == FAULT_NONE && guard != NULL && watch_wanted(r))
		side = watch_fork(r, guard, &status);
	if (side == WATCH_FAILED)
		f = fault_of(FAULT_PREPARE);
	if (f.code == FAULT_NONE && side != WATCH_OVER) {
		r->process.guard = guard;
		process_start(&r->process, r->compose.fd, args, env, &prepared);
		if (prepared && guard != NULL)
			fail_guarded(r);
		f = fault_of(prepared ? FAULT_EXEC : FAULT_PREPARE);
	}
	if (side != WATCH_OVER)
		status = r->process.failed == NULL
		    ? run_fail(r, f, NULL, why_of(guard))
		    : run_fail(
			  r, f, r->process.failed, process_why(&r->process));
	free(args);
	free(guard);
	return status;
}

int
start_print(struct run *r)
{
	struct guard *g;
	struct fault f;
	int status = STATUS_DONE;

	if (r->raw && isatty(STDOUT_FILENO))
		return run_fail(r, fault_of(FAULT_TTY), NULL,
		    "a raw filter is binary; send it to a file");
	g = calloc(1, sizeof *g);
	if (g == NULL)
		return run_fail(r, fault_of(FAULT_MEMORY), NULL, NULL);
	f = guard_make(g, &r->compose.image, r->forbidden);
	if (f.code == FAULT_NONE && r->raw)
		guard_raw(g, stdout);
	else if (f.code == FAULT_NONE)
		guard_text(g, stdout);
	if (f.code != FAULT_NONE)
		status = run_fail(r, f, NULL, why_of(g));
	else if (fflush(stdout) == EOF || ferror(stdout))
		status = run_fail(r, fault_of(FAULT_WRITE), "standard output",
		    strerror(errno));
	free(g);
	return status;
}
