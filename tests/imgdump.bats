#!/usr/bin/env bats
# imgdump: text, JSON and hex of every stage's stream, and of bad ones. What it
# prints is compared with what lpstream.py reads from the same bytes.

load lib/common

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

@test "imgdump: text of every stage, three machines" {
	for m in $machines; do
		stages "$m/hello" write,exit
		for k in 1 2 3 4; do
			limited 0 "$bin/imgdump" "$k.img"
			same '' "$stderr" stderr
			has '^program   hello, (x86-64|AArch64|RISC-V), ET_EXEC, entry 0x'
			has '^ +[0-9]+  0x[0-9a-f]+-0x[0-9a-f]+ +[0-9]+  r-x$'
			has '^data      [0-9]+ bytes$'
			has '^symbols   [1-9][0-9]*$'
			has '^  elfparse [0-9.]+: .+\(.*hello\)$'
			has '^END: [0-9]+ records$'
			[ "$(wc -l <<<"$output")" -le 24 ]
		done
		limited 0 "$bin/imgdump" 2.img
		has '^sites     2, no plan$'
		has '^  0x[0-9a-f]+ +[0-9]+  write +-         - +arg1=0x1$'
		limited 0 "$bin/imgdump" 4.img
		has '^sites     2$'
		has '^  0x[0-9a-f]+ +[0-9]+  write +allowed   bytes   arg1=0x1$'
		has '^  0x[0-9a-f]+ +[0-9]+  exit +allowed   bytes   arg1=0x0$'
		has '^  patchapply '
	done
}

@test "imgdump: from standard input, from a file, from -" {
	stages hello exit
	limited 0 "$bin/imgdump" 4.img
	want=$output
	[ "$("$bin/imgdump" <4.img)" = "$want" ]
	[ "$("$bin/imgdump" - <4.img)" = "$want" ]
	[ "$(cat 4.img | "$bin/imgdump")" = "$want" ]
	has '^  0x[0-9a-f]+ +1  write +denied    - +arg1=0x1$'
}

@test "imgdump: a screen of many sites, all of them with -v" {
	stages many getpid
	limited 0 "$bin/imgdump" 4.img
	has '^sites     2000$'
	has '^  \.\.\. 1980 more, see -v$'
	same 20 "$(grep -c '  \(allowed\|denied\)  ' <<<"$output")" lines
	limited 0 "$bin/imgdump" -v 4.img
	same 2000 "$(grep -c '  \(allowed\|denied\)  ' <<<"$output")" lines
	has_no more
}

@test "imgdump: sets of calls" {
	make_image sets.img <<'END'
i = good_image('x86_64', 'planned')
i.nsets = [number_set(0, 1, 2, 3, 60)]
i.psets = [number_set(0, 1, 2, 3)]
s, p = i.sites[0], i.plan[0]
s.numbers, s.number, s.known = 2, 0, s.known & ~1
p.numbers, p.number, p.decision, p.holder = 2, 0, 1, 2
s, p = i.sites[1], i.plan[1]
s.numbers, s.number, s.known = 2, 0, s.known & ~1
p.numbers, p.number, p.decision, p.holder = 1, 60, 1, 2
END
	limited 0 "$bin/imgdump" sets.img
	has '^  0x[0-9a-f]+ +-  several +allowed   filter.*  calls=read\(0\),write\(1\),open\(2\),\+1$'
	limited 0 "$bin/imgdump" -v sets.img
	has '  calls=read\(0\),write\(1\),open\(2\),close\(3\)$'
	has '^  0x[0-9a-f]+ +60  exit +allowed   filter'
	json_same sets.img
}

@test "imgdump -j: what Python reads from the stream, every stage and sample" {
	for m in $machines; do
		for s in hello many pie cxx; do
			stages "$m/$s" write,exit
			for k in 1 2 3 4; do
				json_same "$k.img"
			done
		done
	done
	# The names of calls are the machine's.
	stages aarch64/hello write,exit
	"$bin/imgdump" -j 1.img | python -c '
import json, sys
calls = [e["call"] for o in map(json.loads, sys.stdin)
         if o["record"] == "SITE" for e in o["entries"]]
assert calls == ["write", "exit"], calls'
}

