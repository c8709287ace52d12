#!/usr/bin/env bats
# runimg: the ELF header and the program headers of the composed image: where
# they stand, what is in them, call instructions that they may hold.

load lib/common
load lib/runimg

@test "the headers are in no segment" {
	for m in $machines; do
		hand_built bare_$m $m <<<'e.phdrs.pop(HEAD)'
		run headers bare_$m.out
		[[ $output != *' 0 400000 '* ]]
	done
}

@test "the table stands elsewhere in the file, in no segment" {
	for m in $machines; do
		hand_built far_$m $m <<'END'
e.phoff = 0x1238
e.blobs = [(0x2000, b'end')]
END
		same $((0x1238)) "$(od -An -tu8 -j32 -N8 far_$m.out | tr -d ' ')"
	done
	hand_built lone x86_64 <<'END'
e.phoff = 0x3008
e.phdrs.pop(HEAD)
e.phdrs.pop(2)          # now the stack: a table in no segment may grow
e.blobs = [(0x4000, b'end')]
END
	same 3 "$(headers lone.out | wc -l)"
}

@test "the table stands elsewhere in the file, in a segment" {
	for m in $machines; do
		hand_built read_$m $m <<'END'
e.phoff = 0x208         # in the segment with the ELF header, not behind it
END
		hand_built own_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phoff = 5 * page + 0x40
e.phdrs.pop(HEAD)
e.phdrs.insert(2, Phdr(PT_LOAD, R, 5 * page, base + 9 * page,
                       body=bytes(0x400), align=page))
e.phdrs.insert(3, Phdr(PT_PHDR, R, e.phoff, base + 9 * page + 0x40, 56 * 5,
                       align=8))
END
		hand_built write_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phoff = 5 * page + 0x40
e.phdrs.insert(3, Phdr(PT_LOAD, R | W, 5 * page, base + 9 * page,
                       body=bytes(0x400), memsz=page + 1, align=page))
END
	done
}

@test "the table in the segment's page, but not in its bytes" {
	hand_built page x86_64 <<'END'
# Only the page that the kernel maps holds it: AT_PHDR is 0, as linked.
e.phdrs[HEAD].offset = 0x300
e.phdrs[HEAD].vaddr += 0x300
e.phdrs[HEAD].filesz = e.phdrs[HEAD].memsz = 0x80
END
}

# no_room NAME: Python on standard input makes the ELF file
no_room() {
	machine=x86_64 build "$1"
	patched "$1" "$PWD/$1" write,exit
	limited 126 "$bin/runimg" -s "$1.img" -o out
	message runimg HEADER_ROOM
	[ ! -e out ]
}

@test "headers that cannot stand where they were linked are refused" {
	no_room cut <<'END'
# The table goes on behind its segment's bytes: AT_PHDR would name others.
e.phdrs[HEAD].filesz = e.phdrs[HEAD].memsz = 0x80
END
	no_room shared <<'END'
# Two segments hold headers, on one page of the file.
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phdrs[HEAD].filesz = e.phdrs[HEAD].memsz = 0x200
e.phoff = 0x200
e.phdrs.insert(3, Phdr(PT_LOAD, R, 0x200, base + 9 * page + 0x200,
                       0x200, align=page))
END
	no_room covered <<'END'
# A segment of another place, and the table, at one place.
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phdrs[HEAD].filesz = e.phdrs[HEAD].memsz = 0x40
e.phoff = 0x100
e.phdrs.insert(1, Phdr(PT_LOAD, R, 5 * page + 0x100, base + 0x100,
                       body=bytes(0x100), align=page))
END
}

