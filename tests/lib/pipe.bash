# What the tests of the chain and of its stages need: the tools in PATH, whole
# pipelines and their statuses, the stream that each tool takes.

tools='elfparse syscallreject allowplan patchapply runimg imgdump'
stages='syscallreject allowplan patchapply'
build_dir=${LP_BUILD:-$top/build}

setup() {
	need_host
	need_tools $tools
	cd "$BATS_TEST_TMPDIR"
	PATH=$bin:$PATH
}

# piped STATUSES COMMAND: a pipeline; its statuses one by one, as a regular
# expression; standard output in $output, messages in $stderr
piped() {
	local want=$1
	run --separate-stderr timeout "$limit" bash -c "$2
		echo \"\${PIPESTATUS[*]}\" >statuses"
	[[ $(cat statuses) =~ ^$want$ ]] || {
		echo "$2: want '$want', got '$(cat statuses)': $stderr"
		return 1
	}
}

# message_count N: lines on standard error
message_count() {
	local n=0
	[ -z "$stderr" ] || n=$(printf '%s\n' "$stderr" | wc -l)
	[ "$n" -eq "$1" ] || {
		echo "$n messages, not $1: $stderr"
		return 1
	}
}

# equal A B: two streams say the same of the image, whatever its name
equal() {
	python - "$@" <<'END'
import sys, lpstream
a, b = (lpstream.decode(lpstream.parse(open(p, 'rb').read()))
        for p in sys.argv[1:3])
for image in a, b:
    image.prog.name, image.statements = b'image', []
if a.stream() != b.stream():
    sys.exit('%s and %s differ' % tuple(sys.argv[1:3]))
END
}

# What argument a tool needs.
argument() {
	case $1 in
	elfparse) echo "$samples/x86_64/many" ;;
	allowplan) echo --all ;;
	esac
}

# inputs: the stream that each tool takes, in TOOL.in
inputs() {
	local name=${1:-many}
	need_sample x86_64/$name
	: >elfparse.in
	elfparse "$samples/x86_64/$name" >syscallreject.in
	syscallreject <syscallreject.in >allowplan.in
	allowplan --all <allowplan.in >patchapply.in
	patchapply <patchapply.in >runimg.in
	cp runimg.in imgdump.in
}

# What a tool exits with where a stage exits with 1 or 2.
status_of() {
	case $1$2 in
	runimg1) echo 126 ;;
	runimg2) echo 125 ;;
	*) echo "$2" ;;
	esac
}

# stage_test: the Python on standard input, with the names of stage.py, is the
# test; what it prints is shown if it fails.
stage_test() {
	{ echo 'from stage import *'; cat; } >stage_test.py
	limit=240 LP_BIN=$bin python stage_test.py
}