@test "imgdump -j: tables in parts, unknown records, no sites, large numbers" {
	make_image parts.img <<'END'
r = i.records(step=1)[:-1]
r.insert(3, Rec('note', bytes(5)))
r.insert(0, Rec('abcd', b''))
r.append(Rec('stmt', Texts(b'', b'', b'', b'').pack()))
out = serialize(r + [end_of(r)])
END
	json_same parts.img
	limited 0 "$bin/imgdump" parts.img
	has '^unknown   2 records$'
	make_image none.img <<'END'
i = good_image('riscv64', 'parsed')
i.sites = []
i.symbols = [Symbol(2 ** 64 - 1, 2 ** 64 - 1, b's' * 4096)]
END
	json_same none.img
	limited 0 "$bin/imgdump" none.img
	has '^sites     0, no plan$'
}

@test "imgdump -x: the payloads, byte by byte" {
	stages many write,exit
	for type in PROG SEGM SITE PLAN DATA symb stmt 'END '; do
		timeout "$limit" "$bin/imgdump" -x "$type" 4.img >hex.out 2>err
		same '' "$(cat err)" stderr
		printable hex.out
		python - 4.img hex.out "$type" <<'END'
import re, sys, lpstream
data = open(sys.argv[1], 'rb').read()
places = lpstream.boundaries(data)
want = [(at, r.payload) for at, r in zip(places, lpstream.parse(data))
        if r.name == sys.argv[3]]
got = []
for line in open(sys.argv[2]):
    head = re.fullmatch(r'(.{4}) at stream byte (\d+), (\d+) bytes\n', line)
    if head:
        assert head[1] == sys.argv[3]
        got.append((int(head[2]), b'', int(head[3])))
        continue
    row = re.fullmatch(r'([0-9a-f]{8})  ((?:[0-9a-f]{2} | {3}){16}) \|(.*)\|\n',
                       line)
    at, payload, n = got[-1]
    assert int(row[1], 16) == len(payload), line
    more = bytes.fromhex(row[2])
    shown = ''.join(chr(b) if 32 <= b < 127 else '.' for b in more)
    assert shown == row[3], line
    got[-1] = at, payload + more, n
assert [(a, p) for a, p, _ in got] == want
assert all(len(p) == n for _, p, n in got)
END
	done
}

@test "imgdump -x: a type that is not there, and one that is no type" {
	stages hello exit
	limited 0 "$bin/imgdump" -x abcd 4.img
	same '' "$output" stdout
	message imgdump NO_RECORD
	limited 0 "$bin/imgdump" -q -x abcd 4.img
	same '' "$output$stderr" output
	for wrong in '' END SITEs; do
		limited 2 "$bin/imgdump" -x "$wrong" 4.img
		same '' "$output" stdout
		usage_message imgdump
	done
	limited 2 "$bin/imgdump" -j -x SITE 4.img
	usage_message imgdump
}

@test "imgdump: a STOP is printed, and its status is imgdump's" {
	need_sample x86_64/varnr
	"$bin/elfparse" "$samples/x86_64/varnr" | "$bin/syscallreject" |
	    "$bin/allowplan" -q --all >refused.img || true
	limited 1 "$bin/imgdump" refused.img
	same '' "$stderr" stderr
	has '^sites     3, no plan$'
	has '^  0x[0-9a-f]+ +-  not known '
	has '^STOP by allowplan: NUMBER_UNKNOWN @0x[0-9a-f]+ .*\(status 1\): .+'
	has_no '^CUT'
	json_same refused.img 1

	echo not an ELF file >text
	"$bin/elfparse" -q text >failed.img || true
	limited 2 "$bin/imgdump" failed.img
	same '' "$stderr" stderr
	has '^STOP by elfparse: NOT_ELF @.* \(status 2\): '
	same 1 "$(wc -l <<<"$output")" lines
	limited 2 "$bin/imgdump" -j failed.img
	has '^\{"record":"STOP","offset":16,"length":[0-9]+,"status":2,"tool":"elfparse","code":"NOT_ELF",'
	limited 2 "$bin/imgdump" -x STOP failed.img
	has '\|.*NOT_ELF'
}

