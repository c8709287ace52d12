/* kernel - see kernel.h */
#include "kernel.h"

#include "maps.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static char log_text[LOG_SIZE];

/* Debian's headers may be older than the kernel; attr is cleared to its end. */
static long
bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof *attr);
}

/* Loads with no capability in effect; they come back. */
static long
bpf_as_anyone(union bpf_attr *attr)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct had[2], none[2];
	long fd;
	int error;

	if (syscall(SYS_capget, &head, had) != 0)
		return -1;
	memcpy(none, had, sizeof none);
	none[0].effective = none[1].effective = 0;
	if (syscall(SYS_capset, &head, none) != 0)
		return -1;
	fd = bpf(BPF_PROG_LOAD, attr);
	error = errno;
	if (syscall(SYS_capset, &head, had) != 0)
		abort();
	errno = error;
	return fd;
}

const char *
kernel_log(void)
{
	return log_text;
}

static uint32_t
number_after(const char *log, const char *word)
{
	uint32_t n = 0;

	for (const char *at = log; (at = strstr(at, word)); at++)
		if (sscanf(at + strlen(word), "%u", &n) == 1)
			break;
	return n;
}

void
log_read(const char *log, struct log_numbers *n)
{
	/* The last lines: a message may hold such words, too. */
	const char *stats = log, *next = log;

	while ((next = strstr(next, "processed "))) {
		if (next == log || next[-1] == '\n')
			stats = next;
		next++;
	}
	n->insns = number_after(stats, "processed ");
	n->states = number_after(stats, "total_states ");
	n->peak = number_after(stats, "peak_states ");
	n->usec = number_after(log, "verification time ");
}

static const int *
map_descriptors(const struct prog *p)
{
	const char *why;
	const int *fds = maps_made(p->insns, p->len, &why);

	if (!fds) {
		fprintf(stderr, "kernel: map %s cannot be made: %s\n", why,
		    strerror(errno));
		abort();
	}
	return fds;
}

void
kernel_load(const struct prog *p, unsigned level, bool keep, struct said *s)
{
	union bpf_attr attr;
	struct log_numbers n;
	long fd;

	memset(&attr, 0, sizeof attr);
	memset(s, 0, sizeof *s);
	attr.prog_type = p->type;
	attr.expected_attach_type = p->attach;
	attr.attach_btf_id = p->target;
	attr.insns = (uint64_t)(uintptr_t)p->insns;
	attr.insn_cnt = p->len;
	attr.license = (uint64_t)(uintptr_t)(p->flags.closed ? "none" : "GPL");
	attr.log_level = level;
	attr.log_buf = (uint64_t)(uintptr_t)log_text;
	attr.log_size = sizeof log_text;
	if (p->flags.strict)
		attr.prog_flags |= BPF_F_STRICT_ALIGNMENT;
	if (p->flags.any)
		attr.prog_flags |= BPF_F_ANY_ALIGNMENT;
	if (p->flags.freq)
		attr.prog_flags |= BPF_F_TEST_STATE_FREQ;
	if (p->flags.sleepable)
		attr.prog_flags |= BPF_F_SLEEPABLE;
	if (p->flags.maps)
		attr.fd_array = (uint64_t)(uintptr_t)map_descriptors(p);
	log_text[0] = 0;
	fd = p->flags.unprivileged ? bpf_as_anyone(&attr)
				   : bpf(BPF_PROG_LOAD, &attr);
	s->accepted = fd >= 0;
	s->error = fd < 0 ? errno : 0;
	/* Of a type that the kernel was built without nothing is said. */
	s->unable = s->error == ENOSYS ||
	    (s->error == EPERM && !p->flags.unprivileged) ||
	    (s->error == EINVAL && log_text[0] == 0 &&
		p->type == BPF_PROG_TYPE_LIRC_MODE2);
	s->fd = -1;
	log_read(log_text, &n);
	s->insns = n.insns;
	s->states = n.states;
	s->peak = n.peak;
	s->usec = n.usec;
	if (!s->accepted)
		log_reason(log_text, s->reason);
	else if (keep)
		s->fd = (int)fd;
	else
		close((int)fd);
}

