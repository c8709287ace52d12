# riscv64 - start, and one access in another mode.
# Offsets in struct hw_probe: va 0, kind 8, value 16, code 24, addr 32, got 40.
#include "comm.h"
.option norvc
.section .start, "ax"
.globl _start
_start:
	la sp, stack
	la t0, trap
	csrw mtvec, t0
	li a0, HW_COMM
	call guest_main
1:	j 1b

# Address in a1, value in a3; each 16 bytes.
.section .stub, "ax"
stub:	ld a3, 0(a1)
	ebreak
	nop
	nop
	sd a3, 0(a1)
	ebreak

.text
.globl guest_probe
# guest_probe(a0): a trap of whatever kind returns from it.
guest_probe:
	addi sp, sp, -32
	sd ra, 0(sp)
	sd a0, 8(sp)
	csrw mscratch, sp
	ld a1, 0(a0)
	ld a2, 8(a0)
	ld a3, 16(a0)
	li a4, 0x1800		# mstatus.MPP
	andi t1, a2, 4
	li t2, HW_STUB_USER
	li t3, 0
	bnez t1, 1f
	li t2, HW_STUB
	li t3, 0x800
1:	csrr t0, mstatus	# written only if another: it flushes
	and t0, t0, a4
	beq t0, t3, 2f
	csrc mstatus, a4
	csrs mstatus, t3
2:	andi a2, a2, 3
	slli t0, a2, 4
	add t2, t2, t0
	li t0, 2
	bne a2, t0, 3f
	mv t2, a1
3:	csrw mepc, t2
	li a0, 0
	mret

.balign 4
trap:	csrr sp, mscratch
	ld a1, 8(sp)
	csrr t1, mcause
	li t0, 3		# ebreak: it was done
	bne t1, t0, 5f
	ld t0, 8(a1)
	andi t0, t0, 3
	addi t0, t0, -2
	bnez t0, 4f
	srli a3, a0, 12		# by what lui left
	li t0, 0xfffff
	and a3, a3, t0
4:	sd a3, 40(a1)
	sd zero, 24(a1)
	j 6f
5:	sd t1, 24(a1)
	csrr t2, mtval
	sd t2, 32(a1)
6:	ld ra, 0(sp)
	addi sp, sp, 32
	ret

.bss
.balign 16
.space 16384
stack:
