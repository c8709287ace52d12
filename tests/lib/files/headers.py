"""The ELF header and the tables that it points to."""

import struct

import elfbuild as eb
import lpstream
from elfbuild import TEXT_AT, Phdr, Section
from files.case import TOP64
from tools import OK


def headers(m):
    a = m.arch
    whole = m.good().build()
    m.add('empty', b'', 'NOT_ELF', stream=False)
    m.add('text', b'#!/bin/sh\nexit 0\n', 'NOT_ELF', stream=False)
    m.add('zeros', bytes(4096), 'NOT_ELF', stream=False)
    m.add('a-stream', lpstream.good_stream(a.name), 'NOT_ELF',
          stream=False)
    for i in range(4):
        bad = bytearray(whole)
        bad[i] ^= 1
        m.add('magic.%d' % i, bytes(bad), 'NOT_ELF', stream=False)
    for n in (1, 3):
        m.add('cut.%d' % n, whole[:n], 'NOT_ELF', stream=False)
    for n in (4, 5, 15, 16, 20, 32, 63):
        m.add('cut.%d' % n, whole[:n], 'ELF_HEADER', stream=False)
    for n in (64, 65, 64 + 55, 64 + 56, 64 + 112, 64 + 168, 64 + 223):
        m.add('cut.%d' % n, whole[:n], 'PHDR_RANGE|SHDR_RANGE',
              stream=False)
    for n in (64 + 56 * len(m.good().phdrs), TEXT_AT, TEXT_AT + 1, eb.DATA_AT, eb.DATA_AT + 15):
        m.add('cut.%d' % n, whole[:n], 'SEG_RANGE|SHDR_RANGE',
              stream=False)
    shoff, = struct.unpack_from('<Q', whole, 0x28)
    shnum, = struct.unpack_from('<H', whole, 0x3c)
    for n in [shoff - 1] + [shoff + 64 * k for k in range(shnum)] + [
            len(whole) - 1]:
        m.add('cut.%d' % n, whole[:n], 'SHDR_RANGE', stream=False)
    m.file('class.1', 'ELF_CLASS', klass=1)
    for v in (0, 3, 255):
        m.file('class.%d' % v, 'ELF_CLASS|NOT_ELF', klass=v)
    for v in (0, 2, 3, 255):
        m.file('data.%d' % v, 'ELF_DATA', data=v)
    for v in (0, 2, 255):
        m.file('ident-version.%d' % v, 'ELF_VERSION', ident_version=v)
        m.file('version.%d' % v, 'ELF_VERSION', version=v)
    m.file('version.high', 'ELF_VERSION', version=0x01000001)
    for v in (eb.ET_NONE, eb.ET_REL, eb.ET_CORE, 5, 0xfe00, 0xffff):
        m.file('type.%d' % v, 'ELF_TYPE', type=v)
    for v in (0, 3, 8, 40, 0x103e, 0xffff):
        m.file('machine.%d' % v, 'MACHINE', machine=v)
    for v in (0, 52, 63, 65, 0xffff):
        m.file('ehsize.%d' % v, 'ELF_HEADER', ehsize=v)
    for v in (0, 1, 32, 55, 57, 112, 0xffff):
        m.file('phentsize.%d' % v, 'ELF_HEADER', phentsize=v)
    for v in (0, 1, 40, 63, 65, 0xffff):
        m.file('shentsize.%d' % v, 'ELF_HEADER|SHDR_RANGE', shentsize=v)
    m.file('flags', OK, flags=0x5)


