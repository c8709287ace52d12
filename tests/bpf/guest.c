/*
 * guest - the first process of a virtual machine: what its kernel says of the
 * programs in /batch, from number N on ("from=N" on the kernel's command line),
 * on the second serial port, as kload says it. A kernel that is hurt by one of
 * them loses what it says after: see kernels.sh, which starts it anew.
 *
 * Lines: "kernel VERSION"; name, verdict, errno, first message, instructions
 * processed; "end". Statically linked; run by nobody else.
 */
#include "kernel.h"

#include <fcntl.h>
#include <linux/reboot.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* A program that takes longer has stopped its kernel. */
enum { SECONDS = 120 };

static void
start(void)
{
	struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

	mkdir("/proc", 0755);
	mkdir("/dev", 0755);
	mkdir("/sys", 0755);
	(void)mount("proc", "/proc", "proc", 0, NULL);
	(void)mount("dev", "/dev", "devtmpfs", 0, NULL);
	(void)mount("sys", "/sys", "sysfs", 0, NULL);
	setrlimit(RLIMIT_MEMLOCK, &all);
}

static FILE *
port(void)
{
	int fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
	struct termios t;

	if (fd < 0 || tcgetattr(fd, &t) != 0)
		return NULL;
	cfmakeraw(&t);
	cfsetspeed(&t, B115200);
	return tcsetattr(fd, TCSANOW, &t) == 0 ? fdopen(fd, "w") : NULL;
}

static unsigned long
first(void)
{
	char line[4096] = "";
	const char *at;
	FILE *f = fopen("/proc/cmdline", "r");

	if (f == NULL || fgets(line, sizeof line, f) == NULL)
		return 0;
	fclose(f);
	at = strstr(line, "from=");
	return at != NULL ? strtoul(at + strlen("from="), NULL, 10) : 0;
}

static const char *
or_dash(const char *text)
{
	return *text ? text : "-";
}

static void
say(FILE *out, const struct prog *p)
{
	struct said s;

	kernel_load(p, LOG_STATS, false, &s);
	fprintf(out, "%s\t%s\t%s\t%s\t%u\n", p->name,
	    s.accepted ? "accept" : "reject", or_dash(error_name(s.error)),
	    or_dash(s.reason), s.insns);
	fflush(out);
}

static void
all(FILE *out)
{
	static struct prog p;
	FILE *f = fopen("/batch", "r");
	unsigned long from = first();
	const char *why;
	int got;

	if (f == NULL || !prog_init(&p))
		_exit(2);
	for (unsigned long n = 0; (got = batch_read(f, &p, &why)) > 0; n++) {
		if (n < from)
			continue;
		alarm(SECONDS);
		say(out, &p);
	}
	if (got < 0)
		_exit(2);
	fprintf(out, "end\n");
	fflush(out);
	tcdrain(fileno(out));
	_exit(0);
}

int
main(void)
{
	FILE *out;
	pid_t child;

	start();
	out = port();
	if (out != NULL) {
		fprintf(out, "kernel %s\n", kernel_version());
		fflush(out);
		child = fork();
		if (child == 0)
			all(out);
		(void)waitpid(child, NULL, 0);
		tcdrain(fileno(out));
	}
	reboot(LINUX_REBOOT_CMD_RESTART);
	return 1;
}
