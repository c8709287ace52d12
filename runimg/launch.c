#include "launch.h"

#include <sys/random.h>

#include <string.h>

/* The label stands behind the instruction, where the kernel sees the call. */
extern const char launch_exec_after[], launch_write_after[],
    launch_exit_after[];

/* Registers that the kernel does not look at, pinned by the filter: code that
   is mapped where runimg was does not know them. */
uint64_t launch_secret[LAUNCH_SECRETS];

#if defined(__x86_64__)
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: mov %rcx, %r10\n"
	"	mov launch_secret(%rip), %r9\n"
	"	mov $322, %eax\n"
	"	syscall\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: mov launch_secret(%rip), %r10\n"
	"	mov launch_secret+8(%rip), %r8\n"
	"	mov launch_secret+16(%rip), %r9\n"
	"	mov $1, %eax\n"
	"	syscall\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: mov launch_secret(%rip), %r10\n"
	"	mov launch_secret+8(%rip), %r8\n"
	"	mov launch_secret+16(%rip), %r9\n"
	"	mov $231, %eax\n"
	"	syscall\n"
	"launch_exit_after: hlt\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: adrp x9, launch_secret\n"
	"	ldr x5, [x9, #:lo12:launch_secret]\n"
	"	mov x8, #281\n"
	"	svc #0\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: adrp x9, launch_secret\n"
	"	add x9, x9, #:lo12:launch_secret\n"
	"	ldp x3, x4, [x9]\n"
	"	ldr x5, [x9, #16]\n"
	"	mov x8, #64\n"
	"	svc #0\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: adrp x9, launch_secret\n"
	"	add x9, x9, #:lo12:launch_secret\n"
	"	ldp x3, x4, [x9]\n"
	"	ldr x5, [x9, #16]\n"
	"	mov x8, #94\n"
	"	svc #0\n"
	"launch_exit_after: brk #0\n");
#else
__asm__(".text\n"
	".globl launch_exec, launch_write, launch_exit\n"
	".type launch_exec, @function\n"
	"launch_exec: ld a5, launch_secret\n"
	"	li a7, 281\n"
	"	ecall\n"
	"launch_exec_after: ret\n"
	".type launch_write, @function\n"
	"launch_write: lla t0, launch_secret\n"
	"	ld a3, 0(t0)\n"
	"	ld a4, 8(t0)\n"
	"	ld a5, 16(t0)\n"
	"	li a7, 64\n"
	"	ecall\n"
	"launch_write_after: ret\n"
	".type launch_exit, @function\n"
	"launch_exit: lla t0, launch_secret\n"
	"	ld a3, 0(t0)\n"
	"	ld a4, 8(t0)\n"
	"	ld a5, 16(t0)\n"
	"	li a7, 94\n"
	"	ecall\n"
	"launch_exit_after: ebreak\n");
#endif

/* Arguments 4 to 6. */
static void
keep_secret(struct pin *pin, size_t n)
{
	size_t k;

	for (k = CBPF_ARGS - n; k < CBPF_ARGS; k++) {
		pin->known |= (uint8_t)(1 << k);
		pin->args[k] = launch_secret[k - (CBPF_ARGS - n)];
	}
}

bool
launch_pins(const struct pinarch *arch, long fd, const char *path, char **argv,
    char **envp, long flags, struct pin *pin)
{
	if (getrandom(launch_secret, sizeof launch_secret, 0) !=
	    sizeof launch_secret)
		return false;
	memset(pin, 0, LAUNCH_PINS * sizeof *pin);
	pin[0].after = (uintptr_t)launch_exec_after;
	pin[0].number = arch->execveat;
	pin[0].known = 0x1f;
	pin[0].args[0] = (uint64_t)fd;
	pin[0].args[1] = (uintptr_t)path;
	pin[0].args[2] = (uintptr_t)argv;
	pin[0].args[3] = (uintptr_t)envp;
	pin[0].args[4] = (uint64_t)flags;
	keep_secret(&pin[0], 1);
	pin[1].after = (uintptr_t)launch_write_after;
	pin[1].number = arch->write;
	pin[1].known = 1;
	pin[1].args[0] = 2;
	keep_secret(&pin[1], LAUNCH_SECRETS);
	pin[2].after = (uintptr_t)launch_exit_after;
	pin[2].number = arch->exit_group;
	pin[2].known = 1;
	pin[2].args[0] = LAUNCH_FAILED;
	keep_secret(&pin[2], LAUNCH_SECRETS);
	return true;
}
