#!/bin/bash
# corpus.sh BUILD [PATTERN]: compiles the selftests of Debian's linux-source-6.12
# (those whose names match), and compares for every program what the kernel says
# with what bpfcheck says; then the objects in some of Debian's packages. Results
# stay in BUILD/corpus. Exit status: 0; 1 a
# program is accepted wrongly, or fewer than 97 in 100 of those that need nothing
# that is missing have the kernel's verdict; 77 nothing can be loaded here; 78 the
# source cannot be had.
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
pattern=${2:-*}
dir=$build/corpus
mkdir -p "$dir/obj"

# The part of the source that is needed; from the package, if not given.
source=${LINUX_SOURCE:-$dir/source}
if [ ! -d "$source/tools/testing/selftests/bpf" ]; then
	package=$(ls /usr/src/linux-source-6.12.tar.xz "$dir"/usr/src/*.tar.xz \
	    2>/dev/null | head -n 1)
	if [ -z "$package" ]; then
		(cd "$dir" && apt-get download -qq linux-source-6.12 &&
		    dpkg-deb -x linux-source-6.12_*.deb . &&
		    rm linux-source-6.12_*.deb) 2>/dev/null || exit 78
		package=$(ls "$dir"/usr/src/*.tar.xz)
	fi
	mkdir -p "$source"
	tar -xf "$package" -C "$source" --strip-components=1 --wildcards \
	    '*/tools/testing/selftests/bpf/*' '*/tools/include/*' || exit 1
fi
tests=$source/tools/testing/selftests/bpf

[ -s "$dir/vmlinux.h" ] ||
    bpftool btf dump file /sys/kernel/btf/vmlinux format c \
        >"$dir/vmlinux.h" || exit 77

# What the selftests' own Makefile gives their compiler.
compile() { # FILE
	local out
	out=$dir/obj/$(basename "$1" .c).o
	[ "$out" -nt "$1" ] && return
	timeout 120 clang-19 -target bpf -O2 -g -mcpu=v3 -std=gnu11 -w \
	    -D__TARGET_ARCH_x86 -fno-strict-aliasing -I"$dir" -I"$tests" \
	    -I"$tests/../../../include/uapi" -I/usr/include/x86_64-linux-gnu \
	    -c "$1" -o "$out.new" 2>>"$dir/compile.log" &&
	    mv "$out.new" "$out"
	rm -f "$out.new"
}
export -f compile
export dir tests
: >"$dir/compile.log"
find "$tests/progs" -name "$pattern.c" -print0 |
    nice xargs -0 -n 1 -P 2 bash -c 'compile "$1"' _
echo "corpus: $(find "$dir/obj" -name '*.o' | wc -l) objects"

# compare NAME: what both say of the objects in NAME, one at a time: a verifier that
# hangs or a tool that crashes costs one object.
compare() {
	local o
	for o in "$1"/*.o; do
		[[ $(basename "$o") == $pattern.o ]] || continue
		timeout 300 "$build/bpf/kobj" "$o"
		[ $? -ne 77 ] || exit 77
	done >"$1.tsv" 2>"$1.log"
	for o in "$1"/*.o; do
		[[ $(basename "$o") == $pattern.o ]] || continue
		timeout 300 "$build/bin/bpfcheck" --csv "$o"
	done >"$1.csv" 2>"$1.ours"
	python3 "$top/tests/bpf/corpus.py" "$1.tsv" "$1.csv" >"$1.report" ||
	    wrong=1
	cat "$1.report"
}

# Objects in Debian's packages.
packages() {
	local p
	mkdir -p "$dir/packages" "$dir/debian"
	for p in libbpf-tools pcp xdp-tools libxdp1 ir-keytable; do
		[ -d "$dir/packages/$p" ] && continue
		(cd "$dir/packages" && apt-get download -qq "$p" &&
		    dpkg-deb -x "$p"_*.deb "$p" && rm "$p"_*.deb) 2>/dev/null ||
		    echo "corpus: the package $p cannot be had"
	done
	find "$dir/packages" -type f -exec \
	    python3 "$top/tests/bpf/embedded.py" "$dir/debian" {} +
}

wrong=0
compare "$dir/obj"
if [ "$pattern" = '*' ]; then
	packages
	echo "corpus: objects of Debian's packages"
	compare "$dir/debian"
fi
case $(uname -r) in
6.18.*) exit $wrong ;;
*) echo "corpus: kernel $(uname -r): only reported" ;;
esac
