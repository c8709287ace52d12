/*
 * tcg ARCH SEED ROUNDS GUEST [BREAK] - tables that the library writes, walked by
 * QEMU's own translation (TCG). GUEST is the program of guest.c. The guest's
 * memory is ours too: tables are changed in it between rounds, and the guest
 * flushes what the library's hook was told, no more. BREAK is a defect on
 * purpose: nx, frame or flush. Of AArch64 ARCH may end with +upper, for tables
 * of TTBR1, and +marks, for a processor that sets accessed and dirty.
 *
 * Exit status: 0 no differences, 1 some, 2 the test itself failed.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plan.h"

enum { PROBES = 500, AGAIN = 200, SHOWN = 10, SECONDS = 60, ARGS = 40 };
#define MEMORY (UINT64_C(2) << 30)
#define SPARE  (UINT64_C(64) << 20) /* after it, for the firmware's tables */
/* From the memory's first byte: */
#define IMAGE_AT UINT64_C(0x100000) /* x86-64's, */
#define COMM_AT	 UINT64_C(0x200000)
/* and what of its program is seen at HW_STUB. */
#define OWN_HIGH  UINT64_C(0xffffff8000000000) /* AArch64's, with TTBR1 */
#define OWN_BYTES (UINT64_C(1) << 32)
static const uint64_t stub_at[] = {[PLAN_X86_64] = IMAGE_AT + 4096,
    [PLAN_STAGE2] = 0x80000,
    [PLAN_RISCV64] = 4096};

struct emulator {
	struct plan plan;
	struct hw_comm *comm;
	pid_t pid;
	const char *guest;
	int memory;
};

static int shown;

static void
say(const char *line)
{
	if (shown++ < SHOWN)
		printf("  %s\n", line);
}

