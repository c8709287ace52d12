/*
 * pins SEED PLANS - random plans: the filter's code against the plan itself,
 * for planned calls and near misses; and some in the kernel, with the calls
 * made.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <err.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard.h"

enum { SITES = 3000, SETS = 4, ANSWER = 77 };

static struct site sites[SITES];
static struct decision plan[SITES];
static struct number_set psets[SETS];
static struct image img;
static struct guard guard;
static unsigned long calls, kernel_calls, refused, denied;

static uint32_t
some(uint32_t below)
{
	return (uint32_t)random() % below;
}

static uint64_t
wide(void)
{
	return ((uint64_t)random() << 31 ^ (uint64_t)random()) >> some(62);
}

/* Numbers with rules of their own among few others. */
static uint32_t
number(uint32_t few)
{
	static const uint32_t ruled[] = {9, 10, 25, 30, 329, 96, 201, 228, 229,
	    309, 318, 7, 35, 202, 230, 219, 222, 226, 216, 196, 139, 128, 101};

	if (some(3) == 0)
		return ruled[some(sizeof ruled / sizeof *ruled)];
	return some(few);
}

/* A slot that ends where the one of 8 bytes at the address does. */
static void
make_kind(size_t i, uint64_t at)
{
	static const uint8_t kinds[] = {SITE_STUB, SITE_STUB, SITE_MOV,
	    SITE_CALL, SITE_CALL, SITE_EMBEDDED, SITE_TRAP};
	struct site *s = &sites[i];

	s->kind = kinds[some(sizeof kinds)];
	if (s->kind == SITE_MOV && img.arch != &arch_x86_64)
		s->kind = SITE_STUB;
	s->length = (uint8_t)img.arch->call_len;
	if (site_holds_number(s))
		s->length = s->kind == SITE_STUB ? ARCH_SLOT : ARCH_MOV;
	s->vaddr = plan[i].vaddr = at + ARCH_SLOT - s->length;
	plan[i].decision = s->kind != SITE_EMBEDDED && some(4) != 0;
}

/* Who holds it, once its numbers are there. */
static void
make_holder(size_t i)
{
	struct decision *d = &plan[i];
	bool in_place = site_in_place(&sites[i]);

	if (sites[i].kind == SITE_EMBEDDED)
		sites[i].numbers = NUMBERS_NONE;
	if (d->decision != DECISION_ALLOW) {
		if (sites[i].numbers != NUMBERS_ONE)
			d->numbers = d->number = 0;
		d->holder = in_place ? HOLDER_FILTER : HOLDER_NOBODY;
		denied += in_place;
		return;
	}
	d->holder = HOLDER_FILTER;
	if (sites[i].numbers == NUMBERS_ONE && site_holds_number(&sites[i]))
		d->holder = HOLDER_BYTES;
}

static void
make_sites(size_t n, uint32_t few, uint32_t gap)
{
	uint64_t at = img.segs[0].vaddr;
	size_t i, k;

	memset(sites, 0, sizeof sites);
	memset(plan, 0, sizeof plan);
	for (i = 0; i < n; i++) {
		at += 8 + 4 * some(gap);
		if (some(40) == 0)
			at += UINT64_C(0x40000000);
		make_kind(i, at);
		sites[i].known = some(4) == 0 ? some(128) | 1 : 1;
		for (k = 0; k < SITE_ARGS; k++)
			if (sites[i].known >> (k + 1) & 1)
				sites[i].args[k] = wide();
		plan[i].numbers = some(9) == 0 ? NUMBERS_SET : NUMBERS_ONE;
		plan[i].exec = plan[i].decision && some(4) == 0;
		sites[i].numbers =
		    plan[i].numbers == NUMBERS_SET || some(9) == 0
		    ? some(2) * NUMBERS_SET
		    : NUMBERS_ONE;
		plan[i].number =
		    plan[i].numbers == NUMBERS_SET ? some(SETS) : number(few);
		make_holder(i);
	}
	img.nsites = img.nplan = n;
	img.segs[0].memsz = at + 8 - img.segs[0].vaddr + some(10000);
	img.segs[0].filesz = img.segs[0].memsz;
}

static void
make_plan(const struct arch *arch)
{
	static const uint32_t bases[] = {0x400000, 0x10000, 0x80000000};
	size_t i, k;

	img.arch = arch;
	img.nsegs = 1;
	img.segs[0].vaddr = bases[some(3)];
	img.npsets = SETS;
	memset(psets, 0, sizeof psets);
	for (i = 0; i < SETS; i++)
		for (k = 2 + some(10); k > 0; k--)
			set_add(&psets[i], number(600));
	make_sites(some(10) == 0 ? some(SITES) : some(60), some(2) ? 4 : 600,
	    some(2) ? 3 : 4000);
}

