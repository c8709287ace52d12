# Seed of the lifter: copies, a wrapper, an address in two steps.
.globl _start
_start:	li a7, 93
	ecall
	li t0, 64
	mv a7, t0
	beqz a0, 1f
	li a7, 63
1:	ecall
	li a0, 172
	call wrap
	la a1, wrap
	jalr a1
	j .
.type wrap, @function
wrap:	mv a7, a0
	ecall
	ret
.size wrap, .-wrap
