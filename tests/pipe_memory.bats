#!/usr/bin/env bats
# Memory: the bound of every stage, too little of it, allocations that fail.

load lib/common
load lib/pipe

# stopped_or_empty FILE: a STOP, or nothing at all, which nobody takes for a
# stream: memory for anything may have been short before options were parsed.
stopped_or_empty() {
	[ ! -s "$1" ] || same STOP "$(records "$1" | tail -n 1)"
}

@test "every tool: too little memory is an error like others" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	inputs
	cp runimg.in ptmap.in
	for tool in elfparse $stages ptmap imgdump; do
		$tool $(argument $tool) <$tool.in >want
		message=0 good=0
		for kb in 400 700 800 900 1000 1050 1100 1150 1200 1250 1300 \
		    1400 1500 1600 2000 2500 3000 3500 4000 5000 6000 9000; do
			s=0
			timeout 10 bash -c "ulimit -v $kb
				exec $tool $(argument $tool) <$tool.in >out" \
			    2>err || s=$?
			stderr=$(cat err)
			case $s in
			0)
				cmp want out
				good=1
				;;
			2)
				[[ $stderr == "$tool: "*": MEMORY: "* ]]
				message_count 1
				[ $tool = imgdump ] || stopped_or_empty out
				message=1
				;;
			*)	# The kernel could not even start it.
				[ "$s" -ge 126 ]
				same '' "$(cat out)"
				;;
			esac
		done
		echo "$tool: good $good, message $message"
		[ $good -eq 1 ]
	done
}

@test "memory on an image of 1 GiB: 4 MiB and twice the site table" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	need python3
	[ -x /usr/bin/time ] || skip 'no /usr/bin/time'
	python - <<'END'
from elfbuild import *
half = 512 << 20
e = good()
t, d = e.phdrs[TEXT], e.phdrs[DATA]
t.offset = 0x1000
t.vaddr = e.entry = 0x80001000
d.offset, d.vaddr = t.offset + half, t.vaddr + half + 0x1000
t.body, slots = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
d.body = None
t.filesz = t.memsz = d.filesz = d.memsz = half
e.sites = [Site(t.vaddr + slots[0], 3, (e.arch.write, 1)),
           Site(t.vaddr + slots[1], 3, (e.arch.exit, 0))]
e.sections, e.symbols = [], []
with open('big', 'wb') as out:
    out.write(e.build())
    out.truncate(0x1000 + 2 * half)
END
	limit=120
	measured='/usr/bin/time -a -o figures -f %M:%x:%C'
	limited 0 bash -c "set -o pipefail
		$measured elfparse big | $measured syscallreject |
		$measured allowplan write,exit | $measured patchapply |
		$measured ptmap | $measured imgdump >out"
	rm big
	grep -q '^END: ' out
	figures
}

# figures: five lines of KiB:status:command, all within the bound
figures() {
	cat figures
	same 6 "$(wc -l <figures)"
	while IFS=: read -r kb s command; do
		same 0 "$s" "$command"
		echo "# ${command%% *}: $kb KiB" >&3
		[ "$kb" -le $((4096 + ${1:-0})) ] || {
			echo "$command took $kb KiB"
			return 1
		}
	done <figures
}

@test "memory with 65,536 sites: 4 MiB and twice the site table" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'an instrumented build'
	[ -x /usr/bin/time ] || skip 'no /usr/bin/time'
	build sites <<'END'
n = 65536
t = e.phdrs[TEXT]
start = len(t.body)
t.body += e.arch.deny * (n - 2)
t.filesz = t.memsz = len(t.body)
d = e.phdrs[DATA]
d.vaddr += up(8 * n, 0x1000)
d.offset += up(8 * n, 0x1000)
code, slots = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
put(e, TEXT, 0, code)
e.sites += [Site(t.vaddr + start + 8 * i, 1, (39,)) for i in range(n - 2)]
e.sections, e.symbols = [], []
END
	# The table is 80 bytes a site.
	measured='/usr/bin/time -a -o figures -f %M:%x:%C'
	limited 0 bash -c "set -o pipefail
		$measured elfparse sites | $measured syscallreject |
		$measured allowplan write,exit | $measured patchapply |
		$measured ptmap | tee sites.img | $measured imgdump >out"
	limited 0 runimg -s sites.img
	same ok "$output"
	figures $((2 * 80 * 65536 / 1024))
}

# Allocations that fail.

