# What the tests of syslift.h need: compilers and linkers of all machines, and
# the entries of what they make.

setup() {
	TOP=$BATS_TEST_DIRNAME/..
	I="-I$TOP/syslift"
	F="-nostdlib -static -ffreestanding -fno-stack-protector -no-pie"
	F="$F -fno-pie -Wl,--build-id=none -Wl,-z,separate-code"
	cd "$BATS_TEST_TMPDIR"
}

entries() {
	python3 "$TOP/tests/lib/entries.py" "$@"
}

# The compilers of a test, one a line: those of this list that are here.
# clang compiles for the other machines too, gcc's linkers link.
compilers() {
	local cc
	while read -r cc; do
		command -v ${cc%% *} >/dev/null || {
			echo "# skipped: no ${cc%% *}" >&3
			continue
		}
		case $cc in *=*-gnu*)
			command -v "$(linker "$cc")" >/dev/null || {
				echo "# skipped: no $(linker "$cc")" >&3
				continue
			}
		esac
		echo "$cc"
	done <<END
gcc
clang
aarch64-linux-gnu-gcc
clang --target=aarch64-linux-gnu
riscv64-linux-gnu-gcc
clang --target=riscv64-linux-gnu -march=rv64gc -mabi=lp64d
END
}

linker() {
	case $1 in
	*aarch64*) echo aarch64-linux-gnu-ld ;;
	*riscv64*) echo riscv64-linux-gnu-ld ;;
	*) echo ld ;;
	esac
}

emulator() {
	case $1 in
	*aarch64*) echo qemu-aarch64 ;;
	*riscv64*) echo qemu-riscv64 ;;
	esac
}

# build OUT COMPILER OPTION... SOURCE...: compiles each and links with GNU ld.
build() {
	local out=$1 cc=$2 arg options= objects= n=0
	shift 2
	for arg; do
		case $arg in
		*.c|*.cc)
			n=$((n + 1))
			$cc $options $I -ffreestanding -fno-stack-protector \
			    -c "$arg" -o "$out.$n.o" || return
			objects="$objects $out.$n.o" ;;
		*) options="$options $arg" ;;
		esac
	done
	$(linker "$cc") -static -z noexecstack $LINK -o "$out" $objects
}

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

literal_source() {
	cat >literal.c <<'END'
#include "syslift.h"
#ifdef __cplusplus
extern "C" {
#endif
char buffer[64];
long variable, calls;
long next(void);
long next(void) { return ++calls; }
void use(int i, long nr, const char *p);
void
use(int i, long nr, const char *p)
{
	variable += syslift_call0(100);
	variable += syslift_call1(101, 0);
	variable += syslift_call2(102, -1, 0x123456789abcdefL);
	variable += syslift_call3(103, 1, buffer, (long)sizeof(buffer));
	variable += syslift_call4(104, "text", (void *)0, 'a', 3 == 3);
	variable += syslift_call5(105, i, 2u, p, (unsigned char)255, &nr);
	variable += syslift_call6(106, 1, 2, 3, 4, 5, 0x8000000000000000UL);
	variable += syslift_call6(107, i++, next(), i, nr, i, (long)use);
	variable += syslift_call1(nr, 5);
	variable += syslift_call1(109, syslift_call0(108));
}
void _start(void);
void
_start(void)
{
	use((int)variable, variable, buffer);
	for (;;)
		;
}
#ifdef __cplusplus
}
#endif
END
	sort >literal.want <<END
100 - - - - - -
101 0 - - - - -
102 18446744073709551615 81985529216486895 - - - -
103 1 - 64 - - -
104 - 0 97 1 - -
105 - 2 - 255 - -
106 1 2 3 4 5 9223372036854775808
107 - - - - - -
- 5 - - - - -
108 - - - - - -
109 - - - - - -
END
}
