#!/usr/bin/env bats
# imgdump: text, JSON and hex of every stage's stream, and its options.

load lib/common
load lib/imgdump

@test "imgdump: text of every stage, three machines" {
	for m in $machines; do
		stages "$m/hello" write,exit
		for k in 1 2 3 4; do
			taken || continue
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

@test "imgdump: sites of all kinds" {
	for m in $machines; do
		python - $m <<'END'
import sys, lpstream
from elfbuild import ARCHES
from streams.maker import kinds_image
for stage in lpstream.STAGES:
    with open(stage, 'wb') as out:
        out.write(kinds_image(ARCHES[sys.argv[1]], stage).stream())
END
		for stage in parsed checked planned patched; do
			json_same $stage
		done
		limited 0 "$bin/imgdump" parsed
		has '^  0x[0-9a-f]+ +-  not known +- .* slot=embedded  arg2=0x4d$'
		limited 0 "$bin/imgdump" patched
		has ' write +allowed +filter  slot=call  arg2=0x4d$'
		has ' write +allowed +filter  slot=trap  arg2=0x4d$'
		has ' 7  [a-z_0-9]+ +denied +filter  slot=call  arg2=0x4d$'
		has ' 7  [a-z_0-9]+ +denied +-       slot=trap  arg2=0x4d$'
		has ' denied +filter  slot=embedded  arg2=0x4d$'
		[ $m != x86_64 ] ||
		    has ' write +allowed +bytes   slot=mov  arg2=0x4d$'
		has_no slot=stub
	done
}

@test "imgdump -j: what Python reads from the stream, every stage and sample" {
	for m in $machines; do
		for s in hello many pie cxx; do
			taken || continue
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
