"""Reads and writes image streams, from image-stream(5) alone.

An oracle for the format: it shares no code with the tools. Three levels:

  Rec      a record as bytes: type, payload, and what may be wrong with it;
  Image    everything that the records say, as objects whose fields a test
           may set to anything;
  compose  the pages as they will be mapped, and the call instructions.

good_stream() makes the streams of the good image of elfbuild as they stand
after each stage, without running one.
"""

import copy
import struct
import zlib

import elfbuild
from elfbuild import ARCHES, Phdr

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
    NAMES = 'address number numbers decision holder reserved'


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


class Image:
    """All that a stream says. plan is None where there is none."""

    def __init__(self, arch, prog):
        self.arch, self.prog = arch, prog
        self.segments, self.sites, self.nsets = [], [], []
        self.plan, self.psets = None, []
        self.data = []              # (address, bytes), one per record
        self.symbols, self.statements = [], []

    def copy(self):
        return copy.deepcopy(self)

    def resync(self):
        """Segments from the program headers, as the writer makes them."""
        self.segments = [Segment.of(p) for p in self.prog.phdrs
                         if p.type == elfbuild.PT_LOAD and p.memsz]
        return self

    def poke(self, address, data):
        """Overwrites bytes of DATA, which must hold them."""
        for i, byte in enumerate(data):
            for k, (start, chunk) in enumerate(self.data):
                if start <= address + i < start + len(chunk):
                    at = address + i - start
                    self.data[k] = (start, chunk[:at] + bytes((byte,))
                                    + chunk[at + 1:])
                    break
            else:
                raise IndexError(hex(address + i))
        return self

    def split(self, size):
        """DATA in records of at most size bytes."""
        self.data = [(a + i, d[i:i + size]) for a, d in self.data
                     for i in range(0, len(d), size)]
        return self

    def records(self, step=None):
        out = [Rec('PROG', self.prog.pack()),
               Rec('SEGM', b''.join(s.pack() for s in self.segments))]
        out += table('SITE', [s.pack() for s in self.sites], step=step)
        if self.nsets:
            out += table('NSET', self.nsets, step=step)
        if self.plan is not None:
            out += table('PLAN', [p.pack() for p in self.plan], step=step)
            if self.psets:
                out += table('PSET', self.psets, step=step)
        for address, data in self.data:
            for i in range(0, max(len(data), 1), MAX_DATA):
                out.append(Rec('DATA', struct.pack('<Q', address + i)
                               + data[i:i + MAX_DATA]))
        if self.symbols:
            out.append(Rec('symb', b''.join(s.pack()
                                            for s in self.symbols)))
        out += [Rec('stmt', s.pack()) for s in self.statements]
        return out + [end_of(out)]

    def stream(self, step=None):
        return serialize(self.records(step))


def decode(records):
    """An Image from a good stream's records; raises BadStream."""
    order = ['PROG', 'SEGM', 'SITE', 'NSET', 'PLAN', 'PSET', 'DATA', 'symb',
             'stmt', 'END ']
    place, tables = 0, {}
    image = None
    for r in records:
        if r.name not in KNOWN:
            continue
        need(r.name in order, r.name)
        need(order.index(r.name) >= place, 'order: ' + r.name)
        need(order.index(r.name) > place or r.name not in ('PROG', 'SEGM')
             or image is None, 'twice: ' + r.name)
        place = order.index(r.name)
        p = r.payload
        if r.name == 'PROG':
            prog = Prog.unpack(p)
            arch = [a for a in ARCHES.values() if a.machine == prog.machine]
            need(arch, 'machine')
            image = Image(arch[0], prog)
        elif r.name == 'SEGM':
            need(p and len(p) % 48 == 0, 'SEGM length')
            image.segments = [Segment.unpack(p[i:i + 48])
                              for i in range(0, len(p), 48)]
            need(image.segments == image.copy().resync().segments,
                 'SEGM and PROG')
        elif r.name in ENTRY_SIZE:
            size = ENTRY_SIZE[r.name]
            total, first = struct.unpack_from('<II', p)
            old, rows = tables.setdefault(r.name, (total, []))
            need(old == total and first == len(rows), 'table')
            need((len(p) - 8) % size == 0 and (len(p) > 8 or not total),
                 'table length')
            rows += [p[i:i + size] for i in range(8, len(p), size)]
        elif r.name == 'DATA':
            need(len(p) > 8, 'DATA length')
            image.data.append((struct.unpack_from('<Q', p)[0], p[8:]))
        elif r.name == 'symb':
            at = 0
            while at < len(p):
                value, size, n = struct.unpack_from('<QQH', p, at)
                name = p[at + 18:at + 18 + n]
                need(0 < n <= 4096 and len(name) == n and b'\0' not in name,
                     'symb')
                image.symbols.append(Symbol(value, size, name))
                at += elfbuild.up(18 + n, 8)
            need(at == len(p), 'symb length')
        elif r.name == 'stmt':
            image.statements.append(Texts.unpack(p))
    for name, (total, rows) in tables.items():
        need(len(rows) == total, 'table total')
    need('SITE' in tables and place == order.index('END '), 'missing')
    image.sites = [Site.unpack(e) for e in tables['SITE'][1]]
    image.nsets = tables.get('NSET', (0, []))[1]
    if 'PLAN' in tables:
        image.plan = [Plan.unpack(e) for e in tables['PLAN'][1]]
        need(len(image.plan) == len(image.sites), 'plan')
    image.psets = tables.get('PSET', (0, []))[1]
    joined = join(image.data)
    whole = join([(s.address, bytes(s.filesz)) for s in image.segments
                  if s.filesz])
    need([(a, len(d)) for a, d in joined]
         == [(a, len(d)) for a, d in whole], 'DATA')
    return image


