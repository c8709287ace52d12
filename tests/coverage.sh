#!/bin/bash
# coverage.sh BUILD_DIR: lines and branches of each logic file that the suite
# reaches, from gcov; a table and the totals.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
cd "$top" || exit 1
find "$build/cov" -name '*.gcda' -delete
LP_INSTRUMENTED=1 LP_SAMPLE=5 LP_BIN=$build/cov/bin tests/bats.sh "$build" | tail -n 1
printf '%-28s %8s %10s\n' file lines branches
for f in $(tests/style.sh --logic); do
	gcov -n -b -o "$build/cov/${f%.c}.o" "$f" 2>/dev/null |
	    awk -v f="$f" -F'[:% ]+' '
		$1 == "File" { on = index($0, f) }
		on && /^Lines executed/ { line = $3; lines = $5 }
		on && /^Taken at least once/ { taken = $5; of = $7 }
		END { printf "%-28s %7s%% %9s%% of %s\n", f, line, taken, of }'
done | tee "$build/cov/table"
awk '{ b = $3; sub("%", "", b); sum += b * $5 / 100; n += $5 }
    END { printf "branches of logic taken: %.1f %% of %d\n", 100 * sum / n, n }' \
    "$build/cov/table"
