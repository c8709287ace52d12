/*
 * aarch64 - start, and one access, which may trap.
 *
 * For a stage 1 at EL1, which sees itself by a table of its own in that half of
 * the addresses that is not probed; for a stage 2 at EL2, untranslated.
 * Offsets in struct hw_probe: va 0, kind 8, value 16, code 24, addr 32, got 40.
 */
#include "comm.h"
#define MODE 8			/* in struct hw_comm */
#define HIGH 0xffffff8000000000
#define STUB_AT 4096		/* from this program's first byte */
#define SP_MASKED 0x3c0		/* SPSR: EL0, no interrupts; + 5: EL1h */

.section .start, "ax"
.globl _start
_start:
	adrp x0, stack
	add x0, x0, :lo12:stack
	mov sp, x0
	adrp x1, vectors
	add x1, x1, :lo12:vectors
	ldr x2, =HW_COMM
	ldr x3, [x2, #MODE]
	tbnz x3, #3, 2f
	bl guest_own_tables	/* keeps nothing of ours */
	ldr x2, =HW_COMM
	ldr x3, [x2, #MODE]
	adrp x1, vectors
	add x1, x1, :lo12:vectors
	tbnz x3, #2, 1f
	ldr x4, =HIGH		/* from now on by TTBR1 */
	orr x2, x2, x4
	orr x1, x1, x4
	mov x0, sp
	orr x0, x0, x4
	mov sp, x0
	adr x5, 1f
	orr x5, x5, x4
	br x5
1:	msr vbar_el1, x1
	isb
	mov x0, x2
	bl guest_main
2:	msr vbar_el2, x1
	isb
	mov x0, x2
	bl guest_main
.ltorg

/* For EL1 under a stage 2: address in x1, value in x3; each 16 bytes. */
.section .stub, "ax"
	ldr x3, [x1]
	hvc #0
.balign 16
	str x3, [x1]
	hvc #0

.text
.globl guest_probe
guest_probe:
	stp x29, x30, [sp, #-32]!
	str x0, [sp, #16]
	ldp x1, x2, [x0]
	ldr x3, [x0, #16]
	mrs x8, CurrentEL	/* 4 or 8 */
	and x4, x2, #3
	tbnz x2, #3, ask
	cmp x4, #2
	b.eq fetch
	tbnz x8, #3, 4f
	tbnz x2, #2, 2f
	cbnz x4, 1f
	ldr x3, [x1]
	b done
1:	str x3, [x1]
	b done
2:	cbnz x4, 3f
	ldtr x3, [x1]
	b done
3:	sttr x3, [x1]
	b done
4:	ldr x5, =HW_STUB + STUB_AT
	add x5, x5, x4, lsl #4
	msr elr_el2, x5
	mov x5, #(SP_MASKED + 5)
	msr spsr_el2, x5
	eret

done:	/* x3: what was got */
	ldr x0, [sp, #16]
	str x3, [x0, #40]
	str xzr, [x0, #24]
out:	ldp x29, x30, [sp], #32
	ret

fetch:	mov x5, #SP_MASKED
	tbnz x2, #2, 1f
	add x5, x5, #5
1:	mov x0, #0
	tbnz x8, #3, 2f
	msr elr_el1, x1
	msr spsr_el1, x5
	eret
2:	msr elr_el2, x1
	msr spsr_el2, x5
	eret

ask:	tbnz x8, #3, 4f
	tbnz x2, #2, 2f
	cbnz x4, 1f
	at s1e1r, x1
	b 6f
1:	at s1e1w, x1
	b 6f
2:	cbnz x4, 3f
	at s1e0r, x1
	b 6f
3:	at s1e0w, x1
	b 6f
4:	cbnz x4, 5f
	at s12e1r, x1
	b 6f
5:	at s12e1w, x1
6:	isb
	mrs x3, par_el1
	tbz x3, #0, done
	ubfx x5, x3, #1, #6
	orr x5, x5, #0x100	/* HW_ASKED */
	str x3, [x0, #40]
	str x5, [x0, #24]
	b out

/* The code that was fetched ends with brk, or with hvc at a stage 2. */
trap:	mrs x8, CurrentEL
	tbnz x8, #3, 1f
	mrs x5, esr_el1
	mrs x7, far_el1
	mov x9, #0x3c
	b 2f
1:	mrs x5, esr_el2
	mrs x7, far_el2
	mov x9, #0x16
2:	ldr x6, [sp, #16]
	ubfx x10, x5, #26, #6
	cmp x10, x9
	b.ne 3f
	and x10, x2, #3		/* the kind, as nothing changes it */
	cmp x10, #2
	csel x3, x0, x3, eq
	b done
3:	str x5, [x6, #24]
	str x7, [x6, #32]
	b out

.ltorg

.balign 2048
vectors:
.rept 16
	b trap
.balign 128
.endr

.bss
.balign 16
.space 16384
stack:
