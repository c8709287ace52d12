"""The entry point, the reserved range, and what points into segments."""

import struct

import elfbuild as eb
from elfbuild import (DATA, ET_EXEC, HEAD, PT_LOAD, R, STACK, TEXT, TEXT_AT,
                      W, Phdr, Section)
from files.case import TOP64
from tools import OK


def entry(m):
    g = m.good()
    text, data = g.phdrs[TEXT].vaddr, g.phdrs[DATA].vaddr

    def at(name, value, codes):
        elf = m.good()
        elf.entry = value
        m.add('entry.' + name, elf, codes)

    at('0', 0, 'ENTRY')
    at('data', data, 'ENTRY')
    at('bss', data + 0x40, 'ENTRY')
    at('head', g.phdrs[HEAD].vaddr, 'ENTRY')
    at('end', text + 0x100, 'ENTRY')
    at('before', text - 4, 'ENTRY')
    at('max', TOP64 - 1, 'ENTRY')
    at('max-4', TOP64 - 4, 'ENTRY')
    at('last', text + 0xfc, OK)
    for i in (1, 2, 3):
        at('+%d' % i, text + i, 'ENTRY' if i % m.arch.step else OK)
    elf = m.good()
    elf.phdrs[TEXT].memsz = 0x200
    elf.entry = text + 0x100
    m.add('entry.zero-fill', elf, 'ENTRY')


def reserved(m):
    """[0x70000000, 0x80000000) belongs to the loader."""
    low, high, page = 0x70000000, 0x80000000, m.arch.page
    for name, vaddr, memsz, bad in (
            ('first', low + 0x800, 0x10, True),
            ('inside', low + 0x8000800, 0x10, True),
            ('last', high - page + 0x800, 0x10, True),
            ('over-end', high - page + 0x800, page, True),
            ('over-start', low - page + 0x800, page, True),
            ('over-start-1', low - page + 0x800, page - 0x7ff, True),
            ('spans', low - page + 0x800, 0x20000000, True),
            ('from-far', 0x60000800, 0x40000000, True),
            ('before', low - page + 0x800, page - 0x800, False),
            ('before-rounds', low - page + 0x800, 0x10, False),
            ('after', high + 0x800, 0x10, False)):
        elf = m.good()
        elf.phdrs[DATA].vaddr, elf.phdrs[DATA].memsz = vaddr, memsz
        codes = 'RESERVED_RANGE' if bad and m.etype == ET_EXEC else OK
        m.add('reserved.' + name, elf, codes)


def places(m):
    """Program headers that describe bytes of segments."""
    a, page = m.arch, m.arch.page
    g = m.good()
    base, data = g.phdrs[HEAD].vaddr, g.phdrs[DATA].vaddr
    for name, kind in (
            ('phdr', eb.PT_PHDR), ('tls', eb.PT_TLS),
            ('dynamic', eb.PT_DYNAMIC), ('note', eb.PT_NOTE),
            ('relro', eb.PT_GNU_RELRO), ('eh_frame', eb.PT_GNU_EH_FRAME),
            ('property', eb.PT_GNU_PROPERTY)):
        seat = data                 # where the 16 zero bytes of DATA are

        def one(what, codes, offset=eb.DATA_AT, vaddr=seat, filesz=16,
                memsz=None):
            m.extra('place.%s.%s' % (name, what), codes,
                    Phdr(kind, R, offset, vaddr, filesz, memsz, 1),
                    at=0 if kind == eb.PT_PHDR else STACK)

        one('ok', OK, eb.DATA_AT + 8, seat + 8, 8)
        if kind != eb.PT_PHDR and kind != eb.PT_DYNAMIC:
            one('ok-whole', OK)
        one('vaddr-outside', 'PHDR_PLACE', vaddr=data + 32 * page)
        one('vaddr-max', 'PHDR_PLACE', vaddr=TOP64 - 8)
        one('offset-outside', 'PHDR_PLACE', offset=0xa00)
        one('offset-max', 'PHDR_PLACE', offset=TOP64 - 8)
        one('distance', 'PHDR_PLACE', eb.DATA_AT, seat + 8, 8)
        one('other-segment', 'PHDR_PLACE', eb.DATA_AT, base, 8)
        one('passes-file-bytes', 'PHDR_PLACE', filesz=17)
        one('starts-before', 'PHDR_PLACE', eb.DATA_AT - 8, seat - 8)
        one('huge', 'PHDR_PLACE', filesz=TOP64 - 1, memsz=TOP64 - 1)
        one('huge-file', 'PHDR_PLACE', filesz=2 ** 63, memsz=16)
        passes = {eb.PT_TLS: OK, eb.PT_GNU_RELRO: OK}
        one('passes-memory', passes.get(kind, 'PHDR_PLACE'), filesz=8,
            offset=eb.DATA_AT + 8, vaddr=seat + 8, memsz=0x79)
        one('passes-page', 'PHDR_PLACE' if kind != eb.PT_TLS else OK,
            filesz=8, offset=eb.DATA_AT + 8, vaddr=seat + 8,
            memsz=page - 0x807)
    m.extra('place.relro.page-end', OK,
            Phdr(eb.PT_GNU_RELRO, R, eb.DATA_AT, data, 16, page - 0x800, 1))
    m.extra('place.two-segments', 'PHDR_PLACE',
            Phdr(PT_LOAD, R | W, eb.DATA_AT + 16, data + 16, body=bytes(16)),
            Phdr(eb.PT_NOTE, R, eb.DATA_AT, data, 0x20, 0x20, 1),
            data_memsz=16)
    # The address of one segment, the file bytes of another.
    m.extra('place.note-in-text-and-data', 'PHDR_PLACE',
            Phdr(eb.PT_NOTE, R, TEXT_AT, data, 8, 8, 1))
    m.extra('interp', 'INTERP',
            Phdr(eb.PT_INTERP, R, 0x300, base + 0x300, 16, align=1), at=0)
    m.extra('interp.empty', 'INTERP', Phdr(eb.PT_INTERP, 0), at=0)
    m.extra('interp.last', 'INTERP',
            Phdr(eb.PT_INTERP, R, 0x300, base + 0x300, 16, align=1), at=4)
    m.extra('interp.outside', 'INTERP|PHDR_PLACE|SEG_RANGE',
            Phdr(eb.PT_INTERP, R, TOP64 - 4, TOP64 - 4, 16, align=1))


