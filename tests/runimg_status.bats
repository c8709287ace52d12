#!/usr/bin/env bats
# runimg: its own statuses and messages, the image's, and its options.

load lib/common
load lib/runimg

# The raw wait status as Python has it: negative for a death by signal.
returncode() {
	python - "$@" <<'END'
import subprocess, sys
try:
    print(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL,
                         timeout=10).returncode)
except subprocess.TimeoutExpired:
    print('timeout')
END
}

@test "the image's own status is runimg's" {
	patched status status exit
	limited 42 "$bin/runimg" -s status.img
	for n in 0 1 2 124 125 126 127 128 200 255; do
		limited "$n" "$bin/runimg" -s status.img -- "$n"
		same '' "$output$stderr"
	done
}

@test "the image's death by a signal is runimg's" {
	build fault <<'END'
e.entry += e.phdrs[TEXT].body.index(b'\xf4')    # hlt: SIGSEGV
END
	patched fault "$PWD/fault" write,exit
	same -11 "$(returncode "$bin/runimg" -s fault.img)"
	build trap <<'END'
put(e, TEXT, NOPS_AT, b'\x0f\x0b')              # ud2: SIGILL
e.entry += NOPS_AT
END
	patched trap "$PWD/trap" write,exit
	same -4 "$(returncode "$bin/runimg" -s trap.img)"
}

@test "a signal sent to runimg reaches the image" {
	patched cat cat read,write,exit
	hold cat.img
	kill -TERM "$pid"
	release 143
}

@test "125: usage" {
	for args in -Z --nothing '--check -o file' -a -i -o -s --keep-fd \
	    '--check argument' '-o file argument' '--check -i /dev/null'; do
		limited 125 "$bin/runimg" $args
		usage_message runimg
	done
	for n in 0 1 2 -1 3x x '' 999 4294967299 18446744073709551619 1M; do
		limited 125 "$bin/runimg" --keep-fd "$n" -s /dev/null
		usage_message runimg
	done
	[ ! -e file ]
}

@test "125: a stream that cannot be opened or read" {
	limited 125 "$bin/runimg" -s missing
	message runimg OPEN
	limited 125 "$bin/runimg" -s .
	message runimg READ
	limited 125 "$bin/runimg" -s ''
	message runimg OPEN
	limited 125 "$bin/runimg" -s /dev/fd/77
	message runimg OPEN
}

@test "125: a malformed stream" {
	patched hello hello write,exit
	limited 125 "$bin/runimg" -s /dev/null
	[[ $stderr == 'runimg: /dev/null: '[A-Z]* ]]
	head -c -40 hello.img >cut
	limited 125 "$bin/runimg" -s cut
	message runimg TRUNCATED
	{ cat hello.img; echo; } >long
	limited 125 "$bin/runimg" -s long
	message runimg TRAILING
	same '' "$output"
	cat hello.img hello.img >twice
	limited 125 "$bin/runimg" -s twice
	message runimg TRAILING
	limited 125 "$bin/runimg" -s /dev/zero
	message runimg BAD_MAGIC
	limited 125 "$bin/runimg" -s "$samples/x86_64/hello"
	message runimg BAD_MAGIC
}

@test "125: standard input for the image that cannot be opened" {
	patched cat cat read,write,exit
	limited 125 "$bin/runimg" -s cat.img -i missing
	message runimg PREPARE
	limited 125 "$bin/runimg" -s cat.img -i ''
	message runimg PREPARE
}

@test "126: a stream without plan, or not patched" {
	"$bin/elfparse" "$(sample hello)" >parsed
	limited 126 "$bin/runimg" -s parsed
	message runimg NO_PLAN
	"$bin/allowplan" write,exit <parsed >planned
	limited 126 "$bin/runimg" -s planned
	message runimg NOT_PATCHED
	same '' "$output"
	limited 126 "$bin/runimg" -s planned -o out
	message runimg NOT_PATCHED
	[ ! -e out ]
}

@test "126: an image for another machine; --check and -o take it" {
	for m in aarch64 riscv64; do
		patched $m $m/hello write,exit
		limited 126 "$bin/runimg" -s $m.img
		message runimg FOREIGN
		limited 0 "$bin/runimg" -s $m.img --check
		same '' "$output$stderr"
	done
}

@test "126: sites held by the filter, without one" {
	"$bin/elfparse" "$(sample hello)" | "$bin/allowplan" write,exit |
	    "$bin/patchapply" --bare >bare
	for args in --no-filter '-o out'; do
		limited 126 "$bin/runimg" -s bare $args
		message runimg FILTER_HELD
	done
	[ ! -e out ]
}

