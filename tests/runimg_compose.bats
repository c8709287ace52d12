#!/usr/bin/env bats
# runimg: the composed image, of programs built by hand: segments, pages,
# zeros, the stack's header.

load lib/common
load lib/runimg

@test "hand-built: the good image, three machines, both types" {
	for m in $machines; do
		hand_built good_$m $m <<<''
	done
	build pie <<'END'
e = good('x86_64', ET_DYN)
END
	patched pie "$PWD/pie" write,exit
	to_file pie
	limited 0 "$bin/runimg" -s pie.img
	same ok "$output"
	memview pie.img
}

@test "no PT_GNU_STACK, no spare entry, table mapped: refused" {
	for m in $machines; do
		machine=$m build none <<<'e.phdrs.pop(STACK)'
		patched none "$PWD/none" write,exit
		limited 126 "$bin/runimg" -s none.img -o out
		message runimg NO_STACK
	done
	[ ! -e out ]
}

@test "no PT_GNU_STACK, a spare entry: it becomes one" {
	for m in $machines; do
		hand_built null_$m $m <<<'e.phdrs[STACK] = Phdr(PT_NULL, 0)'
		same '6474e551 6 0 0 0 0' "$(headers null_$m.out | tail -n 1)"
		hand_built shlib_$m $m <<<'e.phdrs[STACK] = Phdr(5, 0)'
		same '6474e551 6 0 0 0 0' "$(headers shlib_$m.out | tail -n 1)"
	done
	# A PT_LOAD without memory is a spare entry too.
	hand_built empty x86_64 <<'END'
e.phdrs[STACK] = Phdr(PT_LOAD, R, 0, 0x900000, 0, 0, align=0x1000)
END
	same '6474e551 6 0 0 0 0' "$(headers empty.out | tail -n 1)"
}

@test "no PT_GNU_STACK, a table that no segment maps: it grows" {
	for m in $machines; do
		hand_built grown_$m $m <<'END'
e.phdrs.pop(STACK)
e.phdrs.pop(HEAD)
END
		same 3 "$(headers grown_$m.out | wc -l)"
		same '6474e551 6 0 0 0 0' "$(headers grown_$m.out | tail -n 1)"
	done
}

@test "PT_GNU_STACK is always read and write, whatever it was" {
	hand_built stack x86_64 <<'END'
e.phdrs[STACK] = Phdr(PT_GNU_STACK, R, 1, 2, 3, 4, 32)
END
	# musl takes its size for that of new stacks.
	same '6474e551 6 0 0 0 4' "$(headers stack.out | tail -n 1)"
	build exec <<<'e.phdrs[STACK].flags = R | W | X'
	limited 1 "$bin/elfparse" exec
	message elfparse STACK_EXEC
}

@test "segments of equal permissions that share a page are one load" {
	for m in $machines; do
		hand_built shared_$m $m <<'END'
# The text in two parts with a hole between them, both in one page.
t, body = e.phdrs[TEXT], e.phdrs[TEXT].body
t.body = body[:0x80]
t.filesz = t.memsz = 0x80
tail = Phdr(PT_LOAD, R | X, TEXT_AT + 0xc0, t.vaddr + 0xc0,
            body=body[0xc0:], align=e.arch.page)
# And more data in the page of the data.
d = e.phdrs[DATA]
more = Phdr(PT_LOAD, R | W, DATA_AT + 0x100, d.vaddr + 0x100, body=b'more',
            memsz=0x3000, align=e.arch.page)
e.phdrs[2:3] = [tail, d, more]
END
		headers shared_$m.out
		same '1 1 0 1 0 6474e551 ' \
		    "$(headers shared_$m.out | cut -d' ' -f1 | tr '\n' ' ')"
	done
}

@test "segments of different permissions in a page are refused" {
	build split <<'END'
t = e.phdrs[TEXT]
e.phdrs.insert(2, Phdr(PT_LOAD, R, TEXT_AT + 0x200, t.vaddr + 0x200,
                       body=b'data', align=0x1000))
END
	limited 1 "$bin/elfparse" split
	message elfparse PAGE_SHARED
}

@test "only zeros: writable segments without file bytes" {
	for m in $machines; do
		hand_built bss_$m $m <<'END'
base, page = e.phdrs[HEAD].vaddr, e.arch.page
e.phdrs.insert(3, Phdr(PT_LOAD, R | W, 0x123, base + 8 * page + 0x123, 0,
                       3 * page, align=page))
e.phdrs.insert(4, Phdr(PT_LOAD, R | W, 0, base + 16 * page, 0, 1, page))
END
	done
	# Zeros first, then data in the same page.
	hand_built first x86_64 <<'END'
d = e.phdrs[DATA]
e.phdrs.insert(2, Phdr(PT_LOAD, R | W, DATA_AT - 0x700, d.vaddr - 0x700, 0,
                       0x100, align=e.arch.page))
END
}

@test "the end of a writable segment's memory stays where it was" {
	for memsz in 0x10 0x11 0x7ff 0x800 0x801 0x1800 0x1801 0x5000; do
		taken || continue
		hand_built "end_$memsz" x86_64 <<END
e.phdrs[DATA].memsz = $memsz
END
	done
}

@test "an executable segment with more memory than file bytes" {
	for m in $machines; do
		hand_built zeros_$m $m <<'END'
t, page = e.phdrs[TEXT], e.arch.page
t.memsz = 3 * page
for p in e.phdrs[DATA:]:
    if p.type == PT_LOAD:
        p.vaddr += 4 * page
d = e.phdrs[DATA].vaddr
code, slots = e.arch.code(t.vaddr, d, len(MESSAGE))
put(e, TEXT, 0, code)
END
	done
}

@test "code up to the end of its page, the next page executable too" {
	hand_built full x86_64 <<'END'
t = e.phdrs[TEXT]
page = t.vaddr // 0x1000 * 0x1000
body = t.body + b'\x90' * (page + 0x1000 - t.vaddr - len(t.body) - 1)
t.body = body + b'\x0f'
t.filesz = t.memsz = len(t.body)
t.offset = 0x2000 + TEXT_AT
more = Phdr(PT_LOAD, R | X, 0x4000, page + 0x1000, body=b'\x0b\x90',
            align=0x1000)
d = e.phdrs[DATA]
d.vaddr += 0x4000
code, _ = e.arch.code(t.vaddr, d.vaddr, len(MESSAGE))
put(e, TEXT, 0, code)
e.phdrs.insert(2, more)
END
}

@test "alignment to 2 MiB" {
	for m in $machines; do
		hand_built large_$m $m <<'END'
big = 0x200000
base = 0x400000
for i, p in enumerate(e.phdrs[:3]):
    p.align = big
    p.vaddr = base + i * big + p.offset
t, d = e.phdrs[TEXT].vaddr, e.phdrs[DATA].vaddr
code, slots = e.arch.code(t, d, len(MESSAGE)) if e.arch.name != 'aarch64' else (
    e.arch.code(t, t + 0x90, len(MESSAGE)))
put(e, TEXT, 0, code)
if e.arch.name == 'aarch64':      # adr does not reach that far
    put(e, TEXT, 0x90, MESSAGE)
e.entry = t
e.sites = [Site(t + slots[0], 3, (e.arch.write, 1)),
           Site(t + slots[1], 3, (e.arch.exit, 0))]
e.symbols, e.sections = [], []
END
	done
}

@test "the check's view of memory is the kernel's: samples" {
	for name in hello many pie cxx cat print_args; do
		taken || continue
		patched $name $name --all
		memview $name.img
	done
}

@test "a defect in what writes the headers: the file is refused" {
	need gcc
	hand_built good x86_64 <<<''
	# The file is still one that the last gate by itself lets pass.
	mkdir copy
	cp -r "$top"/{Makefile,common,runimg,tests} copy
	for d in elfparse syslift syscallreject allowplan patchapply ptmap \
	    bpfcheck imgdump man; do
		cp -r "$top/$d" copy
	done
	sed -i 's/p.memsz = ld->memsz;/p.memsz = ld->memsz + (ld->flags \& 2);/' \
	    copy/runimg/phtable.c
	not cmp -s "$top/runimg/phtable.c" copy/runimg/phtable.c
	make -s -C copy CFLAGS=-O1 B=b b/bin/runimg
	limited 125 copy/b/bin/runimg -s good.img -o refused
	message runimg SEG_MISMATCH
	[ ! -e refused ]
}
