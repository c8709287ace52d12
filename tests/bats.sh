#!/bin/bash
# bats.sh BUILD_DIR [FILE...]: the bats suite, or some of its files, two at a
# time; a file that takes 25 minutes has hung.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
shift
export LP_BIN=${LP_BIN:-$build/bin} LP_SAMPLES=$build/samples LP_BUILD=$build
[ $# -gt 0 ] || set -- "$top"/tests/*.bats
failed=0 running=() logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

collect() {
	wait "${running[0]}" || failed=1
	cat "$logs/${names[0]}"
	running=("${running[@]:1}") names=("${names[@]:1}")
}

names=()
for f in "$@"; do
	name=$(basename "$f")
	timeout 1500 bats --tap "$f" >"$logs/$name" 2>&1 &
	running+=($!) names+=("$name")
	[ ${#running[@]} -lt 2 ] || collect
done
while [ ${#running[@]} -gt 0 ]; do
	collect
done
good=$(cat "$logs"/* | grep -c '^ok ')
bad=$(cat "$logs"/* | grep -c '^not ok ')
skipped=$(cat "$logs"/* | grep -c '^ok .*# skip')
echo "suite: $((good - skipped)) passed, $bad failed, $skipped skipped"
exit $failed
