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

# Lists and packages of our own: this system's apt stays as it is.
fetch() {
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	command -v apt-get >/dev/null && [ -e $keys ] || {
		skip 'not a Debian system'
		return 1
	}
	mkdir -p apt/lists/partial apt/cache/archives/partial
	echo "deb-src [signed-by=$keys] http://deb.debian.org/debian bookworm main" \
	    >apt/sources.list
	cat >apt/apt.conf <<-END
		Dir::Etc::SourceList "$dir/apt/sources.list";
		Dir::Etc::SourceParts "-";
		Dir::State::Lists "$dir/apt/lists";
		Dir::Cache "$dir/apt/cache";
		APT::Sandbox::User "";
		Acquire::Languages "none";
	END
	echo 'musl: fetching the source'
	(
		export APT_CONFIG="$dir/apt/apt.conf"
		timeout 300 apt-get -q=2 update &&
		timeout 300 apt-get -q=2 source --download-only musl
	) >apt/log 2>&1 || {
		skip "no source package: $(tail -n 1 apt/log)"
		return 1
	}
	rm -rf apt
}

# compiler MACHINE: its prefix, or nothing for this machine's own
cross() {
	[ "$1" = "$(uname -m)" ] || echo "$1-linux-gnu-"
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
	ls musl_*.orig.tar.gz >/dev/null 2>&1 || fetch || return 0
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
	) >"$1/log" 2>&1 || {
		tail -n 5 "$1/log" >&2
		return 1
	}
	rm -rf "$1/source"
	echo "$made" >"$1/made"
}

for machine; do
	build "$machine"
done
