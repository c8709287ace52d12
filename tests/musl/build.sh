#!/bin/sh
# build.sh DIR MACHINE...: musl, from Debian's source package, with its system
# calls made into slots by syslift.inc; into DIR/MACHINE/include and lib. What
# cannot be had here is skipped, with a line that says so.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
cd "$1"
dir=$PWD
shift

# Of this script, of syslift.inc, and what they made.
made=$(cat "$top/tests/musl/build.sh" "$top/syslift/syslift.inc" | cksum)

skip() {
	echo "musl: skipped: $*"
}

# compiler MACHINE: its prefix, or nothing for this machine's own
cross() {
	[ "$1" = "$(uname -m)" ] || echo "$1-linux-gnu-"
}

# kernel MACHINE: the kernel's own headers, which no C library has, beside
# those of the library
kernel() {
	for from in "/usr/$1-linux-gnu/include" /usr/include \
	    "/usr/include/$1-linux-gnu"; do
		for part in linux asm asm-generic mtd; do
			[ ! -e "$from/$part" ] || [ -e "$1/include/$part" ] ||
			    cp -RL "$from/$part" "$1/include"
		done
	done
}

build() { # MACHINE
	if [ "$(cat "$1/made" 2>/dev/null)" = "$made" ] &&
	    [ -e "$1/lib/libc.a" ]; then
		return 0
	fi
	command -v "$(cross "$1")gcc" >/dev/null || {
		skip "no $(cross "$1")gcc"
		return 0
	}
	"$top/tests/musl/source.sh" . musl
	ls musl_*.orig.tar.gz >/dev/null 2>&1 || return 0
	rm -rf "$1"
	mkdir -p "$1/source"
	tar -xzf musl_*.orig.tar.gz -C "$1/source" --strip-components 1
	echo "musl: building for $1"
	(
		cd "$1/source"
		./configure --disable-shared --prefix=/ \
		    --target="$1-linux-gnu" CROSS_COMPILE="$(cross "$1")" \
		    CFLAGS="-Os -Wa,$top/syslift/syslift.inc"
		# as reads the macros and then its input: not from a pipe.
		sed -i 's/-pipe//' config.mak
		make -s -j "$(nproc)" install-libs install-headers \
		    DESTDIR="$dir/$1"
		rm "$dir/$1/lib/musl-gcc.specs"
	) >"$1/log" 2>&1 || {
		tail -n 5 "$1/log" >&2
		return 1
	}
	rm -rf "$1/source"
	kernel "$1"
	echo "$made" >"$1/made"
}

for machine; do
	build "$machine"
done
