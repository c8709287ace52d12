# What the tests of syslift-cc need: it, installed, with the musl that "make
# musl" built; programs of Debian's, built with it and with gcc.

cc_dir=$BATS_FILE_TMPDIR/installed

have_syslift_cc() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build runs these'
	[ -e "$musl/lib/libc.a" ] || skip 'no musl with slots: run make musl'
	need gcc make objdump
	[ -x "$cc_dir/bin/syslift-cc" ] ||
	    make -s -C "$top" B="${LP_BUILD:-$top/build}" PREFIX="$cc_dir" \
	    DESTDIR= install
	PATH=$cc_dir/bin:$PATH
	cd "$BATS_TEST_TMPDIR"
}

# source_of PACKAGE: what Debian's archive has of it, in the folder PACKAGE
source_of() {
	local archive
	archive=$(ls "$musl_dir/$1"_*.orig.tar.?z* 2>/dev/null) ||
	    skip "no source of $1: run make musl"
	mkdir "$1"
	tar -xf "$archive" -C "$1" --strip-components 1
}

# no_call FILE: no call instruction in it, for objdump, nor any bytes of one in
# its executable segments; slots, though
no_call() {
	objdump -d "$1" | not grep -P '\t(syscall|sysenter|int +\$0x80)'
	limit=120 python - "$1" <<'END'
import struct, sys
elf = open(sys.argv[1], 'rb').read()
at, = struct.unpack_from('<Q', elf, 32)
size, n = struct.unpack_from('<HH', elf, 54)
code = 0
for i in range(n):
    kind, flags, offset, _, _, length = struct.unpack_from(
        '<IIQQQQ', elf, at + i * size)
    if kind == 1 and flags & 1:
        text = elf[offset:offset + length]
        code += length
        for call in b'\x0f\x05', b'\x0f\x34', b'\xcd\x80':
            assert call not in text, (call, hex(offset + text.find(call)))
assert code > 0
END
	"$bin/elfparse" -q "$1" | "$bin/syscallreject" -q >/dev/null
}

# sites FILE: how many it has
sites() {
	"$bin/elfparse" -v "$1" 2>&1 >/dev/null |
	    sed -n 's/.* \([0-9]*\) sites$/\1/p'
}

# fresh: the folder in which sash runs
fresh() {
	rm -rf run
	mkdir -p run/old
	printf 'one\ntwo\nthree\n' >run/in
	cp run/in run/same
	echo other >run/other
	touch -d 2020-01-01 run/in run/other run/same
}

# shot COMMAND...: in that folder; what it said in out and err, its status and
# all there is afterwards in left
shot() {
	local status=0
	(
		cd run
		HOME=$PWD LP_WORD=word timeout -k 1 "$limit" "$@"
	) >out 2>err || status=$?
	{
		echo "status $status"
		cd run
		find . -printf '%p %y %m %n %l\n' | sort
		find . -type f ! -name '*.tar' | sort | xargs cksum
		cd ..
	} >left
}

# sash_does SCRIPT LIST: with these calls it does what gcc's does, and not so
# without any of them
sash_does() {
	local call limit=$limit
	fresh
	shot "$PWD/native/sash" -f "../$1"
	mkdir "$1.native" && mv out err left "$1.native"
	cat "$1.native"/*
	plan sash/sash "$2"
	fresh
	shot "$bin/runimg" -s ../sash/sash.img -- -f "../$1"
	for f in out err left; do
		diff "$1.native/$f" $f
	done
	limit=10 # without exit_group it spins
	for call in ${2//,/ }; do
		plan sash/sash "$(without "$call" "$2")"
		fresh
		shot "$bin/runimg" -s ../sash/sash.img -- -f "../$1"
		if cmp out "$1.native/out" && cmp err "$1.native/err" &&
		    cmp left "$1.native/left"; then
			echo "$1 is the same without $call"
			return 1
		fi
	done
}

# Makefile alone. Left out are zlib's commands and those that need a header of
# e2fsprogs; gcc's warnings about the rest are sash's affair. Once for all tests.
build_sash() {
	local without='HAVE_GZIP=0 HAVE_LINUX_ATTR=0 LIBS=' at=$BATS_FILE_TMPDIR
	if [ ! -e "$at/native" ]; then
		source_of sash
		cp -R sash native
		make -s -C sash CC=syslift-cc OPT='-O2 -w' $without \
		    LDFLAGS=-Wl,--gc-sections
		make -s -C native CC=gcc OPT='-O2 -w' $without
		mv sash native "$at"
	fi
	mkdir -p sash native
	cp "$at/sash/sash" sash
	cp "$at/native/sash" native
	no_call sash/sash
	[ "$(sites sash/sash)" -ge 100 ]
	echo "sash: $(sites sash/sash) sites"
}
