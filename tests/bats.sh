#!/bin/bash
# bats.sh BUILD_DIR [FILE...]: the bats suite, or some of its files, two at a
# time; a file that takes 25 minutes has hung. How long each took is kept beside
# the tools, and the longest are started first. With LP_PART=N one file in N, by
# chance.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
shift
export LP_BIN=${LP_BIN:-$build/bin} LP_SAMPLES=$build/samples LP_BUILD=$build
[ $# -gt 0 ] || set -- "$top"/tests/*.bats
if [ "${LP_PART:-1}" -gt 1 ]; then
	seed=${LP_SEED:-$RANDOM}
	mapfile -t part < <(printf '%s\n' "$@" | awk -v n="$LP_PART" -v s="$seed" '
		BEGIN { srand(s) }
		rand() * n < 1')
	echo "one file in $LP_PART, seed $seed: ${#part[@]} of $#"
	[ ${#part[@]} -eq 0 ] || set -- "${part[@]}"
fi
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# timeout has taken them out of this process group.
trap 'kill "${!names[@]}" 2>/dev/null; exit 1' INT TERM
kept=${LP_BIN%/*}/bats.seconds
# Until there is a time: these are known to be long.
guess='bpf 450 hostile 190 syslift_run 41 syslift 31 syslift_link 23 foreign 20 runimg_headers 17'

# longest FILE...: in the order in which to start them, the new ones first
longest() {
	local f
	for f; do
		printf '%s %s\n' "$( (cat "$kept" || xargs -n 2 <<<"$guess") \
		    2>/dev/null | awk -v f="$(basename "$f" .bats)" '
			$1 == f { s = $2 }
			END { print s == "" ? 10 : s }')" "$f"
	done | sort -k1,1nr -k2 | cut -d' ' -f2-
}

start() { # FILE
	local name
	name=$(basename "$1" .bats)
	timeout 1500 bats --tap "$1" >"$logs/$name" 2>&1 &
	names[$!]=$name
	begun[$!]=$SECONDS
}

# Waits for one that ends, and shows what it said.
collect() {
	local pid status=0 name
	wait -n -p pid || status=$?
	name=${names[pid]}
	if [ $status -ne 0 ]; then
		failed=1
		grep -q '^not ok ' "$logs/$name" ||
		    echo "not ok $name.bats ended with $status" >>"$logs/$name"
	fi
	cat "$logs/$name"
	echo "# $name.bats: $((SECONDS - begun[pid])) s"
	echo "$name $((SECONDS - begun[pid]))" >>"$logs/.seconds"
	unset "names[pid]"
}

failed=0 names=() begun=()
while read -r f; do
	[ ${#names[@]} -lt 2 ] || collect
	start "$f" </dev/null
done < <(longest "$@")
while [ ${#names[@]} -gt 0 ]; do
	collect
done
# Times of files that did not run this time stay.
{ cat "$kept" 2>/dev/null; cat "$logs/.seconds"; } |
    awk '{ s[$1] = $2 } END { for (f in s) print f, s[f] }' >"$logs/.kept"
cp "$logs/.kept" "$kept"
echo "seconds: $(sort -k2nr "$logs/.seconds" | paste -sd,)"
good=$(cat "$logs"/* | grep -c '^ok ')
bad=$(cat "$logs"/* | grep -c '^not ok ')
skipped=$(cat "$logs"/* | grep -c '^ok .*# skip')
echo "suite: $((good - skipped)) passed, $bad failed, $skipped skipped"
exit $failed