@test "headers in an executable segment" {
	for m in $machines; do
		hand_built inside_$m $m <<'END'
# One segment with headers and code.
h, t = e.phdrs[HEAD], e.phdrs[TEXT]
base = h.vaddr
t.offset, t.vaddr, at = 0, base, t.offset
new = base + at
d = e.phdrs[DATA].vaddr
code, slots = e.arch.code(new, d, len(MESSAGE))
t.body = bytes(at) + code + bytes(0x40)
t.filesz = t.memsz = len(t.body)
e.phdrs.pop(HEAD)
e.entry = new
e.sites = [Site(new + slots[0], 3, (e.arch.write, 1)),
           Site(new + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
	done
}

# Headers and code in one segment of 0x2000 bytes; then, if $room is not 0, a
# read-only one that is as long as it takes to put the data at $room in the
# composed file. In the linked file the headers hold no call instruction.
executable_headers() {
	cat <<END
t, d = e.phdrs[TEXT], e.phdrs[DATA]
base, at, size, room = e.phdrs[HEAD].vaddr, 0x400, 0x2000, $room
t.offset, t.vaddr, t.filesz, t.memsz = 0, base, size, size
new = base + at
d.vaddr = base + 0x20000 + room + d.offset
code, slots = e.arch.code(new, d.vaddr, len(MESSAGE))
t.body = bytes(at) + code + bytes(0x40)
e.phdrs.pop(HEAD)
if room:
    e.phdrs.insert(1, Phdr(PT_LOAD, R, 0x4000, base + 0x10000, room - size,
                           align=0x1000))
d.offset += 0x4000 + room
def held():
    table = b''.join(p.pack() for p in e.phdrs)
    return b'\x0f\x05' in table or b'\x73\0\0\0' in table[::1]
while held():
    d.offset += 0x1000
e.entry = new
e.sites = [Site(new + slots[0], 3, (e.arch.write, 1)),
           Site(new + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
}

@test "data moves by pages until the headers hold no call instruction" {
	# An offset of 0x730000 is an ECALL in the table, 0x50f0000 a SYSCALL:
	# in every page up to the next 64 KiB.
	for one in riscv64/730000/740000 x86_64/50f0000/5100000; do
		IFS=/ read -r m from to <<<"$one"
		room=0x$from
		hand_built call_$m $m < <(executable_headers)
		same "$to" "$(headers call_$m.out |
		    awk '$2 == 6 && $1 == 1 { print $3 }')" 'the data is at'
		rm call_*
	done
}

@test "headers that hold a call instruction in any layout are refused" {
	# The data's size in memory, from the start of its page: 0x...050f.
	room=0
	build stuck < <(executable_headers
		echo 'd.memsz = 0x1050f - d.vaddr % 0x1000')
	patched stuck "$PWD/stuck" write,exit
	limited 126 "$bin/runimg" -s stuck.img -o out
	message runimg HEADER_CALL
	limited 126 "$bin/runimg" -s stuck.img
	message runimg HEADER_CALL
	[ ! -e out ]
}

@test "an entry point whose bytes in the header are a call is refused" {
	build entry < <(room=0 executable_headers
		cat <<'END'
# Code at 0x..050f: e_entry, in the header, is 0f 05.
where = base + 0x10000 + 0x50f
code, slots = e.arch.code(where, d.vaddr + 0x20000, len(MESSAGE))
d.vaddr += 0x20000
t.filesz = t.memsz = size = 0x12000
t.body = bytes(where - base) + code
e.entry = where
e.sites = [Site(where + slots[0], 3, (e.arch.write, 1)),
           Site(where + slots[1], 3, (e.arch.exit, 0))]
d.offset += 0x20000
END
)
	run bash -c "'$bin/elfparse' entry | '$bin/syscallreject' >/dev/null"
	[[ $status -ne 0 && $output == *RAW_CALL* ]]
	# Past the first stages: runimg refuses it itself.
	"$bin/elfparse" entry | "$bin/allowplan" write,exit >planned
	python - <<'END'
import lpstream
image = lpstream.decode(lpstream.parse(open('planned', 'rb').read()))
open('forged', 'wb').write(lpstream.patch(image).stream())
END
	limited 126 "$bin/runimg" -s forged
	[[ $stderr == *HEADER_CALL* || $stderr == *RAW_CALL* ]]
}

@test "PT_NOTE, PT_TLS, RELRO and their like move with their bytes" {
	for m in $machines; do
		hand_built moved_$m $m <<'END'
d = e.phdrs[DATA]
d.body = MESSAGE + bytes(13) + bytes(range(1, 240))
d.filesz, d.memsz = len(d.body), 0x1000 - DATA_AT
# Linked far from where the composed file will have it.
d.offset += 0x40000
note = struct.pack('<III', 4, 4, 1) + b'abc\0' + b'desc'
def at(n):
    return dict(offset=d.offset + n, vaddr=d.vaddr + n)
put(e, DATA, 0x20, note)
# psABIs: the property of branch targets, with nothing in it.
kind = 0xc0000000 if e.arch.name == 'aarch64' else 0xc0000002
put(e, DATA, 0x80, struct.pack('<III4sIIII', 4, 16, 5, b'GNU\0', kind, 4, 0, 0))
# RELRO may go to the end of the page, TLS past the end of its segment.
e.phdrs += [
    Phdr(PT_NOTE, R, filesz=len(note), align=4, **at(0x20)),
    Phdr(PT_TLS, R, filesz=0x10, memsz=0x9000, align=8, **at(0x40)),
    Phdr(PT_GNU_RELRO, R, filesz=0x20, memsz=0x60, align=1, **at(0x50)),
    Phdr(PT_GNU_EH_FRAME, R, filesz=0x10, align=4, **at(0x70)),
    Phdr(PT_GNU_PROPERTY, R, filesz=0x20, align=8, **at(0x80)),
    Phdr(PT_PHDR, R, 64, e.phdrs[HEAD].vaddr + 64, 56 * 11, align=8),
]
e.phdrs.append(Phdr(PT_TLS, R, filesz=0, memsz=8, align=8, **at(0x90)))
END
		moved=$(headers moved_$m.out | awk '$1 == 4 { print $3 }')
		linked=$(headers moved_$m | awk '$1 == 4 { print $3 }')
		[ "$moved" != "$linked" ]
		od -An -tx1 -j$((16#$moved)) -N 20 moved_$m.out |
		    tr -d '\n' | grep '61 62 63 00 64 65 73 63' > /dev/null
	done
}

@test "program headers of unknown types are dropped, and -v says so" {
	types='0x60000001 0x6fffffff 0x65041580 0x70000000 0x70000001
	    0x7fffffff 5 8 0x6474e554 0xffffffff'
	n=$(wc -w <<<"$types")
	for m in $machines; do
		hand_built odd_$m $m <<END
for kind in """$types""".split():
    e.phdrs.append(Phdr(int(kind, 0), R | W | X, 0x10, 0x20, 0x30, 0x40))
END
		same "$n" "$(headers odd_$m.out | grep -c '^0 0 0 0 0 0$')"
		limited 0 "$bin/runimg" -v --check -s odd_$m.img
		same "$n" "$(printf '%s\n' "$stderr" |
		    grep -c "^runimg: odd_$m.*: DROPPED: program header ")"
	done
}

@test "PT_RISCV_ATTRIBUTES stays on RISC-V, and is dropped elsewhere" {
	for m in $machines; do
		hand_built attr_$m $m <<'END'
e.phdrs.append(Phdr(PT_RISCV_ATTRIBUTES, R, 0x10, 0, 0x20, 0))
END
		want=0
		[ $m != riscv64 ] || want=70000003
		same $want "$(headers attr_$m.out | tail -n 1 | cut -d' ' -f1)"
	done
}

@test "PT_INTERP never gets into a file, wherever it came from" {
	build interp <<'END'
e.phdrs.append(Phdr(PT_INTERP, R, TEXT_AT, e.phdrs[TEXT].vaddr, 0x10))
END
	limited 1 "$bin/elfparse" interp
	message elfparse INTERP
	build plain <<<''
	patched plain "$PWD/plain" write,exit
	python - <<'END'
import lpstream
from elfbuild import *
image = lpstream.decode(lpstream.parse(open('plain.img', 'rb').read()))
text = image.prog.phdrs[TEXT]
image.prog.phdrs.append(Phdr(PT_INTERP, R, text.offset, text.vaddr, 0x10))
open('forged', 'wb').write(image.stream())
END
	limited 126 "$bin/runimg" -s forged
	message runimg INTERP
	limited 126 "$bin/runimg" -s forged -o out
	message runimg INTERP
	[ ! -e out ]
}
