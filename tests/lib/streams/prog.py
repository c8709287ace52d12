"""PROG and SEGM, and the headers that runimg makes of them."""

import copy

import elfbuild as eb
import lpstream as lp
from elfbuild import DATA, HEAD, PT_LOAD, R, STACK, TEXT, X, Phdr
from streams.maker import SCANNERS, TOP64, pick, put
from tools import OK


def prog(m):
    def one(name, codes, only=None, /, **fields):
        m.image('PROG.' + name, lambda i: put(i.prog, **fields), codes,
                only=only)

    for v in (0, 3, 40, 0x103e, 0xffff):
        one('machine-%d' % v, 'MACHINE', machine=v)
    for other in eb.ARCHES.values():
        if other is not m.arch:
            # Another machine's rules: which breaks first is open.
            one('machine-of-' + other.name, '', SCANNERS,
                machine=other.machine)
    for v in (0, 1, 4, 5, 0xfe00, 0xffff):
        one('type-%d' % v, 'ELF_TYPE', type=v)
    # Moved, it lacks a program header.
    m.image('PROG.type-dyn', lambda i: put(i.prog, type=3), OK,
            runimg='HEADER_ROOM')
    for v in (1, 2 ** 31):
        one('reserved-%d' % v, 'RESERVED_FIELD', reserved=v)
    one('phnum-0', 'PHDR_COUNT|BAD_LENGTH', phnum=0)
    one('phnum-0-true', 'PHDR_COUNT', phdrs=[])
    for v in (3, 5, 1024, 1025, 0xffff):
        one('phnum-%d' % v, 'PHDR_COUNT|BAD_LENGTH|BAD_NAME', phnum=v)
    one('name-none', 'BAD_NAME', name=b'')
    one('name-256', 'BAD_NAME', name=b'a' * 256)
    one('name-65535', 'BAD_NAME', name=b'a' * 65535)
    for v in (0, 4, 6, 255, 256, 0xffff):
        one('name-length-%d' % v, 'BAD_NAME|BAD_LENGTH', name_length=v)
    for v in (b'/', b'a/b', b'/a', b'a/', b'\0', b'a\0', b'\0a', b'a\0b',
              b'a' * 254 + b'/'):
        one('name-%r' % v.decode()[-4:], 'BAD_NAME', name=v)
    i = m.base()
    for field in ('flags', 'offset', 'vaddr', 'filesz', 'memsz', 'align'):
        for k in (HEAD, TEXT, DATA):
            for what, f in (('+4096', lambda v: v + 4096),
                            ('0', lambda v: 0),
                            ('1', lambda v: v + 1),
                            ('high', lambda v: v ^ 2 ** 63),
                            ('bit-32', lambda v: v ^ 2 ** 32)):
                old = getattr(i.prog.phdrs[k], field)
                new = f(old)
                if field == 'flags':
                    new %= 2 ** 32
                if new == old:
                    continue
                codes = 'SEG_MISMATCH'
                if (what, field) != ('0', 'flags'):
                    codes += '|SEG_SIZE|SEG_WRAP|SEG_ALIGN|SEG_FLAGS'
                    codes += '|SEG_WX|SEG_ORDER|SEG_OVERLAP|PAGE_SHARED'
                m.image('PROG.phdr-%d.%s-%s' % (k, field, what),
                        lambda i: put(i.prog.phdrs[k], **{field: new}),
                        codes)
    for k in (HEAD, TEXT, DATA):
        for t in (0, 2, 6, 0x60000000):
            m.image('PROG.phdr-%d.type-%#x' % (k, t),
                    lambda i: put(i.prog.phdrs[k], type=t),
                    'SEG_MISMATCH|PHDR_PLACE')
    m.image('PROG.stack-is-load', lambda i: put(
        i.prog.phdrs[STACK], type=PT_LOAD, memsz=4096),
        'SEG_MISMATCH|SEG_ORDER|SEG_ALIGN|SEG_OVERLAP|RESERVED_RANGE')
    m.image('PROG.load-added', lambda i: i.prog.phdrs.insert(STACK, Phdr(
        PT_LOAD, R, 0x800, i.prog.phdrs[DATA].vaddr + 0x10 * m.arch.page,
        16)), 'SEG_MISMATCH')
    m.image('PROG.load-removed', lambda i: i.prog.phdrs.pop(HEAD),
            'SEG_MISMATCH')
    m.image('PROG.loads-swapped', lambda i: i.prog.phdrs.insert(
        0, i.prog.phdrs.pop(1)), 'SEG_MISMATCH|SEG_ORDER')
    m.image('PROG.1024', lambda i: i.prog.phdrs.extend(
        Phdr(0, 0) for _ in range(1020)), OK,
        runimg='OK|HEADER_ROOM|FILE_SIZE')
    # A table that would wrap: no rule of the format says so.
    one('phoff-wraps', OK + '|PHDR_RANGE', phoff=TOP64 - 1)
    m.image('PROG.1025', lambda i: i.prog.phdrs.extend(
        Phdr(0, 0) for _ in range(1021)), 'PHDR_COUNT|BAD_LENGTH')


