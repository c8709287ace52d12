#!/usr/bin/env bats
# bpfcheck in the kernel, as far as no kernel is needed: what is told to it. The
# module itself is tried by make vm-check.

load lib/common
load lib/bpf

source_top() {
	echo "${LP_SOURCE:-$top}"
}

@test "bpfcheck --kernel-module: without the module, no verdict" {
	[ ! -e /dev/bpfcheck ] || skip "/dev/bpfcheck is there"
	raw_programs
	check 2 --kernel-module --raw --type xdp good.raw
	[ -z "$output" ]
	[[ $stderr == 'bpfcheck: /dev/bpfcheck: BPF_MODULE: '*'No such file or directory'* ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	check 2 -q --kernel-module --raw --type xdp good.raw
	check 0 --raw --type xdp good.raw
}

@test "bpfcheck's module: what is told of a program is what is verified, and no more" {
	need gcc
	local t
	t=$(source_top)
	python3 "$t/tests/bpf/asm.py" "$t"/tests/bpf/progs/*.bpf >batch
	gcc -std=gnu11 -g -O1 -Wall -Wextra -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -I"$t/tests/bpf" -I"$t/bpfcheck" \
	    -o bpfpack "$t/tests/kmod/pack.c" "$t/bpfcheck/pack.c" \
	    "$t/bpfcheck/kmod/unpack.c" "$t/bpfcheck/text.c" "$t/bpfcheck/tnum.c" \
	    "$t"/tests/bpf/{core,batch,maps}.c "$LP_BUILD/libbpfcheck.a"
	run ./bpfpack "${LP_SEED:-$RANDOM}" 400000 batch
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ ([0-9]+)\ programs\;\ changed:\ ([0-9]+)\ taken,\ ([0-9]+)\ refused\;\ 0\ wrong ]]
	[ "${BASH_REMATCH[1]}" -ge 982 ]
	[ "${BASH_REMATCH[2]}" -ge 50000 ]
	[ "${BASH_REMATCH[3]}" -ge 50000 ]
}

@test "bpfcheck's core: no function calls itself, none takes 1 KiB of stack" {
	need gcc
	local f core t
	t=$(source_top)
	core=$(make -s --no-print-directory -C "$t" -f - print-core <<'END'
include Makefile
print-core:
	@echo $(KMOD_CORE)
END
	)
	[ "$(wc -w <<<"$core")" -ge 60 ]
	for f in $core; do
		gcc -std=c11 -O2 -ffreestanding -Wframe-larger-than=1024 -Werror -I"$top/common" \
		    -fcallgraph-info=su -I"$t/bpfcheck" -c -o "$(basename "$f" .c).o" \
		    "$t/$f"
	done
	python "$t/tests/kmod/calls.py" ./*.ci
	# It sees one.
	cat >loop.c <<'END'
int a(int n);
int b(int n) { return a(n) + 1; }
__attribute__((noinline)) int a(int n) { return n > 0 ? b(n - 1) * 2 : 0; }
END
	gcc -O0 -fcallgraph-info=su -c -o loop.o loop.c
	run python3 "$t/tests/kmod/calls.py" ./*.ci
	[ "$status" -eq 1 ]
	[[ $output == *'recursion: '* ]]
}
