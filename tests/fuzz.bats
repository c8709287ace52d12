# When a fuzzing run fails: on a crash, and when it covers too little.
# shellcheck shell=bash

setup() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'it starts none of the tools'
	run_sh=$BATS_TEST_DIRNAME/fuzz/run.sh
	mkdir -p "$BATS_TEST_TMPDIR"/fuzz/bin
	export LP_FUZZ_BASELINE=$BATS_TEST_TMPDIR/baseline
	echo 'fuzz stream 9 executions,  400 edges, seed 1, status 0' \
	    >"$LP_FUZZ_BASELINE"
}

# with EDGES STATUS: a target that covers and ends so.
with() {
	cat >"$BATS_TEST_TMPDIR/fuzz/bin/stream" <<-EOF
		#!/bin/sh
		echo "INFO: Seed: 7" >&2
		echo "#5 NEW    cov: $1 ft: 9" >&2
		echo "stat::number_of_executed_units: 5" >&2
		exit $2
	EOF
	chmod +x "$BATS_TEST_TMPDIR/fuzz/bin/stream"
	run "$run_sh" "$BATS_TEST_TMPDIR/fuzz" "$BATS_TEST_TMPDIR" 1 stream
}

@test "a target that covers what it did passes" {
	with 300 0
	[ "$status" -eq 0 ]
	[[ $output == *"5 executions,  300 edges, seed 7, status 0"* ]]
}

@test "a target that crashes fails" {
	with 400 77
	[ "$status" -ne 0 ]
}

@test "a target that covers too little, or has no baseline, fails" {
	with 299 0
	[ "$status" -ne 0 ]
	[[ $output == *"299 edges, 400 in the baseline"* ]]
	: >"$LP_FUZZ_BASELINE"
	with 400 0
	[ "$status" -ne 0 ]
}
