// Seed of the lifter: copies, halves, a wrapper, a page's address.
.globl _start
_start:	mov x8, #93
	svc #0
	mov w9, #64
	mov x8, x9
	cbz x0, 1f
	movz x8, #1, lsl #16
1:	svc #0
	mov x0, #172
	bl wrap
	adrp x1, wrap
	add x1, x1, :lo12:wrap
	blr x1
	svc #1
	b .
.type wrap, %function
wrap:	mov x8, x0
	svc #0
	ret
.size wrap, .-wrap
