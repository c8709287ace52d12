#!/usr/bin/env bats
# syslift.h: what linkers and strip leave of slots and entries.

bats_require_minimum_version 1.5.0
load lib/syslift

@test "an inline C++ function used in two units has one slot and one entry" {
	cat >common.h <<'END'
#include "syslift.h"
__attribute__((noinline)) inline long
shared()
{
	return syslift_call0(39);
}
template <int N> __attribute__((noinline)) long
made()
{
	return syslift_call1(N, N + 1);
}
long second();
END
	cat >one.cc <<'END'
#include "common.h"
volatile long sum;
extern "C" void
_start()
{
	sum = shared() + second() + made<3>();
	syslift_call1(60, 0);
	for (;;)
		;
}
END
	cat >two.cc <<'END'
#include "common.h"
long
second()
{
	return shared() + made<3>() + made<4>();
}
END
	printf '%s\n' "3 4 - - - - -" "39 - - - - - -" "4 5 - - - - -" \
	    "60 0 - - - - -" >want
	n=0
	for cc in g++ clang++ aarch64-linux-gnu-g++ riscv64-linux-gnu-g++; do
		command -v $cc >/dev/null || {
			echo "# skipped: no $cc" >&3
			continue
		}
		for o in -O0 -O1 -O2 -O3; do
			echo "$cc $o"
			build out $cc $o -std=c++11 -fno-exceptions \
			    one.cc two.cc
			entries out >got
			sed 's/^- - /- /' got
			if [ $o != -O0 ]; then
				sort got | diff want -
			else
				[ "$(wc -l <got)" -eq 4 ]
			fi
			n=$((n + 1))
		done
	done
	[ $n -gt 0 ]
}

gc_source() {
	cat >gc.c <<'END'
#include "syslift.h"
long dead(void);
__attribute__((noinline)) long
dead(void)
{
	return syslift_call1(777, 1);
}
__attribute__((noinline)) static long
live(void)
{
	return syslift_call0(39);
}
void _start(void);
void
_start(void)
{
	syslift_call1(60, live());
	for (;;)
		;
}
END
}

@test "--gc-sections takes the entries of dropped code, and no others" {
	gc_source
	compilers >list
	while read -r cc; do
		for o in -O0 -O2; do
			echo "$cc $o"
			LINK= build out "$cc" $o -ffunction-sections gc.c
			[ "$(entries out | wc -l)" -eq 3 ]
			LINK=--gc-sections build out "$cc" $o \
			    -ffunction-sections gc.c
			entries out | sort >got
			printf '%s\n' "39 - - - - - -" "60 - - - - - -" |
			    diff - got
		done
	done <list
}

@test "--gc-sections of lld does the same" {
	need clang ld.lld
	gc_source
	clang -O2 $F $I -ffunction-sections -fuse-ld=lld -Wl,--gc-sections \
	    gc.c -o out
	[ "$(entries out | sort)" = "39 - - - - - -
60 - - - - - -" ]
}

@test "-flto, by gcc and by clang with lld" {
	literal_source
	gc_source
	for cc in gcc aarch64-linux-gnu-gcc riscv64-linux-gnu-gcc \
	    "clang -fuse-ld=lld" "clang -flto=thin -fuse-ld=lld"; do
		command -v ${cc%% *} >/dev/null || continue
		case $cc in *lld)
			command -v ld.lld >/dev/null || continue ;;
		esac
		for o in -O0 -O1 -O2 -O3 -Os; do
			echo "$cc $o"
			# thin stays thin: the last -flto wins
			lto=-flto
			case $cc in *thin*) lto= ;; esac
			$cc $lto $o $F $I -fno-inline literal.c -o out
			entries out | sort | diff literal.want -
			$cc $lto $o $F $I -ffunction-sections \
			    -Wl,--gc-sections gc.c -o out
			[ "$(entries out | sort)" = "39 - - - - - -
60 - - - - - -" ]
		done
	done
}

@test "strip leaves the entries as they are" {
	literal_source
	compilers >list
	while read -r cc; do
		strip=$(linker "$cc" | sed 's/ld$/strip/')
		build out "$cc" -O2 literal.c
		entries out >want
		for option in "" -g --strip-all --strip-unneeded; do
			$strip $option -o stripped out
			entries stripped | diff want -
		done
		LINK=-s build out "$cc" -O2 literal.c
		entries out | diff want -
	done <list
}

@test "in a static-PIE the addresses are as linked, without relocations" {
	literal_source
	for cc in gcc clang aarch64-linux-gnu-gcc riscv64-linux-gnu-gcc; do
		command -v $cc >/dev/null || continue
		for o in -O0 -O2; do
			echo "$cc $o"
			$cc $o $I -nostdlib -static-pie -fPIE -ffreestanding \
			    -fno-stack-protector -fno-inline \
			    -Wl,-z,text,--no-dynamic-linker,-z,separate-code \
			    literal.c -o out
			[ "$(od -An -tu2 -j16 -N2 out | tr -d ' ')" = 3 ]
			entries out | sort | diff literal.want -
		done
	done
}

@test "units linked with -r first keep their entries" {
	literal_source
	compilers >list
	while read -r cc; do
		$cc -O2 -fno-inline $I -ffreestanding -ffunction-sections \
		    -fno-stack-protector -c literal.c -o part.o
		$(linker "$cc") -r part.o -o all.o
		$(linker "$cc") -static --gc-sections all.o -o out
		entries out | sort | diff literal.want -
	done <list
}
