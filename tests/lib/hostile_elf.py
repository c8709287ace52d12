"""ELF files that a loader must refuse, and odd ones that it must accept.

cases() yields them. As a program, feeds them to the chain
elfparse FILE | syscallreject | allowplan | patchapply | runimg --check
until a tool refuses, and compares the tool, the code, the status, the form
of the message and the STOP record with what is expected.

  python3 hostile_elf.py [--list] [--only NAME] [--dir DIR]
"""

import argparse
import concurrent.futures
import mmap
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

import elfbuild as eb
from elfbuild import (DATA, ET_DYN, ET_EXEC, HEAD, NOPS_AT, PT_LOAD, R,
                      STACK, TEXT, TEXT_AT, W, X, Phdr, Section, Site, good,
                      put)
import lpstream

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BIN = os.environ.get('LP_BIN', os.path.join(TOP, 'build', 'bin'))
LIMIT = 10              # seconds for a process; then it counts as hung

# Every code and its status; 1 refused, 2 trouble.
STATUS = dict.fromkeys('''
ELF_CLASS ELF_DATA ELF_TYPE MACHINE PHDR_COUNT PHDR_PLACE INTERP DYNAMIC
NO_LOAD SEG_OVERLAP PAGE_SHARED SEG_WX SEG_ZEROS STACK_EXEC NO_STACK ENTRY
RESERVED_RANGE SYSLIFT_RELOC SITE_COUNT SITE_NUMBER SITE_RANGE SITE_ALIGN
SITE_OVERLAP SLOT_STUB RAW_CALL NUMBER_UNKNOWN PLAN_EXISTS NO_PLAN
NOT_PATCHED FILTER_HELD HEADER_ROOM HEADER_CALL FILE_SIZE PIE_START
FOREIGN'''.split(), 1)
STATUS.update(dict.fromkeys('''
USAGE OPEN READ WRITE TTY TEMP MEMORY TOO_BIG GZIP_BAD GZIP_BOMB BAD_MAGIC
TEXT_MANGLED BAD_VERSION TRUNCATED BAD_CRC BAD_TYPE UNKNOWN_RECORD
RESERVED_FIELD BAD_LENGTH BAD_PADDING BAD_ORDER BAD_END TRAILING BAD_NAME
BAD_TABLE BAD_SET BAD_SITE BAD_PLAN BAD_DATA BAD_SYMBOL BAD_STATEMENT
BAD_STOP SEG_MISMATCH NOT_ELF ELF_VERSION ELF_HEADER PHDR_RANGE SHDR_RANGE
SEG_SIZE SEG_RANGE SEG_WRAP SEG_ALIGN SEG_ORDER SEG_FLAGS SYSLIFT_SIZE
SITE_MASK SITE_ORDER LIST CALL_NAME CALL_NUMBER PLAN_MISMATCH SEAL PREPARE
EXEC'''.split(), 2))

OK = 'OK'
FILTERS = ('syscallreject', 'allowplan', 'patchapply')
ARGS = {'allowplan': ['write,exit'], 'runimg': ['--check']}
TOP64 = 2 ** 64


# Running tools, for mutants.py too.

def run(argv, data=b''):
    """(status, stdout, stderr); status None if it had to be killed."""
    try:
        done = subprocess.run(argv, input=data, capture_output=True,
                              timeout=LIMIT)
    except subprocess.TimeoutExpired as late:
        return None, late.stdout or b'', late.stderr or b''
    return done.returncode, done.stdout, done.stderr


def argv_of(tool, *extra):
    return [os.path.join(BIN, tool), *(extra or ARGS.get(tool, []))]


def need_tools(tools, not_run=False):
    missing = [t for t in tools if not os.access(argv_of(t)[0], os.X_OK)]
    if missing and not not_run:
        sys.exit('no %s in %s; build it, or set LP_BIN' % (
            ', '.join(missing), BIN))


