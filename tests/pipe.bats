#!/usr/bin/env bats
# The whole chain: samples on all machines, lists, one message for one
# failure, ways to read a file, what every tool does with its options and
# descriptors, memory, and allocations that fail.

load lib/common

tools='elfparse syscallreject allowplan patchapply runimg imgdump'
stages='syscallreject allowplan patchapply'
build_dir=${LP_BUILD:-$top/build}

setup() {
	need_host
	need_tools $tools
	cd "$BATS_TEST_TMPDIR"
	PATH=$bin:$PATH
}

# piped STATUSES COMMAND: a pipeline; its statuses one by one, as a regular
# expression; standard output in $output, messages in $stderr
piped() {
	local want=$1
	run --separate-stderr timeout "$limit" bash -c "$2
		echo \"\${PIPESTATUS[*]}\" >statuses"
	[[ $(cat statuses) =~ ^$want$ ]] || {
		echo "$2: want '$want', got '$(cat statuses)': $stderr"
		return 1
	}
}

# message_count N: lines on standard error
message_count() {
	local n=0
	[ -z "$stderr" ] || n=$(printf '%s\n' "$stderr" | wc -l)
	[ "$n" -eq "$1" ] || {
		echo "$n messages, not $1: $stderr"
		return 1
	}
}

# planned [ARG...]: allowplan on cat.parsed; the calls that it allows
planned() {
	limited 0 sh -c 'allowplan "$@" <cat.parsed >plan' sh "$@"
	same '' "$stderr"
	python - <<'END'
import lpstream
image = lpstream.decode(lpstream.parse(open('plan', 'rb').read()))
names = {0: 'read', 1: 'write', 60: 'exit'}
print(' '.join(sorted(names[p.number] for p in image.plan if p.decision)))
END
}

# equal A B: two streams say the same of the image, whatever its name
equal() {
	python - "$@" <<'END'
import sys, lpstream
a, b = (lpstream.decode(lpstream.parse(open(p, 'rb').read()))
        for p in sys.argv[1:3])
for image in a, b:
    image.prog.name, image.statements = b'image', []
if a.stream() != b.stream():
    sys.exit('%s and %s differ' % tuple(sys.argv[1:3]))
END
}

# What argument a tool needs.
argument() {
	case $1 in
	elfparse) echo "$samples/x86_64/many" ;;
	allowplan) echo --all ;;
	esac
}

# inputs: the stream that each tool takes, in TOOL.in
inputs() {
	local name=${1:-many}
	need_sample x86_64/$name
	: >elfparse.in
	elfparse "$samples/x86_64/$name" >syscallreject.in
	syscallreject <syscallreject.in >allowplan.in
	allowplan --all <allowplan.in >patchapply.in
	patchapply <patchapply.in >runimg.in
	cp runimg.in imgdump.in
}

# What a tool exits with where a stage exits with 1 or 2.
status_of() {
	case $1$2 in
	runimg1) echo 126 ;;
	runimg2) echo 125 ;;
	*) echo "$2" ;;
	esac
}

# The chain.

@test "the chain runs every sample, with its output and status" {
	echo input >input
	chained() {
		local name=$1 list=$2 want=$3
		shift 3
		need_sample x86_64/$name
		run --separate-stderr timeout "$limit" bash -c 'set -o pipefail
			elfparse "$1" | syscallreject | allowplan "$2" |
			patchapply | runimg "${@:3}"' bash \
		    "$samples/x86_64/$name" "$list" "$@"
		same "$want" "$status $output" "$name"
		same '' "$stderr"
	}
	chained hello write,exit '0 hello, world'
	chained hello 1,60 '0 hello, world'
	chained print_args write,exit $'0 print_args\na\nb c' a 'b c'
	chained print_args write,exit $'0 name\n-x' -a name -- -x
	chained status exit '42 '
	chained status exit '7 ' 7
	chained cat read,write,exit '0 input' -i input
	chained cat read,write,exit '0 '
	chained many --all '0 answered 1998, denied 0'
	chained pie write,exit $'0 position\nindependent\nstatic'
	chained cxx getpid,write,exit '0 same'
	chained print_env write,exit '0 ' -E
	limited 0 bash -c "chain() { elfparse '$samples/x86_64/getpid' |
		syscallreject | allowplan getpid,write,exit | patchapply; }
		chain >getpid.img
		exec runimg -s getpid.img"
	[[ $output =~ ^[0-9]+$ ]]
}

