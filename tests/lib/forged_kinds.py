"""forged_kinds.py STREAM: forgeries of a stream of kinds.bash, in NAME.img.

In codes stands of each what runimg is asked, its status, and the codes it may
say, or - if the stream only says what is so.
"""

import sys

import lpstream as lp
from lpstream import ALLOWED, BYTES, DENIED, FILTER, NOBODY

STREAM = {'BAD_PLAN', 'BAD_SITE', 'PLAN_MISMATCH', 'SITE_MASK'}
with open(sys.argv[1], 'rb') as stream:
    good = lp.decode(lp.parse(stream.read()))
arch = good.arch
codes = open('codes', 'w')
MOV, CALL, TRAP, ANY, CHANCE, LEAVE = range(6)
WAYS = dict(zip(range(6), ('m', 'c1', 't', 'a1', 'e', 'm')))


def forge(name, nth, said, change, status=126):
    image = good.copy()
    change(image, image.sites[nth], image.plan[nth])
    with open(name + '.img', 'wb') as out:
        out.write(image.stream())
    if STREAM & set(said.split('|')):
        status = 125
    print(name, WAYS[nth], status, said, file=codes)


def put(obj, **fields):
    obj.__dict__.update(fields)


def plan(name, nth, said, **fields):
    forge(name, nth, said, lambda i, s, p: put(p, **fields))


def data(name, nth, said, body, by=0, **fields):
    forge(name, nth, said, lambda i, s, p: (
        i.poke(s.address + by, body), put(p, **fields)))


def site(name, nth, said, **fields):
    forge(name, nth, said, lambda i, s, p: put(s, **fields))


def original(body):
    return {'original': body.ljust(8, b'\0')}


other, mine = arch.mov(39), arch.mov(1)
bad = 'NOT_PATCHED'
# What is so.
forge('true', MOV, '-', lambda i, s, p: None, 3)
forge('true-call', CHANCE, '-', lambda i, s, p: (
    put(s, kind=lp.CALL), put(p, decision=ALLOWED, numbers=1, number=1)), 5)
forge('true-bare', MOV, '-', lambda i, s, p: put(p, holder=FILTER), 3)
# mov: its bytes, its record and the plan have one number.
data('mov-other', MOV, bad, other)
site('mov-number', MOV, 'SLOT_STUB', number=39)
site('mov-original', MOV, 'SLOT_STUB', **original(other))
forge('mov-original-bytes', MOV, 'SLOT_STUB', lambda i, s, p: (
    put(s, **original(other)), i.poke(s.address, other)))
forge('mov-plan', MOV, 'PLAN_MISMATCH', lambda i, s, p: (
    put(s, number=39, **original(other)), i.poke(s.address, other)))
plan('mov-plan-number', MOV, 'PLAN_MISMATCH', number=39)
plan('mov-denied-there', MOV, bad, decision=DENIED, holder=NOBODY)
plan('mov-nobody', MOV, 'BAD_PLAN', holder=NOBODY)
data('mov-denied-filter', MOV, 'PLAN_MISMATCH', arch.deny[:7],
     decision=DENIED, holder=FILTER)
data('mov-stub', MOV, bad, arch.deny[:7])
data('mov-bare', MOV, bad, arch.bare()[1:])
data('mov-late', MOV, bad, b'\x90' + mine[:6])
site('mov-long', MOV, 'SLOT_STUB', length=8)
site('mov-tail', MOV, 'BAD_SITE', original=mine + b'\x90')
site('mov-as-stub', MOV, 'SLOT_STUB', kind=lp.STUB, length=8)
site('mov-any', MOV, 'SLOT_STUB', numbers=0, number=0, known=0)
# Its call instruction alone is no slot of it.
forge('mov-as-call', MOV, 'PLAN_MISMATCH', lambda i, s, p: (
    put(s, kind=lp.CALL, length=2, address=s.address + 5,
        **original(arch.call)), put(p, address=p.address + 5)))
# By chance: nobody may allow it, and the filter has to hold it.
for holder in NOBODY, BYTES, FILTER:
    for numbers in 0, 1:
        plan('chance-%d-%d' % (holder, numbers), CHANCE,
             'BAD_PLAN|PLAN_MISMATCH', decision=ALLOWED, holder=holder,
             numbers=numbers, number=numbers)
plan('chance-nobody', CHANCE, 'PLAN_MISMATCH', holder=NOBODY)
plan('chance-bytes', CHANCE, 'BAD_PLAN', holder=BYTES)
plan('chance-number', CHANCE, 'PLAN_MISMATCH', numbers=1, number=1)
site('chance-site-number', CHANCE, 'SLOT_STUB', numbers=1, number=1, known=1)
site('chance-no-call', CHANCE, 'SLOT_STUB', **original(b'\x0f\x06'))
site('chance-other', CHANCE, bad, **original(b'\xcd\x80'))
site('chance-stub', CHANCE, 'SLOT_STUB', kind=lp.STUB)
site('chance-trap', CHANCE, 'PLAN_MISMATCH', kind=lp.TRAP)
# call and trap.
for nth, name in (CALL, 'call'), (TRAP, 'trap'), (ANY, 'any'):
    plan(name + '-bytes', nth, 'PLAN_MISMATCH|BAD_PLAN', holder=BYTES)
    plan(name + '-nobody', nth, 'BAD_PLAN', holder=NOBODY)
    plan(name + '-number', nth, 'PLAN_MISMATCH', numbers=1, number=60)
    site(name + '-int80', nth, 'SLOT_STUB', **original(b'\xcd\x80'))
    site(name + '-trap', nth, 'SLOT_STUB', **original(arch.trap))
    site(name + '-long', nth, 'SLOT_STUB', length=3)
    data(name + '-trap-there', nth, bad, arch.trap)
    data(name + '-int80-there', nth, bad, b'\xcd\x80')
    for by in -1, 1:
        data('%s-bytes%+d' % (name, by), nth, bad + '|RAW_CALL', arch.call,
             by)
        forge('%s-site%+d' % (name, by), nth, bad + '|RAW_CALL',
              lambda i, s, p: (put(s, address=s.address + by),
                               put(p, address=p.address + by)))
denied = {'decision': DENIED, 'holder': NOBODY}
plan('call-denied-nobody', CALL, 'PLAN_MISMATCH', **denied)
data('call-denied-trap', CALL, bad, arch.trap, decision=DENIED)
plan('trap-denied-there', TRAP, bad, **denied)
data('trap-denied-filter', TRAP, 'PLAN_MISMATCH', arch.trap, decision=DENIED)
for nth, name in (CALL, 'call'), (CHANCE, 'chance'), (MOV, 'mov'), (
        TRAP, 'trap'):
    forge(name + '-left-out', nth, 'RAW_CALL', lambda i, s, p: (
        i.sites.pop(nth), i.plan.pop(nth)))
codes.close()
