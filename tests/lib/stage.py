"""For tests of one stage: images made for it, and what it makes of them.

A check that fails ends the program with a line that says why.
"""

import os
import random
import sys

import elfbuild as eb
import lpstream as lp
import tools


def need(good, why):
    if not good:
        sys.exit(str(why))


SEED = int(os.environ.get('LP_SEED') or random.randrange(2 ** 32))
print('seed', SEED)
dice = random.Random(SEED)
SAMPLE = int(os.environ.get('LP_SAMPLE') or 1)


def times(n):
    """n, or less where instrumented tools are slow."""
    return max(n // SAMPLE, 3)


def some(items, one_in=20):
    """All items, or a few of them where tools are very slow."""
    items = list(items)
    if SAMPLE < 100:
        return items
    return dice.sample(items, max(len(items) // one_in, 1))


MACHINES = some(eb.ARCHES.values())


def image(arch, *loads, sites=(), stage='parsed', allow=None):
    """An image of loads (flags, address, bytes, size in memory), and sites
    (address, number, kind if it is not a stub), as it stands after stage.
    A number of None is not known."""
    elf, offset = eb.Elf(arch, eb.ET_EXEC), 0
    for flags, vaddr, body, memsz in loads:
        offset = eb.up(offset, arch.page) + vaddr % arch.page
        elf.phdrs.append(eb.Phdr(eb.PT_LOAD, flags, offset, vaddr,
                                 len(body), max(memsz, len(body)),
                                 arch.page))
        offset += len(body)
    elf.entry = [v for f, v, b, _ in loads if f & eb.X and b][0]
    elf.phdrs.append(eb.Phdr(eb.PT_GNU_STACK, eb.R | eb.W))
    made = lp.Image(arch, lp.prog_of(elf, b'image')).resync()
    made.data = [(v, bytes(b)) for _, v, b, _ in loads if b]
    made.sites = [site(arch, *s) for s in sites]
    made.statements = [lp.statement('elfparse')]
    return lp.advance(made, stage, allow)


def site(arch, address, number, kind=lp.STUB, original=None):
    """A site as it is recorded."""
    if original is None:
        original = lp.original(arch, kind, number or 0)
    known = number is not None
    return lp.Site(address=address, kind=kind, length=len(original),
                   numbers=int(known), number=number or 0,
                   original=original, known=int(known))


def kinds_of(arch):
    """The kinds of sites of the machine but those that are there by
    chance."""
    return [k for k in lp.KINDS if k != lp.EMBEDDED
            and (k != lp.MOV or arch.name == 'x86_64')]


def chances(made, dice):
    """Most of the calls that nobody has become sites by chance."""
    size = len(made.arch.call)
    for at in lp.raw_calls(made, False):
        s = made.segments[segment_at(made, at)]
        apart = all(at + size <= one.address
                    or one.address + one.length <= at for one in made.sites)
        if (apart and at + size <= s.address + s.filesz
                and dice.random() < 0.7):
            original = dict(lp.join(made.data))
            start = max(a for a in original if a <= at)
            original = original[start][at - start:at - start + size]
            made.sites.append(site(made.arch, at, None, lp.EMBEDDED,
                                   original))
    made.sites.sort(key=lambda one: one.address)
    return made


# Bytes of which call instructions are made, and such that spoil one.
NEAR = {'x86_64': b'\x0f\x05\x34\xcd\x80\x90',
        'aarch64': b'\x01\0\0\xd4\x02\xe1\x1f\x05',
        'riscv64': b'\x73\0\0\0\0\x13\x01'}


def random_code(dice, arch, size):
    """Code in which there is a call here and there."""
    out = bytearray()
    near, calls = NEAR[arch.name], list(arch.calls.values())
    while len(out) < size:
        what = dice.random()
        if what < 0.004:
            out += dice.choice(calls)
        elif what < 0.1:
            out += bytes((dice.choice(near),)) * dice.choice((1, 1, 2, 3))
        else:
            out += arch.nop
    return out[:size]


def random_image(dice, arch, stage):
    """Segments that touch, share pages or have holes between them, some
    executable; sites of all kinds in them, which the plan allows or
    denies."""
    loads, sites = [], []
    at = eb.up(0x400000, arch.page) + dice.choice((0, 8, arch.page - 32))
    flags = eb.R | eb.X
    for k in range(dice.randrange(1, 5)):
        size = dice.choice((1, 2, 4, 8, 30, 64, 200))
        if dice.random() < 0.2:         # up to the end of the page
            size = min(eb.up(at + 1, arch.page) - at, 0x1800)
        size = max(size, 16) if not k else size
        body = random_code(dice, arch, size)
        if flags & eb.X:
            put = eb.up(at, 4)
            while put + 8 <= at + size:
                if dice.random() < 0.2:
                    one = site(arch, put, dice.randrange(1024),
                               dice.choice(kinds_of(arch)))
                    sites.append((put, one.number, one.kind))
                    body[put - at:put - at + one.length] = lp.stub(arch, one)
                    put += one.length
                put += dice.choice((arch.step, 4, 8, 16))
        memsz = size + dice.choice((0, 0, 0, 1, 4, 100))
        loads.append((flags, at, body, memsz))
        old, at = flags, at + memsz
        flags = dice.choice((eb.R | eb.X, eb.R | eb.X, eb.X, eb.R))
        gap = dice.choice((0, 0, 1, 2, 8, -1, -2))
        if gap < 0:
            at = eb.up(at, arch.page) + (arch.page if gap < -1 else 0)
        else:
            at += gap
        if flags != old:
            at = eb.up(at, arch.page)
    made = chances(image(arch, *loads, sites=sites), dice)
    made = lp.advance(made, stage, {s.number for s in made.sites
                                    if dice.random() < 0.5})
    size = sum(len(d) for _, d in made.data)
    return made.split(dice.choice((1, 3, 7, 64) if size < 1000 else
                                  (64, 1000, 4096)))


def segment_at(image, address):
    """The index of the last segment that starts at the address or before."""
    return max(k for k, s in enumerate(image.segments)
               if s.address <= address)


def answer(tool, data, *args):
    """What the tool writes for a stream that it must accept."""
    result = tools.run(tools.argv_of(tool, *args), data)
    need(result[0] == 0, 'refused: ' + tools.show(result))
    return result[1]


def copied(tool, data, *args, but=()):
    """The tool copies every record byte for byte, but those of the types in
    but, and adds its statement. Returns its records."""
    before, after = lp.parse(data), lp.parse(answer(tool, data, *args))
    need([r.name for r in before[:-1]] + ['stmt', 'END ']
         == [r.name for r in after], [r.name for r in after])
    for k, (a, b) in enumerate(zip(before[:-1], after)):
        need(a.name in but or a.pack() == b.pack(),
             'record %d, %s, is not copied' % (k, a.name))
    said = lp.Texts.unpack(after[-2].payload).texts
    need(said[0] == tool.encode() and said[1] and said[2]
         and said[3] == ' '.join(args).encode(), said)
    return after


def refused(tool, data, code, *args):
    """The tool refuses with that code, message, status and STOP. Returns
    the place as the message and the STOP have it."""
    result = tools.run(tools.argv_of(tool, *args), data)
    why = tools.refusal(tool, {code}, result)
    need(not why, '%s instead of %s: %s' % (why, code, tools.show(result)))
    text = lp.Stop.unpack(lp.parse(result[1])[-1].payload).texts
    line = result[2].decode()
    need(line == '%s: image: %s: %s\n' % (tool, code, text[3].decode())
         and ' @%s: ' % text[2].decode() in line,
         'message %r, STOP %r' % (line, text))
    return text[2].decode()
