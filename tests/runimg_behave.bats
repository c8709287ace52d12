# Programs that do nothing forbidden: under the filter they do what they do
# without it - threads, signals, timers, children, sleeps that are cut.
# shellcheck shell=bash
# The chain's parts are the tests' own:
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/hostile

@test "threads and a futex" {
	unchanged threads clone,futex 'sum 80000'
}

@test "signal handlers, and what they return through" {
	unchanged handlers rt_sigaction,rt_sigreturn,rt_sigprocmask,kill,getpid \
	    'set 0
caught 8
blocked 8
unblocked 9
faults 1'
}

@test "timers" {
	unchanged timers rt_sigaction,rt_sigreturn,rt_sigprocmask,rt_sigsuspend,setitimer,timer_create,timer_settime,timer_delete \
	    'setitimer 0
five ticks
timer_create 0
timer_settime 0
five ticks
timer_delete 0'
}

@test "children that exec nothing" {
	unchanged forks fork,wait4,pipe,read,kill,getpid 'pipe 0
from the child
its own 1
status 7
its own 1
signal 15
no more -10'
}

@test "sleeps that a handler cuts" {
	unchanged sleeps rt_sigaction,rt_sigreturn,nanosleep,poll,read,pipe,fork,wait4,setitimer,kill,getppid \
	    'nanosleep -4
some left 1
the rest 0
poll -4
read 5
late
rung 1
wait 1
status 3
rung 1'
}

# The image's process, once it is one: timeout's child, or its child's.
image_of() {
	image=$(pgrep -P "$1") && { is_image "$image" ||
	    { image=$(pgrep -P "$image") && is_image "$image"; }; }
}

# stopped_once NAME COMMAND...: again.img under COMMAND, in each of its calls at
# the same time; stopped in its sleep, and continued
stopped_once() {
	local name=$1 call pid=()
	shift
	for call in poll futex clock_nanosleep; do
		timeout 60 "${@//TRACE/$name.$call.trace}" -s again.img \
		    "$call" >"$name.$call" 2>err &
		pid+=($!)
	done
	holder=${pid[0]}
	set --
	for call in poll futex clock_nanosleep; do
		until_true grep -q begun "$name.$call"
		until_true image_of "${pid[$#]}"
		set -- "$@" "$image"
	done
	sleep 0.2
	kill -STOP "$@"
	sleep 0.1
	kill -CONT "$@"
	wait "${pid[0]}" && wait "${pid[1]}" && wait "${pid[2]}"
	unset holder
	same 'begun
result 0
begun
result -110
begun
result 0' "$(cat "$name".{poll,futex,clock_nanosleep})" "$name"
}

@test "poll, futex and clock_nanosleep, stopped and continued" {
	allowed again poll,futex,clock_nanosleep
	stopped_once filtered "$bin/runimg"
	! command -v strace >/dev/null || {
		# It is another call that goes on.
		stopped_once traced strace -f -o TRACE "$bin/runimg" --no-filter
		for call in poll futex clock_nanosleep; do
			grep -q 'restart_syscall(' traced.$call.trace
		done
	}
}

@test "the vDSO's own clock_gettime, where it asks the kernel" {
	# No site makes it: refused, as if the kernel did not have it.
	allowed vdso ''
	for clock in 2 3; do
		unfiltered vdso $clock
		same 'result 0
a time' "$(cat out)" "$clock"
		limited 0 "$bin/runimg" -s vdso.img $clock
		same 'result -38
no time' "$output" "$clock"
	done
	# A site makes it, though not this one.
	unchanged vdso clock_gettime 'result 0
a time' 2
	unchanged vdso clock_gettime 'result 0
a time' 3
}
