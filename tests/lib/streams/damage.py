"""Damage: flipped bits, cuts, bytes and records lost."""

import random

import elfbuild as eb
import lpstream as lp
from streams.maker import DAMAGE, Maker


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
                one('swap.%d-%d' % (k, j), sig + b''.join(other),
                    ['NO_PLAN'] if b'PLAN' in (records[k].type,
                                               records[j].type) else [])
    return m.out
