# runimg's filter: what a plan becomes in the kernel. Programs try what they
# were not allowed, and the test looks for the effect.
# shellcheck shell=bash
# The chain's parts are the tests' own:
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/runimg

setup() {
	need_tools elfparse syscallreject allowplan patchapply runimg
	need_host
	cd "$BATS_TEST_TMPDIR"
}

# A program that looks for a call instruction in its own code, that of an
# allowed write, and jumps there with the registers of mkdir("made").
jumper() {
	program jumper <<'C'
#include "start.h"
extern const unsigned char __executable_start[], etext[];
int
sample_main(long argc, char **argv, char **envp)
{
	static volatile const unsigned char call[2] = {0x0f, 0x05};
	const unsigned char *at = (const unsigned char *)&sample_main;

	(void)argc, (void)argv, (void)envp;
	syslift_call3(__NR_write, 1, (long)"said\n", 5);
	for (at = __executable_start + 0x1000; at < etext - 1; at++)
		if (at[0] == call[0] && at[1] == call[1])
			__asm__ volatile("jmp *%0"
			    : : "r"(at), "a"(__NR_mkdir), "D"("made"),
			    "S"(0700) : "memory");
	return 0;
}
C
	patched jumper "$PWD/jumper" write,exit
}

@test "unit: the filter's code says of two million calls what the plan says" {
	run "$top/tests/unit/pins.sh" "$top" "$BATS_TEST_TMPDIR/pins" \
	    "${LP_SEED:-$RANDOM}" 2000
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == *'pins: 2000 plans, '*' in the kernel, '* ]]
}

@test "a jump to an allowed call instruction with another number" {
	jumper
	# Without the filter it gets through: the test would see it.
	timeout 10 "$bin/runimg" --no-filter -s jumper.img >out 2>err || true
	grep -q said out
	[ -d made ]
	rmdir made
	for how in process thread; do
		limited 159 "$bin/runimg" --kill=$how -s jumper.img
		same said "$output" "$how"
		[ ! -e made ]
	done
	timeout 10 "$bin/runimg" --kill=errno -s jumper.img >out 2>err || true
	grep -q said out
	[ ! -e made ]
}

@test "a known argument is held" {
	program argument <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	syslift_call3(__NR_write, 1, (long)"one\n", 4);
	return 0;
}
C
	patched argument "$PWD/argument" write,exit
	limited 0 "$bin/runimg" -s argument.img
	same one "$output"
	# The same bytes, but the record says descriptor 2.
	python - argument.img other.img <<'END'
import sys, lpstream
from lpimage import *
data = bytearray(open(sys.argv[1], 'rb').read())
out = []
for r in lpstream.parse(bytes(data)):
    if r.name == 'SITE':
        p = bytearray(r.payload)
        n = 0
        for at in range(8, len(p), 80):
            known = int.from_bytes(p[at + 24:at + 28], 'little')
            number = int.from_bytes(p[at + 12:at + 16], 'little')
            if number == 1 and known & 2:
                p[at + 32:at + 40] = (2).to_bytes(8, 'little')
                n += 1
        assert n > 0
        r.payload = bytes(p)
    out.append(r)
open(sys.argv[2], 'wb').write(lpstream.serialize(lpstream.seal(out)))
END
	limited 159 "$bin/runimg" -s other.img
	same '' "$output"
	limited 0 "$bin/runimg" --no-filter -s other.img
	same one "$output"
}

@test "a sleep that is stopped and continued goes on" {
	program sleeper <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	long time[2] = {0, 600000000};

	(void)argc, (void)argv, (void)envp;
	syslift_call3(__NR_write, 1, (long)"begun\n", 6);
	syslift_call2(__NR_nanosleep, (long)time, 0);
	syslift_call3(__NR_write, 1, (long)"slept\n", 6);
	return 0;
}
C
	patched sleeper "$PWD/sleeper" write,exit,nanosleep
	timeout 10 "$bin/runimg" -s sleeper.img >out &
	pid=$!
	until_true grep -q begun out
	child=$(pgrep -P "$pid")
	kill -STOP "$child"
	sleep 0.1
	kill -CONT "$child"
	wait "$pid"
	grep -q slept out
}

@test "--print-filter: text and raw, for every machine; what is no filter" {
	patched hello hello write,exit
	limited 0 "$bin/runimg" -s hello.img --print-filter
	[ "$(printf '%s\n' "$output" | head -2)" = \
	    "   0: ld [4] ; machine
   1: jeq #0xc000003e, 2, $(($(printf '%s\n' "$output" | wc -l) - 1))" ]
	count=$(printf '%s\n' "$output" | wc -l)
	[ "$("$bin/runimg" -s hello.img --print-filter -x | wc -c)" -eq $((8 * count)) ]
	for machine in aarch64 riscv64; do
		need_sample $machine/hello
		patched $machine $machine/hello write,exit
		limited 0 "$bin/runimg" -s $machine.img --print-filter
		[[ $output == *'jeq #0xc00000'* ]]
	done
	limited 125 "$bin/runimg" -s hello.img -x
	limited 125 "$bin/runimg" -s hello.img --print-filter --check
	limited 125 "$bin/runimg" -s hello.img --kill=nobody
	limited 125 "$bin/runimg" -s hello.img --no-filter --check
}

@test "a plan that no filter can hold: 126, and it runs without" {
	program large <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
#define TEN(x) x x x x x x x x x x
	if (argc > 5) {
		TEN(TEN(TEN(syslift_call0(__NR_getpid); syslift_call0(__NR_getpid);
		    syslift_call0(__NR_getpid); syslift_call0(__NR_getpid);
		    syslift_call0(__NR_getpid);)))
	}
	syslift_call3(__NR_write, 1, (long)"large\n", 6);
	return 0;
}
C
	patched large "$PWD/large" write,exit,getpid
	limited 126 "$bin/runimg" -s large.img
	message runimg FILTER_SIZE
	[[ $stderr == *': '[0-9]*' pairs of site and number'* ]]
	same '' "$output"
	limited 0 "$bin/runimg" --no-filter -s large.img
	same large "$output"
}

@test "executable memory, and runimg's range, are refused; plain memory is not" {
	program memory <<'C'
#include "start.h"
static void
say(const char *text, long result, long wanted)
{
	syslift_call3(__NR_write, 1, (long)text, 6);
	if (result == wanted)
		syslift_call3(__NR_write, 1, (long)"yes\n", 4);
	else
		syslift_call3(__NR_write, 1, (long)"no\n", 3);
}
int
sample_main(long argc, char **argv, char **envp)
{
	long page = syslift_call6(__NR_mmap, 0, 4096, 3, 0x22, -1, 0);
	long exec, low, moved;

	(void)argc, (void)argv, (void)envp;
	say("plain ", page > 0, 1);
	exec = syslift_call3(__NR_mprotect, page, 4096, 5);
	say("exec  ", exec, -1);
	low = syslift_call6(__NR_mmap, 0x70000000, 4096, 3, 0x32, -1, 0);
	say("range ", low, -1);
	moved = syslift_call5(__NR_mremap, page, 4096, 4096, 3, 0x70000000);
	say("moved ", moved, -1);
	return 0;
}
C
	patched memory "$PWD/memory" write,exit,mmap,mprotect,mremap
	limited 0 "$bin/runimg" -s memory.img
	same $'plain yes\nexec  yes\nrange yes\nmoved yes' "$output"
	limited 0 "$bin/runimg" --no-filter -s memory.img
	same $'plain yes\nexec  no\nrange no\nmoved no' "$output"
}

@test "what is not under a filter says so" {
	patched hello hello write,exit
	limited 0 "$bin/runimg" -s hello.img
	same '' "$stderr"
	limited 0 "$bin/runimg" --no-filter -s hello.img
	[[ $stderr == 'runimg: hello: NO_FILTER: '* ]]
}

@test "a filter that does not say what the plan says is not used" {
	mkdir copy
	cp -r "$top"/{Makefile,common,runimg,tests} copy
	for d in elfparse syslift syscallreject allowplan patchapply ptmap \
	    bpfcheck imgdump man; do
		cp -r "$top/$d" copy
	done
	# Known arguments are left out.
	sed -i 's/if (pin.i..known != 0) {/if (0) {/' copy/runimg/pins.c
	not cmp -s "$top/runimg/pins.c" copy/runimg/pins.c
	make -s -C copy CFLAGS=-O1 B=b b/bin/runimg
	patched hello hello write,exit
	limited 125 copy/b/bin/runimg -s hello.img
	message runimg FILTER_WRONG
	same '' "$output"
}

# chain with options of allowplan's and patchapply's: OPTIONS STREAM NAME LIST
planned() {
	"$bin/elfparse" "$3" | "$bin/syscallreject" |
	    "$bin/allowplan" $1 "$4" | "$bin/patchapply" $2
}

@test "--unknown=allowed: a number known at run time, or ENOSYS" {
	varnr=$(sample varnr)
	run --separate-stderr planned '' '' "$varnr" getpid,write,exit
	message allowplan NUMBER_UNKNOWN
	planned --unknown=allowed '' "$varnr" getpid,write,exit >varnr.img
	limited 0 "$bin/runimg" -s varnr.img 39
	[ "$output" -gt 1 ]
	# Not allowed, and no number at all: not killed, but not made either.
	for nr in 83 102 1023 1024 99999; do
		limited 0 "$bin/runimg" -s varnr.img $nr
		same -38 "$output" "$nr"
	done
	limited 126 "$bin/runimg" --no-filter -s varnr.img 39
	message runimg FILTER_HELD
	limited 126 "$bin/runimg" -s varnr.img -o out
	message runimg FILTER_HELD
	[ ! -e out ]
	run --separate-stderr "$bin/allowplan" --unknown=denied 1 </dev/null
	[ "$status" -eq 2 ]
}

@test "--bare: jumps into a slot get nowhere under the filter" {
	jumper
	planned '' --bare "$PWD/jumper" write,exit >bare.img
	limited 159 "$bin/runimg" -s bare.img
	same said "$output"
	[ ! -e made ]
}

@test "--allow-exec-memory is recorded, and lets mprotect through" {
	program gadget <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	long page = syslift_call6(__NR_mmap, 0, 4096, 3, 0x22, -1, 0);
	unsigned char *code = (unsigned char *)page;

	(void)argc, (void)argv, (void)envp;
	code[0] = 0xb8, code[1] = 7, code[5] = 0xc3;
	if (syslift_call3(__NR_mprotect, page, 4096, 5) != 0)
		return 1;
	return ((int (*)(void))page)();
}
C
	list=mmap,mprotect,exit
	planned '' '' "$PWD/gadget" $list >without.img
	planned --allow-exec-memory '' "$PWD/gadget" $list >with.img 2>err
	grep -q "^allowplan: gadget: UNSAFE: .* 'executable memory' @0x" err
	run -1 --separate-stderr planned '--allow-exec-memory --strict' '' \
	    "$PWD/gadget" $list
	message allowplan UNSAFE
	limited 1 "$bin/runimg" -s without.img
	limited 7 "$bin/runimg" -s with.img
	"$bin/imgdump" with.img | grep -c 'executable-memory$' >count
	same 3 "$(cat count)"
	"$bin/imgdump" without.img | not grep executable-memory
	# Of one site alone.
	python - with.img some.img <<'END'
import sys, lpstream, lprecord
out = []
for r in lpstream.parse(open(sys.argv[1], 'rb').read()):
    if r.name == 'PLAN':
        p = bytearray(r.payload)
        for at in range(8, len(p), 16):
            if int.from_bytes(p[at + 8:at + 12], 'little') == 10:
                p[at + 15] = 0
        r.payload = bytes(p)
    out.append(r)
open(sys.argv[2], 'wb').write(lpstream.serialize(lpstream.seal(out)))
END
	limited 1 "$bin/runimg" -s some.img
}

# Jumps to mkdir's number as jumper does; moved, and with pointers in memory.
@test "a static PIE: at another address each time, and held there" {
	program pie_jumper -static-pie -fPIE -Wl,--no-dynamic-linker \
	    -Wl,-z,text <<'C'
#include "start.h"
extern const unsigned char __ehdr_start[] __attribute__((visibility("hidden")));
extern const unsigned char etext[] __attribute__((visibility("hidden")));
int
sample_main(long argc, char **argv, char **envp)
{
	const unsigned char *at;

	(void)argv, (void)envp;
	sample_putn((long)__ehdr_start);
	sample_puts("\n");
	if (argc > 1)
		for (at = __ehdr_start + 0x1000; at < etext - 1; at++)
			if (at[0] == 0x0f && at[1] == 0x05)
				__asm__ volatile("jmp *%0"
				    : : "r"(at), "a"(__NR_mkdir), "D"("made"),
				    "S"(0700) : "memory");
	return 0;
}
C
	patched pie_jumper "$PWD/pie_jumper" write,exit
	for i in 1 2 3 4; do
		limited 0 "$bin/runimg" -s pie_jumper.img
		echo "$output"
	done >bases
	[ "$(sort -u bases | wc -l)" -ge 3 ]
	while read -r base; do
		[ "$base" -ge $((0x555555554000)) ]
		[ "$base" -lt $((0x565555555000)) ]
	done <bases
	limited 159 "$bin/runimg" -s pie_jumper.img jump
	[ ! -e made ]
	timeout 10 "$bin/runimg" --no-filter -s pie_jumper.img jump \
	    >out 2>err || true
	[ -d made ]
}

@test "a static PIE whose table has too few entries, or lies elsewhere" {
	machine=x86_64 build few <<'END'
e = good('x86_64', ET_DYN)
e.phdrs.pop()
END
	patched few "$PWD/few" write,exit
	limited 126 "$bin/runimg" -s few.img
	message runimg HEADER_ROOM
	limited 0 "$bin/runimg" -s few.img -o few.out
	limited 0 ./few.out
	same ok "$output"
	machine=x86_64 build cut <<'END'
e = good('x86_64', ET_DYN)
e.phdrs[HEAD].filesz = 0x80
e.phdrs[HEAD].memsz = 0x80
END
	patched cut "$PWD/cut" write,exit
	limited 126 "$bin/runimg" -s cut.img
	message runimg HEADER_ROOM
	machine=x86_64 build large <<'END'
e = good('x86_64', ET_DYN)
e.phdrs[DATA].memsz = 0x7f0000000000
END
	patched large "$PWD/large" write,exit
	limited 126 "$bin/runimg" -s large.img
	message runimg MOVE_ROOM
	limited 126 "$bin/runimg" --no-filter -s large.img
	message runimg MOVE_ROOM
}

# The kernel's own table of a moved image: its program reads, and waits.
@test "a static PIE: what the kernel is told of stack and code" {
	need readelf
	program told -static-pie -fPIE -Wl,--no-dynamic-linker -Wl,-z,text \
	    -fcf-protection -Wl,-z,stack-size=0x123000 <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	char c;

	(void)argc, (void)argv, (void)envp;
	sample_puts("begun\n");
	return (int)syslift_call3(__NR_read, 0, (long)&c, 1);
}
C
	readelf -lW told >linked
	grep -q '^  GNU_PROPERTY' linked
	patched told "$PWD/told" read,write,exit
	mkfifo hold
	timeout 20 "$bin/runimg" -s told.img <hold >out &
	holder=$!
	exec 9>hold
	until_true grep -q begun out
	readelf -lW "/proc/$(pgrep -P "$holder")/exe" >table
	exec 9>&-
	wait "$holder"
	holder=
	grep -E '^  [A-Z_]+ +0x' table >told.entries
	grep -E '^  [A-Z_]+ +0x' linked >linked.entries
	head -n 1 told.entries | grep -Eq '^  LOAD +0x0+ .* R  '
	same "$(grep -c '^  LOAD' linked.entries)" \
	    "$(($(grep -c '^  LOAD' told.entries) - 1))" loads
	grep -Eq '^  GNU_STACK .* 0x123000 RW ' told.entries
	same 1 "$(grep -c '^  GNU_PROPERTY' told.entries)" property
	same "$(wc -l <linked.entries)" "$(wc -l <told.entries)" entries
}
