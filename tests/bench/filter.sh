#!/bin/bash
# filter.sh BUILD_DIR: what the kernel's filter costs: a call at the worst site,
# over the same call without a filter, and its installation.
#
# The worst site: every site is timed with few calls, the worst ones of that are
# timed again, RUNS times with the filter and without, in turn; what is printed
# is the greatest of their medians of the differences. The first line is what any
# filter costs that looks at the address: the kernel then keeps no list of calls
# that are always allowed. Times of calls are the processor's, not the clock's.
# Installation is the time of seccomp(2) itself, beside that of a filter of one
# instruction; the filter is the one that runimg prints, without its own three
# calls.
#
# It fails only if a figure cannot be right: a call that costs more than 1,000 ns
# or gains more than 20, an installation of more than 20 ms.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
runs=${RUNS:-21} calls=${CALLS:-200000} worst=${WORST:-5}
bin=$build/bin failed=0 under=
work=${2:-$(mktemp -d)}
[ $# -gt 1 ] || trap 'rm -rf "$work"' EXIT
if [ "$(uname -sm)" != 'Linux x86_64' ]; then
	echo 'filter: not on this machine'
	exit
fi

image() { # NAME SHAPE SITES
	sh "$top/tests/bench/sites.sh" "$2" "$3" >"$work/$1.c"
	gcc -O2 -w -I"$top/syslift" -I"$top/tests/samples" -ffreestanding \
	    -fno-stack-protector -fno-ipa-icf -fno-pie -static -no-pie -nostdlib \
	    -Wl,-z,noexecstack -Wl,-z,separate-code -o "$work/$1" "$work/$1.c"
	"$bin/elfparse" "$work/$1" | "$bin/syscallreject" |
	    "$bin/allowplan" --all | "$bin/patchapply" >"$work/$1.img"
}

sites_in() { # NAME: how many are in its plan
	"$bin/imgdump" "$work/$1.img" | awk '$1 == "sites" { print $2; exit }'
}

with() {
	if [ -n "$under" ]; then
		"$under" "$bin/runimg" -q --no-filter -s "$work/$1.img" -- "${@:2}"
	else
		"$bin/runimg" -s "$work/$1.img" -- "${@:2}"
	fi
}
without() { "$bin/runimg" -q --no-filter -s "$work/$1.img" -- "${@:2}"; }

# call_cost NAME: ns, and those of the call without a filter
call_cost() {
	local k sites
	for ((k = 0; k < 3; k++)); do
		with "$1" 2000
	done | awk '!($1 in t) || $2 < t[$1] { t[$1] = $2 }
		END { for (k in t) print t[k], k }' >"$work/with"
	for ((k = 0; k < 3; k++)); do
		without "$1" 2000
	done | awk '!($1 in t) || $2 < t[$1] { t[$1] = $2 }
		END { for (k in t) print t[k], k }' >"$work/without"
	sites=$(awk 'NR == FNR { t[$2] = $1; next } { print t[$2] - $1, $2 }' \
	    "$work/with" "$work/without" | sort -rn | head -n "$worst" |
	    awk '{ print $2 }')
	# shellcheck disable=SC2086 # sites are words
	for ((k = 0; k < runs; k++)); do
		with "$1" "$calls" $sites | sed "s/^/$k with /"
		without "$1" "$calls" $sites | sed "s/^/$k without /"
	done | awk '
		$2 == "with" { with[$1, $3] = $4 }
		$2 == "without" {
			n[$3]++
			d[$3, n[$3]] = with[$1, $3] - $4
			p[$3, n[$3]] = $4
		}
		function median(v, s, k, i, j, x) {
			for (i = 2; i <= k; i++) {
				x = v[s, i]
				for (j = i - 1; j > 0 && v[s, j] > x; j--)
					v[s, j + 1] = v[s, j]
				v[s, j + 1] = x
			}
			return v[s, int((k + 1) / 2)]
		}
		END {
			for (s in n) {
				x = median(d, s, n[s])
				if (best == "" || x > most) {
					best = s
					most = x
				}
			}
			if (best == "")
				exit 1
			printf "%.1f %.1f\n", most / 1000,
			    median(p, best, n[best]) / 1000
		}'
}

# absurd VALUE LEAST MOST WHAT
absurd() {
	awk -v v="$1" -v a="$2" -v b="$3" 'BEGIN { exit !(v < a || v > b) }' ||
	    return 0
	echo "filter: $4 of $1 cannot be right"
	failed=1
}

for name in install least; do
	gcc -O2 -D_GNU_SOURCE -Wall -Wextra -Werror -o "$work/$name" \
	    "$top/tests/bench/$name.c"
done
row() { printf '%-36s %7s %6s %9s %13s %6s %6s\n' "$@"; }
row "a call (median of $runs)" 'ns over' limit 'no filter' 'ms to install' limit one

image ten one 10
under=$work/least
read -r more plain <<<"$(call_cost ten)"
under=
row 'any filter that looks at the address' "$more" - "$plain" - - -
absurd "$more" -20 1000 'a call'
while IFS='|' read -r name shape sites what; do
	image "$name" "$shape" "$sites"
	[ "$(sites_in "$name")" -ge "$sites" ] || {
		echo "filter: $what became fewer"
		exit 1
	}
	read -r more plain <<<"$(call_cost "$name")"
	"$bin/runimg" -s "$work/$name.img" --print-filter -x >"$work/code"
	read -r ms one length <<<"$("$work/install" "$((runs * 5))" "$work/code")"
	row "$what" "$more" 40 "$plain" "$ms" 0.6 "$one"
	echo "  $length instructions"
	absurd "$more" -20 1000 'a call'
	absurd "$ms" 0.0001 20 'an installation'
done <<'END'
one|one|2000|2,000 sites, 1 number
forty|forty|2000|2,000 sites, 40 numbers
arguments|arguments|300|300 sites, 2 known arguments each
ten|one|10|10 sites
END
exit $failed
