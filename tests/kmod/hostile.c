/*
 * bpfhostile SEED COUNT: requests of /dev/bpfcheck that are wrong, one by one and
 * COUNT at random, and what they are answered.
 *
 * Exit status: 0; 1 one was answered otherwise; 2 usage, or no module.
 */
#include "ask.h"
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int device;
static struct prog small;

/* Of a good request, with 4 bytes of it changed. */
static int
changed(size_t at, uint32_t to)
{
	struct bpfcheck_verify v;
	void *input;
	int error;

	ask_request(&small, &v, &input);
	memcpy((char *)&v + at, &to, sizeof to);
	error = ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v);
	free(input);
	return error;
}

#define CHANGED(field, to, want)                                              \
	ask_must(#field " = " #to,                                            \
	    changed(offsetof(struct bpfcheck_verify, field), (uint32_t)(to)), \
	    (want))

static void
fields(void)
{
	CHANGED(version, 1, 0);
	CHANGED(version, 0, EINVAL);
	CHANGED(version, 2, EINVAL);
	CHANGED(version, UINT32_MAX, EINVAL);
	CHANGED(size, sizeof(struct bpfcheck_verify) - 1, EINVAL);
	CHANGED(size, sizeof(struct bpfcheck_verify) + 8, EINVAL);
	CHANGED(size, 0, EINVAL);
	CHANGED(input_size, BPFCHECK_INPUT_MAX + 1, EINVAL);
	CHANGED(input_size, UINT32_MAX, EINVAL);
	CHANGED(input_size, 0, EINVAL);
	CHANGED(input_size, 15, EINVAL);
	CHANGED(log_size, BPFCHECK_LOG_MAX + 1u, EINVAL);
	CHANGED(log_size, UINT32_MAX, EINVAL);
	CHANGED(log_size, BPFCHECK_LOG_MAX, 0);
	CHANGED(flags, BPFCHECK_FLAGS + 1, EINVAL);
	CHANGED(flags, UINT32_MAX, EINVAL);
	CHANGED(log_level, 3, EINVAL);
	CHANGED(log_level, UINT32_MAX, EINVAL);
	CHANGED(kernel, 3, EINVAL);
	CHANGED(kernel, UINT32_MAX, EINVAL);
	CHANGED(insns.offset, 4, EINVAL);
	CHANGED(insns.offset, 8, EINVAL);
	CHANGED(insns.offset, UINT32_MAX - 7, EINVAL);
	CHANGED(insns.count, 0, 0);
	CHANGED(insns.count, 3, EINVAL);
	CHANGED(insns.count, UINT32_MAX, EINVAL);
	CHANGED(insns.count, 1u << 29, EINVAL);
	CHANGED(maps.count, 1, EINVAL);
	CHANGED(maps.count, UINT32_MAX, EINVAL);
	CHANGED(funcs.count, 1, EINVAL);
	CHANGED(funcs.count, 1u << 26, EINVAL);
	CHANGED(lines.count, 2, EINVAL);
	CHANGED(lines.count, 1u << 28, EINVAL);
	CHANGED(ksyms.count, 1u << 28, EINVAL);
	CHANGED(ksyms.offset, 4, EINVAL);
	CHANGED(bytes.count, UINT32_MAX, EINVAL);
	CHANGED(bytes.offset, 1, EINVAL);
	CHANGED(type, UINT32_MAX, 0);
	CHANGED(attach, UINT32_MAX, 0);
	CHANGED(cpus, UINT32_MAX, 0);
	CHANGED(memory, UINT32_MAX, 0);
	CHANGED(result, UINT32_MAX, 0);
	CHANGED(reserved32, 1, EINVAL);
	CHANGED(attach_type_id, UINT32_MAX, 0);
	for (size_t i = 0;
	     i < sizeof((struct bpfcheck_verify *)NULL)->reserved / 4; i++)
		ask_must("a reserved field",
		    changed(
			offsetof(struct bpfcheck_verify, reserved) + 4 * i, 1),
		    EINVAL);
}

