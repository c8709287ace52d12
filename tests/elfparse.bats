#!/usr/bin/env bats
# elfparse and its input: files, pipes, gzip data, temporary files, what is no
# program. What it makes of programs is compared with readelf in
# elfparse_readelf.bats, with the oracle in hostile.bats.

load lib/common
load lib/pipe

@test "elfparse: from a file, standard input, a pipe, gzip" {
	need gzip
	need_sample x86_64/many
	cp "$samples/x86_64/many" many
	elfparse many >want
	elfparse - <many >got
	equal want got
	cat many | elfparse - >got
	equal want got
	elfparse /dev/stdin <many >got
	equal want got
	cat many | elfparse /dev/stdin >got
	equal want got
	for level in 1 9; do
		gzip -c -$level many >many.gz
		elfparse many.gz >got
		equal want got
		elfparse - <many.gz >got
		equal want got
		cat many.gz | elfparse - >got
		equal want got
	done
	# Members one after the other are one file.
	{ head -c 1000 many | gzip; tail -c +1001 many | gzip -1; } >many.gz
	elfparse many.gz >got
	equal want got
	# Standard input in the middle of a file: from there on.
	{ echo 'a line'; cat many; } >long
	{ read -r _; elfparse -; } <long >got
	equal want got
	# The name is the file's; image for standard input.
	name() { python -c '
import lpstream, sys
print(lpstream.decode(lpstream.parse(
    open(sys.argv[1], "rb").read())).prog.name.decode())' "$1"; }
	same many "$(name want)"
	elfparse - <many >got
	same image "$(name got)"
	mkdir -p a/b
	cp many a/b/c.d
	elfparse a/b/c.d >got
	same c.d "$(name got)"
	elfparse many.gz >got
	same many.gz "$(name got)"
}

@test "elfparse: --max-size bounds pipes and gzip data, not files" {
	need gzip
	need_sample x86_64/hello
	cp "$samples/x86_64/hello" hello
	size=$(stat -c %s hello)
	gzip -k hello
	for n in $size $((size + 1)) 1M 1K000 10K 4G 100G; do
		case $n in
		1K000) continue ;;
		esac
		limited 0 sh -c "cat hello | elfparse --max-size $n - >out"
		limited 0 sh -c "elfparse --max-size=$n hello.gz >out"
	done
	for n in $((size - 1)) 0 1 4K; do
		limited 0 sh -c "elfparse --max-size $n hello >out"
		limited 2 sh -c "cat hello | elfparse --max-size $n - >out"
		message elfparse TOO_BIG
		limited 2 sh -c "elfparse --max-size $n hello.gz >out"
		message elfparse GZIP_BOMB
		same STOP "$(records out)"
	done
	for n in x '' -1 1T 1KK K 18446744073709551616 17179869184G 1.5M; do
		limited 2 elfparse --max-size "$n" hello
		usage_message elfparse
	done
}

@test "elfparse: a compression bomb is refused soon" {
	need gzip
	need_sample x86_64/hello
	mkdir tmp
	{ cat "$samples/x86_64/hello"
	    head -c 300000000 /dev/zero; } | gzip -1 >bomb.gz
	ls -l bomb.gz
	export TMPDIR=$PWD/tmp
	for source in 'elfparse --max-size 4M bomb.gz' \
	    'cat bomb.gz | elfparse --max-size 4M -'; do
		limited 2 timeout $((3 * patience)) sh -c "$source >out"
		message elfparse GZIP_BOMB
		same '2 elfparse GZIP_BOMB ' \
		    "$(stop out | head -n 3 | tr '\n' ' ')"
	done
	# What is no ELF file is not even unpacked.
	head -c 300000000 /dev/zero | gzip -1 >zeros.gz
	limited 2 timeout $((3 * patience)) sh -c 'elfparse zeros.gz >out'
	message elfparse NOT_ELF
	same '' "$(ls -A tmp)" 'temporary files left'
}

