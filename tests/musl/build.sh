#!/bin/sh
# build.sh DIR: musl, from Debian's source package, with its system calls made
# into slots by syslift.inc; into DIR/include and DIR/lib. If the source cannot
# be had here, says so, and leaves nothing.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
cd "$1"

skip() {
	echo "musl: skipped: $*"
	exit 0
}

# Of this script, of syslift.inc, and what they made.
made=$(cat "$top/tests/musl/build.sh" "$top/syslift/syslift.inc" | cksum)
if [ "$(cat made 2>/dev/null)" = "$made" ] && [ -e lib/libc.a ]; then
	exit 0
fi
[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'not Linux on x86-64'

# Lists and packages of our own: this system's apt stays as it is.
fetch() {
	command -v apt-get >/dev/null || skip 'no apt-get'
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -e $keys ] || skip "no $keys"
	mkdir -p apt/lists/partial apt/cache/archives/partial
	echo "deb-src [signed-by=$keys] http://deb.debian.org/debian bookworm main" \
	    >apt/sources.list
	cat >apt/apt.conf <<-END
		Dir::Etc::SourceList "$PWD/apt/sources.list";
		Dir::Etc::SourceParts "-";
		Dir::State::Lists "$PWD/apt/lists";
		Dir::Cache "$PWD/apt/cache";
		APT::Sandbox::User "";
		Acquire::Languages "none";
	END
	export APT_CONFIG="$PWD/apt/apt.conf"
	echo 'musl: fetching the source'
	timeout 300 apt-get -q=2 update >apt/log 2>&1 &&
	timeout 300 apt-get -q=2 source --download-only musl >>apt/log 2>&1 ||
	    skip "no source package: $(tail -n 1 apt/log)"
	rm -rf apt
}

set -- musl_*.orig.tar.gz
[ -e "$1" ] || fetch
set -- musl_*.orig.tar.gz
[ -e "$1" ] || skip 'no musl_*.orig.tar.gz in the source package'
rm -rf source lib include made
mkdir source
tar -xzf "$1" -C source --strip-components 1

echo 'musl: building'
cd source
./configure --disable-shared --prefix=/ CC="${CC:-gcc}" \
    CFLAGS="-Os -Wa,$top/syslift/syslift.inc" >../log 2>&1
# as reads the macros and then its input: not from a pipe.
sed -i 's/-pipe//' config.mak
make -s -j "$(nproc)" install-libs install-headers DESTDIR="$(dirname "$PWD")" \
    >>../log 2>&1 || {
	tail -n 5 ../log >&2
	exit 1
}
cd ..
rm -rf source
echo "$made" >made
