"""Damaged and forged image streams, which every reader must refuse.

Raw mutants are damage: flipped bits, cuts, lost bytes, records dropped,
doubled, exchanged. Resealed mutants are forgeries: a field is set to each
kind of value that image-stream(5) forbids, and counts, CRCs and END are made
right again. Each comes with the codes that may be said of it, usually one.

  python3 mutants.py --tool TOOL [--kind raw|resealed] [--seed N] [--list]
                     [--only NAME]

runimg is run with --check, and for a sample without it: the image's output
must never appear.
"""

import argparse
import copy
import json
import os
import random
import struct
import sys
import tempfile

import elfbuild as eb
from elfbuild import (DATA, HEAD, NOPS_AT, PT_LOAD, R, STACK, TEXT, W, X,
                      Phdr)
import hostile_elf as he
from hostile_elf import OK, TOP64
import lpstream as lp
from lpstream import ALLOWED, BYTES, DENIED, FILTER, NOBODY, Rec

# What each reader is given: the stream as the stage before leaves it.
STAGE = {'syscallreject': 'parsed', 'allowplan': 'checked',
         'patchapply': 'planned', 'runimg': 'patched', 'imgdump': 'patched'}
SCANNERS = ('syscallreject', 'patchapply', 'runimg')
# What may be said of damage: a stream that is malformed, not an image that
# is against a rule.
DAMAGE = {code for code, status in he.STATUS.items() if status == 2}

# Fields without a forbidden value: why, and values that must be accepted.
EVERY_VALUE_LEGAL = {
    'signature.minor': (
        'a minor version only adds records that may be skipped',
        (1, 2, 0xff, 0xffff)),
    'PROG.e_flags': (
        'the machine\'s own; no rule uses it', (1, 5, 0xffffffff)),
    'PROG.e_phoff': (
        'no rule for readers; where runimg writes its table, so it may say'
        ' HEADER_ROOM, HEADER_CALL or FILE_SIZE',
        (0, 63, 0x100, 0x420, 0x7f0, 2 ** 40, 2 ** 47,
         2 ** 62, 2 ** 63, TOP64 - 4096)),
    'PROG.p_paddr': (
        'physical addresses mean nothing here', (1, TOP64 - 1)),
    'PROG.PT_NULL': (
        'an unused entry', (1, TOP64 - 1)),
    'PROG.unknown p_type': (
        'what is not on runimg\'s list is dropped', (1, TOP64 - 1)),
    'PROG.PT_GNU_STACK sizes': (
        'only its flags are read', (1, TOP64 - 1)),
    'PROG.name': (
        'any byte but NUL and /',
        (b'.', b'..', b' ', b'a' * 255, b'\x1b[2J\x07\n"\\', b'\xff\xfe',
         bytes(set(range(1, 256)) - {0x2f}))),
    'SITE.argument, known': (
        'a register may hold anything', (0, 1, TOP64 - 1)),
    'NSET members': (
        'any two numbers below 1,024',
        (lp.number_set(0, 1023), b'\xff' * 128)),
    'DATA bytes of a segment without execution': (
        'data is data; a call instruction in it cannot run',
        (b'\x0f\x05', b'\xcd\x80', b'\x01\0\0\xd4', b'\x73\0\0\0')),
    'symb.value': ('symbols are for messages', (0, 1, TOP64 - 1)),
    'symb.size': ('symbols are for messages', (0, 1, TOP64 - 1)),
    'symb.name': (
        'any byte but NUL',
        (b'a', b'a' * 4096, b'\x1b[2J\x07\n"\\', bytes(range(1, 256)))),
    'stmt texts': (
        'nothing relies on them',
        (b'', b'a' * 4096, b'\0\x1b[2J\n"\\\xff', bytes(range(256)))),
}


def put(obj, **fields):
    """Sets fields, as an expression."""
    for key, value in fields.items():
        if not hasattr(obj, key):
            raise AttributeError(key)
        setattr(obj, key, value)


def patch_bytes(rec, at, data):
    """Overwrites payload bytes of a record."""
    p = rec.payload
    at %= len(p)
    rec.payload = p[:at] + data + p[at + len(data):]


def index(records, name, nth=0):
    """Where the nth record of that name is; -1 the last."""
    return [k for k, r in enumerate(records) if r.name == name][nth]


def pick(records, name, nth=0):
    return records[index(records, name, nth)]


class Mutant:
    """One stream for one reader. image: what an accepted one says."""

    def __init__(self, name, data, codes, image=None):
        self.name, self.data, self.image = name, data, image
        self.codes = set(codes.split('|')) if codes else None

    def expected(self):
        if self.codes is None:
            return 'any refusal'
        if self.codes >= DAMAGE:
            return 'any code of status 2'
        return '|'.join(sorted(self.codes))


class Maker:
    """Makes the mutants of one machine for one reader."""

    def __init__(self, tool, arch, etype=eb.ET_EXEC):
        self.tool, self.arch, self.etype = tool, arch, etype
        self.stage, self.out = STAGE[tool], []
        self.prefix = arch.name + '/'

    def base(self, kind='good', stage=None):
        stage = stage or self.stage
        if kind == 'good':
            return lp.good_image(self.arch.name, stage, self.etype)
        return sets_image(self.arch, stage, kind)

    def codes(self, codes, only, but):
        """What this reader may say; None if the mutant is not for it."""
        if self.tool in but:
            return but[self.tool]
        if only and self.tool not in only:
            return None
        return codes

    def image(self, name, change, codes, only=None, kind='good',
              planned=False, lies=False, split=0, **but):
        """A mutant by a change of the Image."""
        codes = self.codes(codes, only, but)
        if codes is None:
            return
        stage = self.stage
        if (planned or kind == 'filter') and stage in ('parsed', 'checked'):
            # The plan is there too early, and wrong.
            stage = 'planned'
            if self.tool == 'allowplan':
                codes += '|PLAN_EXISTS'
        elif kind != 'good' and self.tool == 'allowplan':
            codes += '|NUMBER_UNKNOWN'
        if kind == 'filter' and self.tool == 'runimg':
            codes += '|FILTER_HELD'
        made = self.base(kind, stage)
        change(made)
        if split:
            made.split(split)
        self.keep(name, made, codes)
        if lies:
            made = made.copy()
            made.statements = [lp.statement(t) for t in lp.TOOLS] * 2
            self.keep(name + '/lying', made, codes)
            made = made.copy()
            made.statements = []
            self.keep(name + '/silent', made.split(1), codes)

    def keep(self, name, image, codes):
        self.out.append(Mutant(
            self.prefix + name, image.stream(), codes,
            image if OK in codes.split('|') else None))

    def records(self, name, change, codes, only=None, kind='good',
                planned=False, seal=True, step=None, split=0, **but):
        """A mutant by a change of the records, which it may return."""
        codes = self.codes(codes, only, but)
        if codes is None:
            return
        stage = self.stage
        if planned and stage in ('parsed', 'checked'):
            stage = 'planned'
            if self.tool == 'allowplan':
                codes += '|PLAN_EXISTS'
        if kind != 'good' and self.tool == 'allowplan':
            codes += '|NUMBER_UNKNOWN'
        if kind == 'filter' and self.tool == 'runimg':
            codes += '|FILTER_HELD'
        image = self.base(kind, stage)
        if split:
            image.split(split)
        made = image.records(step)
        made = change(made) or made
        if seal:
            made = lp.seal(made)
        self.raw(name, lp.serialize(made), codes)

    def raw(self, name, data, codes, image=None):
        self.out.append(Mutant(self.prefix + name, data, codes, image))


def sets_image(arch, stage, kind):
    """A good image with sites of several and of unknown numbers.

    Sites 0 and 1 are the good image's; 2 has a set, 3 no number, 4 another
    set. kind 'sets': the plan denies 2, 3, 4. 'filter': it allows them.
    """
    elf = eb.good(arch)
    for at in (0, 16, 32):
        eb.put(elf, TEXT, NOPS_AT + at, arch.deny)
    image = lp.image_of(elf)
    for at, numbers, number in ((0, 2, 0), (16, 0, 0), (32, 2, 1)):
        image.sites.append(lp.Site(
            address=elf.entry + NOPS_AT + at, kind=1, length=8,
            numbers=numbers, number=number, original=arch.deny, known=4,
            arguments=[0, 77, 0, 0, 0, 0]))
    image.nsets = [lp.number_set(arch.write, 5, 1023),
                   lp.number_set(arch.exit, 6)]
    image = lp.advance(image, 'planned' if stage == 'patched' else stage)
    if image.plan and kind == 'filter':
        for k, numbers, number in ((2, 2, 0), (3, 1, 7), (4, 1, 6)):
            put(image.plan[k], numbers=numbers, number=number,
                decision=ALLOWED, holder=FILTER)
        image.psets = [lp.number_set(arch.write, 5)]
    if stage == 'patched':
        image.statements.append(lp.statement('patchapply'))
        lp.patch(image)
    return image