static void
trouble(const char *what)
{
	fprintf(stderr, "tcg: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* What is said of each machine besides its memory. */
static const char *const machines[][8] = {
    [PLAN_X86_64] = {"qemu-system-x86_64", "-cpu", "max", "-machine",
	"pc,accel=tcg,memory-backend=m"},
    [PLAN_AARCH64] = {"qemu-system-aarch64", "-cpu", "max", "-machine",
	"virt,memory-backend=m"},
    [PLAN_STAGE2] = {"qemu-system-aarch64", "-cpu", "max", "-machine",
	"virt,virtualization=on,memory-backend=m"},
    [PLAN_RISCV64] = {"qemu-system-riscv64", "-cpu", "rv64", "-machine",
	"virt,memory-backend=m", "-bios", "none"}};

static void
run_emulator(const struct emulator *e)
{
	const char *args[ARGS], *const *m = machines[e->plan.family];
	char object[200];
	int n = 0;

	snprintf(object, sizeof object,
	    "memory-backend-file,id=m,size=%" PRIu64
	    ",share=on,mem-path=/proc/self/fd/%d",
	    MEMORY + SPARE, e->memory);
	while (*m != NULL)
		args[n++] = *m++;
	if (strstr(e->plan.arch->name, "svpbmt") != NULL)
		args[2] = "rv64,svpbmt=on";
	args[n++] = "-m";
	args[n++] = "2112M";
	args[n++] = "-object";
	args[n++] = object;
	args[n++] = "-nodefaults";
	args[n++] = "-nographic";
	args[n++] = "-no-reboot";
	args[n++] = "-kernel";
	args[n++] = e->guest;
	args[n] = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execvp(args[0], (char *const *)(uintptr_t)args);
	trouble(args[0]);
}

static void
start_emulator(struct emulator *e)
{
	fflush(stdout);
	e->pid = fork();
	if (e->pid < 0)
		trouble("fork");
	if (e->pid == 0)
		run_emulator(e);
}

static void
stop_emulator(struct emulator *e)
{
	kill(e->pid, SIGKILL);
	waitpid(e->pid, NULL, 0);
}

static void
give_up(struct emulator *e, const char *why)
{
	stop_emulator(e);
	fprintf(stderr, "tcg: %s\n", why);
	exit(2);
}

/* Until the guest has written so; it may be far from quick. */
static void
await(struct emulator *e, const uint64_t *at, uint64_t value)
{
	struct timespec nap = {0, 200000};
	time_t end = time(NULL) + SECONDS;

	while (__atomic_load_n(at, __ATOMIC_ACQUIRE) != value) {
		if (waitpid(e->pid, NULL, WNOHANG) != 0) {
			fprintf(stderr, "tcg: the emulator ended\n");
			exit(2);
		}
		if (time(NULL) > end)
			give_up(e, "no answer");
		nanosleep(&nap, NULL);
	}
	if (e->comm->refused != 0)
		give_up(e, "the guest cannot translate so");
}

static uint64_t
mode(const char *arch)
{
	static const struct {
		const char *part;
		uint64_t bits;
	} modes[] = {{"x86_64-5", 1}, {"sv39", 8}, {"sv48", 9}, {"sv57", 10},
	    {"-16k", 1}, {"-64k", 2}, {"stage2", HW_STAGE2}};
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < sizeof modes / sizeof modes[0]; i++)
		if (strstr(arch, modes[i].part) != NULL)
			bits |= modes[i].bits;
	return bits;
}

/* Flags that a round may change: the tables' meaning, not the tables. */
static uint64_t
flags(struct emulator *e)
{
	uint64_t r = plan_random(&e->plan);

	switch (e->plan.family) {
	case PLAN_X86_64:
		return r / 16 % 4 == 0 ? r & (HW_SMEP | HW_SMAP)
				       : e->plan.flags;
	case PLAN_RISCV64:
		return r / 16 % 4 == 0 ? r & HW_SUM : e->plan.flags;
	default:
		return e->plan.flags;
	}
}

static void
one_round(struct emulator *e, uint64_t round, bool broken)
{
	struct plan *p = &e->plan;
	struct hw_comm *c = e->comm;

	plan_change(p, round == 1 ? 300 : 24);
	p->flags = flags(e);
	c->flags = p->flags;
	c->nflush = p->nflush;
	memcpy(c->flush, p->flush, (size_t)p->nflush * sizeof *p->flush);
	c->nprobe = PROBES;
	plan_probes(p, c->probe, PROBES, round == 1 ? 0 : AGAIN);
	if (broken)
		plan_break(p, c->probe, PROBES);
	if (p->break_how != NULL && strcmp(p->break_how, "flush") == 0)
		c->flags |= HW_NO_FLUSH;
	__atomic_store_n(&c->go, round, __ATOMIC_RELEASE);
	await(e, &c->done, round);
	plan_judge(p, c->probe, PROBES);
	plan_mend(p);
}

static void
give_memory(struct emulator *e)
{
	e->memory = memfd_create("guest", 0);
	e->plan.size = MEMORY;
	if (e->memory < 0 || ftruncate(e->memory, (off_t)(MEMORY + SPARE)) != 0)
		trouble("memory");
	e->plan.mem = mmap(
	    NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, e->memory, 0);
	if (e->plan.mem == MAP_FAILED)
		trouble("mmap");
	e->comm = (struct hw_comm *)(void *)(e->plan.mem + COMM_AT);
}

static void
own_memory(struct plan *p)
{
	unsigned code = PT_READ | PT_EXEC | PT_ACCESSED;
	unsigned data = PT_READ | PT_WRITE | PT_ACCESSED | PT_DIRTY;

	if (p->family == PLAN_X86_64 || p->family == PLAN_RISCV64) {
		plan_own(p, HW_STUB, p->base + stub_at[p->family], 4096, code);
		plan_own(p, HW_STUB_USER, p->base + stub_at[p->family], 4096,
		    code | PT_USER);
	}
	if (p->family == PLAN_X86_64) {
		plan_own(
		    p, IMAGE_AT, IMAGE_AT, COMM_AT - IMAGE_AT, data | PT_EXEC);
		plan_own(p, COMM_AT, COMM_AT, COMM_AT, data);
	}
	if (p->family == PLAN_STAGE2)
		plan_own(
		    p, HW_STUB, p->base + stub_at[p->family], 0x10000, code);
	/* The guest's view of itself, in the half that is not the tables'. */
	if (p->family == PLAN_AARCH64)
		plan_avoid(p, p->pt.low ? OWN_HIGH : 0, OWN_BYTES);
}

int
main(int argc, char **argv)
{
	static const uint64_t bases[] = {0, UINT64_C(0x40000000),
	    UINT64_C(0x40000000), UINT64_C(0x80000000)};
	static struct emulator e;
	struct plan *p = &e.plan;
	uint64_t rounds, round;
	char arch[64];
	bool upper;

	if (argc < 5)
		return 2;
	rounds = strtoull(argv[3], NULL, 0);
	e.guest = argv[4];
	p->break_how = argc > 5 ? argv[5] : NULL;
	p->say = say;
	p->emulated = true;
	p->base = bases[argv[1][0] == 'x' ? 0 : argv[1][0] == 'a' ? 1 : 3];
	upper = strstr(argv[1], "+upper") != NULL;
	p->flags = strstr(argv[1], "+marks") != NULL ? HW_HAFDBS : 0;
	p->name = argv[1];
	snprintf(
	    arch, sizeof arch, "%.*s", (int)strcspn(argv[1], "+"), argv[1]);
	give_memory(&e);
	plan_init(p, arch, strtoull(argv[2], NULL, 0), 0, upper ? PT_UPPER : 0);
	own_memory(p);
	e.comm->root = pt_root(&p->pt);
	e.comm->mode = mode(arch) | (upper ? HW_UPPER : 0);
	start_emulator(&e);
	await(&e, &e.comm->ready, 1);
	for (round = 1; round <= rounds; round++)
		one_round(
		    &e, round, p->break_how != NULL && round > rounds / 2);
	stop_emulator(&e);
	plan_report(p);
	printf("seed %s\n", argv[2]);
	return p->count.differences != 0;
}