@test "the chain makes files that run on the other machines" {
	echo input >input
	for m in aarch64 riscv64; do
		command -v qemu-$m >/dev/null || skip "no qemu-$m"
		chained() {
			local name=$1 list=$2 want=$3
			shift 3
			need_sample $m/$name
			limited 0 bash -c 'set -o pipefail
				elfparse "$1" | syscallreject |
				allowplan "$2" | patchapply | runimg -o out' \
			    bash "$samples/$m/$name" "$list"
			message_count 1
			[[ $stderr == "runimg: $name: WRITTEN: "* ]]
			run --separate-stderr timeout "$limit" qemu-$m ./out \
			    "$@" <input
			same "$want" "$status $output" "$m/$name"
		}
		chained hello write,exit '0 hello, world'
		chained hello 64,93 '0 hello, world'
		chained status exit '7 ' 7
		chained cat read,write,exit '0 input'
		chained many --all '0 answered 1998, denied 0'
		chained pie write,exit $'0 position\nindependent\nstatic'
		chained cxx getpid,write,exit '0 same'
		# Denied calls.
		chained getpid write,exit '0 getpid: error 38'
		chained hello exit '0 '
		chained cxx write,exit '0 denied'
		chained many '-d getpid' '0 answered 1712, denied 286'
		piped '0 0 0 0 126' "elfparse $samples/$m/hello |
		    syscallreject | allowplan --all | patchapply | runimg"
		message runimg FOREIGN
	done
}

@test "denied calls answer ENOSYS" {
	denied() {
		local name=$1 list=$2 want=$3
		patched "$name" "$name" "$list"
		run --separate-stderr timeout "$limit" runimg -s "$name.img"
		same "$want" "$status $output" "$name $list"
	}
	denied getpid write,exit '0 getpid: error 38'
	denied getpid '-dgetpid' '0 getpid: error 38'
	denied hello exit '0 '
	denied hello 60 '0 '
	denied cxx write,exit '0 denied'
	denied many '-dgetpid' '0 answered 1712, denied 286'
	denied many write,exit '0 answered 0, denied 1998'
	denied status exit '42 '
	# 64 is write on AArch64, not here.
	denied hello 64,60 '0 '
	echo input >input
	patched cat cat read,exit
	limited 1 sh -c 'runimg -s cat.img <input'
	same '' "$output"
}

@test "a denied exit: the image does not end by itself" {
	patched hello hello write
	run timeout 1 runimg -s hello.img
	same '124 hello, world' "$status $output"
}

@test "an empty list: no system call is made" {
	need strace
	for name in hello cat getpid many cxx; do
		patched $name $name ''
		run timeout 1 strace -f -o trace runimg -s $name.img
		same 124 "$status" "$name spins"
		sed '1,/execveat(.*= 0$/d' trace | grep -v -e '^[0-9]* *+++' \
		    -e '^[0-9]* *--- SIG' >after || true
		same '' "$(cat after)" "calls of $name"
		grep -q 'execveat(.*= 0$' trace
	done
}

@test "a number that is not constant is refused, through the whole chain" {
	need_sample x86_64/varnr
	for m in $machines; do
		need_sample $m/varnr
		piped '0 0 1 1 126' "elfparse $samples/$m/varnr |
		    syscallreject | allowplan --all | patchapply | runimg"
		message allowplan NUMBER_UNKNOWN
		[[ $stderr == *sample_main+* ]]
		limited 1 bash -c "set -o pipefail
			elfparse $samples/$m/varnr | syscallreject |
			allowplan --all | patchapply >out"
		message allowplan NUMBER_UNKNOWN
		same $'1\nallowplan\nNUMBER_UNKNOWN' \
		    "$(stop out | head -n 3)"
	done
}

