/*
 * x86_64 - from multiboot's 32 bits to long mode under the library's tables, in
 * which this program is where it is; and one access, in ring 0 or 3.
 * Offsets in struct hw_probe: va 0, kind 8, value 16, code 24, addr 32, got 40.
 */
#include "comm.h"
#define FIVE_LEVELS (HW_COMM + 8)

.section .start, "ax"
.code32
.balign 4
	.long 0x1badb002, 0, -0x1badb002
.globl _start
_start:	cli
	mov HW_COMM, %eax		/* the root */
	mov %eax, %cr3
	mov $0xa0, %eax			/* PAE, PGE */
	cmpl $0, FIVE_LEVELS
	je 1f
	or $0x1000, %eax		/* LA57 */
1:	mov %eax, %cr4
	mov $0xc0000080, %ecx
	rdmsr
	or $0x900, %eax			/* LME, NXE */
	wrmsr
	mov $0x80010001, %eax		/* PG, WP, PE */
	mov %eax, %cr0
	lgdt gdtr
	ljmp $8, $1f
.code64
1:	xor %eax, %eax
	mov %eax, %ss
	mov %eax, %ds
	mov %eax, %es
	mov $stack, %rsp
	lidt idtr
	mov $HW_COMM, %edi
	call guest_main
	ud2

/* Ring 3: address in rdi, value in rsi; each 16 bytes. */
.section .stub, "ax"
	mov (%rdi), %rax
	ud2
.balign 16
	mov %rsi, (%rdi)
	ud2

.text
.globl guest_probe
guest_probe:
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
	push %rdi
	mov %rsp, kept
	mov 8(%rdi), %rcx
	mov 16(%rdi), %rsi
	mov (%rdi), %rdi
	mov %ecx, %edx
	and $3, %edx
	test $4, %cl
	jnz 3f
	cmp $1, %edx
	je 1f
	ja 2f
	mov (%rdi), %rax
	jmp done
1:	mov %rsi, (%rdi)
	jmp done
2:	jmp *%rdi
3:	mov %rdi, %r8
	cmp $2, %edx
	je 4f
	movabs $HW_STUB_USER, %r8
	shl $4, %edx
	add %rdx, %r8
4:	push $0x23
	push $0
	push $2
	push $0x2b
	push %r8
	iretq

done:	mov kept, %rsp
	pop %rdi
	mov %rax, 40(%rdi)
	movq $0, 24(%rdi)
out:	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	ret

/* ud2 ends what was to be executed, and the stubs. */
trap:	pop %r8
	pop %r9
	cmp $6, %r8d
	je done
	mov kept, %rsp
	pop %rdi
	mov %cr2, %rax
	mov %rax, 32(%rdi)
	shl $32, %r8
	or %r9, %r8
	mov %r8, 24(%rdi)
	jmp out

.globl guest_gates
.balign 16
guest_gates:
.set vector, 0
.rept 32
	.if vector != 8 && (vector < 10 || vector > 14) && vector != 17 && vector != 21
	push $0
	.endif
	push $vector
	jmp trap
	.balign 16
	.set vector, vector + 1
.endr

.data
.balign 16
.globl guest_gdt
guest_gdt:
	.quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0
	.quad 0x00cff3000000ffff, 0x00affb000000ffff
	.quad 0, 0			/* for the task's, by guest_start */
gdtr:	.word . - guest_gdt - 1
	.long guest_gdt
idtr:	.word 32 * 16 - 1
	.quad guest_idt

.bss
.globl guest_idt
.balign 4096
guest_idt: .space 32 * 16
.globl guest_tss, guest_trap_stack
guest_tss: .space 104
kept:	.space 8
.balign 16
	.space 16384
stack:
	.space 4096
guest_trap_stack:
