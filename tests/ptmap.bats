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
	# and keeps to a kernel's stack, and to its registers
	for f in "$src"/ptmap/pt*.c; do
		gcc -std=c11 -O2 -Wall -Wextra -Wshadow -Wconversion -Werror \
		    -ffreestanding -nostdinc -isystem \
		    "$(gcc -print-file-name=include)" \
		    -mgeneral-regs-only -mno-red-zone \
		    -Wframe-larger-than=512 -c -o x.o "$f"
	done
}

@test "ptmap: nor does it for AArch64 and RISC-V, nor from C++" {
	[ -z "$LP_INSTRUMENTED" ] || skip "the plain build"
	for machine in aarch64 riscv64; do
		make -s -C "$src" B="$PWD/$machine" \
		    CC=$machine-linux-gnu-gcc "$PWD/$machine/libptmap.a"
		undefined=$(nm -u "$machine/libptmap.a" |
		    awk '$1 == "U" { print $2 }' | sort -u | sed '/^pt_/d')
		echo "$machine: $undefined"
		[ -z "$undefined" ]
	done
	cat > embeds.cc <<'END'
#include <cstdio>
#include "ptmap.h"
int main()
{
	for (size_t i = 0; pt_arch_at(i) != nullptr; i++)
		std::puts(pt_arch_name(pt_arch_at(i)));
	std::puts(pt_error_name(PT_OK));
}
END
	g++ -Wall -Wextra -Werror -I"$src/ptmap" -o embeds embeds.cc \
	    "${bin%/bin}/libptmap.a"
	./embeds > names
	[ "$(wc -l < names)" -eq 15 ]
	[ "$(head -n 1 names)" = x86_64-4 ]
	[ "$(tail -n 1 names)" = OK ]
}

@test "ptmap: a picture is XML, with a table and a frame where there is one" {
	tool --svg picture.svg <<'END'
map 0x3ff000 0x1000 4K rw
map 0x400000 0x200000 2M rx
map 0xffff800000000000 0x40000000 3G rwg
END
	python3 - <<'END'
import xml.etree.ElementTree as tree
root = tree.parse('picture.svg').getroot()
space = '{http://www.w3.org/2000/svg}'
assert root.tag == space + 'svg'
words = [t.text for t in root.iter(space + 'text')]
print(words)
assert sum('in use' in w for w in words) == 5
assert [w for w in words if '\u2192' in w][0].startswith(
    '0x3ff000 \u2192 0x1000  1 \u00d7 4K  rw')
assert sum('\u2192' in w for w in words) == 3
fills = [r.get('fill') for r in root.iter(space + 'rect')]
assert fills.count('#eeeeee') == 5 and len(fills) == 9
END
}

@test "ptmap: an output is whole, or what was there stays; no device goes" {
	[ -w /dev/full ] || skip "no /dev/full"
	ln -s /dev/full full
	run tool -o full --svg full <<<'map 0 0 4K r'
	[ "$status" -eq 2 ]
	[[ $output == *WRITE* ]]
	[ -L full ] && [ -c /dev/full ]
	there=$(ls)
	for option in -o --svg; do
		run bash -c 'trap "" XFSZ && ulimit -f 1 && shift &&
		    { for ((i = 0; i < 600; i++)); do
		        echo "map $((i * 2))M $((i * 2))M 4K r"
		    done; } | "$@"' - "$bin/ptmap" "$bin/ptmap" \
		    --commands - -q $option file
		[ "$status" -eq 2 ]
		[[ $output == *WRITE* ]]
		same "$there" "$(ls)"
		[ ! -e file ] || same before "$(cat file)"
		echo before >file
		there=$(ls)
	done
	mkdir sub
	echo >real
	ln -s ../real sub/link
	tool -q --svg sub/link <<<'map 0 0 4K r'
	grep -q '<svg' real
	[ -L sub/link ]
	same "sub/link" "$(ls sub/*)"
	same 644 "$(umask 022; tool -q -o mode <<<'map 0 0 4K r'; stat -c %a mode)"
}

@test "ptmap: features that an architecture has not are refused" {
	for wrong in '--arch x86_64 --upper' '--arch riscv64 --bbm2' \
	    '--arch aarch64 --stage2 --upper'; do
		# shellcheck disable=SC2086
		run "$bin/ptmap" --commands - $wrong <<<'walk'
		[ "$status" -eq 2 ]
		[[ $output == *'has no --upper, or no --bbm2'* ]]
	done
	"$bin/ptmap" --commands - --arch aarch64 --stage2 --bbm2 <<<'walk'
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

@test "ptmap: what short ways remember of tables, attributes, bounds and hooks" {
	unit short short.c
	run ./short
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