@test "imgdump: a cut stream keeps what was printed, and says so" {
	stages hello write,exit
	"$bin/imgdump" 4.img >whole.txt
	"$bin/imgdump" -j 4.img >whole.json
	size=$(stat -c %s 4.img)
	cuts=$(python -c '
import sys, lpstream
print(*lpstream.boundaries(open("4.img", "rb").read())[:-1])')
	for n in 0 7 16 $cuts $((size - 1)); do
		head -c "$n" 4.img >cut.img
		limited 2 "$bin/imgdump" cut.img
		message imgdump TRUNCATED
		has '^CUT: the stream is good only up to its byte [0-9]+$'
		has_no '^(END|STOP)'
		limited 2 "$bin/imgdump" -j cut.img
		message imgdump TRUNCATED
		[[ $(cat whole.json) == "$output"* ]]
		limited 2 "$bin/imgdump" -q -x SITE cut.img
		same '' "$stderr" stderr
		limited 2 "$bin/imgdump" -x abcd cut.img
		message imgdump TRUNCATED
	done
	# All but the last line.
	head -c $((size - 1)) 4.img >cut.img
	limited 2 "$bin/imgdump" cut.img
	same "$(sed '$d' whole.txt)" "$(sed '$d' <<<"$output")" text
	# Between two records of a table.
	make_image cut.img <<'END'
out = serialize(i.records(step=1)[:3])
END
	limited 2 "$bin/imgdump" cut.img
	has '^sites     1 of [2-9][0-9]*, no plan$'
}

@test "imgdump: a malformed stream is named, a broken rule has status 1" {
	stages hello write,exit
	printf '\377' | dd of=4.img bs=1 seek=100 conv=notrunc status=none
	limited 2 "$bin/imgdump" 4.img
	message imgdump BAD_CRC
	cat "$samples/x86_64/hello" >elf
	limited 2 "$bin/imgdump" elf
	message imgdump BAD_MAGIC
	make_image wx.img <<'END'
for p in i.prog.phdrs:
    if p.type == 1 and p.flags & 1:
        p.flags = 7
i.resync()
END
	limited 1 "$bin/imgdump" wx.img
	message imgdump SEG_WX
	has '^CUT'
	# The name is used only once the record that has it was accepted.
	make_image name.img <<'END'
i.prog.name_length = 65535
END
	limited 2 "$bin/imgdump" name.img
	message imgdump BAD_LENGTH
	[[ $stderr == 'imgdump: '* && ${#stderr} -lt 200 ]]
	limited 2 "$bin/imgdump" - <name.img
	[ ${#stderr} -lt 200 ]
}

@test "imgdump: a full disk and a closed standard output" {
	stages many write,exit
	for mode in '' -v -j '-x SITE' '-x SEGM'; do
		# shellcheck disable=SC2086
		for out in '>/dev/full' '>&-'; do
			limited 2 bash -c "exec '$bin/imgdump' $mode 4.img $out"
			message imgdump WRITE
		done
	done
	# The stream's own fault does not hide that its text is lost.
	head -c 1000 4.img >cut.img
	limited 2 bash -c "exec '$bin/imgdump' cut.img >/dev/full"
	message imgdump WRITE
}

@test "imgdump: a reader that goes away ends it quietly" {
	stages many write,exit
	run --separate-stderr bash -c "
		'$bin/imgdump' -j 4.img | head -n 1 >/dev/null
		echo \${PIPESTATUS[0]}"
	same '' "$stderr" stderr
	[[ $output == 141 || $output == 0 ]]
}

@test "imgdump: input that cannot be read" {
	limited 2 "$bin/imgdump" missing
	message imgdump OPEN
	limited 2 "$bin/imgdump" .
	message imgdump READ
	limited 2 bash -c "exec '$bin/imgdump' <&-"
	message imgdump READ
	limited 2 "$bin/imgdump" /dev/null
	message imgdump TRUNCATED
	limited 2 "$bin/imgdump" /dev/zero
	message imgdump BAD_MAGIC
}

@test "imgdump: hostile names are escaped" {
	make_image evil.img <<'END'
evil = b'\x1b[2J\x9b\x07\r\n"\\\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xc3'
evil += b'\xe0\x9f\xbf\xf0\x8f\xbf\xbf'
good = 'a\u00e9\u20ac\U0001f600\u202e\u0085\u2028'.encode()
i.prog.name = evil + good
i.symbols = [Symbol(1, 2, evil), Symbol(3, 4, good)]
i.statements.append(Texts(evil, good, evil * 100, b'\0' + evil))
END
	for mode in '' -v '-x PROG'; do
		# shellcheck disable=SC2086
		timeout "$limit" "$bin/imgdump" $mode evil.img >out
		[ -s out ]
		printable out
	done
	timeout "$limit" "$bin/imgdump" evil.img >out
	grep -qF 'program   \x1b[2J\x9b\x07\x0d\x0a"\x5c\xff\xc0' out
	json_same evil.img
	printable json.out
	make_image stop.img <<'END'
evil = b'\x1b[2J\x9b\xff\n'
r = [Rec('PROG', good_image().prog.pack()),
     Rec('STOP', Stop(1, evil, evil, evil, evil * 500).pack())]
out = serialize(r)
END
	s=0
	timeout "$limit" "$bin/imgdump" stop.img >out 2>err || s=$?
	same 1 "$s" status
	printable out
	same '' "$(cat err)" stderr
	json_same stop.img 1
	printable json.out
	# In a message of its own, too.
	make_image bad.img <<'END'
i.prog.name = b'\x1b[2J\xff'
r = i.records()
r[-1].payload = bytes(16)
out = serialize(r)
END
	s=0
	timeout "$limit" "$bin/imgdump" <bad.img >out 2>err || s=$?
	same 2 "$s" status
	printable err
	grep -qF 'imgdump: \x1b[2J\xff: BAD_END: ' err
}

@test "imgdump: on a terminal" {
	stages hello write,exit
	for mode in '' -j '-x SITE'; do
		python - "$bin/imgdump" "$mode" 4.img <<'END'
import os, pty, subprocess, sys
tool, mode, path = sys.argv[1:]
argv = [tool, *mode.split(), path]
want = subprocess.run(argv, stdout=subprocess.PIPE).stdout
master, slave = pty.openpty()
child = subprocess.Popen(argv, stdout=slave)
os.close(slave)
got = b''
while True:
    try:
        more = os.read(master, 65536)
    except OSError:
        break
    if not more:
        break
    got += more
assert child.wait() == 0
assert got.replace(b'\r\n', b'\n') == want
END
	done
}

@test "imgdump: memory does not grow with the image" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'needs the plain build'
	make_image big.img <<'END'
last = max((p for p in i.prog.phdrs if p.type == 1), key=lambda p: p.vaddr)
last.flags, last.filesz = 6, 64 << 20
last.memsz = last.filesz
i.resync()
i.data = [d for d in i.data if d[0] < last.vaddr]
i.data.append((last.vaddr, bytes(last.filesz)))
END
	for mode in '' -j; do
		# shellcheck disable=SC2086
		limited 0 bash -c "ulimit -v 6144; exec '$bin/imgdump' $mode big.img"
	done
}

@test "imgdump: options" {
	limited 0 "$bin/imgdump" -h
	has '^usage: imgdump '
	limited 0 "$bin/imgdump" --help
	limited 0 "$bin/imgdump" -V
	has '^imgdump \(loadpipe\) [0-9]'
	limited 2 "$bin/imgdump" -Z
	usage_message imgdump
	limited 2 "$bin/imgdump" one two
	usage_message imgdump
	stages hello exit
	[ "$("$bin/imgdump" --json 4.img)" = "$("$bin/imgdump" -j 4.img)" ]
	[ "$("$bin/imgdump" --hex=SITE 4.img)" = "$("$bin/imgdump" -x SITE 4.img)" ]
}

@test "the examples of the manual pages work" {
	need_host
	need gcc
	need_tools runimg
	need_sample x86_64/cat
	for page in elfparse.1 syscallreject.1 allowplan.1 patchapply.1 \
	    runimg.1 imgdump.1 loadpipe.7; do
		rm -rf "$page" && mkdir "$page"
		cp "$samples/x86_64/hello" "$samples/x86_64/cat" \
		    "$top/README.md" "$page"
		python - "$top/man/$page" "$page" <<'END'
import re, sys
text = open(sys.argv[1]).read()
text = re.search(r'\n\.Sh EXAMPLES\n(.*?)(\n\.Sh |\Z)', text, re.S)[1]
found = re.findall(r'^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$|^\.Dl (.*)$', text,
                   re.M)
assert found
for n, (block, line) in enumerate(found):
    with open('%s/%d.sh' % (sys.argv[2], n), 'w') as f:
        f.write((block or line + '\n').replace('\\e', '\\'))
END
		for script in "$page"/*.sh; do
			cd "$page"
			limited 0 env PATH="$bin:$PATH" TMPDIR="$BATS_TEST_TMPDIR" \
			    C_INCLUDE_PATH="$top/syslift" \
			    bash -eu -o pipefail "${script#*/}"
			echo "$page: $output"
			cd ..
		done
	done
}
