#!/usr/bin/env bats
# Programs as Debian distributes them, and one of glibc with threads, through
# the chain with syslift: under a policy with no call too many they do what they
# do by themselves; without a call that they need they say so, and go without.
# "make real" runs more of them: real_more.bats.

load lib/common
load lib/real
load lib/programs

setup() {
	need_host
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build runs these'
	cd "$BATS_TEST_TMPDIR"
}

@test "busybox: ls -l, a script, wc, grep, sha256sum" {
	cases busybox /bin/busybox $busybox_cases
	grep -qx '<two words>' script.direct
	grep -qx 'status 7' script.direct
	with_policy $busybox_cases
	each_needed $busybox_cases
}

@test "busybox: sha256sum of 100 MB" {
	as_it_is busybox /bin/busybox
	plan "$policies/busybox.policy"
	seq 12500000 >big
	truncate -s 100000000 big
	patience=60
	mkdir run
	cd run
	direct sha256sum ../big >direct
	held sha256sum ../big >held
	diff direct held
	same 100000000 "$(stat -c %s ../big)"
}

@test "busybox: what its policy does not have does not happen" {
	busybox_remove() { "$1" rm -f numbers; }
	busybox_make() { "$1" mkdir made; }
	busybox_rename() { "$1" mv text other; }
	busybox_mode() { "$1" chmod 600 text; }
	busybox_link() { "$1" ln -s text made; }
	busybox_pipe() { "$1" sh -c 'ls | wc'; }
	busybox_fork() { "$1" sh -c 'echo >made & wait'; }
	as_it_is busybox /bin/busybox
	plan "$policies/busybox.policy"
	for what in remove make rename mode link pipe fork; do
		outcome $what direct
		grep -x 'status 0' printed
		outcome $what held
		grep 'not implemented' printed
		not grep -x 'status 0' printed
		[ -e run/numbers ] && [ -e run/text ] && [ ! -e run/other ]
		[ ! -e run/made ] && [ ! -L run/made ]
		same 644 "$(stat -c %a run/text)"
	done
}

# The same image at the same addresses: its sites are the same ones.
@test "busybox: its shell executes itself for pipes, if it may, and nothing else" {
	busybox_pipe() { "$1" sh -c 'ls | wc'; }
	busybox_other() { "$1" sh -c '/bin/touch made; echo $?'; }
	cases busybox /bin/busybox pipe
	with clone close pipe2 wait4
	outcome pipe held
	grep 'wc: Function not implemented' printed
	grep -x 'status 126' printed
	with clone close execve pipe2 wait4
	as_directly pipe
	outcome other held
	cat printed
	grep -x 159 printed
	[ ! -e run/made ]
}

@test "busybox: without a call that a script needs" {
	cases busybox /bin/busybox script
	fails_without openat script
	grep "can't open 'script': Function not implemented" printed
	[ ! -e run/made ] && [ ! -e run/third ]
	fails_without write script
	[ ! -s run/made ] && [ ! -s run/third ]
	fails_without chdir script
	grep "can't cd to folder: Function not implemented" printed
	not grep -x 'five: 5' printed
}

@test "bash: arithmetic, here-documents, functions, subshells" {
	cases bash /bin/bash-static $bash_cases
	grep -qx '1099511627804 1048579' script.direct
	grep -qx 'status 5' script.direct
	with_policy $bash_cases
	each_needed $bash_cases
}

@test "bash: without a call that a script needs, and other programs" {
	bash_exec() { "$1" -c '/bin/touch made; echo $?'; }
	cases bash /bin/bash-static script
	fails_without pipe2 script
	grep 'cannot make pipe' printed
	fails_without clone script
	grep 'fork: Function not implemented' printed
	fails_without openat script
	[ ! -e run/made ]
	plan "$policies/bash.policy"
	outcome exec held
	grep '/bin/touch: Function not implemented' printed
	[ ! -e run/made ]
}

@test "bash: in a locale of another character set, with futex" {
	bash_utf8() { LC_ALL=C.UTF-8 "$1" -c 'x=äöü; echo ${#x}'; }
	cases bash /bin/bash-static utf8
	grep -qx 3 utf8.direct || skip "no C.UTF-8"
	with futex
	as_directly utf8
}

@test "glibc: threads" {
	need gcc
	gcc -O2 -Wall -Wextra -Werror -pthread -static -o threads \
	    "$top/tests/real/threads.c"
	cases threads "$PWD/threads" $threads_cases
	grep -qx '4 threads, 20000 numbers, sum 200010000' sums.direct
	with_policy $threads_cases
	each_needed $threads_cases
	fails_without clone3 sums
	grep 'no thread: ' printed
	[ ! -e run/made ]
	fails_without openat sums
	grep 'Function not implemented' printed
}