bool
kernel_run(int fd, const void *data, uint32_t len, uint32_t *retval)
{
	static char out[4096];
	union bpf_attr attr;

	memset(&attr, 0, sizeof attr);
	attr.test.prog_fd = (uint32_t)fd;
	attr.test.data_in = (uint64_t)(uintptr_t)data;
	attr.test.data_size_in = len;
	attr.test.data_out = (uint64_t)(uintptr_t)out;
	attr.test.data_size_out = sizeof out;
	attr.test.repeat = 1;
	if (bpf(BPF_PROG_TEST_RUN, &attr) < 0)
		return false;
	*retval = attr.test.retval;
	return true;
}

const char *
kernel_version(void)
{
	static struct utsname u;

	return uname(&u) == 0 ? u.release : "unknown";
}

bool
kernel_is_reference(void)
{
	return strncmp(kernel_version(), "6.18.", 5) == 0;
}

bool
kernel_able(bool unprivileged)
{
	static struct insn code[] = {{CLASS_ALU64 | ALU_MOV, 0, 0, 0, 0},
	    {CLASS_JMP | JMP_EXIT, 0, 0, 0, 0}};
	struct prog p;
	struct said s;

	memset(&p, 0, sizeof p);
	p.type = BPF_PROG_TYPE_SOCKET_FILTER;
	p.insns = code;
	p.len = 2;
	p.flags.unprivileged = unprivileged;
	kernel_load(&p, LOG_STATS, false, &s);
	return s.accepted;
}

/* "12: (b7) ...", "12: R1=ctx() ...", "from 3 to 5: ..." */
static bool
is_dump(const char *l)
{
	static const char *const starts[] = {"; ", "processed ",
	    "verification time ", "stack depth ", "mark_precise: ", "func#",
	    "Func#", "Live regs before insn", "caller:", "callee:", " frame",
	    " R", "returning from callee:", "to caller at ", "propagating ",
	    "last_idx ", "regs=", "Validating ",
	    "verifier bug: REG INVARIANTS VIOLATION"};
	const char *end = l + strspn(l, "0123456789");
	unsigned from, to;

	if (end != l && *end == ':')
		return true;
	/* The second of what was found of the stack's use. */
	if (sscanf(l, "from %u to %u:", &from, &to) == 2 ||
	    sscanf(l, "(%u) %*s", &from) == 1)
		return true;
	/* "  5: .1........ (b7) r0 = 1" of the live registers. */
	l += *l == ' ' && l[1] == ' ' ? strspn(l, " 0123456789") : 0;
	if (*l == ':')
		return true;
	/* Of what is traced; the second has no end of its line. */
	if (strncmp(l, "func '", 6) == 0 &&
	    memmem(l, strcspn(l, "\n"), " has btf_id ", 12) != NULL)
		return true;
	if (strncmp(l, "marking pointer arg", 19) == 0)
		return true;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (strncmp(l, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* The line behind it says that a call is refused for it. */
static bool
is_fatal(const char *l)
{
	const char *next = strchr(l, '\n');

	return next != NULL &&
	    (strncmp(next + 1, "Caller ", 7) == 0 ||
		strncmp(next + 1, "global function calls ", 22) == 0);
}

/* Said of a function's signature before it is verified: fatal of some only. Of
   the arguments of a static function nothing is. */
static bool
is_soft(const char *l)
{
	bool argument = strncmp(l, "arg#", 4) == 0;

	if ((argument &&
		(strncmp(l + 5, " expected ", 10) == 0 ||
		    strncmp(l + 5, " expects ", 9) == 0 ||
		    strncmp(l + 5, " is expected ", 13) == 0)) ||
	    (l[0] == 'R' && strncmp(l + 2, " is not a scalar\n", 17) == 0))
		return !is_fatal(l);
	return argument || strncmp(l, "Global function ", 16) == 0;
}

/* One message of 6.18 lacks the end of its line. */
static void
keep_reason(char reason[TEXT], const char *line, size_t n)
{
	char *more;

	snprintf(reason, TEXT, "%.*s", (int)n, line);
	more = strstr(reason, "verification time ");
	if (more)
		*more = 0;
}

void
log_reason(const char *log, char reason[TEXT])
{
	bool soft = true;

	reason[0] = 0;
	while (*log && soft) {
		size_t n = strcspn(log, "\n");

		if (n > 0 && !is_dump(log)) {
			soft = is_soft(log);
			if (!soft || !*reason)
				keep_reason(reason, log, n);
		}
		log += n + (log[n] == '\n');
	}
}