/* Where the kernel refuses to read or write. */
static void
pointers(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct bpfcheck_verify v, *edge;
	void *const bad[] = {NULL, (void *)1, page + PAGE - 8,
	    (void *)0xffff888000000000, (void *)0xffffffff81000000,
	    (void *)0x7ffffffff000, (void *)-1l};
	void *input;

	mprotect(page + PAGE, PAGE, PROT_NONE);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ask_must("a bad request",
		    ask_ioctl(device, BPFCHECK_IOC_VERIFY, bad[i]), EFAULT);
		ask_must("bad statistics",
		    ask_ioctl(device, BPFCHECK_IOC_STATS, bad[i]), EFAULT);
		ask_request(&small, &v, &input);
		v.input = (uintptr_t)bad[i];
		ask_must("a bad input",
		    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), EFAULT);
		v.input = (uintptr_t)input;
		v.log = (uintptr_t)bad[i];
		v.log_size = PAGE;
		v.log_level = 2;
		ask_must("a bad log",
		    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), EFAULT);
		v.log_size = 0;
		ask_must("a bad log of no size",
		    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
		free(input);
	}
	/* It ends where nothing is mapped; then it cannot be written. */
	edge = (void *)(page + PAGE - sizeof *edge);
	ask_request(&small, edge, &input);
	ask_must("a request at a page's end",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, edge), 0);
	mprotect(page, PAGE, PROT_READ);
	ask_must("a request that cannot be written",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, edge), EFAULT);
	free(input);
	munmap(page, 2 * PAGE);
}

