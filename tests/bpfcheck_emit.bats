#!/usr/bin/env bats
# bpfcheck --emit: the object that was checked, if all of it is accepted.

load lib/common
load lib/bpf

# objects: good.o, odd.o with one that is undecided, bad.o with one rejected
objects() {
	raw_programs
	object good.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("xdp") int drop(void *c) { return XDP_DROP; }
END
	object odd.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("nothing/known") int odd(void *c) { return 0; }
END
	object bad.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("xdp") int reads(void *c)
{
	int n;
	asm volatile("%0 = r7" : "=r"(n));
	return n;
}
END
}

# unchanged: nothing of that name, nor of what would get it
unchanged() {
	same '' "$(find . -name 'new.o*' -o -name '*.??????')"
}

@test "emit: an accepted object is written as it was read" {
	objects
	check 0 --emit -o new.o good.o
	cmp good.o new.o
	same $'accept pass\naccept drop' "$(verdicts)"
	same '' "$stderr"
	(umask 027 && check 0 -q --emit -o modes.o good.o)
	same 640 "$(stat -c %a modes.o)"
	limited 0 sh -c 'cat good.o | "$1" --emit -o piped.o -' sh "$bin/bpfcheck"
	cmp good.o piped.o
	check 0 -P 7 --emit --output many.o good.o
	cmp good.o many.o
	same $'accept pass\naccept drop' "$(verdicts)"
	check 0 --raw --type xdp --emit -o new.raw good.raw
	cmp good.raw new.raw
	# In its own place, and in another's.
	cp good.o self.o
	check 0 --emit -o self.o self.o
	cmp good.o self.o
	ln -s target link
	echo old >target
	check 0 --emit -o link good.o
	cmp good.o target
	[ -L link ]
	same '' "$(find . -name '*.o.*' ! -name '*.c')"
}

@test "emit: what is not accepted is not written, and what was there stays" {
	objects
	echo old >old.o
	echo 'no object' >none.o
	check 1 --emit -o new.o bad.o
	unchanged
	check 3 --emit -o new.o odd.o
	unchanged
	check 2 --emit -o new.o none.o
	message bpfcheck NOT_ELF
	unchanged
	check 2 --emit -o new.o missing.o
	message bpfcheck OPEN
	unchanged
	check 1 -P 2 --emit -o old.o bad.o
	check 3 -q --emit -o old.o odd.o
	same old "$(cat old.o)"
	check 1 --unprivileged --emit -o new.o good.o
	unchanged
	run timeout "$limit" "$bin/bpfcheck" -q --emit -o - odd.o
	same '3 ' "$status $output"
}

@test "emit: on standard output the object alone, the verdicts beside it" {
	objects
	timeout "$limit" "$bin/bpfcheck" --emit -o - good.o >new.o 2>said
	cmp good.o new.o
	grep -q '^accept good.o: pass: ' said
	same 2 "$(wc -l <said)"
	timeout "$limit" "$bin/bpfcheck" --csv -P 3 --emit -o - good.o >new.o \
	    2>said
	cmp good.o new.o
	grep -q '^file,program,' said
	timeout "$limit" "$bin/bpfcheck" -q --emit -o - good.o >new.o 2>said
	cmp good.o new.o
	[ ! -s said ]
	limited 3 sh -c '"$1" --emit -o - odd.o 2>said' sh "$bin/bpfcheck"
	same '' "$output"
	grep -q '^undecided odd.o: odd: ' said
	limited 0 sh -c 'cat good.o | "$1" -q --emit -o - - | cmp - good.o' sh \
	    "$bin/bpfcheck"
	need script
	script -qec "'$bin/bpfcheck' -q --emit -o - good.o; echo status \$?" \
	    seen </dev/null >/dev/null
	grep -q 'status 2' seen
	not grep -aq ELF seen
}

@test "emit: a file is read once: what is written was checked" {
	objects
	# A second reader would get nothing.
	limited 0 sh -c 'cat good.o | "$1" -P 4 --emit -o new.o /dev/stdin' sh \
	    "$bin/bpfcheck"
	cmp good.o new.o
	same $'accept pass\naccept drop' "$(verdicts)"
	need strace
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build'
	strace -f -e trace=openat -o calls "$bin/bpfcheck" -P 4 --emit -o new.o \
	    good.o >/dev/null
	same 1 "$(grep -c '"good.o"' calls)"
}

@test "emit: output that fails has status 2 and leaves nothing" {
	objects
	mkdir folder
	# Accepted, and larger than the limit below.
	python3 -c '
zero, last = bytes.fromhex("b700000000000000"), bytes.fromhex("9500000000000000")
open("big.raw", "wb").write(zero * 3000 + last)'
	check 2 --emit -o folder good.o
	message bpfcheck OPEN
	check 2 --emit -o no/such/place good.o
	message bpfcheck OPEN
	check 2 --emit -o /dev/full good.o
	message bpfcheck WRITE
	limited 2 sh -c '"$1" -q --emit -o - good.o >/dev/full' sh "$bin/bpfcheck"
	same '' "$stderr"
	limited 2 sh -c '"$1" --emit -o - good.o >/dev/full 2>said' sh \
	    "$bin/bpfcheck"
	grep -q '^bpfcheck: -: WRITE: ' said
	limited 2 sh -c '"$1" -q --emit -o - good.o >&-' sh "$bin/bpfcheck"
	# What cannot be said is not passed on.
	limited 2 sh -c '"$1" --emit -o new.o good.o >/dev/full' sh \
	    "$bin/bpfcheck"
	message bpfcheck WRITE
	rm -f said
	unchanged
	# A limit on the size of files stands for a full disk.
	limited 2 sh -c 'trap "" XFSZ; ulimit -f 1; exec "$1" -q --emit -o new.o big.raw --raw --type xdp' \
	    sh "$bin/bpfcheck"
	unchanged
}

@test "emit: options that exclude each other" {
	local args
	raw_programs
	while read -r args; do
		check 2 --raw --type xdp $args
		usage_message bpfcheck
		same '' "$output"
		[ ! -e new ]
	done <<'END'
--emit good.raw
-o new good.raw
--emit -o new
--emit -o new good.raw good.raw
--emit good.raw -o
END
	check 2 --emit -o '' --raw --type xdp good.raw
	usage_message bpfcheck
	check 2 --emit -o new --prog p good.raw
	usage_message bpfcheck
}