@test "125 and 126: a STOP, named only under -s" {
	cp "$(sample hello)" 'a b'
	"$bin/elfparse" 'a b' 2>/dev/null >good
	python - <<'END'
import lpstream
recs = lpstream.parse(open('good', 'rb').read())[:3]
for status in 1, 2:
    stop = lpstream.Rec('STOP', lpstream.Stop(
        status, b'tool', b'THE_CODE', b'@place', b'what\n\x1b[1m').pack())
    for name, before in ('early', []), ('late', recs):
        with open('%s%d' % (name, status), 'wb') as out:
            out.write(lpstream.serialize(before + [stop]))
END
	for when in early late; do
		for n in 1 2; do
			want=$((n == 1 ? 126 : 125))
			limited $want sh -c "'$bin/runimg' <$when$n"
			same '' "$output$stderr" 'a STOP on standard input'
			limited $want "$bin/runimg" -q -s $when$n
			same '' "$output$stderr" 'a STOP under -q'
			limited $want "$bin/runimg" -s $when$n
			same '' "$output"
			printf '%s\n' "$stderr" | cat -v
			[ "$(printf '%s\n' "$stderr" | wc -l)" -eq 1 ]
			[[ $stderr == 'runimg: '*': STOP: '*tool*THE_CODE* ]]
			[[ $stderr != *$'\e'* ]]
			limited $want "$bin/runimg" -s $when$n -o out
			[[ $stderr == 'runimg: '*': STOP: '* ]]
			limited $want "$bin/runimg" -s $when$n --check
		done
	done
	[ ! -e out ]
}

@test "an exec that the kernel refuses is reported, 125" {
	need strace
	patched hello hello write,exit
	for error in ENOEXEC EACCES ENOMEM; do
		limited 125 env ASAN_OPTIONS=detect_leaks=0 strace -o trace -e trace=execveat \
		    -e inject=execveat:error=$error "$bin/runimg" --no-filter -s hello.img
		[[ $stderr == *': NO_FILTER: '* ]]
		stderr=$(printf '%s\n' "$stderr" | grep -v NO_FILTER)
		message runimg EXEC
		same '' "$output"
	done
}

@test "an environment that grew too large for exec is reported, 125" {
	need prlimit
	patched hello hello write,exit
	mkfifo pipe
	big=$(head -c 100000 /dev/zero | tr '\0' x)
	env A="$big" B="$big" C="$big" timeout 20 "$bin/runimg" -s pipe \
	    >out 2>err 3>&- &
	holder=$!
	exec 9>pipe
	until_true pgrep -P "$holder"
	prlimit --pid "$(pgrep -P "$holder")" --stack=65536:65536
	cat hello.img >&9
	exec 9>&-
	wait "$holder" || s=$?
	same 125 "$s"
	stderr=$(cat err)
	message runimg EXEC
	same '' "$(cat out)"
}

@test "not enough memory: 125, a message, no run" {
	program big <<'END'
#include "start.h"
static char zeros[300 << 20];
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	sample_puts("ran\n");
	return zeros[argc * 4096];
}
END
	patched big "$PWD/big" write,exit
	limited 0 "$bin/runimg" -s big.img
	same ran "$output"
	# Too little for runimg itself: it has many sites to remember.
	patched many many --all
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	for kb in 100 1000 2000 2500 3000; do
		run timeout 10 sh -c "ulimit -v $kb
		    exec '$bin/runimg' -s many.img"
		echo "$kb KiB: $status: $output"
		[[ $status -eq 0 || $status -ge 125 ]]
		[[ $status -eq 0 || $output != *answered* ]]
		[[ $status -ne 125 || $output == runimg:* ||
		    $output == sh:* ]]
	done
}

@test "runimg -h -V -q -v" {
	patched hello hello write,exit
	for o in -h --help; do
		limited 0 "$bin/runimg" $o
		[[ $output == 'usage: runimg '* ]]
		same '' "$stderr"
	done
	for o in -V --version; do
		limited 0 "$bin/runimg" $o
		[[ $output == 'runimg (loadpipe) '* ]]
	done
	run bash -c "'$bin/runimg' -h >/dev/full"
	same 125 "$status" '-h to a full disk'
	limited 0 "$bin/runimg" -v -s hello.img
	same 'hello, world' "$output"
	[[ $stderr == 'runimg: hello'*': CHECKED: '* ]]
	limited 126 "$bin/runimg" -q -s <("$bin/elfparse" "$(sample hello)")
	same '' "$output$stderr"
	limited 0 "$bin/runimg" -v -s hello.img -o out
	[[ $stderr == *CHECKED*WRITTEN* ]]
	limited 0 "$bin/runimg" -q -s hello.img -o out
	same '' "$output$stderr"
}

@test "--check does everything but run" {
	patched hello hello write,exit
	limited 0 "$bin/runimg" -s hello.img --check
	same '' "$output$stderr"
	limited 0 sh -c "'$bin/runimg' --check <hello.img"
	same '' "$output$stderr"
}

@test "runimg is static, at fixed addresses, in the reserved range" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	python - "$bin/runimg" <<'END'
import struct, sys
from elfbuild import *
file = open(sys.argv[1], 'rb').read()
etype, = struct.unpack_from('<H', file, 16)
phoff, = struct.unpack_from('<Q', file, 32)
phnum, = struct.unpack_from('<H', file, 56)
phdrs = [Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
         for i in range(phnum)]
loads = [p for p in phdrs if p.type == PT_LOAD]
if etype != ET_EXEC or not loads:
    sys.exit('not ET_EXEC')
if any(p.type in (PT_INTERP, PT_DYNAMIC) for p in phdrs):
    sys.exit('not static')
for p in loads:
    print('0x%x to 0x%x' % (p.vaddr, p.vaddr + p.memsz))
    if p.vaddr < 0x70000000 or up(p.vaddr + p.memsz, 4096) > 0x80000000:
        sys.exit('outside the range')
END
}
