#!/usr/bin/env bats
# Programs that "make real" builds, of glibc, Go and Rust, as in real.bats; and
# some that are large.

load lib/common
load lib/real
load lib/programs

setup() {
	need_host
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build runs these'
	real=${LP_BUILD:-$top/build}/real
	cd "$BATS_TEST_TMPDIR"
}

@test "sqlite3: 100,000 rows in a file" {
	patience=60
	cases sqlite3 "$real/sqlite3" script
	grep -qx '100000|5000050000|625006250.0' script.direct
	grep -qx ok script.direct
	with_policy script
}

@test "sqlite3: every call of its policy is needed" {
	cases sqlite3 "$real/sqlite3" few
	with_policy few
	each_needed few
}

@test "sqlite3: without a call that a change needs it is not made" {
	rows() { "$file" made.db 'select count(*) from t'; }
	sqlite3_files() {
		sqlite3_script_of 500 >few
		"$file" made.db <few >/dev/null
		echo 'delete from t where id < 400; select changes();' >script
	}
	sqlite3_shell() { echo '.shell /bin/touch made' | "$1" -batch made.db; }
	cases sqlite3 "$real/sqlite3" script
	for call in pwrite64 fdatasync unlink fcntl openat getcwd; do
		fails_without $call script
		grep -i error printed
		same 490 "$(cd run && rows)" "rows without $call"
	done
	plan "$policies/sqlite3.policy"
	outcome script held
	same 91 "$(cd run && rows)"
	outcome shell held
	cat printed
	[ ! -e run/made ]
}

@test "Go: goroutines, a channel, timers, the garbage collector" {
	cases go "$real/sums" sums
	grep -qx '5 digits: 150015000' sums.direct
	for i in 1 2 3 4 5 6 7 8 9 10; do
		with_policy sums
	done
	each_needed sums
	fails_without clone sums
	grep 'failed to create new OS thread' printed
	[ ! -e run/made ]
	fails_without openat sums
	grep 'function not implemented' printed
	[ ! -e run/made ]
}

@test "Rust: threads, a channel, a panic; position-independent" {
	cases rust "$real/words" words
	grep -qx 'status 6' words.direct
	for i in 1 2 3 4 5; do
		with_policy words
	done
	each_needed words
	fails_without clone3 words
	grep 'Function not implemented' printed
	[ ! -e run/made ]
	fails_without write words
	[ ! -s run/made ]
}

# Its table of functions stands behind words that look like its first ones.
@test "Go: Debian's gofmt" {
	for file in /usr/lib/go-*/bin/gofmt; do
		[ -e "$file" ] || skip 'gofmt is not installed'
	done
	as_it_is gofmt "$file"
	grep -q '(0 in code that nothing leads to)' gofmt.said
	printf '%s\n' @unknown arch_prctl clone close epoll_create1 epoll_ctl \
	    exit_group fcntl futex getpid getrlimit gettid madvise mmap \
	    nanosleep newfstatat openat pipe2 read rt_sigaction \
	    rt_sigprocmask rt_sigreturn sched_getaffinity sigaltstack tgkill \
	    write >list
	plan list
	printf 'package a\nfunc  f( ) { }\n' >input
	limited 0 "$bin/runimg" -s gofmt.img -- "$PWD/input"
	same "$("$file" input)" "$output" formatted
}

# They are not run: that they are lifted soon, and pass every check, is all.
@test "qemu-x86_64-static and Go's compiler, of 3 and 9 MB of code" {
	n=0
	for file in /usr/bin/qemu-x86_64-static \
	    /usr/lib/go-*/pkg/tool/linux_amd64/compile; do
		[ -e "$file" ] || continue
		as_it_is large "$file"
		"$bin/allowplan" -q --unknown=allowed write,exit_group <large.2 |
		"$bin/patchapply" >large.img
		limited 0 "$bin/runimg" -s large.img --check
		n=$((n + 1))
	done
	[ $n -gt 0 ] || skip 'neither is installed'
}
