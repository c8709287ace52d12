/*
 * arch - what differs between the machines, as data.
 *
 * A stub's slot is 8 bytes, the others' no more. At build time it holds the deny stub, which returns
 * -ENOSYS; the allow form puts the call number into the slot itself; the bare
 * form takes it from the register the caller set. In the last two the call
 * instruction stands last, so that the return address is the slot's end.
 */
#ifndef ARCH_H
#define ARCH_H

#include <stdint.h>

#include "le.h"

enum { ARCH_SLOT = 8, ARCH_MOV = 7, ARCH_NUMBERS = 1024 };

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
	uint8_t trap[ARCH_SLOT]; /* call_len bytes, zeros */
};

/* psABI x86-64; Intel SDM volume 2, SYSCALL, MOV. 47-bit user space. */
extern const struct arch arch_x86_64;
/* Arm ARM, C6.2 SVC, MOVZ, MOVN, NOP. 48-bit user space, 64 KiB pages. */
extern const struct arch arch_aarch64;
/* RISC-V unprivileged ISA, ADDI, ECALL. sv48 user space. */
extern const struct arch arch_riscv64;

/*@ predicate bytes8(uint8_t *b, integer b0, integer b1, integer b2, integer b3,
      integer b4, integer b5, integer b6, integer b7) =
      b[0] == b0 && b[1] == b1 && b[2] == b2 && b[3] == b3 && b[4] == b4 &&
      b[5] == b5 && b[6] == b6 && b[7] == b7;

    // What a machine is: numbers.
    predicate arch_is_x86_64(struct arch *a) =
      a->machine == 62 && a->calls == ARCH_CALLS_X86_64 && a->page == 4096 &&
      a->top == 0x7ffffffff000 && a->insn_align == 1 && a->call_len == 2 &&
      a->call_at == 6 && a->number_at == 1 && a->number_base == 0 &&
      a->number_scale == 1;

    predicate arch_is_aarch64(struct arch *a) =
      a->machine == 183 && a->calls == ARCH_CALLS_AARCH64 &&
      a->page == 65536 && a->top == 0x1000000000000 && a->insn_align == 4 &&
      a->call_len == 4 && a->call_at == 4 && a->number_at == 0 &&
      a->number_base == 0xd2800008 && a->number_scale == 32;

    predicate arch_is_riscv64(struct arch *a) =
      a->machine == 243 && a->calls == ARCH_CALLS_RISCV64 &&
      a->page == 4096 && a->top == 0x800000000000 && a->insn_align == 2 &&
      a->call_len == 4 && a->call_at == 4 && a->number_at == 0 &&
      a->number_base == 0x893 && a->number_scale == 1048576;

    predicate arch_is_one(struct arch *a) =
      arch_is_x86_64(a) || arch_is_aarch64(a) || arch_is_riscv64(a);

    predicate arch_known(struct arch *a) = \valid_read(a) && arch_is_one(a);

    // The forms of its slots.
    predicate arch_forms(struct arch *a) =
      (a->calls == ARCH_CALLS_X86_64 ==>
        bytes8(&a->deny[0], 0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0x90) &&
        bytes8(&a->allow[0], 0xb8, 0, 0, 0, 0, 0x90, 0x0f, 0x05) &&
        bytes8(&a->bare[0], 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x0f, 0x05)) &&
      (a->calls == ARCH_CALLS_AARCH64 ==>
        bytes8(&a->deny[0], 0xa0, 0x04, 0x80, 0x92, 0x1f, 0x20, 0x03, 0xd5) &&
        bytes8(&a->allow[0], 0, 0, 0, 0, 0x01, 0x00, 0x00, 0xd4) &&
        bytes8(&a->bare[0], 0x1f, 0x20, 0x03, 0xd5, 0x01, 0x00, 0x00, 0xd4)) &&
      (a->calls == ARCH_CALLS_RISCV64 ==>
        bytes8(&a->deny[0], 0x13, 0x05, 0xa0, 0xfd, 0x13, 0x00, 0x00, 0x00) &&
        bytes8(&a->allow[0], 0, 0, 0, 0, 0x73, 0x00, 0x00, 0x00) &&
        bytes8(&a->bare[0], 0x13, 0x00, 0x00, 0x00, 0x73, 0x00, 0x00, 0x00));

    predicate machine_known(integer machine) =
      machine == 62 || machine == 183 || machine == 243;

    logic integer page_down(struct arch *a, integer x) = x - x % a->page;
    logic integer page_up(struct arch *a, integer x) =
      page_down(a, x + a->page - 1);

    logic integer word_byte(integer word, integer j) =
      j == 0 ? word % 256 : j == 1 ? word / 256 % 256 :
      j == 2 ? word / 65536 % 256 : word / 16777216;

    // Byte k of the allow form for number nr.
    logic integer allow_byte(struct arch *a, integer nr, integer k) =
      a->number_at <= k < a->number_at + 4 ?
        word_byte(a->number_base + nr * a->number_scale, k - a->number_at)
      : a->allow[k];
*/

/* The machine with that e_machine, or NULL. */
/*@ assigns \nothing;
    ensures \result != \null ==>
      arch_known(\result) && arch_forms(\result) &&
      \result->machine == machine;
    ensures \result != \null <==> machine_known(machine);
    ensures \result == \null || \result == &arch_x86_64 ||
      \result == &arch_aarch64 || \result == &arch_riscv64;
*/
const struct arch *arch_find(uint16_t machine);

/* Byte i of the allow form for number. */
/*@ requires arch_known(a) && number < ARCH_NUMBERS && i < ARCH_SLOT;
    assigns \nothing;
    ensures \result == allow_byte(a, number, i);
*/
uint8_t arch_allow_byte(const struct arch *a, uint32_t number, size_t i);

/* addr rounded down and up to a page. */
/*@ requires arch_known(a);
    assigns \nothing;
    ensures \result == page_down(a, addr);
    ensures \result <= addr < \result + a->page && \result % a->page == 0;
*/
uint64_t arch_page_down(const struct arch *a, uint64_t addr);
/*@ requires arch_known(a) && addr <= UINT64_MAX / 2;
    assigns \nothing;
    ensures \result == page_up(a, addr);
    ensures addr <= \result < addr + a->page && \result % a->page == 0;
*/
uint64_t arch_page_up(const struct arch *a, uint64_t addr);

#endif
