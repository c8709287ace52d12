#!/usr/bin/env bats
# What every tool does with its options, descriptors and input that is none.

load lib/common
load lib/pipe

@test "every tool: -h, -V" {
	for tool in $tools; do
		for o in -h --help; do
			taken 2 || continue
			limited 0 $tool $o
			[[ $output == "usage: $tool "* ]]
			same '' "$stderr"
		done
		for o in -V --version; do
			taken 2 || continue
			limited 0 $tool $o
			[[ $output =~ ^$tool\ \(loadpipe\)\ [0-9.]+$ ]]
			same '' "$stderr"
		done
		n=$(status_of $tool 2)
		for o in -h -V; do
			taken 2 || continue
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
			taken 2 || continue
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
			taken || return 0
			limited $n timeout $((3 * patience)) sh -c \
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
	[[ $(on_terminal allowplan --groups) == "0 b'@io: "* ]]
	cp allowplan.in tty.in
	[[ $(on_terminal allowplan --print) == "0 b'# Calls "* ]]
	cp imgdump.in tty.in
	[[ $(on_terminal elfparse -h) == "0 b'usage: "* ]]
	[[ $(on_terminal runimg) == "0 b'hello, world"* ]]
}

@test "every tool: a file's name cannot forge the code of a message" {
	printf x >"$BATS_TEST_TMPDIR/a: BAD_CRC: b"
	cd "$BATS_TEST_TMPDIR"
	limited 2 elfparse "a: BAD_CRC: b"
	[[ $stderr == 'elfparse: a\x3a BAD_CRC\x3a b: NOT_ELF: '* ]]
	limited 2 imgdump "a: BAD_CRC: b"
	[[ $stderr == 'imgdump: a\x3a BAD_CRC\x3a b: BAD_MAGIC: '* ]]
}
