#!/usr/bin/env bats
# runimg: what the image inherits: standard input, arguments, environment,
# descriptors, personality, signals, timers.

load lib/common
load lib/runimg

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
