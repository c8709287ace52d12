"""composed.py STREAM ELF: the file that runimg -o wrote is the image.

Mapped as the kernel would, it is page for page what the stream says, apart
from the headers; every load has file pages of its own.
"""

import struct, sys
import lpstream
from elfbuild import *

def need(good, why):
    if not good:
        sys.exit('composed file: %s' % (why,))

stream, file = (open(p, 'rb').read() for p in sys.argv[1:3])
image = lpstream.decode(lpstream.parse(stream))
page = image.arch.page
(ident, etype, machine, version, entry, phoff, shoff, flags, ehsize,
 phentsize, phnum, _, shnum, _) = struct.unpack_from(
    '<16sHHIQQQIHHHHHH', file)
need(ident == b'\x7fELF\x02\x01\x01' + bytes(9), ident)
need((etype, machine, version, entry, flags) == (
    image.prog.type, image.arch.machine, 1, image.prog.entry,
    image.prog.flags), 'header')
need((phoff, ehsize, phentsize, shoff, shnum) == (
    image.prog.phoff, 64, 56, 0, 0), 'header sizes')
need(phnum >= len(image.prog.phdrs), phnum)
table = [Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
         for i in range(phnum)]
need(len(file) % page == 0, 'size %d' % len(file))

loads = [p for p in table if p.type == PT_LOAD]
pages, held = {}, set()
for p in loads:
    need(p.vaddr % page == 0 and p.offset % page == 0, 'page')
    need((p.vaddr - p.offset) % max(p.align, 1) == 0, 'alignment')
    need(p.paddr == p.vaddr, 'p_paddr')
    need(p.filesz <= p.memsz and p.memsz, 'sizes')
    need(p.flags & W or p.filesz == p.memsz == up(p.memsz, page),
         'a load that is not writable is not whole pages')
    for at in range(0, up(p.memsz, page), page):
        bytes_here = bytearray(page)
        if at < up(p.filesz, page):
            here = p.offset + at
            need(here not in held and here + page <= len(file),
                 'file pages at 0x%x' % here)
            held.add(here)
            bytes_here[:] = file[here:here + page]
            if p.memsz > p.filesz and at + page > p.filesz:
                bytes_here[p.filesz - at:] = bytes(at + page - p.filesz)
        need(p.vaddr + at not in pages, 'overlap at 0x%x' % (p.vaddr + at))
        pages[p.vaddr + at] = (p.flags, bytes_here, p.offset + at)
for p in loads:         # brk starts where the last one ends
    if p.flags & W:
        need(any(p.vaddr + p.memsz == s.address + s.memsz
                 for s in image.segments), 'end of memory')

want = {}
for g in image.segments:
    for at in range(g.address // page * page,
                    up(g.address + g.memsz, page), page):
        want.setdefault(at, (g.perms, bytearray(page)))
for address, data in image.data:
    for at in range(address // page * page, address + len(data), page):
        a, b = max(at, address), min(at + page, address + len(data))
        want[at][1][a - at:b - at] = data[a - address:b - address]
need(sorted(want) == sorted(pages), 'pages: want %s, got %s' % (
    [hex(a) for a in sorted(want)], [hex(a) for a in sorted(pages)]))
for at, (perms, data) in want.items():
    got_perms, got, offset = pages[at]
    need(got_perms == perms, 'permissions at 0x%x' % at)
    for from_, to in ((0, 64), (phoff, phoff + 56 * phnum)):
        a, b = max(from_ - offset, 0), min(to - offset, page)
        if a < b:
            data[a:b] = got[a:b]
    if got != data:
        i = [x == y for x, y in zip(got, data)].index(False)
        need(False, '0x%x holds %02x, not %02x' % (at + i, got[i], data[i]))

def at_phdr(phdrs):     # load_elf_binary: the last load that holds e_phoff
    found = 0
    for p in phdrs:
        if p.type == PT_LOAD and p.memsz and \
                p.offset <= phoff < p.offset + p.filesz:
            found = phoff - p.offset + p.vaddr
    return found

# Rounded to a page, the load with the ELF header may come to hold a table that
# no segment held: then AT_PHDR finds it there.
got, linked = at_phdr(table), at_phdr(image.prog.phdrs)
inside = not linked and any(p.offset == 0 and p.filesz > phoff for p in loads)
need(got == linked or inside, 'AT_PHDR: 0x%x, not 0x%x' % (got, linked))

passed = {PT_NULL, PT_LOAD, PT_PHDR, PT_TLS, PT_DYNAMIC, PT_NOTE,
          PT_GNU_STACK, PT_GNU_RELRO, PT_GNU_EH_FRAME, PT_GNU_PROPERTY,
          PT_RISCV_ATTRIBUTES}
stack = [p for p in table if p.type == PT_GNU_STACK]
need(stack and all(p.flags == R | W for p in stack), 'PT_GNU_STACK')
for i, p in enumerate(table):
    need(p.type in passed, 'type 0x%x passed on' % p.type)
    if i >= len(image.prog.phdrs):
        need(p.type == PT_GNU_STACK, 'added entry')
        continue
    q = image.prog.phdrs[i]
    if p.type in (PT_LOAD, PT_NULL, PT_GNU_STACK, PT_RISCV_ATTRIBUTES):
        continue
    need((p.type, p.flags, p.vaddr, p.filesz, p.memsz, p.align) == (
        q.type, q.flags, q.vaddr, q.filesz, q.memsz, q.align),
        'entry %d' % i)
    for k in range(p.filesz):   # its bytes are those of its address
        at = p.vaddr + k
        need(file[p.offset + k] == pages[at // page * page][1][at % page],
             'entry %d, byte %d' % (i, k))
