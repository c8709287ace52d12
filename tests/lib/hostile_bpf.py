"""Damages BPF objects, and sees that bpfcheck says so, or decides.

hostile_bpf.py COUNT OBJECT...: COUNT damaged copies, a seed is printed.
"""

import os
import random
import struct
import subprocess
import sys

import tools

WORDS = 0, 1, 2, 7, 0x7fffffff, 0x80000000, 0xffffffff
BATCH = 50


def sections(data):
    """(type, offset, size) of each, and where their headers are."""
    at, = struct.unpack_from('<Q', data, 40)
    count, = struct.unpack_from('<H', data, 60)
    heads = [struct.unpack_from('<IIQQQQ', data, at + 64 * i)
             for i in range(count)]
    return at, [(h[1], h[4], h[5]) for h in heads]


def damage(dice, data, at):
    kind = dice.randrange(5)
    if kind == 0:
        data[at] = dice.randrange(256)
    elif kind == 1:
        data[at] ^= 1 << dice.randrange(8)
    elif kind == 2:
        data[at:at + 8] = dice.randbytes(len(data[at:at + 8]))
    elif at // 4 * 4 + 4 <= len(data):
        word = dice.choice(WORDS) if kind == 3 else dice.randrange(256)
        struct.pack_into('<I', data, at // 4 * 4, word)


def damaged(dice, data):
    out = bytearray(data)
    heads, parts = sections(data)
    parts = [p for p in parts if p[2] and p[0] != 8]
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        what = dice.random()
        if what < 0.25:
            at = dice.randrange(heads, len(data))
        elif what < 0.3:
            at = dice.randrange(64)
        else:
            _, off, size = dice.choice(parts)
            at = off + dice.randrange(size)
        damage(dice, out, at)
    if dice.random() < 0.03:
        del out[dice.randrange(len(out)):]
    return bytes(out)


def judge(paths):
    status, out, err = tools.run(tools.argv_of('bpfcheck', *paths))
    if status not in (0, 1, 2, 3):
        return '%s: status %s' % (paths[0], status)
    lines = err.splitlines()
    if (status == 2) != bool(lines):
        return '%s: status %s, %d messages' % (paths[0], status, len(lines))
    for line in lines:
        code = tools.parse_message('bpfcheck', line)
        if code is None or tools.STATUS[code] != 2:
            return '%s: %r' % (paths[0], line)
        if code == 'BPF_LOADER':
            print('# the loading process died: %r' % line)
    words = {line.split()[0] for line in out.splitlines()
             if line[:1] != b' '}
    if not words <= {b'accept', b'reject', b'undecided'}:
        return '%s: %r' % (paths[0], words)
    return ''


def main():
    count, files = int(sys.argv[1]), sys.argv[2:]
    seed = int(os.environ.get('LP_SEED') or random.randrange(1 << 32))
    print('seed', seed)
    dice = random.Random(seed)
    whole = [open(f, 'rb').read() for f in files]
    paths = []
    for i in range(count):
        paths.append('damaged.%d' % i)
        with open(paths[-1], 'wb') as f:
            f.write(damaged(dice, dice.choice(whole)))
    sys.exit(tools.report([paths[i:i + BATCH]
                           for i in range(0, count, BATCH)], judge))


main()
