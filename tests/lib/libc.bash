# What the tests of C library programs need: compilers of glibc and musl,
# static PIE and not, and runs to compare.

src=$top/tests/libc
C=(-std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2)
CXX=(-std=c++17 -Wall -Wextra -Werror -O2)

# linked KIND NAME [OPTION...]: NAME.c or NAME.cc becomes NAME; KIND is
# glibc-pie, glibc, musl-pie or musl
linked() {
	local kind=$1 name=$2
	shift 2
	case $kind in
	glibc-pie) set -- -fPIE -static-pie "$@" ;;
	glibc) set -- -fno-pie -no-pie -static "$@" ;;
	musl-pie)
		musl_pie "$name" "$@"
		return
		;;
	musl)
		need musl-gcc
		musl-gcc "${C[@]}" -fno-pie -no-pie -static \
		    -fasynchronous-unwind-tables -o "$name" "$src/$name.c" \
		    -Wl,--eh-frame-hdr "$@" -lgcc_eh
		return
		;;
	esac
	if [ -e "$src/$name.cc" ]; then
		need g++
		g++ "${CXX[@]}" -pthread -o "$name" "$src/$name.cc" "$@"
	else
		need gcc
		gcc "${C[@]}" -pthread -o "$name" "$src/$name.c" "$@"
	fi
}

# musl's wrapper knows no -static-pie.
musl_pie() {
	local name=$1 lib gcc
	shift
	need musl-gcc
	lib=/usr/lib/x86_64-linux-musl
	[ -e $lib/rcrt1.o ] || skip "no $lib/rcrt1.o"
	gcc=$(dirname "$(gcc -print-file-name=crtbeginS.o)")
	musl-gcc "${C[@]}" -fPIE -fasynchronous-unwind-tables -nostartfiles \
	    -static -Wl,-pie,--no-dynamic-linker,-z,text,--eh-frame-hdr \
	    -o "$name" $lib/rcrt1.o $lib/crti.o "$gcc/crtbeginS.o" \
	    "$src/$name.c" "$@" -lgcc_eh "$gcc/crtendS.o" $lib/crtn.o
}

# An image of the file, with a plan, and nothing held.
planned() {
	"$bin/elfparse" -q "$1" | "$bin/allowplan" -q --all >"$1.img"
}

# The oracle is left in $twotables: a call of a function that is killed would
# have bash's words among its output.
oracle() {
	twotables=$BATS_FILE_TMPDIR/twotables
	[ ! -x "$twotables" ] || return 0
	[ -e "$build_dir/libcommon.a" ] || skip "no libcommon.a in $build_dir"
	gcc "${CFLAGS[@]}" -I"$top/common" -I"$top/runimg" -o "$twotables" \
	    "$top/tests/oracle/twotables.c" \
	    "$build_dir"/runimg/{compose,move,phtable,layout,loads}.o \
	    "$build_dir"/runimg/{align,place,placed,symtab,pages}.o \
	    "$build_dir"/lib{common,ptmap}.a -ldeflate
}

# alike KIND STATUS NAME [ARG...]: composed, at several addresses, it says what
# it says natively, which is nothing wrong, and ends with STATUS
alike() {
	local kind=$1 want=$2 name=$3 status=0 i
	shift 3
	echo "$kind $name"
	timeout "$limit" "./$name" "$@" >native 2>native.err || status=$?
	cat native native.err
	same "$want" "$status" 'natively'
	not grep WRONG native
	[ -s native ]
	planned "$name"
	oracle
	for i in 1 2 3; do
		status=0
		timeout "$limit" "$twotables" "$name.img" "$@" \
		    >got 2>got.err || status=$?
		cat got.err
		same "$want" "$status" 'composed'
		diff native got
		diff native.err got.err
	done
}

# notices TYPE NAME [ARG...]: not so if the linked entries of TYPE are moved
notices() {
	local type=$1 name=$2 want=0 status=0
	shift 2
	echo "moved: $type"
	oracle
	timeout "$limit" "./$name" "$@" >native 2>/dev/null || want=$?
	timeout "$limit" "$twotables" -r "$type" "$name.img" "$@" \
	    >got 2>/dev/null || status=$?
	[ "$want" -ne "$status" ] || ! cmp -s native got
}
