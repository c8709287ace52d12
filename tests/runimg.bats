#!/usr/bin/env bats
# runimg: statuses, what the image inherits, -o, and the composed image.
# What is in memory is compared with the kernel's own view by oracle/memview.

load lib/common

CFLAGS=(-std=c11 -Wall -Wextra -Werror -D_GNU_SOURCE -O2)
build_dir=${LP_BUILD:-$top/build}

setup() {
	need_host
	need_tools elfparse syscallreject allowplan patchapply runimg
	cd "$BATS_TEST_TMPDIR"
	under=()
	unset holder pid
}

teardown() {
	exec 8>&- 9>&-
	# What a failed test left; children that were waited for are gone.
	if [ -n "${holder:-}" ]; then
		kill "$holder" 2>/dev/null || true
		wait "$holder" 2>/dev/null || true
	fi
}

runimg() {
	timeout "$limit" "$bin/runimg" "$@"
}

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

# Programs of the tests' own.

# Prints the descriptors that are open, below 1024.
fds_program() {
	program fds <<'END'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	for (long fd = 0; fd < 1024; fd++)
		if (syslift_call2(__NR_fcntl, fd, 1) >= 0) {
			sample_putn(fd);
			sample_puts(" ");
		}
	sample_puts("\n");
	return 0;
}
END
	patched fds "$PWD/fds" write,exit,fcntl
}

# Data, zeros that cross a page end, a read: then it ends with the sum of
# the zeros.
brk_program() {
	program brk <<'END'
#include "start.h"
static char data[5000] = {1};
static char zeros[9001];
int
sample_main(long argc, char **argv, char **envp)
{
	int sum = 0;
	(void)argc, (void)argv, (void)envp;
	while (syslift_call3(__NR_read, 0, data, sizeof data) > 0)
		;
	__asm__("" : : "r" (zeros) : "memory");
	for (unsigned i = 0; i < sizeof zeros; i++)
		sum += zeros[i];
	return sum;
}
END
	patched brk "$PWD/brk" read,exit
}

# What the kernel says of itself through the auxiliary vector, and the types
# of the headers that AT_PHDR points to.
auxv_program() {
	program auxv "$@" <<'END'
#include <elf.h>
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	const Elf64_auxv_t *a;
	const Elf64_Phdr *phdrs = 0;
	unsigned long n = 0;

	(void)argc, (void)argv;
	while (*envp)
		envp++;
	for (a = (const Elf64_auxv_t *)(envp + 1); a->a_type; a++) {
		if (a->a_type == AT_PHDR) {
			phdrs = (const Elf64_Phdr *)a->a_un.a_val;
			sample_puts("phdr ");
			sample_putn((long)a->a_un.a_val);
			sample_puts("\n");
		}
		if (a->a_type == AT_PHNUM)
			n = a->a_un.a_val;
		if (a->a_type == AT_ENTRY) {
			sample_puts("entry ");
			sample_putn((long)a->a_un.a_val);
			sample_puts("\n");
		}
	}
	for (unsigned long i = 0; phdrs && i < n; i++) {
		sample_puts("header ");
		sample_putn((long)phdrs[i].p_type);
		sample_puts(" ");
		sample_putn((long)phdrs[i].p_vaddr);
		sample_puts("\n");
	}
	return 0;
}
END
}

