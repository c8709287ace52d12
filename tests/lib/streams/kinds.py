"""Sites of all kinds, what is decided of them, and their bytes."""

import copy

import lpstream as lp
from lpstream import ALLOWED
from streams.maker import SCANNERS, put
from tools import OK

KIND = {lp.STUB: 'stub', lp.MOV: 'mov', lp.CALL: 'call',
        lp.EMBEDDED: 'embedded', lp.TRAP: 'trap'}
BEFORE = ('syscallreject', 'patchapply')


def kinds(m):
    made = m.base('kinds', 'planned')
    m.image('kinds.good', lambda i: None, OK, kind='kinds', lies=True)
    m.raw('kinds.tables-by-1', lp.serialize(m.base('kinds').records(1)), OK)
    for size in (1, 2, 3, 5):
        m.image('kinds.data-%d' % size, lambda i: i.split(size), OK,
                kind='kinds')
    for nth in range(2, len(made.sites)):
        s, p = made.sites[nth], made.plan[nth]
        name = 'kinds.%d-%s-%s' % (nth, KIND[s.kind], (
            'allowed' if p.decision == ALLOWED else 'denied'))
        entries(m, name, nth, s)
        decisions(m, name, nth, made)
        content(m, name, nth, s, p)
    if m.arch.name != 'x86_64':
        m.image('kinds.mov', lambda i: put(
            i.sites[2], kind=lp.MOV, length=7,
            original=m.arch.mov(m.arch.write) + b'\0'),
            'SLOT_STUB', kind='kinds')
        # What a mov could be there.
        m.image('kinds.mov-own', lambda i: put(
            i.sites[2], kind=lp.MOV, length=7,
            original=m.arch.allow(m.arch.write)[:5] + m.arch.bare()[6:]
            + b'\0'), 'SLOT_STUB', kind='kinds')


def entries(m, name, nth, s):
    """SITE: every field that does not go with the others."""
    def one(what, codes=None, **fields):
        other = copy.deepcopy(s)
        put(other, **fields)
        fault = lp.site_fault(m.arch, other)
        if fault:
            m.image('%s.%s' % (name, what),
                    lambda i: put(i.sites[nth], **fields),
                    codes or fault, kind='kinds')

    for k in range(8):
        for bit in (2, 5, 6):
            wrong = bytearray(s.original)
            wrong[k] ^= 1 << bit
            one('original-%d.%d' % (k, bit), original=bytes(wrong))
    for v in (*range(10), 255):
        one('length-%d' % v, length=v)
    for v in (*range(7), 128, 255):
        one('kind-%d' % v, kind=v)
    one('no-number', 'SITE_MASK|SLOT_STUB', numbers=0, number=0, known=0,
        arguments=[0] * 6)
    one('a-number', 'SITE_MASK|SLOT_STUB', numbers=1, number=7, known=1,
        arguments=[0] * 6)
    one('a-set', 'SITE_MASK|SLOT_STUB', numbers=2, number=0, known=0,
        arguments=[0] * 6)
    for v in (0, 2):
        one('numbers-%d' % v, 'SLOT_STUB', numbers=v, number=0, known=0,
            arguments=[0] * 6, original=lp.original(m.arch, s.kind, 0).ljust(
                8, b'\0'))
    for v in (0, 8, 1023):
        one('number-%d' % v, number=v)
    one('number-2', 'SITE_NUMBER|SLOT_STUB|BAD_SITE', number=s.number + 1024)


def decisions(m, name, nth, made):
    """PLAN: every holder with every decision, and other numbers."""
    s = made.sites[nth]
    for decision in range(2):
        for holder in range(3):
            for what, numbers, number in (
                    ('same', s.numbers, s.number), ('none', 0, 0),
                    ('one', 1, 8), ('member', 1, 5), ('set', 2, 0)):
                fields = dict(decision=decision, holder=holder,
                              numbers=numbers, number=number)
                entry = lp.Plan(address=s.address, **fields)
                wrong = lp.plan_fault(s, entry, made.nsets, made.psets)
                only = None if wrong else ('patchapply', 'imgdump')
                m.image('%s.plan-%d-%d-%s' % (name, decision, holder, what),
                        lambda i: put(i.plan[nth], **fields),
                        'BAD_PLAN|PLAN_MISMATCH|BAD_SET' if wrong else OK,
                        only=only, kind='kinds', planned=True)
    m.image(name + '.plan-grants', lambda i: put(i.plan[nth], grants=1),
            OK if made.plan[nth].decision == ALLOWED else
            'BAD_PLAN|PLAN_MISMATCH', kind='kinds', planned=True,
            only=('patchapply', 'runimg', 'imgdump'))


def content(m, name, nth, s, p):
    """The slot's bytes, before patchapply and after it."""
    a = m.arch

    def one(what, change, codes, only=SCANNERS):
        m.image('%s.%s' % (name, what), change, codes, only=only,
                kind='kinds', lies=True)

    for only, right, code in ((BEFORE, lp.stub(a, s), 'SLOT_STUB'),
                              (('runimg',), lp.form(a, s, p),
                               'NOT_PATCHED')):
        for k in range(s.length):
            wrong = bytearray(right)
            wrong[k] ^= 0x40
            one('byte-%d' % k, lambda i: i.poke(s.address, bytes(wrong)),
                code, only)
        for what, body in (('original', s.original), ('stub', a.deny),
                           ('trap', a.trap), ('nops', a.nop * 8),
                           ('call', a.call + a.nop * 8),
                           ('mov', a.mov(8) + a.nop * 8),
                           ('allow', a.allow(a.write)), ('bare', a.bare())):
            body = body[:s.length]
            if body != right and len(body) == s.length:
                one('bytes-' + what, lambda i: i.poke(s.address, body),
                    code, only)
    # The instruction a step from where it should be.
    for by in (-a.step, a.step):
        one('aside%+d' % by, lambda i: i.poke(
            s.address + s.length - len(a.call) + by, a.call),
            'SLOT_STUB|NOT_PATCHED|RAW_CALL')
    one('behind', lambda i: i.poke(s.address + s.length, a.call), 'RAW_CALL')
    one('before', lambda i: i.poke(s.address - len(a.call), a.call),
        'RAW_CALL')
    # Nobody's instruction.
    for only, body in (BEFORE[:1], lp.stub(a, s)), (
            ('runimg',), lp.form(a, s, p)):
        if body.endswith(a.call):
            one('removed', lambda i: (i.sites.pop(nth), i.plan
                                      and i.plan.pop(nth)),
                'RAW_CALL', only)