# failing_tools: copies of the tools in broken/, in which the allocation that
# FAILMALLOC counts to fails. For memcheck they are dynamic, so that Valgrind
# sees what is allocated, and are in bin/, where its stand-ins in broken/ look.
failing_tools() {
	local objects=$build_dir to=broken link=-static
	need gcc
	[ -e "$build_dir/libcommon.a" ] || skip "no libcommon.a in $build_dir"
	local wrap=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
	gcc -O2 -D_GNU_SOURCE -c -o failmalloc.o \
	    "$top/tests/oracle/failmalloc.c"
	mkdir broken
	if [ -n "${LP_MEMCHECK:-}" ]; then
		objects=$build_dir/dyn to=bin link=-Wl,-Bstatic
		mkdir bin
	fi
	for tool; do
		case $tool in
		elfparse) libs='-lelf -lz' ;;
		runimg) libs="$objects/libptmap.a -lseccomp" ;;
		ptmap) libs=$objects/libptmap.a ;;
		allowplan | imgdump) libs=-lseccomp ;;
		*) libs= ;;
		esac
		[ $to = broken ] || cp "$bin/$tool" broken
		# shellcheck disable=SC2086
		gcc $wrap $link -o $to/$tool "$objects"/$tool/*.o \
		    failmalloc.o "$objects/libcommon.a" $libs -ldeflate \
		    ${link/Bstatic/Bdynamic}
	done
}

# failing TOOL NEXT INPUT ARG...: a run of the tool for each n; the stream that
# it leaves is refused by the tool NEXT
failing() {
	local tool=$1 next=$2 input=$3 n want next_status
	shift 3
	want=$(status_of $tool 2)
	timeout "$limit" broken/$tool "$@" <$input >want 2>/dev/null || true
	for ((n = 1; n < 60; n++)); do
		taken 2 || continue
		rm -f log
		run --separate-stderr env FAILMALLOC=$n FAILMALLOC_LOG=log \
		    timeout "$limit" bash -c 'exec "$0" "$@" <'"$input >out" \
		    broken/$tool "$@"
		[ -e log ] || break
		if [ "$status" -eq 0 ] && cmp -s out want; then
			echo "$tool $*: it does without number $n"
			continue
		fi
		same "$want" "$status" "$tool $*: allocation $n: $stderr"
		message_count 1
		[[ $stderr == "$tool: "*": MEMORY: "* ||
		    $stderr == "$tool: "*': Cannot allocate memory' ||
		    $tool$* == elfparsemissing ]] || {
			echo "allocation $n: $stderr"
			return 1
		}
		[ $next != none ] || continue
		stopped_or_empty out
		next_status=0
		$next $(argument $next) <out >out2 2>err2 || next_status=$?
		same "$(status_of $next 2)" "$next_status" "$next"
		[ ! -s out ] || same '' "$(cat err2)" "$next"
	done
	echo "$tool $*: $((n - 1)) allocations"
	[ "$n" -gt 1 ] && [ "$n" -lt 60 ]
}

@test "any one allocation that fails: elfparse and the filters" {
	inputs hello
	failing_tools elfparse $stages
	cp "$samples/x86_64/hello" hello
	gzip -k hello
	printf 'write\nexit\n' >list
	failing elfparse syscallreject /dev/null hello
	failing elfparse syscallreject hello -
	failing elfparse syscallreject /dev/null hello.gz
	failing elfparse syscallreject /dev/null missing
	failing syscallreject allowplan syscallreject.in
	failing allowplan patchapply allowplan.in write,exit
	failing allowplan patchapply allowplan.in -f list
	failing allowplan patchapply allowplan.in -d getpid
	failing allowplan patchapply allowplan.in --all
	failing patchapply runimg patchapply.in
	failing patchapply runimg patchapply.in --bare
	inputs many
	failing syscallreject allowplan syscallreject.in
	failing allowplan patchapply allowplan.in --all
}

@test "any one allocation that fails: runimg" {
	inputs hello
	failing_tools runimg
	failing runimg none runimg.in --check
	failing runimg none runimg.in -o elf
	[ ! -e elf ] || limited 0 ./elf
	failing runimg none runimg.in
	failing runimg none runimg.in a b c
}

@test "any one allocation that fails: imgdump" {
	inputs hello
	failing_tools imgdump
	failing imgdump none imgdump.in -x PLAN
	failing imgdump none imgdump.in
	failing imgdump none imgdump.in -j
}

@test "any one allocation that fails: allowplan -v" {
	inputs hello
	failing_tools allowplan
	failing allowplan patchapply allowplan.in -v --all
}