# check_composed STREAM ELF: the ELF file that -o wrote, mapped as the kernel
# would, is page for page what the stream says, apart from the headers; every
# load has file pages of its own.
check_composed() {
	python - "$@" <<'END'
import struct, sys
import lpstream
from elfbuild import *

def need(good, why):
    if not good:
        sys.exit('composed file: %s' % (why,))

stream, file = (open(p, 'rb').read() for p in sys.argv[1:3])
image = lpstream.decode(lpstream.parse(stream))
page = image.arch.page
(ident, etype, machine, version, entry, phoff, shoff, flags, ehsize,
 phentsize, phnum, _, shnum, _) = struct.unpack_from(
    '<16sHHIQQQIHHHHHH', file)
need(ident == b'\x7fELF\x02\x01\x01' + bytes(9), ident)
need((etype, machine, version, entry, flags) == (
    image.prog.type, image.arch.machine, 1, image.prog.entry,
    image.prog.flags), 'header')
need((phoff, ehsize, phentsize, shoff, shnum) == (
    image.prog.phoff, 64, 56, 0, 0), 'header sizes')
need(phnum >= len(image.prog.phdrs), phnum)
table = [Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
         for i in range(phnum)]
need(len(file) % page == 0, 'size %d' % len(file))

loads = [p for p in table if p.type == PT_LOAD]
pages, held = {}, set()
for p in loads:
    need(p.vaddr % page == 0 and p.offset % page == 0, 'page')
    need((p.vaddr - p.offset) % max(p.align, 1) == 0, 'alignment')
    need(p.paddr == p.vaddr, 'p_paddr')
    need(p.filesz <= p.memsz and p.memsz, 'sizes')
    need(p.flags & W or p.filesz == p.memsz == up(p.memsz, page),
         'a load that is not writable is not whole pages')
    for at in range(0, up(p.memsz, page), page):
        bytes_here = bytearray(page)
        if at < up(p.filesz, page):
            here = p.offset + at
            need(here not in held and here + page <= len(file),
                 'file pages at 0x%x' % here)
            held.add(here)
            bytes_here[:] = file[here:here + page]
            if p.memsz > p.filesz and at + page > p.filesz:
                bytes_here[p.filesz - at:] = bytes(at + page - p.filesz)
        need(p.vaddr + at not in pages, 'overlap at 0x%x' % (p.vaddr + at))
        pages[p.vaddr + at] = (p.flags, bytes_here, p.offset + at)
for p in loads:         # brk starts where the last one ends
    if p.flags & W:
        need(any(p.vaddr + p.memsz == s.address + s.memsz
                 for s in image.segments), 'end of memory')

want = {}
for g in image.segments:
    for at in range(g.address // page * page,
                    up(g.address + g.memsz, page), page):
        want.setdefault(at, (g.perms, bytearray(page)))
for address, data in image.data:
    for at in range(address // page * page, address + len(data), page):
        a, b = max(at, address), min(at + page, address + len(data))
        want[at][1][a - at:b - at] = data[a - address:b - address]
need(sorted(want) == sorted(pages), 'pages: want %s, got %s' % (
    [hex(a) for a in sorted(want)], [hex(a) for a in sorted(pages)]))
for at, (perms, data) in want.items():
    got_perms, got, offset = pages[at]
    need(got_perms == perms, 'permissions at 0x%x' % at)
    for from_, to in ((0, 64), (phoff, phoff + 56 * phnum)):
        a, b = max(from_ - offset, 0), min(to - offset, page)
        if a < b:
            data[a:b] = got[a:b]
    if got != data:
        i = [x == y for x, y in zip(got, data)].index(False)
        need(False, '0x%x holds %02x, not %02x' % (at + i, got[i], data[i]))

def at_phdr(phdrs):     # load_elf_binary: the last load that holds e_phoff
    found = 0
    for p in phdrs:
        if p.type == PT_LOAD and p.memsz and \
                p.offset <= phoff < p.offset + p.filesz:
            found = phoff - p.offset + p.vaddr
    return found

# Rounded to a page, the load with the ELF header may come to hold a table that
# no segment held: then AT_PHDR finds it there.
got, linked = at_phdr(table), at_phdr(image.prog.phdrs)
inside = not linked and any(p.offset == 0 and p.filesz > phoff for p in loads)
need(got == linked or inside, 'AT_PHDR: 0x%x, not 0x%x' % (got, linked))

passed = {PT_NULL, PT_LOAD, PT_PHDR, PT_TLS, PT_DYNAMIC, PT_NOTE,
          PT_GNU_STACK, PT_GNU_RELRO, PT_GNU_EH_FRAME, PT_GNU_PROPERTY,
          PT_RISCV_ATTRIBUTES}
stack = [p for p in table if p.type == PT_GNU_STACK]
need(stack and all(p.flags == R | W for p in stack), 'PT_GNU_STACK')
for i, p in enumerate(table):
    need(p.type in passed, 'type 0x%x passed on' % p.type)
    if i >= len(image.prog.phdrs):
        need(p.type == PT_GNU_STACK, 'added entry')
        continue
    q = image.prog.phdrs[i]
    if p.type in (PT_LOAD, PT_NULL, PT_GNU_STACK, PT_RISCV_ATTRIBUTES):
        continue
    need((p.type, p.flags, p.vaddr, p.filesz, p.memsz, p.align) == (
        q.type, q.flags, q.vaddr, q.filesz, q.memsz, q.align),
        'entry %d' % i)
    for k in range(p.filesz):   # its bytes are those of its address
        at = p.vaddr + k
        need(file[p.offset + k] == pages[at // page * page][1][at % page],
             'entry %d, byte %d' % (i, k))
END
}

# to_file NAME: NAME.img to NAME.out, with all that holds of any such file
to_file() {
	limited 0 "$bin/runimg" -s "$1.img" -o "$1.out"
	same '' "$output" 'output of -o'
	[[ $stderr == 'runimg: '*': WRITTEN: '*' pins are not in the file' ]]
	check_composed "$1.img" "$1.out"
}

# hand_built NAME MACHINE: Python on standard input makes the ELF file; it
# goes through the chain and prints ok in every way there is to run it.
hand_built() {
	machine=$2 build "$1"
	patched "$1" "$PWD/$1" write,exit
	to_file "$1"
	if [ "$2" = x86_64 ]; then
		limited 0 "$bin/runimg" -s "$1.img"
		same ok "$output" 'run'
		limited 0 "./$1.out"
		same ok "$output" 'the file, run'
		memview "$1.img"
	elif command -v "qemu-$2" >/dev/null; then
		limited 0 "qemu-$2" "./$1.out"
		same ok "$output" 'the file under qemu'
	fi
}

# headers FILE: the program headers, "TYPE FLAGS OFFSET VADDR FILESZ MEMSZ"
headers() {
	python - "$1" <<'END'
import struct, sys
from elfbuild import Phdr
file = open(sys.argv[1], 'rb').read()
phoff, = struct.unpack_from('<Q', file, 32)
phnum, = struct.unpack_from('<H', file, 56)
for i in range(phnum):
    p = Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
    print('%x %x %x %x %x %x' % (p.type, p.flags, p.offset, p.vaddr,
                                 p.filesz, p.memsz))
END
}

# memview STREAM: the line it prints is left in $output
memview() {
	need gcc
	if [ ! -x "$BATS_FILE_TMPDIR/memview" ]; then
		[ -e "$build_dir/libcommon.a" ] ||
		    skip "no libcommon.a in $build_dir"
		gcc "${CFLAGS[@]}" -I"$top/common" -I"$top/runimg" \
		    -o "$BATS_FILE_TMPDIR/memview" \
		    "$top/tests/oracle/memview.c" \
		    "$build_dir"/runimg/{final,phtable,layout,compose}.o \
		    "$build_dir/libcommon.a" -ldeflate
	fi
	limited 0 "$BATS_FILE_TMPDIR/memview" "$bin/runimg" "$1"
	[[ $output == *' bytes of '*' loads compared, '* ]]
	echo "$output"
}

# Statuses.

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

@test "126: sites held by the filter, and -o too" {
	"$bin/elfparse" "$(sample hello)" | "$bin/allowplan" write,exit |
	    "$bin/patchapply" --bare >bare
	for args in '' --check '-o out'; do
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
		    -e inject=execveat:error=$error "$bin/runimg" -s hello.img
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

# Standard input.

@test "-s: the image has runimg's standard input" {
	patched cat cat read,write,exit
	limited 0 sh -c "echo text | '$bin/runimg' -s cat.img"
	same text "$output"
	limited 0 sh -c "'$bin/runimg' -s cat.img <cat.img | cmp - cat.img"
	limited 0 sh -c "echo text | '$bin/runimg' -s /dev/fd/5 5<cat.img"
	same text "$output"
	limited 0 bash -c "echo text | '$bin/runimg' -s <(cat cat.img)"
	same text "$output"
}

@test "the stream on standard input: the image's is /dev/null, or -i FILE" {
	patched cat cat read,write,exit
	echo input >file
	limited 0 sh -c "'$bin/runimg' <cat.img"
	same '' "$output$stderr"
	limited 0 sh -c "'$bin/runimg' -i file <cat.img"
	same input "$output"
	limited 0 sh -c "cat cat.img | '$bin/runimg' --input=file"
	same input "$output"
	limited 0 sh -c "echo no | '$bin/runimg' -s cat.img -i file"
	same input "$output"
	for args in '' '-i /dev/null'; do
		hold_stdin=$({ cat cat.img; } | runimg $args | wc -c)
		same 0 "$hold_stdin"
	done
}

@test "closed standard descriptors: the image has /dev/null there" {
	fds_program
	patched cat cat read,write,exit
	limited 0 sh -c "'$bin/runimg' -s fds.img <&-"
	same '0 1 2 ' "$output"
	limited 0 sh -c "'$bin/runimg' -s fds.img 2>&-"
	same '0 1 2 ' "$output"
	# There, but not to be read from: an error is still one.
	limited 1 sh -c "'$bin/runimg' -s cat.img <&-"
	same '' "$output"
	# Its own messages do not land in a file that took the place of 2.
	limited 125 sh -c "'$bin/runimg' -s missing 2>&-"
	limited 125 sh -c "'$bin/runimg' <&-"
	run sh -c "'$bin/runimg' -s fds.img >&-"
	same 0 "$status"
}

# What the image inherits.

@test "arguments: argv[0] is the file's name or -a, the rest follows" {
	patched args print_args write,exit
	mv args.img stream
	limited 0 "$bin/runimg" -s stream
	same print_args "$output"
	limited 0 "$bin/runimg" -s stream one 'two words' -x --check
	same $'print_args\none\ntwo words\n-x\n--check' "$output"
	limited 0 "$bin/runimg" -s stream -- -a -- b
	same $'print_args\n-a\n--\nb' "$output"
	limited 0 "$bin/runimg" -s stream -a other -- ''
	same $'other\n' "$output"$'\n'
	limited 0 "$bin/runimg" -s stream --argv0 /a/b/c x
	same $'/a/b/c\nx' "$output"
	limited 0 "$bin/runimg" -s stream -a '' x
	same $'\nx' "$output"
	"$bin/elfparse" - <"$(sample print_args)" | "$bin/allowplan" --all |
	    "$bin/patchapply" >unnamed
	limited 0 "$bin/runimg" -s unnamed
	same image "$output"
	name=$(printf 'n%.0s' {1..249})
	limited 0 "$bin/runimg" -s stream -a "$name" x
	same "$name"$'\nx' "$output" 'the longest name of a memfd'
	# A name may be as long as a file's; the memfd's may not.
	cp "$(sample print_args)" "${name}abcdef"
	patched long "$PWD/${name}abcdef" write,exit
	limited 0 "$bin/runimg" -s long.img
	same "${name}abcdef" "$output" 'a name of 255 bytes'
	limited 0 "$bin/runimg" -s stream -a "$name$name"
	same "$name$name" "$output" 'an argv[0] of 498 bytes'
}

@test "the environment: as it is, or empty with -E" {
	patched env print_env write,exit
	limited 0 env -i ONE=1 TWO='a b' EMPTY= "$bin/runimg" -s env.img
	same $'ONE=1\nTWO=a b\nEMPTY=' "$output"
	for o in -E --clear-env; do
		limited 0 env ONE=1 "$bin/runimg" $o -s env.img
		same '' "$output$stderr"
	done
}

@test "descriptors from 3 up are closed" {
	fds_program
	limited 0 bash -c "exec '$bin/runimg' -s fds.img 3</ 4>f 10</dev/null \
	    55</dev/null 200</dev/null 900</dev/null"
	same '0 1 2 ' "$output"
	limited 0 bash -c "exec '$bin/runimg' 7</dev/null <fds.img"
	same '0 1 2 ' "$output"
}

@test "--keep-fd leaves descriptors open, and no others" {
	fds_program
	fds='3</ 4</ 5</ 6</ 10</ 200</ 900</'
	kept() {
		limited 0 bash -c "exec '$bin/runimg' -s fds.img $1 $fds"
		same "0 1 2 $2 " "$output" "$1"
	}
	kept '--keep-fd 3' 3
	kept '--keep-fd 900' 900
	kept '--keep-fd=200 --keep-fd=4' '4 200'
	kept '--keep-fd 6 --keep-fd 5 --keep-fd 4 --keep-fd 3' '3 4 5 6'
	kept '--keep-fd 3 --keep-fd 3 --keep-fd 6' '3 6'
	kept '--keep-fd 3 --keep-fd 4 --keep-fd 5 --keep-fd 6 --keep-fd 10 \
	    --keep-fd 200 --keep-fd 900' '3 4 5 6 10 200 900'
	# One that closes on exec, too; and the stream's own.
	limited 0 python -c '
import os, sys
for n in range(3, 30):
    os.dup2(0, n, inheritable=True)
os.execv(sys.argv[1], sys.argv[1:])' "$bin/runimg" -s fds.img --keep-fd 17
	same '0 1 2 17 ' "$output"
	limited 0 bash -c "exec '$bin/runimg' -s /dev/fd/5 --keep-fd 5 \
	    5<fds.img"
	same '0 1 2 5 ' "$output"
	many=$(printf -- '--keep-fd 3 %.0s' {1..64})
	limited 0 bash -c "exec '$bin/runimg' -s fds.img $many 3</"
	limited 125 bash -c "exec '$bin/runimg' -s fds.img $many --keep-fd 3 3</"
	usage_message runimg
}

@test "the personality is the common one" {
	need setarch
	patched cat cat read,write,exit
	for args in -R -X '-RXZ3BSL' linux32; do
		case $args in
		-*) under=(setarch x86_64 $args) ;;
		*) under=("$args") ;;
		esac
		"${under[@]}" true || { echo "skipped $args"; continue; }
		hold cat.img
		same 00000000 "$(cat "/proc/$pid/personality")" "$args"
		run awk '$2 ~ /wx|^-..x.* \[stack/' "/proc/$pid/maps"
		same '' "$output" "maps under $args"
		run awk '$2 ~ /x/ && $6 !~ /memfd|vdso|vsyscall/' \
		    "/proc/$pid/maps"
		same '' "$output" "executable under $args"
		release
	done
}

@test "signals: dispositions and mask are reset, 32 to 64 too" {
	patched cat cat read,write,exit
	cat >ignore.py <<'END'
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
# The kernel's struct: handler SIG_IGN, flags, restorer, mask.
ignore = (ctypes.c_ulong * 4)(1, 0, 0, 0)
for sig in range(1, 65):
    if sig not in (9, 19):
        if libc.syscall(13, sig, ignore, None, 8):
            sys.exit('rt_sigaction %d' % sig)
mask = ctypes.c_ulong(2 ** 64 - 1)
if libc.syscall(14, 2, ctypes.byref(mask), None, 8):
    sys.exit('rt_sigprocmask')
os.execvp(sys.argv[1], sys.argv[1:])
END
	need python3
	# What the helper makes a plain program start with:
	run timeout 10 python3 ignore.py cat /proc/self/status
	[[ $output == *SigBlk:?fffffffffffbfeff* ]]
	[[ $output == *SigIgn:?fffffffffffbfeff* ]]
	mkfifo pipe
	python3 ignore.py "$bin/runimg" -s cat.img <pipe 3>&- 9>&- &
	holder=$!
	exec 9>pipe
	until_true is_image "$holder"
	for name in SigIgn SigBlk SigCgt SigPnd ShdPnd; do
		same 0000000000000000 "$(field "$holder" $name)" $name
	done
	release
}

@test "timers are cleared" {
	patched cat cat read,write,exit
	need python3
	cat >timers.py <<'END'
import os, signal, sys
for timer, sig in ((signal.ITIMER_REAL, signal.SIGALRM),
                   (signal.ITIMER_VIRTUAL, signal.SIGVTALRM),
                   (signal.ITIMER_PROF, signal.SIGPROF)):
    signal.signal(sig, signal.SIG_IGN)
    signal.setitimer(timer, 0.05, 0.05)
os.execvp(sys.argv[1], sys.argv[1:])
END
	# Twenty times the interval; the signals would kill it.
	limited 0 bash -c "sleep 1 |
	    python3 timers.py '$bin/runimg' -s cat.img"
	# Timers of the processor's time: one that computes until it ends.
	program busy <<'END'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	for (unsigned long i = 0; i < 600000000; i++)
		__asm__ volatile("");
	return 3;
}
END
	patched busy "$PWD/busy" exit
	limited 3 python3 timers.py "$bin/runimg" -s busy.img
}

