#!/usr/bin/env bats
# runimg --report and --kill=log: which call was forbidden.
# shellcheck shell=bash

load lib/common
load lib/runimg
load lib/watch

# try ARG...: runs runimg; the status in $s, what it wrote in out and err
try() {
	s=0
	timeout -s KILL 20 "$bin/runimg" "$@" >out 2>err </dev/null 3>&- || s=$?
	cat err
}

# One line of report, of the call that deed() makes
deed_line() { # NAME
	forbidden_line "$1" 83 mkdir \
	    'site 0: the call of this site is 1 write' \
	    "$(address "$1" path)," 0x1c0, 0x5, 0x0, 0x0, 0x0
}

deed='const char path[] = "made";
NONE void
deed(void)
{
	/* The filter sees six arguments. */
	__asm__ volatile("xor %%r10d, %%r10d\n\txor %%r8d, %%r8d\n\t"
	    "xor %%r9d, %%r9d" : : : "r8", "r9", "r10");
	forbidden(__NR_mkdir, (long)path, 0700, 5);
}'

@test "report: number, name, address, symbol, arguments; the kernel's death" {
	made main write,exit <<C
$deed
int sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	if (argc > 1)
		deed();
	sample_puts("alive\n");
	return 0;
}
C
	try --report -s main.img -- now
	same 159 "$s"
	[ ! -e made ] && [ ! -s out ]
	same "$(deed_line main)" "$(cat err)"
	try --kill=thread --report -s main.img -- now
	same 159 "$s"
	same "$(deed_line main)" "$(cat err)" '--kill=thread'
	# Without --report nothing is said; without the call neither.
	try -s main.img -- now
	same 159 "$s"
	same '' "$(cat err)"
	try --report -s main.img
	same 0 "$s"
	same alive "$(cat out)"
	same '' "$(cat err)"
}

@test "report: a thread's call; with --kill=thread the others go on" {
	made thread write,exit,clone,nanosleep <<C
$deed
static void begin(void) { deed(); for (;;) ; }
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	thread(begin);
	pause_ms(300);
	sample_puts("alive\n");
	return 7;
}
C
	try --report -s thread.img
	same 159 "$s"
	[ ! -e made ] && [ ! -s out ]
	# The other thread dies of SIGSYS too, but of no call.
	same "$(deed_line thread)" "$(cat err)"
	try --report --kill=thread -s thread.img
	same 7 "$s"
	same alive "$(cat out)"
	same "$(deed_line thread)" "$(cat err)"
}

@test "report: a forked child's call, and a vforked one's" {
	for how in 17 0x4111 0x800011; do
		made "fork$how" write,exit,clone,wait4 -DHOW=$how <<C
$deed
static char status[4];
int sample_main(long argc, char **argv, char **envp)
{
	long pid = syslift_call5(__NR_clone, HOW, 0, 0, 0, 0);

	(void)argc, (void)argv, (void)envp;
	if (pid == 0) {
		deed();
		syslift_call1(__NR_exit, 0);
	}
	if (syslift_call4(__NR_wait4, pid, status, 0, 0) == pid)
		sample_putn(status[0] & 0x7f);
	return 7;
}
C
		try --report -s "fork$how.img"
		same 7 "$s"
		same 31 "$(cat out)" 'what killed the child'
		# CLONE_UNTRACED: the filter's alone.
		[ $how = 0x800011 ] && same '' "$(cat err)" ||
		    same "$(deed_line "fork$how")" "$(cat err)" $how
	done
	try --kill=log -s fork0x800011.img
	same 7 "$s"
	same 0 "$(cat out)" 'what killed the child'
	[ ! -e made ] && [ ! -s err ]
}