@test "one failure, one message and one status, however long the chain" {
	cp /bin/sh dynamic
	build raw <<<"put(e, TEXT, NOPS_AT, b'\\x0f\\x05')"
	need_sample x86_64/hello
	local filters='syscallreject | syscallreject | syscallreject'
	local rest='allowplan --all | patchapply'
	try() {
		local first=$1 code=$2 n=$3 r=$4
		piped "$n $n $n $n $n $n $r" \
		    "elfparse $first | $filters | $rest | runimg"
		message elfparse "$code"
		piped "$n $n $n $n $n $n $n" \
		    "elfparse $first | $filters | $rest | imgdump"
		message elfparse "$code"
		[[ $output == *"STOP by elfparse: $code"* ]]
		piped "$n $n $n $n $n $n $r" \
		    "elfparse $first | $filters | $rest | runimg -o out"
		message elfparse "$code"
	}
	try missing OPEN 2 125
	try dynamic INTERP 1 126
	try /dev/null NOT_ELF 2 125
	# In the middle.
	piped '0 1 1 1 1 126' \
	    'elfparse raw | syscallreject | syscallreject | '"$rest"' | runimg'
	message syscallreject RAW_CALL
	piped '0 0 2 2 125' "elfparse $samples/x86_64/hello | syscallreject |
	    allowplan nothing | patchapply | runimg"
	message allowplan CALL_NAME
	# It does not wait for its input: a SIGPIPE before it is quiet.
	piped '(0|141) (0|141) 2 2 125' "elfparse $samples/x86_64/hello |
	    syscallreject | allowplan -f missing | patchapply | runimg"
	message allowplan OPEN
	piped '0 0 0 1 1 126' "elfparse $samples/x86_64/hello | syscallreject |
	    allowplan --all | allowplan --all | patchapply | runimg"
	message allowplan PLAN_EXISTS
	piped '0 0 1 126' "elfparse $samples/x86_64/hello | syscallreject |
	    patchapply | runimg"
	message patchapply NO_PLAN
	[ ! -e out ]
}

@test "-q: one failure without a message, the same statuses" {
	piped '2 2 2 2 125' 'elfparse -q missing | syscallreject -q |
	    allowplan -q --all | patchapply -q | runimg -q'
	message_count 0
	# A quiet stage, a later one that is not.
	piped '2 2 2 2 125' 'elfparse -q missing | syscallreject |
	    allowplan --all | patchapply | runimg'
	message_count 0
}

@test "a stage that is killed: the next one says that the stream is cut" {
	inputs
	head -c 3000 syscallreject.in >cut
	for tool in $stages runimg imgdump; do
		n=$(status_of $tool 2)
		limited $n sh -c "$tool $(argument $tool) <cut >out"
		[[ $stderr == $tool:*': TRUNCATED: '* ]]
	done
	piped '0 2 2 2 125' 'cat cut | syscallreject | allowplan --all |
	    patchapply | runimg'
	message syscallreject TRUNCATED
}

@test "--bare: runimg refuses to run, check or write it" {
	need_sample x86_64/hello
	for args in '' --check '-o out'; do
		piped '0 0 0 0 126' "elfparse $samples/x86_64/hello |
		    syscallreject | allowplan --all | patchapply --bare |
		    runimg $args"
		message runimg FILTER_HELD
	done
	[ ! -e out ]
	# Nothing allowed: there is nothing to hold.
	piped '0 0 0 0 0' "elfparse $samples/x86_64/hello | syscallreject |
	    allowplan '' | patchapply --bare | runimg --check"
}

@test "stages in any number of runs give the same bytes" {
	inputs
	for tool in $stages; do
		for i in 1 2; do
			sh -c "$tool $(argument $tool) <$tool.in >$tool.$i"
			# Pieces of any size.
			python -c '
import sys, time
data, at = open(sys.argv[1], "rb").read(), 0
for n in 1, 7, 15, 1, 16, 100, 4095, 65536, 3:
    sys.stdout.buffer.write(data[at:at + n]); sys.stdout.flush(); at += n
    time.sleep(0.002)
sys.stdout.buffer.write(data[at:])' $tool.in |
			    $tool $(argument $tool) >$tool.slow
		done
		cmp $tool.1 $tool.2
		cmp $tool.1 $tool.slow
	done
}

