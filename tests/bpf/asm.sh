#!/bin/sh
# asm.sh TOOLS: text that bpfdiff and the kernel disassemble programs to is
# assembled to the bytes it was made of.
top=$(cd "$(dirname "$0")/../.." && pwd)
tools=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# same NAME: the instructions of $dir/NAME.bpf are those of $dir/NAME.batch
same() {
	python3 "$top/tests/bpf/asm.py" "$dir/$1.bpf" |
	    cut -f9 >"$dir/$1.again" || return 1
	cut -f9 "$dir/$1.batch" >"$dir/$1.first"
	echo "asm: $1: $(wc -l <"$dir/$1.first") programs"
	[ -s "$dir/$1.first" ] && cmp "$dir/$1.first" "$dir/$1.again"
}

"$tools/bpfdiff" --print --count 2000 --seed 1 --write "$dir/random.batch" \
    >"$dir/random.bpf" || exit 1
"$tools/bpfdiff" --print --write "$dir/own.batch" "$tools/progs.batch" \
    >"$dir/own.bpf" || exit 1
same random || exit 1
same own || exit 1

# The kernel lists a program, all of it, before it looks at the first
# instruction. Long ones do not fit into its log; of those with fields that no
# instruction has it leaves out something; where maps are nobody can say.
"$tools/bpfdiff" --print --closed --count 2000 --seed 1 \
    --write "$dir/closed.batch" >/dev/null || exit 1
awk -F'\t' 'length($9) < 16000 && $4 !~ /maps/' "$tools/progs.batch" "$dir/closed.batch" |
    awk -F'\t' -v OFS='\t' '{ $1 = NR; print }' >"$dir/all"
"$tools/kload" -v -l 2 "$dir/all" >"$dir/log"
status=$?
[ "$status" -eq 0 ] || exit "$status"
awk -F'\t' '
	function flush() {
		if (text != "" && why !~ /reserved|opcode|operand|invalid/)
			printf "prog %s\n%s", name, text
		text = ""
		listed = 0
	}
	NF == 7 { flush(); name = $1; why = $4; next }
	/^Live regs before insn:/ { flush(); listed = 1; next }
	listed && /^ *([0-9]+ +)?[0-9]+: [.0-9]* / {
		code = $0
		sub(/^ *([0-9]+ +)?[0-9]+: [.0-9]* /, "", code)
		wide = code ~ /^\(18\)/
		sub(/^\(..\) /, "", code)
		text = text "\t" code (wide ? " ll" : "") "\n"
		next
	}
	listed { flush() }
	END { flush() }' "$dir/log" >"$dir/kernel.bpf"
sed -n 's/^prog //p' "$dir/kernel.bpf" >"$dir/listed"
awk -F'\t' 'NR == FNR { l[$1] = 1; next } $1 in l' "$dir/listed" "$dir/all" \
    >"$dir/kernel.batch"
same kernel
