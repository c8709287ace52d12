# What the tests of the musl that "make musl" builds need: its programs, and
# lists of the calls they may make.

src=$top/tests/libc
musl_dir=${LP_BUILD:-$top/build}/musl
musl=$musl_dir/x86_64

have_musl() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build runs these'
	[ -e "$musl/lib/libc.a" ] || skip 'no musl with slots: run make musl'
	need gcc musl-gcc
}

# lifted KIND NAME [CC]: NAME.c becomes KIND-NAME; KIND is pie or fixed
lifted() {
	local out=$1-$2 cc=${3:-gcc} compile=-fPIE start=rcrt1.o
	local link=(-static-pie -Wl,--no-dynamic-linker,-z,text)
	if [ "$1" = fixed ]; then
		compile=-fno-pie start=crt1.o
		link=(-no-pie -static)
	fi
	$cc -std=c11 -D_GNU_SOURCE -O2 $compile -ffunction-sections \
	    -fdata-sections -nostdinc -isystem "$musl/include" \
	    -c -o "$out.o" "$src/$2.c"
	$cc -nostdlib "${link[@]}" -Wl,--gc-sections -o "$out" \
	    "$musl/lib/$start" "$musl/lib/crti.o" "$out.o" \
	    "$musl/lib/libc.a" -lgcc "$musl/lib/crtn.o"
}

# plan FILE LIST: FILE.img
plan() {
	"$bin/elfparse" -q "$1" | "$bin/syscallreject" |
	"$bin/allowplan" -q --unknown=allowed "$2" |
	"$bin/patchapply" >"$1.img"
}

# go FILE ARG...: its output in got, its status in $status. SIGTERM may be
# blocked where a call is missing.
go() {
	local file=$1
	shift
	status=0
	LP_WORD=word timeout -k 1 "$patient" "$bin/runimg" -s "$file.img" \
	    "$@" >got 2>got.err || status=$?
}

# held STATUS NAME NEEDED OTHER [ARG...]: under the filter, allowed the calls
# of both lists, it does what it does natively with Debian's musl; and not so
# without any one of those in NEEDED
held() {
	local want=$1 name=$2 needed=$3 all=$3,$4 kind call
	shift 4
	musl-gcc -std=c11 -D_GNU_SOURCE -O2 -static -o native "$src/$name.c"
	status=0
	LP_WORD=word timeout "$limit" ./native "$@" >native.out || status=$?
	same "$want" "$status" 'natively'
	for kind in fixed pie; do
		echo "$kind $name"
		lifted $kind "$name"
		plan "$kind-$name" "$all"
		echo "$("$bin/elfparse" -v "$kind-$name" 2>&1 >/dev/null |
		    grep -o '[0-9]* sites'), filter of $(filter_length \
		    "$kind-$name.img") instructions"
		patient=$limit
		go "$kind-$name" "$@"
		cat got got.err
		same "$want" "$status" 'held'
		diff native.out got
		same '' "$(cat got.err)" 'standard error'
	done
	# What is missing spins in a thread or a loop: not waited for.
	patient=4
	for call in ${needed//,/ }; do
		plan fixed-"$name" "$(without "$call" "$all")"
		go fixed-"$name" "$@"
		if [ "$status" = "$want" ] && cmp -s native.out got; then
			echo "$name does as well without $call"
			return 1
		fi
		echo "without $call: status $status"
	done
}

without() {
	echo ",$2," | sed "s/,$1,/,/; s/^,//; s/,$//"
}

filter_length() {
	echo $(($("$bin/runimg" --print-filter -x -s "$1" | wc -c) / 8))
}