# Forgeries of the frame.

def signatures(m):
    body = m.base().stream()[16:]
    sig = lp.signature()
    for i in range(8):
        for bit in range(8):
            bad = bytearray(sig)
            bad[i] ^= 1 << bit
            m.raw('sig.byte-%d-bit-%d' % (i, bit), bytes(bad) + body,
                  'BAD_MAGIC|TEXT_MANGLED')
    low = bytes((sig[0] & 0x7f,)) + sig[1:]
    m.raw('sig.7-bit', low + body, 'TEXT_MANGLED')
    m.raw('sig.lf', sig.replace(b'\r\n', b'\n') + body, 'TEXT_MANGLED')
    m.raw('sig.crlf', sig.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n')
          + body, 'TEXT_MANGLED')
    m.raw('sig.lf-everywhere', (sig + body).replace(b'\r\n', b'\n'),
          'TEXT_MANGLED')
    m.raw('sig.crlf-everywhere', (sig + body).replace(b'\n', b'\r\n'),
          'TEXT_MANGLED')
    m.raw('sig.utf-8', (sig + body).decode('latin-1').encode(),
          'TEXT_MANGLED|BAD_MAGIC')
    for major in (0, 2, 0x101, 0xffff):
        m.raw('sig.major-%d' % major, lp.signature(major) + body,
              'BAD_VERSION')
    for bit in (0, 7, 8, 31):
        m.raw('sig.reserved-%d' % bit,
              lp.signature(reserved=1 << bit) + body, 'RESERVED_FIELD')
    for n in range(16):
        m.raw('sig.cut-%d' % n, sig[:n], 'TRUNCATED')
    m.raw('sig.alone', sig, 'TRUNCATED')
    m.raw('sig.twice', sig + sig + body, 'BAD_TYPE')
    m.raw('not.elf', eb.good(m.arch).build(), 'BAD_MAGIC')
    m.raw('not.gzip', b'\x1f\x8b\x08' + bytes(64), 'BAD_MAGIC')
    m.raw('not.png', b'\x89PNG\r\n\x1a\n' + bytes(64), 'BAD_MAGIC')
    m.raw('not.text', b'Segmentation fault\n' * 4, 'BAD_MAGIC')
    m.raw('not.zeros', bytes(4096), 'BAD_MAGIC')


def frames(m):
    """Each record's header, padding, CRC; unknown records; END."""
    names = sorted({r.name for r in m.base('sets').records()})
    kind = 'good' if m.tool == 'allowplan' else 'sets'
    if kind == 'good':
        names.remove('NSET')

    def each(name, change, codes, seal=True):
        for n in names:
            m.records('%s.%s' % (n.strip(), name),
                      lambda rs, n=n: change(pick(rs, n)), codes,
                      kind=kind, seal=seal and n != 'END ')

    for bit in (0, 1, 15, 16, 31):
        each('flags-%d' % bit, lambda r: put(r, flags=1 << bit),
             'RESERVED_FIELD')
    each('crc+1', lambda r: put(r, crc=(r.sum() + 1) & 0xffffffff),
         'BAD_CRC')
    each('crc-0', lambda r: put(r, crc=0), 'BAD_CRC')
    each('crc-of-payload', lambda r: put(r, crc=lp.zlib.crc32(r.payload)),
         'BAD_CRC')
    for n, at in (('first', 0), ('second', 1), ('third', 2), ('fourth', 3)):
        for what, byte in (('digit', 0x31), ('nul', 0), ('high', 0xc1),
                           ('space', 0x20), ('at', 0x40), ('[', 0x5b),
                           ('`', 0x60), ('{', 0x7b)):
            if what == 'space' and at == 3:
                continue
            each('type.%s-%s' % (n, what),
                 lambda r: put(r, type=r.type[:at] + bytes((byte,))
                               + r.type[at + 1:]), 'BAD_TYPE')
    for size in (lp.MAX_PAYLOAD + 1, 2 ** 32, 2 ** 63, TOP64 - 1,
                 TOP64 - 4, TOP64 - 16, TOP64 - 20):
        each('length-%#x' % size, lambda r: put(r, length=size),
             'BAD_LENGTH')
    # The claimed length passes the stream's end.
    m.records('stmt.length-past-end',
              lambda rs: put(pick(rs, 'stmt', -1), length=100000),
              'TRUNCATED')
    for n in names + ['stmt']:
        for k in range(1, 8):
            def pad(rs, n=n, k=k):
                r = pick(rs, n)
                if -(len(r.payload) + 4) % 8 < k:
                    return rs[:0]
                zeros = bytearray(-(len(r.payload) + 4) % 8)
                zeros[k - 1] = 1
                r.padding = bytes(zeros)
                return rs
            if pad(m.base(kind).records()):
                m.records('%s.padding-%d' % (n.strip(), k), pad,
                          'BAD_PADDING', kind=kind, seal=n != 'END ')
    # A payload of the right form, but one byte too long or too short.
    for n in names:
        if n in ('stmt', 'symb', 'DATA'):
            continue
        codes = 'BAD_LENGTH'
        if n in ('PROG', 'SITE', 'NSET', 'PLAN', 'SEGM'):
            codes += '|BAD_NAME|BAD_TABLE|SEG_MISMATCH'
        for what, change in (
                ('longer', lambda p: p + b'\0'),
                ('shorter', lambda p: p[:-1]),
                ('longer-8', lambda p: p + bytes(8)),
                ('shorter-8', lambda p: p[:-8]),
                ('empty', lambda p: b''),
                ('of-1', lambda p: p[:1]), ('of-7', lambda p: p[:7])):
            m.records('%s.payload-%s' % (n.strip(), what),
                      lambda rs, n=n: put(pick(rs, n), payload=change(
                          pick(rs, n).payload)), codes, kind=kind,
                      seal=n != 'END ')
    for n in ('stmt', 'symb', 'DATA'):
        codes = {'stmt': 'BAD_STATEMENT', 'symb': 'BAD_SYMBOL',
                 'DATA': 'BAD_DATA'}[n] + '|BAD_LENGTH'
        for size in (0, 1, 7) if n != 'symb' else (1, 17, 18, 19):
            m.records('%s.payload-of-%d' % (n, size),
                      lambda rs, n=n: put(pick(rs, n), payload=pick(
                          rs, n).payload[:size]), codes)
    # Letters in another case make another record of it.
    for n in names:
        if n[0].isupper():
            for at in (1, 2, 3):
                if n[at].isalpha():
                    m.records(
                        '%s.case-%d' % (n.strip(), at),
                        lambda rs, n=n: put(pick(rs, n), type=(
                            n[:at] + n[at:].swapcase()).encode()),
                        'UNKNOWN_RECORD', kind=kind, seal=n != 'END ')
    for at in range(len(m.base().records())):
        for n in ('ABCD', 'ABC ', 'Zzzz', 'PROg', 'STMT'):
            m.records('unknown.%s-%d' % (n.strip(), at),
                      lambda rs: rs.insert(at, Rec(n, b'x')),
                      'UNKNOWN_RECORD')
    end = 'END '
    for what, at, data, codes in (
            ('count+1', None, 1, 'BAD_END'),
            ('count-1', None, -1, 'BAD_END'),
            ('count-0', 0, bytes(8), 'BAD_END'),
            ('count-max', 0, b'\xff' * 8, 'BAD_END'),
            ('count-high', 4, b'\1', 'BAD_END'),
            ('crc-0', 8, bytes(4), 'BAD_END'),
            ('crc-max', 8, b'\xff' * 4, 'BAD_END'),
            ('reserved', 12, b'\1', 'RESERVED_FIELD'),
            ('reserved-high', 15, b'\x80', 'RESERVED_FIELD')):
        def change(rs):
            if at is None:
                count = len(rs) - 1 + data
                patch_bytes(rs[-1], 0, struct.pack('<Q', count))
            else:
                patch_bytes(rs[-1], at, data)
        m.records('END.' + what, change, codes, seal=False)
    for what, tail in (('zero', b'\0'), ('zeros', bytes(8)),
                       ('newline', b'\n'),
                       ('a-record', Rec('abcd').pack()),
                       ('END', None), ('a-stream', m.base().stream())):
        def extra(rs, tail=tail):
            return lp.serialize(rs) + (rs[-1].pack() if tail is None
                                       else tail)
        m.raw('END.then-' + what, extra(m.base().records()), 'TRAILING')
        m.raw('STOP.then-' + what,
              lp.serialize([stop(1)]) + (tail or stop(1).pack()),
              'TRAILING')


