#!/bin/bash
# memcheck.sh BUILD_DIR [FILE...]: the suite, and every sample, with every tool
# under Valgrind memcheck by oracle/memcheck.c, which says how runimg is run. Any
# error or leak, in any process, fails it, whatever the test made of it. Of the
# hostile input it takes one case in LP_SAMPLE, of other long loops a few cases;
# with LP_LONG=1, hours, all. Tests of memory limits are skipped: Valgrind needs
# more than they leave.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?BUILD_DIR}" && pwd) || exit 1
shift
wrap=$build/dyn/wrap
logs=$build/dyn/memcheck
valgrind=$(command -v valgrind) || { echo "memcheck: no valgrind"; exit 1; }
mkdir -p "$wrap" "$logs"
# Some tests run a tool as another user.
chmod 1777 "$logs"
find "$logs" -type f -delete
flags=(-std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2)
gcc "${flags[@]}" -shared -fPIC -o "$wrap/tmpdir.so" \
    "$top/tests/oracle/tmpdir.c" || exit 1
for t in elfparse syslift syscallreject allowplan patchapply ptmap runimg \
    imgdump bpfcheck; do
	gcc "${flags[@]}" -DLOGS="\"$logs\"" -DVALGRIND="\"$valgrind\"" \
	    -DPRELOAD="\"$wrap/tmpdir.so\"" -o "$wrap/$t" \
	    "$top/tests/oracle/memcheck.c" || exit 1
done
export LP_BIN=$wrap LP_MEMCHECK=1 LP_INSTRUMENTED=1 LP_LIMIT=${LP_LIMIT:-120}
export LP_SAMPLE=${LP_SAMPLE:-400}
[ -z "${LP_LONG:-}" ] || export LP_SAMPLE=1
status=0

# Every sample through every tool.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
samples() { # FOLDER
	local s img=$work/${1##*/}.img
	for s in "$1"/*; do
		case $s in
		*.c) continue ;;
		esac
		"$wrap/elfparse" -q "$s" | "$wrap/syscallreject" -q |
		    "$wrap/allowplan" -q --all | "$wrap/patchapply" -q >"$img"
		"$wrap/runimg" -q -s "$img" --check
		"$wrap/runimg" -q -s "$img" -o "$img.elf"
		"$wrap/imgdump" -j "$img"
	done >/dev/null 2>&1
}
machines=()
for folder in "$build"/samples/*/; do
	samples "${folder%/}" &
	machines+=($!)
done
wait "${machines[@]}"
echo "memcheck: every sample, $SECONDS s"

# The files that are left out start no tool.
if [ $# -eq 0 ]; then
	for f in "$top"/tests/*.bats; do
		case ${f##*/} in
		model.bats|syslift*|unit.bats|verify.bats) ;;
		*) set -- "$@" "$f" ;;
		esac
	done
fi
"$top/tests/bats.sh" "$build" "$@" >"$work/suite" 2>&1 || {
	status=1
	grep -A 20 '^not ok ' "$work/suite"
}
grep -e '^ok .*# skip' -e '^one file in' "$work/suite"
tail -n 2 "$work/suite"

if find "$logs" -type f -size +0 | grep -q .; then
	echo "memcheck: errors or leaks:"
	find "$logs" -type f -size +0 -exec head -n 40 {} + | head -n 200
	status=1
fi
count=$(find "$logs" -type f | wc -l)
[ "$count" -gt 0 ] || status=1
echo "memcheck: $count processes, status $status"
exit $status
