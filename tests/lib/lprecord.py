"""Records of an image stream: the frame, and the fields of each type.

None for a length, a CRC or padding means the right one.
"""

import struct
import zlib

import elfbuild
from elfbuild import Phdr

MAGIC = b'\x8cLDP\r\n\x1a\n'
MAX_PAYLOAD = 262144
MAX_DATA = MAX_PAYLOAD - 8
STAGES = ('parsed', 'checked', 'planned', 'patched')
TOOLS = ('elfparse', 'syscallreject', 'allowplan', 'patchapply')
KNOWN = ('PROG', 'SEGM', 'SITE', 'NSET', 'PLAN', 'PSET', 'DATA', 'symb',
         'stmt', 'END ', 'STOP')
ENTRY_SIZE = {'SITE': 80, 'NSET': 128, 'PLAN': 16, 'PSET': 128}
DENIED, ALLOWED = 0, 1
NOBODY, BYTES, FILTER = 0, 1, 2


class BadStream(Exception):
    """The stream is not one of image-stream(5)."""


def need(condition, why):
    if not condition:
        raise BadStream(why)


def signature(major=1, minor=0, reserved=0, magic=MAGIC):
    return magic + struct.pack('<HHI', major, minor, reserved)


class Rec:
    """A record. None for length, crc or padding means the right one."""

    def __init__(self, type, payload=b'', flags=0):
        self.type = type if isinstance(type, bytes) else type.encode()
        self.payload, self.flags = payload, flags
        self.length = self.crc = self.padding = None

    @property
    def name(self):
        return self.type.decode('latin-1')

    def head(self):
        n = len(self.payload) if self.length is None else self.length
        return self.type + struct.pack('<IQ', self.flags, n)

    def sum(self):
        if self.crc is not None:
            return self.crc
        return zlib.crc32(self.head() + self.payload)

    def pack(self):
        padding = self.padding
        if padding is None:
            padding = bytes(-(len(self.payload) + 4) % 8)
        return (self.head() + self.payload + padding
                + struct.pack('<I', self.sum()))


def end_of(records):
    """The END that closes these records."""
    sums = b''.join(struct.pack('<I', r.sum()) for r in records)
    return Rec('END ', struct.pack('<QII', len(records), zlib.crc32(sums),
                                   0))


def serialize(records, sig=None):
    return (signature() if sig is None else sig) + b''.join(
        r.pack() for r in records)


def seal(records):
    """records with their last END, if any, made right."""
    if records and records[-1].type == b'END ':
        return records[:-1] + [end_of(records[:-1])]
    return records


def parse(data):
    """The records of a stream, frame checked; raises BadStream."""
    need(len(data) >= 16, 'short signature')
    need(data[:8] == MAGIC, 'magic')
    major, _, reserved = struct.unpack_from('<HHI', data, 8)
    need(major == 1 and reserved == 0, 'version')
    records, at = [], 16
    while at < len(data):
        need(not records or records[-1].name not in ('END ', 'STOP'),
             'trailing')
        need(len(data) - at >= 16, 'truncated header')
        kind = data[at:at + 4]
        flags, length = struct.unpack_from('<IQ', data, at + 4)
        need(flags == 0 and length <= MAX_PAYLOAD, 'header')
        need(kind[:3].isalpha() and kind.isascii()
             and (kind[3:].isalpha() or kind[3:] == b' '), 'type')
        pad = -(length + 4) % 8
        stop = at + 16 + length + pad
        need(len(data) >= stop + 4, 'truncated record')
        rec = Rec(kind, data[at + 16:at + 16 + length])
        need(data[stop - pad:stop] == bytes(pad), 'padding')
        need(struct.unpack_from('<I', data, stop)[0] == rec.sum(), 'crc')
        need(rec.name in KNOWN or kind[:1].islower(), 'unknown record')
        records.append(rec)
        at = stop + 4
    need(records, 'empty')
    last = records[-1].name
    need(last in ('END ', 'STOP'), 'no END or STOP')
    if last == 'END ':
        need(records[-1].payload == end_of(records[:-1]).payload, 'END')
    return records


def boundaries(data):
    """Offsets at which a record of a good stream begins, and its end."""
    at, out = 16, [16]
    while at < len(data):
        length, = struct.unpack_from('<Q', data, at + 8)
        at += 16 + elfbuild.up(length + 4, 8)
        out.append(at)
    return out


class Fields:
    """Fixed integer fields; those that start with _ are reserved."""

    FORM = NAMES = ''

    def __init__(self, **fields):
        for name in self.NAMES.split():
            setattr(self, name, fields.get(name, 0))

    def pack(self):
        return struct.pack('<' + self.FORM, *(
            getattr(self, n) for n in self.NAMES.split()))

    @classmethod
    def unpack(cls, data):
        return cls(**dict(zip(cls.NAMES.split(),
                              struct.unpack('<' + cls.FORM, data))))

    def __eq__(self, other):
        return self.__dict__ == other.__dict__

    def __repr__(self):
        return type(self).__name__ + repr(self.__dict__)


