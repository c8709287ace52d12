# What the tests of runimg need: the composed file and memory compared with the
# stream, by composed.py and oracle/memview, images built by hand.

CFLAGS=(-std=c11 -Wall -Wextra -Werror -D_GNU_SOURCE -O2)
build_dir=${LP_BUILD:-$top/build}

setup() {
	need_host
	need_tools elfparse syscallreject allowplan patchapply runimg
	cd "$BATS_TEST_TMPDIR"
	under=()
	unset holder pid
}

teardown() {
	exec 8>&- 9>&-
	# What a failed test left; children that were waited for are gone.
	if [ -n "${holder:-}" ]; then
		kill "$holder" 2>/dev/null || true
		wait "$holder" 2>/dev/null || true
	fi
}

runimg() {
	timeout "$limit" "$bin/runimg" "$@"
}

# check_composed STREAM ELF
check_composed() {
	python "$top/tests/lib/composed.py" "$@"
}

# to_file NAME: NAME.img to NAME.out, with all that holds of any such file
to_file() {
	limited 0 "$bin/runimg" -s "$1.img" -o "$1.out"
	same '' "$output" 'output of -o'
	[[ $stderr == 'runimg: '*': WRITTEN: '*' pins are not in the file' ]]
	check_composed "$1.img" "$1.out"
}

# hand_built NAME MACHINE: Python on standard input makes the ELF file; it
# goes through the chain and prints ok in every way there is to run it.
hand_built() {
	machine=$2 build "$1"
	patched "$1" "$PWD/$1" write,exit
	to_file "$1"
	if [ "$2" = x86_64 ]; then
		limited 0 "$bin/runimg" -s "$1.img"
		same ok "$output" 'run'
		limited 0 "./$1.out"
		same ok "$output" 'the file, run'
		memview "$1.img"
	elif command -v "qemu-$2" >/dev/null; then
		limited 0 "qemu-$2" "./$1.out"
		same ok "$output" 'the file under qemu'
	fi
}

# headers FILE: the program headers, "TYPE FLAGS OFFSET VADDR FILESZ MEMSZ"
headers() {
	python - "$1" <<'END'
import struct, sys
from elfbuild import Phdr
file = open(sys.argv[1], 'rb').read()
phoff, = struct.unpack_from('<Q', file, 32)
phnum, = struct.unpack_from('<H', file, 56)
for i in range(phnum):
    p = Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
    print('%x %x %x %x %x %x' % (p.type, p.flags, p.offset, p.vaddr,
                                 p.filesz, p.memsz))
END
}

# memview STREAM: the line it prints is left in $output
memview() {
	need gcc
	if [ ! -x "$BATS_FILE_TMPDIR/memview" ]; then
		[ -e "$build_dir/libcommon.a" ] ||
		    skip "no libcommon.a in $build_dir"
		gcc "${CFLAGS[@]}" -I"$top/common" -I"$top/runimg" \
		    -o "$BATS_FILE_TMPDIR/memview" \
		    "$top/tests/oracle/memview.c" \
		    "$build_dir"/runimg/{final,frame,judge,reread,recheck,compose,move}.o \
		    "$build_dir"/runimg/{phtable,layout,loads,align,place,placed,symtab,pages}.o \
		    "$build_dir"/lib{common,ptmap}.a -ldeflate
	fi
	limited 0 "$BATS_FILE_TMPDIR/memview" "$bin/runimg" "$1"
	[[ $output == *' bytes of '*' loads compared, '* ]]
	echo "$output"
}
