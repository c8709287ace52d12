# Programs of glibc under runimg's filter alone: their call instructions are in no
# slots, so the chain refuses them, but the filter asks only where a call comes
# from. The plan is made of what a disassembler finds; oracle/pinned.c is the
# rest. Lists are what glibc 2.36 needs, found with strace; each program prints
# what it prints without a filter, and does not if a call is left out.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/runimg

# What every static program of glibc does before main, and at its end.
start=arch_prctl,brk,exit_group,getrandom,mprotect,newfstatat,prlimit64,readlink,rseq,set_tid_address,write
# The last three are asked of kernels whose clock the vDSO cannot read.
clocks=$start,clock_gettime,clock_getres,gettimeofday,time,getcpu
sleeps=$start,clock_gettime,clock_nanosleep,clone,getppid,kill,poll,rt_sigaction
sleeps=$sleeps,rt_sigreturn,set_robust_list,setitimer,wait4
thread=clone3,exit,futex,madvise,mmap,munmap,rt_sigprocmask,set_robust_list

setup() {
	need_host
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'it starts none of the tools'
	need gcc objdump python3
	[ -e "$build_dir/libcommon.a" ] || skip "no libcommon.a in $build_dir"
	[ -e "$(gcc -print-file-name=libc.a)" ] || skip 'no static C library'
	cd "$BATS_TEST_TMPDIR"
}

# pinned [NAME PINARCH]: with runimg's own table of the machine's calls, or another
pinned() {
	pinned=$BATS_FILE_TMPDIR/${1:-pinned}
	[ -x "$pinned" ] ||
	    gcc "${CFLAGS[@]}" -static -no-pie \
		-Wl,-Ttext-segment=0x70000000 -I"$top/common" \
		-I"$top/allowplan" -I"$top/runimg" -o "$pinned" \
		"$top/tests/oracle/pinned.c" \
		"${2:-$build_dir/runimg/pinarch.o}" \
		"$build_dir"/runimg/{guard,pins,pinrules,pinplan,pinsay}.o \
		"$build_dir"/runimg/{pincheck,cbpf,cbpfrun}.o \
		"$build_dir"/runimg/{launch,process,procmem}.o \
		"$build_dir"/allowplan/{plan,list,widen}.o \
		"$build_dir/libcommon.a" -lseccomp
}

# made NAME: the program, and NAME.sites, its call instructions
made() {
	pinned
	gcc "${CFLAGS[@]}" -Wshadow -static -no-pie -pthread -o "$1" \
	    "$top/tests/behave/$1.c"
	python "$top/tests/lib/rawsites.py" "$1" >"$1.sites"
	[ "$(grep -c ' [0-9]' "$1.sites")" -ge 80 ]
}

# as_native NAME LIST WORD: prints under the filter what it prints without one,
# WORD among it.
as_native() {
	local want
	made "$1"
	limited 0 "$pinned" --size "$1.sites" "$2" "./$1"
	echo "$output"
	limited 0 "./$1"
	want=$output
	[[ $want == *"$3"* ]]
	limited 0 "$pinned" "$1.sites" "$2" "./$1"
	same "$want" "$output" "$1"
	same '' "$stderr" "$1, errors"
}

# without NAME LIST CALL [STATUS]: it does not get far without CALL; the filter
# ends it by SIGSYS.
without() {
	local less=,$2,
	[[ $less == *,$3,* ]]
	less=${less/,$3,/,}
	less=${less%,}
	limited "${4:-159}" "$pinned" "$1.sites" "${less#,}" "./$1"
}

@test "glibc: clocks, the processor's time, and what else is the vDSO's" {
	list=$clocks
	as_native glibc_clocks "$list" 'clock: good'
	! command -v strace >/dev/null || {
		# Not from the program's own code.
		strace -i -e trace=clock_gettime,clock_getres -o trace \
		    ./glibc_clocks >/dev/null
		grep -q '^\[00007.*clock_gettime(CLOCK_PROCESS_CPU' trace
		grep -q '^\[00007.*clock_gettime(CLOCK_THREAD_CPU' trace
		grep -q '^\[00007.*clock_getres(CLOCK_PROCESS_CPU' trace
	}
	# Where the vDSO's fails glibc does not try a call of its own here,
	without glibc_clocks "$list" clock_gettime 1
	[[ $output == *'clock: Function not implemented'* ]]
	[[ $output == *'getrandom: good'* ]]
	# but does so here.
	without glibc_clocks "$list" clock_getres
	same 'clock: good
process: good' "$output" 'no clock_getres'
	without glibc_clocks "$list" getrandom
}

@test "glibc: threads, joined and cancelled" {
	# rt_sigreturn: of a cancellation that comes before the call.
	list=$start,$thread,clock_nanosleep,getpid,pipe2,read,rt_sigaction,tgkill
	list=$list,rt_sigreturn,clock_gettime
	as_native glibc_threads "$list" 'cancelled in sem_wait: 0 yes, cleaned 3'
	without glibc_threads "$list" tgkill
	without glibc_threads "$list" clone3
}

@test "glibc: signals, and timers that signal or start a thread" {
	list=$start,$thread,clock_nanosleep,getpid,gettid,getuid,rt_sigaction
	list=$list,rt_sigqueueinfo,rt_sigreturn,rt_sigsuspend,rt_sigtimedwait
	list=$list,setitimer,sigaltstack,tgkill,timer_create,timer_delete
	list=$list,timer_gettime,timer_settime
	as_native glibc_signals "$list" 'caller: 0 0 called 0'
	without glibc_signals "$list" rt_sigreturn
	without glibc_signals "$list" timer_settime
}

@test "glibc: sleeps, cut by a handler, stopped and continued" {
	list=$sleeps
	as_native glibc_sleeps "$list" 'stopped in nanosleep: 0, its time, child 7'
	! command -v strace >/dev/null || {
		# The kernel has another call made, from the same place.
		strace -o trace ./glibc_sleeps >/dev/null
		grep -q restart_syscall trace
	}
	without glibc_sleeps "$list" clock_nanosleep
	without glibc_sleeps "$list" poll
}

@test "glibc: fork and wait" {
	list=$start,clone,getpid,getppid,gettid,kill,pause,pipe2,read
	list=$list,rt_sigprocmask,set_robust_list,tgkill,wait4,waitid
	as_native glibc_forks "$list" 'abort 6'
	without glibc_forks "$list" clone
	without glibc_forks "$list" waitid
}

@test "glibc: malloc and stdio" {
	list=$start,$thread,close,lseek,mremap,openat,read,rt_sigaction,unlink
	as_native glibc_memory "$list" 'large: 41943040'
	without glibc_memory "$list" mremap
	without glibc_memory "$list" unlink
}

@test "glibc: what the filter knows of the vDSO and of cut calls is needed" {
	sed -e 's/{228, PINS_VDSO}/{228, 0}/' \
	    -e 's/{7, 35, 202, 230}/{0, 0, 0, 0}/' \
	    "$top/runimg/pinarch.c" >pinarch.c
	[ "$(diff "$top/runimg/pinarch.c" pinarch.c | grep -c '^>')" -eq 2 ]
	made glibc_clocks
	made glibc_sleeps
	pinned less pinarch.c
	limited 159 "$pinned" glibc_clocks.sites "$clocks" ./glibc_clocks
	same '' "$output" 'clock'
	limited 159 "$pinned" glibc_sleeps.sites "$sleeps" ./glibc_sleeps
}