/* Two calls of the test's own, in runimg's range. */
static void
make_own(void)
{
	memset(guard.own, 0, sizeof guard.own);
	guard.nown = some(3);
	guard.own[0].after = IMAGE_RESERVED_START + 0x100;
	guard.own[0].number = 1;
	guard.own[0].known = 1;
	guard.own[0].args[0] = 2;
	guard.own[1].after = IMAGE_RESERVED_START + 0x110;
	guard.own[1].number = 231;
	guard.own[1].known = 1;
	guard.own[1].args[0] = 125;
}

/* Jumps and returns as the kernel wants them (seccomp_check_filter). */
static bool
well_formed(void)
{
	const struct cbpf_insn *s = guard_code(&guard);
	size_t i, n = guard_length(&guard);

	for (i = 0; i < n; i++) {
		if (s[i].code == CBPF_JA && s[i].k >= n - i - 1)
			return false;
		if ((s[i].code & 7) == 5 && s[i].code != CBPF_JA &&
		    (s[i].jt >= n - i - 1 || s[i].jf >= n - i - 1))
			return false;
	}
	return n > 0 && n <= CBPF_MAX && s[n - 1].code == CBPF_RET;
}

static void
differ(const struct cbpf_call *call, uint32_t code, uint32_t said)
{
	printf("number %u after %#llx machine %#x: code %#x, plan %#x\n",
	    call->number, (unsigned long long)call->after, call->audit, code,
	    said);
	exit(1);
}

static void
compare(const struct cbpf_call *call, const struct pinarch *a, uint32_t other)
{
	uint32_t code =
	    cbpf_run(guard_code(&guard), guard_length(&guard), call);
	uint32_t said =
	    pinplan_answer(&img, a, guard.own, guard.nown, other, call);

	calls++;
	if (code != said)
		differ(call, code, said);
}

/* A number that no site has, at a site: ENOSYS where it is known at run time
   only, and at an instruction that stands there and is denied. */
static void
compare_late(size_t i, const struct pinarch *a, uint32_t other)
{
	struct cbpf_call call;
	bool late = plan[i].decision == DECISION_ALLOW
	    ? sites[i].numbers != NUMBERS_ONE
	    : sites[i].kind == SITE_CALL;
	uint32_t code;

	call.number = 699;
	call.audit = a->audit;
	call.after = sites[i].vaddr + sites[i].length;
	memcpy(call.args, sites[i].args, sizeof call.args);
	compare(&call, a, other);
	code = cbpf_run(guard_code(&guard), guard_length(&guard), &call);
	if (code != (late ? PINS_ENOSYS : other))
		differ(&call, code, late ? PINS_ENOSYS : other);
}

static void
compare_all(const struct pinarch *a, uint32_t other)
{
	struct cbpf_call call;
	size_t i, k;
	unsigned v;

	for (i = 0; i < guard.plan.n; i += 1 + some(1 + guard.plan.n / 20))
		for (v = 0; v < PINCHECK_VARIANTS; v++) {
			pincheck_call(&guard.plan.pin[i], a, v, &call);
			compare(&call, a, other);
		}
	for (i = 0; i < img.nsites;
	     i += 1 + some(1 + (uint32_t)img.nsites / 20))
		compare_late(i, a, other);
	for (i = 0; i < 50; i++) {
		call.number = number(700);
		call.audit = a->audit;
		call.after = wide();
		if (img.nsites > 0 && some(3) != 0) {
			k = some((uint32_t)img.nsites);
			call.after = sites[k].vaddr +
			    (some(2) ? sites[k].length : some(12));
		}
		for (k = 0; k < CBPF_ARGS; k++)
			call.args[k] = some(2) ? wide() : some(256);
		compare(&call, a, other);
	}
}

static void
one_plan(void)
{
	static const struct arch *const archs[] = {
	    &arch_x86_64, &arch_x86_64, &arch_aarch64, &arch_riscv64};
	uint32_t other = some(2) ? PINS_KILL : PINS_EPERM;
	struct fault f;

	make_plan(archs[some(4)]);
	make_own();
	f = guard_make(&guard, &img, other);
	if (f.code == FAULT_FILTER_SIZE) {
		refused++;
		return;
	}
	if (f.code != FAULT_NONE || !well_formed())
		errx(1, "fault %s", fault_name(f.code));
	compare_all(pinarch_of(img.arch), other);
}

