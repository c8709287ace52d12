#!/bin/sh
# diff.sh DIRECTORY OPERATIONS [SEED]: random operations on every architecture,
# half of them where no frame may be mapped twice.
set -e
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
seed=${3:-$(date +%s)}
${CC:-gcc} -std=gnu11 -O2 -I"$top/ptmap" -o "$1/diff" "$top/tests/ptmap/diff.c" \
    "$top/tests/ptmap/naive.c" "$top/tests/ptmap/tables.c" "$top"/ptmap/pt*.c
for arch in $(sed -n 's/^    {"\([a-z0-9_-]*\)".*/\1/p' \
    "$top/tests/ptmap/naive.c"); do
	"$1/diff" "$arch" $(($2 / 2)) "$seed"
	"$1/diff" "$arch" $(($2 / 2)) "$seed" alone
done
