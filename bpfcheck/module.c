#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "pack.h"

/* What is less than that is no place for a log. */
enum { LOG_LEAST = 1 << 20 };

int
module_open(void)
{
	int fd = open(MODULE_DEVICE, O_RDWR | O_CLOEXEC);

	return fd >= 0 ? fd : -errno;
}

/* Room for all of it, which costs nothing before it is written to. */
static char *
log_room(struct bpfcheck_verify *v)
{
	size_t n = BPFCHECK_LOG_MAX;
	char *at = MAP_FAILED;

	for (; at == MAP_FAILED && n >= LOG_LEAST; n /= 2) {
		at = mmap(NULL, n, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		v->log_size = (__u32)n;
	}
	if (at == MAP_FAILED)
		return NULL;
	v->log = (uintptr_t)at;
	return at;
}

static void
log_give(
    const struct bpfcheck_verify *v, const char *log, const struct vf_host *h)
{
	static const char cut[] = "(the log is cut: it is too long)\n";
	const struct bpfcheck_result *r = &v->result;

	if (r->log_size <= v->log_size) {
		h->log(h->arg, log, r->log_size);
		return;
	}
	h->log(h->arg, log, v->log_size);
	h->log(h->arg, cut, sizeof cut - 1);
}

static void
trouble(struct vf_result *r, int error, const char *more)
{
	memset(r, 0, sizeof *r);
	r->verdict = VF_TROUBLE;
	snprintf(r->reason, sizeof r->reason, "%s%s%.*s", strerror(error),
	    more[0] != '\0' ? ": " : "", BPFCHECK_TEXT - 60, more);
}

static void
ask(int fd, struct bpfcheck_verify *v, const struct vf_host *h,
    struct vf_result *r, double *microseconds)
{
	char *log = NULL;

	if (v->log_level > 0 && (log = log_room(v)) == NULL) {
		trouble(r, ENOMEM, "");
		return;
	}
	if (ioctl(fd, BPFCHECK_IOC_VERIFY, v) == 0) {
		pack_answer(&v->result, r);
		*microseconds += (double)v->result.nanoseconds / 1e3;
		if (log != NULL)
			log_give(v, log, h);
	} else {
		v->result.reason[BPFCHECK_TEXT - 1] = '\0';
		trouble(r, errno, v->result.reason);
	}
	if (log != NULL)
		(void)munmap(log, v->log_size);
}

void
module_check(int fd, const struct vf_program *p, const struct vf_options *o,
    const struct vf_host *h, struct vf_result *r, double *microseconds)
{
	struct bpfcheck_verify v;
	void *input = NULL;
	int error = pack(p, o, &v, &input);

	if (error != 0) {
		trouble(r, error, "the program");
		return;
	}
	ask(fd, &v, h, r, microseconds);
	free(input);
}
