# What the tests of imgdump need: streams of every stage and made by hand, and
# its output compared with what lpstream.py reads from the same bytes.

setup() {
	need_tools elfparse syscallreject allowplan patchapply imgdump
	need python3
	cd "$BATS_TEST_TMPDIR"
}

# stages SAMPLE LIST: its stream after each stage, as 1.img to 4.img
stages() {
	[ -e "$(sample "$1")" ] || skip "no sample $1: run make samples"
	"$bin/elfparse" -q "$(sample "$1")" >1.img
	"$bin/syscallreject" <1.img >2.img
	"$bin/allowplan" "$2" <2.img >3.img
	"$bin/patchapply" <3.img >4.img
}

# make_image NAME: Python changes the image i, a good one after every stage,
# or the list of its records, and leaves the stream in NAME
make_image() {
	{
		echo 'import sys; from lpstream import *'
		echo 'i = good_image("x86_64", "patched")'
		echo 'out = None'
		cat
		echo 'open(sys.argv[1], "wb").write(out or i.stream())'
	} | python - "$1"
}

has() {
	grep -Eq -- "$1" <<<"$output" || {
		echo "no line like '$1' in:"
		echo "$output"
		return 1
	}
}

has_no() {
	if grep -E -- "$1" <<<"$output"; then
		echo "a line like '$1'"
		return 1
	fi
}

# json_same STREAM [STATUS]: imgdump -j says of it what lpstream does
json_same() {
	local s=0
	timeout "$limit" "$bin/imgdump" -j "$1" >json.out || s=$?
	same "${2:-0}" "$s" status
	python "$BATS_TEST_DIRNAME/lib/dumpjson.py" "$1" json.out
}

printable() {
	if LC_ALL=C grep -n '[^ -~]' "$1" | cat -v | grep .; then
		echo "$1 has bytes that are not printable ASCII"
		return 1
	fi
}
