#!/bin/sh
# random.sh BPFDIFF COUNT [SEED [OPTION...]]: random programs, on two processors.
bin=$1
half=$((($2 + 1) / 2))
seed=${3:-$(date +%s)000000}
shift "$(($# < 3 ? $# : 3))"
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
"$bin" --count "$half" --seed "$seed" "$@" >"$logs/1" 2>&1 &
first=$!
"$bin" --count "$half" --seed $((seed + half)) "$@" >"$logs/2" 2>&1
second=$?
wait "$first"
first=$?
cat "$logs/1" "$logs/2"
[ "$first" -ge "$second" ] || first=$second
exit "$first"
