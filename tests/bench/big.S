/* 1 GiB of file bytes: 512 MiB executable, 512 MiB data; one site. */
	.globl	_start
	.text
_start:	.byte	0x48, 0xc7, 0xc0
	.long	-38
	nop
1:	jmp	1b
	.section .syslift,"",@progbits
	.quad	_start
	.long	1
	.quad	60, 0, 0, 0, 0, 0, 0
	.section .bulk,"ax",@progbits
	.zero	536870912
	.data
	.zero	536870912