def order(m):
    """Records dropped, doubled, exchanged; the frame right again."""
    kinds = [('good', False)]
    if m.tool != 'allowplan':
        kinds += [('sets', False), ('filter', True)]
    rank = ['PROG', 'SEGM', 'SITE', 'NSET', 'PLAN', 'PSET', 'DATA', 'symb',
            'stmt', 'END ']
    dropped = {
        'PROG': 'BAD_ORDER', 'SEGM': 'BAD_ORDER', 'SITE': 'BAD_ORDER',
        'NSET': 'BAD_SET|BAD_ORDER|BAD_SITE', 'PSET': 'BAD_SET|BAD_PLAN',
        'DATA': 'BAD_DATA|BAD_ORDER', 'symb': OK, 'stmt': OK,
        'END ': 'TRUNCATED'}
    for kind, planned in kinds:
        base = m.base(kind, 'planned' if planned and m.stage == 'parsed'
                      else None).records()
        for k, rec in enumerate(base):
            n = rec.name
            label = '%s.%d-%s' % (kind, k, n.strip())
            codes = dropped.get(n)
            if n == 'PLAN':
                codes = {'patchapply': 'NO_PLAN', 'runimg': 'NO_PLAN',
                         'imgdump': OK}.get(m.tool, OK)
                if kind == 'filter':
                    codes += '|BAD_ORDER'
                    codes = codes.replace(OK + '|', '')
            m.records('drop.' + label, lambda rs: rs.pop(k) and rs, codes,
                      kind=kind, planned=planned, seal=n != 'END ')
            codes = {'stmt': OK, 'symb': OK, 'END ': 'TRAILING',
                     'DATA': 'BAD_DATA', 'PROG': 'BAD_ORDER',
                     'SEGM': 'BAD_ORDER'}.get(n, 'BAD_TABLE|BAD_ORDER')
            if n == 'END ':
                m.records('double.' + label, lambda rs: rs + rs[-1:],
                          codes, kind=kind, planned=planned, seal=False)
                continue
            m.records('double.' + label, lambda rs: rs.insert(k, rs[k]),
                      codes, kind=kind, planned=planned)
            for j in range(k + 1, len(base)):
                other = base[j].name
                if other == n and n != 'DATA':
                    continue
                if other == 'END ':
                    codes = 'TRAILING|BAD_END|BAD_ORDER|BAD_DATA|TRUNCATED'
                    codes += '|BAD_TABLE|BAD_SET|NO_PLAN|BAD_PLAN'
                    if n == 'stmt' and j == k + 1:
                        codes = 'TRAILING|BAD_END'
                elif n == 'DATA' and other == 'DATA':
                    codes = 'BAD_DATA'
                elif j == k + 1 and 'PLAN' in (n, other) and 'NSET' in (
                        n, other):
                    codes = 'BAD_ORDER|BAD_SET|BAD_SITE'
                elif n in ('PLAN', 'SITE') and 'PROG' not in (n, other):
                    codes = 'BAD_ORDER|BAD_SET|BAD_DATA|NO_PLAN|BAD_PLAN'
                    codes += '|BAD_TABLE|BAD_SITE'
                elif 'DATA' in (n, other):
                    codes = 'BAD_ORDER|BAD_DATA|BAD_SET|BAD_PLAN|BAD_SITE'
                else:
                    codes = 'BAD_ORDER|BAD_SET|BAD_PLAN|BAD_SITE'

                def swap(rs, k=k, j=j):
                    rs[k], rs[j] = rs[j], rs[k]
                m.records('swap.%s-%d-%s' % (label, j, other.strip()), swap,
                          codes, kind=kind, planned=planned,
                          seal=other != 'END ')
        # Each known record once more where it may not stand.
        for k, rec in enumerate(base[:-1]):
            for j in range(len(base)):
                here = rank.index(base[j].name)
                before = rank.index(base[j - 1].name) if j else -1
                if before <= rank.index(rec.name) <= here:
                    continue
                m.records('move.%s.copy-%s-to-%d' % (
                    kind, rec.name.strip(), j),
                    lambda rs: rs.insert(j, rs[k]),
                    'BAD_ORDER|BAD_DATA|BAD_TABLE|BAD_SET|NO_PLAN'
                    '|BAD_SITE|BAD_PLAN',
                    kind=kind, planned=planned)


def stop(status, code=b'RAW_CALL'):
    return Rec('STOP', lp.Stop(status, b'elsewhere', code, b'address 0x1',
                               b'something').pack())


def stops(m):
    """STOP in wrong form."""
    def one(name, codes, /, **fields):
        s = lp.Stop(1, b'elsewhere', b'RAW_CALL', b'here', b'why')
        put(s, **fields)
        m.raw('STOP.' + name, lp.serialize([Rec('STOP', s.pack())]), codes)

    for v in (0, 3, 126, 255, 256, 257, 2 ** 31, 2 ** 32 - 1):
        one('status-%d' % v, 'BAD_STOP', status=v)
    one('reserved', 'RESERVED_FIELD', reserved=1)
    one('reserved-high', 'RESERVED_FIELD', reserved=2 ** 31)
    bad = 'BAD_STOP|BAD_LENGTH'
    one('lengths-more', bad, lengths=[9, 8, 4, 4])
    one('lengths-less', bad, lengths=[9, 8, 4, 2])
    one('lengths-none', bad, lengths=[0, 0, 0, 0])
    one('lengths-max', bad, lengths=[0xffff] * 4)
    for k in range(4):
        texts = [b'a'] * 4
        texts[k] = b'a' * 4097
        one('text-%d-long' % k, 'BAD_STOP', texts=texts)
    p = stop(1).payload
    for n in (0, 4, 8, 15, 16, len(p) - 1):
        m.raw('STOP.of-%d' % n, lp.serialize([Rec('STOP', p[:n])]), bad)
    m.raw('STOP.then-END', lp.serialize(
        [stop(1), lp.end_of([stop(1)])]), 'TRAILING')
    m.raw('STOP.cut', lp.serialize([stop(1)])[:-1], 'TRUNCATED')


# Forgeries of the meaning.

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
    one('type-dyn', OK, type=3)
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


