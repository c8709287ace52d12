#!/bin/bash
# real.sh BUILD_DIR: programs as they are distributed, under the loader and by
# themselves, and how long lifting large ones takes. Those that "make real"
# builds, or that are not installed, are left out.
#
# It fails only if a figure cannot be right: a program that needs twice its time
# or half of it, a lifting of more than 60 s.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
runs=${RUNS:-21} bin=$build/bin failed=0
work=$(mktemp -d -p "${BENCH_DIR:-/tmp}")
trap 'rm -rf "$work"' EXIT
cd "$work"
. "$top/tests/lib/programs.bash"
gcc -O2 -D_GNU_SOURCE -o pairs "$top/tests/bench/pairs.c"

# absurd VALUE LEAST MOST WHAT
absurd() {
	awk -v v="$1" -v a="$2" -v b="$3" 'BEGIN { exit !(v < a || v > b) }' ||
	    return 0
	echo "real: $4 of $1 cannot be right"
	failed=1
}
row() { printf '%-46s %9s %9s %7s %6s\n' "$@"; }

# image NAME FILE: NAME.img, under its policy
image() {
	"$bin/elfparse" -q "$2" | "$bin/syslift" |
	"$bin/syscallreject" --embedded=pin |
	"$bin/allowplan" -q \
	    -f "$top/tests/policies/$1.policy" | "$bin/patchapply" >"$1.img"
}

# What waits to be written would be written during the runs.
compare() { # WHAT PAIRS-ARGUMENTS...
	local a b ratio rest
	sync
	read -r a b ratio rest <<<"$(./pairs "$runs" "${@:2}")"
	row "$1" "$a" "$b" "$ratio" 1.03
	absurd "$ratio" 0.5 2 'a ratio'
}

lifting() { # WHAT LIMIT FILE
	local a b ratio rest
	[ -e "$3" ] || return 0
	"$bin/elfparse" -q "$3" >large
	read -r a b ratio rest <<<"$(./pairs "$runs" "$bin/syslift" '<' large \
	    ::: /bin/cat '<' large)"
	row "$1, ms / cat" "$a" "$b" - "$2"
	absurd "$a" 1 60000 'ms of lifting'
}

row "a program (median of $runs)" 'ms held' direct ratio limit
seq 12500000 >big
truncate -s 100000000 big
if [ -e /bin/busybox ]; then
	image busybox /bin/busybox
	compare 'busybox sha256sum of 100 MB' \
	    "$bin/runimg" -s busybox.img -- sha256sum big ::: \
	    /bin/busybox sha256sum big
fi
if [ -e "$build/real/sqlite3" ]; then
	image sqlite3 "$build/real/sqlite3"
	sqlite3_script_of 100000 >script
	# shellcheck disable=SC2016 # for the inner shell
	compare 'sqlite3, 100,000 rows in a file' \
	    /bin/sh -c 'rm -f "$3"; exec "$1" -s "$2" -- -batch "$3"' sh \
	    "$bin/runimg" sqlite3.img made.db '<' script ::: \
	    /bin/sh -c 'rm -f "$3"; : "$2"; exec "$1" -batch "$3"' sh \
	    "$build/real/sqlite3" - made.db '<' script
fi
lifting 'syslift on qemu-x86_64-static' 500 /usr/bin/qemu-x86_64-static
for file in /usr/lib/go-*/pkg/tool/linux_amd64/compile; do
	lifting "syslift on Go's compile" 3000 "$file"
done
exit $failed