/* A log's room at its limits: what fits is there, and nothing behind it. */
static void
logs(void)
{
	static char whole[1 << 16], part[sizeof whole];
	struct bpfcheck_verify v;
	void *input;

	ask_request(&small, &v, &input);
	v.log_level = 2;
	v.log = (uintptr_t)whole;
	v.log_size = sizeof whole;
	ask_must("a log", ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
	ask_must("it has text", v.result.log_size > 40, true);
	for (uint32_t n = 0; n <= v.result.log_size; n++) {
		memset(part, '#', sizeof part);
		v.log = (uintptr_t)part;
		v.log_size = n;
		ask_must("a log that is cut",
		    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
		ask_must("what fits", memcmp(part, whole, n), 0);
		ask_must("what is behind", part[n], '#');
	}
	free(input);
}

static void
requests(void)
{
	struct bpfcheck_verify v;
	struct bpfcheck_stats s;
	void *input;

	ask_request(&small, &v, &input);
	ask_must("no request", ask_ioctl(device, 0, &v), ENOTTY);
	ask_must("a request of another size",
	    ask_ioctl(device, _IOWR(0xbc, 1, struct bpfcheck_stats), &v),
	    ENOTTY);
	ask_must("a third request",
	    ask_ioctl(device, _IOWR(0xbc, 3, struct bpfcheck_stats), &v),
	    ENOTTY);
	free(input);
	for (unsigned i = 0; i < 4; i++) {
		memset(&s, 0, sizeof s);
		s.version = i == 0 ? 2 : 1;
		s.size = (uint32_t)sizeof s + (i == 1);
		s.reserved[3] = i == 2;
		ask_must("statistics",
		    ask_ioctl(device, BPFCHECK_IOC_STATS, &s),
		    i == 3 ? 0 : EINVAL);
	}
}

/* An input as large as may be, its program at the end; programs too long. */
static void
sizes(void)
{
	struct bpfcheck_verify v;
	char *input = mmap(NULL, BPFCHECK_INPUT_MAX, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *own;

	ask_request(&small, &v, &own);
	memcpy(input + BPFCHECK_INPUT_MAX - 16, own, 16);
	v.input = (uintptr_t)input;
	v.input_size = BPFCHECK_INPUT_MAX;
	v.insns.offset = BPFCHECK_INPUT_MAX - 16;
	ask_must("an input as large as may be",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
	ask_must("its verdict", v.result.verdict, BPFCHECK_ACCEPT);
	v.insns.offset = 0;
	v.insns.count = BPFCHECK_INPUT_MAX / 8;
	ask_must("a program too long",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
	ask_must("its verdict", v.result.verdict, BPFCHECK_REJECT);
	ask_must("its errno", v.result.error, E2BIG);
	/* Zeros are maps, too, but for the program at the end. */
	v.insns.count = 2;
	v.maps.count = BPFCHECK_INPUT_MAX / sizeof(struct bpfcheck_map) - 1;
	v.bytes.count = 0;
	ask_must("maps without bytes",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), EINVAL);
	v.bytes.count = 8;
	ask_must("more maps than a program has",
	    ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
	v.memory = 1;
	ask_must("no memory", ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v), 0);
	ask_must("its verdict", v.result.verdict, BPFCHECK_UNDECIDED);
	munmap(input, BPFCHECK_INPUT_MAX);
	free(own);
}

/* Without capabilities, of root's own file. */
static void
capabilities(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct had[2], some[2];
	static const unsigned kept[] = {CAP_BPF, CAP_SYS_ADMIN, CAP_NET_ADMIN};
	struct bpfcheck_verify v;
	void *input;
	int fd;

	ask_request(&small, &v, &input);
	if (syscall(SYS_capget, &head, had) != 0)
		abort();
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		bool may = kept[i] != CAP_NET_ADMIN;

		memcpy(some, had, sizeof some);
		some[0].effective = some[1].effective = 0;
		some[kept[i] / 32].effective = 1u << kept[i] % 32;
		if (syscall(SYS_capset, &head, some) != 0)
			abort();
		fd = module_open();
		ask_must("open", fd >= 0 ? 0 : -fd, may ? 0 : EPERM);
		ask_must("verify", ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v),
		    may ? 0 : EPERM);
		if (fd >= 0)
			close(fd);
		if (syscall(SYS_capset, &head, had) != 0)
			abort();
	}
	free(input);
}

static uint64_t state;

/* xorshift64 */
static uint32_t
any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

/* Requests of all maps with a few bytes changed: an answer or EINVAL. */
static void
random_requests(unsigned count)
{
	static const uint32_t likely[] = {
	    0, 1, 2, 7, 8, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff};
	struct bpfcheck_verify v;
	unsigned decided = 0;
	struct prog p;
	void *input;
	int error;

	ask_small(&p);
	p.flags.maps = true;
	for (unsigned i = 0; i < count; i++) {
		ask_request(&p, &v, &input);
		for (uint32_t n = 1 + any(4); n > 0; n--) {
			bool request = any(4) == 0;
			char *at = request ? (char *)&v + 32 : input;
			/* Not the addresses, nor what is written only. */
			uint32_t len = request
			    ? offsetof(struct bpfcheck_verify, reserved) - 32
			    : v.input_size;
			uint32_t to =
			    any(3) == 0 ? any(UINT32_MAX) : likely[any(9)];

			if (v.input_size > BPFCHECK_INPUT_MAX)
				break;
			memcpy(at + any(len / 4) * 4, &to, sizeof to);
			if (request)
				break;
		}
		error = ask_ioctl(device, BPFCHECK_IOC_VERIFY, &v);
		decided += error == 0;
		ask_must("a random request",
		    error == EINVAL || error == EFAULT ? 0 : error, 0);
		free(input);
	}
	printf("%u random requests, %u decided\n", count, decided);
	ask_must("some are decided", decided > count / 10, true);
	ask_must("some are not", decided < count, true);
}

int
main(int argc, char **argv)
{
	state = argc == 3 ? strtoull(argv[1], NULL, 0) | 1 : 0;
	device = module_open();
	if (state == 0 || device < 0) {
		fprintf(stderr, "usage: bpfhostile SEED COUNT\n");
		return 2;
	}
	printf("seed %s\n", argv[1]);
	ask_small(&small);
	fields();
	pointers();
	logs();
	requests();
	sizes();
	capabilities();
	random_requests((unsigned)strtoul(argv[2], NULL, 0));
	printf("%u answers, %u wrong\n", ask_tried, ask_wrong);
	return ask_wrong > 0;
}
