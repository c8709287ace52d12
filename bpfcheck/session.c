#include "session.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cause.h"
#include "emit.h"
#include "jobs.h"
#include "module.h"
#include "slurp.h"
#include "target.h"
#include "tell.h"

/* What was found, as bits. */
enum { REJECTED = 1, UNDECIDED = 2, TROUBLE = 4, SOME = 8 };

struct file {
	const char *path;
	struct message message;
	struct content content;
	uint32_t slice; /* of its programs */
	bool loaded;
	FILE *out, *err, *page;
};

static uint32_t
trouble(struct file *f, const struct fault *fault, const char *subject,
    const char *why)
{
	struct message_more more = {
	    .subject = subject != NULL && subject[0] != '\0' ? subject : NULL,
	    .why = why != NULL && why[0] != '\0' ? why : NULL,
	};
	char text[MESSAGE_TEXT], whole[MESSAGE_WHOLE], clean[400];

	/* What is wrong with the whole file is said once. */
	if (f->slice > 0 && !f->loaded)
		return TROUBLE;
	if (more.why != NULL) {
		message_escape(clean, sizeof clean, why, strnlen(why, 96));
		more.why = clean;
	}
	message_text(text, sizeof text, fault, &more);
	message_whole(
	    &f->message, fault_name(fault->code), text, whole, sizeof whole);
	fputs(whole, f->err);
	return TROUBLE;
}

static uint32_t
trouble_of(struct file *f, enum fault_code code, const char *why)
{
	struct fault fault = fault_of(code);

	return trouble(f, &fault, NULL, why);
}

static uint32_t
not_decided(
    struct file *f, const struct object_program *p, bool asked, const char *why)
{
	struct fault fault = fault_of(asked ? FAULT_BPF_MODULE : FAULT_MEMORY);

	return trouble(f, &fault, p->name, why);
}

static uint32_t
program(const struct session *s, struct file *f, struct object_program *p)
{
	struct decide d = s->decide;
	struct decided decided;
	struct cause cause;
	struct verdict v = {f->path, p, &decided, NULL};
	bool explained, good;

	d.log = f->out;
	decide(&d, p, &decided);
	if (decided.result.verdict == VF_TROUBLE)
		return not_decided(f, p, d.in_kernel, decided.result.reason);
	explained = (s->explain || f->page != NULL) &&
	    decided.result.verdict == VF_REJECT;
	if (explained) {
		if (!cause_find(&cause, &d, p, &decided))
			return not_decided(f, p, false, "");
		v.cause = &cause;
	}
	good = tell(s, f->out, f->page, &v);
	if (explained)
		cause_free(&cause);
	if (!good)
		return not_decided(f, p, false, "");
	switch (decided.result.verdict) {
	case VF_ACCEPT:
		return SOME;
	case VF_REJECT:
		return SOME | REJECTED;
	default:
		return SOME | UNDECIDED;
	}
}

/* As libbpf names an object: the file's name up to its first point. */
static void
object_name(char *to, size_t size, const char *path)
{
	const char *base = strrchr(path, '/');

	snprintf(to, size, "%s", base != NULL ? base + 1 : path);
	to[strcspn(to, ".")] = '\0';
}

static uint32_t
loaded(const struct session *s, struct file *f)
{
	struct load l = s->load;
	struct wire_news news;
	struct object o = {0};
	uint32_t found = 0, first, end;
	char name[64];

	object_name(name, sizeof name, f->path);
	l.name = name;
	l.forked = decide_forget;
	load_object(&l, f->content.bytes, f->content.len, &o, &news);
	if (news.fault.code != FAULT_NONE)
		return trouble(f, &news.fault, news.subject, news.why);
	f->loaded = true;
	first = (uint32_t)((uint64_t)o.nprograms * f->slice / s->slices);
	end = (uint32_t)((uint64_t)o.nprograms * (f->slice + 1) / s->slices);
	for (uint32_t i = first; i < end; i++)
		if (picks_program(
			&s->report.picks, f->path, o.programs[i].name))
			found |= program(s, f, &o.programs[i]);
	object_free(&o);
	return found;
}

static void
fill(struct content *c, const char *path)
{
	c->code = slurp(path, &c->bytes, &c->len, &c->why);
}

static uint32_t
work(void *arg, uint32_t job, FILE *out, FILE *err, FILE *page)
{
	const struct session *s = arg;
	struct file f = {
	    .path = s->files[job / s->slices],
	    .slice = job % s->slices,
	    .message = s->message,
	    .out = out,
	    .err = err,
	    .page = page,
	};
	uint32_t found;

	if (!picks_file(&s->report.picks, f.path))
		return 0;
	message_file(&f.message, f.path, strlen(f.path));
	if (s->emit)
		f.content = s->content;
	else
		fill(&f.content, f.path);
	if (f.content.code != FAULT_NONE)
		found = trouble_of(&f, f.content.code, f.content.why);
	else
		found = loaded(s, &f);
	if (!s->emit)
		free(f.content.bytes);
	return found;
}

/* What a job has sent for the report. */
static void
took(struct session *s)
{
	if (s->kept == NULL)
		return;
	(void)fflush(s->kept);
	report_took(&s->report);
}

static void
done(void *arg, uint32_t job, uint32_t result)
{
	struct session *s = arg;

	s->found |= result;
	pagefile_keep(&s->page);
	took(s);
	if (s->progress)
		fprintf(stderr, "\r%u of %u%s", job / s->slices + 1, s->nfiles,
		    job + 1 == s->nfiles * s->slices ? "\r\033[K" : "");
}

