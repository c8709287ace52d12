#!/usr/bin/env bats
# Slots that were made of call instructions: what the stages accept of them,
# decide, and write. Expectations are written out, not asked of lpsites.

load lib/common
load lib/pipe
load lib/kinds

@test "embedded: refused by its first without --embedded=pin, accepted with it" {
	kinds_test <<'END'
for arch in MACHINES:
    for first in range(4):
        made = of(arch, *[(lp.CALL, 1)] * first, (lp.EMBEDDED, None),
                  (lp.STUB, 2), (lp.EMBEDDED, None))
        for args in (), ('-v',), ('-q',):
            result = tools.run(tools.argv_of('syscallreject', *args),
                               made.stream())
            stop = lp.Stop.unpack(lp.parse(result[1])[-1].payload)
            need(result[0] == stop.status == 1, result)
            need(stop.texts[1:3] == [b'EMBEDDED', b'%#x, site %d' % (
                seat(arch, first), first)], stop.texts)
        got = refused('syscallreject', made.stream(), 'EMBEDDED')
        need(got == '%#x, site %d' % (seat(arch, first), first), got)
        for size in 1, 3, 1000:
            copied('syscallreject', made.copy().split(size).stream(), PIN)
    # Nothing is by chance: the option changes nothing.
    copied('syscallreject', of(arch, *[(k, 1) for k in kinds_of(
        arch)]).stream())
    copied('syscallreject', lp.good_stream(arch.name), PIN)
    # Every call instruction may be one.
    for call in arch.calls.values():
        made = of(arch, (lp.EMBEDDED, None)).poke(seat(arch, 0), call)
        put(made.sites[0], original=call.ljust(8, b'\0'))
        copied('syscallreject', made.stream(), PIN)
END
	all_kinds
	limited 1 sh -c 'syscallreject <kinds.1 >out'
	same "syscallreject: kinds: EMBEDDED: bytes that are a call instruction\
 by chance @0x40106a (chance+0x1), site 4: --embedded=pin accepts them: the\
 kernel's filter allows no call there" "$stderr"
	limited 0 sh -c 'syscallreject -v --embedded=pin <kinds.1 >out'
	[[ $stderr == *": SCANNED: "*", 3 deny stubs, no call instruction but\
 2 of sites and 1 by chance, for the filter" ]]
	for args in --embedded --embedded=refuse --embedded=; do
		limited 2 sh -c "syscallreject $args <kinds.1 >out"
		usage_message syscallreject
	done
}

@test "a call that is recorded nowhere is refused, whatever stands around it" {
	kinds_test <<'END'
for arch in MACHINES:
    sites = every(arch)
    made = of(arch, *sites)
    copied('syscallreject', made.stream(), PIN)
    raw = made.copy()
    for k, (kind, _) in enumerate(sites):
        end = made.sites[k].address + made.sites[k].length
        for call in arch.calls.values():
            for at in end, seat(arch, k + 1) - len(call), seat(arch, 12):
                got = refused('syscallreject', made.copy().poke(
                    at, call).split(5).stream(), 'RAW_CALL', PIN)
                need(got == '%#x, segment 0' % at, (hex(at), got))
        # Without its record; of a mov or a trap there is no call yet.
        lost = made.copy()
        lost.sites.pop(k)
        if kind in (lp.CALL, lp.EMBEDDED):
            got = refused('syscallreject', lost.stream(), 'RAW_CALL', PIN)
            need(got == '%#x, segment 0' % (end - len(arch.call)), got)
        else:
            copied('syscallreject', lost.stream(), PIN)
        # Its call instruction, where the slot should be a stub.
        if kind in (lp.MOV, lp.TRAP):
            body = made.sites[k].original[:made.sites[k].length]
            refused('syscallreject', made.copy().poke(
                made.sites[k].address, body).stream(), 'SLOT_STUB', PIN)
END
}

