#!/usr/bin/env bats
# syslift.h: what compilers, linkers and strip leave of slots and entries.

bats_require_minimum_version 1.5.0

setup() {
	TOP=$BATS_TEST_DIRNAME/..
	I="-I$TOP/syslift"
	F="-nostdlib -static -ffreestanding -fno-stack-protector -no-pie"
	F="$F -fno-pie -Wl,--build-id=none -Wl,-z,separate-code"
	cd "$BATS_TEST_TMPDIR"

	# entries.py FILE: checks each entry of a linked program, and prints
	# "nr a1 ... a6" of each, in the order of the addresses, "-" being
	# unknown. entries.py FILE OUT also switches every slot on.
	cat >entries.py <<'END'
import struct, sys
d = bytearray(open(sys.argv[1], "rb").read())
u = lambda f, o: struct.unpack_from("<" + f, d, o)
machine, = u("H", 18)
stub = {62: bytes.fromhex("48c7c0daffffff90"),
    183: struct.pack("<II", 0x928004a0, 0xd503201f),
    243: struct.pack("<II", 0xfda00513, 0x13)}[machine]
def allow(known, nr):
	if machine == 62:
		return b"\xb8" + struct.pack("<I", nr) + b"\x90\x0f\x05" \
		    if known else b"\x90" * 6 + b"\x0f\x05"
	if machine == 183:
		return struct.pack("<II", 0xd2800008 | nr << 5 if known
		    else 0xd503201f, 0xd4000001)
	return struct.pack("<II", nr << 20 | 0x893 if known else 0x13, 0x73)
phoff, shoff = u("QQ", 32)
phnum, _, shnum, strndx = u("HHHH", 56)
ph = [u("IIQQQQQQ", phoff + 56 * i) for i in range(phnum)]
sh = [u("IIQQQQIIQQ", shoff + 64 * i) for i in range(shnum)]
def name(s):
	o = sh[strndx][4] + s[0]
	return d[o:d.index(0, o)].decode()
lift = [(i, s) for i, s in enumerate(sh) if name(s) == ".syslift"]
assert not any(p[0] == 3 for p in ph), "PT_INTERP"
if not lift:
	sys.exit("no section .syslift")
(index, s), = lift
assert s[1] == 1 and not s[2] & 2, "type or flags %r" % (s,)
assert s[3] == 0 and s[5] % 68 == 0, "address or size %r" % (s,)
for r in sh:
	assert not (r[1] in (4, 9) and r[7] == index), "relocations left"
seen, lines = [], {}
for o in range(s[4], s[4] + s[5], 68):
	addr, known, *v = u("QI7Q", o)
	x, = [p for p in ph if p[0] == 1 and p[1] == 5 and
	    p[3] <= addr and addr + 8 <= p[3] + p[5]]
	at = addr - x[3] + x[2]
	assert d[at:at + 8] == stub, "no stub at %#x" % addr
	assert machine != 183 or addr % 4 == 0, "alignment of %#x" % addr
	assert all(abs(addr - a) >= 8 for a in seen), "overlap at %#x" % addr
	assert known < 128, "mask %#x" % known
	seen.append(addr)
	for i in range(7):
		assert known >> i & 1 or v[i] == 0, "value of an unknown"
	lines[addr] = " ".join(str(v[i]) if known >> i & 1 else "-"
	    for i in range(7))
	if len(sys.argv) > 2:
		d[at:at + 8] = allow(known & 1, v[0])
if len(sys.argv) > 2:
	open(sys.argv[2], "wb").write(d)
else:
	print("\n".join(lines[a] for a in sorted(lines)))
END
}

entries() {
	python3 entries.py "$@"
}

# The compilers of a test, one a line: those of this list that are here.
# clang compiles for the other machines too, gcc's linkers link.
compilers() {
	local cc
	while read -r cc; do
		command -v ${cc%% *} >/dev/null || {
			echo "# skipped: no ${cc%% *}" >&3
			continue
		}
		case $cc in *=*-gnu*)
			command -v "$(linker "$cc")" >/dev/null || {
				echo "# skipped: no $(linker "$cc")" >&3
				continue
			}
		esac
		echo "$cc"
	done <<END
