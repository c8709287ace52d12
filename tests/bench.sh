#!/bin/bash
# bench.sh BUILD_DIR: each figure is a median of RUNS runs beside its reference,
# the two run in turn.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
runs=${RUNS:-21}
bin=$build/bin hello=$build/samples/x86_64/hello
work=$(mktemp -d -p "${BENCH_DIR:-/tmp}")
trap 'rm -rf "$work"' EXIT

gcc -O2 -D_GNU_SOURCE -o "$work/pairs" "$top/tests/bench/pairs.c"
gcc -O2 -static -o "$work/scat" "$top/tests/bench/cat.c"
gcc -nostdlib -static -Wl,-z,noexecstack -o "$work/dense" "$top/tests/bench/big.S"
cp --sparse=always "$work/dense" "$work/big"
rm "$work/dense"
"$bin/elfparse" -q "$work/big" >"$work/big.img"
cat "$work/big" "$work/big.img" >/dev/null

printf '%-52s %10s %10s %7s\n' "what (median of $runs)" ms "reference" ratio
row() { # NAME PAIRS-ARGUMENTS...
	local name=$1 a b ratio peaks
	shift
	read -r a b ratio peaks <<<"$("$work/pairs" "$runs" "$@")"
	printf '%-52s %10s %10s %7s\n' "$name" "$a" "$b" "$ratio"
	figures="$a $b $ratio" peak=$peaks
}
c=$work/scat
row "whole chain on hello / five static cats" \
    "$bin/elfparse" "$hello" '|' "$bin/syscallreject" '|' "$bin/allowplan" 1,60 \
    '|' "$bin/patchapply" '|' "$bin/runimg" ::: \
    "$c" '|' "$c" '|' "$c" '|' "$c" '|' "$c" '<' "$hello"
row "four stages on 1 GiB / four cats" \
    "$bin/elfparse" "$work/big" '|' "$bin/syscallreject" '|' \
    "$bin/allowplan" 60 '|' "$bin/patchapply" ::: \
    /bin/cat "$work/big" '|' /bin/cat '|' /bin/cat '|' /bin/cat
echo "  peak KiB of elfparse, syscallreject, allowplan, patchapply: $peak"
row "syscallreject on 1 GiB, from a file / cat" \
    "$bin/syscallreject" '<' "$work/big.img" ::: /bin/cat "$work/big.img"
awk -v ms="${figures%% *}" 'BEGIN {
	printf "  syscallreject: %.1f GB/s of stream, half of it executable\n", 1.0737 / (ms / 1000) }'
row "imgdump on 1 GiB, from a file / cat" \
    "$bin/imgdump" -q '<' "$work/big.img" ::: /bin/cat "$work/big.img"
echo "  peak KiB of imgdump: $peak"
gcc -O3 -std=gnu11 -I"$top/common" -o "$work/scan" "$top/tests/bench/scan.c" \
    "$top/common/pattern.c" "$top"/common/arch*.c
"$work/scan" "$runs"
RUNS=$runs "$top/tests/bench/filter.sh" "$build"
RUNS=$runs "$top/tests/bench/real.sh" "$build"
"$build/bpf/bench" $((runs * 10))
"$bin/elfparse" "$hello" | "$bin/syscallreject" | "$bin/allowplan" 1,60 |
    "$bin/patchapply" >"$work/hello.img"
row "runimg --report on hello / runimg" \
    "$bin/runimg" --report -s "$work/hello.img" ::: \
    "$bin/runimg" -s "$work/hello.img"
gcc -O2 -D_GNU_SOURCE -pthread -o "$work/watch" "$top/tests/bench/watch.c"
"$work/watch"
echo "page tables, 1,048,576 pages of 4 KiB, tables on huge pages:"
gcc -O3 -std=gnu11 -I"$top/ptmap" -o "$work/ptmap" "$top/tests/bench/ptmap.c" \
    "$top"/ptmap/pt*.c
"$work/ptmap" "$runs" huge
