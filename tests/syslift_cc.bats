#!/usr/bin/env bats
# syslift-cc, as "make install" puts it in its place, and programs of Debian's
# built with it, in the chain ("make musl" builds and fetches what they need).

bats_require_minimum_version 1.5.0
load lib/common
load lib/musl
load lib/syslift_cc

setup() {
	need_host
	need_tools elfparse syscallreject allowplan patchapply runimg
	have_syslift_cc
}

# Calls of a C file, of an assembler file and of one that is preprocessed,
# beside those of the library.
sources() {
	cat >main.c <<'END'
#include <stdio.h>
#include <unistd.h>
long in_s(void), in_S(void);
int
main(void)
{
	long in_c = 39;

	__asm__ volatile("syscall" : "+a"(in_c) : : "rcx", "r11", "memory");
	printf("%d %d %d\n", in_c == getpid(), in_s() == getpid(),
	    in_S() == getpid());
	return 9;
}
END
	printf '.globl in_s\nin_s: mov $39,%%eax\nsyscall\nret\n' >one.s
	printf '#define N 39\n.globl in_S\nin_S: mov $N,%%eax\nsyscall\nret\n' \
	    >two.S
}

# runs FILE: it prints what sources() says, loaded
runs() {
	no_call "$1"
	plan "$1" arch_prctl,exit_group,getpid,writev
	limited 9 "$bin/runimg" -s "$1.img"
	same '1 1 1' "$output"
}

@test "compiling, assembling and linking, at once and one by one" {
	sources
	syslift-cc -o first main.c one.s two.S
	runs first
	syslift-cc main.c one.s -O2 two.S -o last
	runs last
	syslift-cc -c main.c one.s two.S
	syslift-cc one.o main.o two.o -o objects
	runs objects
	syslift-cc -r -o both.o one.o two.o
	syslift-cc -S main.c
	syslift-cc -E two.S -o three.s
	syslift-cc -E main.c | syslift-cc -x c -c - -o four.o
	syslift-cc -o staged main.s one.s three.s
	runs staged
	syslift-cc four.o both.o
	runs a.out
	ln -s "$cc_dir/bin/syslift-cc" elsewhere
	./elsewhere -o by_link four.o both.o
	runs by_link
	for option in -flto -pipe -static -no-pie -fno-pie -g3 -save-temps \
	    -ffunction-sections\ -Wl,--gc-sections -Xlinker\ -static \
	    -lm\ -lpthread\ -ldl -O2\ -march=native; do
		echo "$option"
		rm -f out
		syslift-cc main.c one.s two.S $option -o out
		runs out
	done
}

@test "a static PIE if it is asked for, or else fixed addresses" {
	sources
	for option in -O1 -static -no-pie; do
		syslift-cc $option -o fixed main.c one.s two.S
		readelf -h fixed | grep 'Type: *EXEC' > /dev/null
		readelf -lW fixed | not grep -E 'INTERP|DYNAMIC|RWE'
	done
	for option in -static-pie -pie '-static -pie'; do
		syslift-cc $option -o pie main.c one.s two.S
		readelf -h pie | grep 'Type: *DYN' > /dev/null
		readelf -lW pie | not grep -E 'INTERP|RWE'
		runs pie
	done
}

@test "headers and libraries of another C library stay outside" {
	echo '#include <gnu/libc-version.h>' >gnu.c
	not syslift-cc -c gnu.c 2>err
	grep -q 'No such file' err
	cat >in.c <<'END'
#include <emmintrin.h>
#include <linux/loop.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#ifdef __GLIBC__
#error glibc
#endif
int main(void) { return 0; }
END
	syslift-cc -Wall -Werror -o in in.c
	echo 'int main(void) { return 0; }' >main.c
	# The system has these, for its own.
	for library in nsl anl BrokenLocale; do
		not syslift-cc main.c -l$library
	done
	same "$cc_dir/lib/loadpipe/musl/x86_64/lib/libc.a" \
	    "$(syslift-cc -print-file-name=libc.a)"
	not syslift-cc -nostdinc -c in.c 2>err
	grep -q 'emmintrin.h' err
}

@test "what cannot be done is said" {
	echo 'int main(void) { return 0; }' >main.c
	limited 2 syslift-cc -shared -o lib.so main.c
	message syslift-cc SHARED
	limited 2 env SYSLIFT_MUSL="$PWD" syslift-cc main.c
	message syslift-cc NO_MUSL
	limited 2 env SYSLIFT_CC=no-such-compiler syslift-cc main.c
	message syslift-cc COMPILER
	cp "$cc_dir/bin/syslift-cc" alone
	limited 2 ./alone main.c
	message syslift-cc INSTALL
	# Not an object without its calls.
	echo -pipe >options
	limited 1 syslift-cc @options -c main.c
	[[ $stderr == *'-pipe is not for syslift-cc'* ]]
	[ ! -e main.o ]
	limited 1 syslift-cc
	[[ $stderr == *'no input files'* ]]
	limited 0 syslift-cc --help
	[[ $output == 'usage: syslift-cc '* ]]
	limited 0 syslift-cc --version
	same "$(gcc --version | head -n 1)" "${lines[0]}"
	limited 0 syslift-cc -v
	[[ $stderr == *'gcc version'* ]]
	[ -z "$(ls a.out 2>/dev/null)" ]
}