static void
lost(void *arg, uint32_t job)
{
	struct session *s = arg;
	struct fault fault = fault_of(FAULT_BPF_LOADER);
	struct message_more more = {.why = "the process that decides died"};
	const char *file = s->files[job / s->slices];

	took(s);
	message_file(&s->message, file, strlen(file));
	message_fault(&s->message, &fault, &more);
	s->found |= TROUBLE;
	pagefile_forget(&s->page);
}

static int
status_of(uint32_t found)
{
	if (found & TROUBLE)
		return STATUS_TROUBLE;
	if (found & REJECTED)
		return STATUS_REFUSED;
	return found & UNDECIDED ? STATUS_UNDECIDED : STATUS_DONE;
}

/* Files that are few are divided, so that there is work for all. */
static uint32_t
slices(const struct session *s)
{
	uint32_t n = s->workers / s->nfiles;

	struct stat st;

	if (s->emit)
		return s->load.raw ? 1 : s->workers;
	/* Each process reads the file; a pipe can be read once. */
	for (uint32_t i = 0; i < s->nfiles; i++)
		if (s->load.raw || strcmp(s->files[i], "-") == 0 ||
		    stat(s->files[i], &st) != 0 || !S_ISREG(st.st_mode))
			return 1;
	return n > 1 ? n : 1;
}

static void
complain(
    struct session *s, const char *file, enum fault_code code, const char *why)
{
	struct message_more more = {.why = why};
	struct fault fault = fault_of(code);

	if (file != NULL)
		message_file(&s->message, file, strlen(file));
	message_fault(&s->message, &fault, &more);
	s->found |= TROUBLE;
}

/* False after a message. */
static bool
page_open(struct session *s)
{
	if (s->html == NULL || pagefile_open(&s->page, s->html))
		return true;
	complain(s, s->html, FAULT_WRITE, strerror(errno));
	return false;
}

/* Reads what will be emitted, so that it is what is checked. */
static bool
hold(struct session *s)
{
	bool here = s->emit && strcmp(s->emit_to, "-") == 0;

	s->out = here ? stderr : stdout;
	if (here && isatty(STDOUT_FILENO)) {
		complain(s, NULL, FAULT_TTY,
		    "an object is binary; send it to a file");
		return false;
	}
	if (s->emit)
		fill(&s->content, s->files[0]);
	return true;
}

/* False after a message. */
static bool
module(struct session *s)
{
	if (!s->decide.in_kernel)
		return true;
	s->decide.module = module_open();
	if (s->decide.module < 0)
		complain(s, MODULE_DEVICE, FAULT_BPF_MODULE,
		    strerror(-s->decide.module));
	return s->decide.module >= 0;
}

/* What is needed before a program is looked at. */
static bool
begin(struct session *s)
{
	struct message_more more = {0};
	struct fault f = report_open(&s->report, s->load.only, &more.why);

	if (f.code != FAULT_NONE) {
		message_file(&s->message, s->report.baseline,
		    strlen(s->report.baseline));
		message_fault(&s->message, &f, &more);
		return false;
	}
	if (report_waits(&s->report)) {
		s->kept = report_sink(&s->report);
		if (s->kept == NULL) {
			complain(s, NULL, FAULT_MEMORY, NULL);
			return false;
		}
	}
	return module(s) && target_open(s) && page_open(s);
}

static void
run(struct session *s)
{
	struct jobs j = {
	    .arg = s,
	    .out = s->kept != NULL ? s->kept : s->out,
	    .work = work,
	    .done = done,
	    .lost = lost,
	};

	s->slices = slices(s);
	j.count = s->nfiles * s->slices;
	j.workers = s->workers < j.count ? s->workers : j.count;
	s->progress = s->nfiles >= 16 && !s->message.quiet &&
	    isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	j.page = s->page.to;
	if (s->kept == NULL)
		verdict_head(s->out, s->form, s->decide.all_kernels);
	if (!jobs_run(&j))
		complain(s, NULL, FAULT_MEMORY, NULL);
	if (s->kept != NULL &&
	    !report_show(&s->report, s->out, s->form, s->verbose))
		complain(s, "-", FAULT_MEMORY, NULL);
	/* Else what looked at nothing would accept all of it. */
	if (s->report.picks.names && (s->found & (SOME | TROUBLE)) == 0)
		complain(
		    s, "-", FAULT_BPF_NONE, "none passes the filters of names");
}

/* Only what is said, and is accepted, is passed on. */
static void
finish(struct session *s)
{
	enum fault_code code;
	const char *why;

	if (!pagefile_close(&s->page))
		complain(s, s->html, FAULT_WRITE, strerror(errno));
	if (fflush(s->out) == EOF || ferror(s->out))
		complain(s, "-", FAULT_WRITE, NULL);
	if (s->emit && status_of(s->found) == STATUS_DONE) {
		code = emit(s->emit_to, s->content.bytes, s->content.len, &why);
		if (code != FAULT_NONE)
			complain(s, s->emit_to, code, why);
	}
}

int
session_run(struct session *s)
{
	signal(SIGPIPE, SIG_DFL);
	if (hold(s) && begin(s)) {
		run(s);
		finish(s);
	} else {
		s->found |= TROUBLE;
	}
	kernel_types_free(&s->types);
	symbols_free(&s->symbols);
	kernel_close(s->load.kernel);
	if (s->decide.in_kernel && s->decide.module >= 0)
		(void)close(s->decide.module);
	if (s->kept != NULL)
		(void)fclose(s->kept);
	free(s->content.bytes);
	return status_of(s->found);
}
