"""DATA, symb and stmt."""

from elfbuild import DATA, PT_LOAD, R, STACK, W, Phdr
from streams.maker import TOP64, pick, put


def data(m):
    def one(name, change, codes, **how):
        m.image('DATA.' + name, change, codes, **how)

    def move(k, by):
        def change(i):
            a, d = i.data[k]
            i.data[k] = ((a + by) % TOP64, d)
        return change

    for k in range(3):
        for by in (1, -1, 8, 4096, 2 ** 32, 2 ** 63):
            one('%d.address%+d' % (k, by), move(k, by), 'BAD_DATA')

        def cut(i):
            a, d = i.data[k]
            i.data[k] = (a, d[:-1])

        def behead(i):
            a, d = i.data[k]
            i.data[k] = (a + 1, d[1:])

        def longer(i):
            a, d = i.data[k]
            i.data[k] = (a, d + b'\0')

        def gap(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:4]), (a + 5, d[5:])]

        def twice(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:8]), (a + 4, d[4:])]

        def back(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a + 4, d[4:]), (a, d[:4])]

        def empty(i):
            a, d = i.data[k]
            i.data[k:k + 1] = [(a, d[:4]), (a + 4, b''), (a + 4, d[4:])]
        one('%d.short' % k, cut, 'BAD_DATA|BAD_ORDER')
        one('%d.late' % k, behead, 'BAD_DATA')
        one('%d.long' % k, longer, 'BAD_DATA')
        one('%d.gap' % k, gap, 'BAD_DATA')
        one('%d.twice' % k, twice, 'BAD_DATA')
        one('%d.back' % k, back, 'BAD_DATA')
        one('%d.empty' % k, empty, 'BAD_DATA|BAD_LENGTH')
    one('none', lambda i: i.data.clear(), 'BAD_DATA|BAD_ORDER')
    one('more', lambda i: i.data.append((
        i.segments[-1].address + 16, b'x')), 'BAD_DATA')
    one('in-bss', lambda i: i.data.append((
        i.segments[-1].address + 0x20, b'x')), 'BAD_DATA')
    one('elsewhere', lambda i: i.data.append((0x123456789000, b'x')),
        'BAD_DATA')
    m.records('DATA.262137', lambda rs: put(
        pick(rs, 'DATA'), payload=pick(rs, 'DATA').payload[:8]
        + bytes(262137)), 'BAD_LENGTH|BAD_DATA')

    def across(i):
        """Two segments that touch, their bytes in one record."""
        p = i.prog.phdrs[DATA]
        p.memsz = 16
        i.prog.phdrs.insert(STACK, Phdr(
            PT_LOAD, R | W, p.offset + 16, p.vaddr + 16, 16))
        i.resync()
        i.data[2] = (p.vaddr, bytes(32))
    one('across-segments', across, 'BAD_DATA')


def symb(m):
    def one(name, codes, /, **fields):
        m.image('symb.' + name, lambda i: put(i.symbols[0], **fields),
                codes)

    bad = 'BAD_SYMBOL|BAD_LENGTH'
    one('name-none', 'BAD_SYMBOL', name=b'')
    one('name-4097', 'BAD_SYMBOL', name=b'a' * 4097)
    for v in (0, 4097, 0xffff):
        one('name-length-%d' % v, 'BAD_SYMBOL', name_length=v)
    one('name-length+1', 'BAD_SYMBOL', name=b'a' * 5, name_length=6)
    for v in (b'\0', b'a\0', b'\0a', b'a\0b'):
        one('name-%r' % v.decode(), 'BAD_SYMBOL', name=v)
    one('tail', 'BAD_SYMBOL|BAD_PADDING', name=b'a', tail=bytes(4) + b'\1')
    one('tail-first', 'BAD_SYMBOL|BAD_PADDING', name=b'a',
        tail=b'\1' + bytes(4))
    one('tail-long', bad, name=b'a', tail=bytes(13))
    m.image('symb.cut', lambda i: put(i.symbols[-1], tail=b''), bad)
    m.image('symb.past-end', lambda i: put(
        i.symbols[-1], name_length=40), bad)
    m.records('symb.more', lambda rs: put(
        pick(rs, 'symb'), payload=pick(rs, 'symb').payload + bytes(8)), bad)


def stmt(m):
    bad = 'BAD_STATEMENT|BAD_LENGTH'

    def one(name, codes, /, **fields):
        m.image('stmt.' + name, lambda i: put(i.statements[0], **fields),
                codes)

    texts = [b'tool', b'1', b'what', b'']
    one('lengths-more', bad, texts=texts, lengths=[4, 2, 4, 0])
    one('lengths-less', bad, texts=texts, lengths=[4, 1, 3, 0])
    one('lengths-0', bad, lengths=[0] * 4)
    one('lengths-max', bad, lengths=[0xffff] * 4)
    for k in range(4):
        texts = [b'a'] * 4
        texts[k] = b'a' * 4097
        one('text-%d-4097' % k, 'BAD_STATEMENT', texts=texts)
    one('all-long', 'BAD_STATEMENT', texts=[b'a' * 0xffff] * 3 + [b''])