def tables(m):
    """SITE, NSET, PLAN, PSET: total and first."""
    for name, size in lp.ENTRY_SIZE.items():
        kind = 'filter' if name == 'PSET' else 'sets'
        planned = name in ('PLAN', 'PSET')
        if m.tool == 'allowplan' and name != 'SITE':
            continue
        if m.tool == 'allowplan':
            kind = 'good'

        def one(what, change, codes, **how):
            m.records('%s.%s' % (name, what), change, codes, kind=kind,
                      planned=planned, **how)

        stage = 'planned' if planned and m.stage == 'parsed' else None
        rows = [r for r in m.base(kind, stage).records() if r.name == name]
        count, = struct.unpack_from('<I', rows[0].payload)
        bad = 'BAD_TABLE|BAD_LENGTH|BAD_ORDER'
        if name == 'PLAN' or m.stage in ('planned', 'patched'):
            bad += '|PLAN_MISMATCH'     # the two totals differ too
        for v in {count + 1, count - 1, 0, 4096, 65536} - {count}:
            one('total-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 0, struct.pack('<I', v)),
                bad + '|BAD_SET')
        over = {'SITE': 'SITE_COUNT', 'PLAN': 'SITE_COUNT'}.get(
            name, 'BAD_SET')
        for v in (4097 if 'SET' in name else 65537, 2 ** 31, 2 ** 32 - 1):
            one('total-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 0, struct.pack('<I', v)),
                bad + '|' + over)
        for v in (1, count, 2 ** 31, 2 ** 32 - 1):
            one('first-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 4, struct.pack('<I', v)),
                'BAD_TABLE')
        one('entry-missing', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload[:-size]), bad)
        one('entry-more', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload
            + pick(rs, name).payload[-size:]), 'BAD_TABLE|BAD_LENGTH')
        one('no-entries', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload[:8]), bad)
        one('empty-added', lambda rs: rs.insert(
            index(rs, name, -1) + 1, Rec(name, struct.pack(
                '<II', count, count))), bad)
        one('empty-before', lambda rs: rs.insert(
            index(rs, name), Rec(name, struct.pack('<II', count, 0))), bad)
        if 'SET' in name:
            one('table-of-0', lambda rs: put(
                pick(rs, name), payload=bytes(8)),
                bad + '|BAD_SET')
        elif name == 'PLAN' or not planned:
            one('table-of-0-and-more', lambda rs: rs.insert(
                index(rs, name), Rec(name, bytes(8))), bad)
        if count > 1:
            one('split.total', lambda rs: patch_bytes(
                pick(rs, name, 1), 0, struct.pack('<I', count + 1)),
                'BAD_TABLE|PLAN_MISMATCH' if name == 'PLAN'
                else 'BAD_TABLE', step=1)
            one('split.first', lambda rs: patch_bytes(
                pick(rs, name, 1), 4, struct.pack('<I', 0)),
                'BAD_TABLE', step=1)
            one('split.first+1', lambda rs: patch_bytes(
                pick(rs, name, 1), 4, struct.pack('<I', 2)),
                'BAD_TABLE', step=1)
            one('split.lost', lambda rs: rs.pop(index(rs, name, 1)) and rs,
                bad, step=1)
            one('split.lost-last', lambda rs: rs.pop(
                index(rs, name, -1)) and rs, bad, step=1)

            def swap(rs):
                k = index(rs, name, 0)
                rs[k], rs[k + 1] = rs[k + 1], rs[k]
            one('split.swapped', swap, 'BAD_TABLE', step=1)
            one('split.doubled', lambda rs: rs.insert(
                index(rs, name), pick(rs, name)), 'BAD_TABLE', step=1)


def both_totals(m):
    """SITE and PLAN agree on a number of entries that neither has."""
    for name, more, step in (('missing', 0, None), ('missing-split', 0, 1),
                             ('plan-has', 1, None), ('site-has', 2, None)):
        def change(rs):
            for n in ('SITE', 'PLAN'):
                for r in rs:
                    if r.name == n:
                        patch_bytes(r, 0, struct.pack('<I', 3))
            if more == 1:
                r = pick(rs, 'PLAN')
                r.payload += r.payload[-16:]
            if more == 2:
                r = pick(rs, 'SITE')
                last = bytearray(r.payload[-80:])
                last[0] = 0xd0
                r.payload += bytes(last)
        m.records('totals.' + name, change,
                  'BAD_TABLE|BAD_ORDER|PLAN_MISMATCH|SITE_OVERLAP',
                  planned=True, step=step)


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


def site(m):
    first = m.base().sites[0]
    end = first.address // m.arch.page * m.arch.page + 0x500
    data = m.base().segments[2].address
    head = m.base().segments[0].address

    def one(name, codes, nth=0, base='good', /, **fields):
        m.image('SITE.' + name, lambda i: put(i.sites[nth], **fields),
                codes, kind=base)

    geometry = 'SITE_RANGE|SITE_ORDER'
    for name, nth, address, codes in (
            ('0', 0, 0, 'SITE_RANGE'), ('head', 0, head, 'SITE_RANGE'),
            ('0-second', 1, 0, geometry),
            ('before-text', 0, m.base().segments[1].address - 4,
             'SITE_RANGE'),
            ('data', 1, data, 'SITE_RANGE'),
            ('end', 1, end, 'SITE_RANGE'),
            ('across-end', 1, end - 4, 'SITE_RANGE'),
            ('bss', 1, data + 0x40, 'SITE_RANGE'),
            ('max', 1, TOP64 - 4, 'SITE_RANGE'),
            ('max-8', 1, TOP64 - 8, 'SITE_RANGE'),
            ('kernel', 1, 2 ** 63, 'SITE_RANGE'),
            ('same', 1, first.address, 'SITE_OVERLAP|SITE_ORDER'),
            ('overlap', 1, first.address + 4, 'SITE_OVERLAP'),
            ('order', 0, m.base().sites[1].address + 0x20, 'SITE_ORDER')):
        one('address-' + name, codes, nth, address=address)
        if m.stage in ('planned', 'patched'):
            # The plan moved too.
            m.image('SITE.address-%s/plan' % name, lambda i: (
                put(i.sites[nth], address=address),
                put(i.plan[nth], address=address)), codes)
    if m.arch.step > 1:
        one('align', 'SITE_ALIGN', 1,
            address=m.base().sites[1].address + 1)
    if m.arch.step > 2:
        one('align-2', 'SITE_ALIGN', 1,
            address=m.base().sites[1].address + 2)
    m.image('SITE.swapped', lambda i: i.sites.reverse(), 'SITE_ORDER')
    for v in (0, 2, 3, 255):
        one('kind-%d' % v, 'BAD_SITE', kind=v)
    for v in (0, 1, 7, 9, 16, 255):
        one('length-%d' % v, 'BAD_SITE', length=v)
    for v in (3, 4, 128, 255):
        one('numbers-%d' % v, 'BAD_SITE', numbers=v)
    for v in (1, 255):
        one('reserved-%d' % v, 'RESERVED_FIELD', reserved=v)
    for v in (1, 2 ** 31):
        one('reserved2-%d' % v, 'RESERVED_FIELD', reserved2=v)
    for v in (1024, 1025, 0xffff, 2 ** 31, 2 ** 32 - 1):
        one('number-%d' % v, 'SITE_NUMBER', number=v)

        def both(i):
            put(i.sites[0], number=v)
            if i.plan:
                put(i.plan[0], number=v)
        m.image('SITE.number-%d/plan' % v, both, 'SITE_NUMBER')
    one('numbers-0-number', 'BAD_SITE', numbers=0, known=2)
    one('numbers-0-known', 'BAD_SITE|SITE_MASK', numbers=0, number=0)
    one('numbers-1-not-known', 'BAD_SITE|SITE_MASK', known=2)
    one('numbers-1-nothing-known', 'BAD_SITE|SITE_MASK', known=0,
        arguments=[0] * 6)
    one('numbers-2-no-set', 'BAD_SITE|BAD_SET', numbers=2, number=0,
        known=2)
    for bit in (7, 8, 15, 16, 31):
        one('known-bit-%d' % bit, 'SITE_MASK', known=3 | 1 << bit)
    one('known-max', 'SITE_MASK', known=2 ** 32 - 1)
    for k in range(1, 6):
        for v in (1, 2 ** 63):
            arguments = [1, 0, 0, 0, 0, 0]
            arguments[k] = v
            one('argument-%d-%d' % (k + 1, v), 'BAD_SITE',
                arguments=arguments)
    one('argument-1-forgotten', 'BAD_SITE', known=1)
    for k in range(8):
        wrong = bytearray(m.arch.deny)
        wrong[k] ^= 0x10
        one('original-%d' % k, 'SLOT_STUB|BAD_SITE', original=bytes(wrong))
    for name, form in (('allow', m.arch.allow(m.arch.write)),
                       ('bare', m.arch.bare()), ('zero', bytes(8))):
        one('original-' + name, 'SLOT_STUB|BAD_SITE', original=form)
    # A site that the plan knows is left out.
    m.image('SITE.dropped', lambda i: i.sites.pop(),
            'PLAN_MISMATCH|BAD_TABLE', only=('patchapply', 'runimg',
                                             'imgdump'))
    if m.tool == 'allowplan':
        return
    for v in (2, 3, 4096, 2 ** 32 - 1):
        one('set-%d' % v, 'BAD_SET', 2, 'sets', number=v)
    one('set-known', 'BAD_SITE|SITE_MASK', 2, 'sets', known=5)
    one('none-number', 'BAD_SITE', 3, 'sets', number=1)
    one('none-known', 'BAD_SITE|SITE_MASK', 3, 'sets', known=5)
    one('none-argument', 'BAD_SITE', 3, 'sets', known=0)