@test "SLOT_STUB: kind, length, number and original bytes that do not fit" {
	kinds_test <<'END'
for arch in MACHINES:
    call, x86 = arch.call, arch.name == 'x86_64'
    n = len(call)
    cases = [(kind, number, fields, 'SLOT_STUB') for kind, number, fields in (
        (lp.STUB, 1, dict(original=arch.allow(1))),
        (lp.STUB, 1, dict(original=arch.bare())),
        (lp.STUB, 1, dict(kind=lp.TRAP)), (lp.STUB, 1, dict(kind=lp.CALL)),
        (lp.STUB, 1, dict(kind=lp.MOV)),
        (lp.STUB, None, dict(kind=lp.EMBEDDED)),
        (lp.CALL, 1, dict(original=arch.trap)),
        (lp.CALL, 1, dict(original=(arch.nop * 8)[:n])),
        (lp.CALL, 1, dict(length=n + 1)), (lp.CALL, 1, dict(length=8)),
        (lp.CALL, 1, dict(kind=lp.MOV)), (lp.CALL, 1, dict(kind=lp.STUB)),
        (lp.CALL, 1, dict(kind=lp.EMBEDDED)),
        (lp.TRAP, 1, dict(original=arch.trap)),
        (lp.TRAP, 1, dict(kind=lp.STUB)),
        (lp.TRAP, 1, dict(length=n + 2)),
        (lp.EMBEDDED, None, dict(original=arch.trap)),
        (lp.EMBEDDED, None, dict(original=bytes(8))),
        (lp.EMBEDDED, None, dict(length=n + 1)),
        (lp.EMBEDDED, None, dict(numbers=1, number=1, known=1)),
        (lp.EMBEDDED, None, dict(kind=lp.STUB)))]
    cases += [(kind, 1, fields, 'BAD_SITE')
              for kind in kinds_of(arch) for fields in (
                  dict(kind=0), dict(kind=6), dict(kind=255),
                  dict(length=0), dict(length=9), dict(length=255))]
    cases += [(lp.CALL, 1, dict(length=n - 1),
               'BAD_SITE' if call[-1] else 'SLOT_STUB'),
              (lp.TRAP, 1, dict(original=call + b'\1'), 'BAD_SITE'),
              (lp.EMBEDDED, None, dict(original=call.ljust(7, b'\0')
                                       + b'\1'), 'BAD_SITE'),
              (lp.STUB, 1, dict(length=7),
               'BAD_SITE' if arch.deny[-1] else 'SLOT_STUB')]
    for other in list(arch.calls.values())[1:]:
        cases += [(k, 1, dict(original=other), 'SLOT_STUB')
                  for k in (lp.CALL, lp.TRAP)]
    if x86:
        mov = lambda n: b'\xb8' + bytes((n, 0, 0, 0)) + b'\x0f\x05'
        cases += [(lp.MOV, 1, fields, 'SLOT_STUB') for fields in (
            dict(original=mov(2)), dict(number=2), dict(length=8),
            dict(numbers=0, number=0, known=0), dict(kind=lp.STUB),
            dict(kind=lp.STUB, length=8), dict(kind=lp.CALL),
            dict(original=b'\xb9' + mov(1)[1:]),
            dict(original=mov(1)[:6] + b'\x34'),
            dict(original=mov(1)[:4] + b'\1\x0f\x05'),
            dict(original=b'\xb8\1\0\0\0\xcd\x80'))]
        cases += [(lp.MOV, 1, dict(original=mov(1) + b'\x90'), 'BAD_SITE'),
                  (lp.MOV, 1, dict(length=6), 'BAD_SITE'),
                  (lp.MOV, 1, dict(number=1025), 'SITE_NUMBER')]
    else:
        cases += [(lp.STUB, 1, dict(kind=lp.MOV, length=7, original=(
            b'\xb8\1\0\0\0\x0f\x05')), 'SLOT_STUB')]
    for kind, number, fields, code in some(cases):
        made = of(arch, (lp.STUB, 3), (kind, number))
        if 'original' in fields:
            fields['original'] = fields['original'][:8].ljust(8, b'\0')
        put(made.sites[1], **fields)
        for tool in READERS[:2]:
            says(made, code, tool)
        made = of(arch, (lp.STUB, 3), (kind, number), stage='patched')
        put(made.sites[1], **fields)
        says(made, code, *READERS[2:])
        if code == 'SLOT_STUB':
            got = refused('syscallreject', made.stream(), code, PIN)
            need(got == '%#x, site 1' % seat(arch, 1), got)
    # A set is no number of a mov, and none of what is there by chance.
    for kind in [lp.EMBEDDED] + [lp.MOV] * x86:
        made = of(arch, (kind, None if kind == lp.EMBEDDED else 1))
        put(made.sites[0], numbers=2, number=0, known=0)
        made.nsets = [lp.number_set(1, 2)]
        says(made, 'SLOT_STUB', *READERS[:2])
END
}

@test "SLOT_STUB: slots that do not hold what their kind does" {
	kinds_test <<'END'
for arch in MACHINES:
    for k, (kind, number) in enumerate(every(arch)):
        for stage, tool in ('parsed', 'syscallreject'), (
                'planned', 'patchapply'):
            made = of(arch, *every(arch), stage=stage)
            s = made.sites[k]
            right = dict(lp.join(made.data))[seat(arch, 0)][
                16 * k:16 * k + s.length]
            args = [PIN] * (tool == 'syscallreject')
            for at in range(s.length):
                for bit in some((0, 3, 7)):
                    body = bytearray(right)
                    body[at] ^= 1 << bit
                    bad = made.copy().poke(s.address, bytes(body))
                    got = refused(tool, bad.split(3).stream(), 'SLOT_STUB',
                                  *args)
                    need(got == '%#x, site %d' % (s.address, k), got)
            for body in (arch.trap, arch.call, arch.deny, arch.nop * 8,
                         s.original):
                body = body[:s.length]
                if len(body) == s.length and body != right:
                    refused(tool, made.copy().poke(
                        s.address, body).stream(), 'SLOT_STUB', *args)
END
}