@test "report: an argument that is not the recorded one, and another number" {
	made argument write,exit <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	sample_puts("first\n");
	if (argc > 1) {
		gate(1, (long)"gate\n", 5);
		/* To the call instruction of the exit at the end. */
		forbidden(__NR_exit, 3, 0, 0);
	}
	syslift_call1(__NR_exit, 5);
	return 0;
}
C
	try --report -s argument.img
	same 5 "$s"
	same '' "$(cat err)"
	try --report -s argument.img -- now
	same 159 "$s"
	[[ $(cat err) == *'FORBIDDEN: call 60 exit @'*'of this site is 1 write'* ]]
	# The site with the number 5 alone is asked to end with 3.
	python - argument.img other.img <<'END'
import sys, lpstream
out = []
for r in lpstream.parse(open(sys.argv[1], 'rb').read()):
    if r.name == 'SITE':
        p, n = bytearray(r.payload), 0
        for at in range(8, len(p), 80):
            if p[at + 12] == 60 and p[at + 24] & 2:
                p[at + 32] = 3
                n += 1
        assert n == 1, n
        r.payload = bytes(p)
    out.append(r)
open(sys.argv[2], 'wb').write(lpstream.serialize(lpstream.seal(out)))
END
	try --report -s other.img
	same 159 "$s"
	[[ $(cat err) == *'FORBIDDEN: call 60 exit @'*' (sample_main+0x'*'), site '*': an argument is not the one recorded; arguments 0x5, '* ]]
}

@test "report: a call from outside the image has no symbol" {
	made vdso write,exit <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	const unsigned char *at;
	long *v;

	(void)argc, (void)argv;
	while (*envp)
		envp++;
	for (v = (long *)(envp + 1); *v != 33; v += 2) /* AT_SYSINFO_EHDR */
		if (*v == 0)
			return 9;
	for (at = (const unsigned char *)v[1];
	    at[0] != call_bytes[0] || at[1] != call_bytes[1]; at++)
		;
	__asm__ volatile("jmp *%0" : : "r"(at), "a"(39) : "memory");
	return 0;
}
C
	try --report -s vdso.img
	same 159 "$s"
	grep -Eq 'FORBIDDEN: call 39 getpid @0x7[ef][0-9a-f]{10}: no allowed site is there; arguments ' err
}

@test "report: another machine's numbers, and one that is -1" {
	made odd write,exit <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	forbidden(argc > 1 ? -1 : 0x40000001, 1, 2, 3);
	return 0;
}
C
	try --report -s odd.img
	same 159 "$s"
	[[ $(cat err) == *"FORBIDDEN: call 1073741825 ? @"*": of another machine's interface; arguments 0x1, 0x2, 0x3, "* ]]
	try --report -s odd.img -- minus
	same 159 "$s"
	[[ $(cat err) == *"FORBIDDEN: call 4294967295 ? @"*"arguments 0x1, 0x2, 0x3, "* ]]
}

@test "report: no call is blamed for a SIGSYS that was sent" {
	made sent read,write,exit,kill,getpid,clone <<'C'
/* The result is the number, as after a call that a filter ended. */
static char byte[1];
static void begin(void) { for (;;) syslift_call3(__NR_read, 0, byte, 1); }
int sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	thread(begin);
	if (argc == 1)
		syslift_call2(__NR_kill, syslift_call0(__NR_getpid), 31);
	sample_puts("ready\n");
	/* No call, and what is there for number and result is the same. */
	for (;;)
		__asm__ volatile("mov $-1, %%rax" : : : "rax");
	return 0;
}
C
	for i in 1 2 3 4 5; do
		try --report -s sent.img
		same 159 "$s"
		same '' "$(cat err)"
		timeout -s KILL 20 "$bin/runimg" --report -s sent.img -- now \
		    </dev/null >out 2>err 3>&- &
		holder=$!
		until_true grep -q ready out
		kill -SYS "$(pgrep -P "$(pgrep -P "$holder")")"
		s=0
		wait "$holder" || s=$?
		holder=
		same 159 "$s"
		same '' "$(cat err)"
		: >out
	done
}

