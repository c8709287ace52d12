#!/usr/bin/env bats
# syslift: every call instruction and every pattern of one is a site, with the
# numbers that it may issue, and with none that is not sure.

load lib/common

setup() {
	need_tools elfparse syslift
	cd "$BATS_TEST_TMPDIR"
}

# assemble NAME [MACHINE] [LINKER OPTION...]: assembly on standard input
assemble() {
	local name=$1 machine=${2:-x86_64} as=as ld=ld
	shift $(($# < 2 ? $# : 2))
	if [ "$machine" != x86_64 ]; then
		as=$machine-linux-gnu-as ld=$machine-linux-gnu-ld
	fi
	need "$as" "$ld" python3
	cat >"$name.s"
	"$as" -o "$name.o" "$name.s"
	"$ld" -static -z noexecstack -z separate-code "$@" -o "$name" "$name.o"
}

# lifted NAME [OPTION...]: the sites of NAME's image, checked against it
lifted() {
	local name=$1
	shift
	timeout "$limit" "$bin/elfparse" -q "$name" >"$name.in"
	timeout "$limit" "$bin/syslift" "$@" <"$name.in" >"$name.out"
	python "$top/tests/lib/lifted.py" "$name.out" "$name.in"
}

# sites NAME [OPTION...]: they are those on standard input
sites() {
	diff -u - <(lifted "$@")
}

@test "syslift: a number right before the call is in the slot" {
	assemble mov <<'END'
.globl _start
_start:	nop
first:	mov $39, %eax
	syscall
	nop
last:	mov $1023, %eax
	syscall
	mov $1024, %eax
large:	syscall
	mov $60, %rax
wide:	syscall
	mov $12, %eax
	nop
apart:	syscall
	ud2
END
	sites mov <<'END'
first mov 7 39
last mov 7 1023
large call 2 -
wide call 2 60
apart call 2 12
END
	sites mov --deny=trap <<'END'
first mov 7 39
last mov 7 1023
large trap 2 -
wide trap 2 60
apart trap 2 12
END
}

@test "syslift: bytes that only look like a mov, or that something enters" {
	assemble enter <<'END'
.globl _start
_start:	test %edi, %edi
	jz in
	mov $1, %eax
	.byte 0xb8
	.long 2
in:	syscall
	# movl $0x10,-0x48(%rsp): c7 44 24 b8 10 00 00 00
	mov $3, %eax
	movl $0x10, -0x48(%rsp)
looks:	syscall
	test %edi, %edi
	jz inside + 2
inside:	mov $0x0000cc, %eax
after:	syscall		# the other path runs over it
	ud2
END
	sites enter <<'END'
in call 2 -
looks call 2 3
after call 2 204
END
}

@test "syslift: patterns inside instructions, across two, and other calls" {
	assemble inside <<'END'
.globl _start
_start:	.byte 0xb8, 0x0f, 0x05, 0, 0
	.byte 0xeb, 0x0f	# jmp over 15
	.byte 0x05
	.skip 14, 0x90
	mov $0xcd, %al
	.byte 0x81, 0xc0, 0xcd, 0x80, 0, 0
	int $0x80
	sysenter
	mov $1, %eax
	.byte 0x66
	.byte 0x0f, 0x05
	ud2
END
	sites inside <<'END'
0x401001 embedded 2 -
0x401006 embedded 2 -
0x40101a embedded 2 -
0x40101e embedded 2 -
0x401020 embedded 2 -
0x401028 call 2 1
END
	# A symbol inside of an instruction begins another.
	assemble symbol <<'END'
.globl _start
_start:	.byte 0xb8
into:	.byte 0x0f, 0x05, 0, 0
	ud2
END
	sites symbol <<'END'
into call 2 -
END
}

@test "syslift: numbers by copies, clearing, pushes and conditional moves" {
	assemble flows <<'END'
.globl _start
_start:	mov $5, %ebx
	mov %rbx, %rdx
	mov %edx, %eax
copies:	syscall
	xor %eax, %eax
clear:	syscall
	sub %rax, %rax
clear8:	syscall
	push $24
	pop %rax
pushed:	syscall
	mov $25, %ecx
	push %rcx
	pop %rax
pushc:	syscall
	push $26
	push $27
	pop %rdx
	pop %rax
deep:	syscall
	mov $7, %eax
	mov $8, %ecx
	test %rdi, %rdi
	cmove %ecx, %eax
either:	syscall
	movabs $0x100000001, %rax
upper:	syscall
	mov %eax, %eax
	movabs $0x100000002, %rdx
	mov %edx, %eax
lower:	syscall
	mov $9, %eax
	mov $1, %al
byte:	syscall
	mov $9, %eax
	incl %eax
added:	syscall
	mov (%rsp), %eax
loaded:	syscall
	mov $10, %ecx
	mov $10, %r11d
	syscall
	mov %ecx, %eax
clobb:	syscall
	ud2
END
	lifted flows | sed '/^0x/d' >out
	diff -u - out <<'END'
copies call 2 5
clear call 2 0
clear8 call 2 0
pushed call 2 24
pushc call 2 25
deep call 2 -
either call 2 7,8
upper call 2 -
lower call 2 2
byte call 2 -
added call 2 -
loaded call 2 -
clobb call 2 -
END
}

@test "syslift: numbers over branches, loops and jumps over a lock prefix" {
	assemble branches <<'END'
.globl _start
_start:	mov $3, %eax
	test %edi, %edi
	jz join
	mov $4, %eax
join:	syscall
	mov $202, %ebx
	jmp start
again:	nop
start:	mov %ebx, %eax
loop:	syscall
	test %eax, %eax
	jnz again
	mov $14, %r8d
	test %edi, %edi
	je 1f
	lock
1:	incl (%rsp)
	mov %r8d, %eax
lock:	syscall
	call *%rdi
	mov $15, %eax
	jmp *%rsi
	ud2
END
	sites branches <<'END'
join call 2 3,4
loop call 2 202
lock call 2 14
END
}

@test "syslift: a wrapper's callers give its numbers, if all are known" {
	assemble wrapper <<'END'
.globl _start
_start:	mov $39, %edi
	call known
	mov $102, %edi
	call outer
	mov $1, %edi
	call taken
	lea taken(%rip), %rax
	mov $1, %edi
	call named
	mov $1, %edi
	call stored
	mov (%rsp), %edi
	call any
	mov $60, %eax
	xor %edi, %edi
exit:	syscall
	ud2
outer:	sub $8, %rsp
	call known
	add $8, %rsp
	ret
.type known, @function
known:	mov %rdi, %rax
c_known: syscall
	ret
taken:	mov %rdi, %rax
c_taken: syscall
	ret
named:	mov %rdi, %rax
c_named: syscall
	ret
stored:	mov %rdi, %rax
c_stored: syscall
	ret
any:	mov %rdi, %rax
c_any: syscall
	ret
	mov $named, %eax
.data
	.quad stored
END
	sites wrapper <<'END'
exit call 2 60
c_known call 2 39,102
c_taken call 2 -
c_named call 2 -
c_stored call 2 -
c_any call 2 -
END
}

@test "syslift: data among the code does not become a site" {
	assemble data <<'END'
.globl _start
_start:	jmp code
	.byte 0x48, 0xb8	# movabs, over the start of what follows
code:	mov $39, %eax
	syscall
	call over
	.byte 0xe8
over:	mov $60, %eax
	syscall
	ud2
END
	strip data
	lifted data >out
	same 'mov 7 39
mov 7 60' "$(cut -d' ' -f2- out)" sites
	# In a segment with the file's headers, only what something leads to.
	assemble mixed x86_64 -z noseparate-code <<'END'
.globl _start
_start:	mov $60, %eax
	syscall
	ud2
table:	mov $1, %eax
	syscall
END
	same 'mov 7 60
embedded 2 -' "$(lifted mixed | cut -d' ' -f2-)" 'reached and not'
	# And what a symbol says is a function; what it says is data is not.
	assemble named x86_64 -z noseparate-code <<'END'
.globl _start
_start:	mov $60, %eax
	syscall
	ud2
.type table, @object
table:	mov $1, %eax
	syscall
.size table, .-table
.type alone, @function
alone:	mov $2, %eax
	syscall
	ret
.size alone, .-alone
END
	same 'mov 7 60
embedded 2 -
mov 7 2' "$(lifted named | cut -d' ' -f2-)" 'a function by its symbol'
}

@test "syslift: what was lifted before stays as it is" {
	assemble twice <<'END'
.globl _start
_start:	mov $39, %eax
	syscall
	mov %edi, %eax
	syscall
	mov $0x050f, %ebx
	mov $60, %eax
	syscall
END
	for deny in enosys trap; do
		"$bin/elfparse" -q twice | "$bin/syslift" -q --deny=$deny >once
		"$bin/syslift" -q --deny=$deny <once >again
		for f in once again; do
			"$bin/imgdump" $f | grep -v '^  syslift\|^END' >$f.txt
		done
		diff once.txt again.txt
		"$bin/syscallreject" --embedded=pin <again >checked
	done
}

@test "syslift: Go's table of functions is found behind words that look like it" {
	assemble go x86_64 -z noseparate-code <<'END'
.globl _start
_start:	mov $60, %eax
	syscall
	ud2
alone:	mov $39, %eax
	syscall
	ret
.data
.balign 8
.rept 40
	.quad 0xfffffffffffffff0
	.quad 0x00000001fffffffb
.endr
	.quad 0x08010000fffffff0
	.quad 1, 0
	.quad alone
	.quad 0, 0, 0, 0
	.quad 72
	.long 0, 0
END
	strip go
	same 'mov 7 60
mov 7 39' "$(lifted go | cut -d' ' -f2-)" 'a function of the table'
}

@test "syslift: tens of thousands of sites, each with a set of its own" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build: time"
	python3 - >sets.in <<'END'
import itertools
print('.globl _start\n_start:')
for three in itertools.islice(itertools.combinations(range(960, 1024), 3), 40000):
    for k, n in enumerate(three):
        print('mov $%d, %%eax\ncmp $%d, %%edi\nje 1f' % (n, k))
    print('1: nop\nsyscall')
END
	assemble sets <sets.in
	"$bin/elfparse" -q sets >sets.0
	(ulimit -t 4 && "$bin/syslift" -v <sets.0 >sets.1) 2>said
	grep -q ' 40000 call, .* 4096 several, 35904 unknown' said
}

# 64 MB that say nothing, that call and jump everywhere, that jump into each
# other, and that are all patterns: an answer, in three times the code's memory.
@test "syslift: 64 MB of hostile code take bounded time and memory" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build: time and memory"
	local kind mean wanted most
	for kind in 0f calls jumps overlap call-patterns; do
		python3 - $kind >code <<'END'
import struct, sys
unit = {'0f': b'\x0f', 'calls': b'\xe8' + 3 * b'\0' + b'\x01',
        'jumps': b'\x74\x7f', 'overlap': b'\xeb\xff\xc0',
        'call-patterns': b'\x0f\x05'}[sys.argv[1]]
code = unit * (64000000 // len(unit))
head = struct.pack('<16sHHIQQQIHHHHHH', b'\x7fELF\2\1\1', 2, 62, 1, 0x401000,
                   64, 0, 0, 64, 56, 1, 64, 0, 0)
load = struct.pack('<IIQQQQQQ', 1, 5, 0x1000, 0x401000, 0x401000, len(code),
                   len(code), 0x1000)
sys.stdout.buffer.write((head + load).ljust(0x1000, b'\0') + code)
END
		"$bin/elfparse" -q code >code.in
		status=0
		(ulimit -t 60 && exec /usr/bin/time -q -f %M -o used \
		    "$bin/syslift" -v <code.in >code.out 2>said) || status=$?
		cat said used
		wanted=0 mean=LIFTED
		[ $kind != call-patterns ] || wanted=1 mean=SITE_COUNT
		[ $status -eq $wanted ]
		grep -q ": $mean: " said
		most=$(tail -n 1 used)
		[ "$most" -gt 0 ]
		[ "$most" -le $((3 * 64000000 / 1024)) ]
	done
}

@test "syslift: numbers behind instructions that change more than they say" {
	assemble steps <<'END'
.globl _start
_start:	mov $39, %edi
	scasb
	mov %edi, %eax
	nop
	syscall
	mov $39, %esi
	cmpsb
	mov %esi, %eax
	nop
	syscall
	mov $39, %eax
	.byte 0xf3, 0x41, 0x90
	nop
	syscall
	mov $39, %ebx
	scasb
	mov %ebx, %eax
	nop
	syscall
END
	same 'call 2 -
call 2 -
call 2 -
call 2 39' "$(lifted steps | cut -d' ' -f2-)" numbers
	# How long this one is, makers do not agree: nothing behind it is known.
	assemble width <<'END'
.globl _start
_start:	.byte 0x66, 0x40, 0x0f, 0x84, 0, 0, 0, 0
	mov $60, %eax
	syscall
END
	strip width
	same 'embedded 2 -' "$(lifted width | cut -d' ' -f2-)" width
}

@test "syslift: AArch64" {
	assemble arm aarch64 <<'END'
.globl _start
_start:	mov x8, #93
one:	svc #0
	mov w8, #64
	cbz x0, 1f
	mov w8, #63
1:
two:	svc #0
	mov x9, #172
	mov x8, x9
copy:	svc #0
	mov x0, #220
	bl wrap
	movz x8, #1, lsl #16
high:	svc #0
	mov x8, #5
	ldr x8, [sp]
load:	svc #0
imm:	svc #1
smc:	smc #0
	brk #0
wrap:	mov x8, x0
call:	svc #0
	ret
END
	sites arm <<'END'
one call 4 93
two call 4 63,64
copy call 4 172
high call 4 -
load call 4 -
imm embedded 4 -
smc embedded 4 -
call call 4 220
END
	sites arm --deny=trap <<'END'
one trap 4 93
two trap 4 63,64
copy trap 4 172
high trap 4 -
load trap 4 -
imm embedded 4 -
smc embedded 4 -
call trap 4 220
END
}

@test "syslift: RISC-V" {
	assemble risc riscv64 <<'END'
.globl _start
_start:	li a7, 93
one:	ecall
	li a7, 5
	beqz a0, 1f
	li a7, 64
1:
two:	ecall
	li t0, 172
	mv a7, t0
copy:	ecall
	li a0, 220
	call wrap
	li a7, 2047
high:	ecall
	lui a0, 7
	.word 0x00730537	# lui a0, 0x730: 73 00 two bytes in
	.option norvc
	.word 0x00000013
	ebreak
wrap:	mv a7, a0
call:	ecall
	ret
END
	lifted risc >out
	diff -u - out <<'END'
one call 4 93
two call 4 5,64
copy call 4 172
high call 4 -
call call 4 220
END
}

@test "syslift: recorded slots stay and get their numbers" {
	assemble slots <<'END'
.macro slot name, mask
\name:	.byte 0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0x90
.pushsection .syslift, "?", @progbits
	.quad \name
	.long \mask
	.quad 60, 0, 0, 0, 0, 0, 0
.popsection
.endm
.globl _start
_start:	mov $39, %eax
	slot found, 0
	slot known, 1
	mov (%rsp), %eax
	slot loaded, 0
	mov $1, %eax
after:	syscall
	mov %eax, %eax
	slot result, 0
	ud2
END
	sed -i 's/.quad 60, 0, 0, 0, 0, 0, 0/.quad 60*\\mask, 0, 0, 0, 0, 0, 0/' slots.s
	as -o slots.o slots.s
	ld -static -z noexecstack -o slots slots.o
	lifted slots >out
	diff -u - out <<'END'
found stub 8 39
known stub 8 60
loaded stub 8 -
after call 2 1
result stub 8 -
END
}

@test "syslift: real programs, against a disassembler" {
	local file name
	need objdump python3
	for file in /bin/busybox /bin/bash-static; do
		[ -e "$file" ] || continue
		name=${file##*/}
		cp "$file" "$name"
		lifted "$name" -v 2>err | while read -r at kind rest; do
			case $kind in
			mov) printf '0x%x\n' $((at + 5)) ;;
			call) echo "$at" ;;
			esac
		done | sort >mine
		objdump -d "$name" | awk '/\tsyscall/ {
			sub(":", "", $1); print "0x" $1 }' | sort >true
		[ "$(wc -l <true)" -gt 100 ]
		diff -u true mine
		grep -q "LIFTED: .* 0 trap" err
	done
}

@test "syslift: a stream with a plan, and more sites than tables hold" {
	assemble plain <<'END'
.globl _start
_start:	mov $60, %eax
	syscall
	ud2
END
	python - <<'END'
import lpimage as lp
open('planned', 'wb').write(lp.good_stream('x86_64', 'planned'))
END
	limited 1 "$bin/syslift" <planned
	message syslift PLAN_EXISTS
	for n in 65536 65537; do
		assemble many <<END
.globl _start
_start:	.rept $n
	syscall
	.endr
	ud2
END
		"$bin/elfparse" -q many >many.in
		if [ $n -eq 65536 ]; then
			limited 0 "$bin/syslift" <many.in
		else
			limited 1 "$bin/syslift" <many.in
			message syslift SITE_COUNT
			[[ $stderr == *'65537 call instructions and patterns'* ]]
		fi
	done
}

@test "syslift: options" {
	limited 0 "$bin/syslift" --help
	[[ $output == 'usage: syslift '* ]]
	limited 0 "$bin/syslift" -V
	for args in --deny=no '--deny' extra -x; do
		limited 2 "$bin/syslift" $args
		usage_message syslift
	done
}