def sets(m):
    if m.tool == 'allowplan':
        return
    for table, kind in (('nsets', 'sets'), ('psets', 'filter')):
        name = 'NSET' if table == 'nsets' else 'PSET'
        for what, one in (
                ('empty', bytes(128)), ('one-0', lp.number_set(0)),
                ('one-1023', lp.number_set(1023)),
                ('one', lp.number_set(m.arch.write))):
            m.image('%s.%s' % (name, what), lambda i: getattr(
                i, table).__setitem__(0, one),
                'BAD_SET', kind=kind)
        if name == 'NSET':
            m.image('NSET.empty-second', lambda i: i.nsets.__setitem__(
                1, bytes(128)), 'BAD_SET', kind=kind)
        m.image('%s.4097' % name, lambda i: getattr(i, table).extend(
            [lp.number_set(m.arch.write, 5)] * 4097),
            'BAD_SET|BAD_TABLE', kind=kind)


def plan(m):
    first = m.base().sites[0].address

    def one(name, codes, nth=0, kind='good', /, **fields):
        m.image('PLAN.' + name, lambda i: put(i.plan[nth], **fields), codes,
                kind=kind, planned=True)

    bad, wrong = 'BAD_PLAN|PLAN_MISMATCH', 'PLAN_MISMATCH'
    for name, nth, v in (('0', 0, 0), ('+1', 0, first + 1),
                         ('+4', 1, first + 4), ('max', 0, TOP64 - 1),
                         ('same', 1, first), ('high', 0, first ^ 2 ** 32),
                         ('sign', 0, first ^ 2 ** 63)):
        one('address-' + name, wrong, nth, address=v)
    m.image('PLAN.swapped', lambda i: i.plan.reverse(), wrong, planned=True)
    m.image('PLAN.dropped', lambda i: i.plan.pop(), wrong + '|BAD_TABLE',
            planned=True)
    m.image('PLAN.empty', lambda i: i.plan.clear(), wrong + '|BAD_TABLE',
            planned=True)
    m.image('PLAN.added', lambda i: i.plan.append(i.plan[-1]),
            wrong + '|BAD_TABLE', planned=True)
    m.image('PLAN.doubled-first', lambda i: i.plan.insert(0, i.plan[0]),
            wrong + '|BAD_TABLE', planned=True)
    for v in (0, m.arch.exit, 1023):
        one('number-%d' % v, bad, number=v)
    for v in (1024, 2 ** 31 | m.arch.write, 2 ** 32 - 1):
        one('number-%d' % v, bad + '|SITE_NUMBER', number=v)
    for v in (0, 2, 3, 255):
        one('numbers-%d' % v, bad + '|BAD_SET', numbers=v)
    for v in (2, 3, 128, 255):
        one('decision-%d' % v, 'BAD_PLAN', decision=v)
    for v in (3, 4, 128, 255):
        one('holder-%d' % v, 'BAD_PLAN', holder=v)
    one('allowed-by-nobody', bad, holder=NOBODY)
    one('denied-by-bytes', bad, decision=DENIED)
    one('denied-by-filter', bad, decision=DENIED, holder=FILTER)
    for v in (1, 255):
        one('reserved-%d' % v, 'RESERVED_FIELD', reserved=v)
    one('denied-no-number', bad, decision=DENIED, holder=NOBODY, numbers=0,
        number=0)
    one('denied-other-number', bad, decision=DENIED, holder=NOBODY,
        number=m.arch.exit)
    if m.tool == 'allowplan':
        return
    for kind in ('sets', 'filter'):
        for nth, what in ((2, 'set'), (3, 'none')):
            def on(name, codes, nth=nth, what=what, kind=kind, **fields):
                one('%s-%s.%s' % (kind, what, name), codes, nth, kind,
                    **fields)
            on('denied-numbers-1', bad, decision=DENIED, holder=NOBODY,
               numbers=1, number=5)
            on('denied-numbers-2', bad + '|BAD_SET', decision=DENIED,
               holder=NOBODY, numbers=2, number=0)
            on('denied-number', bad, decision=DENIED, holder=NOBODY,
               numbers=0, number=5)
            on('allowed-numbers-0', bad, decision=ALLOWED, holder=FILTER,
               numbers=0, number=0)
            on('by-bytes', bad, decision=ALLOWED, holder=BYTES, numbers=1,
               number=5)
            on('by-nobody', bad, decision=ALLOWED, holder=NOBODY,
               numbers=1, number=5)
            on('number-1024', bad + '|SITE_NUMBER', decision=ALLOWED,
               holder=FILTER, numbers=1, number=1024)
            on('set-9', 'BAD_SET|BAD_PLAN', decision=ALLOWED,
               holder=FILTER, numbers=2, number=9)
            if what == 'set':
                on('not-member', bad, decision=ALLOWED, holder=FILTER,
                   numbers=1, number=6)
    m.image('PLAN.filter-set.more-than-the-site', lambda i:
            i.psets.__setitem__(0, lp.number_set(m.arch.write, 6)),
            bad + '|BAD_SET', kind='filter')
    m.image('PLAN.filter-set.all', lambda i: i.psets.__setitem__(
        0, b'\xff' * 128), bad + '|BAD_SET', kind='filter')
    m.image('PLAN.filter-none.any-set', lambda i: (
        i.psets.append(lp.number_set(1, 1023)),
        put(i.plan[3], numbers=2, number=1)), OK, kind='filter',
        runimg='FILTER_HELD', syscallreject=OK)


def data(m):
    def one(name, change, codes, **how):
        m.image('DATA.' + name, change, codes, **how)

    def move(k, by):
        def change(i):
            a, d = i.data[k]
            i.data[k] = ((a + by) % TOP64, d)
        return change

    for k in range(3):
        for by in (1, -1, 8, 4096, 2 ** 32, 2 ** 63):
            one('%d.address%+d' % (k, by), move(k, by), 'BAD_DATA')

        def cut(i):
            a, d = i.data[k]
            i.data[k] = (a, d[:-1])

        def behead(i):
            a, d = i.data[k]
            i.data[k] = (a + 1, d[1:])

        def longer(i):
            a, d = i.data[k]
            i.data[k] = (a, d + b'\0')

        def gap(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:4]), (a + 5, d[5:])]

        def twice(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:8]), (a + 4, d[4:])]

        def back(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a + 4, d[4:]), (a, d[:4])]

        def empty(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:4]), (a + 4, b''), (a + 4, d[4:])]
        one('%d.short' % k, cut, 'BAD_DATA|BAD_ORDER')
        one('%d.late' % k, behead, 'BAD_DATA')
        one('%d.long' % k, longer, 'BAD_DATA')
        one('%d.gap' % k, gap, 'BAD_DATA')
        one('%d.twice' % k, twice, 'BAD_DATA')
        one('%d.back' % k, back, 'BAD_DATA')
        one('%d.empty' % k, empty, 'BAD_DATA|BAD_LENGTH')
    one('none', lambda i: i.data.clear(), 'BAD_DATA|BAD_ORDER')
    one('more', lambda i: i.data.append((
        i.segments[-1].address + 16, b'x')), 'BAD_DATA')
    one('in-bss', lambda i: i.data.append((
        i.segments[-1].address + 0x20, b'x')), 'BAD_DATA')
    one('elsewhere', lambda i: i.data.append((0x123456789000, b'x')),
        'BAD_DATA')
    m.records('DATA.262137', lambda rs: put(
        pick(rs, 'DATA'), payload=pick(rs, 'DATA').payload[:8]
        + bytes(262137)), 'BAD_LENGTH|BAD_DATA')

    def across(i):
        """Two segments that touch, their bytes in one record."""
        p = i.prog.phdrs[DATA]
        p.memsz = 16
        i.prog.phdrs.insert(STACK, Phdr(
            PT_LOAD, R | W, p.offset + 16, p.vaddr + 16, 16))
        i.resync()
        i.data[2] = (p.vaddr, bytes(32))
    one('across-segments', across, 'BAD_DATA')


def symb(m):
    def one(name, codes, /, **fields):
        m.image('symb.' + name, lambda i: put(i.symbols[0], **fields),
                codes)

    bad = 'BAD_SYMBOL|BAD_LENGTH'
    one('name-none', 'BAD_SYMBOL', name=b'')
    one('name-4097', 'BAD_SYMBOL', name=b'a' * 4097)
    for v in (0, 4097, 0xffff):
        one('name-length-%d' % v, 'BAD_SYMBOL', name_length=v)
    one('name-length+1', 'BAD_SYMBOL', name=b'a' * 5, name_length=6)
    for v in (b'\0', b'a\0', b'\0a', b'a\0b'):
        one('name-%r' % v.decode(), 'BAD_SYMBOL', name=v)
    one('tail', 'BAD_SYMBOL|BAD_PADDING', name=b'a', tail=bytes(4) + b'\1')
    one('tail-first', 'BAD_SYMBOL|BAD_PADDING', name=b'a',
        tail=b'\1' + bytes(4))
    one('tail-long', bad, name=b'a', tail=bytes(13))
    m.image('symb.cut', lambda i: put(i.symbols[-1], tail=b''), bad)
    m.image('symb.past-end', lambda i: put(
        i.symbols[-1], name_length=40), bad)
    m.records('symb.more', lambda rs: put(
        pick(rs, 'symb'), payload=pick(rs, 'symb').payload + bytes(8)), bad)


