#!/bin/bash
# run.sh FUZZ_DIR BUILD_DIR SECONDS TARGET...: first the kept findings and the
# seeds, then new inputs, two targets at a time. A crash is left in
# tests/fuzz/findings/TARGET/, to be kept as a test once it is mended.
# baseline.txt holds what a long run printed: a target that covers less than
# three quarters of the edges it covered there has lost its way in, and fails.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
fuzz=$1 build=$2 seconds=$3
shift 3
seeds=$fuzz/seeds
bin=$build/bin
baseline=${LP_FUZZ_BASELINE:-$top/tests/fuzz/baseline.txt}

seed() {
	rm -rf "$seeds"
	mkdir -p "$seeds"/{stream,list,commands,elfparse,syslift,syscallreject,allowplan,patchapply,ptmap,runimg,imgdump,bpfcheck,objects,csv,types}
	local arch name from
	for arch in x86_64 aarch64 riscv64; do
		for name in hello pie cxx varnr; do
			from=$build/samples/$arch/$name
			[ -f "$from" ] || continue
			cp "$from" "$seeds/elfparse/$arch-$name"
			"$bin/elfparse" -q "$from" >"$seeds/syscallreject/$arch-$name"
			cp "$seeds/syscallreject/$arch-$name" "$seeds/syslift/"
			"$bin/syscallreject" -q <"$seeds/syscallreject/$arch-$name" \
			    >"$seeds/allowplan/$arch-$name"
			"$bin/allowplan" -q 1,exit <"$seeds/allowplan/$arch-$name" \
			    >"$seeds/patchapply/$arch-$name"
			"$bin/patchapply" -q <"$seeds/patchapply/$arch-$name" \
			    >"$seeds/runimg/$arch-$name"
			cp "$seeds/runimg/$arch-$name" "$seeds/ptmap/"
			"$bin/ptmap" -q <"$seeds/runimg/$arch-$name" \
			    >"$seeds/runimg/$arch-$name-tables"
			cp "$seeds/runimg/$arch-$name" "$seeds/imgdump/"
			cp "$seeds/runimg/$arch-$name-tables" "$seeds/imgdump/"
			cp "$seeds/runimg/$arch-$name" "$seeds/stream/"
		done
	done
	for arch in x86_64 aarch64 riscv64; do
		"$arch-linux-gnu-as" -o "$seeds/calls.o" \
		    "$top/tests/fuzz/calls-$arch.s" &&
		    "$arch-linux-gnu-ld" -o "$seeds/calls" "$seeds/calls.o" &&
		    "$bin/elfparse" -q "$seeds/calls" >"$seeds/syslift/$arch-calls"
	done
	printf '1,write, exit' >"$seeds/list/commas"
	printf '\001map 0x3ff000 0x1000 2M rw\nframe 0x40000000 0x0 1G rxuAD\nquery 0x400123\nunmap 0x40201000 8K\nprotect 0x500000 4K r\nwalk\nunmap 0x3ff000\n' \
	    >"$seeds/commands/all"
	python3 "$top/tests/bpf/asm.py" "$top"/tests/bpf/progs/*.bpf | python3 -c '
import sys
for n, line in enumerate(sys.stdin):
    code = line.rstrip("\n").split("\t")[8]
    if code != "-" and len(code) < 2000:
        for odd in b"", b"u":
            with open("%s/own%d%s" % (sys.argv[1], n, odd.decode()), "wb") as f:
                f.write(bytes.fromhex(code) + odd)' "$seeds/bpfcheck"
	printf '\267\0\0\0\0\0\0\0\225\0\0\0\0\0\0\0' >"$seeds/bpfcheck/zero"
	printf '\265\1\2\0\5\0\0\0\173\032\370\377\0\0\0\0\205\020\0\0\1\0\0\0\225\0\0\0\0\0\0\0\267\0\0\0\0\0\0\0\225\0\0\0\0\0\0\0' \
	    >"$seeds/bpfcheck/calls"
	"$top/tests/fuzz/objects.sh" "$seeds/objects"
	python3 "$top/tests/bpf/asm.py" "$top"/tests/bpf/progs/*.bpf |
	    "$top/tests/fuzz/types.sh" "$seeds/types"
	printf 'a/b.o,p,"x ""dp""",xdp,accept,12,3,4.5,\nc.o,p,,xdp,reject,4294967295,0,0,"no, ""not\n"""\r\n' \
	    >"$seeds/csv/rows"
	printf 'file,program,section,type,verdict,insns_processed,states,time_us,reason\na,p,s,t,undecided,0,0,0.0,why\na,p,t,t,accept,0,0,0.0,\n' \
	    >"$seeds/csv/table"
	printf '# two\nread\n60 # exit\n@io\n' >"$seeds/list/lines"
}

one() {
	local t=$1 found=$top/tests/fuzz/findings/$1 out
	mkdir -p "$fuzz/corpus/$t" "$fuzz/log"
	out=$fuzz/log/$t
	if [ -d "$found" ] && ! "$fuzz/bin/$t" "$found"/* >"$out" 2>&1; then
		echo "fuzz $t: a kept finding fails again; see $out"
		return 1
	fi
	"$fuzz/bin/$t" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
	    -max_len=65536 -print_final_stats=1 -artifact_prefix="$fuzz/log/$t-" \
	    "$fuzz/corpus/$t" "$seeds/$t" >"$out" 2>&1 </dev/null
	local status=$? edges before
	edges=$(grep -o 'cov: [0-9]*' "$out" | tail -n 1 | cut -c6-)
	printf 'fuzz %-14s %10s executions, %4d edges, seed %s, status %d\n' \
	    "$t" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$out")" \
	    "${edges:-0}" "$(sed -n 's/^INFO: Seed: *//p' "$out")" $status
	[ $status -eq 0 ] || tail -n 30 "$out"
	before=$(sed -n "s/^fuzz $t .* \([0-9]*\) edges,.*/\1/p" "$baseline")
	if [ -z "$before" ]; then
		echo "fuzz $t: not in $baseline"
		status=1
	elif [ $((4 * ${edges:-0})) -lt $((3 * before)) ]; then
		echo "fuzz $t: ${edges:-0} edges, $before in the baseline"
		status=1
	fi
	return $status
}

seed
failed=0 running=()
for t in "$@"; do
	one "$t" &
	running+=($!)
	if [ ${#running[@]} -ge 2 ]; then
		wait "${running[0]}" || failed=1
		running=("${running[@]:1}")
	fi
done
for p in "${running[@]}"; do
	wait "$p" || failed=1
done
exit $failed