@test "report: a program that the image executed has other symbols" {
	made other write,exit,execve <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc;
	return (int)syslift_call3(__NR_execve, argv[1], argv + 1, envp);
}
C
	chmod +x other
	# Linked where the image was, it makes a call there that is not planned.
	cat >call.s <<'S'
.globl _start
_start: mov $39, %eax
	syscall
S
	gcc -nostdlib -static -Wl,-z,noexecstack -o call call.s
	try --report -s other.img -- ./call
	same 159 "$s"
	[[ $(cat err) == 'runimg: other: FORBIDDEN: call 39 getpid @0x401005: of a program that the image executed; arguments '* ]]
	same 1 "$(wc -l <err)"
}

# many COUNT NAME-LENGTH [after] <STREAM: the stream with so many symbols before
# its own, or after them
many() {
	python - "$@" 3<&0 <<'END'
import os, sys, lpstream
count, length = map(int, sys.argv[1:3])
recs = lpstream.parse(os.fdopen(3, 'rb').read())
at = next(i for i, r in enumerate(recs) if r.name == 'symb')
at += len(sys.argv) > 3
size = (18 + length + 7) // 8 * 8
one = (bytes(16) + length.to_bytes(2, 'little') + b'x' * length).ljust(
    size, b'\0')
each = 262144 // size
new = []
while count:
    n = min(each, count)
    new.append(lpstream.Rec('symb', one * n))
    count -= n
sys.stdout.buffer.write(
    lpstream.serialize(lpstream.seal(recs[:at] + new + recs[at:])))
END
}

@test "report: so many symbols are kept, then only one that holds the address" {
	made full write,exit <<C
$deed
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	deed();
	return 0;
}
C
	many 1000 8 <full.img >some.img
	try --report -s some.img
	same "$(deed_line full)" "$(cat err)" 'a thousand more'
	for counts in '262144 1' '65536 128'; do
		many $counts <full.img >toomany.img
		try --report -s toomany.img
		same 159 "$s"
		[[ $(cat err) == 'runimg: full: FORBIDDEN: call 83 mkdir @0x'*', site 0: '* ]]
		[[ $(cat err) != *gate* && $(cat err) != *xxx* ]]
		many $counts after <full.img >toomany.img
		try --report -s toomany.img
		same "$(deed_line full)" "$(cat err)" 'the first ones stay'
	done
}

@test "log: the call is made, and reported once for each place and number" {
	made log write,exit,mmap <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	long i, n = 0;

	(void)argc, (void)argv, (void)envp;
	for (i = 0; i < 2; i++)
		sample_putn(forbidden(__NR_mkdir, (long)"made", 0700, 0));
	sample_putn(forbidden(__NR_rmdir, (long)"made", 0, 0));
	for (i = 0; i < 1000; i++)
		n += forbidden(__NR_getppid, 0, 0, 0) > 0;
	sample_putn(n);
	/* What a rule refuses stays refused. */
	sample_putn(syslift_call6(__NR_mmap, 0, 4096, 4, 0x22, -1, 0));
	forbidden(__NR_exit, 9, 0, 0);
	return 0;
}
C
	try --kill=log -s log.img
	same 9 "$s"
	same 0-1701000-1 "$(cat out)"
	same '83 mkdir 84 rmdir 110 getppid 60 exit' \
	    "$(sed 's/.*FORBIDDEN: call \([^@]*\) @.*/\1/' err | paste -sd' ')"
	same 4 "$(grep -c "@$(call_of log) (gate+0x" err)"
	limited 0 "$bin/runimg" --kill=log --print-filter -s log.img
	[[ $output == *'ret #0x7ff00000 ; ask the tracer'* ]]
	try --kill=log --report -s log.img
	same 9 "$s" 'with --report too'
	same 4 "$(wc -l <err)"
}

