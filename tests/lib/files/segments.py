"""PT_LOAD: place, size, order, permissions; PT_GNU_STACK."""

import elfbuild as eb
from elfbuild import (DATA, ET_EXEC, HEAD, PT_LOAD, R, STACK, TEXT, TEXT_AT,
                      W, X, Phdr)
from files.case import TOP64
from tools import OK


def segments(m):
    a, page = m.arch, m.arch.page
    g = m.good()
    text, data = g.phdrs[TEXT].vaddr, g.phdrs[DATA].vaddr
    far = data + 16 * page          # same offset modulo the page as DATA
    high = 2 ** 32 + 0x800          # above the reserved range

    def more(flags, vaddr, offset, body=None, filesz=None, memsz=None,
             align=None):
        return Phdr(PT_LOAD, flags, offset, vaddr, filesz, memsz,
                    page if align is None else align, body=body)

    # Bytes outside the file.
    m.phdr('range.offset', DATA, 'SEG_RANGE', body=None,
           offset=2 ** 20 * 16 + 0x800)
    m.phdr('range.size', DATA, 'SEG_RANGE', vaddr=high, filesz=2 ** 40,
           memsz=2 ** 40)
    m.phdr('range.wrap', DATA, 'SEG_RANGE', body=None,
           offset=TOP64 - page + 0x800)
    m.phdr('range.sign', DATA, 'SEG_RANGE', body=None,
           offset=2 ** 63 + 0x800)
    m.phdr('range.max', DATA, 'SEG_RANGE|SEG_SIZE|SEG_WRAP',
           filesz=TOP64 - 1, memsz=TOP64 - 1)
    m.phdr('size.filesz', DATA, 'SEG_SIZE', memsz=15)
    m.phdr('size.text', TEXT, 'SEG_SIZE', memsz=0xff)
    m.phdr('size.huge', DATA, 'SEG_SIZE|SEG_RANGE', filesz=2 ** 63,
           memsz=0x80)

    # The address space.
    m.phdr('wrap.top', DATA, 'SEG_WRAP', vaddr=TOP64 - page + 0x800,
           memsz=page)
    m.phdr('wrap.memsz', DATA, 'SEG_WRAP', memsz=TOP64 - 1)
    m.phdr('wrap.memsz-to-0', DATA, 'SEG_WRAP', memsz=TOP64 - data)
    m.phdr('wrap.round-to-0', DATA, 'SEG_WRAP', memsz=TOP64 - data - 1)
    m.phdr('wrap.round', DATA, 'SEG_WRAP',
           memsz=a.limit - data + 1)
    m.phdr('wrap.at-limit', DATA, 'SEG_WRAP', vaddr=a.limit + 0x800)
    m.phdr('wrap.kernel', DATA, 'SEG_WRAP', vaddr=2 ** 63 + 0x800)
    if m.etype == ET_EXEC:
        m.phdr('wrap.fits', DATA, OK, vaddr=a.limit - page + 0x800,
               memsz=page - 0x800)

    # Alignment.
    for v in (3, 6, page - 1, page + 1, 2 ** 31, 2 ** 32, 2 ** 63,
              2 ** 63 + page, TOP64 - 1):
        m.phdr('align.%#x' % v, DATA, 'SEG_ALIGN', align=v)
    m.phdr('align.vaddr', DATA, 'SEG_ALIGN', vaddr=data + 8)
    m.phdr('align.vaddr-1', DATA, 'SEG_ALIGN', vaddr=data + 8, align=1)
    m.phdr('align.vaddr-0', DATA, 'SEG_ALIGN', vaddr=data + 1, align=0)
    m.phdr('align.2^30-off', DATA, 'SEG_ALIGN', vaddr=2 ** 30 + data,
           align=2 ** 30)
    step = 2 * page
    while (data - eb.DATA_AT) % step == 0:
        step *= 2
    m.phdr('align.off', DATA, 'SEG_ALIGN', align=step)
    if a is eb.AARCH64:
        m.phdr('align.4k-page', DATA, 'SEG_ALIGN', vaddr=data + 0x1000,
               align=0x1000)
    for v in (0, 1, 16, page):
        m.phdr('align.ok-%d' % v, DATA, OK, align=v)
    m.phdr('align.ok-2^30', DATA, OK, vaddr=2 ** 30 + 0x800, align=2 ** 30)

    # Order, overlap, shared pages.
    elf = m.good()
    elf.phdrs[1:3] = elf.phdrs[2:0:-1]
    m.add('order.swapped', elf, 'SEG_ORDER')
    elf = m.good()
    elf.phdrs[0:2] = elf.phdrs[1::-1]
    m.add('order.first', elf, 'SEG_ORDER')
    m.extra('overlap.inside', 'SEG_OVERLAP',
            more(R | X, text + 0x80, TEXT_AT + 0x80, filesz=0x10),
            at=DATA)
    m.extra('overlap.tail', 'SEG_OVERLAP',
            more(R | X, text + 0xff, TEXT_AT + 0xff, filesz=0x20), at=DATA)
    m.extra('overlap.same', 'SEG_OVERLAP|SEG_ORDER',
            more(R | X, text, TEXT_AT, filesz=0x100), at=DATA)
    m.extra('overlap.data-over-text', 'SEG_OVERLAP|SEG_ORDER|PAGE_SHARED',
            more(R, text, TEXT_AT, filesz=0x100), at=DATA)
    m.extra('overlap.bss', 'SEG_OVERLAP',
            more(R | W, data + 0x40, 0x840, body=b'x' * 16))
    m.extra('overlap.not-next', 'SEG_OVERLAP|PAGE_SHARED|SEG_ORDER',
            more(R | W, far, 0x800, filesz=16, memsz=4 * page),
            more(R | W, far + page, 0x800, filesz=16, memsz=16),
            more(R | W, far + 2 * page, 0x800, filesz=16, memsz=16))
    m.phdr('overlap.pages', HEAD, 'SEG_OVERLAP|PAGE_SHARED',
           memsz=page + 0x401)
    ro = b'\x90' * 16
    m.extra('page.ro-after-text', 'PAGE_SHARED',
            more(R, text + 0x200, TEXT_AT + 0x200, ro), at=DATA)
    m.extra('page.ro-before-text', 'PAGE_SHARED',
            more(R, text - 0x100, TEXT_AT - 0x100, ro), at=TEXT)
    m.extra('page.rw-after-text', 'PAGE_SHARED',
            more(R | W, text + 0x200, TEXT_AT + 0x200, ro), at=DATA)
    m.extra('page.ro-after-data', 'PAGE_SHARED',
            more(R, data + 0x200, 0xa00, ro))
    m.extra('page.by-bss', 'PAGE_SHARED',
            more(R | W, far, 0x800, filesz=16, memsz=page - 0x7ff),
            more(R, far + page, 0x800, filesz=16))
    m.extra('page.x-only', 'PAGE_SHARED',
            more(X, text + 0x200, TEXT_AT + 0x200, ro), at=DATA)
    m.extra('page.same-permissions', OK,
            more(R | W, data + 0x200, 0xa00, ro))
    m.extra('page.touching', OK,
            more(R | X, text + 0x100, TEXT_AT + 0x100,
                 a.nop * (16 // len(a.nop))), at=DATA)
    m.extra('page.4k-apart', 'PAGE_SHARED' if page > 0x1000 else OK,
            more(R, data + 0x1000, 0x1800, ro))

    # Permissions.
    for name, index in (('head', HEAD), ('text', TEXT), ('data', DATA)):
        m.phdr('wx.' + name, index, 'SEG_WX', flags=R | W | X)
        m.phdr('wx.%s-not-r' % name, index, 'SEG_WX', flags=W | X)
        for bit in (3, 8, 20, 24, 28, 31):
            m.phdr('flags.%s-%d' % (name, bit), index, 'SEG_FLAGS',
                   flags=g.phdrs[index].flags | 1 << bit)
    m.extra('wx.bss', 'SEG_WX', more(R | W | X, far, 0x800, filesz=0,
                                     memsz=page))
    m.phdr('flags.x-only', TEXT, OK, flags=X)
    m.phdr('flags.none', DATA, OK, flags=0)
    m.phdr('flags.w-only', DATA, OK, flags=W)
    for flags in (X, R | X, W | X, R | W | X):
        m.phdr('stack.%d' % flags, STACK, 'STACK_EXEC', flags=flags)
    m.extra('stack.second', 'STACK_EXEC',
            Phdr(eb.PT_GNU_STACK, R | W | X), at=4)
    m.extra('stack.first', 'STACK_EXEC', Phdr(eb.PT_GNU_STACK, R | W | X))
    m.phdr('stack.r', STACK, OK, flags=R)
    m.phdr('stack.size', STACK, OK, memsz=2 ** 20)
    m.phdr('stack.null', STACK, OK, type=eb.PT_NULL)
    elf = m.good()
    del elf.phdrs[STACK]
    m.add('stack.none', elf, 'NO_STACK|HEADER_ROOM', 'runimg')

    # Zeros.
    m.phdr('zeros.1TiB', DATA, 'SEG_ZEROS', vaddr=high, flags=R,
           memsz=2 ** 40)
    m.phdr('zeros.16MiB+1', DATA, 'SEG_ZEROS', flags=R,
           memsz=16 + 2 ** 24 + 1)
    m.phdr('zeros.16MiB', DATA, OK, flags=R, memsz=16 + 2 ** 24)
    m.phdr('zeros.bss-1TiB', DATA, OK, vaddr=high, memsz=2 ** 40)
    m.extra('zeros.text', 'SEG_ZEROS',
            more(R | X, far, 0x800, filesz=0, memsz=2 ** 24 + 1))
    m.extra('zeros.text-few', OK,
            more(R | X, far, 0x800, filesz=0, memsz=page))
    m.extra('bss-only', OK,
            more(R | W, far, 0x800, filesz=0, memsz=4 * page))

    for name, extra, codes in (('16MiB', 0, OK),
                               ('16MiB+1', 1, 'SEG_ZEROS')):
        m.extra('zeros.two-' + name, codes,
                more(R, high, 0x800, filesz=16, memsz=16 + 2 ** 23),
                more(R | X, high + 2 ** 25, 0x800, filesz=16,
                     memsz=16 + 2 ** 23 + extra))
    no_bytes = OK if m.etype == ET_EXEC else 'PIE_START'
    m.phdr('first.no-bytes', HEAD, no_bytes, filesz=0, memsz=0x400)
    if m.etype == ET_EXEC:
        m.extra('first.bss', OK, more(R | W, 0, 0, filesz=0, memsz=16),
                at=0)

    # Nothing to load; what is left out.
    elf = m.good()
    for p in elf.loads():
        p.type = eb.PT_NOTE + 0x1000
    elf.sites = []
    m.add('load.none', elf, 'NO_LOAD')
    elf = m.good()
    for p in elf.loads():
        p.memsz = p.filesz = 0
    elf.sites = []
    m.add('load.all-empty', elf, 'NO_LOAD')
    odd = dict(flags=0xffffffff, offset=TOP64 - 5, vaddr=TOP64 - 3, memsz=0,
               align=3)
    for i in range(5):
        m.extra('empty-load.%d' % i, OK, Phdr(PT_LOAD, filesz=0, **odd),
                at=i)
    m.extra('empty-load.filesz', OK, Phdr(PT_LOAD, filesz=16, **odd))
    m.extra('empty-load.wx-over-text', OK,
            Phdr(PT_LOAD, R | W | X, TEXT_AT, text, 0, 0))
    if m.etype == ET_EXEC:
        m.extra('empty-load.reserved', OK,
                Phdr(PT_LOAD, R | W, 0, 0x70000000, 0, 0))
    m.extra('null', OK, Phdr(eb.PT_NULL, 0xffffffff, TOP64 - 1, TOP64 - 1,
                             TOP64 - 1, TOP64 - 1, 3), at=0)
    m.extra('unknown-type', OK, Phdr(0x12345678, 7, TOP64 - 1, TOP64 - 1,
                                     TOP64 - 1, TOP64 - 1, 3))