def stmt(m):
    bad = 'BAD_STATEMENT|BAD_LENGTH'

    def one(name, codes, /, **fields):
        m.image('stmt.' + name, lambda i: put(i.statements[0], **fields),
                codes)

    texts = [b'tool', b'1', b'what', b'']
    one('lengths-more', bad, texts=texts, lengths=[4, 2, 4, 0])
    one('lengths-less', bad, texts=texts, lengths=[4, 1, 3, 0])
    one('lengths-0', bad, lengths=[0] * 4)
    one('lengths-max', bad, lengths=[0xffff] * 4)
    for k in range(4):
        texts = [b'a'] * 4
        texts[k] = b'a' * 4097
        one('text-%d-4097' % k, 'BAD_STATEMENT', texts=texts)
    one('all-long', 'BAD_STATEMENT', texts=[b'a' * 0xffff] * 3 + [b''])


def legal(m):
    """What must be accepted; see EVERY_VALUE_LEGAL."""
    values = {k: v[1] for k, v in EVERY_VALUE_LEGAL.items()}
    used = set()

    def each(key):
        used.add(key)
        for k, v in enumerate(values[key]):
            yield 'legal.%s.%d' % (key.replace(' ', '-'), k), v

    body = m.base().stream()[16:]
    for name, v in each('signature.minor'):
        m.raw(name, lp.signature(minor=v) + body, OK)
    for name, v in each('PROG.e_flags'):
        m.image(name, lambda i: put(i.prog, flags=v), OK)
    for name, v in each('PROG.e_phoff'):
        m.image(name, lambda i: put(i.prog, phoff=v), OK,
                runimg='OK|HEADER_ROOM|HEADER_CALL|FILE_SIZE')
    for name, v in each('PROG.p_paddr'):
        m.image(name, lambda i: put(i.prog.phdrs[1], paddr=v), OK)
    for key, kind in (('PROG.PT_NULL', 0),
                      ('PROG.unknown p_type', 0x12345678)):
        for name, v in each(key):
            m.image(name, lambda i: i.prog.phdrs.append(Phdr(
                kind, v % 2 ** 32, v, v, v, v, v, v)), OK)
    for name, v in each('PROG.PT_GNU_STACK sizes'):
        m.image(name, lambda i: put(
            i.prog.phdrs[STACK], offset=v, vaddr=v, paddr=v, filesz=v,
            memsz=v, align=v), OK)
    for name, v in each('PROG.name'):
        m.image(name, lambda i: put(i.prog, name=v), OK)
    for name, v in each('SITE.argument, known'):
        m.image(name, lambda i: put(
            i.sites[0], known=0x7f, arguments=[v] * 6), OK)
    for name, v in each('NSET members'):
        m.image(name, lambda i: i.nsets.__setitem__(0, v), OK, kind='sets',
                allowplan='NUMBER_UNKNOWN')
    for name, v in each('DATA bytes of a segment without execution'):
        m.image(name, lambda i: i.poke(i.segments[2].address + 8, v), OK)
        m.image(name + '/head', lambda i: i.poke(
            i.segments[0].address + 0x3f0, v), OK)
    for key in ('value', 'size', 'name'):
        for name, v in each('symb.' + key):
            m.image(name, lambda i: put(i.symbols[0], **{key: v}), OK)
    for name, v in each('stmt texts'):
        m.image(name, lambda i: put(i.statements[0], texts=[v] * 4), OK)
    if used != set(values):
        raise ValueError('no test for %s' % (set(values) - used))

    ok = dict(allowplan='NUMBER_UNKNOWN')
    m.image('legal.good', lambda i: None, OK, lies=True)
    m.image('legal.no-symbols', lambda i: i.symbols.clear(), OK)
    m.image('legal.many-symbols', lambda i: i.symbols.extend(
        lp.Symbol(k, 1, b's%d' % k) for k in range(5000)), OK)
    m.image('legal.no-statements', lambda i: i.statements.clear(), OK)
    m.image('legal.many-statements', lambda i: i.statements.extend(
        [lp.statement('elfparse')] * 1000), OK)
    m.image('legal.no-sites', lambda i: (
        i.sites.clear(), i.plan is not None and i.plan.clear(),
        [i.poke(a, m.arch.deny) for a in slots(m)]), OK)
    m.image('legal.sets', lambda i: None, OK, kind='sets', **ok)
    m.image('legal.filter', lambda i: None, OK, kind='filter',
            runimg='FILTER_HELD', allowplan='PLAN_EXISTS')
    for size in (1, 2, 3, 7, 64):
        m.image('legal.data-%d' % size, lambda i: i.split(size), OK)
    m.image('legal.data-by-1.sets', lambda i: i.split(1), OK, kind='sets',
            **ok)
    made = m.base('good' if m.tool == 'allowplan' else 'sets')
    m.raw('legal.tables-by-1', lp.serialize(made.records(1)), OK, made)
    # Unknown records that may be skipped, everywhere, are copied.
    for kind in ('abcd', 'abc ', 'prog', 'sITE', 'zzZz'):
        records = made.copy().split(64).records(1)
        mixed = []
        for k, r in enumerate(records):
            mixed += [Rec(kind, b'%d' % k * (k % 9)), r]
        m.raw('legal.skipped-' + kind.strip(), lp.serialize(
            lp.seal(mixed)), OK, made)
    m.records('legal.skipped-big', lambda rs: rs.insert(
        3, Rec('abcd', bytes(lp.MAX_PAYLOAD))), OK)
    m.records('legal.skipped-empty', lambda rs: rs.insert(3, Rec('abcd')),
              OK)
    if m.tool in ('patchapply', 'runimg', 'imgdump'):
        m.image('legal.all-denied', lambda i: (
            [put(p, decision=DENIED, holder=NOBODY) for p in i.plan],
            [i.poke(a, m.arch.deny) for a in slots(m)]), OK)
    if m.tool == 'patchapply':
        m.image('legal.by-filter', lambda i: put(i.plan[0], holder=FILTER),
                OK)


def slots(m):
    return [s.address for s in m.base().sites]