def exit_status(tool, status):
    """What the tool's process exits with for a stage's 1 or 2."""
    if tool == 'runimg':
        return {1: 126, 2: 125}[status]
    return status


def parse_message(tool, err):
    """The code of the one message line on stderr, or None."""
    lines = err.decode('utf-8', 'replace').splitlines()
    if len(lines) != 1 or not lines[0].startswith(tool + ': '):
        return None
    # The file's name may have colons too.
    for found in re.finditer(r': ([A-Z_]+): ', lines[0]):
        if found.group(1) in STATUS and re.match(
                r'[^:]+ @.+: .+', lines[0][found.end():]):
            return found.group(1)
    return None


def refusal(tool, codes, result):
    """'' if the tool refused with one of codes in proper form, or why."""
    status, out, err = result
    if status is None:
        return 'did not end in %d s' % LIMIT
    if status < 0:
        return 'killed by signal %d' % -status
    if status == 0:
        return 'accepted'
    code = parse_message(tool, err)
    if code is None:
        return 'not one message line of the form tool: file: CODE: ..: ..'
    if codes and code not in codes:
        return 'code ' + code
    if code not in STATUS:
        return 'undocumented code ' + code
    if status != exit_status(tool, STATUS[code]):
        return 'status does not fit ' + code
    if tool in FILTERS or tool == 'elfparse':
        return bad_stop(tool, code, out)
    if tool == 'runimg' and out:
        return 'output on stdout'
    return ''


