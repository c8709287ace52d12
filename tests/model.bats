# What tests/model/run.py must find, in copies of the smaller models.
# shellcheck shell=bash

load lib/common

setup() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'it starts none of the tools'
	need spin
	models=$BATS_TEST_TMPDIR/model
	cp -R "$top/tests/model" "$models"
}

# replace FILE FROM TO: there must be such a text
replace() {
	FROM=$2 TO=$3 perl -0pi -e '
		s/\Q$ENV{FROM}\E/$ENV{TO}/ or die "no such text: $ENV{FROM}\n"' \
	    "$models/$1"
}

# searched MODEL [DEFECT...]
searched() {
	run python3 "$models/run.py" "$@"
	echo "$output"
}

@test "model: two defects, two properties" {
	searched bbm REPLACED BROKEN_BY_STORE
	[ "$status" -eq 0 ]
	grep -qx 'REPLACED  *b1 *K  \.' <<<"$output"
	grep -qx 'BROKEN_BY_STORE  *b2 *\.  K' <<<"$output"
	[[ "$output" == *'states, 2 defects'* ]]
}

@test "model: a property that says nothing, and one that does not hold" {
	replace bbm.pml '#define B1 (!' '#define B1 (true || !'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm: REPLACED survives b1'* ]]
	replace bbm.pml '#define B1 (true || !' '#define B1 (!old[1] && !'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm b1: is broken'* ]]
}

@test "model: what must happen does not" {
	replace bbm.pml 'entry == BROKEN && old[0]' \
	    'entry == BROKEN && old[0] && new[0]'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm not_broken: holds'* ]]
}

@test "model: a statement that is never reached" {
	replace bbm.pml ':: d_step { old[c] -> old[c] = 0 }' \
	    ':: d_step { old[c] -> old[c] = 0 } :: false -> new[c] = 1'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm b1: never done: '*'new[c] = 1'* ]]
}

@test "model: a table that says otherwise, names another killer, or nothing" {
	replace kills.txt 'REPLACED                 b1    K  .' \
	    'REPLACED                 b1    K  K'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm: REPLACED: kills.txt says K K'* ]]
	replace kills.txt 'REPLACED                 b1    K  K' \
	    'REPLACED                 b2    K  .'
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm: REPLACED survives b2'* ]]
	replace kills.txt 'REPLACED                 b2    K  .' ''
	searched bbm REPLACED
	[ "$status" -eq 1 ]
	[[ "$output" == *'bbm: kills.txt has other defects: REPLACED'* ]]
}

@test "model: a search that does not come to its end" {
	LP_MODEL_MB=128 searched tables LEAVES_ONLY
	[ "$status" -eq 1 ]
	[[ "$output" == *'tables s1: not searched to the end'* ]]
}

@test "model: each property that the C names is one" {
	cd "$top"
	names=$(grep -ohE '(/\*|^[[:space:]*]*) [SLB][0-9]:' ptmap/*.[ch] |
	    grep -oE '[SLB][0-9]' | sort -u)
	[ "$(wc -w <<<"$names")" -eq 7 ]
	for name in $names; do
		grep -qE "^ltl ${name,,} " tests/model/*.pml
	done
}