@test "what /proc shows: no_new_privs, one thread, exe, comm, cmdline" {
	patched cat cat read,write,exit
	hold cat.img -a /a/name one
	same 1 "$(field "$pid" NoNewPrivs)" NoNewPrivs
	same 1 "$(field "$pid" Threads)" Threads
	same '/a/name one ' "$(tr '\0' ' ' <"/proc/$pid/cmdline")" cmdline
	exe=$(readlink "/proc/$pid/exe")
	same '/memfd:/a/name (deleted)' "$exe" exe
	echo "comm: $(cat "/proc/$pid/comm")"
	# Until Linux 6.14 comm is the descriptor's number.
	grep -Eq '^([0-9]+|memfd:/a/name)$' "/proc/$pid/comm"
	same '0 1 2 ' "$(ls "/proc/$pid/fd" | tr '\n' ' ')" descriptors
	release
	hold cat.img
	same '/memfd:cat (deleted)' "$(readlink "/proc/$pid/exe")" exe
	release
}

@test "nothing of runimg is left in the image's memory" {
	patched cat cat read,write,exit
	hold cat.img
	run awk '{ print $2, $6 }' "/proc/$pid/maps"
	echo "$output"
	printf '%s\n' "$output" | awk '
		$2 !~ /^(\/memfd:cat|\[(stack|heap|vdso|vvar.*|vsyscall)\])?$/ {
			bad = 1
		}
		END { exit bad }'
	run grep -E '^0*7[0-9a-f]{7}-' "/proc/$pid/maps"
	same '' "$output" 'in the reserved range'
	release
}

