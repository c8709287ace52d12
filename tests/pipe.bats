#!/usr/bin/env bats
# The whole chain: samples on all machines, one message for one failure, the
# same bytes however they come.

load lib/common
load lib/pipe

@test "the chain runs every sample, with its output and status" {
	echo input >input
	chained() {
		local name=$1 list=$2 want=$3
		shift 3
		need_sample x86_64/$name
		taken || return 0
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
			taken 6 || return 0
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
	run timeout "$patience" runimg -s hello.img
	same '124 hello, world' "$status $output"
}

@test "an empty list: no system call is made" {
	need strace
	for name in hello cat getpid many cxx; do
		taken || continue
		patched $name $name ''
		run timeout "$patience" strace -f -o trace runimg -s $name.img
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
		taken 2 || return 0
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

@test "--bare: it runs under the filter, and no other way" {
	need_sample x86_64/hello
	for args in '' --check; do
		piped '0 0 0 0 0' "elfparse $samples/x86_64/hello |
		    syscallreject | allowplan --all | patchapply --bare |
		    runimg $args"
	done
	for args in --no-filter '-o out'; do
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
