"""Builds ELF64 little-endian files for tests, with every field in reach.

An Elf object holds what the file is to say; build() writes it. Nothing is
checked: a test that wants a wrong field sets it. A field left None is
computed. good() makes a small program that every tool accepts; the hostile
files are derived from it.

Only the ELF specification and image-stream(5) are used here, none of the
tools' code.
"""

import copy
import struct

ET_NONE, ET_REL, ET_EXEC, ET_DYN, ET_CORE = range(5)
PT_NULL, PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE = range(5)
PT_SHLIB, PT_PHDR, PT_TLS = 5, 6, 7
PT_GNU_EH_FRAME = 0x6474e550
PT_GNU_STACK = 0x6474e551
PT_GNU_RELRO = 0x6474e552
PT_GNU_PROPERTY = 0x6474e553
PT_RISCV_ATTRIBUTES = 0x70000003
X, W, R = 1, 2, 4
SHT_NULL, SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_RELA = range(5)
SHT_DYNAMIC, SHT_NOBITS, SHT_REL, SHT_RELR = 6, 8, 9, 19
SHF_WRITE, SHF_ALLOC, SHF_EXEC = 1, 2, 4
DT_NULL, DT_NEEDED, DT_STRTAB, DT_RELA, DT_RELASZ, DT_RELAENT = \
    0, 1, 5, 7, 8, 9
DT_STRSZ, DT_REL, DT_RELSZ, DT_RELENT = 10, 17, 18, 19
DT_RELRSZ, DT_RELR, DT_RELRENT = 35, 36, 37

EHDR_SIZE, PHDR_SIZE, SHDR_SIZE, SYM_SIZE, SITE_SIZE = 64, 56, 64, 24, 68


