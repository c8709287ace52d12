#!/usr/bin/env bats
# Hostile ELF files and image streams: each is refused by the tool, with the
# code and the status that image-stream(5) gives it, and never runs.
#
# LP_SEED fixes the sample of damage; LP_BIN is where the tools are. Of all that
# can be done to a file or a stream, one in LP_HOSTILE.

setup() {
	TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	export LP_BIN="${LP_BIN:-$TOP/build/bin}"
	export PYTHONDONTWRITEBYTECODE=1
	export LP_SAMPLE=${LP_SAMPLE:-${LP_HOSTILE:-1}}
	LIB=$TOP/tests/lib
}

# Runs a script of lib; its last line, the summary, goes to the terminal.
hostile() {
	run timeout 300 python3 "$LIB/$1" "${@:2}"
	[ "${#lines[@]}" -gt 0 ]
	printf '# %s\n' "$(printf '%s\n' "$output" | grep -E \
	    'seed|passed,' | paste -sd ' ')" >&3
	printf '%s\n' "$output" | head -n 100
	[ "$status" -eq 0 ]
}

chain() {
	"$LP_BIN/elfparse" "$1" | "$LP_BIN/syscallreject" |
	    "$LP_BIN/allowplan" "$2" | "$LP_BIN/patchapply" |
	    timeout 10 "$LP_BIN/runimg"
}

@test "hostile: the good image runs, and without write says nothing" {
	[ "$(uname -m)" = x86_64 ] || skip "the image is for x86-64"
	python3 "$LIB/elfbuild.py" x86_64 exec "$BATS_TEST_TMPDIR/good"
	run chain "$BATS_TEST_TMPDIR/good" write,exit
	[ "$status" -eq 0 ]
	[ "$output" = ok ]
	run chain "$BATS_TEST_TMPDIR/good" exit
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	# A denied exit returns, and the program runs into its fault.
	run chain "$BATS_TEST_TMPDIR/good" write
	[ "$status" -ne 0 ]
	[ "${lines[0]}" = ok ]
}

@test "hostile: streams written by the oracle run" {
	[ "$(uname -m)" = x86_64 ] || skip "the image is for x86-64"
	python3 "$LIB/lpstream.py" x86_64 patched > "$BATS_TEST_TMPDIR/img"
	run timeout 10 "$LP_BIN/runimg" -s "$BATS_TEST_TMPDIR/img"
	[ "$status" -eq 0 ]
	[ "$output" = ok ]
	for stage in parsed checked planned; do
		python3 "$LIB/lpstream.py" x86_64 $stage \
		    > "$BATS_TEST_TMPDIR/img"
		run timeout 10 "$LP_BIN/runimg" -s "$BATS_TEST_TMPDIR/img"
		[ "$status" -eq 126 ]
		[[ "$output" != ok* ]]
	done
}

@test "hostile: ELF files" {
	hostile hostile_elf.py
}

@test "hostile: damaged streams into syscallreject" {
	hostile mutants.py --tool syscallreject --kind raw
}

@test "hostile: damaged streams into allowplan" {
	hostile mutants.py --tool allowplan --kind raw
}

@test "hostile: damaged streams into patchapply" {
	hostile mutants.py --tool patchapply --kind raw
}

@test "hostile: damaged streams into runimg" {
	hostile mutants.py --tool runimg --kind raw
}

@test "hostile: damaged streams into imgdump" {
	hostile mutants.py --tool imgdump --kind raw
}

@test "hostile: forged streams into syscallreject" {
	hostile mutants.py --tool syscallreject --kind resealed
}

@test "hostile: forged streams into allowplan" {
	hostile mutants.py --tool allowplan --kind resealed
}

@test "hostile: forged streams into patchapply" {
	hostile mutants.py --tool patchapply --kind resealed
}

@test "hostile: forged streams into runimg" {
	hostile mutants.py --tool runimg --kind resealed
}

@test "hostile: forged streams into imgdump" {
	hostile mutants.py --tool imgdump --kind resealed
}
