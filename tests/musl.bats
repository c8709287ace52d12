#!/usr/bin/env bats
# Programs of a real C library through the whole chain: musl, whose system call
# instructions syslift.inc made slots ("make musl" builds it). No number is
# known at any site: the filter holds each to the list.

load lib/common
load lib/runimg
load lib/musl

@test "the library has no call instruction left, but slots" {
	have_musl
	mkdir members
	(cd members && ar x "$musl/lib/libc.a")
	objdump -d members/*.lo >code
	not grep -P '\t(syscall|sysenter|int +\$0x80)' code
	[ "$(grep -c 'mov *\$0xffffffffffffffda,%rax' code)" -ge 300 ]
}

@test "stdio, directories, sorting, environment" {
	have_musl
	held 12 files \
	    arch_prctl,brk,close,exit_group,getdents64,lseek,mmap,open,read,rename,stat,unlink,writev \
	    fcntl,ioctl,munmap,set_tid_address one 'two words'
	grep -x 'argument: two words' native.out
	grep -x 'environment: word' native.out
}

@test "signals, timers, sleeps that are cut or go on" {
	have_musl
	held 13 signals \
	    arch_prctl,exit_group,fork,getpid,kill,nanosleep,rt_sigaction,rt_sigpending,rt_sigprocmask,rt_sigqueueinfo,rt_sigreturn,rt_sigsuspend,setitimer,timer_create,timer_delete,timer_settime,wait4,writev \
	    ioctl,set_tid_address
}

@test "clocks, of the vDSO and of the kernel" {
	have_musl
	held 14 clocks \
	    arch_prctl,clock_getres,clock_gettime,exit_group,nanosleep,writev \
	    ioctl,set_tid_address
}

@test "threads that are cancelled" {
	have_musl
	held 4 cancel \
	    arch_prctl,clone,exit,mmap,mprotect,pipe,read,rt_sigaction,rt_sigreturn,tkill,writev \
	    exit_group,futex,ioctl,munmap,nanosleep,rt_sigprocmask,set_tid_address
}

@test "thread-local storage" {
	have_musl
	held 5 tls arch_prctl,clone,exit,mmap,mprotect,writev \
	    exit_group,futex,ioctl,munmap,rt_sigprocmask,set_tid_address
}

@test "memory and processes" {
	have_musl
	held 10 memory arch_prctl,brk,exit_group,fork,mmap,open,read,wait4,writev \
	    close,ioctl,munmap,rt_sigprocmask,set_tid_address
}

@test "headers, relocations, constructors: at each address it is given" {
	have_musl
	patient=$limit
	for kind in fixed pie; do
		lifted $kind phdrs
		plan $kind-phdrs \
		    arch_prctl,brk,close,exit_group,mmap,open,readv,writev
		for i in 1 2 3; do
			go $kind-phdrs $kind-phdrs
			cat got got.err
			same 7 "$status"
			[ "$(grep -c ': ok$' got)" -eq 13 ]
			not grep WRONG got
			go $kind-phdrs $kind-phdrs base
			cat got >>$kind-bases
		done
		lifted $kind order
		plan $kind-order arch_prctl,brk,exit_group,mmap,munmap,writev
		go $kind-order
		same 8 "$status"
		not grep WRONG got
		grep -x 'order: ok' got
	done
	[ "$(sort -u fixed-bases | wc -l)" -eq 1 ]
	[ "$(sort -u pie-bases | wc -l)" -ge 2 ]
}

@test "a list that is too long for the filter" {
	have_musl
	lifted fixed signals
	"$bin/elfparse" -q fixed-signals | "$bin/syscallreject" |
	"$bin/allowplan" -q --unknown=allowed --all |
	"$bin/patchapply" >long.img
	limited 126 "$bin/runimg" -s long.img
	message runimg FILTER_SIZE
	limited 126 "$bin/runimg" --no-filter -s long.img
	message runimg FILTER_HELD
}

# getpid is a slot and a return: its end can be called with another number.
@test "a number that is not allowed gets ENOSYS, at a slot's end too" {
	have_musl
	mkdir empty
	src=$PWD
	cat >raw.c <<'END'
#include <sys/stat.h>
#include <sys/syscall.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
static long
at_end_of_getpid(long number, const char *path, long mode)
{
	const unsigned char *at = (const unsigned char *)getpid;

	while (at[0] != 0x0f || at[1] != 0x05)
		at++;
	__asm__ volatile("call *%[at]" : "+a"(number)
	    : [at] "r"(at), "D"(path), "S"(mode) : "rcx", "r11", "memory");
	return number;
}
int
main(void)
{
	int made = mkdir("empty/made", 0700), why = errno;
	long raw = syscall(SYS_mkdir, "empty/raw", 0700);
	long jumped = at_end_of_getpid(SYS_mkdir, "empty/jumped", 0700);

	printf("%d %d %ld %ld\n", made, made ? why : 0, raw, jumped);
	return 0;
}
END
	patient=$limit
	for kind in fixed pie; do
		lifted $kind raw
		plan $kind-raw arch_prctl,exit_group,writev
		go $kind-raw
		same 0 "$status"
		same '-1 38 -1 -38' "$(cat got)"
		same '' "$(ls empty)"
		plan $kind-raw arch_prctl,exit_group,mkdir,writev
		go $kind-raw
		same 0 "$status"
		same '0 0 0 0' "$(cat got)"
		same 'jumped made raw ' "$(ls empty | tr '\n' ' ')"
		rmdir empty/*
	done
}

# These images run elsewhere than in runimg: all slots are switched on, as by
# a chain that allows everything, and the file runs under qemu-user.
@test "the library of other machines" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build runs these'
	n=0
	for machine in aarch64 riscv64; do
		musl=$musl_dir/$machine
		[ -e "$musl/lib/libc.a" ] || continue
		need $machine-linux-gnu-gcc qemu-$machine
		for program in 12:files 13:signals 14:clocks 4:cancel 5:tls; do
			name=${program#*:}
			lifted fixed "$name" $machine-linux-gnu-gcc
			"$bin/elfparse" -q "fixed-$name" |
			"$bin/syscallreject" | "$bin/allowplan" -q \
			    --unknown=allowed write,exit_group |
			"$bin/patchapply" >"$name.img"
			limited 0 "$bin/runimg" -s "$name.img" --check
			python "$top/tests/lib/entries.py" "fixed-$name" on
			chmod +x on
			limited ${program%:*} qemu-$machine ./on
			echo "$output"
			[[ $output == *': ok'* && $output != *WRONG* ]]
			n=$((n + 1))
		done
	done
	[ $n -gt 0 ] || skip 'no musl of other machines: MUSL_MACHINES'
}