@test "the segments are mapped as linked, with their permissions" {
	brk_program
	hold brk.img
	python - "$pid" "$PWD/brk" <<'END'
import sys
from elfbuild import *
pid, path = sys.argv[1:]
file = open(path, 'rb').read()
phoff, phnum = struct.unpack_from('<Q', file, 32)[0], file[56]
want = {}
for i in range(phnum):
    p = Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
    if p.type == PT_LOAD and p.memsz:
        for page in range(p.vaddr // 4096 * 4096,
                          up(p.vaddr + p.memsz, 4096), 4096):
            want[page] = ('r' if p.flags & R else '-') + (
                'w' if p.flags & W else '-') + (
                'x' if p.flags & X else '-') + 'p'
        end = p.vaddr + p.memsz
got = {}
for line in open('/proc/%s/maps' % pid):
    where, perms, *rest = line.split()
    a, b = (int(x, 16) for x in where.split('-'))
    if a < 0x10000000 and '[heap]' not in line:
        for page in range(a, b, 4096):
            got[page] = perms
if want != got:
    sys.exit('want %s\ngot %s' % (want, got))
stat = open('/proc/%s/stat' % pid).read().rsplit(')', 1)[1].split()
start_brk = int(stat[44])
print('end of memory 0x%x, brk starts at 0x%x' % (end, start_brk))
# The kernel moves it up by less than 1 GiB: mm/util.c, arch_randomize_brk.
if not end <= start_brk <= up(end, 4096) + 0x40000000:
    sys.exit('brk')
END
	release
}

@test "brk starts where it does for the linked program" {
	need setarch
	brk_program
	to_file brk
	for file in brk brk.out; do
		mkfifo pipe
		setarch x86_64 -R timeout 30 "./$file" <pipe 3>&- 9>&- &
		holder=$!
		exec 9>pipe
		rm pipe
		until_true pgrep -P "$holder"
		pid=$(pgrep -P "$holder")
		until_true grep -q "$PWD/$file\$" "/proc/$pid/maps"
		awk '{ sub(/.*\) /, ""); print $(47 - 2) }' \
		    "/proc/$pid/stat" >$file.start
		# A linked program can make no call, not even an exit.
		kill -KILL "$pid"
		exec 9>&-
		wait "$holder" || true
		holder=
	done
	same "$(cat brk.start)" "$(cat brk.out.start)" 'start of brk'
}