def segm(m):
    base = m.base()
    for k in range(len(base.segments)):
        s = base.segments[k]
        for v in (1, 2 ** 31):
            m.image('SEGM.%d.reserved-%#x' % (k, v), lambda i: put(
                i.segments[k], reserved=v), 'RESERVED_FIELD')
        for field in ('address', 'memsz', 'filesz', 'offset', 'align',
                      'perms'):
            for what, new in (('+1', getattr(s, field) + 1),
                              ('+4096', getattr(s, field) + 4096),
                              ('0', 0),
                              ('bit-31', getattr(s, field) ^ 2 ** 31),
                              ('max', 2 ** 32 - 1 if field == 'perms'
                               else TOP64 - 1)):
                if new == getattr(s, field):
                    continue
                m.image('SEGM.%d.%s-%s' % (k, field, what),
                        lambda i: put(i.segments[k], **{field: new}),
                        'SEG_MISMATCH|SEG_SIZE|SEG_WRAP|SEG_ALIGN|SEG_FLAGS'
                        '|SEG_WX|SEG_ORDER|SEG_OVERLAP|PAGE_SHARED|SEG_ZEROS'
                        '|RESERVED_RANGE')
    m.image('SEGM.dropped', lambda i: i.segments.pop(), 'SEG_MISMATCH')
    m.image('SEGM.dropped-first', lambda i: i.segments.pop(0),
            'SEG_MISMATCH')
    m.image('SEGM.added', lambda i: i.segments.append(lp.Segment(
        address=i.segments[-1].address + 0x100000, memsz=16, align=1,
        offset=i.segments[-1].offset, perms=4)), 'SEG_MISMATCH')
    m.image('SEGM.double', lambda i: i.segments.append(i.segments[-1]),
            'SEG_MISMATCH|SEG_OVERLAP|SEG_ORDER')
    m.image('SEGM.swapped', lambda i: i.segments.reverse(),
            'SEG_ORDER|SEG_MISMATCH')
    m.image('SEGM.empty-load', lambda i: i.segments.insert(0, lp.Segment(
        address=0, memsz=0)), 'SEG_MISMATCH|SEG_SIZE|BAD_LENGTH')
    m.records('SEGM.1025', lambda rs: put(pick(rs, 'SEGM'), payload=pick(
        rs, 'SEGM').payload[:48] * 1025),
        'BAD_LENGTH|SEG_MISMATCH|SEG_OVERLAP|SEG_ORDER|PHDR_COUNT')


def headers(m):
    """Call instructions in the headers that runimg writes, where a segment
    with execution holds the headers. DATA's own bytes there are clean."""
    a = m.arch
    call = next(iter(a.calls.values()))
    number = int.from_bytes(call, 'little')

    def one(name, change, codes):
        def all(i):
            put(i.prog.phdrs[HEAD], flags=R | X)
            change(i)
            i.resync()
        m.image('headers.' + name, all, OK, runimg=codes)

    bad = 'HEADER_CALL|RAW_CALL'
    one('clean', lambda i: None, OK)
    one('e_flags', lambda i: put(i.prog, flags=number), bad + '|OK')
    one('paddr', lambda i: put(i.prog.phdrs[DATA], paddr=number),
        bad + '|OK')
    one('paddr-text', lambda i: put(i.prog.phdrs[TEXT], paddr=number),
        bad + '|OK')

    def memsz(i):
        """The size as runimg writes it, from the page's start."""
        p = i.prog.phdrs[DATA]
        if a is eb.AARCH64:
            put(p, vaddr=2 ** 32 + 0x800)
            i.data[-1] = (p.vaddr, i.data[-1][1])
            put(p, memsz=number - 0x800)
        else:
            put(p, memsz=(number << 16) - 0x800)
    one('memsz', memsz, bad)
    one('stack-size', lambda i: put(i.prog.phdrs[STACK], memsz=number),
        bad + '|OK')
    one('stack-align', lambda i: put(i.prog.phdrs[STACK], align=number),
        bad + '|OK')
    for field in ('offset', 'vaddr', 'paddr', 'filesz', 'memsz', 'align'):
        one('null-' + field, lambda i: i.prog.phdrs.append(
            Phdr(0, 0, **{field: number})), bad + '|OK')
        one('dropped-' + field, lambda i: i.prog.phdrs.append(
            Phdr(0x12345678, 0, **{field: number})), bad + '|OK')
    one('null-flags', lambda i: i.prog.phdrs.append(Phdr(0, number)),
        bad + '|OK')
    one('type', lambda i: i.prog.phdrs.append(Phdr(number, 0)), bad + '|OK')
    if a is eb.AARCH64:
        return                  # no page's address is such a word
    there = copy.copy(a)
    there.base = number << 16
    for name, flags, codes in (('x', R | X, bad), ('r', R, OK)):
        elf = eb.good(there)
        elf.phdrs[HEAD].flags = flags
        image = lp.image_of(elf)
        image.data[0] = (there.base, bytes(len(image.data[0][1])))
        m.keep('headers.vaddr-' + name, lp.advance(image, m.stage),
               codes if m.tool == 'runimg' else OK)
