"""Entries of .syslift."""

import elfbuild as eb
from elfbuild import (DATA, ET_EXEC, HEAD, NOPS_AT, PT_LOAD, R, STACK, TEXT,
                      TEXT_AT, X, Phdr, Site, good, put)
from files.case import TOP64
from tools import OK


def sites(m):
    a = m.arch
    g = m.good()
    text, data = g.phdrs[TEXT].vaddr, g.phdrs[DATA].vaddr
    first, second = (s.address for s in g.sites)
    seat = text + NOPS_AT                   # room among the nops
    both = 'elfparse|syscallreject'

    def third(name, address, codes, stub=True, mask=1, values=None,
              tools=both, stream=True, elf=None, **how):
        elf = elf or m.good()
        if stub and text <= address < text + 0xf8:
            put(elf, TEXT, address - text, a.deny)
        elf.sites.append(Site(address, mask, values or (a.write,)))
        m.add('site.' + name, elf, codes, tools, stream, **how)

    third('ok', seat, OK)
    third('last', text + 0xf8, OK, elf=put(m.good(), TEXT, 0xf8, a.deny))
    third('unknown-number', seat, 'NUMBER_UNKNOWN', mask=0,
          tools='allowplan')
    third('all-known', seat, OK, mask=0x7f,
          values=(a.write, *[TOP64 - 1 - i for i in range(6)]))
    third('unknown-values', seat, OK, mask=1,
          values=(a.write, *[TOP64 - 1 - i for i in range(6)]))
    elf = m.good()
    elf.sites.reverse()
    m.add('site.reversed', elf, OK)
    for name, address in (('data', data), ('head', g.phdrs[HEAD].vaddr),
                          ('bss', data + 0x40), ('nowhere', data + 2 ** 20),
                          ('0', 0), ('max', TOP64 - 4),
                          ('max-8', TOP64 - 8), ('end', text + 0x100),
                          ('across-end', text + 0xfc),
                          ('before', text - 4)):
        codes = 'SITE_RANGE'
        third(name, address, codes, stub=False)
    if a.step < 4:
        third('across-end-2', text + 0x100 - 2, 'SITE_RANGE', stub=False)
    elf = m.good()
    elf.phdrs[TEXT].memsz = 0x200
    third('zero-fill', text + 0x180, 'SITE_RANGE', elf=elf)
    elf = m.good()
    elf.phdrs[TEXT].memsz = 0x200
    third('half-zero-fill', text + 0xfc, 'SITE_RANGE', stub=False, elf=elf)
    elf = m.good()
    put(elf, TEXT, 0xfc, a.deny[:4])
    elf.phdrs.insert(DATA, Phdr(
        PT_LOAD, R | X, TEXT_AT + 0x100, text + 0x100, align=a.page,
        body=a.deny[4:] + a.nop * (8 // len(a.nop))))
    third('two-segments', text + 0xfc, 'SITE_RANGE', stub=False, elf=elf)
    for off in (1, 2, 3):
        third('align.%d' % off, seat + off,
              'SITE_ALIGN' if off % a.step else OK)
    for name, values in (('same', (a.write,)), ('other-number', (a.exit,))):
        third('twice.' + name, first, 'SITE_OVERLAP', stub=False,
              values=values)
    third('twice.unknown', second, 'SITE_OVERLAP', stub=False, mask=0)
    for off in range(-8 + a.step, 8, a.step):
        if off:
            # The bytes of both cannot be a stub.
            third('overlap.%d' % off, first + off,
                  'SITE_OVERLAP|SLOT_STUB', stub=False)
    # The other of two is one that the list denies.
    elf = m.good()
    put(elf, TEXT, NOPS_AT, a.deny)
    elf.sites += [Site(seat, 1, (7,)), Site(seat + 4, 1, (a.write,))]
    m.add('site.overlap.denied', elf, 'SITE_OVERLAP|SLOT_STUB', both)
    elf = m.good()
    put(elf, TEXT, NOPS_AT, a.deny)
    elf.sites += [Site(seat, 1, (7,)), Site(seat, 1, (7,))]
    m.add('site.twice.denied', elf, 'SITE_OVERLAP', both)
    for v in (1024, 1025, 0x7fffffff, 0xffffffff, 0x100000000 | a.exit,
              2 ** 63 | a.exit, TOP64 - 1, 0x0000050f, 0x40000001):
        third('number.%#x' % v, seat, 'SITE_NUMBER', values=(v,),
              tools='elfparse', stream=v < 2 ** 32)
    third('number.1023', seat, OK, values=(1023,))
    third('number.0', seat, OK, values=(0,))
    for bit in (7, 8, 15, 16, 31):
        third('mask.%d' % bit, seat, 'SITE_MASK', mask=1 | 1 << bit,
              tools='elfparse')
    for i in range(8):
        wrong = bytearray(a.deny)
        wrong[i] ^= 1
        third('stub.byte-%d' % i, seat, 'SLOT_STUB', stub=False,
              elf=put(m.good(), TEXT, NOPS_AT, bytes(wrong)))
    third('stub.nops', seat, 'SLOT_STUB', stub=False)
    third('stub.zeros', seat, 'SLOT_STUB', stub=False,
          elf=put(m.good(), TEXT, NOPS_AT, bytes(8)))
    third('stub.allow-form', seat, 'SLOT_STUB|RAW_CALL', stub=False,
          elf=put(m.good(), TEXT, NOPS_AT, a.allow(a.write)))
    third('stub.bare', seat, 'SLOT_STUB|RAW_CALL', stub=False,
          elf=put(m.good(), TEXT, NOPS_AT, a.bare()))
    for other in eb.ARCHES.values():
        if other is not a:
            third('stub.' + other.name, seat, 'SLOT_STUB', stub=False,
                  elf=put(m.good(), TEXT, NOPS_AT, other.deny))
    if m.etype == ET_EXEC and a is eb.X86_64:
        for n, codes in ((65536, OK), (65537, 'SITE_COUNT')):
            m.add('site.count-%d' % n, many_sites(n), codes,
                  stream=codes != OK)


def many_sites(count):
    """An x86-64 image with so many sites, each a write."""
    elf = good('x86_64')
    page = elf.arch.page
    vaddr = elf.phdrs[DATA].vaddr // page * page + 4 * page
    elf.phdrs.insert(STACK, Phdr(PT_LOAD, R | X, page, vaddr, align=page,
                                 body=elf.arch.deny * (count - 2)))
    elf.sites += [Site(vaddr + 8 * i, 1, (1,)) for i in range(count - 2)]
    return elf
