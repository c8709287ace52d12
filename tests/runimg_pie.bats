#!/usr/bin/env bats
# Programs of real C libraries at the address that runimg gives a static PIE,
# with its two tables of program headers. They run without filter and check,
# by oracle/twotables: their libraries' own calls are not the plan's.

load lib/common
load lib/runimg
load lib/libc

all_types=0 load=1 tls=7 eh_frame=0x6474e550 relro=0x6474e552

# everywhere STATUS NAME: with both libraries, at random and at fixed addresses
everywhere() {
	local kind
	for kind in glibc-pie glibc musl-pie musl; do
		linked $kind "$2"
		alike $kind "$1" "$2"
	done
}

@test "C++ exceptions: frames, handlers, threads, and one that nobody catches" {
	linked glibc-pie throw
	alike glibc-pie 3 throw
	notices $load throw
	notices $eh_frame throw
	notices $all_types throw
	# std::terminate, and its words on standard error
	alike glibc-pie 134 throw end
	grep 'terminate called' got.err
	linked glibc throw
	alike glibc 3 throw
	alike glibc 134 throw end
}

@test "threads that are cancelled" {
	everywhere 4 cancel
	linked glibc-pie cancel
	planned cancel
	notices $eh_frame cancel
}

@test "thread-local storage" {
	everywhere 5 tls
	for kind in glibc-pie musl-pie; do
		linked $kind tls
		planned tls
		notices $tls tls
	done
}

@test "stacks that are walked" {
	everywhere 6 trace
	for kind in glibc-pie musl-pie; do
		linked $kind trace
		planned trace
		notices $eh_frame trace
	done
}

@test "a program's view of its own headers" {
	for kind in glibc-pie glibc musl-pie musl; do
		linked $kind phdrs
		alike $kind 7 phdrs phdrs
	done
	for kind in glibc-pie musl-pie; do
		linked $kind phdrs
		planned phdrs
		for type in $all_types $load $eh_frame $relro; do
			notices $type phdrs phdrs
		done
		for i in 1 2 3 4; do
			timeout "$limit" "$twotables" phdrs.img phdrs base
		done >bases
		cat bases
		[ "$(sort -u bases | wc -l)" -ge 3 ]
	done
}

@test "headers in an executable page, and large alignments" {
	for kind in glibc-pie musl-pie; do
		for o in max-page-size=0x200000 noseparate-code norelro; do
			linked $kind phdrs -Wl,-z,$o
			alike "$kind $o" 7 phdrs phdrs
			linked $kind tls -Wl,-z,$o
			alike "$kind $o" 5 tls
		done
	done
	linked glibc-pie throw -Wl,-z,noseparate-code
	alike noseparate-code 3 throw
}

@test "constructors, exit handlers, and functions chosen at the start" {
	everywhere 8 order
	linked glibc-pie order
	readelf -rW order | grep IRELATIV > /dev/null
}

@test "data that is read-only after relocation" {
	for kind in glibc-pie glibc; do
		linked $kind relro
		alike $kind 139 relro
		grep -x 'constant data: r--p' got
	done
	linked glibc-pie relro
	planned relro
	notices $relro relro
	# musl 1.2.3 protects nothing in a static program.
	linked musl-pie relro
	timeout "$limit" ./relro >native || status=$?
	alike musl-pie "$status" relro
	linked musl relro
	alike musl 139 relro
}

@test "stack, heap and processes" {
	for kind in glibc-pie glibc musl-pie musl; do
		linked $kind memory
		alike $kind 10 memory
		same 'stack: rw-p' "$(grep '^stack' got | sort -u)"
	done
}

@test "files, signals, timers and clocks" {
	export LP_WORD=word
	for kind in glibc-pie musl-pie; do
		linked $kind files
		alike $kind 12 files one 'two words'
		grep -x 'environment: word' got
		grep -x 'argument: two words' got
		linked $kind signals
		alike $kind 13 signals
		linked $kind clocks
		alike $kind 14 clocks
	done
}

@test "what another linker makes" {
	command -v ld.lld >/dev/null || skip 'no ld.lld'
	for name in tls trace order cancel; do
		linked glibc-pie $name -fuse-ld=lld
	done
	alike lld 5 tls
	alike lld 6 trace
	alike lld 8 order
	alike lld 4 cancel
	linked glibc-pie phdrs -fuse-ld=lld
	alike lld 7 phdrs phdrs
}

@test "programs of Debian's" {
	cp /sbin/ldconfig . && readelf -hW ldconfig | grep 'Type:.*DYN' > /dev/null ||
	    skip 'ldconfig is no static PIE'
	alike ldconfig 0 ldconfig -p
	[ -x /bin/bash-static ] || skip 'no bash-static'
	cp /bin/bash-static .
	alike bash-static 3 bash-static -c \
	    'a=$(echo one; echo two); echo "${a/two/three}" | tac; exit 3'
}

@test "Rust's unwinding" {
	need rustc
	flags=(-C target-feature=+crt-static)
	echo 'fn main() {}' >empty.rs
	rustc "${flags[@]}" -o empty empty.rs ||
	    skip 'rustc links no static program here'
	rustc -O "${flags[@]}" -C relocation-model=pic -o panic "$src/panic.rs"
	readelf -hW panic | grep 'Type:.*DYN' > /dev/null
	alike pic 11 panic
	notices $load panic
	notices $eh_frame panic
	rustc -O "${flags[@]}" -C relocation-model=static -o panic \
	    "$src/panic.rs"
	alike static 11 panic
}
