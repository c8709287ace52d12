#!/bin/sh
# build.sh DIR: the programs of real_more.bats, unless they are there: sqlite3's
# shell of Debian's source, whose upstream archive stands in DIR, with Debian's
# static library; one in Go, one in Rust.
set -eu
src=$(cd "$(dirname "$0")" && pwd)
cd "$1"

# The shell's source is put together of several files, as tool/mkshellc.tcl
# does, but without Tcl.
shell() {
	perl -e '
		sub put {
			$_ = "\n" if /^typedef .*\b(\w+);/ && $seen{$1}++;
			print;
		}
		my $dir = shift;
		open my $in, "<", "$dir/shell.c.in" or die "shell.c.in: $!";
		while (<$in>) {
			if (!/^INCLUDE (\S+)/) { put; next }
			open my $part, "<", "$dir/$1" or die "$1: $!";
			while (<$part>) {
				put unless /^# *include "(sqlite|test_windirent)/;
			}
		}' "$1"
}

archive=$(ls sqlite3_*.orig.tar.xz 2>/dev/null) || archive=
if [ ! -e sqlite3 ] && [ -n "$archive" ]; then
	echo "real: building sqlite3"
	rm -rf source
	mkdir source
	tar -xf "$archive" -C source --strip-components=1
	shell source/src >shell.c
	# glibc warns of dlopen and getpwuid, which are not used here.
	gcc -O1 -static -o sqlite3.new shell.c -lsqlite3 -lm 2>sqlite3.log ||
	    { cat sqlite3.log; exit 1; }
	mv sqlite3.new sqlite3
	rm -rf source
fi
if [ ! -e sums ] || [ "$src/sums.go" -nt sums ]; then
	echo "real: building sums, in Go"
	GOCACHE=$PWD/go.cache CGO_ENABLED=0 GO111MODULE=off \
	    /usr/bin/go build -o sums "$src/sums.go"
fi
if [ ! -e words ] || [ "$src/words.rs" -nt words ]; then
	echo "real: building words, in Rust"
	/usr/bin/rustc -O -C target-feature=+crt-static -o words "$src/words.rs"
fi
