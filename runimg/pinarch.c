#include "pinarch.h"

/* arch/x86/entry/syscalls/syscall_64.tbl; __X32_SYSCALL_BIT. Calls that return
   -ERESTART_RESTARTBLOCK: poll, nanosleep, futex, clock_nanosleep. The vDSO's
   own calls: arch/x86/entry/vdso. */
static const struct pinarch x86_64 = {
    .audit = 0xc000003e,
    .top = 0x40000000,
    .execveat = 322,
    .write = 1,
    .exit_group = 231,
    .restart = 219,
    .restarts = {7, 35, 202, 230},
    .nrestarts = 4,
    .rules = {{9, PINS_PROT | PINS_MAP}, {10, PINS_PROT}, {25, PINS_MOVED},
	{30, PINS_SHM}, {329, PINS_PROT}, {96, PINS_VDSO}, {201, PINS_VDSO},
	{228, PINS_VDSO}, {229, PINS_VDSO}, {309, PINS_VDSO}, {318, PINS_VDSO}},
    .nrules = 11,
};

/* include/uapi/asm-generic/unistd.h; rt_sigreturn is the vDSO's. */
#define GENERIC(machine)                                               \
	.audit = 0xc0000000 + (machine), .execveat = 281, .write = 64, \
	.exit_group = 94, .restart = 128, .restarts = {98, 101, 115},  \
	.nrestarts = 3,                                                \
	.rules = {{222, PINS_PROT | PINS_MAP}, {226, PINS_PROT},       \
	    {216, PINS_MOVED}, {196, PINS_SHM}, {288, PINS_PROT},      \
	    {113, PINS_VDSO}, {114, PINS_VDSO}, {168, PINS_VDSO},      \
	    {169, PINS_VDSO}, {278, PINS_VDSO}, {139, PINS_ALWAYS}},   \
	.nrules = 11

static const struct pinarch aarch64 = {GENERIC(183)};
static const struct pinarch riscv64 = {GENERIC(243)};

const struct pinarch *
pinarch_of(const struct arch *arch)
{
	if (arch->calls == ARCH_CALLS_X86_64)
		return &x86_64;
	return arch->calls == ARCH_CALLS_AARCH64 ? &aarch64 : &riscv64;
}
