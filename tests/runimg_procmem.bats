#!/usr/bin/env bats
# runimg --no-proc-mem: code that cannot be written to through /proc/PID/mem.

load lib/common
load lib/runimg

# rewriter: tries each argument, a path in which % is its own number and + its
# child's. It writes number 83, mkdir, into the slot of an allowed getppid, and
# goes there with the registers of mkdir("made"); for +, the child does. r:PATH
# opens PATH for reading first, as descriptor 3; d: makes a directory of another
# kind, a procfs mounted nowhere, and opens self/mem in it.
rewriter() {
	program rewriter <<'C'
#include "start.h"
extern const unsigned char etext[];

static __attribute__((noinline)) long
call(const char *path)
{
	return syslift_call2(__NR_getppid, path, 0700);
}

/* The number's place in that slot: mov $number,%eax; nop; syscall */
static const unsigned char *
number(void)
{
	static volatile const unsigned char form[] = {0xb8, __NR_getppid, 0, 0, 0,
	    0x90, 0x0f, 0x05};
	const unsigned char *at = (const unsigned char *)&call;
	unsigned k;

	for (; at < etext; at++) {
		for (k = 0; k < 8 && at[k] == form[k]; k++)
			;
		if (k == 8)
			break;
	}
	return at + 1;
}

static char *
put(char *to, long n)
{
	if (n >= 10)
		to = put(to, n / 10);
	*to++ = (char)('0' + n % 10);
	return to;
}

static long
open_mem(const char *from, long child)
{
	char path[128], *to = path;

	for (; *from; from++)
		if (*from == '%')
			to = put(to, syslift_call0(__NR_getpid));
		else if (*from == '+')
			to = put(to, child);
		else
			*to++ = *from;
	*to = 0;
	return syslift_call4(__NR_openat, -100, path, 1, 0);
}

static long
nowhere(void)
{
	long fs = syslift_call2(__NR_fsopen, "proc", 0);

	syslift_call5(__NR_fsconfig, fs, 6, 0, 0, 0);
	return syslift_call4(__NR_openat,
	    syslift_call3(__NR_fsmount, fs, 0, 0), "self/mem", 1, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	static const unsigned char mkdir = __NR_mkdir;
	static const long second[2] = {1, 0};
	const char *path = argv[1];
	long fd, child = 1, n;

	(void)argc, (void)envp;
	for (const char *p = path; *p; p++)
		if (*p == '+')
			child = syslift_call0(__NR_fork);
	if (child == 0) {
		syslift_call2(__NR_nanosleep, second, 0);
		call("made");
		return 0;
	}
	if (path[0] == 'r') {
		syslift_call4(__NR_openat, -100, "/proc/self/mem", 0, 0);
		path += 2;
	}
	fd = path[0] == 'd' ? nowhere() : open_mem(path, child);
	if (fd < 0) {
		sample_puts("error ");
		sample_putn(-fd);
		sample_puts("\n");
		return 1;
	}
	n = syslift_call4(__NR_pwrite64, fd, &mkdir, 1, (long)number());
	sample_puts(n == 1 ? "written\n" : "not written\n");
	if (child == 1)
		call("made");
	else
		syslift_call4(__NR_wait4, child, 0, 0, 0);
	return 0;
}
C
	"$bin/elfparse" rewriter | "$bin/syscallreject" |
	    "$bin/allowplan" -d mkdir | "$bin/patchapply" >rewriter.img
}

# A program that writes to standard output and to each argument, and moves the
# last one, which it made, to the folder "other".
writer() {
	program writer <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	long fd, i;

	(void)envp;
	for (i = 1; i < argc; i++) {
		fd = syslift_call4(__NR_openat, -100, argv[i], 0101, 0600);
		sample_putn(fd < 0 ? fd : sample_write((int)fd, "text\n", 5));
		sample_puts(" ");
	}
	sample_putn(syslift_call2(__NR_rename, argv[argc - 1], "other/moved"));
	sample_puts("\n");
	return 0;
}
C
	patched writer "$PWD/writer" write,openat,rename,exit
}

