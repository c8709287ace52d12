#!/usr/bin/env bats
# ptmap and its library: commands, what is refused, random operations against an
# array of pages.

load lib/common

setup() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	bin=${LP_BIN:-$top/build/bin}
	# where the library's sources are; another copy for tests/mutants.py
	src=${LP_SOURCE:-$top}
	cd "$BATS_TEST_TMPDIR" || return 1
}

# tool ARGUMENTS: answers of the commands on standard input.
tool() {
	"$bin/ptmap" --commands - "$@"
}

# unit PROGRAM FILE...: PROGRAM of tests/ptmap and the library.
unit() {
	local program=$1
	shift
	[ -x "$program" ] || gcc -std=gnu11 -g -O2 -Wall -Wextra -Werror \
	    -fsanitize=address,undefined -fno-sanitize-recover=all \
	    -I"$src/ptmap" -o "$program" "${@/#/$top/tests/ptmap/}" \
	    "$src"/ptmap/pt*.c
}

@test "ptmap: the library needs nothing of a C library" {
	[ -z "$LP_INSTRUMENTED" ] || skip "the plain build"
	undefined=$(nm -u "${bin%/bin}/libptmap.a" | awk '$1 == "U" { print $2 }' |
	    sort -u | sed '/^pt_/d')
	echo "$undefined"
	[ -z "$undefined" ]
	# and keeps to a kernel's stack
	for f in "$src"/ptmap/pt*.c; do
		gcc -std=c11 -O2 -Wall -Wextra -Wshadow -Wconversion -Werror \
		    -ffreestanding -nostdinc -isystem \
		    "$(gcc -print-file-name=include)" \
		    -Wframe-larger-than=512 -c -o x.o "$f"
	done
}

@test "ptmap: commands are answered, one line each" {
	run tool <<'END'
# all that a user page may be
map 0x400000 0x1000000 0x3000 rxu
map 0x600000 0x40000000 5M rwuAD

unmap 0x601000 0x1000
protect 0x700000 8K ru
query 0x601000
query 0x702345
walk
END
	echo "$output"
	[ "$status" -eq 1 ]
	[ "$output" = "ok
ok
ok
ok
error NOT_MAPPED line 7: nothing is mapped there
ok 0x702000 0x40102000 4K rwuAD
map 0x400000 0x1000000 12K rxu
map 0x600000 0x40000000 4K rwuAD
map 0x602000 0x40002000 1016K rwuAD
map 0x700000 0x40100000 8K ruAD
map 0x702000 0x40102000 4088K rwuAD
ok 5 ranges, 771 frames" ]
}

@test "ptmap: what walk prints are commands that make the same tables" {
	tool -o first.bin > first.txt <<'END'
map 0x3ff000 0x1000 2M rw
map 0x7fffffe00000 0x0 2M rx
map 0xffff800000000000 0x40000000 3G rwg
END
	tool > walked <<'END'
map 0x3ff000 0x1000 2M rw
map 0x7fffffe00000 0x0 2M rx
map 0xffff800000000000 0x40000000 3G rwg
walk
END
	grep ^map walked | tool -o second.bin
	cmp first.bin second.bin
}

@test "ptmap: what other libraries get wrong, on every architecture" {
	unit cases cases.c tables.c
	run ./cases
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "14 architectures, 0 wrong" ]
}

@test "ptmap: what proofs take for granted of every architecture" {
	unit shape shape.c
	run ./shape
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$output" = "14 architectures, 0 wrong" ]
}

@test "ptmap: random operations say what an array of pages says" {
	seed=${LP_SEED:-$RANDOM}
	unit diff diff.c naive.c tables.c
	n=0
	for arch in $(sed -n 's/^    {"\([a-z0-9_-]*\)".*/\1/p' \
	    "$top/tests/ptmap/naive.c"); do
		./diff "$arch" 15000 "$seed"
		./diff "$arch" 15000 "$seed" alone
		n=$((n + 1))
	done
	[ "$n" -eq 14 ]
}

@test "ptmap: walkers that read while tables change find frames or nothing" {
	[ -z "$LP_MEMCHECK" ] || skip "no tool takes part"
	gcc -std=gnu11 -g -O1 -Wall -Wextra -Werror -fsanitize=thread \
	    -I"$src/ptmap" -o race "$top/tests/ptmap/race.c" \
	    "$src"/ptmap/pt*.c -lpthread
	seed=${LP_SEED:-$RANDOM}
	for arch in x86_64-4 aarch64-4k aarch64-64k riscv64-sv39; do
		timeout 60 ./race $arch 1500 "$seed"
	done
}

@test "ptmap: marks that hardware makes in a block while it is divided stay" {
	[ -z "$LP_MEMCHECK" ] || skip "no tool takes part"
	gcc -std=gnu11 -g -O2 -Wall -Wextra -Werror -I"$src/ptmap" -o marks \
	    "$top/tests/ptmap/marks.c" "$src"/ptmap/pt*.c -lpthread
	for arch in x86_64-4 aarch64-4k riscv64-sv39; do
		timeout 100 ./marks $arch 60000
	done
}