# Lists.

cat_parsed() {
	need_sample x86_64/cat
	elfparse "$samples/x86_64/cat" >cat.parsed
}

@test "allowplan: the forms of a list" {
	cat_parsed
	all='exit read write'
	same "$all" "$(planned read,write,exit)"
	same "$all" "$(planned 0,1,60)"
	same "$all" "$(planned read,1,exit)"
	same "$all" "$(planned --all)"
	same "$all" "$(planned 'exit , read,	write ')"
	same "$all" "$(planned $'read,\nwrite,\nexit\n')"
	same "$all" "$(planned 60,60,exit,0,1,write)"
	same "$all" "$(planned 1023,0,1,60,getpid)"
	same 'exit' "$(planned 060)"
	same 'read' "$(planned 0)"
	same 'read' "$(planned 0000000000000000000000000000000)"
	same '' "$(planned '')"
	same '' "$(planned ' ')"
	same '' "$(planned getpid)"
	same 'exit read' "$(planned -d write)"
	same 'exit read' "$(planned --deny=1)"
	same '' "$(planned -d read,write,exit)"
	same "$all" "$(planned -d '')"
	same "$all" "$(planned -d getpid)"
}

@test "allowplan: the list in a file" {
	cat_parsed
	printf '# calls\n\nread\n  1\t# write\n60#exit\n\r\n' >list
	same 'exit read write' "$(planned -f list)"
	printf 'read' >list
	same read "$(planned --file list)"
	printf 'read\r\nwrite\r\n' >list
	same 'read write' "$(planned -f list)"
	printf '#all\n' >list
	same '' "$(planned -f list)"
	: >list
	same '' "$(planned -f list)"
	mkfifo pipe
	echo write >pipe 3>&- &
	same write "$(planned -f pipe)"
	wait
	# Lines are not commas' lists.
	echo read,write >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	[[ $stderr == *'@line 1:'* ]]
	printf 'read\n# x\n\nwirte\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan CALL_NAME
	[[ $stderr == *'@line 4:'*write* ]]
	printf 'read\nwrite exit\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	[[ $stderr == *'@line 2:'* ]]
	printf 'read\0write\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	for file in missing/OPEN ./READ /dev/zero/LIST; do
		limited 2 sh -c "allowplan -f ${file%/*} <cat.parsed >out"
		message allowplan "${file##*/}"
		same STOP "$(records out | tail -n 1)"
	done
}

@test "allowplan: a wrong list is an error, with the nearest names" {
	cat_parsed
	wrong() {
		limited 2 sh -c 'allowplan "$@" <cat.parsed >out' sh "$2"
		message allowplan "$1"
		stop out >stopped
		same "2 allowplan $1 " "$(head -n 3 stopped | tr '\n' ' ')"
	}
	for list in , ,read read, read,,write ' ,read' 'read, ,write' \
	    'read write' 're-ad' '+1' '1.5' '-' 'read;write' 'é' \
	    "$(printf 'x%.0s' {1..65})"; do
		wrong LIST "$list"
	done
	for list in 1024 1025 4294967356 18446744073709551616 \
	    18446744073709551676 read,99999999999999999999999999999999; do
		wrong CALL_NUMBER "$list"
	done
	for list in wirte WRITE 0x3c 60x x60 write_ nothing sys_write \
	    "$(printf 'x%.0s' {1..64})"; do
		wrong CALL_NAME "$list"
	done
	wrong CALL_NAME wirte
	[[ $stderr == *"'wirte'"*nearest*write* ]]
	wrong CALL_NAME opne
	[[ $stderr == *open* ]]
	wrong CALL_NAME read,getpidd,exit
	[[ $stderr == *"'getpidd'"*getpid* ]]
	# Never a name of another machine: open is x86-64's only.
	need_sample aarch64/cat
	elfparse "$samples/aarch64/cat" >cat.parsed
	wrong CALL_NAME open
	[[ $stderr == *AArch64*openat* ]]
	wrong CALL_NAME fork
	elfparse "$samples/x86_64/cat" >cat.parsed
	wrong CALL_NAME riscv_flush_icache
}

