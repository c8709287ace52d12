#!/usr/bin/env bats
# runimg as the image's supervisor: signals, stops, the end, what is left open.
# shellcheck shell=bash

load lib/common
load lib/runimg
load lib/watch

watched() { # CASE STREAM [ARG...]
	local case=$1 stream=$2
	shift 2
	python "$top/tests/oracle/watched.py" "$case" "$bin/runimg" --report \
	    -s "$stream" -- "$@" 3>&-
}

# Takes all signals and prints them; TERM ends it with 7.
catcher() {
	made catcher write,exit,rt_sigprocmask,rt_sigtimedwait,getppid,getpid,kill <<'C'
static int info[32];
static unsigned long all = -1UL;
int sample_main(long argc, char **argv, char **envp)
{
	long sig = 0, n = 0;

	(void)argv, (void)envp;
	syslift_call4(__NR_rt_sigprocmask, 2, (long)&all, 0, 8);
	sample_puts("ready\n");
	while (sig != 15) {
		if (argc > 1 && n++ < 50)
			syslift_call2(__NR_kill, 0, 10);
		else if (argc > 1 && n == 51)
			sample_puts("group done\n");
		sig = syslift_call4(__NR_rt_sigtimedwait, (long)&all,
		    (long)info, 0, 8);
		if (argc > 1 && sig == 10 && info[4] == syslift_call0(__NR_getpid))
			continue;
		sample_putn(sig);
		if (info[2] == -1) {
			sample_puts(" value ");
			sample_putn(info[6]);
		} else if (info[4] == syslift_call0(__NR_getppid)) {
			sample_puts(" from parent");
		} else {
			sample_puts(" from other");
		}
		sample_puts("\n");
	}
	return 7;
}
C
}

dots() {
	made dots write,exit,nanosleep,restart_syscall <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	sample_puts("ready\n");
	for (;;) {
		pause_ms(5);
		sample_puts(".");
	}
}
C
}

@test "signals sent to runimg are the image's, with their values" {
	catcher
	watched forwarded catcher.img
}

@test "what the image sends to its own group it gets once" {
	catcher
	watched group catcher.img group
}

@test "the terminal's signals are not doubled" {
	catcher
	watched terminal catcher.img
}

@test "a hangup that only the session's leader hears of" {
	dots
	same -1 "$(watched hangup dots.img)"
}

@test "stop and continue, both ways" {
	dots
	watched stops dots.img
}

@test "suspended at the terminal, and continued" {
	dots
	watched suspended dots.img
}

