#!/usr/bin/env bats
# syscallreject: copies a clean image, and refuses call instructions and slots
# that are not stubs, wherever chunks, segments and pages end.

load lib/common
load lib/pipe

@test "syscallreject: every record is copied, and its statement added" {
	stage_test <<'END'
for arch, etype, size in some(
        (a, e, s) for a in MACHINES for e in (eb.ET_EXEC, eb.ET_DYN)
        for s in (1, 7, 64, lp.MAX_DATA)):
    made = lp.good_image(arch.name, 'parsed', etype).split(size)
    records = made.records(1 if size == 1 else None)
    records[3:3] = [lp.Rec('note', b'12345'), lp.Rec('abc ')]
    records[-1:-1] = [lp.Rec('zzZz', bytes(100))]
    copied('syscallreject', lp.serialize(
        records[:-1] + [lp.end_of(records[:-1])]))
# A plan is the next stage's business, as sets of numbers are.
from streams.maker import sets_image
for arch in MACHINES:
    for stage in 'parsed', 'planned':
        copied('syscallreject', sets_image(arch, stage, 'filter').stream())
# Its own output is good input.
data = lp.good_stream()
copied('syscallreject', answer('syscallreject', data))
copied('syscallreject', data, '-v')
copied('syscallreject', data, '--verbose', '-q')
END
}

@test "syscallreject: the message has address, segment and nearest symbol" {
	need_sample x86_64/hello
	build raw <<<"put(e, TEXT, NOPS_AT, b'\\x0f\\x05')"
	elfparse raw >in
	limited 1 sh -c 'syscallreject <in >out'
	same "syscallreject: raw: RAW_CALL: call instruction outside every\
 allowed slot @0x401440 (_start+0x40), segment 1: only recorded and allowed\
 sites may make system calls" "$stderr"
	same '1 syscallreject RAW_CALL 0x401440 (_start+0x40), segment 1' \
	    "$(stop out | head -n 4 | paste -sd' ')"
	stage_test <<'END'
for arch in MACHINES:
    good = lp.good_image(arch.name)
    text = good.segments[1].address
    seat = text + eb.NOPS_AT
    for call, at in some((c, at) for c in arch.calls.values()
                         for at in (0, 8, 0x40)):
        made = good.copy().poke(seat + at, call)
        need(refused('syscallreject', made.stream(), 'RAW_CALL')
             == '%#x (_start+%#x), segment 1' % (seat + at,
                                                 eb.NOPS_AT + at), at)

    def named(name, *symbols):
        made = good.copy().poke(seat, call)
        made.symbols = [lp.Symbol(v, n, s) for v, n, s in symbols]
        place = '%#x%s, segment 1' % (seat, name)
        for _ in 1, 2:
            got = refused('syscallreject', made.stream(), 'RAW_CALL')
            need(got == place, (got, place))
            made.symbols.reverse()      # in any order

    named('')
    named('', (seat + 1, 8, b'later'))
    named(' (it+0x0)', (seat, 4, b'it'))
    named(' (near+0x8)', (text, 0, b'far'), (seat - 8, 0, b'near'),
          (seat + 8, 100, b'later'))
    # One that holds the address is nearer than one that ends before.
    named(' (around+0x40)', (text, 0x100, b'around'), (seat - 8, 8, b'past'))
    named(' (inner+0x4)', (text, 0x100, b'outer'), (seat - 4, 8, b'inner'))
    named(' (\\x1b[2J\\x0a+0x0)', (seat, 4, b'\x1b[2J\n'))
    # The name is in the last of many records, the call in the first chunk.
    made = good.copy().poke(seat, call).split(1)
    records = made.records()
    records[-2:-2] = [lp.Rec('symb', b''.join(
        lp.Symbol(text - k, 1, b'other').pack() for k in range(1, 100)))
        for _ in range(50)] + [
        lp.Rec('symb', lp.Symbol(seat - 3, 9, b'last').pack())]
    got = refused('syscallreject', lp.serialize(
        records[:-1] + [lp.end_of(records[:-1])]), 'RAW_CALL')
    need(got == '%#x (last+0x3), segment 1' % seat, got)
END
}

@test "syscallreject: a call that chunks take apart" {
	stage_test <<'END'
for arch in MACHINES:
    good = lp.good_image(arch.name)
    seat = good.segments[1].address + eb.NOPS_AT
    for call in some(arch.calls.values()):
        for size in some(range(1, eb.NOPS_AT + len(call) + 1), 70):
            made = good.copy().poke(seat, call).split(size)
            got = refused('syscallreject', made.stream(), 'RAW_CALL')
            need(got.startswith('%#x ' % seat), (size, got))
END
}

