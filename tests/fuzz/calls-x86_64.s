# Seed of the lifter: its own ways to a number, a wrapper, a table of Go's.
.globl _start
_start:	mov $39, %eax
	syscall
	push $9
	pop %rax
	syscall
	mov $12, %ecx
	mov %ecx, %eax
	nop
	syscall
	mov $1, %edi
	cmp $2, %esi
	mov $3, %ebx
	cmove %ebx, %edi
	mov %edi, %eax
	nop
	syscall
	mov $20, %edi
	call wrap
	mov $21, %edi
	call wrap
	xor %eax, %eax
	nop
	syscall
	lea table(%rip), %rdx
	movslq (%rdx,%rbx,4), %rax
	add %rdx, %rax
	jmp *%rax
one:	mov $0x050f, %ebx
	mov $60, %eax
	syscall
.type wrap, @function
wrap:	mov %edi, %eax
	nop
	syscall
	ret
.size wrap, .-wrap
.section .rodata
table:	.long one - table, wrap - table
.data
.balign 8
	.quad 0x08010000fffffff0, 2, 0, _start, 0, 0, 0, 0, 72
	.long 0, 0, wrap - _start, 0
