#include "arch.h"

const struct arch arch_aarch64 = {
    .name = "AArch64",
    .machine = 183,
    .calls = ARCH_CALLS_AARCH64,
    .page = 65536,
    .top = 0x1000000000000,
    .insn_align = 4,
    .call_len = 4,
    .call_at = 4,
    .number_at = 0,
    .number_base = 0xd2800008, /* mov x8,#number: imm16 from bit 5 */
    .number_scale = 32,
    /* mov x0,#-38; nop */
    .deny = {0xa0, 0x04, 0x80, 0x92, 0x1f, 0x20, 0x03, 0xd5},
    /* mov x8,#nr; svc #0 */
    .allow = {0, 0, 0, 0, 0x01, 0x00, 0x00, 0xd4},
    .bare = {0x1f, 0x20, 0x03, 0xd5, 0x01, 0x00, 0x00, 0xd4},
    /* brk #0 */
    .trap = {0x00, 0x00, 0x20, 0xd4},
};
