/*
 * arch - what differs between the machines, as data.
 *
 * A slot is 8 bytes. At build time it holds the deny stub, which returns
 * -ENOSYS; the allow form puts the call number into the slot itself; the bare
 * form takes it from the register the caller set. In the last two the call
 * instruction stands last, so that the return address is the slot's end.
 */
#ifndef ARCH_H
#define ARCH_H

#include <stdint.h>

enum { ARCH_SLOT = 8, ARCH_NUMBERS = 1024 };

/* How call instructions are recognised; see scan.c. */
enum arch_calls { ARCH_CALLS_X86_64, ARCH_CALLS_AARCH64, ARCH_CALLS_RISCV64 };

struct arch {
	const char *name;
	uint16_t machine; /* e_machine (ELF gABI) */
	enum arch_calls calls;
	uint64_t page;	      /* bytes; the largest the kernel may use */
	uint64_t top;	      /* user addresses are below */
	uint8_t insn_align;   /* an instruction's address is a multiple */
	uint8_t call_len;     /* bytes in a call pattern */
	uint8_t call_at;      /* its offset in an allow or bare form */
	uint8_t number_at;    /* offset of the 32-bit word with the number */
	uint32_t number_base; /* that word is base + number * scale */
	uint32_t number_scale;
	uint8_t deny[ARCH_SLOT];
	uint8_t allow[ARCH_SLOT]; /* without the number's word */
	uint8_t bare[ARCH_SLOT];
};

/* psABI x86-64; Intel SDM volume 2, SYSCALL, MOV. 47-bit user space. */
extern const struct arch arch_x86_64;
/* Arm ARM, C6.2 SVC, MOVZ, MOVN, NOP. 48-bit user space, 64 KiB pages. */
extern const struct arch arch_aarch64;
/* RISC-V unprivileged ISA, ADDI, ECALL. sv48 user space. */
extern const struct arch arch_riscv64;

/* The machine with that e_machine, or NULL. */
const struct arch *arch_find(uint16_t machine);

/* Writes the allow form for number (below ARCH_NUMBERS) into slot[0 .. 7]. */
void arch_allow_form(const struct arch *a, uint32_t number, uint8_t *slot);

/* addr rounded down and up to a page; page_up(addr) needs addr <= a->top. */
uint64_t arch_page_down(const struct arch *a, uint64_t addr);
uint64_t arch_page_up(const struct arch *a, uint64_t addr);

#endif
