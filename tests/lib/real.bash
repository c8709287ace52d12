# What the tests of programs as they are distributed need. A program has a
# policy, tests/policies/NAME.policy, and cases: functions NAME_CASE that start
# it by the words that they are given, in a folder that NAME_files has filled.

policies=$top/tests/policies
patience=$((10 * patience))

# as_it_is NAME FILE: the program's sites, in NAME.2, and the file in $file
as_it_is() {
	name=$1 file=$2
	need_tools elfparse syslift syscallreject allowplan patchapply runimg
	[ -e "$file" ] || skip "no $file: packages.txt, make real"
	"$bin/elfparse" -q "$file" | "$bin/syslift" -v 2>"$name.said" |
	    "$bin/syscallreject" --embedded=pin >"$name.2"
	grep -o 'LIFTED: .*' "$name.said"
}

# policy: the words of the program's policy, one a line
policy() {
	sed -n 's/^\(@\?[a-z0-9_]\+\).*/\1/p' "$policies/$name.policy"
}

# needed_calls: those that every run makes
needed_calls() {
	sed -n '/# sometimes/d; s/^\([a-z0-9_]\+\).*/\1/p' \
	    "$policies/$name.policy"
}

# plan LIST-FILE: name.img
plan() {
	"$bin/allowplan" -q -f "$1" <"$name.2" |
	"$bin/patchapply" >"$name.img"
}

# without CALL...: the policy, but for these calls
without() {
	local call
	policy >list
	for call; do
		grep -qx "$call" list
		grep -vx "$call" list >less
		mv less list
	done
	plan list
}

# with CALL...: the policy, and these calls
with() {
	{ policy && printf '%s\n' "$@"; } >list
	plan list
}

direct() {
	timeout -k 1 "$patience" "$file" "$@"
}

held() {
	timeout -k 1 "$patience" "$bin/runimg" -q -s "$OLDPWD/$name.img" \
	    -a "$file" -- "$@"
}

# outcome CASE direct|held: what it prints, its status, and the files it leaves.
# A loop around what fails must not print for ever.
outcome() {
	rm -rf run
	mkdir run
	(cd run && "${name}_files")
	{
		(cd run && "${name}_$1" "$2") 2>&1 </dev/null || status=$?
		echo "status ${status:-0}"
	} | head -c 65536 >printed || true
	cat printed
	(cd run && find . -type f -exec sha256sum {} +) | sort -k2
}

# directly CASE...: the outcomes to compare with
directly() {
	for what; do
		outcome "$what" direct >"$what.direct"
	done
}

# cases NAME FILE CASE...: the program, and what its cases do directly
cases() {
	as_it_is "$1" "$2"
	directly "${@:3}"
}

# as_directly CASE: it does under the loader what it does by itself
as_directly() {
	outcome "$1" held >"$1.held"
	diff "$1.direct" "$1.held"
}

# fails_without CALL CASE: it differs without that call; what it printed is in
# the file printed, its files are in run
fails_without() {
	without "$1"
	not as_directly "$2"
}

# with_policy CASE...: they do under the policy what they do directly
with_policy() {
	plan "$policies/$name.policy"
	for what; do
		echo "$name: $what"
		as_directly "$what"
	done
}

# each_needed CASE...: without any one call of the policy a case differs. What
# is missing may be the end: a program that spins is not waited for long.
each_needed() {
	local call what patience=$((patience / 5)) differs
	for call in $(needed_calls); do
		without "$call"
		differs=
		for what; do
			as_directly "$what" >differs || {
				differs=$what
				break
			}
		done
		[ -n "$differs" ] || {
			echo "$name does as well without $call"
			return 1
		}
		echo "$name without $call: $differs:" \
		    "$(grep '^>' differs | sed '2,$d')"
	done
}
