#!/usr/bin/env bats
# runimg: the process that the image becomes: memory, /proc, brk, auxiliary
# vector, system calls.

load lib/common
load lib/runimg

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
		# Types stay entry for entry, but for merged and dropped ones;
		# a moved image sees its table as linked.
		printf '%s\n' "$output" | awk '/^header/ { print $2, $3 }' \
		    >got
		headers "$([ -n "$how" ] && echo auxv || echo auxv.out)" | while read -r type _ _ vaddr _; do
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