def up(value, step):
    """value rounded up to a multiple of step."""
    return -(-value // step) * step


class Arch:
    """What the tests must know of a machine; see image-stream(5), Slots."""

    def __init__(self, name, machine, page, base, limit, step, deny, nop,
                 trap, write, leave, calls):
        self.name, self.machine, self.page = name, machine, page
        self.base, self.limit, self.step = base, limit, step
        self.deny, self.nop = bytes.fromhex(deny), bytes.fromhex(nop)
        self.trap = bytes.fromhex(trap)
        self.write, self.exit = write, leave    # call numbers
        self.calls = {k: bytes.fromhex(v) for k, v in calls.items()}
        self.call = next(iter(self.calls.values()))     # a slot's

    def allow(self, number):
        """The slot that issues one call, whatever the registers hold."""
        if self.name == 'x86_64':
            return b'\xb8' + struct.pack('<I', number) + b'\x90\x0f\x05'
        if self.name == 'aarch64':
            return struct.pack('<II', 0xd2800008 | number << 5, 0xd4000001)
        return struct.pack('<II', 0x00000893 | number << 20, 0x00000073)

    def bare(self):
        """The slot that issues whatever the number register holds."""
        if self.name == 'x86_64':
            return b'\x90' * 6 + b'\x0f\x05'
        if self.name == 'aarch64':
            return struct.pack('<II', 0xd503201f, 0xd4000001)
        return struct.pack('<II', 0x00000013, 0x00000073)

    def mov(self, number):
        """mov and call instruction, as x86-64 programs have them."""
        return b'\xb8' + struct.pack('<I', number) + b'\x0f\x05'

    def code(self, text, message, length):
        """A program: write(1, message, length), exit(0), and a fault.

        Returns its bytes and the offsets of its two slots.
        """
        if self.name == 'x86_64':
            head = bytes.fromhex('bf01000000')
            head += b'\x48\x8d\x35' + struct.pack(
                '<i', message - (text + len(head) + 7))
            head += b'\xba' + struct.pack('<I', length)
            middle, tail = bytes.fromhex('31ff'), b'\xf4'
        elif self.name == 'aarch64':
            gap = message - (text + 4)
            head = struct.pack(
                '<III', 0xd2800020,                     # mov x0, #1
                0x10000001 | (gap & 3) << 29 | (gap >> 2) << 5,  # adr x1
                0xd2800002 | length << 5)               # mov x2, #length
            middle, tail = struct.pack('<I', 0xd2800000), bytes(4)
        else:
            gap = message - (text + 4)
            high = (gap + 0x800) >> 12
            head = struct.pack(
                '<IIII', 0x00100513,                    # li a0, 1
                0x00000597 | high << 12,                # auipc a1
                0x00058593 | (gap - (high << 12) & 0xfff) << 20,
                0x00000613 | length << 20)              # li a2, length
            middle, tail = struct.pack('<I', 0x00000513), bytes(4)
        first = len(head)
        second = first + 8 + len(middle)
        return (head + self.deny + middle + self.deny + tail,
                (first, second))


X86_64 = Arch(
    'x86_64', 62, 0x1000, 0x400000, 0x7ffffffff000, 1,
    '48c7c0daffffff90', '90', '0f0b', 1, 60,
    {'syscall': '0f05', 'sysenter': '0f34', 'int80': 'cd80'})
AARCH64 = Arch(
    'aarch64', 183, 0x10000, 0x400000, 0x1000000000000, 4,
    'a00480921f2003d5', '1f2003d5', '000020d4', 64, 93,
    {'svc0': '010000d4', 'svc1': '210000d4', 'svcffff': 'e1ff1fd4',
     'hvc0': '020000d4', 'hvc16': '020200d4', 'smc0': '030000d4',
     'smcffff': 'e3ff1fd4'})
RISCV64 = Arch(
    'riscv64', 243, 0x1000, 0x10000, 0x800000000000, 2,
    '1305a0fd13000000', '13000000', '73001000', 64, 93,
    {'ecall': '73000000'})
ARCHES = {a.name: a for a in (X86_64, AARCH64, RISCV64)}


class Phdr:
    """A program header; body, if not None, is written at offset."""

    FORM = '<IIQQQQQQ'

    def __init__(self, type, flags, offset=0, vaddr=0, filesz=None,
                 memsz=None, align=None, paddr=None, body=None):
        self.type, self.flags, self.offset = type, flags, offset
        self.vaddr, self.paddr = vaddr, vaddr if paddr is None else paddr
        if filesz is None:
            filesz = 0 if body is None else len(body)
        self.filesz = filesz
        self.memsz = filesz if memsz is None else memsz
        self.align = 0 if align is None else align
        self.body = body

    def pack(self):
        big = 2 ** 64 - 1
        return struct.pack(
            self.FORM, self.type, self.flags, self.offset & big,
            self.vaddr & big, self.paddr & big, self.filesz & big,
            self.memsz & big, self.align & big)

    @classmethod
    def unpack(cls, data):
        t, f, o, v, p, fs, ms, a = struct.unpack(cls.FORM, data)
        return cls(t, f, o, v, fs, ms, a, p)


class Section:
    """A section header; data, if not None, is placed in the file."""

    def __init__(self, name, type=SHT_PROGBITS, flags=0, addr=0,
                 offset=None, size=None, link=0, info=0, align=1,
                 entsize=0, data=None):
        self.name, self.type, self.flags, self.addr = name, type, flags, addr
        self.offset, self.size, self.data = offset, size, data
        self.link, self.info = link, info
        self.align, self.entsize = align, entsize


class Site:
    """One 68-byte entry of a .syslift section."""

    def __init__(self, address, mask=0, values=()):
        self.address, self.mask = address, mask
        self.values = list(values) + [0] * (7 - len(values))

    def pack(self):
        return struct.pack('<QI7Q', self.address, self.mask, *self.values)


class Elf:
    """An ELF file. Fields that are None are computed by build()."""

    def __init__(self, arch, type):
        self.arch = arch
        self.magic = b'\x7fELF'
        self.klass, self.data, self.ident_version = 2, 1, 1
        self.osabi, self.abi_version = 0, 0
        self.type, self.machine, self.version = type, arch.machine, 1
        self.entry, self.flags = 0, 0
        self.phoff, self.shoff = 64, None
        self.ehsize, self.phentsize, self.shentsize = 64, 56, 64
        self.phnum = self.shnum = self.shstrndx = None
        self.phdrs, self.sections = [], []
        self.sites = None           # a list makes a .syslift section
        self.syslift = {}           # its header's fields, and 'data'
        self.symbols = []           # (name, value, size, info, section)
        self.blobs = []             # (offset, bytes), over everything
        self.no_sections = False
        self.section0 = {}          # fields of section header 0
        self.edits = []             # functions of the finished bytearray

    def copy(self):
        return copy.deepcopy(self)

    def loads(self):
        return [p for p in self.phdrs if p.type == PT_LOAD]

    def _sections(self):
        out = [Section('', SHT_NULL, offset=0, size=0, align=0)]
        out += [copy.copy(s) for s in self.sections]
        if self.sites is not None:
            data = b''.join(s.pack() for s in self.sites)
            one = Section('.syslift', data=data, entsize=0)
            for key, value in self.syslift.items():
                setattr(one, key, value)
            out.append(one)
        if self.symbols:
            names, table = b'\0', bytes(SYM_SIZE)
            for name, value, size, info, index in self.symbols:
                table += struct.pack('<IBBHQQ', len(names), info, 0,
                                     index, value, size)
                names += name.encode('latin-1') + b'\0'
            out.append(Section('.symtab', SHT_SYMTAB, data=table, align=8,
                               link=len(out) + 1, info=1,
                               entsize=SYM_SIZE))
            out.append(Section('.strtab', SHT_STRTAB, data=names))
        out.append(Section('.shstrtab', SHT_STRTAB, data=b''))
        names = b''
        for s in out:
            s.name_at = len(names)
            names += s.name.encode('latin-1') + b'\0'
        out[-1].data = names
        return out

    def build(self):
        blobs = [(p.offset, p.body) for p in self.phdrs
                 if p.body is not None]
        table = b''.join(p.pack() for p in self.phdrs)
        phnum = len(self.phdrs) if self.phnum is None else self.phnum
        end = max([EHDR_SIZE + len(table)]
                  + [o + len(b) for o, b in blobs + self.blobs])
        shoff = shnum = shstrndx = 0
        if not self.no_sections:
            sections = self._sections()
            for s in sections:
                if s.data is not None and s.offset is None:
                    s.offset = end = up(end, max(s.align, 1))
                    blobs.append((s.offset, s.data))
                    end += len(s.data)
                if s.size is None:
                    s.size = len(s.data)
            for key, value in self.section0.items():
                setattr(sections[0], key, value)
            shoff = end = up(end, 8)
            heads = b''.join(
                struct.pack('<IIQQQQIIQQ', s.name_at, s.type, s.flags,
                            s.addr, s.offset, s.size, s.link, s.info,
                            s.align, s.entsize) for s in sections)
            blobs.append((shoff, heads))
            end += len(heads)
            shnum, shstrndx = len(sections), len(sections) - 1
        if self.shoff is not None:
            shoff = self.shoff
        if self.shnum is not None:
            shnum = self.shnum
        if self.shstrndx is not None:
            shstrndx = self.shstrndx
        header = self.magic + bytes((
            self.klass, self.data, self.ident_version, self.osabi,
            self.abi_version)) + bytes(7)
        header += struct.pack(
            '<HHIQQQIHHHHHH', self.type, self.machine, self.version,
            self.entry, self.phoff, shoff, self.flags, self.ehsize,
            self.phentsize, phnum, self.shentsize, shnum, shstrndx)
        out = bytearray(end)
        for offset, data in blobs:
            out[offset:offset + len(data)] = data
        out[:len(header)] = header
        if EHDR_SIZE <= self.phoff <= end - len(table):
            out[self.phoff:self.phoff + len(table)] = table
        for offset, data in self.blobs:
            out[offset:offset + len(data)] = data
        for edit in self.edits:
            edit(out)
        return bytes(out)


# The good image. File offsets of its parts, the same on every machine:
HEAD_AT, TEXT_AT, DATA_AT = 0, 0x400, 0x800
FREE_AT = 0xa00         # nothing of the good image stands from here on
MESSAGE = b'ok\n'


def good(arch='x86_64', etype=ET_EXEC):
    """A program with two sites: write(1, "ok\\n", 3), then exit(0).

    Program headers: 0 headers (R), 1 text (R X), 2 data (R W, with zero
    fill), 3 PT_GNU_STACK. Each segment has pages of its own.
    """
    arch = ARCHES[arch] if isinstance(arch, str) else arch
    base = arch.base if etype == ET_EXEC else 0
    text = base + arch.page + TEXT_AT
    data = base + 2 * arch.page + DATA_AT
    code, slots = arch.code(text, data, len(MESSAGE))
    code += arch.nop * ((0x100 - len(code)) // len(arch.nop))
    code += bytes(0x100 - len(code))
    elf = Elf(arch, etype)
    elf.entry = text
    elf.phdrs = [
        Phdr(PT_LOAD, R, HEAD_AT, base, 0x400, align=arch.page),
        Phdr(PT_LOAD, R | X, TEXT_AT, text, body=code, align=arch.page),
        Phdr(PT_LOAD, R | W, DATA_AT, data, memsz=0x80, align=arch.page,
             body=MESSAGE + bytes(16 - len(MESSAGE))),
        Phdr(PT_GNU_STACK, R | W, align=16),
    ]
    if etype == ET_DYN:
        # As PT_DYNAMIC: moved, an image needs an entry more.
        elf.phdrs.append(Phdr(PT_NULL, 0))
    elf.sites = [Site(text + slots[0], 3, (arch.write, 1)),
                 Site(text + slots[1], 3, (arch.exit, 0))]
    elf.sections = [
        Section('.text', SHT_PROGBITS, SHF_ALLOC | SHF_EXEC, text, TEXT_AT,
                len(code), align=16),
        Section('.data', SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, data, DATA_AT,
                16, align=8)]
    elf.symbols = [('_start', text, len(code), 0x12, 1),
                   ('message', data, 3, 0x11, 2)]
    return elf


HEAD, TEXT, DATA, STACK = range(4)      # indexes in good().phdrs
NOPS_AT = 0x40          # from here to 0xf0 the good text is only nops


def put(elf, index, at, data):
    """Overwrite bytes of a segment's body; at < 0 counts from its end."""
    p = elf.phdrs[index]
    body = bytearray(p.body)
    at = at % len(body) if at < 0 else at
    body[at:at + len(data)] = data
    p.body = bytes(body)
    return elf


if __name__ == '__main__':
    import sys
    if len(sys.argv) != 4:
        sys.exit('usage: elfbuild.py x86_64|aarch64|riscv64 exec|dyn FILE')
    kind = ET_EXEC if sys.argv[2] == 'exec' else ET_DYN
    with open(sys.argv[3], 'wb') as out:
        out.write(good(sys.argv[1], kind).build())
