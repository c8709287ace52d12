"""What must be accepted."""

import lpstream as lp
from elfbuild import STACK, Phdr
from lpstream import DENIED, FILTER, NOBODY, Rec
from streams.maker import TOP64, put, slots
from tools import OK

# Fields without a forbidden value: why, and values that must be accepted.
EVERY_VALUE_LEGAL = {
    'signature.minor': (
        'a minor version only adds records that may be skipped',
        (1, 2, 0xff, 0xffff)),
    'PROG.e_flags': (
        'the machine\'s own; no rule uses it', (1, 5, 0xffffffff)),
    'PROG.e_phoff': (
        'no rule for readers; where runimg writes its table, so it may say'
        ' HEADER_ROOM, HEADER_CALL or FILE_SIZE',
        (0, 63, 0x100, 0x420, 0x7f0, 2 ** 40, 2 ** 47,
         2 ** 62, 2 ** 63, TOP64 - 4096)),
    'PROG.p_paddr': (
        'physical addresses mean nothing here', (1, TOP64 - 1)),
    'PROG.PT_NULL': (
        'an unused entry', (1, TOP64 - 1)),
    'PROG.unknown p_type': (
        'what is not on runimg\'s list is dropped', (1, TOP64 - 1)),
    'PROG.PT_GNU_STACK sizes': (
        'only its flags are read', (1, TOP64 - 1)),
    'PROG.name': (
        'any byte but NUL and /',
        (b'.', b'..', b' ', b'a' * 255, b'\x1b[2J\x07\n"\\', b'\xff\xfe',
         bytes(set(range(1, 256)) - {0x2f}))),
    'SITE.argument, known': (
        'a register may hold anything', (0, 1, TOP64 - 1)),
    'NSET members': (
        'any two numbers below 1,024',
        (lp.number_set(0, 1023), b'\xff' * 128)),
    'DATA bytes of a segment without execution': (
        'data is data; a call instruction in it cannot run',
        (b'\x0f\x05', b'\xcd\x80', b'\x01\0\0\xd4', b'\x73\0\0\0')),
    'symb.value': ('symbols are for messages', (0, 1, TOP64 - 1)),
    'symb.size': ('symbols are for messages', (0, 1, TOP64 - 1)),
    'symb.name': (
        'any byte but NUL',
        (b'a', b'a' * 4096, b'\x1b[2J\x07\n"\\', bytes(range(1, 256)))),
    'stmt texts': (
        'nothing relies on them',
        (b'', b'a' * 4096, b'\0\x1b[2J\n"\\\xff', bytes(range(256)))),
}


def legal(m):
    """What must be accepted; see EVERY_VALUE_LEGAL."""
    values = {k: v[1] for k, v in EVERY_VALUE_LEGAL.items()}
    used = set()

    def each(key):
        used.add(key)
        for k, v in enumerate(values[key]):
            yield 'legal.%s.%d' % (key.replace(' ', '-'), k), v

    body = m.base().stream()[16:]
    for name, v in each('signature.minor'):
        m.raw(name, lp.signature(minor=v) + body, OK)
    for name, v in each('PROG.e_flags'):
        m.image(name, lambda i: put(i.prog, flags=v), OK)
    for name, v in each('PROG.e_phoff'):
        m.image(name, lambda i: put(i.prog, phoff=v), OK,
                runimg='OK|HEADER_ROOM|HEADER_CALL|FILE_SIZE')
    for name, v in each('PROG.p_paddr'):
        m.image(name, lambda i: put(i.prog.phdrs[1], paddr=v), OK)
    for key, kind in (('PROG.PT_NULL', 0),
                      ('PROG.unknown p_type', 0x12345678)):
        for name, v in each(key):
            m.image(name, lambda i: i.prog.phdrs.append(Phdr(
                kind, v % 2 ** 32, v, v, v, v, v, v)), OK)
    for name, v in each('PROG.PT_GNU_STACK sizes'):
        m.image(name, lambda i: put(
            i.prog.phdrs[STACK], offset=v, vaddr=v, paddr=v, filesz=v,
            memsz=v, align=v), OK)
    for name, v in each('PROG.name'):
        m.image(name, lambda i: put(i.prog, name=v), OK)
    for name, v in each('SITE.argument, known'):
        m.image(name, lambda i: put(
            i.sites[0], known=0x7f, arguments=[v] * 6), OK)
    for name, v in each('NSET members'):
        m.image(name, lambda i: i.nsets.__setitem__(0, v), OK, kind='sets',
                allowplan='NUMBER_UNKNOWN')
    for name, v in each('DATA bytes of a segment without execution'):
        m.image(name, lambda i: i.poke(i.segments[2].address + 8, v), OK)
        m.image(name + '/head', lambda i: i.poke(
            i.segments[0].address + 0x3f0, v), OK)
    for key in ('value', 'size', 'name'):
        for name, v in each('symb.' + key):
            m.image(name, lambda i: put(i.symbols[0], **{key: v}), OK)
    for name, v in each('stmt texts'):
        m.image(name, lambda i: put(i.statements[0], texts=[v] * 4), OK)
    if used != set(values):
        raise ValueError('no test for %s' % (set(values) - used))

    ok = dict(allowplan='NUMBER_UNKNOWN')
    m.image('legal.good', lambda i: None, OK, lies=True)
    m.image('legal.no-symbols', lambda i: i.symbols.clear(), OK)
    m.image('legal.many-symbols', lambda i: i.symbols.extend(
        lp.Symbol(k, 1, b's%d' % k) for k in range(5000)), OK)
    m.image('legal.no-statements', lambda i: i.statements.clear(), OK)
    m.image('legal.many-statements', lambda i: i.statements.extend(
        [lp.statement('elfparse')] * 1000), OK)
    m.image('legal.no-sites', lambda i: (
        i.sites.clear(), i.plan is not None and i.plan.clear(),
        [i.poke(a, m.arch.deny) for a in slots(m)]), OK)
    m.image('legal.sets', lambda i: None, OK, kind='sets', **ok)
    m.image('legal.filter', lambda i: None, OK, kind='filter',
            allowplan='PLAN_EXISTS')
    for size in (1, 2, 3, 7, 64):
        m.image('legal.data-%d' % size, lambda i: i.split(size), OK)
    m.image('legal.data-by-1.sets', lambda i: i.split(1), OK, kind='sets',
            **ok)
    made = m.base('good' if m.tool == 'allowplan' else 'sets')
    m.raw('legal.tables-by-1', lp.serialize(made.records(1)), OK, made)
    # Unknown records that may be skipped, everywhere, are copied.
    for kind in ('abcd', 'abc ', 'prog', 'sITE', 'zzZz'):
        records = made.copy().split(64).records(1)
        mixed = []
        for k, r in enumerate(records):
            mixed += [Rec(kind, b'%d' % k * (k % 9)), r]
        m.raw('legal.skipped-' + kind.strip(), lp.serialize(
            lp.seal(mixed)), OK, made)
    m.records('legal.skipped-big', lambda rs: rs.insert(
        3, Rec('abcd', bytes(lp.MAX_PAYLOAD))), OK)
    m.records('legal.skipped-empty', lambda rs: rs.insert(3, Rec('abcd')),
              OK)
    if m.tool in ('patchapply', 'runimg', 'imgdump'):
        m.image('legal.all-denied', lambda i: (
            [put(p, decision=DENIED, holder=NOBODY) for p in i.plan],
            [i.poke(a, m.arch.deny) for a in slots(m)]), OK)
    if m.tool == 'patchapply':
        m.image('legal.by-filter', lambda i: put(i.plan[0], holder=FILTER),
                OK)