@test "allowplan: one list, given one way" {
	for args in '' 'a b' '--all read' '-d read write' '-f list --all' \
	    '--all --all' '-d read -d write' '-d'; do
		limited 2 sh -c "allowplan $args </dev/null"
		usage_message allowplan
		same '' "$output"
	done
}

@test "allowplan -v: a line for each site" {
	cat_parsed
	limited 0 sh -c 'allowplan -v read,exit <cat.parsed >out'
	message_count 3
	[[ $stderr == *' 0 read allowed, held by its bytes'* ]]
	[[ $stderr == *' 1 write denied'* ]]
	[[ $stderr == *' 60 exit allowed, held by its bytes'* ]]
	[[ $stderr == *arg1=0x0* ]]
	printf '%s\n' "$stderr" | grep -vE \
	    '^allowplan: cat: PLAN: 0x[0-9a-f]+ [0-9]+ [a-z]+ (allowed|denied)' &&
	    false
	limited 0 sh -c 'allowplan -v --all <cat.parsed | patchapply -v >out2'
	[[ $stderr == *'patchapply: cat: PATCHED: '* ]]
}

# elfparse and its input.

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
		limited 2 timeout 3 sh -c "$source >out"
		message elfparse GZIP_BOMB
		same '2 elfparse GZIP_BOMB ' \
		    "$(stop out | head -n 3 | tr '\n' ' ')"
	done
	# What is no ELF file is not even unpacked.
	head -c 300000000 /dev/zero | gzip -1 >zeros.gz
	limited 2 timeout 3 sh -c 'elfparse zeros.gz >out'
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
		limited 2 timeout 3 sh -c "elfparse $1 >out"
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
	limited 0 timeout 3 sh -c 'elfparse hello >got'
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

# What every tool does.

@test "every tool: -h, -V" {
	for tool in $tools; do
		for o in -h --help; do
			limited 0 $tool $o
			[[ $output == "usage: $tool "* ]]
			same '' "$stderr"
		done
		for o in -V --version; do
			limited 0 $tool $o
			[[ $output =~ ^$tool\ \(loadpipe\)\ [0-9.]+$ ]]
			same '' "$stderr"
		done
		n=$(status_of $tool 2)
		for o in -h -V; do
			limited $n sh -c "$tool $o >/dev/full"
			message $tool WRITE
			limited $n sh -c "$tool $o >&-"
			message $tool WRITE
		done
	done
}

@test "every tool: wrong usage" {
	for tool in $tools; do
		n=$(status_of $tool 2)
		for o in -Z --nothing --quiet=yes '-q -Z'; do
			limited $n sh -c "$tool $o </dev/null"
			usage_message $tool
			same '' "$output"
		done
	done
	for command in elfparse 'elfparse a b' 'syscallreject a' \
	    'patchapply a' 'imgdump a b' 'elfparse --max-size' 'imgdump -x'; do
		limited 2 sh -c "$command </dev/null"
		usage_message ${command%% *}
	done
}

@test "every tool: -v says something, -q nothing" {
	inputs
	for tool in $tools; do
		limited 0 sh -c "$tool -v $(argument $tool) <$tool.in >out"
		[ $tool = imgdump ] || [[ $stderr == $tool:* ]] || {
			echo "$tool -v: $stderr"
			false
		}
		printf '%s\n' "$stderr" | grep -vE "^$tool: [^:]+: [A-Z_]+: " &&
		    [ $tool != imgdump ] && false
		limited 0 sh -c "$tool $(argument $tool) <$tool.in >out"
		same '' "$stderr" "$tool without -v"
	done
	for tool in $stages runimg imgdump; do
		limited $(status_of $tool 2) sh -c \
		    "$tool -q $(argument $tool) </dev/null >out"
		same '' "$stderr"
	done
	limited 2 sh -c 'elfparse -q missing >out'
	same '' "$stderr"
}

