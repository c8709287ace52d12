# bpfcheck against the running kernel: tests/bpf.
# shellcheck shell=bash

setup_file() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	cd "$top" || return 1
	make -s B="$LP_BUILD" "$LP_BUILD/bpf/kload" "$LP_BUILD/bpf/progs.batch" >&2
}

# 77: nothing can be loaded here.
need_kernel() {
	if [ "$status" -eq 77 ]; then
		skip "no programs can be loaded into this kernel"
	fi
}

@test "bpf: our own programs: verdict and first message are the kernel's" {
	run "$LP_BUILD/bpf/kload" -c "$LP_BUILD/bpf/progs.batch"
	echo "$output"
	need_kernel
	[ "$status" -eq 0 ]
}
