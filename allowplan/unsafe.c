#include "unsafe.h"

/*
 * Left out are calls without which hardly a program runs, and whose holes are
 * closed where it runs: mmap, mprotect and shmat by the filter, open and write
 * by runimg --no-proc-mem; and those that change what the program sees, not
 * what it does: clone, mount, unshare, rt_sigreturn.
 */
static const struct unsafe_call calls[] = {
    {"execve", UNSAFE_ALWAYS,
	"the new program is not held by this plan's pins"},
    {"execveat", UNSAFE_ALWAYS,
	"the new program is not held by this plan's pins"},
    {"ptrace", UNSAFE_ALWAYS,
	"it changes the code and registers of other processes and threads"},
    {"process_vm_writev", UNSAFE_ALWAYS,
	"it writes to the memory of other processes"},
    {"process_madvise", UNSAFE_ALWAYS,
	"it reaches the memory of other processes"},
    {"pidfd_getfd", UNSAFE_ALWAYS, "it takes open files from other processes"},
    {"setns", UNSAFE_ALWAYS, "it joins the namespaces of other processes"},
    {"memfd_create", UNSAFE_ALWAYS,
	"a file made in memory can be mapped or executed as code"},
    {"mremap", UNSAFE_ALWAYS,
	"it moves executable pages, so other code stands at pinned addresses"},
    {"remap_file_pages", UNSAFE_ALWAYS,
	"it exchanges pages, so other code stands at pinned addresses"},
    {"uselib", UNSAFE_ALWAYS, "it maps a file as code"},
    {"personality", UNSAFE_ALWAYS,
	"READ_IMPLIES_EXEC makes what is mapped later executable"},
    {"modify_ldt", UNSAFE_ALWAYS,
	"segments of its own give code other addresses and another mode"},
    {"arch_prctl", UNSAFE_ARCH_PRCTL,
	"ARCH_MAP_VDSO_64 and its like map code; the option is one, or not "
	"known"},
    {"prctl", UNSAFE_PRCTL,
	"PR_SET_SECCOMP, PR_SET_MM and PR_SET_SYSCALL_USER_DISPATCH change "
	"what calls mean; the option is one, or not known"},
    {"seccomp", UNSAFE_ALWAYS,
	"a filter more can falsify the answers of calls, or have another "
	"process give them"},
    {"userfaultfd", UNSAFE_ALWAYS,
	"it puts other pages where code is, and stops the kernel within a "
	"call"},
    {"io_uring_setup", UNSAFE_ALWAYS,
	"the kernel makes the calls of a ring past the filter"},
    {"io_uring_enter", UNSAFE_ALWAYS,
	"the kernel makes the calls of a ring past the filter"},
    {"io_uring_register", UNSAFE_ALWAYS,
	"the kernel makes the calls of a ring past the filter"},
    {"bpf", UNSAFE_ALWAYS, "it loads programs into the kernel"},
    {"perf_event_open", UNSAFE_ALWAYS,
	"it watches the kernel and other processes, and runs bpf programs"},
    {"add_key", UNSAFE_ALWAYS, "keys are shared with other processes"},
    {"request_key", UNSAFE_ALWAYS,
	"the kernel may start a program to find the key"},
    {"keyctl", UNSAFE_ALWAYS,
	"keys and key rings are shared with other processes"},
    {"open_by_handle_at", UNSAFE_ALWAYS,
	"it opens any file of a file system, by no path"},
    {"init_module", UNSAFE_ALWAYS, "it loads code into the kernel"},
    {"finit_module", UNSAFE_ALWAYS, "it loads code into the kernel"},
    {"kexec_load", UNSAFE_ALWAYS, "it replaces the kernel"},
    {"kexec_file_load", UNSAFE_ALWAYS, "it replaces the kernel"},
    {"iopl", UNSAFE_ALWAYS, "it reaches devices past the kernel"},
    {"ioperm", UNSAFE_ALWAYS, "it reaches devices past the kernel"},
};

enum { CALLS = sizeof calls / sizeof calls[0] };

const struct unsafe_call *
unsafe_call(size_t i)
{
	return i < CALLS ? &calls[i] : NULL;
}

/*@ assigns \nothing;
    ensures \result <==> option_unsafe(options, value);
*/
static bool
option(enum unsafe_options options, uint64_t value)
{
	uint64_t low = value % UINT64_C(0x100000000);

	if (options == UNSAFE_PRCTL)
		return low == UNSAFE_SET_SECCOMP || low == UNSAFE_SET_MM ||
		    low == UNSAFE_SET_DISPATCH;
	if (options == UNSAFE_ARCH_PRCTL)
		return low >= UNSAFE_MAP_VDSO_FIRST &&
		    low <= UNSAFE_MAP_VDSO_LAST;
	return true;
}

/*@ requires \valid_read(d);
    requires d->numbers == NUMBERS_SET ==> \valid_read(psets + d->number);
    assigns \nothing;
    ensures \result <==> may_issue(d, psets, number);
*/
static bool
issues(
    const struct decision *d, const struct number_set *psets, uint32_t number)
{
	if (d->decision != DECISION_ALLOW)
		return false;
	if (d->numbers == NUMBERS_ONE)
		return d->number == number;
	return d->numbers == NUMBERS_SET && set_has(&psets[d->number], number);
}

size_t
unsafe_site(
    const struct image *img, uint32_t number, enum unsafe_options options)
{
	size_t i;

	/*@ loop invariant 0 <= i <= img->nplan;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      !unsafe_at(img, k, number, options);
	    loop assigns i;
	    loop variant img->nplan - i;
	*/
	for (i = 0; i < img->nplan; i++) {
		const struct site *s = &img->sites[i];

		if (issues(&img->plan[i], img->psets, number) &&
		    (s->known / 2 % 2 == 0 || option(options, s->args[0])))
			return i;
	}
	return img->nplan;
}