@test "every tool: input that is no stream" {
	need_sample x86_64/hello
	inputs hello
	for tool in $stages runimg imgdump; do
		n=$(status_of $tool 2)
		try() {
			limited $n timeout 3 sh -c \
			    "$tool $(argument $tool) $1 >out"
			[[ $stderr == "$tool: "*": "$2": "* ]]
			message_count 1
		}
		try '</dev/null' '*'
		try '</dev/zero' BAD_MAGIC
		try "<$samples/x86_64/hello" BAD_MAGIC
		try '<.' READ
		sed 's/\r$//' $tool.in >mangled
		try '<mangled' TEXT_MANGLED
		tr -d '\200-\377' <$tool.in >mangled
		try '<mangled' '*'
		{ cat $tool.in; echo; } >long
		try '<long' TRAILING
		for i in 1 8 15 16 17 31 32 100; do
			head -c $i $tool.in >cut
			try '<cut' '*'
		done
	done
	for tool in $stages; do
		limited 2 sh -c "$tool $(argument $tool) <&- >out"
		message $tool READ
	done
}

@test "every tool: a full disk" {
	inputs
	for tool in elfparse $stages imgdump; do
		limited 2 sh -c "$tool $(argument $tool) <$tool.in >/dev/full"
		message $tool WRITE
		[[ $stderr == *'No space left'* ]]
		limited 2 sh -c "$tool $(argument $tool) <$tool.in >&-"
		message $tool WRITE
	done
	# Small output, which is written last.
	inputs status
	for tool in $stages imgdump; do
		limited 2 sh -c "$tool $(argument $tool) <$tool.in >/dev/full"
		message $tool WRITE
	done
	# The earlier stage's STOP does not get through: that is a failure too.
	elfparse -q missing >stopped || true
	limited 2 sh -c 'syscallreject <stopped >/dev/full'
	message syscallreject WRITE
}

@test "every tool: a reader that goes away ends it quietly" {
	# More than a pipe holds.
	build big <<'END'
d = e.phdrs[DATA]
d.body += bytes(1 << 23)
d.filesz = d.memsz = len(d.body)
END
	elfparse big >syscallreject.in
	cp syscallreject.in allowplan.in
	allowplan --all <allowplan.in >patchapply.in
	for tool in elfparse $stages; do
		case $tool in
		elfparse) command='elfparse big' ;;
		*) command="$tool $(argument $tool) <$tool.in" ;;
		esac
		piped '141 0' "$command | head -c 1 >/dev/null"
		same '' "$stderr"
		# Also if whoever started it ignores the signal.
		piped '141 0' "trap '' PIPE
		    $command | head -c 1 >/dev/null"
		same '' "$stderr"
	done
	piped '141 0' 'imgdump -x DATA <patchapply.in | head -c 1 >/dev/null'
	same '' "$stderr"
}

# on_terminal COMMAND: runs it with a terminal as standard output; prints its
# status and what came to the terminal, in Python's form
on_terminal() {
	python - "$@" <<'END'
import os, pty, select, subprocess, sys
master, slave = pty.openpty()
p = subprocess.Popen(sys.argv[1:], stdin=open('tty.in', 'rb'), stdout=slave,
                     stderr=open('tty.err', 'wb'))
os.close(slave)
got = b''
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        data = b''
    if not data:
        break
    got += data
print(p.wait(), got)
END
}

@test "every tool: no stream to a terminal" {
	inputs hello
	for tool in elfparse $stages; do
		cp $tool.in tty.in
		same "2 b''" "$(on_terminal $tool $(argument $tool))" $tool
		stderr=$(cat tty.err)
		message $tool TTY
	done
	# Nor if something else is wrong.
	same "2 b''" "$(on_terminal elfparse missing)"
	cp allowplan.in tty.in
	same "2 b''" "$(on_terminal allowplan -f missing)"
	same "2 b''" "$(on_terminal allowplan nothing)"
	: >tty.in
	same "2 b''" "$(on_terminal patchapply)"
	# Text may go there.
	cp imgdump.in tty.in
	[[ $(on_terminal imgdump) == "0 b'program "* ]]
	[[ $(on_terminal imgdump -h) == "0 b'usage: "* ]]
	[[ $(on_terminal elfparse -h) == "0 b'usage: "* ]]
	[[ $(on_terminal runimg) == "0 b'hello, world"* ]]
}

