"""The signature, each record's header, padding and CRC, END."""

import struct

import elfbuild as eb
import lpstream as lp
from lpstream import Rec
from streams.maker import TOP64, patch_bytes, pick, put, stop


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
