"""SITE and PLAN."""

import lpstream as lp
from lpstream import ALLOWED, BYTES, DENIED, FILTER, NOBODY
from streams.maker import TOP64, put
from tools import OK


def site(m):
    first = m.base().sites[0]
    end = first.address // m.arch.page * m.arch.page + 0x500
    data = m.base().segments[2].address
    head = m.base().segments[0].address

    def one(name, codes, nth=0, base='good', /, **fields):
        m.image('SITE.' + name, lambda i: put(i.sites[nth], **fields),
                codes, kind=base)

    geometry = 'SITE_RANGE|SITE_ORDER'
    for name, nth, address, codes in (
            ('0', 0, 0, 'SITE_RANGE'), ('head', 0, head, 'SITE_RANGE'),
            ('0-second', 1, 0, geometry),
            ('before-text', 0, m.base().segments[1].address - 4,
             'SITE_RANGE'),
            ('data', 1, data, 'SITE_RANGE'),
            ('end', 1, end, 'SITE_RANGE'),
            ('across-end', 1, end - 4, 'SITE_RANGE'),
            ('bss', 1, data + 0x40, 'SITE_RANGE'),
            ('max', 1, TOP64 - 4, 'SITE_RANGE'),
            ('max-8', 1, TOP64 - 8, 'SITE_RANGE'),
            ('kernel', 1, 2 ** 63, 'SITE_RANGE'),
            ('same', 1, first.address, 'SITE_OVERLAP|SITE_ORDER'),
            ('overlap', 1, first.address + 4, 'SITE_OVERLAP'),
            ('order', 0, m.base().sites[1].address + 0x20, 'SITE_ORDER')):
        one('address-' + name, codes, nth, address=address)
        if m.stage in ('planned', 'patched'):
            # The plan moved too.
            m.image('SITE.address-%s/plan' % name, lambda i: (
                put(i.sites[nth], address=address),
                put(i.plan[nth], address=address)), codes)
    if m.arch.step > 1:
        one('align', 'SITE_ALIGN', 1,
            address=m.base().sites[1].address + 1)
    if m.arch.step > 2:
        one('align-2', 'SITE_ALIGN', 1,
            address=m.base().sites[1].address + 2)
    m.image('SITE.swapped', lambda i: i.sites.reverse(), 'SITE_ORDER')
    for v in (0, 6, 7, 128, 255):
        one('kind-%d' % v, 'BAD_SITE', kind=v)
    for v in range(2, 6):
        one('kind-%d' % v, 'SLOT_STUB', kind=v)
    for v in (0, 9, 16, 255):
        one('length-%d' % v, 'BAD_SITE', length=v)
    for v in range(1, 8):
        one('length-%d' % v, 'BAD_SITE' if any(m.arch.deny[v:]) else
            'SLOT_STUB', length=v)
    for v in (3, 4, 128, 255):
        one('numbers-%d' % v, 'BAD_SITE', numbers=v)
    for v in (1, 255):
        one('reserved-%d' % v, 'RESERVED_FIELD', reserved=v)
    for v in (1, 2 ** 31):
        one('reserved2-%d' % v, 'RESERVED_FIELD', reserved2=v)
    for v in (1024, 1025, 0xffff, 2 ** 31, 2 ** 32 - 1):
        one('number-%d' % v, 'SITE_NUMBER', number=v)

        def both(i):
            put(i.sites[0], number=v)
            if i.plan:
                put(i.plan[0], number=v)
        m.image('SITE.number-%d/plan' % v, both, 'SITE_NUMBER')
    one('numbers-0-number', 'BAD_SITE', numbers=0, known=2)
    one('numbers-0-known', 'BAD_SITE|SITE_MASK', numbers=0, number=0)
    one('numbers-1-not-known', 'BAD_SITE|SITE_MASK', known=2)
    one('numbers-1-nothing-known', 'BAD_SITE|SITE_MASK', known=0,
        arguments=[0] * 6)
    one('numbers-2-no-set', 'BAD_SITE|BAD_SET', numbers=2, number=0,
        known=2)
    for bit in (7, 8, 15, 16, 31):
        one('known-bit-%d' % bit, 'SITE_MASK', known=3 | 1 << bit)
    one('known-max', 'SITE_MASK', known=2 ** 32 - 1)
    for k in range(1, 6):
        for v in (1, 2 ** 63):
            arguments = [1, 0, 0, 0, 0, 0]
            arguments[k] = v
            one('argument-%d-%d' % (k + 1, v), 'BAD_SITE',
                arguments=arguments)
    one('argument-1-forgotten', 'BAD_SITE', known=1)
    for k in range(8):
        wrong = bytearray(m.arch.deny)
        wrong[k] ^= 0x10
        one('original-%d' % k, 'SLOT_STUB|BAD_SITE', original=bytes(wrong))
    for name, form in (('allow', m.arch.allow(m.arch.write)),
                       ('bare', m.arch.bare()), ('zero', bytes(8))):
        one('original-' + name, 'SLOT_STUB|BAD_SITE', original=form)
    # A site that the plan knows is left out.
    m.image('SITE.dropped', lambda i: i.sites.pop(),
            'PLAN_MISMATCH|BAD_TABLE', only=('patchapply', 'runimg',
                                             'imgdump'))
    if m.tool == 'allowplan':
        return
    for v in (2, 3, 4096, 2 ** 32 - 1):
        one('set-%d' % v, 'BAD_SET', 2, 'sets', number=v)
    one('set-known', 'BAD_SITE|SITE_MASK', 2, 'sets', known=5)
    one('none-number', 'BAD_SITE', 3, 'sets', number=1)
    one('none-known', 'BAD_SITE|SITE_MASK', 3, 'sets', known=5)
    one('none-argument', 'BAD_SITE', 3, 'sets', known=0)


