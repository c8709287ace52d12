"""Sites by their kinds: what a slot may be, holds, and who holds it.

From image-stream(5), "SITE", "PLAN", "Slots" and "Call instructions", alone.
"""

import struct

from lprecord import ALLOWED, BYTES, FILTER, NOBODY

STUB, MOV, CALL, EMBEDDED, TRAP = KINDS = range(1, 6)
IN_PLACE = (CALL, EMBEDDED)     # the instruction is there under any plan


def is_call(arch, data):
    """These bytes, and no fewer, are a call instruction."""
    if arch.name == 'aarch64' and len(data) == 4:
        word, = struct.unpack('<I', data)
        return word & 0xffe0001c == 0xd4000000 and word & 3 != 0
    return data in arch.calls.values()


def original(arch, kind, number=0):
    """A slot's bytes as built; of kind 4, of the machine's first call."""
    return {STUB: arch.deny, MOV: arch.mov(number)}.get(kind, arch.call)


def site_fault(arch, s):
    """'', or the code for an entry of SITE."""
    if (s.kind not in KINDS or not 0 < s.length <= 8 or s.numbers > 2
            or any(s.original[s.length:])):
        return 'BAD_SITE'
    if s.known >= 128 or (s.numbers == 1) != (s.known & 1):
        return 'SITE_MASK'
    if s.numbers == 1 and s.number >= 1024:
        return 'SITE_NUMBER'
    if s.numbers == 0 and s.number:
        return 'BAD_SITE'
    if any(a and not s.known >> k & 1
           for k, a in enumerate(s.arguments, 1)):
        return 'BAD_SITE'
    body = s.original[:s.length]
    good = {STUB: body == arch.deny,
            MOV: arch.name == 'x86_64' and s.numbers == 1
            and body == arch.mov(s.number % 1024),
            EMBEDDED: s.numbers == 0 and is_call(arch, body)}
    return '' if good.get(s.kind, body == arch.call) else 'SLOT_STUB'


def members(one):
    return {k for k in range(1024) if one[k // 8] >> k % 8 & 1}


def holder_of(site, decision):
    """Who holds it, as allowplan has it."""
    if decision != ALLOWED:
        return FILTER if site.kind in IN_PLACE else NOBODY
    return BYTES if site.numbers == 1 and site.kind <= MOV else FILTER


def plan_fault(s, p, nsets, psets):
    """'', or what is wrong with the plan's entry p of the site s."""
    if p.address != s.address or p.decision > 1 or p.grants > p.decision:
        return 'address, decision or grants'
    usual = holder_of(s, p.decision)
    if p.holder != usual and not (p.decision == ALLOWED
                                  and p.holder == FILTER):
        return 'holder'
    if p.decision == ALLOWED and s.kind == EMBEDDED:
        return 'allowed by chance'
    if s.numbers == 1:
        return '' if (p.numbers, p.number) == (1, s.number) else 'number'
    if p.decision != ALLOWED:
        return 'number' if p.numbers or p.number else ''
    if p.numbers == 2 and p.number < len(psets):
        may = members(psets[p.number])
    elif p.numbers == 1 and p.number < 1024:
        may = {p.number}
    else:
        return 'number'
    if s.numbers == 2 and not may <= members(nsets[s.number]):
        return 'more than the site'
    return ''


def stub(arch, s):
    """What the slot holds until patchapply, and where it is denied."""
    if s.kind in (STUB, MOV):
        return arch.deny[:s.length]
    return arch.trap if s.kind == TRAP else s.original[:s.length]


def form(arch, s, p):
    """What it holds after patchapply, under the plan's entry p."""
    if p.decision != ALLOWED:
        return stub(arch, s)
    if s.kind == STUB:
        return arch.allow(p.number) if p.holder == BYTES else arch.bare()
    return s.original[:s.length]


def accepted(image, patched=True):
    """Where call instructions may stand: at the end of slots of kind 3 and
    4, and of allowed ones once they are patched."""
    plan = image.plan if patched and image.plan else [None] * len(image.sites)
    return {s.address + s.length - len(image.arch.call)
            for s, p in zip(image.sites, plan)
            if s.kind in IN_PLACE or p and p.decision == ALLOWED}
