#!/usr/bin/env bats
# bpfcheck --kernel: what Linux 6.1 and 6.12 would say.

load lib/common
load lib/bpf
load lib/bpftools

setup_file() {
	build_tools
}

tools=$(built)/bpf

# columns: of $output, "verdict verdict verdict program" a line
columns() {
	sed -nE 's/^((accept|reject|undecided) +(accept|reject|undecided) +(accept|reject|undecided)) +[^:]*: ([^:]*):.*/\1 \5/p' \
	    <<<"$output" | tr -s ' ' | sort
}

# What one kernel has and another has not.
only_some() {
	object some.o "$@" <<'END'
SEC("socket") int plain(struct __sk_buff *s) { return s->len; }
SEC("socket") int name(struct __sk_buff *s)
{
	char c[16];
	return bpf_get_current_comm(c, 16);
}
SEC("socket") int pid(struct __sk_buff *s)
{
	return bpf_get_current_pid_tgid();
}
SEC("xdp") int divide(struct xdp_md *x)
{
	volatile int a = x->rx_queue_index, b = 7;
	return a / b > 0;
}
SEC("xdp") int extend(struct xdp_md *x)
{
	volatile signed char a = x->rx_queue_index;
	return a > 0;
}
SEC("tc") int store(struct __sk_buff *s)
{
	asm volatile("*(u32 *)(%0 + 8) = 1" : : "r"(s) : "memory");
	return 0;
}
SEC("socket") int bad(struct __sk_buff *s)
{
	int r;
	asm volatile("%0 = *(u64 *)(r10 + 8)" : "=r"(r));
	return r;
}
END
}

@test "bpfcheck --kernel: what loads on one kernel only, in columns" {
	only_some -mcpu=v4
	check 1 --kernel all some.o
	[ "$(columns)" = "$(
		cat <<'END'
accept accept accept plain
reject accept accept divide
reject accept accept extend
reject accept accept pid
reject accept accept store
reject reject accept name
reject reject reject bad
END
	)" ]
}

@test "bpfcheck --kernel: of one kernel, the same verdicts, and its words" {
	only_some -mcpu=v4
	check 1 --kernel 6.1 some.o
	[ "$(verdicts | sort | tr '\n' ';')" = 'accept plain;reject bad;reject divide;reject extend;reject name;reject pid;reject store;' ]
	[[ $output == *'name: '*': unknown func bpf_get_current_comm#16'* ]]
	[[ $output == *'divide: '*': BPF_ALU uses reserved fields'* ]]
	[[ $output == *'extend: '*' uses reserved fields'* ]]
	[[ $output == *'store: '*': BPF_ST stores into R1 ctx is not allowed'* ]]
	check 1 --kernel 6.12 some.o
	[ "$(verdicts | sort | tr '\n' ';')" = 'accept divide;accept extend;accept pid;accept plain;accept store;reject bad;reject name;' ]
	check 0 --kernel 6.12 --prog pid some.o
	check 1 --kernel all --prog pid some.o
	# Without it nothing is different.
	check 1 --kernel 6.18 some.o
	sed 's/[0-9]* us/us/' <<<"$output" >here
	check 1 some.o
	sed 's/[0-9]* us/us/' <<<"$output" | diff here -
}

@test "bpfcheck --kernel: instructions that came later" {
	raw acquire.raw b701000000000000 7b1af8ff00000000 \
	    db1af8ff10010000 b700000000000000 9500000000000000
	check 1 --kernel all --raw --type xdp acquire.raw
	[ "$(columns)" = 'reject reject accept raw' ]
	raw swap.raw b700000001000000 d700000010000000 b700000000000000 \
	    9500000000000000
	check 1 --kernel all --raw --type xdp swap.raw
	[ "$(columns)" = 'reject accept accept raw' ]
	# may_goto is not followed on 6.12, and is none on 6.1.
	raw goto.raw b700000000000000 e500010000000000 b700000000000000 \
	    9500000000000000
	check 1 --kernel all --raw --type xdp goto.raw
	[ "$(columns)" = 'reject undecided accept raw' ]
	check 3 --kernel 6.12 --raw --type xdp goto.raw
	[[ $output == *': 6.12 follows other rules for may_goto' ]]
	check 3 --kernel 6.12 --unprivileged --raw --type socket_filter swap.raw
	[[ $output == *'rules for programs without privileges' ]]
}