# Memory.

# stopped_or_empty FILE: a STOP, or nothing at all, which nobody takes for a
# stream: memory for anything may have been short before options were parsed.
stopped_or_empty() {
	[ ! -s "$1" ] || same STOP "$(records "$1" | tail -n 1)"
}

@test "every tool: too little memory is an error like others" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	inputs
	for tool in elfparse $stages imgdump; do
		$tool $(argument $tool) <$tool.in >want
		message=0 good=0
		for kb in 400 700 800 900 1000 1050 1100 1150 1200 1250 1300 \
		    1400 1500 1600 2000 2500 3000 3500 4000 5000 6000 9000; do
			s=0
			timeout 10 bash -c "ulimit -v $kb
				exec $tool $(argument $tool) <$tool.in >out" \
			    2>err || s=$?
			stderr=$(cat err)
			case $s in
			0)
				cmp want out
				good=1
				;;
			2)
				[[ $stderr == "$tool: "*": MEMORY: "* ]]
				message_count 1
				[ $tool = imgdump ] || stopped_or_empty out
				message=1
				;;
			*)	# The kernel could not even start it.
				[ "$s" -ge 126 ]
				same '' "$(cat out)"
				;;
			esac
		done
		echo "$tool: good $good, message $message"
		[ $good -eq 1 ]
	done
}

@test "memory on an image of 1 GiB: 4 MiB and twice the site table" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	need python3
	[ -x /usr/bin/time ] || skip 'no /usr/bin/time'
	python - <<'END'
from elfbuild import *
half = 512 << 20
e = good()
t, d = e.phdrs[TEXT], e.phdrs[DATA]
t.offset = 0x1000
t.vaddr = e.entry = 0x80001000
d.offset, d.vaddr = t.offset + half, t.vaddr + half + 0x1000
t.body, slots = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
d.body = None
t.filesz = t.memsz = d.filesz = d.memsz = half
e.sites = [Site(t.vaddr + slots[0], 3, (e.arch.write, 1)),
           Site(t.vaddr + slots[1], 3, (e.arch.exit, 0))]
e.sections, e.symbols = [], []
with open('big', 'wb') as out:
    out.write(e.build())
    out.truncate(0x1000 + 2 * half)
END
	limit=120
	measured='/usr/bin/time -a -o figures -f %M:%x:%C'
	limited 0 bash -c "set -o pipefail
		$measured elfparse big | $measured syscallreject |
		$measured allowplan write,exit | $measured patchapply |
		$measured imgdump >out"
	rm big
	grep -q '^END: ' out
	figures
}

# figures: five lines of KiB:status:command, all within the bound
figures() {
	cat figures
	same 5 "$(wc -l <figures)"
	while IFS=: read -r kb s command; do
		same 0 "$s" "$command"
		echo "# ${command%% *}: $kb KiB" >&3
		[ "$kb" -le $((4096 + ${1:-0})) ] || {
			echo "$command took $kb KiB"
			return 1
		}
	done <figures
}

@test "memory with 65,536 sites: 4 MiB and twice the site table" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	[ -x /usr/bin/time ] || skip 'no /usr/bin/time'
	build sites <<'END'
n = 65536
t = e.phdrs[TEXT]
start = len(t.body)
t.body += e.arch.deny * (n - 2)
t.filesz = t.memsz = len(t.body)
d = e.phdrs[DATA]
d.vaddr += up(8 * n, 0x1000)
d.offset += up(8 * n, 0x1000)
code, slots = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
put(e, TEXT, 0, code)
e.sites += [Site(t.vaddr + start + 8 * i, 1, (39,)) for i in range(n - 2)]
e.sections, e.symbols = [], []
END
	# The table is 80 bytes a site.
	measured='/usr/bin/time -a -o figures -f %M:%x:%C'
	limited 0 bash -c "set -o pipefail
		$measured elfparse sites | $measured syscallreject |
		$measured allowplan write,exit | $measured patchapply |
		tee sites.img | $measured imgdump >out"
	limited 0 runimg -s sites.img
	same ok "$output"
	figures $((2 * 80 * 65536 / 1024))
}

