#!/usr/bin/env bats
# bpfcheck: options, statuses, what it prints.

load lib/common
load lib/bpf

two_programs() {
	object two.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("nothing/known") int odd(void *c) { return 0; }
END
}

@test "bpfcheck: help and version" {
	check 0 -h
	[[ $output == 'usage: bpfcheck '* ]]
	same '' "$stderr"
	check 0 --version
	[[ $output == 'bpfcheck (loadpipe) '* ]]
	limited 2 sh -c 'exec "$1" -h >/dev/full' sh "$bin/bpfcheck"
	message bpfcheck WRITE
}

@test "bpfcheck: wrong command lines" {
	local args
	raw_programs
	while read -r args; do
		check 2 $args
		usage_message bpfcheck
		same '' "$output"
	done <<'END'

--no-such good.raw
--raw good.raw
--raw --type no_such good.raw
--raw --type unspec good.raw
--raw --type xdp --attach no_such good.raw
--raw --type xdp --prog x good.raw
-l 0 --raw --type xdp good.raw
-l 3 --raw --type xdp good.raw
-l 22 --raw --type xdp good.raw
-l
-P 0 --raw --type xdp good.raw
-P x --raw --type xdp good.raw
-P 1025 --raw --type xdp good.raw
-j --csv --raw --type xdp good.raw
--csv -j --raw --type xdp good.raw
-j -l 1 --raw --type xdp good.raw
--csv -l 2 --raw --type xdp good.raw
-q -l 2 --raw --type xdp good.raw
--btf
END
}

@test "bpfcheck: the status is that of the worst file" {
	raw_programs
	two_programs
	echo >no.raw
	check 0 --raw --type socket_filter good.raw good.raw
	check 1 --raw --type socket_filter good.raw bad.raw good.raw
	check 2 --raw --type socket_filter bad.raw no.raw good.raw
	same $'reject raw\naccept raw' "$(verdicts)"
	message bpfcheck BPF_CODE
	check 3 two.o
	same $'accept pass\nundecided odd' "$(verdicts)"
	check 2 two.o missing.o
	message bpfcheck OPEN
	check 2 .
	message bpfcheck READ
}

@test "bpfcheck: every rejection of our own programs says what was expected" {
	python3 "$top/tests/bpf/asm.py" "$top"/tests/bpf/progs/*.bpf | python3 -c '
import sys
n = 0
for line in sys.stdin:
    f = line.rstrip("\n").split("\t")
    if f[4] == "reject" and f[8] != "-" and len(f[8]) < 4000 and n < 150:
        n += 1
        open("p%d.raw" % n, "wb").write(bytes.fromhex(f[8]))'
	[ -s p150.raw ]
	run --separate-stderr timeout "$limit" "$bin/bpfcheck" --raw \
	    --type socket_filter p*.raw
	[[ $output == *'reject p'* ]]
	[[ $output != *'fault: -'* ]]
	[[ $output != *'expected: -'* ]]
	[[ $output != *'found: -'* ]]
}

# Never asked of a kernel: 6.18.44 faults at it.
@test "bpfcheck: an and that is a state too much is refused" {
	python3 -c '
import struct
def insn(code, dst, src, off, imm):
    return struct.pack("<BBhi", code, src << 4 | dst, off, imm)
two = insn(0xbf, 0, 7, 0, 0) + insn(0xc7, 0, 0, 0, 63) + insn(0x57, 0, 0, 0, 5)
first, last = insn(0x79, 7, 10, -8, 0), insn(0x95, 0, 0, 0, 0)
open("many.raw", "wb").write(first + two * 8192 + last)
open("more.raw", "wb").write(first + two * 8193 + last)'
	check 1 --raw --type kprobe many.raw more.raw
	[[ $output == *'reject more.raw: raw: kprobe, 24580 insns processed'* ]]
	[[ $output == *'The sequence of 8193 jumps is too complex.'* ]]
	[[ $output == *'at: instruction 24579: (57) r0 &= 5'* ]]
	[[ $output == *'1000001 insns processed'*'BPF program is too large'* ]]
}

@test "bpfcheck: a line a program, and why it is rejected" {
	raw_programs
	check 1 --raw --type socket_filter good.raw bad.raw
	same 'accept good.raw: raw: socket_filter, 2 insns processed, 0 states, T us
reject bad.raw: raw: socket_filter, 2 insns processed, 0 states, T us: R2 !read_ok
  at: instruction 1: (bf) r0 = r2
  fault: R2
  expected: a register that was written before
  found: nothing was written to it' "$(timeless)"
	check 1 -v --raw --type socket_filter bad.raw
	[[ $output == *' us, 3 insns, 0 states at once, '*' bytes: R2 !read_ok'* ]]
	check 1 -q --raw --type socket_filter bad.raw
	same '' "$output$stderr"
	check 2 -q missing
	same '' "$output$stderr"
	check 0 --raw --type socket_filter - <good.raw
	[[ $output == 'accept -: raw: '* ]]
}

@test "bpfcheck: the instruction and the place at fault are shown" {
	# A jump over the end; its kind is known before anything is followed.
	printf '\267\0\0\0\0\0\0\0\005\0\011\0\0\0\0\0\225\0\0\0\0\0\0\0' >far.raw
	check 1 --raw --type xdp far.raw
	[[ $output == *'  at: instruction 1: (05) goto pc+9'* ]]
	# No operations, and half of one.
	printf '\377\0\0\0\0\0\0\0\225\0\0\0\0\0\0\0' >none.raw
	check 1 --raw --type xdp none.raw
	[[ $output == *$'  at: instruction 0: (ff)\n'* ]]
	printf '\267\0\0\0\0\0\0\0\030\0\0\0\0\0\0\0' >half.raw
	check 1 --raw --type xdp half.raw
	[[ $output == *$'  at: instruction 1: (18)\n'* ]]
	# r2 = r10; r2 += -8; *(u64 *)(r2 - 600) = 0
	printf '\277\242\0\0\0\0\0\0\007\002\0\0\370\377\377\377\172\002\250\375\0\0\0\0\267\0\0\0\0\0\0\0\225\0\0\0\0\0\0\0' >below.raw
	check 1 --raw --type xdp below.raw
	[[ $output == *$'\n  found: fp-608' ]]
}

@test "bpfcheck: the line of the source is named" {
	object line.o <<'END'
SEC("socket") int
reads(void *c)
{
	int n;
	asm volatile("%0 = r7" : "=r"(n)); /* nothing wrote it */
	return n;
}
END
	check 1 line.o
	[[ $output == *'  at: instruction 0: (bf) r0 = r7; '*line.o.c:8:' asm volatile'* ]]
	check 1 -j line.o
	printf '%s\n' "$output" >line.json
	python - line.json <<'END'