need_landlock() {
	writer
	timeout 10 "$bin/runimg" --no-proc-mem -s writer.img x >out 2>err ||
	    ! grep -q 'Landlock: ' err || skip "$(cat err)"
}

# need_mounts: mount namespaces are to be had
need_mounts() {
	need unshare mount
	unshare -m mount -t tmpfs none /mnt 2>/dev/null || skip 'no mounts'
}

@test "no-proc-mem: code is rewritten without it, and not with it" {
	need_landlock
	rewriter
	for path in /proc/self/mem /proc/thread-self/mem /proc/%/mem \
	    /proc/self/task/%/mem /proc/%/task/%/mem /dev/fd/../mem \
	    /proc/self/root/proc/self/mem /proc/self/cwd/../../../../../proc/%/mem \
	    r:/proc/self/fd/3 r:/dev/fd/3 /proc/+/mem; do
		! taken || {
			[ ! -e made ]
			limited 0 "$bin/runimg" --no-filter -s rewriter.img "$path"
			same written "$output" "$path"
			[ -d made ]
			rmdir made
			limited 1 "$bin/runimg" --no-filter --no-proc-mem \
			    -s rewriter.img "$path"
			same 'error 13' "$output" "$path"
			[ ! -e made ]
		}
	done
	# Under the filter another number is forbidden, but the code is changed.
	limited 159 "$bin/runimg" -s rewriter.img /proc/self/mem
	same written "$output"
	limited 1 "$bin/runimg" --no-proc-mem -s rewriter.img /proc/self/mem
	same 'error 13' "$output"
}

@test "no-proc-mem: a procfs that is mounted nowhere" {
	need_landlock
	rewriter
	timeout 10 "$bin/runimg" --no-filter -s rewriter.img d >out || true
	grep -q written out || skip 'no procfs can be made'
	rmdir made
	limited 1 "$bin/runimg" --no-filter --no-proc-mem -s rewriter.img d
	[[ $output == error* ]]
	[ ! -e made ]
}

@test "no-proc-mem: other files are written to, and moved between folders" {
	need_landlock
	mkdir other
	echo old >old
	limited 0 "$bin/runimg" --no-proc-mem -s writer.img /dev/null \
	    /dev/stdout "$PWD/old" new
	same $'0 text\n0 0 0 0' "$output"
	same text "$(cat old)"
	same text "$(cat other/moved)"
	[ ! -e new ]
	# A file, and what stands open.
	timeout 10 "$bin/runimg" --no-proc-mem -s writer.img /dev/stdout x >>file
	same $'text\n0 0 0' "$(cat file)"
	exec 8>kept
	limited 0 "$bin/runimg" --no-proc-mem --keep-fd 8 -s writer.img /dev/fd/8 x
	same text "$(cat kept)"
	exec 8>&-
	# Nothing in procfs, not only mem.
	limited 0 "$bin/runimg" -s writer.img /proc/self/comm x
	[[ $output == '0 0 0' ]]
	limited 0 "$bin/runimg" --no-proc-mem -s writer.img /proc/self/comm x
	[[ $output == '-13 0 0' ]]
	# An input file, arguments and messages are as without it.
	limited 125 "$bin/runimg" --no-proc-mem -i missing -s writer.img
	message runimg PREPARE
	for with in --check '-o file' --print-filter; do
		limited 125 "$bin/runimg" --no-proc-mem $with -s writer.img
		usage_message runimg
	done
}

