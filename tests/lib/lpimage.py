"""All that a stream says, as an Image whose fields a test may set to anything.

good_stream() makes the streams of the good image of elfbuild as they stand
after each stage, without running one.
"""

import copy
import struct

import elfbuild
from elfbuild import ARCHES
from lprecord import (ALLOWED, DENIED, ENTRY_SIZE, KNOWN, MAX_DATA, STAGES,
                      TOOLS, Plan, Prog, Rec, Segment, Site, Symbol, Texts,
                      end_of, need, serialize, table)
from lpsites import STUB, form, holder_of, plan_fault, site_fault


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
    check_sites(image)
    joined = join(image.data)
    whole = join([(s.address, bytes(s.filesz)) for s in image.segments
                  if s.filesz])
    need([(a, len(d)) for a, d in joined]
         == [(a, len(d)) for a, d in whole], 'DATA')
    return image


def check_sites(image):
    """Raises BadStream if a site or what is decided of it may not be."""
    for k, s in enumerate(image.sites):
        why = site_fault(image.arch, s)
        need(not why, '%s: site %d' % (why, k))
        need(s.numbers != 2 or s.number < len(image.nsets), 'NSET')
        why = image.plan and plan_fault(s, image.plan[k], image.nsets,
                                        image.psets)
        need(not why, 'PLAN: %s: site %d' % (why, k))


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
            address=s.address, kind=STUB, length=8, numbers=known,
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
            holder=holder_of(site, ALLOWED if yes else DENIED)))
    if steps == 3:
        patch(image)
    return image


def patch(image):
    """Writes the slots as the plan says."""
    for site, entry in zip(image.sites, image.plan):
        if entry.decision == ALLOWED:
            image.poke(site.address, form(image.arch, site, entry))
    return image


def good_image(arch='x86_64', stage='parsed', etype=elfbuild.ET_EXEC,
               allow=None):
    return advance(image_of(elfbuild.good(arch, etype)), stage, allow)


def good_stream(arch='x86_64', stage='parsed', etype=elfbuild.ET_EXEC):
    return good_image(arch, stage, etype).stream()
