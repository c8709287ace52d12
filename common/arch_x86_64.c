#include "arch.h"

const struct arch arch_x86_64 = {
    .name = "x86-64",
    .machine = 62,
    .calls = ARCH_CALLS_X86_64,
    .page = 4096,
    .top = 0x7ffffffff000,
    .insn_align = 1,
    .call_len = 2,
    .call_at = 6,
    .number_at = 1,
    .number_base = 0,
    .number_scale = 1,
    /* mov $-38,%rax; nop */
    .deny = {0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0x90},
    /* mov $nr,%eax; nop; syscall */
    .allow = {0xb8, 0, 0, 0, 0, 0x90, 0x0f, 0x05},
    .bare = {0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x0f, 0x05},
    /* ud2 */
    .trap = {0x0f, 0x0b},
};
