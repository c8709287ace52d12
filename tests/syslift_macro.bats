#!/usr/bin/env bats
# syslift.inc: calls that code makes by itself become slots.

bats_require_minimum_version 1.5.0
load lib/syslift

# A program with calls of its own, in a C and an assembler file; unused() goes.
sources() {
	cat >calls.h <<'END'
#if defined(__x86_64__)
#define NR_write 1
#define NR_exit 60
static inline long
call3(long nr, long a, long b, long c)
{
	long r;
	__asm__ volatile("syscall" : "=a"(r) : "a"(nr), "D"(a), "S"(b), "d"(c)
	    : "rcx", "r11", "memory");
	return r;
}
#elif defined(__aarch64__)
#define NR_write 64
#define NR_exit 93
static inline long
call3(long nr, long a, long b, long c)
{
	register long x8 __asm__("x8") = nr, x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b, x2 __asm__("x2") = c;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2)
	    : "memory");
	return x0;
}
#else
#define NR_write 64
#define NR_exit 93
static inline long
call3(long nr, long a, long b, long c)
{
	register long a7 __asm__("a7") = nr, a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b, a2 __asm__("a2") = c;
	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2)
	    : "memory");
	return a0;
}
#endif
END
	cat >lifted.c <<'END'
#include "calls.h"
long by_assembler(long nr, long a);
static const char text[] = "lifted\n";
__attribute__((noinline)) static void
say(const char *s, long n)
{
	call3(NR_write, 1, (long)s, n);
}
long unused(void);
long
unused(void)
{
	return call3(39, 0, 0, 0);
}
void _start(void);
void
_start(void)
{
	say(text, 7);
	/* A slot that is off says ENOSYS. */
	if (call3(NR_write, 1, (long)text, 3) == -38)
		for (;;)
			;
	by_assembler(NR_exit, 5);
	call3(NR_exit, 6, 0, 0);
	for (;;)
		;
}
END
	cat >x86_64.s <<'END'
	.globl by_assembler
by_assembler:
	mov %rdi,%rax
	mov %rsi,%rdi
	syscall
	ret
END
	cat >aarch64.s <<'END'
	.globl by_assembler
by_assembler:
	mov x8,x0
	mov x0,x1
	svc 0
	ret
END
	cat >riscv64.s <<'END'
	.globl by_assembler
by_assembler:
	mv a7,a0
	mv a0,a1
	ecall
	ret
END
	printf '__asm__(".include \\"%s\\"");\n' "$INC" >macro.h
}

machine() {
	case $1 in
	*aarch64*) echo aarch64 ;;
	*riscv64*) echo riscv64 ;;
	*) echo x86_64 ;;
	esac
}

# lift OUT COMPILER OPTION...
lift() {
	local out=$1 cc=$2 with
	shift 2
	case $cc in
	clang*)
		with="-include macro.h"
		echo ".include \"$INC\"" | cat - "$(machine "$cc").s" >asm.s
		;;
	*)
		with="-Wa,$INC"
		cp "$(machine "$cc").s" asm.s
		;;
	esac
	$cc "$@" $with -ffreestanding -fno-stack-protector -fno-pie \
	    -ffunction-sections -c -o lifted.o lifted.c
	[[ $cc == clang* ]] || set -- -Wa,"$INC"
	$cc "$@" -c -o asm.o asm.s
	$(linker "$cc") -static -z noexecstack --gc-sections -o "$out" \
	    lifted.o asm.o
}

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	INC=$TOP/syslift/syslift.inc
	cd "$BATS_TEST_TMPDIR"
	sources
}

@test "every call is a slot with an entry, and works once switched on" {
	while read -r cc; do
		for o in -O0 -O2; do
			echo "$cc $o"
			lift out "$cc" $o
			entries out >got
			# call3, inlined or not, but in unused; by_assembler
			n=4
			[ $o != -O0 ] || n=2
			[ "$(grep -cx -e '- - - - - - -' got)" -eq $n ]
			[ "$(wc -l <got)" -eq $n ]
			entries out on >/dev/null
			chmod +x on
			emulator=$(emulator "$cc")
			if [ -n "$emulator" ]; then
				command -v "$emulator" >/dev/null || continue
			fi
			run -5 timeout 20 $emulator ./on
			[ "$output" = $'lifted\nlif' ]
		done
	done < <(compilers)
}

@test "in the chain such sites are held to the list" {
	bin=${LP_BIN:-$TOP/build/bin}
	[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'not Linux on x86-64'
	[ -x "$bin/runimg" ] || skip "no runimg in $bin"
	for o in '-static -no-pie' '-fPIE -static-pie -Wl,--no-dynamic-linker'
	do
		gcc -O2 -Wa,"$INC" -ffreestanding -fno-stack-protector \
		    -ffunction-sections -nostdlib -Wl,--gc-sections $o \
		    -Wl,-z,noexecstack -o lifted lifted.c x86_64.s
		"$bin/elfparse" lifted | "$bin/syscallreject" >lifted.s1
		"$bin/allowplan" write,exit <lifted.s1 2>err | cat >/dev/null
		grep -q NUMBER_UNKNOWN err
		"$bin/allowplan" --unknown=allowed write,exit <lifted.s1 |
		    "$bin/patchapply" >lifted.img
		run -5 timeout 20 "$bin/runimg" -s lifted.img
		[ "$output" = $'lifted\nlif' ]
		# A write that answers ENOSYS leaves it spinning.
		"$bin/allowplan" --unknown=allowed exit <lifted.s1 |
		    "$bin/patchapply" >mute.img
		run -124 timeout 1 "$bin/runimg" -s mute.img
		[ -z "$output" ]
	done
}

@test "syslift.inc and syslift.h make the same slots and entries" {
	cat >both.c <<'END'
#include "syslift.h"
long nr;
void _start(void);
void
_start(void)
{
	long r = nr;
	syslift_call0(nr);
	__asm__ volatile("syscall" : "+a"(r) : : "rcx", "r11", "memory");
	for (;;)
		;
}
END
	gcc -O2 -I"$TOP/syslift" -Wa,"$INC" -ffreestanding -nostdlib -static \
	    -Wl,--build-id=none -o both both.c
	entries both >got
	printf '%s\n' '- - - - - - -' '- - - - - - -' | diff - got
	readelf -SW both | grep -c ' \.syslift ' | grep -x 1
}

# As with gcc's -flto.
@test "syslift.inc given twice is one" {
	gcc -O2 -Wa,"$INC",-W -Wa,"$INC" -ffreestanding -fno-stack-protector \
	    -nostdlib -static -o twice lifted.c x86_64.s
	entries twice >got
	grep -cx -e '- - - - - - -' got
	[ "$(grep -cx -e '- - - - - - -' got)" -eq "$(wc -l <got)" ]
	[ -z "$(objdump -d twice | grep -P '\tsyscall')" ]
}