class Segment(Fields):
    FORM = 'QQQQQII'
    NAMES = 'address memsz filesz offset align perms reserved'

    @classmethod
    def of(cls, phdr):
        return cls(address=phdr.vaddr, memsz=phdr.memsz,
                   filesz=phdr.filesz, offset=phdr.offset,
                   align=phdr.align, perms=phdr.flags)


class Site(Fields):
    """original is 8 bytes, arguments a list of 6."""

    FORM = 'QBBBBI8sII'
    NAMES = ('address kind length numbers reserved number original known'
             ' reserved2')

    def __init__(self, arguments=(0,) * 6, **fields):
        super().__init__(**fields)
        self.original = (self.original or b'').ljust(8, b'\0')
        self.arguments = list(arguments)

    def pack(self):
        return super().pack() + struct.pack('<6Q', *self.arguments)

    @classmethod
    def unpack(cls, data):
        site = super().unpack(data[:32])
        site.arguments = list(struct.unpack('<6Q', data[32:]))
        return site


class Plan(Fields):
    FORM = 'QIBBBB'
    NAMES = 'address number numbers decision holder grants'


class Prog:
    HEAD = '<HHIQQHHI'

    def __init__(self, machine, type, flags, entry, phoff, phdrs, name):
        self.machine, self.type, self.flags = machine, type, flags
        self.entry, self.phoff = entry, phoff
        self.phdrs, self.name = phdrs, name
        self.phnum = self.name_length = None
        self.reserved = 0

    def pack(self):
        phnum = len(self.phdrs) if self.phnum is None else self.phnum
        length = (len(self.name) if self.name_length is None
                  else self.name_length)
        return struct.pack(
            self.HEAD, self.machine, self.type, self.flags, self.entry,
            self.phoff, phnum, length, self.reserved) + b''.join(
            p.pack() for p in self.phdrs) + self.name

    @classmethod
    def unpack(cls, data):
        m, t, f, e, off, n, length, res = struct.unpack_from(cls.HEAD, data)
        need(len(data) == 32 + 56 * n + length, 'PROG length')
        need(res == 0, 'PROG reserved')
        phdrs = [Phdr.unpack(data[32 + 56 * i:88 + 56 * i])
                 for i in range(n)]
        return cls(m, t, f, e, off, phdrs, data[32 + 56 * n:])


class Symbol:
    def __init__(self, value, size, name):
        self.value, self.size, self.name = value, size, name
        self.name_length = self.tail = None

    def pack(self):
        length = (len(self.name) if self.name_length is None
                  else self.name_length)
        tail = (bytes(-(18 + len(self.name)) % 8) if self.tail is None
                else self.tail)
        return struct.pack('<QQH', self.value, self.size,
                           length) + self.name + tail


class Texts:
    """Four texts with their lengths, as stmt and STOP end."""

    def __init__(self, *texts):
        self.texts = list(texts)
        self.lengths = None

    def pack(self):
        lengths = ([len(t) for t in self.texts] if self.lengths is None
                   else self.lengths)
        return struct.pack('<4H', *lengths) + b''.join(self.texts)

    @classmethod
    def unpack(cls, data):
        lengths = struct.unpack_from('<4H', data)
        need(max(lengths) <= 4096 and 8 + sum(lengths) == len(data),
             'texts')
        at, out = 8, []
        for n in lengths:
            out.append(data[at:at + n])
            at += n
        return cls(*out)


class Stop(Texts):
    def __init__(self, status, *texts):
        super().__init__(*texts)
        self.status, self.reserved = status, 0

    def pack(self):
        return struct.pack('<II', self.status,
                           self.reserved) + super().pack()

    @classmethod
    def unpack(cls, data):
        need(len(data) >= 16, 'STOP length')
        status, reserved = struct.unpack_from('<II', data)
        texts = Texts.unpack(data[8:])
        need(status in (1, 2) and reserved == 0, 'STOP fields')
        return cls(status, *texts.texts)


def number_set(*numbers):
    out = bytearray(128)
    for k in numbers:
        out[k // 8] |= 1 << k % 8
    return bytes(out)


def table(kind, entries, total=None, first=0, step=None):
    """A table's records, step entries in each (all in one if None)."""
    total = len(entries) if total is None else total
    most = (MAX_PAYLOAD - 8) // ENTRY_SIZE[kind]
    step = min(step or most, most)
    out = []
    for i in range(0, max(len(entries), 1), step):
        part = entries[i:i + step]
        out.append(Rec(kind, struct.pack('<II', total, first + i)
                       + b''.join(part)))
    return out