@test "statuses and deaths are the image's" {
	made ends write,exit,kill,getpid <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	long how = argc > 1 ? sample_number(argv[1]) : 0;

	(void)envp;
	if (how > 1000)
		*(volatile int *)8 = 1;
	if (how > 255)
		syslift_call2(__NR_kill, syslift_call0(__NR_getpid), how - 256);
	return (int)how;
}
C
	for how in 0/0 7/7 125/125 255/255 271/-15 265/-9 287/-31 288/-32 \
	    289/-33 290/-34 262/-6 2000/-11; do
		same "${how#*/}" "$(watched ended ends.img "${how%/*}")" "$how"
	done
}

@test "the image's death leaves its memory dump, and none of runimg's" {
	[[ $(cat /proc/sys/kernel/core_pattern) == core* ]] ||
	    skip 'memory dumps go elsewhere'
	[ "$(ulimit -H -c)" = unlimited ] || skip 'a limit on memory dumps'
	made crash write,exit <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	*(volatile int *)8 = 1;
	return 0;
}
C
	for how in --report --kill=process; do
		mkdir "dumps$how"
		( cd "dumps$how"
		    ulimit -c unlimited
		    "$bin/runimg" $how -s ../crash.img ) || s=$?
		same 139 "$s"
	done
	same "$(cat dumps--kill=process/core* | wc -c)" \
	    "$(cat dumps--report/core* | wc -c)" 'bytes of the dump'
}

# The fields of the image's status that it inherits, and what else shows.
inherited() { # PID
	grep -E '^(Sig(Blk|Ign|Cgt)|NoNewPrivs|Seccomp|Uid|Groups|Cap[A-Za-z]*|Cpus_allowed|Umask):' \
	    "/proc/$1/status"
	cat "/proc/$1/personality" "/proc/$1/limits" "/proc/$1/cmdline" |
	    tr '\0' ' '
	ls "/proc/$1/fd"
	readlink "/proc/$1/"{exe,cwd,root,fd/1,fd/2}
	cut -d' ' -f5-8 "/proc/$1/stat"
}

@test "the image inherits what it does without a supervisor" {
	catcher
	exec 7</dev/null
	for how in --kill=process --report --kill=log; do
		# With all that is to be undone: signals ignored and blocked.
		timeout --foreground 20 python3 - "$bin/runimg" $how \
		    --keep-fd 7 -s catcher.img >out 2>err 3>&- <<'END' &
import os, signal, sys
for sig in signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM, signal.SIGPIPE:
    signal.signal(sig, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.execv(sys.argv[1], sys.argv[1:])
END
		holder=$!
		until_true grep -q ready out
		pid=$(pgrep -P "$holder")
		[ $how = --kill=process ] || pid=$(pgrep -P "$pid")
		inherited "$pid" >"inherited$how"
		kill -TERM "$(pgrep -P "$holder")"
		s=0
		wait "$holder" || s=$?
		same 7 "$s" "$how"
		: >out
	done
	holder=
	exec 7>&-
	cat inherited--report
	diff inherited--kill=process inherited--report
	diff inherited--kill=process inherited--kill=log
}

@test "runimg killed: no task of the image is left" {
	made tree write,exit,exit_group,clone,nanosleep <<'C'
static void begin(void) { for (;;) pause_ms(1000); }
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	syslift_call5(__NR_clone, 17, 0, 0, 0, 0);
	thread(begin);
	sample_puts("ready\n");
	pause_ms(60000);
	return syslift_call1(__NR_exit_group, 0);
}
C
	timeout -s KILL 60 "$bin/runimg" --report -a "tree$$" -s tree.img \
	    >out 2>err 3>&- &
	holder=$!
	until_true eval '[ "$(grep -c ready out)" -eq 2 ]'
	same 2 "$(pgrep -cf "^tree$$\$")" 'processes of the image'
	kill -KILL "$(pgrep -P "$holder")"
	wait "$holder" || true
	holder=
	until_true eval '! pgrep -f "^tree$$\$"'
}

# A child that lives on, says so, and ends.
orphan() {
	made orphan write,exit,clone,nanosleep <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	long ms = argc > 1 ? sample_number(argv[1]) : 0;

	(void)envp;
	if (syslift_call5(__NR_clone, 17, 0, 0, 0, 0) == 0) {
		pause_ms(ms);
		sample_puts("orphan\n");
		return 3;
	}
	sample_puts("parent\n");
	return 7;
}
C
}

@test "children that outlive the image: runimg ends after them, with its status" {
	orphan
	s=0
	timeout 20 "$bin/runimg" --report -s orphan.img -- 500 >out 3>&- || s=$?
	same 7 "$s"
	same 'parent orphan' "$(paste -sd' ' out)"
	# A signal then ends runimg, and with it those that are left.
	: >out
	timeout -s KILL 20 "$bin/runimg" --report -a "left$$" -s orphan.img \
	    -- 60000 >out 3>&- &
	holder=$!
	until_true grep -q parent out
	runimg=$(pgrep -P "$holder")
	until_true eval '! pgrep -P "$runimg"'
	same 1 "$(pgrep -cf "^left$$ ")" 'orphans'
	s=0
	kill -TERM "$runimg"
	wait "$holder" || s=$?
	holder=
	same 143 "$s"
	until_true eval '! pgrep -f "^left$$ "'
}

@test "children that runimg had before are not waited for" {
	patched hello hello write,exit
	begun=$SECONDS
	bash -c 'sleep 30 3>&- & echo $! >sleeping
	    exec "$0" --report -s hello.img' "$bin/runimg" >out 3>&-
	[ $((SECONDS - begun)) -lt 20 ]
	same 'hello, world' "$(cat out)"
	kill "$(cat sleeping)"
}

@test "runimg keeps nothing open but standard error" {
	made closes write,exit,close,nanosleep <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	sample_puts("ready\n");
	syslift_call1(__NR_close, 0);
	syslift_call1(__NR_close, 1);
	syslift_call1(__NR_close, 7);
	pause_ms(20000);
	return 0;
}
C
	mkfifo in out seven
	# timeout would keep them.
	"$bin/runimg" --report --keep-fd 7 -s closes.img \
	    <in >out 7>seven 2>err 3>&- 9>&- &
	holder=$!
	exec 9>in
	cat seven >seven.got 9>&- 3>&- &
	# These end only when nobody has the other end any more.
	timeout 10 cat out >got 9>&- 3>&-
	same ready "$(cat got)"
	wait $!
	not bash -c 'echo >&9' 2>/dev/null
	# Only root may look at a process that cannot be traced.
	[ ! -r "/proc/$holder/fd" ] || same 2 "$(ls "/proc/$holder/fd")"
	kill -TERM "$holder"
	wait "$holder" || true
	holder=
}


@test "the image cannot reach into its supervisor, unless it is root's" {
	need setpriv
	made reach write,exit,openat,getppid <<'C'
int sample_main(long argc, char **argv, char **envp)
{
	char path[32] = "/proc/", digits[24], *p = digits + 24, *to = path + 6;
	long n = syslift_call0(__NR_getppid), result;

	(void)argc, (void)argv, (void)envp;
	for (; n > 0; n /= 10)
		*--p = (char)('0' + n % 10);
	while (p < digits + 24)
		*to++ = *p++;
	for (p = "/mem"; *p != '\0';)
		*to++ = *p++;
	*to = '\0';
	result = syslift_call4(__NR_openat, -100, (long)path, 2, 0);
	sample_putn(result);
	return result == -13 ? 0 : 1;
}
C
	as=()
	if [ "$(id -u)" -eq 0 ]; then
		as=(setpriv --reuid=nobody --clear-groups)
		"${as[@]}" test -x "$bin/runimg" ||
		    skip 'nobody may not run the tools here'
	fi
	limited 0 "${as[@]}" "$bin/runimg" --report <reach.img
	same -13 "$output"
}