@test "bpfcheck --kernel: all, as JSON and CSV" {
	only_some -mcpu=v4
	check 1 --kernel all -j some.o
	echo "$output" >lines
	python - <<'END'
import json
lines = [json.loads(l) for l in open('lines')]
at = {l['program']: l for l in lines}
assert len(lines) == 7
assert at['plain']['verdict'] == 'accept'
assert list(at['name']['kernels']) == ['6.1', '6.12', '6.18']
assert at['name']['verdict'] == 'reject'
assert 'comm#16' in at['name']['kernels']['6.12']['reason']
assert at['name']['kernels']['6.18'] == {'verdict': 'accept'}
END
	check 1 --kernel all --csv some.o
	[[ $output == 'file,program,section,type,verdict,insns_processed,states,time_us,linux_6.1,linux_6.12,linux_6.18,reason'* ]]
	grep -qE '^some.o,pid,socket,socket_filter,reject,.*,reject,accept,accept,unknown func' <<<"$output"
	# Otherwise there are no such columns.
	check 1 --kernel 6.1 --csv some.o
	[[ $output != *linux_* ]]
	check 0 --kernel 6.1 -j --prog plain some.o
	[[ $output != *'"kernels"'* ]]
}

@test "bpfcheck --kernel: no other kernel" {
	raw_programs
	for k in 6 6.2 6.1.0 '' ALL; do
		check 2 --kernel "$k" --raw --type xdp good.raw
		[[ $stderr == *'--kernel takes 6.1, 6.12, 6.18 or all'* ]]
	done
	check 2 --kernel all -l 2 --raw --type xdp good.raw
	check 0 --kernel 6.1 -l 2 --raw --type xdp good.raw
	[[ $output == *'processed 2 insns'* ]]
}

# counts KERNEL: what bpfkernels prints of our own programs; the words by name
counts() {
	run "$tools/bpfkernels" -n "$1" "$tools/progs.batch" \
	    "$top/tests/bpf/baseline-$1"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ ([0-9]+)\ decided.*\ ([0-9]+)\ accepted.*\ ([0-9]+)\ with\ another.*\ false\ accept\ ([0-9]+),\ false\ reject\ ([0-9]+),\ leaks\ ([0-9]+) ]]
}

# The tables are those of kernels.sh.
@test "bpfcheck --kernel: own programs: what 6.12 said of them" {
	counts 6.12
	[ "${BASH_REMATCH[1]}" -ge 923 ]
	[ "${BASH_REMATCH[2]}" -ge 315 ]
	[ "${BASH_REMATCH[3]}" -le 4 ]
	[ "${BASH_REMATCH[4]}" -eq 0 ]
	[ "${BASH_REMATCH[5]}" -le 1 ]
	[ "${BASH_REMATCH[6]}" -eq 0 ]
}

@test "bpfcheck --kernel: own programs: what 6.1 said of them" {
	counts 6.1
	[ "${BASH_REMATCH[1]}" -ge 912 ]
	[ "${BASH_REMATCH[2]}" -ge 281 ]
	[ "${BASH_REMATCH[3]}" -le 9 ]
	[ "${BASH_REMATCH[4]}" -eq 0 ]
	[ "${BASH_REMATCH[5]}" -le 1 ]
	[ "${BASH_REMATCH[6]}" -eq 0 ]
}

@test "bpfcheck --kernel: the comparison sees what is wrong" {
	sed 's/\taccept\t-\t/\treject\tEINVAL\t/' "$top/tests/bpf/baseline-6.1" \
	    >wrong
	run "$tools/bpfkernels" -n 6.1 "$tools/progs.batch" wrong
	[ "$status" -eq 1 ]
	run "$tools/bpfkernels" -n 6.1 "$tools/progs.batch" /dev/null
	[ "$status" -eq 2 ]
	# What 6.18 would say is wrong of both.
	for k in 6.1 6.12; do
		run "$tools/bpfkernels" -n 6.18 "$tools/progs.batch" \
		    "$top/tests/bpf/baseline-$k"
		[ "$status" -eq 1 ]
	done
}