def dynamic_table(*pairs):
    return b''.join(struct.pack('<QQ', *p) for p in pairs)


def with_dynamic(elf, *pairs):
    """Puts a dynamic table at the end of DATA's file bytes."""
    p = elf.phdrs[DATA]
    entries = dynamic_table(*pairs)
    p.body += entries
    p.filesz = len(p.body)
    p.memsz = max(p.memsz, p.filesz + 0x40)
    elf.phdrs.insert(STACK, Phdr(
        eb.PT_DYNAMIC, R | W, p.offset + 16, p.vaddr + 16, len(entries),
        align=8))
    return elf


def dynamic(m):
    need, end = (eb.DT_NEEDED, 1), (eb.DT_NULL, 0)
    m.add('needed', with_dynamic(m.good(), need, end), 'DYNAMIC',
          stream=False)
    m.add('needed.last', with_dynamic(m.good(), (eb.DT_STRSZ, 1), need),
          'DYNAMIC', stream=False)
    m.add('needed.after-null', with_dynamic(m.good(), end, need), OK)
    m.add('needed.none', with_dynamic(m.good(), (eb.DT_STRSZ, 1), end), OK)
    elf = with_dynamic(m.good(), end, need, end)
    twice = elf.phdrs[STACK]
    elf.phdrs.insert(STACK, Phdr(eb.PT_DYNAMIC, R, twice.offset,
                                 twice.vaddr, 16, align=8))
    twice = elf.phdrs[STACK + 1]
    twice.offset, twice.vaddr = twice.offset + 16, twice.vaddr + 16
    twice.filesz = twice.memsz = 32
    m.add('needed.second-table', elf, 'DYNAMIC', stream=False)


def relocations(m):
    """An allocated .syslift, in HEAD's bytes, and what points into it."""
    base = m.good().phdrs[HEAD].vaddr
    seat, rel_at = 0x300, 0x3a0

    def make(body, section, tags, target=None):
        elf = m.good()
        elf.blobs.append((seat, b''.join(s.pack() for s in elf.sites)))
        elf.syslift = {'flags': 2, 'addr': base + seat, 'offset': seat,
                       'data': None, 'size': 136}
        if body:
            elf.blobs.append((rel_at, body))
        if section:
            elf.sections.append(Section(
                '.rel.dyn', section[0], 2, base + rel_at, rel_at, len(body),
                entsize=section[1], info=target or 0))
        if tags:
            with_dynamic(elf, (tags[0], base + rel_at),
                         (tags[1], len(body)), (tags[2], tags[3]),
                         (eb.DT_NULL, 0))
        return elf

    m.add('reloc.none', make(b'', None, None), OK)
    relative = {62: 8, 183: 1027, 243: 3}[m.arch.machine]
    for where, offset in (('first', 0), ('second', 68), ('value', 60),
                          ('last', 128)):
        spot = base + seat + offset
        rela = struct.pack('<QQQ', spot, relative, 0x1234)
        rel = struct.pack('<QQ', spot, relative)
        relr = struct.pack('<Q', spot)
        bits = struct.pack('<QQ', spot - 8, 3)
        for name, body, section, tags in (
                ('rela', rela, (eb.SHT_RELA, 24),
                 (eb.DT_RELA, eb.DT_RELASZ, eb.DT_RELAENT, 24)),
                ('rel', rel, (eb.SHT_REL, 16),
                 (eb.DT_REL, eb.DT_RELSZ, eb.DT_RELENT, 16)),
                ('relr', relr, (eb.SHT_RELR, 8),
                 (eb.DT_RELR, eb.DT_RELRSZ, eb.DT_RELRENT, 8)),
                ('relr-bits', bits, (eb.SHT_RELR, 8),
                 (eb.DT_RELR, eb.DT_RELRSZ, eb.DT_RELRENT, 8))):
            if where != 'first' and name == 'relr-bits':
                continue
            m.add('reloc.%s-%s' % (name, where),
                  make(body, section, tags), 'SYSLIFT_RELOC', stream=False)
            if where == 'first':
                m.add('reloc.%s-no-dynamic' % name,
                      make(body, section, None), 'SYSLIFT_RELOC',
                      stream=False)
    other = struct.pack('<QQQ', base + 2 * m.arch.page + 0x800, relative, 0)
    m.add('reloc.elsewhere',
          make(other, (eb.SHT_RELA, 24),
               (eb.DT_RELA, eb.DT_RELASZ, eb.DT_RELAENT, 24)), OK)