def join(data):
    """DATA with what touches joined, so that chunk sizes do not matter."""
    out = []
    for address, chunk in data:
        if out and out[-1][0] + len(out[-1][1]) == address:
            out[-1][1].extend(chunk)
        else:
            out.append((address, bytearray(chunk)))
    return [(a, bytes(d)) for a, d in out]


def statement(stage, args=b''):
    what = {'elfparse': b'headers, segments, sites',
            'syscallreject': b'no call instruction outside slots; each slot'
                             b' holds its deny stub',
            'allowplan': b'each site has a decision',
            'patchapply': b'only allowed slots hold a call instruction'}
    return Texts(stage.encode(), b'1.0', what[stage], args)


def image_of(elf, name=b'image'):
    """What elfparse should make of a good Elf."""
    arch = elf.arch
    image = Image(arch, prog_of(elf, name)).resync()
    file = elf.build()
    for s in image.segments:
        if s.filesz:
            image.data.append((s.address,
                               file[s.offset:s.offset + s.filesz]))
    for s in sorted(elf.sites or [], key=lambda one: one.address):
        known = s.mask & 1
        image.sites.append(Site(
            address=s.address, kind=1, length=8, numbers=known,
            number=s.values[0] if known else 0, original=arch.deny,
            known=s.mask, arguments=[
                s.values[k] if s.mask >> k & 1 else 0
                for k in range(1, 7)]))
    image.symbols = [Symbol(value, size, n.encode())
                     for n, value, size, _, _ in elf.symbols]
    image.statements = [statement('elfparse')]
    return image


def prog_of(elf, name):
    phdrs = copy.deepcopy(elf.phdrs)
    for p in phdrs:
        p.body = None
    return Prog(elf.machine, elf.type, elf.flags, elf.entry, elf.phoff,
                phdrs, name)


def advance(image, stage, allow=None):
    """image as it stands after stage; allow: call numbers, None for all."""
    image = image.copy()
    steps = STAGES.index(stage)
    for tool in TOOLS[1:steps + 1]:
        image.statements.append(statement(tool))
    if steps < 2:
        return image
    image.plan = []
    for site in image.sites:
        yes = site.numbers == 1 and (allow is None or site.number in allow)
        image.plan.append(Plan(
            address=site.address,
            number=site.number if site.numbers == 1 else 0,
            numbers=1 if site.numbers == 1 else 0,
            decision=ALLOWED if yes else DENIED,
            holder=BYTES if yes else NOBODY))
    if steps == 3:
        patch(image)
    return image


def patch(image):
    """Writes the slots as the plan says."""
    for site, entry in zip(image.sites, image.plan):
        if entry.decision == ALLOWED:
            form = (image.arch.allow(entry.number) if entry.holder == BYTES
                    else image.arch.bare())
            image.poke(site.address, form)
    return image


def good_image(arch='x86_64', stage='parsed', etype=elfbuild.ET_EXEC,
               allow=None):
    return advance(image_of(elfbuild.good(arch, etype)), stage, allow)


def good_stream(arch='x86_64', stage='parsed', etype=elfbuild.ET_EXEC):
    return good_image(arch, stage, etype).stream()


def compose(image):
    """{page address: (permissions, bytes)} as it will be mapped."""
    size, pages = image.arch.page, {}
    for s in image.segments:
        for page in range(s.address // size * size,
                          elfbuild.up(s.address + s.memsz, size), size):
            pages.setdefault(page, (s.perms, bytearray(size)))
    for address, data in image.data:
        for i, byte in enumerate(data):
            page = (address + i) // size * size
            pages[page][1][address + i - page] = byte
    return pages