import json, sys
o = json.loads(open(sys.argv[1]).read())
assert o['source_line'] == 8, o
assert o['source'].startswith('asm volatile'), o
assert o['source_file'].endswith('line.o.c'), o
assert o['insn'] == 0 and o['fault'] == 'R7' and o['errno'] == 13, o
END
}

@test "bpfcheck: JSON, a good object a line" {
	raw_programs
	cp bad.raw $'q"\\\xff\n.raw'
	two_programs
	limited 1 "$bin/bpfcheck" -j --raw --type socket_filter \
	    good.raw bad.raw $'q"\\\xff\n.raw'
	printf '%s\n' "$output" >out
	check 3 -j two.o
	printf '%s\n' "$output" >>out
	python - out <<'END'
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
keys = ['file', 'program', 'section', 'type', 'attach', 'verdict', 'insns',
        'insns_processed', 'states', 'states_peak', 'states_max', 'memory',
        'time_us']
for r in rows:
    assert list(r)[:len(keys)] == keys, r
    assert ('reason' in r) == (r['verdict'] != 'accept'), r
    assert ('expected' in r) == (r['verdict'] == 'reject'), r
assert [r['verdict'] for r in rows] == [
    'accept', 'reject', 'reject', 'accept', 'undecided']
assert rows[2]['file'] == 'q"\\\xff\n.raw', rows[2]
assert rows[1]['errno'] == 13 and rows[1]['insn_text'] == '(bf) r0 = r2'
assert rows[3]['section'] == 'xdp' and rows[3]['attach'] == 'xdp'
assert rows[4]['type'] == 'unspec', rows[4]
END
}

@test "bpfcheck: CSV with a header" {
	raw_programs
	cp bad.raw 'a,"b".raw'
	check 1 --csv --raw --type socket_filter good.raw 'a,"b".raw'
	printf '%s\n' "$output" >out
	same file,program,section,type,verdict,insns_processed,states,time_us,reason \
	    "$(head -n 1 out)"
	python - out <<'END'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert [r['verdict'] for r in rows] == ['accept', 'reject']
assert rows[1]['file'] == 'a,"b".raw' and rows[1]['reason'] == 'R2 !read_ok'
assert rows[0]['reason'] == '' and float(rows[0]['time_us']) >= 0
assert rows[0]['insns_processed'] == '2' and rows[0]['states'] == '0'
END
}

@test "bpfcheck: the kernel's log" {
	raw_programs
	check 1 -l 2 --raw --type socket_filter bad.raw
	[[ $output == *$'\n1: (bf) r0 = r2\nR2 !read_ok\nprocessed 2 insns '* ]]
	check 0 -l 1 --raw --type socket_filter good.raw
	[[ $output == *'processed 2 insns '* ]]
}

