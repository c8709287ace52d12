#include "arch.h"

const struct arch arch_riscv64 = {
    .name = "RISC-V",
    .machine = 243,
    .calls = ARCH_CALLS_RISCV64,
    .page = 4096,
    .top = 0x800000000000,
    .insn_align = 2,
    .call_len = 4,
    .call_at = 4,
    .number_at = 0,
    .number_base = 0x00000893, /* addi a7,zero,number: imm12 from bit 20 */
    .number_scale = 1048576,
    /* li a0,-38; nop */
    .deny = {0x13, 0x05, 0xa0, 0xfd, 0x13, 0x00, 0x00, 0x00},
    /* li a7,nr; ecall */
    .allow = {0, 0, 0, 0, 0x73, 0x00, 0x00, 0x00},
    .bare = {0x13, 0x00, 0x00, 0x00, 0x73, 0x00, 0x00, 0x00},
    /* ebreak */
    .trap = {0x73, 0x00, 0x10, 0x00},
};
