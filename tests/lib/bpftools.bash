# The tools that ask the core and the kernel: tests/bpf.
# shellcheck shell=bash

# A defect is built in a tree of its own.
built() {
	if [ -n "${LP_SOURCE:-}" ]; then
		echo "$LP_SOURCE/build"
	else
		echo "${LP_BUILD:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)/build}"
	fi
}

# They are made of what is to be tested. Several files of tests may want them at
# once; names as those that objects' dependencies have.
build_tools() (
	cd "${LP_SOURCE:-$BATS_TEST_DIRNAME/..}" || exit 1
	mkdir -p "$(built)/bpf"
	flock "$(built)/bpf/lock" make -s \
	    B="$(realpath --relative-to=. "$(built)")" bpf-tools >&2
)