gcc
clang
aarch64-linux-gnu-gcc
clang --target=aarch64-linux-gnu
riscv64-linux-gnu-gcc
clang --target=riscv64-linux-gnu -march=rv64gc -mabi=lp64d
END
}

linker() {
	case $1 in
	*aarch64*) echo aarch64-linux-gnu-ld ;;
	*riscv64*) echo riscv64-linux-gnu-ld ;;
	*) echo ld ;;
	esac
}

emulator() {
	case $1 in
	*aarch64*) echo qemu-aarch64 ;;
	*riscv64*) echo qemu-riscv64 ;;
	esac
}

# build OUT COMPILER OPTION... SOURCE...: compiles each and links with GNU ld.
build() {
	local out=$1 cc=$2 arg options= objects= n=0
	shift 2
	for arg; do
		case $arg in
		*.c|*.cc)
			n=$((n + 1))
			$cc $options $I -ffreestanding -fno-stack-protector \
			    -c "$arg" -o "$out.$n.o" || return
			objects="$objects $out.$n.o" ;;
		*) options="$options $arg" ;;
		esac
	done
	$(linker "$cc") -static -z noexecstack $LINK -o "$out" $objects
}

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

literal_source() {
	cat >literal.c <<'END'
#include "syslift.h"
#ifdef __cplusplus
extern "C" {
#endif
char buffer[64];
long variable, calls;
long next(void);
long next(void) { return ++calls; }
void use(int i, long nr, const char *p);
void
use(int i, long nr, const char *p)
{
	variable += syslift_call0(100);
	variable += syslift_call1(101, 0);
	variable += syslift_call2(102, -1, 0x123456789abcdefL);
	variable += syslift_call3(103, 1, buffer, (long)sizeof(buffer));
	variable += syslift_call4(104, "text", (void *)0, 'a', 3 == 3);
	variable += syslift_call5(105, i, 2u, p, (unsigned char)255, &nr);
	variable += syslift_call6(106, 1, 2, 3, 4, 5, 0x8000000000000000UL);
	variable += syslift_call6(107, i++, next(), i, nr, i, (long)use);
	variable += syslift_call1(nr, 5);
	variable += syslift_call1(109, syslift_call0(108));
}
void _start(void);
void
_start(void)
{
	use((int)variable, variable, buffer);
	for (;;)
		;
}
#ifdef __cplusplus
}
#endif
END
	sort >literal.want <<END
100 - - - - - -
101 0 - - - - -
102 18446744073709551615 81985529216486895 - - - -
103 1 - 64 - - -
104 - 0 97 1 - -
105 - 2 - 255 - -
106 1 2 3 4 5 9223372036854775808
107 - - - - - -
- 5 - - - - -
108 - - - - - -
109 - - - - - -
END
}

@test "each constant expression is recorded, nothing else, by every compiler" {
	literal_source
	compilers >list
	while read -r cc; do
		for o in "-O0" "-Og" "-O1" "-O2" "-O3" "-Os" "-O2 -fPIC" \
		    "-O0 -g -DSYSLIFT_LITERAL" "-O2 -g -DSYSLIFT_LITERAL"; do
			echo "$cc $o"
			build out "$cc" $o -fno-inline literal.c
			entries out >got
			sort got | diff literal.want -
		done
	done <list
}

@test "the same for C++" {
	literal_source
	cp literal.c literal.cc
	compilers >list
	while read -r cc; do
		echo 'int main() { return 0; }' >try.cc
		${cc} -c try.cc -o try.o 2>/dev/null || {
			echo "# skipped: $cc knows no C++" >&3
			continue
		}
		for o in "-O0 -std=c++11" "-O1 -std=c++14" "-O2 -std=c++17" \
		    "-O3 -std=c++20" "-Os" "-Og"; do
			echo "$cc $o"
			build out "$cc" $o -fno-exceptions -fno-inline \
			    literal.cc
			entries out >got
			sort got | diff literal.want -
		done
	done <list
}