@test "its manual page's examples" {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh [^E]/p' "$top/man/syslift-cc.1" |
	sed -n '/^\.Bd/,/^\.Ed/{ /^\./d; s/\\e/\\/g; p; }' >examples
	[ -s examples ]
	limited 0 bash -eu -o pipefail examples
	same 'hello, world' "$output"
}

@test "other machines' compilers" {
	cat >hello.c <<'END'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
END
	n=0
	for machine in aarch64 riscv64; do
		[ -e "$musl_dir/$machine/lib/libc.a" ] || continue
		need $machine-linux-gnu-gcc qemu-$machine
		for link in -static -static-pie; do
			SYSLIFT_CC=$machine-linux-gnu-gcc syslift-cc $link \
			    -o hello hello.c
			"$bin/elfparse" -q hello | "$bin/syscallreject" -q \
			    >/dev/null
			python "$top/tests/lib/entries.py" hello on
			chmod +x on
			limited 0 qemu-$machine ./on
			same hello "$output"
		done
		n=$((n + 1))
	done
	[ $n -gt 0 ] || skip 'no musl of other machines: MUSL_MACHINES'
}

@test "sash: looking at files" {
	build_sash
	cat >looks <<'END'
-echo hello world
-ls -l in
-ls
-grep -n two in
-sum in
-cmp in same
-cmp in other
-find . -name same
-more in
-file in
-where nothing
-printenv LP_WORD
cd old
-pwd
-more none
help pwd
exit 5
END
	sash_does looks access,arch_prctl,brk,chdir,exit_group,getcwd,getdents64,lstat,mmap,open,read,stat,writev
	grep -x 'status 5' looks.native/left
	grep -x '2: two' looks.native/out
	# The same from standard input.
	fresh
	shot "$PWD/native/sash" <looks
	mv out piped
	fresh
	plan sash/sash access,arch_prctl,brk,chdir,exit_group,getcwd,getdents64,ioctl,lstat,mmap,open,read,stat,writev
	shot "$bin/runimg" -s ../sash/sash.img <looks
	diff piped out
}

@test "sash: making and changing files" {
	build_sash
	cat >makes <<'END'
-mkdir d
-cp in d/copy
-mv d/copy d/moved
-ln d/moved d/link
-ln -s moved d/sym
-chmod 640 d/link
-dd if=in of=d/dd bs=3
-tar cf d/in.tar in
-tar tf d/in.tar
-touch d/new
-rm in
-cp none other
-rmdir d
exit 6
END
	all=access,arch_prctl,brk,chmod,close,exit_group,fstat,link,mkdir,mmap,open,read,rename,rmdir,stat,symlink,unlink,write,writev
	sash_does makes $all
	grep -x 'status 6' makes.native/left
	grep -x './d/sym l 777 1 moved' makes.native/left
	# What is missing happens not, and sash says why.
	for one in 'mkdir:d:-mkdir d' 'symlink:l:-ln -s in l' \
	    'link:h:-ln in h'; do
		IFS=: read -r call made line <<<"$one"
		printf '%s\nexit 3\n' "$line" >script
		for list in "$all" "$(without "$call" "$all")"; do
			plan sash/sash "$list"
			fresh
			shot "$bin/runimg" -s ../sash/sash.img -- -f ../script
			grep -x 'status 3' left
			if [ "$list" = "$all" ]; then
				[ -e "run/$made" ] || [ -h "run/$made" ]
				same '' "$(cat err)"
			else
				[ ! -e "run/$made" ]
				[ ! -h "run/$made" ]
				same "$made: Function not implemented" \
				    "$(cat err)"
			fi
		done
	done
}

# Its configure cannot run what it compiles: that is not in the chain. Bytes that
# are a call by chance go with other optimization, as the manual says.
@test "hello, by its configure" {
	source_of hello
	cd hello
	./configure -q --host=x86_64-linux-musl CC=syslift-cc \
	    --disable-nls >config.out 2>&1
	for level in -O2 -Os -O1; do
		make -s clean >/dev/null
		make -s CFLAGS=$level MAKEINFO=: >make.out 2>&1 || {
			tail make.out
			return 1
		}
		"$bin/elfparse" -q hello | "$bin/syscallreject" >/dev/null ||
		    continue
		break
	done
	no_call hello
	plan hello arch_prctl,brk,close,exit_group,lseek,mmap,writev
	limited 0 "$bin/runimg" -s hello.img -- -g 'good day'
	same 'good day' "$output"
	limited 0 "$bin/runimg" -s hello.img
	same 'Hello, world!' "$output"
	limited 0 "$bin/runimg" -s hello.img -- --no-such-option
	[[ $stderr == *'unrecognized option'* ]]
	plan hello arch_prctl,brk,close,exit_group,lseek,mmap
	limited 1 "$bin/runimg" -s hello.img
	same '' "$output"
}
