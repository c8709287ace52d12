# Unit tests: tests/unit/unit.c.
# shellcheck shell=bash

@test "unit: scan, sort, codec, forms and sizes against plain versions" {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	cd "$BATS_TEST_TMPDIR" || return 1
	gcc -std=gnu11 -g -O1 -Wall -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -DLOADPIPE_VERSION='"test"' \
	    -D_GNU_SOURCE -I"$top/common" -I"$top/elfparse" -I"$top/runimg" \
	    -I"$top/allowplan" -o unit "$top/tests/unit/unit.c" \
	    "$top/elfparse/sitesort.c" "$top"/common/*.c -ldeflate -lseccomp
	run ./unit "${LP_SEED:-$RANDOM}"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "unit: the final check refuses every forged header, load and slot" {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	run "$top/tests/unit/final.sh" "$top" "$BATS_TEST_TMPDIR/final"
	echo "$output"
	[ "$status" -eq 0 ]
}
