#!/usr/bin/env bats
# syslift.h: programs run, their slots switched on and not.

bats_require_minimum_version 1.5.0
load lib/syslift

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