def content(m):
    """Slots and calls in the bytes; the statements say they were checked."""
    a = m.arch
    first, second = slots(m)
    text = m.base().segments[1].address
    seat = text + NOPS_AT

    def one(name, change, codes, only=SCANNERS, **how):
        m.image('bytes.' + name, change, codes, only=only, lies=True, **how)

    def deny_first(i):
        """The plan denies the first site; its bytes are the stub."""
        if i.plan is not None:
            put(i.plan[0], decision=DENIED, holder=NOBODY)
        i.poke(first, a.deny)

    before = ('syscallreject', 'patchapply')
    stub = 'SLOT_STUB'
    for k in range(8):
        wrong = bytearray(a.deny)
        wrong[k] ^= 0x40
        one('stub-%d' % k, lambda i: i.poke(first, bytes(wrong)), stub,
            before)
        one('denied-stub-%d' % k, lambda i: (
            deny_first(i), i.poke(first, bytes(wrong))),
            'SLOT_STUB|NOT_PATCHED')
        wrong = bytearray(a.allow(a.write))
        wrong[k] ^= 0x40
        one('form-%d' % k, lambda i: i.poke(first, bytes(wrong)),
            'NOT_PATCHED|RAW_CALL', ('runimg',))
    for name, form in (('allow', a.allow(a.write)), ('bare', a.bare())):
        one('stub-is-' + name, lambda i: i.poke(first, form),
            'SLOT_STUB|RAW_CALL|NOT_PATCHED', before)
        one('denied-is-' + name, lambda i: (
            deny_first(i), i.poke(first, form)),
            'SLOT_STUB|RAW_CALL|NOT_PATCHED')
    one('not-patched', lambda i: i.poke(first, a.deny), 'NOT_PATCHED',
        ('runimg',))
    one('last-not-patched', lambda i: i.poke(second, a.deny), 'NOT_PATCHED',
        ('runimg',))
    one('other-number', lambda i: i.poke(first, a.allow(a.exit)),
        'NOT_PATCHED', ('runimg',))
    one('number-1023', lambda i: i.poke(first, a.allow(1023)),
        'NOT_PATCHED', ('runimg',))
    one('bare', lambda i: i.poke(first, a.bare()), 'NOT_PATCHED',
        ('runimg',))
    one('nops', lambda i: i.poke(first, (a.nop * 8)[:8]),
        'SLOT_STUB|NOT_PATCHED')
    one('zeros', lambda i: i.poke(first, bytes(8)),
        'SLOT_STUB|NOT_PATCHED')
    one('filter-with-allow-form', lambda i: put(i.plan[0], holder=FILTER),
        'FILTER_HELD|NOT_PATCHED', ('runimg',))
    one('filter-with-bare', lambda i: (put(
        i.plan[0], holder=FILTER), i.poke(first, a.bare())), 'FILTER_HELD',
        ('runimg',))
    # A call that no site has, in every place.
    for name, call in a.calls.items():
        n = len(call)
        for at in [*range(0, 3 * a.step, a.step), 8, 0xb0 - 8]:
            one('%s.+%d' % (name, at), lambda i: i.poke(seat + at, call),
                'RAW_CALL')
        one(name + '.first', lambda i: i.poke(text, call), 'RAW_CALL')
        one(name + '.last', lambda i: i.poke(text + 0x100 - n, call),
            'RAW_CALL')
        one(name + '.after-slot', lambda i: i.poke(second + 8, call),
            'RAW_CALL')
        for size in (1, 2, 3, NOPS_AT + 1, NOPS_AT + n - 1):
            one('%s.chunks-%d' % (name, size), lambda i: i.poke(
                seat, call), 'RAW_CALL', split=size)
    # An allowed slot that the site table does not have.
    one('slot-without-site', lambda i: i.poke(seat, a.allow(a.write)),
        'RAW_CALL')
    one('slot-bare-without-site', lambda i: i.poke(seat, a.bare()),
        'RAW_CALL')
    # The site table loses the site; its bytes stay.
    one('site-removed', lambda i: (i.sites.pop(0), i.plan.pop(0)),
        'RAW_CALL', ('runimg',))
    one('sites-removed', lambda i: (i.sites.clear(), i.plan.clear()),
        'RAW_CALL', ('runimg',))
    # A plan that allows more than the list: what runs is what it says, so
    # the site must be there. Number and bytes agree, the site does not.
    one('plan-and-bytes-of-another-number', lambda i: (
        put(i.plan[0], number=a.exit), i.poke(first, a.allow(a.exit))),
        'PLAN_MISMATCH|BAD_PLAN', ('runimg',))
    # The message names a symbol; the symbol must not break the line.
    evil = b'\x1b[2Jevil\nsyscallreject: -: OK: all @0: well'
    one('evil-symbol', lambda i: (
        i.symbols.append(lp.Symbol(seat, 16, evil)),
        i.symbols.insert(0, lp.Symbol(seat, 16, evil)),
        i.poke(seat, next(iter(a.calls.values())))), 'RAW_CALL')
    one('evil-name', lambda i: (
        put(i.prog, name=evil),
        i.poke(seat, next(iter(a.calls.values())))), 'RAW_CALL')


def stages(m):
    """Streams of another stage, all of them good."""
    what = {
        'syscallreject': {'checked': OK, 'patched': 'SLOT_STUB|RAW_CALL'},
        'allowplan': {'parsed': OK, 'planned': 'PLAN_EXISTS',
                      'patched': 'PLAN_EXISTS'},
        'patchapply': {'parsed': 'NO_PLAN', 'checked': 'NO_PLAN',
                       'patched': 'SLOT_STUB|NOT_PATCHED|RAW_CALL'},
        'runimg': {'parsed': 'NO_PLAN', 'checked': 'NO_PLAN',
                   'planned': 'NOT_PATCHED'},
        'imgdump': dict.fromkeys(lp.STAGES, OK)}[m.tool]
    for stage, codes in what.items():
        for etype, label in ((eb.ET_EXEC, 'exec'), (eb.ET_DYN, 'dyn')):
            m.raw('stage.%s-%s' % (stage, label), lp.good_stream(
                m.arch.name, stage, etype), codes)


def from_files(tool):
    """The attacks of hostile_elf.py, as streams."""
    for case in he.cases():
        if not case.stream or isinstance(case.elf, bytes):
            continue
        codes = set(case.codes)
        if codes & {'RAW_CALL', 'SLOT_STUB'}:
            if tool not in SCANNERS and not codes & {'SITE_OVERLAP'}:
                codes = {OK}
            elif tool == 'runimg' and codes & {'SLOT_STUB'}:
                continue        # advance() would have patched the slot
        if codes & {'NO_STACK'} and tool != 'runimg':
            codes = {OK}
        if codes & {'NUMBER_UNKNOWN'} and tool != 'allowplan':
            codes = {OK}
        if codes & {'SITE_OVERLAP'}:
            codes |= {'SITE_ORDER'}
        if codes & {'NO_LOAD', 'PHDR_COUNT'}:
            codes |= {'BAD_LENGTH'}
        if codes & {'SITE_COUNT'}:
            codes |= {'BAD_TABLE'}
        if codes & {'SITE_MASK'}:
            codes |= {'BAD_SITE'}
        try:
            image = lp.advance(lp.image_of(case.elf), 'planned'
                               if STAGE[tool] == 'patched'
                               else STAGE[tool])
            if STAGE[tool] == 'patched':
                try:
                    lp.patch(image)
                except IndexError:
                    pass        # a slot where no bytes are
            data = image.stream()
        except struct.error:
            continue            # no stream can say that
        codes = '|'.join(sorted(codes))
        yield Mutant('file/' + case.name, data, codes,
                     image if codes == OK else None)
        if codes == 'RAW_CALL':
            image.statements = [lp.statement(t) for t in lp.TOOLS] * 2
            yield Mutant('file/' + case.name + '/lying',
                         image.split(1).stream(), codes)


def resealed(tool):
    for arch in eb.ARCHES.values():
        m = Maker(tool, arch)
        for group in (signatures, frames, order, stops, prog, segm, tables,
                      both_totals, headers, site, sets, plan, data, symb,
                      stmt, legal, content, stages):
            group(m)
        yield from m.out
    yield from from_files(tool)


# Damage.