@test "bpfcheck: --unprivileged says what these programs' files say" {
	local files=("$top"/tests/bpf/unprivileged/*.bpf)
	[ -z "${LP_INSTRUMENTED:-}" ] || files=("$top/tests/bpf/unprivileged/ways.bpf")
	python3 "$top/tests/bpf/expected.py" "$bin/bpfcheck" "${files[@]}"
	raw_programs
	check 1 --unprivileged --raw --type xdp good.raw
	[[ $output == *'programs of type xdp need CAP_BPF'* ]]
}

@test "bpfcheck: instructions that are none" {
	raw_programs
	: >empty
	check 2 --raw --type xdp empty
	message bpfcheck BPF_CODE
	head -c 15 good.raw >cut
	check 2 --raw --type xdp cut
	message bpfcheck BPF_CODE
}

@test "bpfcheck: several processes print what one prints, in order" {
	local i files=()
	raw_programs
	two_programs
	for i in {0..39}; do
		case $((i % 4)) in
		0) cp good.raw "$i" ;;
		1) cp bad.raw "$i" ;;
		2) cp two.o "$i" ;;
		3) echo not an object >"$i" ;;
		esac
		files+=("$i")
	done
	check 2 "${files[@]}"
	timeless >one
	printf '%s\n' "$stderr" >one.err
	for i in 2 7 64; do
		check 2 -P "$i" "${files[@]}"
		timeless | diff one -
		printf '%s\n' "$stderr" | diff one.err -
	done
	# The programs of one file, too; but not what is read once.
	for i in {0..20}; do
		echo "SEC(\"xdp\") int p$i(void *c) { return $((i % 5)); }"
	done | object many.o
	check 0 many.o
	timeless >one
	[ "$(wc -l <one)" -eq 21 ]
	for i in 2 5 100; do
		check 0 -P "$i" many.o
		timeless | diff one -
	done
	limited 0 sh -c 'cat many.o | "$1" -P 4 -' sh "$bin/bpfcheck"
	[ "$(wc -l <<<"$output")" -eq 21 ]
	check 2 -P 4 0
	message bpfcheck NOT_ELF
	check 1 -P 3 --raw --type xdp good.raw bad.raw good.raw
	same $'accept raw\nreject raw\naccept raw' "$(verdicts)"
	# Logs longer than a pipe holds.
	check 1 -P 3 -l 2 --raw --type xdp good.raw bad.raw good.raw
}

@test "bpfcheck: one program by its name" {
	two_programs
	check 0 --prog pass two.o
	same 'accept pass' "$(verdicts)"
	check 2 --prog absent two.o
	message bpfcheck BPF_NONE
	[[ $stderr == *"'absent'"* ]]
}

@test "bpfcheck: a type for sections that say none" {
	two_programs
	check 0 --type xdp two.o
	same $'accept pass\naccept odd' "$(verdicts)"
	check 0 --type cgroup_skb --attach cgroup_inet_egress -j --prog odd two.o
	[[ $output == *'"type":"cgroup_skb","attach":"cgroup_inet_egress"'* ]]
	check 0 --type cgroup_skb -j --prog odd two.o
	[[ $output == *'"type":"cgroup_skb","attach":"cgroup_inet_ingress"'* ]]
	check 0 --type socket_filter -j --prog odd two.o
	[[ $output == *'"type":"socket_filter","attach":""'* ]]
	# Others keep theirs.
	check 0 --type tracepoint -j --prog pass two.o
	[[ $output == *'"type":"xdp","attach":"xdp"'* ]]
}

@test "bpfcheck: output that cannot be written" {
	raw_programs
	limited 2 sh -c 'exec "$1" --raw --type xdp good.raw >/dev/full' sh \
	    "$bin/bpfcheck"
	message bpfcheck WRITE
}

@test "bpfcheck: progress is for terminals" {
	local i files=()
	need script
	raw_programs
	for i in {1..20}; do
		cp good.raw "$i"
		files+=("$i")
	done
	check 0 --raw --type xdp "${files[@]}"
	same '' "$stderr"
	script -qec "'$bin/bpfcheck' --raw --type xdp ${files[*]} >out" seen \
	    </dev/null >/dev/null
	[ "$(wc -l <out)" -eq 20 ]
	grep -aq '20 of 20' seen
}

@test "bpfcheck: nothing is loaded, and nobody in particular asks" {
	two_programs
	need strace
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build'
	strace -f -o calls "$bin/bpfcheck" two.o >/dev/null || [ $? -eq 3 ]
	grep -q openat calls
	not grep -E '\<(bpf|perf_event_open|mount|mkdir|connect|execve)\(' \
	    <(tail -n +2 calls)
	[ "$(id -u)" -eq 0 ] || skip 'not root, and it worked'
	chmod 755 . && chmod 644 two.o
	limited 3 setpriv --reuid 65534 --clear-groups "$bin/bpfcheck" - <two.o
	same $'accept pass\nundecided odd' "$(verdicts)"
}
