#!/usr/bin/env bats
# imgdump: streams with STOP, cut, malformed or hostile; input and output that
# fail; memory.

load lib/common
load lib/imgdump

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
		taken || continue
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