@test "no warning in C99, C11, C++11 and C++20" {
	literal_source
	W="-Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wpedantic"
	W="$W -Wundef -Wcast-qual -Wno-unused-function -Werror"
	compilers >list
	while read -r cc; do
		for o in -O0 -O2; do
			$cc -std=c99 $o $W $I -c literal.c -o out.o
			$cc -std=c11 $o $W $I -c literal.c -o out.o
		done
	done <list
	for cc in g++ clang++; do
		command -v $cc >/dev/null || continue
		for o in -O0 -O2; do
			$cc -x c++ -std=c++11 $o $W $I -c literal.c -o out.o
			$cc -x c++ -std=c++20 $o $W $I -c literal.c -o out.o
		done
	done
}

@test "what inlining makes constant is recorded, with the optimizer" {
	cat >inline.c <<'END'
#include "syslift.h"
static inline __attribute__((always_inline)) long
call(long nr, long a, const void *p)
{
	return syslift_call2(nr, a, p);
}
void
_start(void)
{
	call(64, 2, "a");
	call(65, 3, (void *)0);
	for (;;)
		;
}
END
	compilers >list
	while read -r cc; do
		for o in -O1 -O2 -O3 -Os; do
			echo "$cc $o"
			build out "$cc" $o inline.c
			[ "$(entries out | sort)" = "64 2 - - - - -
65 3 0 - - - -" ]
			case $cc in clang*) ;; *) continue ;; esac
			build out "$cc" $o -DSYSLIFT_LITERAL inline.c
			[ "$(entries out)" = "- - - - - - -
- - - - - - -" ]
		done
	done <list
}

# What a program sees of its calls: six arguments arrive, what the compiler
# keeps in registers survives, and the arguments are evaluated once.
run_source() {
	cat >run.c <<'END'
#include <asm/unistd.h>
#include "syslift.h"
static long calls;
static long
next(long n)
{
	return syslift_call0(__NR_getpid) > 0 ? (calls++, n) : -1;
}
static __attribute__((noinline)) long
test(long a, long b, long c, long d, long e, long f, long nr)
{
	long g = a * b, h = c * d, i = e * f, j = a + f;
	unsigned char *p = (unsigned char *)syslift_call6(nr, next(a),
	    next(b), next(c), next(d), next(e), next(f));

	if ((unsigned long)p > -4096UL)
		return 1;
	if (p[0] != 0 || p[b - 1] != 0)
		return 2;
	p[b - 1] = 1;
	if (syslift_call2(__NR_munmap, p, b) != 0)
		return 3;
	if (calls != 6 || g != 0 || h != 3 * 0x22 || i != 0 || j != 0)
		return 4;
	if (syslift_call2(__NR_munmap, p + 1, b) != -22)
		return 5;
	return 77;
}
void start(void);
__asm__(".globl _start\n"
#if defined(__x86_64__)
"_start: and $-16,%rsp\n\tcall start\n");
#elif defined(__aarch64__)
"_start: bl start\n");
#else
"_start: .option push\n\t.option norelax\n\tlla gp,__global_pointer$\n\t"
".option pop\n\tcall start\n");
#endif
void
start(void)
{
	syslift_call1(__NR_exit,
	    test(0, 65536, 3, 0x22, -1, 0, __NR_mmap));
	for (;;)
		__asm__ volatile("");
}
END
}

@test "switched-on slots make real calls, others return ENOSYS" {
	run_source
	compilers >list
	while read -r cc; do
		emulator=$(emulator "$cc")
		if [ -n "$emulator" ] && ! command -v $emulator >/dev/null; then
			echo "# skipped: no $emulator" >&3
			continue
		fi
		for o in -O0 -Og -O1 -O2 -O3 -Os; do
			echo "$cc $o"
			build out "$cc" -fno-pie $o run.c
			entries out on
			chmod +x on
			run -77 timeout 10 $emulator ./on
			run -124 timeout 0.3 $emulator ./out
		done
	done <list
}

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