def raw(tool, seed):
    dice = random.Random(seed)
    kind = 'good' if tool == 'allowplan' else 'sets'
    m = Maker(tool, eb.X86_64)
    records = m.base(kind).split(64).records(1)
    whole = lp.serialize(records)
    bounds = lp.boundaries(whole)

    def one(name, data, also=()):
        if data != whole:
            m.raw(name, data, '|'.join(DAMAGE.union(also)))

    for n in [0] + bounds[:-1]:
        m.raw('cut.%d' % n, whole[:n], 'TRUNCATED')
    for n in sorted(dice.sample(range(len(whole)), 1000)):
        m.raw('cut-at.%d' % n, whole[:n], 'TRUNCATED')
    bits = [b for b in range(8 * len(whole)) if not 80 <= b < 96]
    heads = [8 * (b + k) + dice.randrange(8)
             for b in bounds[:-1] for k in range(16)]
    for b in sorted(set(dice.sample(bits, 4000) + heads
                        + bits[:112] + bits[-320:])):
        bad = bytearray(whole)
        bad[b // 8] ^= 1 << b % 8
        one('flip.%d.%d' % (b // 8, b % 8), bytes(bad))
    for k in range(300):
        at = dice.randrange(len(whole) + 1)
        byte = dice.choice((0, 0, 0xff, 0x0a, dice.randrange(256)))
        one('insert.%d.%d.%d' % (k, at, byte),
            whole[:at] + bytes((byte,)) + whole[at:])
        at = dice.randrange(len(whole))
        one('delete.%d.%d' % (k, at), whole[:at] + whole[at + 1:])
        size = dice.randrange(2, 64)
        one('lose.%d.%d-%d' % (k, at, size), whole[:at]
            + whole[at + size:])
        one('zero.%d.%d-%d' % (k, at, size), (whole[:at] + bytes(size)
            + whole[at + size:])[:len(whole)])
    parts = [whole[a:b] for a, b in zip(bounds, bounds[1:])]
    sig = whole[:16]
    for k, part in enumerate(parts):
        name = records[k].name.strip()
        rest = parts[:k] + parts[k + 1:]
        # Without END a lost plan and a stream before allowplan are alike.
        one('drop.%d-%s' % (k, name), sig + b''.join(rest),
            ['NO_PLAN'] if name == 'PLAN' else [])
        one('double.%d-%s' % (k, name),
            sig + b''.join(parts[:k + 1] + parts[k:]))
        for j in {k + 1, dice.randrange(len(parts))}:
            if j < len(parts) and parts[j] != part:
                other = list(parts)
                other[k], other[j] = other[j], other[k]
                one('swap.%d-%d' % (k, j), sig + b''.join(other))
    return m.out


# Running.

def control_characters(text):
    return [c for c in text if c < 0x20 and c not in b'\n\t' or c == 0x7f]


def accepted(tool, mutant, result):
    """'' if what the tool wrote for a stream that it accepted is right."""
    status, out, err = result
    if tool == 'imgdump':
        return ''
    if tool == 'runimg':
        if out:
            return 'output on stdout with --check'
        return mutant.image and he.written(mutant.data, mutant.image)
    try:
        records = lp.parse(out)
        image = lp.decode(records)
    except lp.BadStream as bad:
        return 'output is no stream: %s' % bad
    before = lp.parse(mutant.data[:10] + bytes(2) + mutant.data[12:])
    skipped = [r.pack() for r in before if r.name not in lp.KNOWN]
    if skipped != [r.pack() for r in records if r.name not in lp.KNOWN]:
        return 'unknown records were not copied'
    if skipped and places(before) != places(records):
        return 'unknown records do not stand where they stood'
    want = mutant.image
    if want is None:
        return ''
    want = want.copy()
    if tool == 'allowplan':
        want.plan = lp.advance(want, 'planned', (
            want.arch.write, want.arch.exit)).plan
    if tool == 'patchapply':
        lp.patch(want)
    for name in ('segments', 'sites', 'nsets', 'plan', 'psets'):
        if getattr(want, name) != getattr(image, name):
            return name + ' changed'
    if want.prog.pack() != image.prog.pack():
        return 'PROG changed'
    if lp.join(want.data) != lp.join(image.data):
        return 'bytes of DATA are wrong'
    if ([s.pack() for s in want.symbols]
            != [s.pack() for s in image.symbols]):
        return 'symbols changed'
    texts = [s.texts for s in want.statements]
    if texts != [s.texts for s in image.statements[:-1]]:
        return 'statements changed, or none was added'
    if image.statements[-1].texts[0] != tool.encode():
        return 'the last statement is not this tool\'s'
    return ''


def places(records):
    """For each unknown record the kind and bytes of what stands before;
    PLAN, DATA and stmt change under way, so only their kind."""
    out, last = [], ''
    for r in records:
        if r.name not in lp.KNOWN:
            out.append(last)
        elif r.name not in ('PLAN', 'PSET'):
            last = r.name
    return out


def judge(tool, mutant, argv):
    """'' or the lines that say what was wrong."""
    result = he.run(argv, mutant.data)
    status, out, err = result
    codes, why = mutant.codes, ''
    if status == 0 and codes is not None and OK in codes:
        why = accepted(tool, mutant, result)
    elif codes == {OK}:
        why = 'refused'
    else:
        why = he.refusal(tool, codes and codes - {OK}, result)
    if not why and control_characters(err):
        why = 'control characters in the message'
    if not why and tool == 'imgdump':
        why = readable(argv, out, status)
    if not why:
        return ''
    return '%s: expected %s; %s: %s: %s' % (
        mutant.name, mutant.expected(),
        ' '.join(argv[1:] and [tool, argv[1]] or [tool]), why,
        he.show(result))


def readable(argv, out, status):
    """'' if imgdump's output is what a terminal or a script can take."""
    if '-j' in argv:
        try:
            for line in out.decode().splitlines():
                if not isinstance(json.loads(line), dict):
                    return 'a line is not a JSON object'
        except ValueError as bad:
            return 'output is no JSON: %s' % bad
        return ''
    if control_characters(out):
        return 'control characters in the output'
    return ''


def check_stops(tool, failures):
    """A STOP at each record boundary is passed on in silence."""
    kind = 'good' if tool == 'allowplan' else 'sets'
    count = 0
    for arch in eb.ARCHES.values():
        records = Maker(tool, arch).base(kind).split(64).records(1)
        for k in range(len(records)):
            for status in (1, 2):
                last = stop(status)
                data = lp.serialize(records[:k] + [last])
                count += 1
                why = check_stop(tool, data, status, last)
                if why:
                    failures.append('%s/stop.%d.status-%d: %s' % (
                        arch.name, k, status, why))
    return count


def check_bare():
    """patchapply --bare makes every allowed site the filter's."""
    failures = []
    for arch in eb.ARCHES.values():
        image = lp.good_image(arch.name, 'planned', allow=(arch.write,))
        result = he.run(he.argv_of('patchapply', '--bare'), image.stream())
        put(image.plan[0], holder=FILTER)
        why = accepted('patchapply', Mutant('', image.stream(), OK, image),
                       result) if result[0] == 0 else 'refused'
        if why:
            failures.append('%s/bare: %s: %s' % (
                arch.name, why, he.show(result)))
            print(failures[-1])
    return failures


def check_stop(tool, data, status, last):
    result = he.run(he.argv_of(tool), data)
    code, out, err = result
    if code != he.exit_status(tool, status):
        return 'expected status %d; %s' % (
            he.exit_status(tool, status), he.show(result))
    if err and tool != 'imgdump':
        return 'not silent; ' + he.show(result)
    if tool == 'imgdump':
        return '' if b'RAW_CALL' in out else 'STOP is not printed'
    if tool == 'runimg':
        if out:
            return 'output on stdout'
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            result = he.run(he.argv_of(tool, '--check', '-s', file.name))
        if result[0] != code:
            return 'with -s: ' + he.show(result)
        return '' if b'RAW_CALL' in result[2] else (
            'with -s the refusal is not named; ' + he.show(result))
    try:
        passed = lp.parse(out)
    except lp.BadStream as bad:
        return 'output is no stream: %s' % bad
    if passed[-1].pack() != last.pack():
        return 'STOP was changed'
    return ''


def jobs_of(tool, mutants, seed):
    """(mutant, argv): how each is run."""
    dice = random.Random(seed)
    for m in mutants:
        if tool == 'imgdump':
            yield m, he.argv_of(tool)
            yield m, he.argv_of(tool, '-j')
            continue
        yield m, he.argv_of(tool)
        refused = m.codes is None or OK not in m.codes
        here = '/%s/' % os.uname().machine in '/' + m.name
        if tool == 'runimg' and refused and here and dice.random() < 0.2:
            yield m, [he.argv_of(tool)[0]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--tool', required=True, choices=sorted(STAGE))
    parser.add_argument('--kind', choices=('raw', 'resealed'))
    parser.add_argument('--seed', type=int, default=int(
        os.environ.get('LP_SEED') or random.randrange(2 ** 32)))
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--only', metavar='NAME',
                        help='mutants whose name contains NAME')
    parser.add_argument('--dir', help='write them there, run nothing')
    args = parser.parse_args()
    print('%s: seed %d' % (args.tool, args.seed))
    he.need_tools([args.tool], args.list or args.dir)
    mutants = []
    if args.kind != 'raw':
        mutants += resealed(args.tool)
    if args.kind != 'resealed':
        mutants += raw(args.tool, args.seed)
    if args.only:
        mutants = [m for m in mutants if args.only in m.name]
    mutants = he.sample(mutants, args.seed)
    if args.list or args.dir:
        for m in mutants:
            if args.list:
                print(m.name, m.expected())
            else:
                path = os.path.join(args.dir, m.name.replace('/', '_'))
                with open(path, 'wb') as out:
                    out.write(m.data)
        return 0
    failures = []
    if args.kind != 'raw' and (not args.only or 'stop' in args.only):
        count = check_stops(args.tool, failures)
        for line in failures:
            print(line)
        print('STOP: %d passed, %d failed' % (count - len(failures),
                                              len(failures)))
    if args.kind != 'raw' and not args.only and args.tool == 'patchapply':
        failures += check_bare()
    bad = he.report(jobs_of(args.tool, mutants, args.seed),
                    lambda job: judge(args.tool, *job))
    return 1 if bad or failures else 0


if __name__ == '__main__':
    sys.exit(main())