@test "log: children and threads too; 4,096 lines, and one that says so" {
	made lots write,exit,clone,wait4 <<'C'
static void begin(void)
{
	forbidden(__NR_getuid, 0, 0, 0);
	for (;;) ;
}
int sample_main(long argc, char **argv, char **envp)
{
	long i, pid;

	(void)argc, (void)argv, (void)envp;
	pid = syslift_call5(__NR_clone, 17, 0, 0, 0, 0);
	if (pid == 0) {
		forbidden(__NR_getgid, 0, 0, 0);
		syslift_call1(__NR_exit, 0);
	}
	syslift_call4(__NR_wait4, pid, 0, 0, 0);
	thread(begin);
	for (i = 0; i < 5000; i++)
		forbidden(100000 + i, 0, 0, 0);
	forbidden(__NR_exit_group, 3, 0, 0);
	return 0;
}
C
	try --kill=log -s lots.img >/dev/null
	same 3 "$s"
	same 4097 "$(wc -l <err)"
	[ "$(grep -c 'call 104 getgid @' err)" -eq 1 ]
	[ "$(grep -c 'call 102 getuid @' err)" -eq 1 ]
	same 1 "$(grep -c 'more than 4096 forbidden calls @-: ' err)"
	tail -n 1 err | grep -q 'more than 4096'
}

@test "report and log: what does not go together" {
	patched hello hello write,exit
	for args in '--report --no-filter' '--kill=log --no-filter' \
	    '--report --check' '--report -o out' '--report --print-filter' \
	    '--report --kill=errno' '--report -q' '--kill=log -q'; do
		limited 125 "$bin/runimg" $args -s hello.img
		usage_message runimg
		same '' "$output"
	done
	[ ! -e out ]
}

@test "report: what fails before the image runs is said, with 125" {
	# LeakSanitizer does not work under a tracer.
	export ASAN_OPTIONS=detect_leaks=0
	patched cat cat read,write,exit
	limited 125 "$bin/runimg" --report -s cat.img -i missing
	message runimg PREPARE
	# A tracer is there already; the image does not run.
	need strace
	patched hello hello write,exit
	limited 125 strace -f -o trace "$bin/runimg" --report -s hello.img
	message runimg PREPARE
	same '' "$output"
	[[ $stderr == *"'ptrace'"* ]]
	need prlimit
	mkfifo pipe
	big=$(head -c 100000 /dev/zero | tr '\0' x)
	A="$big" B="$big" C="$big" timeout 20 "$bin/runimg" --report -s pipe \
	    >out 2>err 3>&- &
	holder=$!
	exec 9>pipe
	until_true pgrep -P "$holder"
	prlimit --pid "$(pgrep -P "$holder")" --stack=65536:65536
	cat cat.img >&9
	exec 9>&-
	s=0
	wait "$holder" || s=$?
	same 125 "$s"
	stderr=$(cat err)
	message runimg EXEC
}

# Addresses are said as linked; what is not the image's, as it is.
@test "report: a static PIE" {
	made moved write,exit -static-pie -fPIE -Wl,--no-dynamic-linker \
	    -Wl,-z,text <<C
$deed
int sample_main(long argc, char **argv, char **envp)
{
	(void)argv;
	while (*envp++)
		;
	if (argc == 1)
		deed();
	for (long *aux = (long *)envp; aux[0]; aux += 2)
		if (aux[0] == 33) { /* AT_SYSINFO_EHDR */
			const unsigned char *at = (const unsigned char *)aux[1];
			while (at[0] != call_bytes[0] || at[1] != call_bytes[1])
				at++;
			__asm__ volatile("jmp *%0" : : "r"(at), "a"(83));
		}
	return 0;
}
C
	try --report -s moved.img
	same 159 "$s"
	linked=$(sed -n 's/.* call 83 mkdir @0x\([0-9a-f]*\) (gate+0x[0-9a-f]*), site 0: the call of this site is 1 write; .*/\1/p' err)
	[ -n "$linked" ]
	[ $((16#$linked)) -lt $((0x100000)) ]
	try --report -s moved.img -- vdso
	same 159 "$s"
	grep -Eq 'call 83 mkdir @0x7[ef][0-9a-f]{10}: no allowed site is there;' err
}
