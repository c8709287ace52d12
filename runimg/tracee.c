#include "tracee.h"

#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <elf.h>
#include <errno.h>
#include <string.h>

#if defined(__x86_64__)
enum { NATIVE = 0xc000003e }; /* AUDIT_ARCH_X86_64, linux/audit.h */

/* Another ABI's arguments: entry_INT80_32. */
static void
compat(const struct user_regs_struct *r, struct cbpf_call *call)
{
	call->args[0] = (uint32_t)r->rbx;
	call->args[1] = (uint32_t)r->rcx;
	call->args[2] = (uint32_t)r->rdx;
	call->args[3] = (uint32_t)r->rsi;
	call->args[4] = (uint32_t)r->rdi;
	call->args[5] = (uint32_t)r->rbp;
}

static bool
registers(pid_t pid, struct cbpf_call *call)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &r) == -1)
		return false;
	/* -1: in no call, or in one of that number. SYSCALL leaves the address
	   in RCX as well. */
	if ((uint32_t)r.orig_rax == UINT32_MAX && r.rcx != r.rip)
		return false;
	/* The number put back, or what stood there before the filter ran, if it
	   ended only the thread. Not so after an execve, which leaves a number
	   at an address that called nothing. */
	if (r.rax != r.orig_rax && r.rax != (uint64_t)-ENOSYS)
		return false;
	call->number = (uint32_t)r.orig_rax;
	call->after = r.rip;
	if (call->audit != NATIVE) {
		compat(&r, call);
		return true;
	}
	call->args[0] = r.rdi;
	call->args[1] = r.rsi;
	call->args[2] = r.rdx;
	call->args[3] = r.r10;
	call->args[4] = r.r8;
	call->args[5] = r.r9;
	return true;
}
#else
static bool
regset(pid_t pid, int which, void *to, size_t size)
{
	struct iovec io = {to, size};

	return ptrace(PTRACE_GETREGSET, pid, (void *)(uintptr_t)which, &io) !=
	    -1 &&
	    io.iov_len == size;
}

#if defined(__aarch64__)
enum { NATIVE = 0xc00000b7 };

static bool
registers(pid_t pid, struct cbpf_call *call)
{
	struct user_regs_struct r;
	int number;

	if (!regset(pid, NT_PRSTATUS, &r, sizeof r) ||
	    !regset(pid, NT_ARM_SYSTEM_CALL, &number, sizeof number) ||
	    number == -1)
		return false;
	call->number = (uint32_t)number;
	call->after = r.pc;
	memcpy(call->args, r.regs, sizeof call->args);
	return true;
}
#else
enum { NATIVE = 0xc00000f3 };

/* Whether it was in a call these registers do not say. */
static bool
registers(pid_t pid, struct cbpf_call *call)
{
	unsigned long r[32]; /* pc, x1 to x31: asm/ptrace.h */

	if (!regset(pid, NT_PRSTATUS, r, sizeof r))
		return false;
	call->number = (uint32_t)r[17];
	call->after = r[0];
	memcpy(call->args, r + 10, sizeof call->args);
	return true;
}
#endif
#endif

bool
tracee_ended_in(pid_t pid, struct cbpf_call *call)
{
	struct __ptrace_syscall_info info;

	memset(&info, 0, sizeof info);
	call->audit = NATIVE;
	/* Linux 5.3; outside a system call's stop it says no more than this. */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof info, &info) >
	    0)
		call->audit = info.arch;
	return registers(pid, call);
}

bool
tracee_trapped_in(pid_t pid, struct cbpf_call *call)
{
	struct __ptrace_syscall_info info;
	size_t k;

	memset(&info, 0, sizeof info);
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof info, &info) ==
		-1 ||
	    info.op != PTRACE_SYSCALL_INFO_SECCOMP)
		return false;
	call->audit = info.arch;
	call->number = (uint32_t)info.seccomp.nr;
	call->after = info.instruction_pointer;
	for (k = 0; k < CBPF_ARGS; k++)
		call->args[k] = info.seccomp.args[k];
	return true;
}
