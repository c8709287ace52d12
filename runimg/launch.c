#include "launch.h"

#include <string.h>

/* The label stands behind the instruction, where the kernel sees the call. */
extern const char launch_exec_after[], launch_write_after[],
    launch_exit_after[];

#if defined(__x86_64__)
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: mov %rcx, %r10\n"
	"	mov $322, %eax\n"
	"	syscall\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: mov $1, %eax\n"
	"	syscall\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: mov $231, %eax\n"
	"	syscall\n"
	"launch_exit_after: hlt\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: mov x8, #281\n"
	"	svc #0\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: mov x8, #64\n"
	"	svc #0\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: mov x8, #94\n"
	"	svc #0\n"
	"launch_exit_after: brk #0\n");
#else
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: li a7, 281\n"
	"	ecall\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: li a7, 64\n"
	"	ecall\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: li a7, 94\n"
	"	ecall\n"
	"launch_exit_after: ebreak\n");
#endif

void
launch_pins(const struct pinarch *arch, long fd, const char *path, char **argv,
    char **envp, long flags, struct pin *pin)
{
	memset(pin, 0, LAUNCH_PINS * sizeof *pin);
	pin[0].after = (uintptr_t)launch_exec_after;
	pin[0].number = arch->execveat;
	pin[0].known = 0x1f;
	pin[0].args[0] = (uint64_t)fd;
	pin[0].args[1] = (uintptr_t)path;
	pin[0].args[2] = (uintptr_t)argv;
	pin[0].args[3] = (uintptr_t)envp;
	pin[0].args[4] = (uint64_t)flags;
	pin[1].after = (uintptr_t)launch_write_after;
	pin[1].number = arch->write;
	pin[1].known = 1;
	pin[1].args[0] = 2;
	pin[2].after = (uintptr_t)launch_exit_after;
	pin[2].number = arch->exit_group;
	pin[2].known = 1;
	pin[2].args[0] = LAUNCH_FAILED;
}
