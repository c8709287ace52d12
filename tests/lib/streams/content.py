"""Slots and call instructions in the bytes."""

import lpstream as lp
from elfbuild import NOPS_AT
from lpstream import DENIED, FILTER, NOBODY
from streams.maker import SCANNERS, put, slots
from tools import OK


def content(m):
    """Slots and calls in the bytes; the statements say they were checked."""
    a = m.arch
    first, second = slots(m)
    text = m.base().segments[1].address
    seat = text + NOPS_AT

    def one(name, change, codes, only=SCANNERS, **how):
        m.image('bytes.' + name, change, codes, only=only, lies=True, **how)

    def deny_first(i):
        """The plan denies the first site; its bytes are the stub."""
        if i.plan is not None:
            put(i.plan[0], decision=DENIED, holder=NOBODY)
        i.poke(first, a.deny)

    before = ('syscallreject', 'patchapply')
    stub = 'SLOT_STUB'
    for k in range(8):
        wrong = bytearray(a.deny)
        wrong[k] ^= 0x40
        one('stub-%d' % k, lambda i: i.poke(first, bytes(wrong)), stub,
            before)
        one('denied-stub-%d' % k, lambda i: (
            deny_first(i), i.poke(first, bytes(wrong))),
            'SLOT_STUB|NOT_PATCHED')
        wrong = bytearray(a.allow(a.write))
        wrong[k] ^= 0x40
        one('form-%d' % k, lambda i: i.poke(first, bytes(wrong)),
            'NOT_PATCHED|RAW_CALL', ('runimg',))
    for name, form in (('allow', a.allow(a.write)), ('bare', a.bare())):
        one('stub-is-' + name, lambda i: i.poke(first, form),
            'SLOT_STUB|RAW_CALL|NOT_PATCHED', before)
        one('denied-is-' + name, lambda i: (
            deny_first(i), i.poke(first, form)),
            'SLOT_STUB|RAW_CALL|NOT_PATCHED')
    one('not-patched', lambda i: i.poke(first, a.deny), 'NOT_PATCHED',
        ('runimg',))
    one('last-not-patched', lambda i: i.poke(second, a.deny), 'NOT_PATCHED',
        ('runimg',))
    one('other-number', lambda i: i.poke(first, a.allow(a.exit)),
        'NOT_PATCHED', ('runimg',))
    one('number-1023', lambda i: i.poke(first, a.allow(1023)),
        'NOT_PATCHED', ('runimg',))
    one('bare', lambda i: i.poke(first, a.bare()), 'NOT_PATCHED',
        ('runimg',))
    one('nops', lambda i: i.poke(first, (a.nop * 8)[:8]),
        'SLOT_STUB|NOT_PATCHED')
    one('zeros', lambda i: i.poke(first, bytes(8)),
        'SLOT_STUB|NOT_PATCHED')
    one('filter-with-allow-form', lambda i: put(i.plan[0], holder=FILTER),
        'NOT_PATCHED', ('runimg',))
    one('filter-with-bare', lambda i: (put(
        i.plan[0], holder=FILTER), i.poke(first, a.bare())), OK,
        ('runimg',))
    # A call that no site has, in every place.
    for name, call in a.calls.items():
        n = len(call)
        for at in [*range(0, 3 * a.step, a.step), 8, 0xb0 - 8]:
            one('%s.+%d' % (name, at), lambda i: i.poke(seat + at, call),
                'RAW_CALL')
        one(name + '.first', lambda i: i.poke(text, call), 'RAW_CALL')
        one(name + '.last', lambda i: i.poke(text + 0x100 - n, call),
            'RAW_CALL')
        one(name + '.after-slot', lambda i: i.poke(second + 8, call),
            'RAW_CALL')
        for size in (1, 2, 3, NOPS_AT + 1, NOPS_AT + n - 1):
            one('%s.chunks-%d' % (name, size), lambda i: i.poke(
                seat, call), 'RAW_CALL', split=size)
    # An allowed slot that the site table does not have.
    one('slot-without-site', lambda i: i.poke(seat, a.allow(a.write)),
        'RAW_CALL')
    one('slot-bare-without-site', lambda i: i.poke(seat, a.bare()),
        'RAW_CALL')
    # The site table loses the site; its bytes stay.
    one('site-removed', lambda i: (i.sites.pop(0), i.plan.pop(0)),
        'RAW_CALL', ('runimg',))
    one('sites-removed', lambda i: (i.sites.clear(), i.plan.clear()),
        'RAW_CALL', ('runimg',))
    # A plan that allows more than the list: what runs is what it says, so
    # the site must be there. Number and bytes agree, the site does not.
    one('plan-and-bytes-of-another-number', lambda i: (
        put(i.plan[0], number=a.exit), i.poke(first, a.allow(a.exit))),
        'PLAN_MISMATCH|BAD_PLAN', ('runimg',))
    # The message names a symbol; the symbol must not break the line.
    evil = b'\x1b[2Jevil\nsyscallreject: -: OK: all @0: well'
    one('evil-symbol', lambda i: (
        i.symbols.append(lp.Symbol(seat, 16, evil)),
        i.symbols.insert(0, lp.Symbol(seat, 16, evil)),
        i.poke(seat, next(iter(a.calls.values())))), 'RAW_CALL')
    one('evil-name', lambda i: (
        put(i.prog, name=evil),
        i.poke(seat, next(iter(a.calls.values())))), 'RAW_CALL')