def tables(m):
    """The program-header table and the section headers."""
    m.file('phnum.0', 'PHDR_COUNT', phnum=0)
    m.file('phnum.1025-short', 'PHDR_COUNT|PHDR_RANGE', phnum=1025)
    m.file('phnum.65534', 'PHDR_COUNT|PHDR_RANGE', phnum=0xfffe)
    m.file('phnum.xnum', 'PHDR_COUNT|PHDR_RANGE', phnum=0xffff)
    m.file('phnum.xnum-count', 'PHDR_COUNT|PHDR_RANGE', phnum=0xffff,
           section0={'info': 4})
    m.file('phnum.xnum-zero', 'PHDR_COUNT|PHDR_RANGE', phnum=0xffff,
           section0={'info': 0})
    m.file('phnum.xnum-huge', 'PHDR_COUNT|PHDR_RANGE', phnum=0xffff,
           section0={'info': 0xffffffff})
    # A moved image's table must be where its headers are.
    room = OK if m.etype == eb.ET_EXEC else 'HEADER_ROOM'
    for n, codes, by in ((1024, room, 'runimg'), (1025, 'PHDR_COUNT', None)):
        elf = m.good()
        while len(elf.phdrs) < n:
            elf.phdrs.append(Phdr(eb.PT_NULL, 0))
        elf.phoff = 0x1000
        elf.blobs = [(0x1000, b''.join(p.pack() for p in elf.phdrs))]
        m.add('phdrs.%d' % n, elf, codes, *([by] if by and codes != OK else []))
    size = len(m.good().build())
    m.file('phoff.end', 'PHDR_RANGE', phoff=size)
    m.file('phoff.past', 'PHDR_RANGE', phoff=size - 4 * 56 + 1)
    m.file('phoff.huge', 'PHDR_RANGE', phoff=TOP64 - 1)
    m.file('phoff.wraps', 'PHDR_RANGE', phoff=TOP64 - 2 * 56)
    m.file('phoff.wraps-to-0', 'PHDR_RANGE', phoff=TOP64 - 4 * 56)
    m.file('phoff.sign', 'PHDR_RANGE', phoff=2 ** 63)
    m.file('phoff.header', 'PHDR_RANGE|ELF_HEADER|NO_LOAD|ENTRY', phoff=0)
    m.file('shoff.end', 'SHDR_RANGE', shoff=size)
    m.file('shoff.past', 'SHDR_RANGE', shoff=size - 64)
    m.file('shoff.huge', 'SHDR_RANGE', shoff=TOP64 - 1)
    m.file('shoff.wraps', 'SHDR_RANGE', shoff=TOP64 - 128)
    m.file('shoff.wraps-to-0', 'SHDR_RANGE', shoff=TOP64 - 7 * 64)
    m.file('shnum.more', 'SHDR_RANGE', shnum=8)
    m.file('shnum.many', 'SHDR_RANGE', shnum=0xfeff)
    for n, v in (('8', 8), ('huge', TOP64 - 1), ('wraps', 2 ** 58),
                 ('wraps-more', 2 ** 58 + 7), ('2^32', 2 ** 32 + 7)):
        m.file('shnum.0-size-' + n, 'SHDR_RANGE', shnum=0,
               section0={'size': v})
    m.file('shnum.0-size-7', OK, shnum=0, section0={'size': 7})
    m.file('no-sections', OK, no_sections=True, sites=[])
    for name, fields in (
            ('size-huge', {'size': 68 * 2 ** 40}),
            ('size-max', {'size': (TOP64 - 1) // 68 * 68}),
            ('offset-end', {'offset': size}),
            ('offset-past', {'offset': size - 67, 'size': 68}),
            ('offset-max', {'offset': TOP64 - 1, 'size': 68}),
            ('wraps', {'offset': TOP64 - 68, 'size': 68}),
            ('wraps-to-1', {'offset': TOP64 - 67, 'size': 68})):
        if 'offset' in fields:
            fields = {'size': 136, **fields, 'data': None}
        m.file('syslift.' + name, 'SHDR_RANGE', syslift=fields)
    for v in (1, 67, 69, 135):
        m.file('syslift.size-%d' % v, 'SYSLIFT_SIZE', syslift={'size': v})
    m.file('syslift.size-0', OK, sites=[])
    for name, size_ in (('symtab', 2 ** 40 * 24), ('strtab', 2 ** 50)):
        elf = m.good()
        elf.edits.append(lambda out, k=name, v=size_: set_section(
            out, '.' + k, 32, v))
        m.add('%s.size-huge' % name, elf, 'SHDR_RANGE', stream=False)
    elf = m.good()
    elf.sections.append(Section('.bss', eb.SHT_NOBITS, 3, 0, 0x800,
                                2 ** 50))
    m.add('nobits-huge', elf, OK, stream=False)


def set_section(out, name, field, value):
    """Sets a u64 of the header of the section of that name."""
    shoff, = struct.unpack_from('<Q', out, 0x28)
    count, names = struct.unpack_from('<HH', out, 0x3c)
    strings, = struct.unpack_from('<Q', out, shoff + 64 * names + 24)
    for i in range(count):
        at, = struct.unpack_from('<I', out, shoff + 64 * i)
        end = out.index(b'\0', strings + at)
        if out[strings + at:end] == name.encode():
            struct.pack_into('<Q', out, shoff + 64 * i + field, value)
            return
    raise KeyError(name)