@test "no-proc-mem: a procfs that cannot be told from the rest is refused" {
	need_landlock
	need_mounts
	# in_mounts COMMANDS: in a mount namespace, then the writer; $1 is runimg
	in_mounts() {
		limited "$1" unshare -m sh -c "$2
		    exec '$bin/runimg' --no-proc-mem -s writer.img x"
	}
	mkdir here 'a b' other
	in_mounts 0 :
	in_mounts 125 "mount -t proc proc '$PWD/here'"
	message runimg PREPARE
	[[ $stderr == *"'--no-proc-mem' @-: $PWD/here: procfs is mounted there"* ]]
	same '' "$output"
	in_mounts 125 "mount -t proc proc 'a b'"
	[[ $stderr == *"$PWD/a b: procfs is mounted there"* ]]
	in_mounts 125 "mount --bind /proc/self here"
	[[ $stderr == *"$PWD/here: "* ]]
	in_mounts 125 "touch f && mount --bind /proc/self/mem f"
	[[ $stderr == *"$PWD/f: "* ]]
	in_mounts 125 'mount --bind / /mnt'
	[[ $stderr == *'mnt: procfs can be reached through it' ]]
	in_mounts 125 'mount --rbind / /mnt'
	[[ $stderr == *': /mnt/proc: procfs is mounted there, '* ]]
	# Sanitizers need it themselves.
	if [ -z "${LP_INSTRUMENTED:-}" ]; then
		in_mounts 125 'umount -l /proc'
		[[ $stderr == *': /proc/self/mountinfo: '* ]]
	fi
	# Directly in / it is left out like /proc; what is below is no other.
	in_mounts 0 'mount -t proc proc /mnt; mount --bind /proc/sys /proc/sys'
	same '0 0' "$output"
	rewriter
	for path in /mnt/self/mem /proc/self/mem; do
		limited 1 unshare -m sh -c "mount -t proc proc /mnt
		    exec '$bin/runimg' --no-filter --no-proc-mem -s rewriter.img $path"
		same 'error 13' "$output"
	done
}

@test "no-proc-mem: a root directory that is inside another one" {
	need_landlock
	need_mounts
	need chroot
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'runimg is alone in that root'
	rewriter
	mkdir -p jail/proc jail/up
	cp "$bin/runimg" rewriter.img jail
	jail() {
		limited "$1" unshare -m sh -c "mount -t proc proc jail/proc; $2
		    exec chroot jail /runimg --no-filter --no-proc-mem \
		        -s rewriter.img /proc/self/mem"
		[ ! -e jail/made ]
	}
	jail 1 :
	same 'error 13' "$output"
	# What stands in / can be written to, what is made there cannot.
	cp writer.img jail
	mkdir jail/other
	ln -s proc jail/link
	touch jail/file
	limited 0 unshare -m sh -c "mount -t proc proc jail/proc
	    exec chroot jail /runimg --no-proc-mem -s writer.img /file /new \
	        /link/self/comm /other/new x"
	same '0 -13 -13 0 -13 -18' "$output"
	same text "$(cat jail/file)"
	[ -e jail/new ] && [ ! -s jail/new ]
	# A directory above the jail, granted in it, would grant its procfs too.
	jail 125 'mount --bind / jail/up'
	[[ $stderr == *"'--no-proc-mem' @-: /proc/self/mem: it can still be written to" ]]
}

@test "no-proc-mem: a kernel without Landlock is refused" {
	need gcc
	writer
	gcc -O2 -D_GNU_SOURCE -o without -x c - <<'C'
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>
/* without ERRNO COMMAND...: with Landlock's first call failing so. */
int
main(int argc, char **argv)
{
	struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 444, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K,
		SECCOMP_RET_ERRNO | (unsigned)atoi(argv[1])),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
	struct sock_fprog p = {4, f};

	if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p))
		return 99;
	execv(argv[2], argv + 2);
	return 98;
}
C
	for one in '38/this kernel does not have it' '95/it is switched off in'; do
		limited 125 ./without "${one%%/*}" "$bin/runimg" --no-proc-mem \
		    -s writer.img x
		message runimg PREPARE
		[[ $stderr == *": Landlock: ${one#*/}"* ]]
		same '' "$output"
	done
	limited 0 ./without 38 "$bin/runimg" -s writer.img x
}