def plan(m):
    first = m.base().sites[0].address

    def one(name, codes, nth=0, kind='good', /, **fields):
        m.image('PLAN.' + name, lambda i: put(i.plan[nth], **fields), codes,
                kind=kind, planned=True)

    bad, wrong = 'BAD_PLAN|PLAN_MISMATCH', 'PLAN_MISMATCH'
    for name, nth, v in (('0', 0, 0), ('+1', 0, first + 1),
                         ('+4', 1, first + 4), ('max', 0, TOP64 - 1),
                         ('same', 1, first), ('high', 0, first ^ 2 ** 32),
                         ('sign', 0, first ^ 2 ** 63)):
        one('address-' + name, wrong, nth, address=v)
    m.image('PLAN.swapped', lambda i: i.plan.reverse(), wrong, planned=True)
    m.image('PLAN.dropped', lambda i: i.plan.pop(), wrong + '|BAD_TABLE',
            planned=True)
    m.image('PLAN.empty', lambda i: i.plan.clear(), wrong + '|BAD_TABLE',
            planned=True)
    m.image('PLAN.added', lambda i: i.plan.append(i.plan[-1]),
            wrong + '|BAD_TABLE', planned=True)
    m.image('PLAN.doubled-first', lambda i: i.plan.insert(0, i.plan[0]),
            wrong + '|BAD_TABLE', planned=True)
    for v in (0, m.arch.exit, 1023):
        one('number-%d' % v, bad, number=v)
    for v in (1024, 2 ** 31 | m.arch.write, 2 ** 32 - 1):
        one('number-%d' % v, bad + '|SITE_NUMBER', number=v)
    for v in (0, 2, 3, 255):
        one('numbers-%d' % v, bad + '|BAD_SET', numbers=v)
    for v in (2, 3, 128, 255):
        one('decision-%d' % v, 'BAD_PLAN', decision=v)
    for v in (3, 4, 128, 255):
        one('holder-%d' % v, 'BAD_PLAN', holder=v)
    one('allowed-by-nobody', bad, holder=NOBODY)
    one('denied-by-bytes', bad, decision=DENIED)
    one('denied-by-filter', bad, decision=DENIED, holder=FILTER)
    for v in (2, 3, 255):
        one('grants-%d' % v, 'RESERVED_FIELD', grants=v)
    one('denied-executable', bad, decision=DENIED, holder=NOBODY, grants=1)
    one('denied-no-number', bad, decision=DENIED, holder=NOBODY, numbers=0,
        number=0)
    one('denied-other-number', bad, decision=DENIED, holder=NOBODY,
        number=m.arch.exit)
    if m.tool == 'allowplan':
        return
    for kind in ('sets', 'filter'):
        for nth, what in ((2, 'set'), (3, 'none')):
            def on(name, codes, nth=nth, what=what, kind=kind, **fields):
                one('%s-%s.%s' % (kind, what, name), codes, nth, kind,
                    **fields)
            on('denied-numbers-1', bad, decision=DENIED, holder=NOBODY,
               numbers=1, number=5)
            on('denied-numbers-2', bad + '|BAD_SET', decision=DENIED,
               holder=NOBODY, numbers=2, number=0)
            on('denied-number', bad, decision=DENIED, holder=NOBODY,
               numbers=0, number=5)
            on('allowed-numbers-0', bad, decision=ALLOWED, holder=FILTER,
               numbers=0, number=0)
            on('by-bytes', bad, decision=ALLOWED, holder=BYTES, numbers=1,
               number=5)
            on('by-nobody', bad, decision=ALLOWED, holder=NOBODY,
               numbers=1, number=5)
            on('number-1024', bad + '|SITE_NUMBER', decision=ALLOWED,
               holder=FILTER, numbers=1, number=1024)
            on('set-9', 'BAD_SET|BAD_PLAN', decision=ALLOWED,
               holder=FILTER, numbers=2, number=9)
            if what == 'set':
                on('not-member', bad, decision=ALLOWED, holder=FILTER,
                   numbers=1, number=6)
    m.image('PLAN.filter-set.more-than-the-site', lambda i:
            i.psets.__setitem__(0, lp.number_set(m.arch.write, 6)),
            bad + '|BAD_SET', kind='filter')
    m.image('PLAN.filter-set.all', lambda i: i.psets.__setitem__(
        0, b'\xff' * 128), bad + '|BAD_SET', kind='filter')
    m.image('PLAN.filter-none.any-set', lambda i: (
        i.psets.append(lp.number_set(1, 1023)),
        put(i.plan[3], numbers=2, number=1)), OK, kind='filter',
        syscallreject=OK)
