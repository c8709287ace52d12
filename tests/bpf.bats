# bpfcheck against the running kernel: tests/bpf.
# shellcheck shell=bash

load lib/bpftools

setup_file() {
	build_tools
}

setup() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	seed=${LP_SEED:-$(date +%s)}
	tools=$(built)/bpf
	bpfcheck=${LP_BIN:-$(built)/bin}/bpfcheck
}

# passes COMMAND...: its end of output is shown; 77: nothing can be loaded here.
passes() {
	case $* in
	*"$bpfcheck"*) ;;
	*) [ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build's alone" ;;
	esac
	run "$@"
	echo "$output" | tail -n 100
	if [ "$status" -eq 77 ]; then
		skip "no programs can be loaded into this kernel"
	fi
	[ "$status" -eq 0 ]
}

@test "bpf: our own programs: verdict and first message are the kernel's" {
	passes "$tools/kload" -c "$tools/progs.batch"
}

@test "bpf: our own programs: bpfcheck says what the kernel says" {
	passes "$tools/bpfdiff" --all \
	    --baseline "$top/tests/bpf/baseline-6.18" "$tools/progs.batch"
}

@test "bpf: our own programs: the manual says what differs" {
	passes python3 "$top/tests/bpf/differences.py" "$tools/bpfdiff" \
	    "$tools/progs.batch" "$top/man/bpfcheck.1"
}

# 6.18 faults at one of these: no kernel is asked of either.
@test "bpf: what the kernel faults at is counted, and not asked of it" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build: a library before it"
	cd "$BATS_TEST_TMPDIR"
	gcc -shared -fPIC -o nokernel.so "$top/tests/bpf/nokernel.c"
	python3 -c '
two = "\tr0 = r7\n\tr0 s>>= 63\n\tr0 &= 5\n"
for name, n in ("one", 1), ("fault", 8193):
    print("prog %s\ntype kprobe\naccept\n\tr7 = *(u64 *)(r10 -8)\n%s\texit\n" %
          (name, two * n))' >fault.bpf
	python3 "$top/tests/bpf/asm.py" fault.bpf >fault.batch
	run env LD_PRELOAD="$PWD/nokernel.so" \
	    "$tools/bpfdiff" --no-shrink --show 0 fault.batch
	echo "$output" | cut -c1-100
	[ "$status" -eq 0 ]
	[[ $output == *'asked about 5 instructions'* ]]
	[[ $output != *'asked about 24581 instructions'* ]]
	[[ $output =~ not\ asked\ +1 ]]
}

@test "bpf: our own programs: level 2 of the log is the kernel's" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build: 500 runs"
	passes python3 "$top/tests/bpf/logs.py" "$tools" "$bpfcheck" \
	    "$tools/progs.batch" "$top/tests/bpf/logs-6.18"
}

# What the kernel is asked without capabilities, with LP_BPF_UNPRIVILEGED.
@test "bpf: without privileges: own programs have the kernel's verdict and log" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build: 60 runs"
	passes "$top/tests/bpf/unprivileged.sh" "$tools/kload" -cu \
	    "$tools/unprivileged.batch"
	passes "$top/tests/bpf/unprivileged.sh" python3 \
	    "$top/tests/bpf/logs.py" "$tools" "$bpfcheck" \
	    "$tools/unprivileged.batch" "$top/tests/bpf/logs-6.18" -u
	cat "$tools/unprivileged.batch" "$tools/progs.batch" \
	    >"$BATS_TEST_TMPDIR/both"
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfdiff" --all \
	    --unprivileged --baseline "$top/tests/bpf/baseline-6.18" \
	    "$BATS_TEST_TMPDIR/both"
}

@test "bpf: without privileges: which helper may be called, and with what" {
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfcontext" --helpers \
	    --unprivileged
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfcalls" --unprivileged
}

@test "bpf: without privileges: random programs and mutated ones" {
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfdiff" \
	    --unprivileged --count "$((${LP_BPF_COUNT:-100000} / 4))" \
	    --seed "${seed}00000"
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfdiff" --maps \
	    --unprivileged --count "$((${LP_BPF_COUNT:-100000} / 2))" \
	    --seed "${seed}00000"
	passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfdiff" --mutate \
	    --unprivileged --count "$((${LP_BPF_COUNT:-100000} / 10))" \
	    --seed "${seed}00000" "$tools/unprivileged.batch"
}

@test "bpf: the kernel's disassembly of every form is assembled to the same" {
	passes "$top/tests/bpf/asm.sh" "$tools"
}

@test "bpf: random programs: what the kernel rejects is not accepted" {
	passes "$top/tests/bpf/random.sh" "$tools/bpfdiff" \
	    "${LP_BPF_COUNT:-100000}" "${seed}00000"
}

# Every offset, width, read and write, of every type and place of attachment.
@test "bpf: what may be done with the context is the kernel's: recorded" {
	"$tools/bpfcontext" --here >"$BATS_TEST_TMPDIR/all"
	# Of these programs the source says it: the kernel has none.
	[ $'lirc_mode2 0 read 4: 0\nlirc_mode2 0 read_signed 4: 0' = \
	    "$(grep '^lirc_mode2 ' "$BATS_TEST_TMPDIR/all")" ]
	grep -v '^lirc_mode2 ' "$BATS_TEST_TMPDIR/all" >"$BATS_TEST_TMPDIR/here"
	diff "$BATS_TEST_TMPDIR/here" "$top/tests/bpf/context-6.18"
}

