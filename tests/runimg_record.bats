#!/usr/bin/env bats
# runimg --record: the calls of a run, as a list for allowplan -f.
# shellcheck shell=bash
# The chain's parts are the tests' own:
# shellcheck disable=SC2154

load lib/common
load lib/hostile
load lib/kinds

# open_plan NAME: NAME.img, whose sites may make any call
open_plan() {
	[ -e "$1" ] || compiled "$1"
	timeout "$limit" "$bin/elfparse" "$1" |
	    timeout "$limit" "$bin/syscallreject" |
	    timeout "$limit" "$bin/allowplan" -q --all --unknown=allowed |
	    timeout "$limit" "$bin/patchapply" >"$1.img"
}

names() { # of the list, in order
	grep -v '^#' list | sort | paste -sd, -
}

@test "what a program called is the list with which it runs" {
	cp "$(sample cat)" cat
	open_plan cat
	head -c 100000 /dev/urandom >data
	timeout "$limit" "$bin/runimg" --record list -s cat.img <data >out
	cmp out data
	same '# The system calls that cat made in one run, on x86-64.
read
write
exit' "$(cat list)"
	rm -f out
	chain "$PWD/cat" "$(names)" >cat.img
	timeout "$limit" "$bin/runimg" -s cat.img <data >out
	cmp out data
	# None is there that it does not need.
	for left in read,write read,exit write,exit; do
		chain "$PWD/cat" $left >cat.img
		status=0
		timeout 2 "$bin/runimg" -s cat.img <data >out 2>err || status=$?
		[ $status -ne 0 ] || ! cmp -s out data
	done
}

@test "of sites whose number nobody knows the list says that there are some" {
	cp "$(sample varnr)" varnr
	open_plan varnr
	limited 0 "$bin/runimg" --record list -s varnr.img 39
	[ "$output" -gt 1 ]
	[ "$(grep -v '^#' list | head -n 1)" = @unknown ]
	"$bin/elfparse" -q varnr | "$bin/syscallreject" -q |
	    "$bin/allowplan" -q -f list | "$bin/patchapply" >varnr.img
	limited 0 "$bin/runimg" -s varnr.img 39
	[ "$output" -gt 1 ]
}

@test "calls of threads, of children and of handlers are in it" {
	for name in threads forks sleeps; do
		open_plan $name
		limited 0 "$bin/runimg" --record list -s $name.img
		before=$output
		chain "$PWD/$name" "$(names)" >$name.img
		limited 0 "$bin/runimg" -s $name.img
		same "$before" "$output" $name
	done
	# restart_syscall goes with the sleep that was cut.
	same '' "$(grep -x restart_syscall list || true)"
}

@test "every call is allowed, wherever it is made from" {
	open_plan jump
	limited 0 "$bin/runimg" --record list -s jump.img 6 83
	[ -d made ]
	grep -qx mkdir list
	# Executable memory, and a call from there.
	rmdir made
	open_plan execmem
	limited 0 "$bin/runimg" --record list -s execmem.img mprotect syscall
	[ -d made ]
	same exit,mkdir,mprotect,write "$(names)"
}

@test "calls of another interface, and of another program, are not in it" {
	open_plan execve
	limited 0 "$bin/runimg" --record list -s execve.img /bin/mkdir made
	[ -d made ]
	same execve "$(names)"
	if [ $link = static ]; then
		rmdir made
		open_plan execmem
		limited 0 "$bin/runimg" --record list -s execmem.img end int80
		[ -d made ]
		same exit,mmap,open,pwrite64,write "$(names)"
	fi
}

@test "sites that the plan denies are not seen, and it says so" {
	cp "$(sample cat)" cat
	chain "$PWD/cat" write,exit >cat.img
	run --separate-stderr timeout "$limit" "$bin/runimg" --record list \
	    -s cat.img </dev/null
	[[ $stderr == *': RECORD: '*' of '*' sites are denied'* ]]
	not grep -qx read list
}

@test "call instructions that stay are seen under any plan" {
	all_kinds
	allowed kinds write,exit
	limited 3 "$bin/runimg" --record list -s kinds.img a1
	same '' "$stderr"
	allowed kinds exit
	limited 3 "$bin/runimg" --record list -s kinds.img a1
	[[ $stderr == *': RECORD: 2 of 6 sites are denied'* ]]
	same exit,write "$(names)"
}

@test "the list is there whole or not at all" {
	cp "$(sample cat)" cat
	open_plan cat
	for file in /dev/null none/list .; do
		limited 125 "$bin/runimg" --record $file -s cat.img
		message runimg OPEN
		same '' "$output"
	done
	echo before >list
	ln -s list link
	# A program that makes no call leaves what was there.
	program faults <<'C'
#include "start.h"
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	__builtin_trap();
}
C
	open_plan faults
	limited 132 "$bin/runimg" --record link -s faults.img
	[[ $stderr == *': RECORD: no call was seen'* ]]
	same before "$(cat list)"
	(umask 027 && limited 0 "$bin/runimg" --record link -s cat.img)
	[ -L link ]
	same 640 "$(stat -c %a list)"
	same exit,read "$(names)"
	same '' "$(compgen -G '*.??????' || true)"
}

@test "a run that a signal ends leaves what it called" {
	program waits <<'C'
#include "start.h"
int sample_main(long argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	syslift_call0(__NR_getppid);
	sample_puts("ready\n");
	for (;;)
		syslift_call0(__NR_pause);
}
C
	open_plan waits
	mkfifo ready
	timeout "$limit" "$bin/runimg" --record list -s waits.img >ready &
	run=$!
	head -n 1 ready >line
	kill -TERM $run
	status=0
	wait $run || status=$?
	[ $status -eq 143 ] || [ $status -eq 124 ]
	grep -qx getppid list
	grep -qx write list
}

@test "options that --record does not go with" {
	cp "$(sample cat)" cat
	open_plan cat
	for args in --check '-o f' --print-filter --no-filter --report \
	    --kill=errno --kill=log; do
		# shellcheck disable=SC2086
		limited 125 "$bin/runimg" --record list $args -s cat.img
		[[ $stderr == *': USAGE: '*'--record is for a run'* ]]
		[ ! -e list ]
	done
}