#if defined(__x86_64__)
/* number at an address: a call instruction is put there. */
static long
make_call(const struct cbpf_call *call)
{
	register long r10 __asm__("r10") = (long)call->args[3];
	register long r8 __asm__("r8") = (long)call->args[4];
	register long r9 __asm__("r9") = (long)call->args[5];
	long result = call->number;
	uint64_t at = call->after - 2;

	__asm__ volatile("call *%[at]"
			 : "+a"(result)
			 : [at] "r"(at), "D"(call->args[0]), "S"(call->args[1]),
			 "d"(call->args[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* All in a page at a fixed address; the numbers are no call of Linux. */
static void
kernel_plan(uint8_t *page, long *said)
{
	struct sock_fprog prog;
	struct cbpf_call call;
	size_t i, n = 0, wrong = 0;
	uint32_t answer;
	unsigned v;

	memset(page, 0xcc, 4096);
	for (i = 0; i < img.nsites; i++)
		memcpy(
		    page + i * 32, "\x90\x90\x90\x90\x90\x90\x0f\x05\xc3", 9);
	prog.len = (unsigned short)guard_length(&guard);
	prog.filter = (struct sock_filter *)guard_code(&guard);
	said[0] = -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) == -1)
		_exit(3);
	for (i = 0; i < guard.plan.n; i++)
		for (v = 0; v < PINCHECK_VARIANTS; v++) {
			pincheck_call(&guard.plan.pin[i],
			    &*pinarch_of(img.arch), v, &call);
			/* Only where a call instruction is. */
			if (call.after != guard.plan.pin[i].after ||
			    call.audit != pinarch_of(img.arch)->audit)
				continue;
			n++;
			answer = pinplan_answer(&img, pinarch_of(img.arch),
			    NULL, 0, PINS_ERRNO | ANSWER, &call);
			/* ENOSYS is Linux's answer to these numbers too. */
			wrong += make_call(&call) !=
			    (answer == (PINS_ERRNO | ANSWER) ? -ANSWER : -38);
		}
	/* Of the sites that have no pin, too. */
	for (i = 0; i < img.nsites; i++)
		for (v = 0; v < 3; v++) {
			call.number = v == 0 ? 699 : 700 + v * 7;
			call.audit = pinarch_of(img.arch)->audit;
			call.after = sites[i].vaddr + sites[i].length;
			memcpy(call.args, sites[i].args, sizeof call.args);
			n++;
			answer = pinplan_answer(&img, pinarch_of(img.arch),
			    NULL, 0, PINS_ERRNO | ANSWER, &call);
			wrong += make_call(&call) !=
			    (answer == (PINS_ERRNO | ANSWER) ? -ANSWER : -38);
		}
	said[0] = (long)wrong;
	said[1] = (long)n;
	__builtin_trap();
}

static void
in_kernel(void)
{
	uint64_t at = UINT64_C(0x7654300000) + 4096 * some(1000);
	uint8_t *page =
	    mmap((void *)at, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	long *said = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	size_t i, k;
	pid_t pid;

	if (page == MAP_FAILED || said == MAP_FAILED)
		err(1, "mmap");
	img.arch = &arch_x86_64;
	img.segs[0].vaddr = at;
	img.segs[0].memsz = 4096;
	memset(sites, 0, sizeof sites);
	img.nsites = img.nplan = 1 + some(120);
	for (i = 0; i < img.nsites; i++) {
		make_kind(i, at + 32 * i);
		sites[i].known = some(128) | 1;
		sites[i].numbers = some(8) == 0 ? 0 : NUMBERS_ONE;
		for (k = 0; k < SITE_ARGS; k++)
			sites[i].args[k] =
			    sites[i].known >> (k + 1) & 1 ? wide() : 0;
		plan[i].numbers = NUMBERS_ONE;
		plan[i].number = 700 + some(some(2) ? 3 : 300);
		make_holder(i);
	}
	guard.nown = 0;
	if (guard_make(&guard, &img, PINS_ERRNO | ANSWER).code != FAULT_NONE)
		errx(1, "kernel: no filter");
	pid = fork();
	if (pid == 0)
		kernel_plan(page, said);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err(1, "fork");
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGILL || said[0] != 0)
		errx(
		    1, "kernel: status %#x, %ld calls differ", status, said[0]);
	kernel_calls += (unsigned long)said[1];
	munmap(page, 4096);
	munmap(said, 4096);
}
#else
static void
in_kernel(void)
{
}
#endif

int
main(int argc, char **argv)
{
	unsigned seed = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
	unsigned plans = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000;
	unsigned i;

	srandom(seed);
	printf("seed %u\n", seed);
	img.sites = sites;
	img.plan = plan;
	img.psets = psets;
	for (i = 0; i < plans; i++)
		one_plan();
	for (i = 0; i < plans / 50; i++)
		in_kernel();
	printf("pins: %u plans, %lu too long, %lu calls, %lu sites denied in "
	       "place; %u in the kernel, %lu calls\n",
	    plans, refused, calls, denied, plans / 50, kernel_calls);
	return 0;
}