@test "AT_PHDR, AT_ENTRY and the table in memory are the linked ones" {
	for how in '' '-static-pie -fPIE -Wl,--no-dynamic-linker'; do
		if [ -z "$how" ]; then
			auxv_program
		else
			auxv_program $how -Wl,-z,text
		fi
		patched auxv "$PWD/auxv" write,exit
		to_file auxv
		limited 0 "$bin/runimg" -s auxv.img
		echo "$output"
		phdr=$(printf '%s\n' "$output" | awk '/^phdr/ { print $2 }')
		entry=$(printf '%s\n' "$output" | awk '/^entry/ { print $2 }')
		linked=$(readelf -hW auxv | awk '/Entry point/ { print $4 }')
		base=$((entry - linked))
		if [ -z "$how" ]; then
			same 0 "$base" 'ET_EXEC moved'
			base=$((0x400000))
		else
			[ "$base" -ge $((0x10000)) ]
			linked_base=0
		fi
		same $((base + 64)) "$phdr" AT_PHDR
		# Types stay entry for entry, but for merged and dropped ones.
		printf '%s\n' "$output" | awk '/^header/ { print $2, $3 }' \
		    >got
		headers auxv.out | while read -r type _ _ vaddr _; do
			echo $((16#$type)) $((16#$vaddr))
		done >want
		diff want got
	done
}

@test "after the exec there are only the allowed calls" {
	need strace
	for one in hello/write,exit cat/read,write,exit getpid/getpid,write,exit \
	    pie/write,exit; do
		name=${one%%/*} list=${one#*/}
		patched "$name" "$name" "$list"
		limited 0 strace -f -o trace "$bin/runimg" -s "$name.img"
		sed '1,/execveat(/d; s/^[0-9]* *//; /^+++/d' trace >after
		cat after
		[ -s after ]
		run grep -Ev "^(${list//,/|})\(" after
		same '' "$output" "calls of $name that are not allowed"
		grep -q '^exit(' after
	done
	# The exec itself is of the memfd, by its descriptor.
	grep -Eq 'execveat\([0-9]+, "", .*AT_EMPTY_PATH\) = 0' trace
}

# -o

@test "-o: byte for byte the same each time, from a file or a pipe" {
	for name in hello pie many cat; do
		patched $name $name --all
		to_file $name
		limited 0 "$bin/runimg" -s $name.img -o second
		cmp $name.out second
		limited 0 sh -c "cat $name.img | '$bin/runimg' -o third"
		cmp $name.out third
		limited 0 env -i A=b "$bin/runimg" -a other -s $name.img \
		    -o fourth
		cmp $name.out fourth
	done
}

@test "-o: the file that runs is the one that is written" {
	patched cat cat read,write,exit
	to_file cat
	hold cat.img
	cmp "/proc/$pid/exe" cat.out
	release
}

@test "-o: an existing file is replaced only on success, in one step" {
	patched hello hello write,exit
	"$bin/elfparse" "$(sample hello)" >parsed
	head -c -40 hello.img >cut
	echo old >out
	chmod 600 out
	inode=$(stat -c %i out)
	limited 126 "$bin/runimg" -s parsed -o out
	limited 125 "$bin/runimg" -s cut -o out
	# The limit is for the file in memory, too.
	limited 125 bash -c "trap '' XFSZ; ulimit -f 1
	    exec '$bin/runimg' -s hello.img -o out"
	same old "$(cat out)"
	same "$inode 600" "$(stat -c '%i %a' out)"
	exec 9<out
	limited 0 "$bin/runimg" -s hello.img -o out
	same old "$(cat <&9)" 'what had the file open'
	exec 9<&-
	limited 0 ./out
	same 'hello, world' "$output"
	same 'cut hello.img out parsed ' "$(ls --ignore='separate-*' |
	    tr '\n' ' ')" 'files there'
}

@test "-o: a full disk: 125, and the old file is there" {
	need unshare mount
	[ "$(id -u)" -eq 0 ] || skip 'not root: no disk can be made'
	unshare -m true 2>/dev/null || skip 'no mount namespaces here'
	patched many many --all
	mkdir disk
	limited 0 unshare -m bash -c "
		mount -t tmpfs -o size=64k none disk || exit 77
		echo old >disk/out
		'$bin/runimg' -s many.img -o disk/out 2>said
		echo \$?; cat said disk/out; ls -A disk"
	printf '%s\n' "$output"
	[[ $output == $'125\nrunimg: many: WRITE: '*$'\nold\nout' ]]
}

@test "-o: the mode follows the umask" {
	patched hello hello write,exit
	for pair in 022/755 077/700 002/775 000/777; do
		rm -f out
		limited 0 bash -c "umask ${pair%/*}
		    exec '$bin/runimg' -s hello.img -o out"
		same "${pair#*/}" "$(stat -c %a out)" "umask ${pair%/*}"
	done
}

@test "-o: where it cannot be written, 125 and a message" {
	patched hello hello write,exit
	mkdir dir
	for file in /dev/full dir dir/ missing/out dir/missing/out ''; do
		limited 125 "$bin/runimg" -s hello.img -o "$file"
		message runimg WRITE
		same '' "$output"
	done
	same '' "$(ls -A dir)" 'files left behind'
}

@test "-o: a pipe and a device are written through" {
	patched hello hello write,exit
	to_file hello
	limited 0 bash -c "'$bin/runimg' -s hello.img -o /dev/stdout |
	    cmp - hello.out"
	limited 0 "$bin/runimg" -s hello.img -o /dev/null
	[ -c /dev/null ]
	mkfifo pipe
	runimg -s hello.img -o pipe 3>&- &
	cmp pipe hello.out
	wait $!
	[ -p pipe ]
}

@test "-o: a symbolic link is written through, not replaced" {
	# As /dev/stdout is one: replacing that would break the machine.
	patched hello hello write,exit
	to_file hello
	ln -s /proc/self/fd/1 out
	limited 0 bash -c "'$bin/runimg' -s hello.img -o out >file"
	[ -L out ] || { echo 'the link was replaced'; false; }
	cmp file hello.out
	echo old >target
	ln -s target link
	limited 0 "$bin/runimg" -s hello.img -o link
	[ -L link ] || { echo 'the link was replaced'; false; }
	cmp target hello.out
}

@test "-o: eu-elflint finds nothing that it does not find in the original" {
	need eu-elflint
	local lint="eu-elflint --gnu-ld"
	for m in $machines; do
		for name in hello getpid print_args print_env status cat many \
		    pie cxx; do
			need_sample $m/$name
			patched x $m/$name --all
			limited 0 "$bin/runimg" -s x.img -o x.out
			$lint "$samples/$m/$name" >linked || true
			$lint x.out >got || true
			run grep -vFx -f linked got
			[[ $output == '' || $output == 'No errors' ]] || {
				echo "$m/$name: $output"
				false
			}
		done
	done
}

@test "-o: the file is what the stream says, page for page, all samples" {
	for m in $machines; do
		for name in hello getpid print_args print_env status cat many \
		    pie cxx; do
			need_sample $m/$name
			patched $name $m/$name --all
			to_file $name
		done
	done
}

@test "-o: the file runs, with the sample's output, on all machines" {
	echo input >input
	for m in $machines; do
		run=
		if [ $m != x86_64 ]; then
			command -v qemu-$m >/dev/null || {
				echo "skipped: no qemu-$m"
				continue
			}
			run=qemu-$m
		fi
		try() {
			local name=$1 want=$2
			shift 2
			patched "$name" "$m/$name" --all
			limited 0 "$bin/runimg" -s "$name.img" -o "$name"
			run --separate-stderr env -i A=1 B=2 PATH="$PATH" \
			    timeout 20 $run "./$name" "$@" <input
			same "$want" "$status $output" "$m/$name"
		}
		try hello '0 hello, world'
		try print_args $'0 ./print_args\na\nb c' a 'b c'
		try status '42 '
		try status '7 ' 7
		try cat '0 input'
		try many '0 answered 1998, denied 0'
		try pie $'0 position\nindependent\nstatic'
		try cxx '0 same'
		patched getpid $m/getpid --all
		limited 0 "$bin/runimg" -s getpid.img -o getpid
		limited 0 $run ./getpid
		[[ $output =~ ^[0-9]+$ ]]
		patched print_env $m/print_env --all
		limited 0 "$bin/runimg" -s print_env.img -o print_env
		limited 0 env -i A=1 B=2 $(command -v $run || true) ./print_env
		[[ $output == *A=1* && $output == *B=2* ]]
	done
}

# Images built by hand.

@test "hand-built: the good image, three machines, both types" {
	for m in $machines; do
		hand_built good_$m $m <<<''
	done
	build pie <<'END'
e = good('x86_64', ET_DYN)
END
	patched pie "$PWD/pie" write,exit
	to_file pie
	limited 0 "$bin/runimg" -s pie.img
	same ok "$output"
	memview pie.img
}

@test "no PT_GNU_STACK, no spare entry, table mapped: refused" {
	for m in $machines; do
		machine=$m build none <<<'e.phdrs.pop(STACK)'
		patched none "$PWD/none" write,exit
		limited 126 "$bin/runimg" -s none.img -o out
		message runimg NO_STACK
	done
	[ ! -e out ]
}

@test "no PT_GNU_STACK, a spare entry: it becomes one" {
	for m in $machines; do
		hand_built null_$m $m <<<'e.phdrs[STACK] = Phdr(PT_NULL, 0)'
		same '6474e551 6 0 0 0 0' "$(headers null_$m.out | tail -n 1)"
		hand_built shlib_$m $m <<<'e.phdrs[STACK] = Phdr(5, 0)'
		same '6474e551 6 0 0 0 0' "$(headers shlib_$m.out | tail -n 1)"
	done
	# A PT_LOAD without memory is a spare entry too.
	hand_built empty x86_64 <<'END'
e.phdrs[STACK] = Phdr(PT_LOAD, R, 0, 0x900000, 0, 0, align=0x1000)
END
	same '6474e551 6 0 0 0 0' "$(headers empty.out | tail -n 1)"
}

@test "no PT_GNU_STACK, a table that no segment maps: it grows" {
	for m in $machines; do
		hand_built grown_$m $m <<'END'
e.phdrs.pop(STACK)
e.phdrs.pop(HEAD)
END
		same 3 "$(headers grown_$m.out | wc -l)"
		same '6474e551 6 0 0 0 0' "$(headers grown_$m.out | tail -n 1)"
	done
}

@test "PT_GNU_STACK is always read and write, whatever it was" {
	hand_built stack x86_64 <<'END'
e.phdrs[STACK] = Phdr(PT_GNU_STACK, R, 1, 2, 3, 4, 32)
END
	# musl takes its size for that of new stacks.
	same '6474e551 6 0 0 0 4' "$(headers stack.out | tail -n 1)"
	build exec <<<'e.phdrs[STACK].flags = R | W | X'
	limited 1 "$bin/elfparse" exec
	message elfparse STACK_EXEC
}

@test "segments of equal permissions that share a page are one load" {
	for m in $machines; do
		hand_built shared_$m $m <<'END'
# The text in two parts with a hole between them, both in one page.
t, body = e.phdrs[TEXT], e.phdrs[TEXT].body
t.body = body[:0x80]
t.filesz = t.memsz = 0x80
tail = Phdr(PT_LOAD, R | X, TEXT_AT + 0xc0, t.vaddr + 0xc0,
            body=body[0xc0:], align=e.arch.page)
# And more data in the page of the data.
d = e.phdrs[DATA]
more = Phdr(PT_LOAD, R | W, DATA_AT + 0x100, d.vaddr + 0x100, body=b'more',
            memsz=0x3000, align=e.arch.page)
e.phdrs[2:3] = [tail, d, more]
END
		headers shared_$m.out
		same '1 1 0 1 0 6474e551 ' \
		    "$(headers shared_$m.out | cut -d' ' -f1 | tr '\n' ' ')"
	done
}

@test "segments of different permissions in a page are refused" {
	build split <<'END'
t = e.phdrs[TEXT]
e.phdrs.insert(2, Phdr(PT_LOAD, R, TEXT_AT + 0x200, t.vaddr + 0x200,
                       body=b'data', align=0x1000))
END
	limited 1 "$bin/elfparse" split
	message elfparse PAGE_SHARED
}

@test "only zeros: writable segments without file bytes" {
	for m in $machines; do
		hand_built bss_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phdrs.insert(3, Phdr(PT_LOAD, R | W, 0x123, base + 8 * page + 0x123, 0,
                       3 * page, align=page))
e.phdrs.insert(4, Phdr(PT_LOAD, R | W, 0, base + 16 * page, 0, 1, page))
END
	done
	# Zeros first, then data in the same page.
	hand_built first x86_64 <<'END'
d = e.phdrs[DATA]
e.phdrs.insert(2, Phdr(PT_LOAD, R | W, DATA_AT - 0x700, d.vaddr - 0x700, 0,
                       0x100, align=e.arch.page))
END
}

@test "the end of a writable segment's memory stays where it was" {
	for memsz in 0x10 0x11 0x7ff 0x800 0x801 0x1800 0x1801 0x5000; do
		hand_built "end_$memsz" x86_64 <<END
e.phdrs[DATA].memsz = $memsz
END
	done
}

@test "an executable segment with more memory than file bytes" {
	for m in $machines; do
		hand_built zeros_$m $m <<'END'
t, page = e.phdrs[TEXT], e.arch.page
t.memsz = 3 * page
for p in e.phdrs[DATA:]:
    if p.type == PT_LOAD:
        p.vaddr += 4 * page
d = e.phdrs[DATA].vaddr
code, slots = e.arch.code(t.vaddr, d, len(MESSAGE))
put(e, TEXT, 0, code)
END
	done
}

@test "code up to the end of its page, the next page executable too" {
	hand_built full x86_64 <<'END'
t = e.phdrs[TEXT]
page = t.vaddr // 0x1000 * 0x1000
body = t.body + b'\x90' * (page + 0x1000 - t.vaddr - len(t.body) - 1)
t.body = body + b'\x0f'
t.filesz = t.memsz = len(t.body)
t.offset = 0x2000 + TEXT_AT
more = Phdr(PT_LOAD, R | X, 0x4000, page + 0x1000, body=b'\x0b\x90',
            align=0x1000)
d = e.phdrs[DATA]
d.vaddr += 0x4000
code, _ = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
put(e, TEXT, 0, code)
e.phdrs.insert(2, more)
END
}

@test "the headers are in no segment" {
	for m in $machines; do
		hand_built bare_$m $m <<<'e.phdrs.pop(HEAD)'
		run headers bare_$m.out
		[[ $output != *' 0 400000 '* ]]
	done
}

@test "the table stands elsewhere in the file, in no segment" {
	for m in $machines; do
		hand_built far_$m $m <<'END'
e.phoff = 0x1238
e.blobs = [(0x2000, b'end')]
END
		same $((0x1238)) "$(od -An -tu8 -j32 -N8 far_$m.out | tr -d ' ')"
	done
	hand_built lone x86_64 <<'END'
e.phoff = 0x3008
e.phdrs.pop(HEAD)
e.phdrs.pop(2)          # now the stack: a table in no segment may grow
e.blobs = [(0x4000, b'end')]
END
	same 3 "$(headers lone.out | wc -l)"
}

@test "the table stands elsewhere in the file, in a segment" {
	for m in $machines; do
		hand_built read_$m $m <<'END'
e.phoff = 0x208         # in the segment with the ELF header, not behind it
END
		hand_built own_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phoff = 5 * page + 0x40
e.phdrs.pop(HEAD)
e.phdrs.insert(2, Phdr(PT_LOAD, R, 5 * page, base + 9 * page,
                       body=bytes(0x400), align=page))
e.phdrs.insert(3, Phdr(PT_PHDR, R, e.phoff, base + 9 * page + 0x40, 56 * 5,
                       align=8))
END
		hand_built write_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phoff = 5 * page + 0x40
e.phdrs.insert(3, Phdr(PT_LOAD, R | W, 5 * page, base + 9 * page,
                       body=bytes(0x400), memsz=page + 1, align=page))
END
	done
}

@test "the table in the segment's page, but not in its bytes" {
	hand_built page x86_64 <<'END'
# Only the page that the kernel maps holds it: AT_PHDR is 0, as linked.
e.phdrs[HEAD].offset = 0x300
e.phdrs[HEAD].vaddr += 0x300
e.phdrs[HEAD].filesz = e.phdrs[HEAD].memsz = 0x80
END
}

@test "alignment to 2 MiB" {
	for m in $machines; do
		hand_built large_$m $m <<'END'
big = 0x200000
base = 0x400000
for i, p in enumerate(e.phdrs[:3]):
    p.align = big
    p.vaddr = base + i * big + p.offset
t, d = e.phdrs[TEXT].vaddr, e.phdrs[DATA].vaddr
code, slots = e.arch.code(t, d, len(MESSAGE)) if e.arch.name != 'aarch64' else (
    e.arch.code(t, t + 0x90, len(MESSAGE)))
put(e, TEXT, 0, code)
if e.arch.name == 'aarch64':      # adr does not reach that far
    put(e, TEXT, 0x90, MESSAGE)
e.entry = t
e.sites = [Site(t + slots[0], 3, (e.arch.write, 1)),
           Site(t + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
	done
}

@test "headers in an executable segment" {
	for m in $machines; do
		hand_built inside_$m $m <<'END'
# One segment with headers and code.
h, t = e.phdrs[HEAD], e.phdrs[TEXT]
base = h.vaddr
t.offset, t.vaddr, at = 0, base, t.offset
new = base + at
d = e.phdrs[DATA].vaddr
code, slots = e.arch.code(new, d, len(MESSAGE))
t.body = bytes(at) + code + bytes(0x40)
t.filesz = t.memsz = len(t.body)
e.phdrs.pop(HEAD)
e.entry = new
e.sites = [Site(new + slots[0], 3, (e.arch.write, 1)),
           Site(new + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
	done
}

# Headers and code in one segment of 0x2000 bytes; then, if $room is not 0, a
# read-only one that is as long as it takes to put the data at $room in the
# composed file. In the linked file the headers hold no call instruction.
executable_headers() {
	cat <<END
t, d = e.phdrs[TEXT], e.phdrs[DATA]
base, at, size, room = e.phdrs[HEAD].vaddr, 0x400, 0x2000, $room
t.offset, t.vaddr, t.filesz, t.memsz = 0, base, size, size
new = base + at
d.vaddr = base + 0x20000 + room + d.offset
code, slots = e.arch.code(new, d.vaddr, len(MESSAGE))
t.body = bytes(at) + code + bytes(0x40)
e.phdrs.pop(HEAD)
if room:
    e.phdrs.insert(1, Phdr(PT_LOAD, R, 0x4000, base + 0x10000, room - size,
                           align=0x1000))
d.offset += 0x4000 + room
def held():
    table = b''.join(p.pack() for p in e.phdrs)
    return b'\x0f\x05' in table or b'\x73\0\0\0' in table[::1]
while held():
    d.offset += 0x1000
e.entry = new
e.sites = [Site(new + slots[0], 3, (e.arch.write, 1)),
           Site(new + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
}

@test "data moves by pages until the headers hold no call instruction" {
	# An offset of 0x730000 is an ECALL in the table, 0x50f0000 a SYSCALL:
	# in every page up to the next 64 KiB.
	for one in riscv64/730000/740000 x86_64/50f0000/5100000; do
		IFS=/ read -r m from to <<<"$one"
		room=0x$from
		hand_built call_$m $m < <(executable_headers)
		same "$to" "$(headers call_$m.out |
		    awk '$2 == 6 && $1 == 1 { print $3 }')" 'the data is at'
		rm call_*
	done
}

@test "headers that hold a call instruction in any layout are refused" {
	# The data's size in memory, from the start of its page: 0x...050f.
	room=0
	build stuck < <(executable_headers
		echo 'd.memsz = 0x1050f - d.vaddr % 0x1000')
	patched stuck "$PWD/stuck" write,exit
	limited 126 "$bin/runimg" -s stuck.img -o out
	message runimg HEADER_CALL
	limited 126 "$bin/runimg" -s stuck.img
	message runimg HEADER_CALL
	[ ! -e out ]
}

@test "an entry point whose bytes in the header are a call is refused" {
	build entry < <(room=0 executable_headers
		cat <<'END'
# Code at 0x..050f: e_entry, in the header, is 0f 05.
where = base + 0x10000 + 0x50f
code, slots = e.arch.code(where, d.vaddr + 0x20000, len(MESSAGE))
d.vaddr += 0x20000
t.filesz = t.memsz = size = 0x12000
t.body = bytes(where - base) + code
e.entry = where
e.sites = [Site(where + slots[0], 3, (e.arch.write, 1)),
           Site(where + slots[1], 3, (e.arch.exit, 0))]
d.offset += 0x20000
END
)
	run bash -c "'$bin/elfparse' entry | '$bin/syscallreject' >/dev/null"
	[[ $status -ne 0 && $output == *RAW_CALL* ]]
	# Past the first stages: runimg refuses it itself.
	"$bin/elfparse" entry | "$bin/allowplan" write,exit >planned
	python - <<'END'
import lpstream
image = lpstream.decode(lpstream.parse(open('planned', 'rb').read()))
open('forged', 'wb').write(lpstream.patch(image).stream())
END
	limited 126 "$bin/runimg" -s forged
	[[ $stderr == *HEADER_CALL* || $stderr == *RAW_CALL* ]]
}

@test "PT_NOTE, PT_TLS, RELRO and their like move with their bytes" {
	for m in $machines; do
		hand_built moved_$m $m <<'END'
d = e.phdrs[DATA]
d.body = MESSAGE + bytes(13) + bytes(range(1, 240))
d.filesz, d.memsz = len(d.body), 0x1000 - DATA_AT
# Linked far from where the composed file will have it.
d.offset += 0x40000
note = struct.pack('<III', 4, 4, 1) + b'abc\0' + b'desc'
def at(n):
    return dict(offset=d.offset + n, vaddr=d.vaddr + n)
put(e, DATA, 0x20, note)
# psABIs: the property of branch targets, with nothing in it.
kind = 0xc0000000 if e.arch.name == 'aarch64' else 0xc0000002
put(e, DATA, 0x80, struct.pack('<III4sIIII', 4, 16, 5, b'GNU\0', kind, 4, 0, 0))
# RELRO may go to the end of the page, TLS past the end of its segment.
e.phdrs += [
    Phdr(PT_NOTE, R, filesz=len(note), align=4, **at(0x20)),
    Phdr(PT_TLS, R, filesz=0x10, memsz=0x9000, align=8, **at(0x40)),
    Phdr(PT_GNU_RELRO, R, filesz=0x20, memsz=0x60, align=1, **at(0x50)),
    Phdr(PT_GNU_EH_FRAME, R, filesz=0x10, align=4, **at(0x70)),
    Phdr(PT_GNU_PROPERTY, R, filesz=0x20, align=8, **at(0x80)),
    Phdr(PT_PHDR, R, 64, e.phdrs[HEAD].vaddr + 64, 56 * 11, align=8),
]
e.phdrs.append(Phdr(PT_TLS, R, filesz=0, memsz=8, align=8, **at(0x90)))
END
		moved=$(headers moved_$m.out | awk '$1 == 4 { print $3 }')
		linked=$(headers moved_$m | awk '$1 == 4 { print $3 }')
		[ "$moved" != "$linked" ]
		od -An -tx1 -j$((16#$moved)) -N 20 moved_$m.out |
		    tr -d '\n' | grep -q '61 62 63 00 64 65 73 63'
	done
}

@test "program headers of unknown types are dropped, and -v says so" {
	types='0x60000001 0x6fffffff 0x65041580 0x70000000 0x70000001
	    0x7fffffff 5 8 0x6474e554 0xffffffff'
	n=$(wc -w <<<"$types")
	for m in $machines; do
		hand_built odd_$m $m <<END
for kind in """$types""".split():
    e.phdrs.append(Phdr(int(kind, 0), R | W | X, 0x10, 0x20, 0x30, 0x40))
END
		same "$n" "$(headers odd_$m.out | grep -c '^0 0 0 0 0 0$')"
		limited 0 "$bin/runimg" -v --check -s odd_$m.img
		same "$n" "$(printf '%s\n' "$stderr" |
		    grep -c "^runimg: odd_$m.*: DROPPED: program header ")"
	done
}

@test "PT_RISCV_ATTRIBUTES stays on RISC-V, and is dropped elsewhere" {
	for m in $machines; do
		hand_built attr_$m $m <<'END'
e.phdrs.append(Phdr(PT_RISCV_ATTRIBUTES, R, 0x10, 0, 0x20, 0))
END
		want=0
		[ $m != riscv64 ] || want=70000003
		same $want "$(headers attr_$m.out | tail -n 1 | cut -d' ' -f1)"
	done
}

@test "PT_INTERP never gets into a file, wherever it came from" {
	build interp <<'END'
e.phdrs.append(Phdr(PT_INTERP, R, TEXT_AT, e.phdrs[TEXT].vaddr, 0x10))
END
	limited 1 "$bin/elfparse" interp
	message elfparse INTERP
	build plain <<<''
	patched plain "$PWD/plain" write,exit
	python - <<'END'
import lpstream
from elfbuild import *
image = lpstream.decode(lpstream.parse(open('plain.img', 'rb').read()))
text = image.prog.phdrs[TEXT]
image.prog.phdrs.append(Phdr(PT_INTERP, R, text.offset, text.vaddr, 0x10))
open('forged', 'wb').write(image.stream())
END
	limited 126 "$bin/runimg" -s forged
	message runimg INTERP
	limited 126 "$bin/runimg" -s forged -o out
	message runimg INTERP
	[ ! -e out ]
}

# The kernel's view, and a second process.

@test "the check's view of memory is the kernel's: samples" {
	for name in hello many pie cxx cat print_args; do
		patched $name $name --all
		memview $name.img
	done
}

# racer ARG...: compiled once
racer() {
	build_racer
	timeout 30 "$BATS_FILE_TMPDIR/racer" "$@" 3>&- 8>&- 9>&-
}

build_racer() {
	need gcc
	[ -x "$BATS_FILE_TMPDIR/racer" ] ||
	    gcc "${CFLAGS[@]}" -o "$BATS_FILE_TMPDIR/racer" \
		"$top/tests/oracle/racer.c"
}

# slow STREAM: starts runimg on all of the stream but its END, which finish
# feeds; $pid is runimg. The image reads "secret" and would print it.
slow() {
	build_racer
	rm -f stream input
	mkfifo stream input
	timeout -s KILL 30 "$bin/runimg" -s stream \
	    <input >out 2>err 3>&- 8>&- 9>&- &
	holder=$!
	exec 8>input 9>stream
	head -c -40 "$1" >&9
	until_true pgrep -P "$holder"
	pid=$(pgrep -P "$holder")
}

# end_of STREAM: its END record; then the image can run
end_of() {
	tail -c 40 "$1" >&9
	exec 9>&-
}

# finish: $s is runimg's status, the image's if it ran
finish() {
	( echo secret >&8 ) 2>/dev/null || true
	exec 8>&-
	s=0
	wait "$holder" || s=$?
	stderr=$(cat err)
	echo "status $s; $stderr"
	same '' "$(cat out)" 'the forbidden effect'
}

deny=48c7c0daffffff90
allow=b801000000900f05
allow_exit=b83c000000900f05
zeros=$(printf '00%.0s' {1..62})

@test "a second process that writes into the memfd before the seal loses" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write $deny $allow
	end_of cat.img
	finish
	same 126 "$s"
	message runimg NOT_PATCHED
	# Over the number that an allowed slot holds: exit becomes write.
	slow cat.img
	racer "$pid" write $allow_exit $allow
	end_of cat.img
	finish
	same 126 "$s"
	message runimg NOT_PATCHED
}

@test "a second process that adds a call instruction loses" {
	# Behind the code, in the zeros of its page: the code ends in a jump to
	# itself.
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write "ebfe${zeros:0:16}" ebfe0f05
	end_of cat.img
	finish
	same 126 "$s"
	message runimg RAW_CALL
}

@test "a second process that changes the headers loses" {
	# They are written last: what stood there before is of no effect.
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write "$zeros" "${zeros//0/f}"
	end_of cat.img
	finish
	# But ETXTBSY if it still had the file open.
	same 1 "$s" 'the image, its write denied'
}

@test "a second process that writes all the time loses" {
	# It has the file open for writing, which alone hinders the exec.
	patched cat cat read,exit
	for i in 1 2 3 4 5 6 7 8 9 10; do
		rm -f toggled
		slow cat.img
		racer "$pid" toggle $deny $allow >toggled 3>&- 8>&- 9>&- &
		racing=$!
		until_true grep -q begun toggled
		end_of cat.img
		finish
		wait "$racing"
		cat toggled
		case $s in
		1) ;;
		125) message runimg EXEC ;;
		126) message runimg NOT_PATCHED ;;
		*) false ;;
		esac
	done
}

@test "a second process that keeps it mapped: no seal, 125" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" map >mapped 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q mapped mapped
	end_of cat.img
	finish
	same 125 "$s"
	message runimg SEAL
	wait "$racing"
}

@test "a second process that forbids the seal: 125" {
	patched cat cat read,exit
	slow cat.img
	same 'close done' "$(racer "$pid" close)"
	end_of cat.img
	finish
	same 125 "$s"
	message runimg SEAL
}

@test "a second process that makes it shorter: 125 or 126, not a crash" {
	patched cat cat read,exit
	slow cat.img
	same 'cut done' "$(racer "$pid" cut)"
	end_of cat.img
	finish
	[[ $s -eq 125 || $s -eq 126 ]]
	[[ $stderr == 'runimg: cat: '* ]]
}

@test "a second process that writes after the seal gets EPERM" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" late $deny $allow >said 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q open said
	end_of cat.img
	# With it open for writing, Linux 6.11 and 6.12 do run the image.
	until_true grep -q 'map ' said
	finish
	wait "$racing"
	cat said
	[[ $s -eq 1 || $s -eq 125 ]]
	[ "$s" -eq 1 ] || message runimg EXEC
	same 'open write EPERM shorten EPERM lengthen EPERM map EPERM ' \
	    "$(tr '\n' ' ' <said)"
}

@test "a second process that reads it cannot open it for writing later" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" again $deny $allow >said 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q open said
	end_of cat.img
	until_true grep -q descriptor said
	finish
	wait "$racing"
	cat said
	same 1 "$s" 'the image, its write denied'
	same 'open reopen ETXTBSY exe ETXTBSY descriptor none ' \
	    "$(tr '\n' ' ' <said)"
}
