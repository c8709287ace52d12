#!/usr/bin/env python3
"""BPF objects that stand in other files, as skeletons put them there.

    embedded.py OUT FILE...   each object found as OUT/FILE.N.o

An object is an ELF file of BPF's machine; its section headers end it.
"""

import os
import struct
import sys

MAGIC = b'\x7fELF\x02\x01\x01'
MACHINE_BPF = 247


def size_of(data, at):
    """The length of an object at a place; 0: none is there."""
    if len(data) - at < 64:
        return 0
    kind, machine = struct.unpack_from('<HH', data, at + 16)
    start, = struct.unpack_from('<Q', data, at + 40)
    each, count = struct.unpack_from('<HH', data, at + 58)
    size = start + each * count
    return size if (kind, machine) == (1, MACHINE_BPF) and \
        size <= len(data) - at else 0


def objects(data):
    """Each one's bytes."""
    at = data.find(MAGIC)
    while at >= 0:
        size = size_of(data, at)
        if size:
            yield data[at:at + size]
        at = data.find(MAGIC, at + max(size, 1))


def main(args):
    """Status 0, or 2 without arguments."""
    if len(args) < 2:
        print('usage: embedded.py OUT FILE...', file=sys.stderr)
        return 2
    for path in args[1:]:
        with open(path, 'rb') as f:
            data = f.read()
        for n, found in enumerate(objects(data)):
            name = f'{os.path.basename(path)}.{n}.o'
            with open(os.path.join(args[0], name), 'wb') as f:
                f.write(found)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