@test "syscallreject: a call in two segments, pages, or half in zeros" {
	stage_test <<'END'
X, R, W = eb.X, eb.R, eb.W
for arch in MACHINES:
    page, base = arch.page, eb.up(0x400000, arch.page)
    end = base + page
    lead = arch.nop * (16 // len(arch.nop))
    for call in some(arch.calls.values()):
        for cut in some(range(1, len(call))):
            one, two = lead + call[:cut], call[cut:] + lead

            def try_(bad, at, *loads):
                data = image(arch, *loads).stream()
                if not bad:
                    copied('syscallreject', data)
                    return
                got = refused('syscallreject', data, 'RAW_CALL')
                need(got == '%#x, segment 0' % at, (got, hex(at)))

            at = base + 32 - 16         # in one page
            try_(True, base + 32, (R | X, at, one, 0),
                 (R | X, at + len(one), two, 0))
            at, start = end - len(one), end - cut       # in two pages
            if cut % arch.step:
                continue
            try_(True, start, (R | X, at, one, 0), (R | X, end, two, 0))
            try_(True, start, (R | X, at, one, 0), (X, end, two, 0))
            try_(False, 0, (R | X, at, one, 0), (R, end, two, 0))
            try_(False, 0, (R | X, at, one, 0), (R | W, end, two, 0))
            try_(False, 0, (R | X, at, one, 0), (R | X, end + page, two, 0))
            try_(False, 0, (R, at, one, 0), (R | X, end, two, 0))
# RISC-V's ECALL is 73 and three zeros, which nobody has to write.
arch, page = eb.RISCV64, 4096
for cut in 1, 2, 3:
    one = arch.nop * 4 + arch.calls['ecall'][:cut]
    for loads, bad in (
            ([(R | X, 0x10000, one, 0)], True),             # to the page end
            ([(R | X, 0x10000, one, 0x800)], True),         # to its memory's
            ([(R | X, 0x11000 - 16 - cut, one, 0)], False),
            ([(R | X, 0x11000 - 16 - cut, one, 18 + cut)], True),
            ([(R | X, 0x11000 - 16 - cut, one, 0),
              (R | W, 0x11000, bytes(16), 0)], False),
            # A next segment of the same page, too late to fill the gap.
            ([(R | X, 0x10000, one, 0),
              (R | X, 0x10020, arch.nop * 4, 0)], True)):
        if (loads[0][1] + 16) % 2:
            continue            # ECALL stands at even addresses
        data = image(arch, *loads).stream()
        if bad:
            got = refused('syscallreject', data, 'RAW_CALL')
            need(got == '%#x, segment 0' % (loads[0][1] + 16), got)
        else:
            copied('syscallreject', data)
END
}

@test "syscallreject: bytes that are no call, and calls that cannot run" {
	stage_test <<'END'
near = {'x86_64': '0f04 0f06 0f33 0f35 0e05 cd7f cd81 050f 80cd 0f0f cdcd',
        'aarch64': '000000d4 e0ff1fd4 050000d4 010020d4 000040d4 010000d5',
        'riscv64': '73001000 73000001 73000100 72000000 73002000'}
for arch in MACHINES:
    good = lp.good_image(arch.name)
    seat = good.segments[1].address + eb.NOPS_AT
    for code in some(near[arch.name].split()):
        copied('syscallreject',
               good.copy().poke(seat, bytes.fromhex(code)).stream())
    for call in some(arch.calls.values()):
        for off in range(1, 4):
            made = good.copy().poke(seat + off, call).stream()
            if off % arch.step:
                copied('syscallreject', made)
            else:
                refused('syscallreject', made, 'RAW_CALL')
        for k in 0, 2:                  # headers and data do not run
            copied('syscallreject', good.copy().poke(
                good.segments[k].address + 8, call).stream())
END
}

@test "syscallreject: random code, cut anywhere, against the oracle" {
	stage_test <<'END'
good = bad = 0
pin = '--embedded=pin'
for arch in MACHINES:
    for k in range(times(150)):
        made = random_image(dice, arch, 'parsed')
        chance = [(s.address, k) for k, s in enumerate(made.sites)
                  if s.kind == lp.EMBEDDED]
        if chance:
            got = refused('syscallreject', made.stream(), 'EMBEDDED')
            need(got == '%#x, site %d' % chance[0], (got, chance))
        found = lp.raw_calls(made, False)
        if not found:
            good += 1
            copied('syscallreject', made.stream(), *[pin] * bool(chance))
            continue
        bad += 1
        got = refused('syscallreject', made.stream(), 'RAW_CALL', pin)
        need(got == '%#x, segment %d' % (
            found[0], segment_at(made, found[0])),
            '%s %d: %s, not one of %s' % (arch.name, k, got, [
                hex(a) for a in found]))
print(good, 'accepted', bad, 'refused')
need(good > 20 and bad > 20 or good + bad < 300, 'one-sided')
END
}

@test "syscallreject: a slot that does not hold its stub" {
	stage_test <<'END'
for arch in MACHINES:
    good = lp.good_image(arch.name)
    text = good.segments[1].address
    for nth, site in enumerate(good.sites):
        place = '%#x (_start+%#x), site %d' % (
            site.address, site.address - text, nth)

        def wrong(body, *sizes):
            for size in some(sizes or (1, 5, 1000)):
                made = good.copy().poke(site.address, body).split(size)
                got = refused('syscallreject', made.stream(), 'SLOT_STUB')
                need(got == place, (got, place))

        for k, bit in some((k, bit) for k in range(8) for bit in range(8)):
            body = bytearray(arch.deny)
            body[k] ^= 1 << bit
            wrong(bytes(body), 1000)
        wrong(arch.nop * (8 // len(arch.nop)))
        wrong(bytes(8))
        wrong(arch.deny[4:] + arch.deny[:4])
        for other in MACHINES:
            if other is not arch:
                wrong(other.deny)
        # A slot is looked at before the code that it ends in.
        wrong(arch.allow(arch.write))
        wrong(arch.bare())
    refused('syscallreject', lp.good_stream(arch.name, 'patched'),
            'SLOT_STUB')
END
}

@test "syscallreject: slots that overlap, or are not in code" {
	stage_test <<'END'
X, R, W = eb.X, eb.R, eb.W
for arch in MACHINES:
    base, page = eb.up(0x400000, arch.page), arch.page
    body = arch.deny * 8
    loads = ((R, base, bytes(64), 0), (R | X, base + page, body, 128),
             (R | W, base + 2 * page, body, 0))
    code = base + page

    def sites(why, *addresses):
        data = image(arch, *loads, sites=[(a, 1) for a in addresses]).stream()
        if why is None:
            copied('syscallreject', data)
            return
        got = refused('syscallreject', data, why)
        need(got.endswith('site %d' % (len(addresses) - 1)), got)

    sites(None, *(code + 8 * k for k in range(8)))
    sites('SITE_OVERLAP', code, code + 4)
    sites('SITE_OVERLAP', code, code + 8, code + 16 - arch.step)
    sites('SITE_ORDER', code + 8, code)
    for where in some((0, base, base + 8, code - 8, code - arch.step,
                       code + 60, code + 64, code + 72, base + 2 * page,
                       base + 2 * page + 8, base + 8 * page)):
        sites('SITE_RANGE', where)
    sites('SITE_RANGE', code, base + 2 * page)
    if arch.step > 1:
        sites('SITE_ALIGN', code + 1)
    # Half in one segment, half in the next.
    made = image(arch, (R | X, code, arch.deny * 2, 0),
                 (R | X, code + 16, arch.deny * 2, 0),
                 sites=[(code + 12, 1)])
    refused('syscallreject', made.stream(), 'SITE_RANGE')
END
}

@test "syscallreject -v: what was scanned; -q: nothing" {
	for m in $machines; do
		python - $m <<'END' >in
import sys
from lpstream import *
image = good_image(sys.argv[1])
print(image.segments[1].filesz, len(image.sites), file=open('want', 'w'))
sys.stdout.buffer.write(image.stream())
END
		read -r bytes sites <want
		for o in -v --verbose; do
			limited 0 sh -c "syscallreject $o <in >out"
			same "syscallreject: image: SCANNED: $bytes executable\
 bytes, $sites deny stubs, no call instruction" "$stderr"
		done
		limited 0 sh -c 'syscallreject <in >out'
		same '' "$stderr"
	done
	build raw <<<"put(e, TEXT, NOPS_AT, b'\\x0f\\x05')"
	elfparse raw >in
	# -v says nothing of a scan that found one; -q, not even that.
	limited 1 sh -c 'syscallreject -v <in >out'
	message syscallreject RAW_CALL
	for o in -q --quiet -qv; do
		limited 1 sh -c "syscallreject $o <in >out"
		same '' "$stderr"
		same '1 syscallreject RAW_CALL' \
		    "$(stop out | head -n 3 | paste -sd' ')"
	done
}

@test "syscallreject: status and usage" {
	limited 0 syscallreject --help
	[[ $output == $'usage: syscallreject [-hqvV] [--embedded=pin] < STREAM'* ]]
	for args in a '-v a' -x '-- a' --embedded --embedded= \
	    --embedded=pi --embedded=pins '--embedded=pin a'; do
		limited 2 sh -c "syscallreject $args </dev/null"
		usage_message syscallreject
		same '' "$output"
	done
	limited 0 sh -c "elfparse '$(sample hello)' | syscallreject -- >out"
	same '' "$stderr"
	# What an earlier stage says stands, with its status.
	for status in 1 2; do
		python - $status <<'END' >in
import sys
from lpstream import *
records = good_image().records()[:5]
records.append(Rec('STOP', Stop(int(sys.argv[1]), b'stage', b'CODE',
                                b'place', b'text').pack()))
sys.stdout.buffer.write(serialize(records))
END
		limited $status sh -c 'syscallreject -v <in >out'
		same '' "$stderr"
		cmp in out
	done
}