@test "bpf: what may be done with the context is the kernel's: asked" {
	passes "$tools/bpfcontext" --compare
	[[ "$output" == *' 0 differ;'* ]]
	if [ -n "${LP_BPF_UNPRIVILEGED:-}" ]; then
		passes "$top/tests/bpf/unprivileged.sh" "$tools/bpfcontext" \
		    --compare --unprivileged
	fi
}

@test "bpf: which program may call which helper is the kernel's" {
	passes "$tools/bpfcontext" --helpers
	[[ "$output" == *' 0 differ;'* ]]
}

@test "bpf: random programs of all types, with contexts, packets, helpers" {
	passes "$top/tests/bpf/random.sh" "$tools/bpfdiff" \
	    "${LP_BPF_COUNT:-40000}" "${seed}00000" --context
}

@test "bpf: random programs of all types, with maps and memory for helpers" {
	passes "$top/tests/bpf/random.sh" "$tools/bpfdiff" \
	    "${LP_BPF_COUNT:-60000}" "${seed}00000" --maps
}

@test "bpf: which fields of sockets may be read is the kernel's" {
	python3 "$top/tests/bpf/fields.py" >"$BATS_TEST_TMPDIR/fields.bpf"
	python3 "$top/tests/bpf/asm.py" "$BATS_TEST_TMPDIR/fields.bpf" \
	    >"$BATS_TEST_TMPDIR/fields.batch"
	passes "$tools/bpfdiff" --all --no-shrink --show 4 \
	    "$BATS_TEST_TMPDIR/fields.batch"
	[[ $output =~ false\ reject\ +0 ]]
	[[ $output =~ undecided\ +0 ]]
	# 6.18 stumbles over two places in the middle of a field.
	case $(uname -r) in
	6.18.*) [[ $output =~ agree,\ reject\ +1791 ]] ;;
	esac
}

# Every kind of value as every argument of every helper that is decided.
@test "bpf: what helpers may be called with is the kernel's" {
	passes "$tools/bpfcalls"
	[[ "$output" == *' 0 differ;'* ]]
}

@test "bpf: our own programs, mutated: what the kernel rejects is not accepted" {
	passes "$tools/bpfdiff" --mutate --count "${LP_BPF_MUTANTS:-20000}" \
	    --seed "${seed}00000" "$tools/progs.batch"
}

@test "bpf: the interpreter's results are those of the kernel's runs" {
	passes "$tools/bpfrun" --count 5000 --seed "${seed}00000"
	# An exchange of 32 bits, whose upper half 6.18 does not always clear.
	passes "$tools/bpfrun" --count 1 --seed 179542213801121
}

@test "bpf: objects are found where other files hold them" {
	type clang-19 >/dev/null || skip 'no clang-19'
	cd "$BATS_TEST_TMPDIR" || return 1
	printf '%s\n' '__attribute__((section("socket"))) int p(void *c)' \
	    '{ return 0; }' | clang-19 -target bpf -O2 -g -x c -c -o one.o -
	clang-19 -x c -c -o other.o - <<<'int n;'
	# Between bytes of its beginning, another machine's, and one cut off.
	{
		printf 'x\x7fELF\x02\x01\x01y'
		cat one.o other.o one.o
		printf '\x7fELF'
		head -c 200 one.o
	} >holder
	mkdir found
	python3 "$top/tests/bpf/embedded.py" found holder other.o
	[ "$(ls found | paste -sd' ')" = 'holder.0.o holder.1.o' ]
	cmp one.o found/holder.0.o
	cmp one.o found/holder.1.o
}

@test "bpf: what the kernel accepts stays inside its memory, interpreted" {
	passes "$tools/bpfrun" --open --count 5000 --seed "${seed}00000"
}

@test "bpf: every operator holds what its operands allow" {
	passes "$tools/operators" 200000 "$seed"
}

@test "bpf: without memory, or stopped, the core ends cleanly" {
	cat "$tools/unprivileged.batch" "$tools/progs.batch" \
	    >"$BATS_TEST_TMPDIR/both"
	passes "$tools/bpfhost" "$BATS_TEST_TMPDIR/both"
}

@test "bpf: runs stay within what bpfcheck knows before each instruction" {
	passes "$tools/bpfinside" --count 5000 --seed "${seed}00000"
}

@test "bpf: some of Linux 6.12's selftests have the kernel's verdict" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip "the plain build's alone"
	cd "$top" || return 1
	build=$(realpath --relative-to=. "$LP_BUILD")
	flock "$LP_BUILD/bpf/lock" make -s B="$build" "$build/bpf/kobj"
	run "$top/tests/bpf/corpus.sh" "$LP_BUILD" "verifier_[${LP_BPF_TESTS:-a-cl}]*"
	echo "$output" | tail -n 100
	case $status in
	77) skip "no programs can be loaded into this kernel" ;;
	78) skip "the source of Linux 6.12 cannot be had" ;;
	esac
	[ "$status" -eq 0 ]
}
