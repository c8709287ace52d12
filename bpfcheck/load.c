#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "elfobj.h"
#include "fdio.h"
#include "progtype.h"

/* Of the process that loads. */
enum { SECONDS = 30, FILES = 65536 };

struct fault
load_raw(
    const struct load *l, const uint8_t *bytes, size_t len, struct object *o)
{
	struct object_program *p;
	struct insn *to;

	if (len == 0 || len % 8 != 0 || len / 8 > OBJECT_INSNS)
		return fault_at(FAULT_BPF_CODE, AT_FILE, len);
	to = object_room(o, len / 8, sizeof *to);
	if (to == NULL || !object_program(o, &p))
		return fault_of(FAULT_MEMORY);
	for (size_t i = 0; i < len / 8; i++)
		to[i] = object_insn(bytes + i * 8);
	p->name = "raw";
	p->vf.insns = to;
	p->vf.len = (uint32_t)(len / 8);
	p->vf.type = l->type;
	p->vf.attach = l->has_attach ? l->attach : 0;
	p->vf.gpl = true;
	/* Else it would be none that can be loaded. */
	p->vf.sleepable = l->type == PROG_SYSCALL;
	return fault_none();
}

/* The sections of BTF, if there are any. */
static struct fault
check_btf(const struct elfview *v, struct btfview *btf)
{
	struct elfsection s;
	struct fault f;

	memset(btf, 0, sizeof *btf);
	if (!elfview_named(v, ".BTF", &s))
		return fault_none();
	if (s.data == NULL)
		return fault_in(FAULT_BPF_BTF, ITEM_SECTION, s.index);
	f = btfview_open(btf, s.data, s.size, s.off);
	if (f.code != FAULT_NONE || !elfview_named(v, ".BTF.ext", &s))
		return f;
	if (s.data == NULL)
		return fault_in(FAULT_BPF_BTF, ITEM_SECTION, s.index);
	return btfview_ext(btf, s.data, s.size, s.off);
}

static void
load_mended(const struct load *l, struct mend *m, const struct btfview *btf,
    struct object *o, struct wire_news *n)
{
	mend_symbols(m);
	if (btf->ntypes > 0)
		mend_maps(m, btf);
	if (elfobj_legacy(&m->view))
		n->fault = elfobj_load(l, &m->view, btf, o);
	else
		capture_object(l, m, o, n);
	if (n->fault.code != FAULT_NONE || o->nprograms > 0)
		return;
	/* Objects of types and maps alone are good ones. */
	if (l->only != NULL || mend_has_code(m))
		n->fault = fault_of(FAULT_BPF_NONE);
	if (l->only != NULL)
		snprintf(n->subject, sizeof n->subject, "%s", l->only);
	else
		snprintf(n->why, sizeof n->why,
		    "no symbol says where they are in the code");
}

void
load_here(const struct load *l, const uint8_t *bytes, size_t len,
    struct object *o, struct wire_news *n)
{
	static struct mend m;
	struct btfview btf = {0};

	memset(&m, 0, sizeof m);
	m.bytes = malloc(len > 0 ? len : 1);
	if (m.bytes == NULL) {
		n->fault = fault_of(FAULT_MEMORY);
		return;
	}
	memcpy(m.bytes, bytes, len);
	n->fault = elfview_open(&m.view, m.bytes, len);
	if (n->fault.code == FAULT_NONE)
		n->fault = check_btf(&m.view, &btf);
	if (n->fault.code == FAULT_NONE)
		load_mended(l, &m, &btf, o, n);
	btfview_close(&btf);
	/* Names and data of what our own loader made stand there. */
	o->kept = m.bytes;
}

static void
limit(unsigned what, rlim_t most)
{
	struct rlimit r;

	if (getrlimit(what, &r) != 0)
		return;
	if (r.rlim_max != RLIM_INFINITY && r.rlim_max < most)
		most = r.rlim_max;
	r.rlim_cur = r.rlim_max = most;
	setrlimit(what, &r);
}

static void
child(const struct load *l, const uint8_t *bytes, size_t len, int to)
{
	struct wire_news news = {.fault = fault_none()};
	struct object o = {0};
	struct wire w = {0};
	bool failed;

	if (l->forked != NULL)
		l->forked();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, SECONDS);
	limit(RLIMIT_NOFILE, FILES);
	load_here(l, bytes, len, &o, &news);
	wire_put(&w, &o, &news);
	failed = w.failed || fdio_write(to, w.bytes, w.len) != 0;
	object_free(&o);
	wire_free(&w);
	_exit(failed);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* All that comes within the time; false if that is not all. */
static bool
receive(int from, struct wire *w)
{
	int64_t end = now_ms() + 2 * SECONDS * 1000;
	struct pollfd p = {.fd = from, .events = POLLIN};
	ssize_t n;

	for (;;) {
		int64_t left = end - now_ms();

		if (left <= 0 || w->len > OBJECT_BYTES || !wire_more(w, 65536))
			return false;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(from, w->bytes + w->len, w->size - w->len);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		w->len += n > 0 ? (size_t)n : 0;
	}
}

static void
lost(struct object *o, struct wire_news *n, enum fault_code code)
{
	object_free(o);
	memset(n, 0, sizeof *n);
	n->fault = fault_of(code);
}

void
load_object(const struct load *l, const uint8_t *bytes, size_t len,
    struct object *o, struct wire_news *n)
{
	struct wire w = {0};
	int ends[2], status = -1;
	bool whole;
	pid_t pid;

	memset(n, 0, sizeof *n);
	if (l->raw) {
		n->fault = load_raw(l, bytes, len, o);
		if (n->fault.code != FAULT_NONE)
			object_free(o);
		return;
	}
	if (pipe2(ends, O_CLOEXEC) != 0) {
		lost(o, n, FAULT_BPF_LOADER);
		return;
	}
	/* Nothing that the child could print once more. */
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(l, bytes, len, ends[1]);
	close(ends[1]);
	whole = pid > 0 && receive(ends[0], &w);
	close(ends[0]);
	if (!whole && pid > 0)
		kill(pid, SIGKILL);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!whole || status != 0 || !wire_get(&w, o, n))
		lost(o, n, FAULT_BPF_LOADER);
	object_share_maps(o);
	/* The object's texts are the wire's bytes. */
	o->kept = w.bytes;
	if (n->fault.code != FAULT_NONE)
		object_free(o);
}