def calls(image):
    """Addresses of all call instructions in executable pages."""
    arch, found = image.arch, []
    runs = join([(a, bytes(d)) for a, (perms, d)
                 in sorted(compose(image).items()) if perms & 1])
    for start, code in runs:
        if arch.name == 'x86_64':
            for pair in (b'\x0f\x05', b'\x0f\x34', b'\xcd\x80'):
                at = code.find(pair)
                while at >= 0:
                    found.append(start + at)
                    at = code.find(pair, at + 1)
        elif arch.name == 'aarch64':
            for i, (w,) in enumerate(struct.iter_unpack('<I', code)):
                if w & 0xffe0001c == 0xd4000000 and w & 3:
                    found.append(start + 4 * i)
        else:
            at = code.find(b'\x73\0\0\0')
            while at >= 0:
                if at % 2 == 0:
                    found.append(start + at)
                at = code.find(b'\x73\0\0\0', at + 1)
    return sorted(found)


def raw_calls(image):
    """Those that no allowed slot of the plan holds in its last bytes."""
    held = {'x86_64': 6, 'aarch64': 4, 'riscv64': 4}[image.arch.name]
    fine = {p.address + held for p in image.plan or []
            if p.decision == ALLOWED}
    return [a for a in calls(image) if a not in fine]


def mapped(file, size):
    """{page address: (permissions, bytes, file offset or None)} of an ELF
    file, as the kernel's loader maps it: by whole pages, later ones over
    earlier ones, zeros after the file's bytes of writable segments only.
    """
    phoff, = struct.unpack_from('<Q', file, 32)
    phnum, = struct.unpack_from('<H', file, 56)
    pages = {}
    for i in range(phnum):
        p = Phdr.unpack(file[phoff + 56 * i:phoff + 56 * i + 56])
        if p.type != elfbuild.PT_LOAD or not p.memsz:
            continue
        end = p.vaddr + p.filesz if p.filesz else p.vaddr // size * size
        for page in range(p.vaddr // size * size,
                          elfbuild.up(p.vaddr + p.memsz, size), size):
            at = page - p.vaddr + p.offset
            if page >= end:
                pages[page] = (p.flags, bytes(size), None)
                continue
            need(0 <= at < len(file), 'a page is outside the file')
            body = file[at:at + size]
            body += bytes(size - len(body))
            if p.memsz > p.filesz and end - page < size and p.flags & 2:
                body = body[:end - page] + bytes(size - (end - page))
            pages[page] = (p.flags, body, at)
    return pages


def check_file(file, image):
    """'' if an ELF file that runimg wrote is the image, or what is not.

    Only the ELF header and the program headers may differ from it.
    """
    size = image.arch.page
    try:
        pages = mapped(file, size)
    except (BadStream, struct.error) as bad:
        return str(bad)
    want = compose(image)
    if sorted(pages) != sorted(want):
        return 'other pages are mapped'
    phoff, = struct.unpack_from('<Q', file, 32)
    phnum, = struct.unpack_from('<H', file, 56)
    types = {}
    for i in range(phnum):
        kind, flags = struct.unpack_from('<II', file, phoff + 56 * i)
        types[kind] = types.get(kind, 0) | flags
    if elfbuild.PT_INTERP in types:
        return 'it has PT_INTERP'
    if types.get(elfbuild.PT_GNU_STACK, 1) & 1:
        return 'its stack would be executable'
    for page, (flags, body, at) in pages.items():
        if flags != want[page][0]:
            return 'page %#x has other permissions' % page
        if flags & 3 == 3:
            return 'page %#x is writable and executable' % page
        if body == want[page][1]:
            continue
        for i, (a, b) in enumerate(zip(body, want[page][1])):
            if a != b and (at is None or not (
                    at + i < 64 or phoff <= at + i < phoff + 56 * phnum)):
                return 'byte %#x differs' % (page + i)
    final = image.copy()
    final.data = [(a, bytes(b)) for a, (_, b, _) in sorted(pages.items())]
    raw = raw_calls(final)
    return 'it has a call at %#x' % raw[0] if raw else ''


if __name__ == '__main__':
    import sys
    if len(sys.argv) != 3 or sys.argv[2] not in STAGES:
        sys.exit('usage: lpstream.py x86_64|aarch64|riscv64 '
                 'parsed|checked|planned|patched > STREAM')
    sys.stdout.buffer.write(good_stream(sys.argv[1], sys.argv[2]))
