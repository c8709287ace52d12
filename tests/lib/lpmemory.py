"""The pages of an image as they will be mapped, and its call instructions."""

import struct

import elfbuild
from elfbuild import Phdr
from lpimage import join
from lprecord import BadStream, need
from lpsites import accepted


def compose(image, perms=0):
    """{page address: (permissions, bytes)} as it will be mapped, of segments
    with these permissions: others may have any size."""
    size, pages = image.arch.page, {}
    for s in image.segments:
        if s.perms & perms != perms:
            continue
        for page in range(s.address // size * size,
                          elfbuild.up(s.address + s.memsz, size), size):
            pages.setdefault(page, (s.perms, bytearray(size)))
    for address, data in image.data:
        for i, byte in enumerate(data):
            page = (address + i) // size * size
            if page in pages:
                pages[page][1][address + i - page] = byte
    return pages


def calls(image):
    """Addresses of all call instructions in executable pages."""
    arch, found = image.arch, []
    runs = join([(a, bytes(d)) for a, (_, d)
                 in sorted(compose(image, 1).items())])
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


def raw_calls(image, patched=True):
    """Those that end no slot that may have one."""
    fine = accepted(image, patched)
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
