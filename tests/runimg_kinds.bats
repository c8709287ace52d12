# Programs whose call instructions stand in the code, as syslift finds them:
# what each kind of slot does under the filter, allowed and denied, and what
# runimg refuses of such streams without believing an earlier stage.
# shellcheck shell=bash
# The chain's parts are the tests' own:
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/runimg
load lib/kinds

setup() {
	need_tools elfparse syscallreject allowplan patchapply runimg
	need_host
	cd "$BATS_TEST_TMPDIR"
	link=static
}

# makes STATUS OUTPUT ARGUMENT...: what kinds.img does for each argument
makes() {
	local want=$1 said=$2 way
	shift 2
	for way; do
		limited "$want" timeout 10 "$bin/runimg" -s kinds.img "$way"
		same "$said" "$output" "$way"
	done
}

@test "kinds: as it was linked, the program does what the tests look for" {
	kinds
	for way in m t c1 a1 M1; do
		limited 3 ./kinds $way
		same hi "$output" "$way"
	done
	limited 0 ./kinds cH
	limited 0 ./kinds aH
	limited 5 ./kinds e
	same hi "$output"
	limited 5 ./kinds E
	same '' "$output"
}

@test "kinds: allowed calls are made, fixed and moved" {
	for link in static static-pie; do
		all_kinds
		allowed kinds write,exit
		makes 3 hi m t c1 a1
		# The bytes by chance are an instruction like any other.
		makes 5 '' E
	done
}

@test "kinds: denied, mov and call give ENOSYS, a trap traps" {
	for link in static static-pie; do
		all_kinds
		allowed kinds exit
		makes 38 '' m c1 a1
		makes 132 '' t
		# Whatever the number was to be.
		makes 38 '' cH c0 aH aZ
	done
}

@test "kinds: a jump to bytes that are a call by chance ends by SIGSYS" {
	for link in static static-pie; do
		all_kinds
		for list in '' exit write,exit write,exit,sched_yield; do
			allowed kinds "$list"
			makes 159 '' e
		done
	done
	# Pinned, they are for no plan and no list: to allow all is no help.
	"$bin/allowplan" --all <kinds.2 | "$bin/patchapply" >kinds.img
	makes 159 '' e
	"$bin/allowplan" --all --unknown=allowed <kinds.2 |
	    "$bin/patchapply" >kinds.img
	makes 159 '' e
	makes 3 hi c1
}

@test "kinds: another number where one is known ends by SIGSYS" {
	all_kinds
	allowed kinds write,exit,sched_yield
	makes 159 '' cH c0 MH
	# At the call instruction behind an allowed mov, its own number is made.
	makes 3 hi M1
	for how in thread process; do
		limited 159 "$bin/runimg" --kill=$how -s kinds.img cH
	done
	# Made bare, mov keeps its bytes, and the filter its number.
	"$bin/patchapply" --bare <kinds.3 >kinds.img
	makes 3 hi m M1
	makes 159 '' MH cH
}

@test "kinds: sets and unknown numbers: ENOSYS for those outside" {
	for any in call trap; do
		kinds
		lifted kinds any=$any:1,24,3 leave=mov:60 mov_write=mov:1 \
		    call_write=$any trap_write=trap:1 chance+1=embedded
		allowed kinds write,exit --unknown=allowed
		makes 3 hi a1 c1
		makes 38 '' aH a3 aZ cH cZ
		allowed kinds sched_yield,write,exit --unknown=allowed
		makes 38 '' a3 aZ cZ
		makes 3 hi a1 c1
		makes 0 '' aH cH
	done
	# Nothing of it is allowed: a call is there, a trap is not.
	makes 159 '' e
	allowed kinds exit --unknown=allowed
	makes 132 '' a1
	limited 1 "$bin/allowplan" write,exit <kinds.2
	lifted kinds any=call leave=mov:60 mov_write=mov:1 call_write=call \
	    trap_write=trap:1 chance+1=embedded
	allowed kinds exit --unknown=allowed
	makes 38 '' a1 c1 aH
}

# held STREAM WHAT: what only the filter holds needs it
held() {
	local how
	for how in '--no-filter -- m' '-o file.out'; do
		# shellcheck disable=SC2086
		limited 126 "$bin/runimg" -s "$1" $how
		message runimg FILTER_HELD
		same '' "$output" "$2"
		[ ! -e file.out ]
	done
	limited 0 "$bin/runimg" --check -s "$1"
	same '' "$output$stderr" "$2"
}

@test "kinds: without a filter, only what needs none" {
	kinds
	# Of each program the other instructions are made nops.
	for one in call_write=call:1 trap_write=trap:1 any=call any=call:1,24 \
	    chance+1=embedded; do
		only kinds "mov_write=mov:1 leave=mov:60" "$one"
		allowed kinds write,exit --unknown=allowed
		held kinds.img "$one"
	done
	# Denied, the call is still there, and the trap is not.
	only kinds "mov_write=mov:1 leave=mov:60" call_write=call:39
	allowed kinds write,exit
	held kinds.img call
	only kinds "mov_write=mov:1 leave=mov:60" trap_write=trap:39
	allowed kinds write,exit
	limited 3 "$bin/runimg" --no-filter -s kinds.img m
	limited 132 "$bin/runimg" --no-filter -s kinds.img t
	only kinds "mov_write=mov:1 leave=mov:60"
	for list in write,exit exit; do
		allowed kinds $list
		limited 0 "$bin/runimg" --check -s kinds.img
		rm -f file.out
		limited 0 "$bin/runimg" -o file.out -s kinds.img
		check_composed kinds.img file.out
		for how in "./file.out" "$bin/runimg --no-filter -s kinds.img" \
		    "$bin/runimg -s kinds.img"; do
			if [ $list = exit ]; then
				limited 38 $how m
			else
				limited 3 $how m
				same hi "$output"
			fi
		done
	done
	# Bare, the mov is the filter's.
	"$bin/patchapply" --bare <kinds.3 >kinds.img
	rm file.out
	held kinds.img bare
}

# A stream that only tells of its slots what is so writes, if the plan allows
# it; lies about it are refused.
@test "kinds: forged streams: lies about sites, numbers, holders and bytes" {
	all_kinds
	allowed kinds write,exit
	makes 3 hi m
	python "$top/tests/lib/forged_kinds.py" kinds.img
	while read -r name way want codes; do
		if [ "$codes" = - ]; then
			limited "$want" "$bin/runimg" -s "$name.img" "$way"
			same hi "$output" "$name"
			continue
		fi
		for how in "$way" --check "--no-filter -- $way"; do
			# Others of its sites are the filter's.
			[[ $how != --no* ]] || codes="$codes|FILTER_HELD"
			# shellcheck disable=SC2086
			limited "$want" "$bin/runimg" -s "$name.img" $how
			same '' "$output" "$name"
			grep -Eq "^runimg: kinds: ($codes): " <<<"$stderr" || {
				echo "$name: $stderr"
				return 1
			}
		done
	done <codes
	[ "$(wc -l <codes)" -ge 40 ]
}