@test "elfparse: damaged gzip data" {
	need gzip
	need_sample x86_64/hello
	gzip -c "$samples/x86_64/hello" >good.gz
	size=$(stat -c %s good.gz)
	for n in 18 20 100 $((size / 2)) $((size - 9)) $((size - 8)) \
	    $((size - 4)) $((size - 1)); do
		head -c $n good.gz >cut.gz
		limited 2 sh -c 'elfparse cut.gz >out'
		message elfparse GZIP_BAD
		limited 2 sh -c 'cat cut.gz | elfparse - >out'
		message elfparse GZIP_BAD
	done
	for n in 2 3 10; do
		head -c $n good.gz >cut.gz
		limited 2 sh -c 'elfparse cut.gz >out'
		[[ $stderr == 'elfparse: cut.gz: '* ]]
		message_count 1
	done
	# Its CRC, its length, bytes behind it.
	python -c '
d = bytearray(open("good.gz", "rb").read())
for name, at in ("crc", -8), ("length", -4), ("method", 2), ("data", 40):
    e = bytearray(d)
    e[at] ^= 0x5a
    open(name + ".gz", "wb").write(e)'
	{ cat good.gz; echo more; } >more.gz
	for name in crc length method data more; do
		limited 2 sh -c "elfparse $name.gz >out"
		message elfparse GZIP_BAD
	done
	# gzip in gzip is not unpacked twice.
	gzip -c good.gz >twice.gz
	limited 2 sh -c 'elfparse twice.gz >out'
	message elfparse NOT_ELF
}

@test "elfparse: TMPDIR" {
	need_sample x86_64/hello
	mkdir tmp
	hello=$samples/x86_64/hello
	limited 0 sh -c "cat $hello | TMPDIR=$PWD/tmp elfparse - >out"
	same '' "$(ls -A tmp)" 'temporary files left'
	limited 0 sh -c "cat $hello | TMPDIR= elfparse - >out"
	for dir in "$PWD/missing" /dev/null /proc \
	    "$(printf '/x%.0s' {1..3000})"; do
		limited 2 sh -c "cat $hello | TMPDIR=$dir elfparse - >out"
		message elfparse TEMP
		same STOP "$(records out)"
		limited 0 sh -c "TMPDIR=$dir elfparse $hello >out"
	done
	if [ "$(id -u)" -eq 0 ] && setpriv --reuid=nobody --clear-groups \
	    test -x "$bin/elfparse" 2>/dev/null; then
		chmod 755 tmp
		limited 2 sh -c "cat $hello | TMPDIR=$PWD/tmp setpriv \
		    --reuid=nobody --clear-groups $bin/elfparse - >out"
		message elfparse TEMP
	fi
}

@test "elfparse: no room in TMPDIR" {
	need unshare mount
	need_sample x86_64/many
	[ "$(id -u)" -eq 0 ] || skip 'not root: no disk can be made'
	unshare -m true 2>/dev/null || skip 'no mount namespaces here'
	mkdir disk
	limited 2 unshare -m bash -c "
		mount -t tmpfs -o size=16k none disk || exit 77
		cat '$samples/x86_64/many' |
		    TMPDIR=disk elfparse - >out"
	message elfparse TEMP
	[[ $stderr == *'No space left'* ]]
	same STOP "$(records out)"
}

@test "elfparse: what is no program" {
	: >empty
	echo '#!/bin/sh' >script
	printf '\177ELF' >magic
	head -c 63 /bin/sh >short
	try() {
		limited 2 timeout $((3 * patience)) sh -c "elfparse $1 >out"
		message elfparse "$2"
		same '2 elfparse '"$2 " "$(stop out | head -n 3 | tr '\n' ' ')"
	}
	try missing OPEN
	try . OPEN
	try script/x OPEN
	try empty NOT_ELF
	try script NOT_ELF
	try /dev/null NOT_ELF
	try /dev/zero NOT_ELF
	try '- </dev/zero' NOT_ELF
	try '- </dev/null' NOT_ELF
	try '- <&-' READ
	try '- <.' OPEN
	try magic ELF_HEADER
	try short ELF_HEADER
	truncate -s 4G sparse
	try sparse NOT_ELF
	try '- <sparse' NOT_ELF
	ln -s loop loop
	try loop OPEN
	rm sparse
}

@test "elfparse: a program of 4 GiB, nearly all of it a hole" {
	need_sample x86_64/hello
	cp "$samples/x86_64/hello" hello
	elfparse hello >want
	truncate -s 4G hello
	limited 0 timeout $((3 * patience)) sh -c 'elfparse hello >got'
	equal want got
	rm hello
}

@test "elfparse: a file that may not be read" {
	need setpriv
	[ "$(id -u)" -eq 0 ] || skip 'not root'
	setpriv --reuid=nobody --clear-groups test -x "$bin/elfparse" ||
	    skip 'nobody may not run the tools here'
	cp "$(sample hello)" secret
	chmod 600 secret
	run --separate-stderr sh -c "cd / && setpriv --reuid=nobody \
	    --clear-groups '$bin/elfparse' '$PWD/secret' >'$PWD/out'"
	same 2 "$status"
	message elfparse OPEN
	[[ $stderr == *'Permission denied'* ]]
}
