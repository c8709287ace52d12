# What the tests of hostile and of behaving programs share. How the programs
# are linked is in one place: LP_LINK is static or static-pie.

link=${LP_LINK:-static}

link_flags() {
	case $link in
	static) ;;
	static-pie) echo -fPIE -static-pie -Wl,--no-dynamic-linker -Wl,-z,text ;;
	*) echo "LP_LINK=$link" >&2; return 1 ;;
	esac
}

setup() {
	need_host
	need_tools elfparse syscallreject allowplan patchapply runimg
	cd "$BATS_TEST_TMPDIR"
	unset holder
}

teardown() {
	# What a failed test left.
	if [ -n "${holder:-}" ]; then
		kill "$holder" 2>/dev/null || true
	fi
}

# compiled NAME [FLAG...]: NAME.c of tests/hostile or tests/behave
compiled() {
	local name=$1 file=$top/tests/hostile/$1.c
	shift
	[ -e "$file" ] || file=$top/tests/behave/$name.c
	program "$name" -Wall -Wextra -Wshadow -Werror \
	    -I"$top/tests/hostile" -I"$top/tests/behave" \
	    $(link_flags) "$@" <"$file"
}

# allowed NAME LIST: NAME.img, which may make the calls of LIST, write and exit
allowed() {
	[ -e "$1" ] || compiled "$1"
	patched "$1" "$PWD/$1" "write,exit${2:+,$2}"
}

# unfiltered NAME [ARG...]: runs NAME.img without the filter, however it ends
unfiltered() {
	local name=$1
	shift
	timeout "$limit" "$bin/runimg" --no-filter -s "$name.img" "$@" >out 2>err ||
	    true
}

# attack STATUS NAME [ARG...]: without the filter NAME.img makes the directory
# `made`; with it, it does not, and ends with the status.
attack() {
	local want=$1 name=$2
	shift 2
	rm -rf made
	unfiltered "$name" "$@"
	[ -d made ] || {
		echo "$name $*: without the filter it does not get through"
		cat out err
		return 1
	}
	rmdir made
	stopped "$want" "$name" "$@"
}

# stopped STATUS NAME [ARG...]: the second half of that
stopped() {
	local want=$1 name=$2
	shift 2
	limited "$want" "$bin/runimg" -s "$name.img" "$@"
	[ ! -e made ] || {
		echo "$name $*: made it"
		return 1
	}
}

# unchanged NAME LIST WANT [ARG...]: prints WANT and ends well, without the
# filter and with it.
unchanged() {
	local name=$1 list=$2 want=$3 how
	shift 3
	allowed "$name" "$list"
	for how in --no-filter --kill=process; do
		limited 0 "$bin/runimg" "$how" -s "$name.img" "$@"
		same "$want" "$output" "$name $how"
	done
}