# gcc decides what is constant before it unrolls most loops.
@test "each copy of an unrolled loop has an entry, with clang its constants" {
	cat >loop.c <<'END'
#include "syslift.h"
void
_start(void)
{
	for (int i = 0; i < 4; i++)
		syslift_call1(64, i);
	for (;;)
		;
}
END
	compilers >list
	while read -r cc; do
		echo "$cc"
		build out "$cc" -O3 loop.c
		entries out | sort >got
		case $cc in
		clang*) printf '64 %d - - - - -\n' 0 1 2 3 | diff - got ;;
		*) [ "$(grep -cE '^64 (-|[0-3]) - - - - -$' got)" -eq 4 ] ;;
		esac
		build out "$cc" -O0 loop.c
		[ "$(entries out)" = "64 - - - - - -" ]
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

@test "the samples hold no call instruction, and run when switched on" {
	need make
	make -s -C "$TOP" -f tests/samples/samples.mk \
	    B="$BATS_TEST_TMPDIR/b" samples | sed 's/^/# /' >&3
	for arch in x86_64 aarch64 riscv64; do
		[ -d b/samples/$arch ] || continue
		emulator=$(emulator $arch)
		if [ -n "$emulator" ] && ! command -v $emulator >/dev/null; then
			echo "# skipped: no $emulator" >&3
			continue
		fi
		mkdir -p on/$arch
		for sample in b/samples/$arch/*; do
			name=${sample##*/}
			echo "$sample"
			python3 - "$sample" <<'END'
import re, struct, sys
d = open(sys.argv[1], "rb").read()
machine, = struct.unpack_from("<H", d, 18)
phoff, = struct.unpack_from("<Q", d, 32)
for i in range(struct.unpack_from("<H", d, 56)[0]):
	p = struct.unpack_from("<IIQQQQQQ", d, phoff + 56 * i)
	assert p[0] != 0x6474e551 or p[1] == 6, "executable stack"
	if p[0] != 1 or not p[1] & 1:
		continue
	t = d[p[2]:p[2] + p[5]]
	if machine == 62:
		assert not re.search(rb"\x0f\x05|\x0f\x34|\xcd\x80", t)
	elif machine == 183:
		for o in range(0, len(t) - 3, 4):
			w, = struct.unpack_from("<I", t, o)
			assert w & 0xffe0001c != 0xd4000000, hex(o)
	else:
		for o in range(0, len(t) - 3, 2):
			assert t[o:o + 4] != b"\x73\0\0\0", hex(o)
END
			entries $sample on/$arch/$name
		done
		chmod +x on/$arch/*
		r="timeout 10 $emulator on/$arch"
		run -0 $r/hello
		[ "$output" = "hello, world" ]
		run -0 $r/getpid
		[ "$output" -gt 0 ]
		run -0 $r/print_args "a b" c
		[ "$output" = "on/$arch/print_args
a b
c" ]
		export SAMPLE_VARIABLE=value
		$r/print_env >env
		grep -qx SAMPLE_VARIABLE=value env
		run -42 $r/status
		run -7 $r/status 7
		head -c 300000 /dev/urandom >data
		$r/cat <data | cmp - data
		run -1 $r/cat </
		case $arch in x86_64) getpid=39 ;; *) getpid=172 ;; esac
		run -0 $r/varnr $getpid
		[ "$output" -gt 0 ]
		run -0 $r/varnr 9999
		[ "$output" = -38 ]
		[ "$(entries b/samples/$arch/many | wc -l)" -eq 2000 ]
		run -0 $r/many
		[ "$output" = "answered 1998, denied 0" ]
		run -0 $r/pie
		[ "$output" = "position
independent
static" ]
		if [ -e on/$arch/cxx ]; then
			run -0 $r/cxx
			[ "$output" = same ]
			[ "$(entries b/samples/$arch/cxx | wc -l)" -eq 3 ]
		fi
		run -124 timeout 0.3 $emulator b/samples/$arch/hello
		[ -z "$output" ]
	done
}