# Allocations that fail.

# failing_tools: copies of the tools in broken/, in which the allocation that
# FAILMALLOC counts to fails
failing_tools() {
	need gcc
	[ -e "$build_dir/libcommon.a" ] || skip "no libcommon.a in $build_dir"
	local wrap=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
	gcc -O2 -D_GNU_SOURCE -c -o failmalloc.o \
	    "$top/tests/oracle/failmalloc.c"
	mkdir broken
	for tool; do
		case $tool in
		elfparse) libs='-lelf -lz' ;;
		allowplan | imgdump) libs=-lseccomp ;;
		*) libs= ;;
		esac
		gcc -static $wrap -o broken/$tool "$build_dir"/$tool/*.o \
		    failmalloc.o "$build_dir/libcommon.a" $libs -ldeflate
	done
}

# failing TOOL NEXT INPUT ARG...: a run of the tool for each n; the stream that
# it leaves is refused by the tool NEXT
failing() {
	local tool=$1 next=$2 input=$3 n want next_status
	shift 3
	want=$(status_of $tool 2)
	timeout 10 broken/$tool "$@" <$input >want 2>/dev/null || true
	for ((n = 1; n < 60; n++)); do
		rm -f log
		run --separate-stderr env FAILMALLOC=$n FAILMALLOC_LOG=log \
		    timeout 10 bash -c 'exec "$0" "$@" <'"$input >out" \
		    broken/$tool "$@"
		[ -e log ] || break
		if [ "$status" -eq 0 ] && cmp -s out want; then
			echo "$tool $*: it does without number $n"
			continue
		fi
		same "$want" "$status" "$tool $*: allocation $n: $stderr"
		message_count 1
		[[ $stderr == "$tool: "*": MEMORY: "* ||
		    $stderr == "$tool: "*': Cannot allocate memory' ||
		    $tool$* == elfparsemissing ]] || {
			echo "allocation $n: $stderr"
			return 1
		}
		[ $next != none ] || continue
		stopped_or_empty out
		next_status=0
		$next $(argument $next) <out >out2 2>err2 || next_status=$?
		same "$(status_of $next 2)" "$next_status" "$next"
		[ ! -s out ] || same '' "$(cat err2)" "$next"
	done
	echo "$tool $*: $((n - 1)) allocations"
	[ "$n" -gt 1 ] && [ "$n" -lt 60 ]
}

@test "any one allocation that fails: elfparse and the filters" {
	inputs hello
	failing_tools elfparse $stages
	cp "$samples/x86_64/hello" hello
	gzip -k hello
	printf 'write\nexit\n' >list
	failing elfparse syscallreject /dev/null hello
	failing elfparse syscallreject hello -
	failing elfparse syscallreject /dev/null hello.gz
	failing elfparse syscallreject /dev/null missing
	failing syscallreject allowplan syscallreject.in
	failing allowplan patchapply allowplan.in write,exit
	failing allowplan patchapply allowplan.in -f list
	failing allowplan patchapply allowplan.in -d getpid
	failing allowplan patchapply allowplan.in --all
	failing patchapply runimg patchapply.in
	failing patchapply runimg patchapply.in --bare
	inputs many
	failing syscallreject allowplan syscallreject.in
	failing allowplan patchapply allowplan.in --all
}

@test "any one allocation that fails: runimg" {
	inputs hello
	failing_tools runimg
	failing runimg none runimg.in --check
	failing runimg none runimg.in -o elf
	[ ! -e elf ] || limited 0 ./elf
	failing runimg none runimg.in
	failing runimg none runimg.in a b c
}

@test "any one allocation that fails: imgdump" {
	inputs hello
	failing_tools imgdump
	failing imgdump none imgdump.in -x PLAN
	failing imgdump none imgdump.in
	failing imgdump none imgdump.in -j
}

@test "any one allocation that fails: allowplan -v" {
	inputs hello
	failing_tools allowplan
	failing allowplan patchapply allowplan.in -v --all
}
