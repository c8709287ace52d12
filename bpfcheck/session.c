#include "session.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs.h"
#include "kernel.h"
#include "slurp.h"

/* What was found, as bits. */
enum { REJECTED = 1, UNDECIDED = 2, TROUBLE = 4 };

struct file {
	const char *path;
	struct message message;
	uint8_t *bytes;
	size_t len;
	uint32_t slice; /* of its programs */
	bool loaded;
	FILE *out, *err;
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
program(const struct session *s, struct file *f, const struct object_program *p)
{
	struct decide d = s->decide;
	struct decided decided;
	struct verdict v = {f->path, p, &decided};

	d.log = f->out;
	decide(&d, p, &decided);
	if (decided.result.verdict == VF_TROUBLE) {
		struct fault fault = fault_of(FAULT_MEMORY);

		return trouble(f, &fault, p->name, decided.result.reason);
	}
	verdict_say(f->out, s->form, s->verbose, &v);
	switch (decided.result.verdict) {
	case VF_ACCEPT:
		return 0;
	case VF_REJECT:
		return REJECTED;
	default:
		return UNDECIDED;
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
	load_object(&l, f->bytes, f->len, &o, &news);
	if (news.fault.code != FAULT_NONE)
		return trouble(f, &news.fault, news.subject, news.why);
	f->loaded = true;
	first = (uint32_t)((uint64_t)o.nprograms * f->slice / s->slices);
	end = (uint32_t)((uint64_t)o.nprograms * (f->slice + 1) / s->slices);
	for (uint32_t i = first; i < end; i++)
		found |= program(s, f, &o.programs[i]);
	object_free(&o);
	return found;
}

static uint32_t
work(void *arg, uint32_t job, FILE *out, FILE *err)
{
	const struct session *s = arg;
	struct file f = {
	    .path = s->files[job / s->slices],
	    .slice = job % s->slices,
	    .message = s->message,
	    .out = out,
	    .err = err,
	};
	enum fault_code code;
	const char *why;
	uint32_t found;

	message_file(&f.message, f.path, strlen(f.path));
	code = slurp(f.path, &f.bytes, &f.len, &why);
	if (code != FAULT_NONE)
		found = trouble_of(&f, code, why);
	else
		found = loaded(s, &f);
	free(f.bytes);
	return found;
}

static void
done(void *arg, uint32_t job, uint32_t result)
{
	struct session *s = arg;

	s->found |= result;
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

	message_file(&s->message, file, strlen(file));
	message_fault(&s->message, &fault, &more);
	s->found |= TROUBLE;
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

/*
 * Once for all files; that of this machine's kernel only where several may need
 * it. False after a message.
 */
static bool
kernel(struct session *s)
{
	struct message_more more = {0};
	struct fault fault;

	if (s->load.raw || (s->btf == NULL && s->nfiles == 1))
		return true;
	fault = kernel_open(
	    s->btf != NULL ? s->btf : KERNEL_BTF, &s->load.kernel, &more.why);
	if (fault.code == FAULT_NONE || s->btf == NULL)
		return true;
	message_file(&s->message, s->btf, strlen(s->btf));
	message_fault(&s->message, &fault, &more);
	return false;
}

/* Files that are few are divided, so that there is work for all. */
static uint32_t
slices(const struct session *s)
{
	uint32_t n = s->workers / s->nfiles;

	struct stat st;

	/* Each process reads the file; a pipe can be read once. */
	for (uint32_t i = 0; i < s->nfiles; i++)
		if (s->load.raw || strcmp(s->files[i], "-") == 0 ||
		    stat(s->files[i], &st) != 0 || !S_ISREG(st.st_mode))
			return 1;
	return n > 1 ? n : 1;
}

int
session_run(struct session *s)
{
	struct jobs j = {
	    .arg = s,
	    .work = work,
	    .done = done,
	    .lost = lost,
	};
	struct fault fault = fault_of(FAULT_WRITE);

	s->slices = slices(s);
	j.count = s->nfiles * s->slices;
	j.workers = s->workers < j.count ? s->workers : j.count;
	signal(SIGPIPE, SIG_DFL);
	s->progress = s->nfiles >= 16 && !s->message.quiet &&
	    isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	if (!kernel(s))
		return STATUS_TROUBLE;
	verdict_head(stdout, s->form, s->decide.all_kernels);
	if (!jobs_run(&j)) {
		fault = fault_of(FAULT_MEMORY);
		message_fault(&s->message, &fault, NULL);
		s->found |= TROUBLE;
	}
	kernel_close(s->load.kernel);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		message_fault(&s->message, &fault, NULL);
		s->found |= TROUBLE;
	}
	return status_of(s->found);
}
