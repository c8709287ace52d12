"""lifted.py STREAM: the sites of an image stream, one a line: the symbol at the
site's address, or the address; kind; length; numbers, - for none known.

lifted.py STREAM BEFORE: besides, checks all that holds of what syslift makes of
the stream BEFORE."""

import struct
import sys

import lpimage as lp

KINDS = {1: 'stub', 2: 'mov', 3: 'call', 4: 'embedded', 5: 'trap'}
PATTERNS = {62: (b'\x0f\x05', b'\x0f\x34', b'\xcd\x80')}
TRAPS = {62: b'\x0f\x0b', 183: b'\0\0\x20\xd4', 243: b'\x73\0\x10\0'}
DENY = bytes.fromhex('48c7c0daffffff')


def members(image, site):
    if site.numbers == 0:
        return []
    if site.numbers == 1:
        return [site.number]
    bits = image.nsets[site.number]
    return [n for n in range(1024) if bits[n // 8] >> n % 8 & 1]


def code(image):
    """Executable segments: (address, bytes)."""
    for s in image.segments:
        if s.perms & 1 and s.filesz:
            yield s.address, b''.join(
                d for a, d in image.data
                if s.address <= a < s.address + s.filesz)


def patterns(machine, address, data):
    if machine == 62:
        for p in PATTERNS[62]:
            at = data.find(p)
            while at >= 0:
                yield address + at
                at = data.find(p, at + 1)
    elif machine == 183:
        for at in range(-address % 4, len(data) - 3, 4):
            w, = struct.unpack_from('<I', data, at)
            if w & 0xffe0001c == 0xd4000000 and w & 3:
                yield address + at
    else:
        at = data.find(b'\x73\0\0\0')
        while at >= 0:
            if (address + at) % 2 == 0:
                yield address + at
            at = data.find(b'\x73\0\0\0', at + 1)


def at(spans, address, n):
    for start, data in spans:
        if start <= address and address + n <= start + len(data):
            return data[address - start:address - start + n]
    raise AssertionError(hex(address))


def check(after, before):
    machine = before.prog.machine
    was, now = list(code(before)), list(code(after))
    wanted = {a for start, data in was
              for a in patterns(machine, start, data)}
    slots = [(s.address, s.address + s.length) for s in after.sites]
    assert slots == sorted(slots), 'order'
    assert all(a[1] <= b[0] for a, b in zip(slots, slots[1:])), 'overlap'
    expect = {start: bytearray(data) for start, data in was}
    covered = set()
    for s in after.sites:
        old, new = (at(x, s.address, s.length) for x in (was, now))
        assert s.original[s.length:] == bytes(8 - s.length), s
        assert s.original[:s.length] == old, s
        assert bool(s.known & 1) == (s.numbers == 1), s
        if s.kind == 1:
            mine = [x for x in before.sites if x.address == s.address]
            assert mine and (not mine[0].known & 1 or mine[0] == s), s
        elif s.kind == 2:
            assert machine == 62 and s.length == 7 and s.numbers == 1, s
            assert old == b'\xb8' + struct.pack('<I', s.number) + b'\x0f\x05'
            assert new == DENY, s
            covered.add(s.address + 5)
        else:
            assert s.length == (2 if machine == 62 else 4), s
            assert new == (TRAPS[machine] if s.kind == 5 else old), s
            assert s.kind != 4 or (s.numbers, s.number, s.known) == (0, 0, 0)
            covered.add(s.address)
        for start in expect:
            if start <= s.address < start + len(expect[start]):
                i = s.address - start
                expect[start][i:i + s.length] = new
    assert covered == wanted, sorted(map(hex, covered ^ wanted))
    assert [(a, bytes(d)) for a, d in expect.items()] == now, 'other bytes'
    rest = [[(s.address, b''.join(d for a, d in i.data if s.address <= a <
                                  s.address + s.filesz))
             for s in i.segments if not s.perms & 1]
            for i in (before, after)]
    assert rest[0] == rest[1], 'data'
    for field in 'segments', 'symbols':
        assert getattr(after, field) == getattr(before, field) or \
            str([x.__dict__ for x in getattr(after, field)]) == \
            str([x.__dict__ for x in getattr(before, field)]), field
    assert after.prog.__dict__.keys() == before.prog.__dict__.keys()
    assert len(after.statements) == len(before.statements) + 1
    assert after.nsets[:len(before.nsets)] == before.nsets
    assert len(set(after.nsets)) == len(after.nsets)


def main():
    image = lp.decode(lp_parse(sys.argv[1]))
    if len(sys.argv) > 2:
        check(image, lp.decode(lp_parse(sys.argv[2])))
    names = {s.value: s.name.decode() for s in image.symbols}
    for s in image.sites:
        print(names.get(s.address, hex(s.address)), KINDS[s.kind], s.length,
              ','.join(map(str, members(image, s))) or '-')


def lp_parse(path):
    import lpstream
    return lpstream.parse(open(path, 'rb').read())


if __name__ == '__main__':
    main()