def written(data, image):
    """'' if runimg -o makes of a stream the file that it should."""
    if sum(s.memsz for s in image.segments) > 2 ** 26:
        return ''
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'out')
        result = run(argv_of('runimg', '-o', path), data)
        if result[0] != 0:
            return 'runimg -o: ' + show(result)
        if not os.path.exists(path):
            return 'runimg -o wrote no file'
        # Mapped, since a table far out makes a file of holes.
        with open(path, 'rb') as file, mmap.mmap(
                file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
            why = lpstream.check_file(bytes_, image)
    return why and 'runimg -o: ' + why


def bad_stop(tool, code, out):
    """'' if out ends with the STOP of this failure."""
    try:
        last = lpstream.parse(out)[-1]
        if last.name != 'STOP':
            return 'output ends with ' + last.name
        stop = lpstream.Stop.unpack(last.payload)
    except lpstream.BadStream as bad:
        return 'output is no stream: %s' % bad
    if stop.status != STATUS[code]:
        return 'STOP has status %d' % stop.status
    if stop.texts[:2] != [tool.encode(), code.encode()]:
        return 'STOP says %r' % (stop.texts[:2],)
    return ''


def show(result):
    status, _, err = result
    text = err.decode('utf-8', 'replace').strip()
    return 'status %s, stderr %r' % (status, text[:300])


def report(jobs, judge):
    """Runs judge over jobs in a pool; prints failures and the summary."""
    failed = total = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for lines in pool.map(judge, jobs):
            total += 1
            if lines:
                failed += 1
                print(lines)
    print('%d passed, %d failed' % (total - failed, failed))
    return 1 if failed or not total else 0


# The cases.

class Case:
    """codes: what may be said; tools: who may say it (the first that does).

    stream: the attack also exists as an image stream (mutants.py).
    upto: for a file to be accepted, the last tool that must accept it.
    """

    def __init__(self, name, elf, codes, tools, stream, upto):
        self.name, self.elf, self.stream = name, elf, stream
        self.codes = set(codes.split('|'))
        self.tools, self.upto = tools.split('|'), upto

    def file(self):
        if isinstance(self.elf, bytes):
            return self.elf
        return self.elf.build()


class Maker:
    """Collects the cases of one machine and ELF type."""

    def __init__(self, arch, etype):
        self.arch, self.etype = arch, etype
        self.prefix = '%s/%s/' % (arch.name,
                                  'exec' if etype == ET_EXEC else 'dyn')
        self.out = []

    def good(self):
        return good(self.arch, self.etype)

    def add(self, name, elf, codes, tools='elfparse', stream=True,
            upto='runimg'):
        self.out.append(Case(self.prefix + name, elf, codes, tools, stream,
                             upto))

    def file(self, name, codes, **fields):
        """A case of the ELF file alone, by fields of Elf."""
        elf = self.good()
        for key, value in fields.items():
            setattr(elf, key, value)
        self.add(name, elf, codes, stream=False)

    def phdr(self, name, index, codes, **fields):
        """A case by fields of one program header."""
        elf = self.good()
        for key, value in fields.items():
            setattr(elf.phdrs[index], key, value)
        # A stream has no file that a segment could be outside of.
        self.add(name, elf, codes, stream='SEG_RANGE' not in codes)

    def extra(self, name, codes, *phdrs, at=STACK, **how):
        """A case by program headers more, before PT_GNU_STACK."""
        elf = self.good()
        elf.phdrs[DATA].memsz = how.pop('data_memsz', 0x80)
        elf.phdrs[at:at] = phdrs
        self.add(name, elf, codes, **how)


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
    for n in (64 + 224, TEXT_AT, TEXT_AT + 1, eb.DATA_AT, eb.DATA_AT + 15):
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
    for n, codes in ((1024, OK), (1025, 'PHDR_COUNT')):
        elf = m.good()
        elf.phdrs += [Phdr(eb.PT_NULL, 0) for _ in range(n - 4)]
        elf.phoff = 0x1000
        elf.blobs = [(0x1000, b''.join(p.pack() for p in elf.phdrs))]
        m.add('phdrs.%d' % n, elf, codes)
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
    m.add('stack.none', elf, 'NO_STACK', 'runimg')

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


def raw_calls(m):
    a, page = m.arch, m.arch.page
    g = m.good()
    text = g.phdrs[TEXT].vaddr
    late = 'syscallreject'
    base = g.phdrs[DATA].vaddr - eb.DATA_AT     # of DATA's page

    def raw(name, elf, bad=True, **how):
        m.add('raw.' + name, elf, 'RAW_CALL' if bad else OK, late, **how)

    def pair(front, back, gap=0, flags=(R | X, R | X), at_page=True,
             hole=0):
        """Two segments that touch; front ends the first, back begins the
        second, gap bytes later, or hole pages later."""
        elf = m.good()
        lead = a.nop * (16 // len(a.nop))
        one = lead + front
        two = back + lead
        if at_page:
            end, file_end = base + 8 * page, 2 * page
        else:
            end, file_end = base + 7 * page + 0x80, page + 0x80
        if not at_page and len(front) % 4:
            end += len(front) % 4
            file_end += len(front) % 4
        start2 = end + gap + hole * page
        elf.phdrs[STACK:STACK] = [
            Phdr(PT_LOAD, flags[0], file_end - len(one), end - len(one),
                 body=one, align=page),
            Phdr(PT_LOAD, flags[1], file_end + gap, start2, body=two,
                 align=page)]
        return elf

    nops = a.nop * (16 // len(a.nop))
    for name, call in a.calls.items():
        n = len(call)
        raw(name + '.middle', put(m.good(), TEXT, NOPS_AT, call))
        raw(name + '.first', put(m.good(), TEXT, 0, call))
        raw(name + '.last', put(m.good(), TEXT, -n, call))
        raw(name + '.twice', put(m.good(), TEXT, NOPS_AT, call + call))
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.phdrs[TEXT].flags = X
        raw(name + '.x-only', elf)
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.sites = []
        raw(name + '.no-sites', elf)
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.sections, elf.symbols = [], []
        raw(name + '.no-symbols', elf)
        for off in range(1, 4):
            bad = off % a.step == 0
            raw('%s.off-%d' % (name, off),
                put(m.good(), TEXT, NOPS_AT + off, call), bad)
        # Not executable: the headers, the data.
        elf = m.good()
        elf.phdrs[DATA].body = elf.phdrs[DATA].body[:8] + call + bytes(4)
        elf.phdrs[DATA].filesz = len(elf.phdrs[DATA].body)
        raw(name + '.in-data', elf, False)
        elf = m.good()
        elf.blobs.append((0x380, call))
        raw(name + '.in-head', elf, False)
        # In the page of text, but in no segment: not mapped.
        elf = m.good()
        elf.blobs.append((TEXT_AT + 0x100, call))
        elf.blobs.append((TEXT_AT - 4, call))
        elf.phdrs[HEAD].filesz = elf.phdrs[HEAD].memsz = 0x300
        raw(name + '.uncovered', elf, False)
        for cut in range(1, n):
            front, back = call[:cut], call[cut:]
            label = '%s.split-%d.' % (name, cut)
            if a is not eb.AARCH64:
                even = a is eb.X86_64 or cut % 2 == 0
                raw(label + 'pages', pair(front, back), even)
                raw(label + 'hole', pair(front, back, hole=1), False)
                raw(label + 'then-ro',
                    pair(front, back, flags=(R | X, R)), False)
                raw(label + 'ro-then',
                    pair(front, back, flags=(R, R | X)), False)
                raw(label + 'then-x', pair(front, back, flags=(R | X, X)),
                    even)
            raw(label + 'same-page', pair(front, back, at_page=False))
            if not any(call[cut:-1]) and cut < n - 1:
                raw(label + 'zero-gap',
                    pair(front, call[-1:], gap=n - 1 - cut, at_page=False))
    # Calls that zero fill completes.
    ecall = eb.RISCV64.calls['ecall']
    if a is eb.RISCV64:
        for cut in (1, 2, 3):
            tail = ecall[:cut]
            for name, memsz in (('page-tail', None), ('memsz', 0x200)):
                elf = put(m.good(), TEXT, -4, tail)
                p = elf.phdrs[TEXT]
                p.body = p.body[:0x100 - 4 + cut]
                p.filesz = p.memsz = len(p.body)
                if memsz:
                    p.memsz = memsz
                raw('ecall.zero-%d.%s' % (cut, name), elf)
        # The page's last bytes; what follows decides.
        lead = pair(ecall[:2], b'\x13\x00')
        raw('ecall.page-end', lead, False)
        elf = pair(ecall[:2], b'')
        del elf.phdrs[STACK + 1]
        raw('ecall.page-end.unmapped', elf, False)
        elf = pair(ecall[:2], nops, gap=0x20)
        raw('ecall.page-end.uncovered', elf)
        elf = pair(ecall[:2], b'')
        p = elf.phdrs[STACK + 1]
        p.body, p.filesz, p.memsz = None, 0, 0x40
        raw('ecall.page-end.zero-page', elf)
        elf = pair(ecall[:2], b'')
        del elf.phdrs[STACK + 1]
        elf.phdrs[STACK].memsz += 2
        raw('ecall.page-end.bss', elf)
    # What is not a call.
    near = {'x86_64': ('0f04', '0f06', '0f33', '0f35', '0e05', 'cd7f',
                       'cd81', 'cc80', '050f', '340f', '80cd'),
            'aarch64': ('000000d4', 'e0ff1fd4', '050000d4', '010020d4',
                        '000020d4', '000040d4', '0100a0d4', '010000d5',
                        '110000d4', '090000d4'),
            'riscv64': ('73001000', '73000001', '73000100', '72000000',
                        '77000000', '73002000')}
    for code in near[a.name]:
        raw('not.' + code, put(m.good(), TEXT, NOPS_AT,
                               bytes.fromhex(code)), False)
    raw('not.slot-number', with_number(m, 1023), False)


def with_number(m, number):
    """A third site with that number, in the list or not."""
    elf = m.good()
    put(elf, TEXT, NOPS_AT, m.arch.deny)
    elf.sites.append(Site(elf.entry + NOPS_AT, 1, (number,)))
    return elf


def cases(arches=None):
    for arch in arches or eb.ARCHES.values():
        for etype in (ET_EXEC, ET_DYN):
            m = Maker(arch, etype)
            m.add('good', m.good(), OK)
            for group in (headers, tables, segments, entry, reserved,
                          places, dynamic, relocations, sites, raw_calls):
                group(m)
            names = [c.name for c in m.out]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError('two cases are named ' + name)
            yield from m.out


CHAIN = ('elfparse', 'syscallreject', 'allowplan', 'patchapply', 'runimg')


def judge(case, folder):
    """'' or the lines that say what was wrong."""
    path = os.path.join(folder, case.name.replace('/', '_'))
    with open(path, 'wb') as out:
        out.write(case.file())
    try:
        return judge_file(case, path)
    finally:
        os.unlink(path)


def stream_of(case, path, data):
    """'' if data is the stream that elfparse should make of the file, as
    far as later stages leave it alone."""
    try:
        image = lpstream.decode(lpstream.parse(data))
    except lpstream.BadStream as bad:
        return 'output is no stream: %s' % bad
    want = lpstream.image_of(case.elf, os.path.basename(path).encode())
    for name in ('segments', 'sites', 'nsets'):
        if getattr(want, name) != getattr(image, name):
            return '%s in the stream are not those of the file' % name
    if want.prog.pack() != image.prog.pack():
        return 'PROG is not what the file says'
    if image.plan is None and lpstream.join(want.data) != lpstream.join(
            image.data):
        return 'DATA is not what the file holds'
    return ''


def judge_file(case, path):
    data = before = result = b''
    why = ''
    last = case.upto if OK in case.codes else case.tools[-1]
    for tool in CHAIN[:CHAIN.index(last) + 1]:
        argv = argv_of(tool, path) if tool == 'elfparse' else argv_of(tool)
        result = run(argv, data)
        if result[0] != 0:
            break
        if tool == 'elfparse' and OK in case.codes:
            why = stream_of(case, path, result[1])
            if why:
                break
        before, data = data, result[1]
    if why:
        pass
    elif result[0] == 0:
        if OK not in case.codes:
            why = 'accepted'
        elif tool == 'runimg':
            why = written(before, lpstream.decode(lpstream.parse(before)))
        else:
            why = stream_of(case, path, data)
    elif OK in case.codes and len(case.codes) == 1:
        why = 'refused'
    elif tool not in case.tools:
        why = 'wrong tool ' + tool
    else:
        why = refusal(tool, case.codes, result)
    if not why:
        return ''
    return '%s: expected %s from %s; %s: %s: %s' % (
        case.name, '|'.join(sorted(case.codes)), '|'.join(case.tools), tool,
        why, show(result))


def sample(items, seed):
    """One in LP_SAMPLE of them, where instrumented tools are slow."""
    every = int(os.environ.get('LP_SAMPLE') or 1)
    if every == 1:
        return items
    print('sample: seed %d, one in %d' % (seed, every))
    dice = random.Random(seed)
    return [i for i in items if dice.randrange(every) == 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--only', metavar='NAME',
                        help='cases whose name contains NAME')
    parser.add_argument('--dir', help='write the files there, run nothing')
    args = parser.parse_args()
    need_tools(CHAIN, args.list or args.dir)
    chosen = [c for c in cases() if not args.only or args.only in c.name]
    if args.list:
        for c in chosen:
            print(c.name, '|'.join(sorted(c.codes)), '|'.join(c.tools))
        return 0
    if args.dir:
        for c in chosen:
            with open(os.path.join(args.dir, c.name.replace('/', '_')),
                      'wb') as out:
                out.write(c.file())
        return 0
    with tempfile.TemporaryDirectory() as folder:
        seed = int(os.environ.get('LP_SEED') or random.randrange(2 ** 32))
        return report(sample(chosen, seed), lambda c: judge(c, folder))


if __name__ == '__main__':
    sys.exit(main())
