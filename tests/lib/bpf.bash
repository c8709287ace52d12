# What the tests of bpfcheck need: objects that clang builds, raw programs, and
# the tool under a limit.

setup() {
	need_tools bpfcheck
	cd "$BATS_TEST_TMPDIR"
}

# check STATUS ARG...: bpfcheck, its outputs in $output and $stderr
check() {
	local want=$1
	shift
	limited "$want" "$bin/bpfcheck" "$@"
}

# object NAME [ARG...]: compiles C on standard input to NAME
object() {
	local name=$1
	shift
	need clang-19
	[ -e /usr/include/bpf/bpf_helpers.h ] || skip 'no libbpf-dev'
	{
		printf '%s\n' '#include <linux/bpf.h>' \
		    '#include <bpf/bpf_helpers.h>' \
		    '#define ALONE __attribute__((noinline))'
		cat
		echo 'char the_license[] SEC("license") = "GPL";'
	} >"$name.c"
	clang-19 -target bpf -O2 -g -mcpu=v3 -Wall \
	    -I"/usr/include/$(uname -m)-linux-gnu" "$@" -c -o "$name" "$name.c"
}

# raw NAME WORD...: instructions of 16 hex digits, as they stand in the file
raw() {
	local name=$1 word
	shift
	for word; do
		printf '%b' "$(sed 's/../\\x&/g' <<<"$word")"
	done >"$name"
}

# good.raw returns 0, bad.raw reads a register that nothing wrote
raw_programs() {
	raw good.raw b700000000000000 9500000000000000
	raw bad.raw b700000000000000 bf20000000000000 9500000000000000
}

# verdicts: of $output, "verdict program" a line
verdicts() {
	sed -n 's/^\(accept\|reject\|undecided\) [^:]*: \([^:]*\):.*/\1 \2/p' \
	    <<<"$output"
}

# kernel OBJECT: verdicts, reasons and instructions processed are the running
# kernel's, if it is the reference
kernel() {
	local kobj=${LP_BUILD:-$top/build}/bpf/kobj
	case $(uname -r) in
	6.18.*) ;;
	*) return 0 ;;
	esac
	[ -x "$kobj" ] && [ -z "${LP_INSTRUMENTED:-}" ] || return 0
	"$kobj" "$1" >asked || return 0
	grep -q unable asked && return 0
	"$bin/bpfcheck" --csv "$1" >decided.csv || true
	python - asked decided.csv <<'END'
import csv, sys
kernel = [line.rstrip('\n').split('\t') for line in open(sys.argv[1])]
kernel = [(f[1], f[2], f[5], '' if f[2] == 'accept' else f[4]) for f in kernel]
ours = [(r['program'], r['verdict'], r['insns_processed'], r['reason'])
        for r in csv.DictReader(open(sys.argv[2]))]
for theirs, own in zip(kernel, ours):
    if theirs != own:
        print('kernel', theirs, 'bpfcheck', own)
sys.exit(kernel != ours)
END
}

# kernel_logs OBJECT: so are the whole logs of level 2, of each program
kernel_logs() {
	local kobj=${LP_BUILD:-$top/build}/bpf/kobj name
	case $(uname -r) in
	6.18.*) ;;
	*) return 0 ;;
	esac
	[ -x "$kobj" ] && [ -z "${LP_INSTRUMENTED:-}" ] || return 0
	"$kobj" -l "$1" >asked_logs || return 0
	for name in $(sed -n 's/^program //p' asked_logs); do
		echo "program $name"
		"$bin/bpfcheck" -l 2 --prog "$name" "$1" || true
	done >logs
	# Not: addresses, times, and what each of both alone says.
	sed -i -E '/^(verification time|stack depth|accept|reject|undecided) /d
/^  (at|fault|expected|found|hint): /d
s/(\(18\) r[0-9]+ = )(0xffff[0-9a-f]{12}|map\[[^]]*\](\[0\]\+[0-9]+)?) */\1map /' \
	    logs asked_logs
	[ "$(wc -l <logs)" -gt 10 ]
	diff asked_logs logs
}

# timeless: $output without its times
timeless() {
	sed 's/[0-9]* us\b/T us/' <<<"$output"
}

# build_bpfdump: what shows what the loaders make of an object
build_bpfdump() {
	local host build_dir=${LP_BUILD:-$top/build}
	need gcc
	[ -e "$build_dir/bpfcheck/load.o" ] || skip "no objects in $build_dir"
	host=$(sed -n '/^HOST_bpfcheck/,/[^\\]$/p' "$top/bpfcheck/part.mk" |
	    tr -d '\\\n' | sed 's/.* decide//')
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$top/bpfcheck" -I"$top/common" \
	    -o bpfdump "$top/tests/oracle/bpfdump.c" \
	    $(printf "$build_dir/bpfcheck/%s.o " $host) "$build_dir/libcommon.a" \
	    "$build_dir/libbpfcheck.a" \
	    -Wl,--wrap=syscall,--wrap=bpf_prog_load \
	    -Wl,--wrap=btf__load_vmlinux_btf,--wrap=btf__free \
	    -l:libbpf.a -lelf -lz
}
