# What several bats files need: where things are, the chain, checks of
# messages, and ELF files built by hand. Every program that a test starts has
# a time limit, because a denied exit spins for ever.

bats_require_minimum_version 1.5.0

top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
bin=${LP_BIN:-$top/build/bin}
samples=${LP_SAMPLES:-$top/build/samples}
machines='x86_64 aarch64 riscv64'
limit=${LP_LIMIT:-20}
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C
[ -z "${LP_SEED:-}" ] || RANDOM=$LP_SEED

# not COMMAND...: fails if it does not; bash lets a test go on after a failing
# "! COMMAND"
not() {
	! "$@"
}

# taken [N]: true; one time in N, or 4, where tools are very slow. For loops
# over many cases of one kind.
taken() {
	[ "${LP_SAMPLE:-1}" -lt 100 ] || [ $((RANDOM % ${1:-4})) -eq 0 ]
}

# Factor of the time limits of tests that say how soon something ends.
patience=1
if [ "${LP_SAMPLE:-1}" -ge 100 ]; then
	patience=10
	machines='x86_64 aarch64'
	! taken 2 || machines='x86_64 riscv64'
fi

# What the test needs must be there, or it is skipped with a line that says so.
need() {
	local what
	for what; do
		command -v "$what" >/dev/null || skip "no $what"
	done
}

need_tools() {
	local tool
	for tool in "${@:-elfparse}"; do
		[ -x "$bin/$tool" ] || skip "no $tool in $bin"
	done
}

need_host() {
	[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'not Linux on x86-64'
}

# need_sample MACHINE/NAME: its path
need_sample() {
	[ -x "$samples/$1" ] || skip "no sample $1: run make samples"
}

# chain SAMPLE LIST: the patched stream, on standard output. SAMPLE is a
# path, MACHINE/NAME, or the NAME of an x86-64 one.
chain() {
	local file
	file=$(sample "$1") || return
	set -o pipefail
	timeout "$limit" "$bin/elfparse" "$file" |
	timeout "$limit" "$bin/syscallreject" |
	timeout "$limit" "$bin/allowplan" "$2" |
	timeout "$limit" "$bin/patchapply"
}

sample() {
	case $1 in
	/*) echo "$1" ;;
	*/*) echo "$samples/$1" ;;
	*) echo "$samples/x86_64/$1" ;;
	esac
}

# patched NAME SAMPLE LIST: the same, into NAME.img of the test's folder
patched() {
	local file
	file=$(sample "$2")
	[ -e "$file" ] || skip "no $file: run make samples"
	chain "$file" "$3" >"$BATS_TEST_TMPDIR/$1.img"
}

# build NAME: Python on standard input changes the Elf e; NAME is its file.
# It starts with the good image of elfbuild for the machine in $machine.
build() {
	need python3
	{
		echo 'import os, struct, sys'
		echo 'from elfbuild import *'
		echo 'e = good(os.environ.get("machine", "x86_64"))'
		cat
		echo 'open(sys.argv[1], "wb").write(e.build())'
	} | PYTHONPATH=$top/tests/lib machine=${machine:-x86_64} \
	    python3 - "$BATS_TEST_TMPDIR/$1"
	chmod +x "$BATS_TEST_TMPDIR/$1"
}

# python FILE-or-: with the builders in reach
python() {
	need python3
	PYTHONPATH=$top/tests/lib timeout "$limit" python3 "$@"
}

# records FILE: the types of a stream's records, one a line; fails if the
# stream is not a good one
records() {
	python - "$1" <<'END'
import sys, lpstream
for r in lpstream.parse(open(sys.argv[1], 'rb').read()):
    print(r.name.strip())
END
}

# stop FILE: status, tool, code, place and message of the STOP that ends it
stop() {
	python - "$1" <<'END'
import sys, lpstream
last = lpstream.parse(open(sys.argv[1], 'rb').read())[-1]
assert last.name == 'STOP', last.name
s = lpstream.Stop.unpack(last.payload)
print(s.status)
for t in s.texts:
    print(t.decode())
END
}

# program NAME [ARG...]: compiles C on standard input, a freestanding program
# whose calls go through syslift.h, for this machine
program() {
	local name=$1
	shift
	need gcc
	cat >"$BATS_TEST_TMPDIR/$name.c"
	gcc -O2 -I"$top/syslift" -I"$top/tests/samples" -ffreestanding \
	    -fno-stack-protector -fno-asynchronous-unwind-tables \
	    -fno-tree-loop-distribute-patterns -fno-pie -static -no-pie \
	    -nostdlib -Wl,-z,noexecstack -Wl,-z,separate-code \
	    -Wl,--build-id=none "$@" -o "$BATS_TEST_TMPDIR/$name" \
	    "$BATS_TEST_TMPDIR/$name.c"
}

# limited STATUS COMMAND...: runs it under the limit; checks the status and
# leaves both outputs in $output and $stderr
limited() {
	local want=$1
	shift
	# bats takes 127 for a missing command unless it is asked for.
	if [ "$want" -eq 127 ]; then
		run -127 --separate-stderr timeout "$limit" "$@"
	else
		run --separate-stderr timeout "$limit" "$@"
	fi
	[ "$status" -eq "$want" ] || {
		echo "status $status, not $want: $*"
		echo "stdout: $output" | head -c 2000
		echo "stderr: $stderr" | head -c 2000
		return 1
	}
}

# One message of the one form, in $stderr: tool: file: CODE: what @where: why
message() {
	local tool=$1 code=$2
	[ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ] &&
	grep -Eq "^$tool: [^:]*: $code: .+ @.+: .+" <<< "$stderr" || {
		echo "not one $code message of $tool: $stderr"
		return 1
	}
}

# The same, but with a usage text behind it.
usage_message() {
	# A pipe to what stops reading early would fail, now and then.
	grep -Eq "^$1: -: USAGE: .+ @-: .+" <<< "${stderr%%$'\n'*}" &&
	grep -q "^usage: $1" <<< "$stderr" || {
		echo "no usage message of $1: $stderr"
		return 1
	}
}

# same WANT GOT WHAT
same() {
	[ "$1" = "$2" ] || {
		echo "${3:-}: want '$1', got '$2'"
		return 1
	}
}

# until_true COMMAND...: polls, at most 10 s
until_true() {
	local i
	for ((i = 0; i < 1000; i++)); do
		"$@" 2>/dev/null && return
		sleep 0.01
	done
	echo "never: $*"
	return 1
}

# is_image PID: it has become the image
is_image() {
	[[ $(readlink "/proc/$1/exe") == /memfd:* ]]
}

# hold STREAM [ARG...]: runs an image that reads its standard input, and
# leaves it there: $pid, fed through descriptor 9. release ends it.
hold() {
	local stream=$1 pipe=$BATS_TEST_TMPDIR/hold.$RANDOM
	shift
	mkfifo "$pipe"
	"${under[@]}" timeout 60 "$bin/runimg" -s "$stream" "$@" \
	    <"$pipe" >"$BATS_TEST_TMPDIR/held.out" \
	    2>"$BATS_TEST_TMPDIR/held.err" 3>&- 9>&- &
	holder=$!
	exec 9>"$pipe"
	rm "$pipe"
	until_true has_image || {
		cat "$BATS_TEST_TMPDIR/held.err"
		return 1
	}
}

has_image() {
	pid=$(pgrep -P "$holder") && is_image "$pid"
}

release() {
	local s=0
	exec 9>&-
	wait "$holder" || s=$?
	same "${1:-0}" "$s" 'status of the held image'
}

# field PID NAME: of /proc/PID/status
field() {
	awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/status"
}
