#!/usr/bin/env bats
# patchapply: the exact bytes of each form, and that nothing else changes; what
# it refuses of a plan, and of its own output.

load lib/common
load lib/pipe

@test "patchapply: the allow form and the bare form, as the format has them" {
	stage_test <<'END'
forms = {
    'x86_64': {0: 'b8 00000000 90 0f05', 1: 'b8 01000000 90 0f05',
               60: 'b8 3c000000 90 0f05', 255: 'b8 ff000000 90 0f05',
               256: 'b8 00010000 90 0f05', 1023: 'b8 ff030000 90 0f05',
               'bare': '90 90 90 90 90 90 0f05'},
    'aarch64': {0: '080080d2 010000d4', 1: '280080d2 010000d4',
                60: '880780d2 010000d4', 255: 'e81f80d2 010000d4',
                256: '082080d2 010000d4', 1023: 'e87f80d2 010000d4',
                'bare': '1f2003d5 010000d4'},
    'riscv64': {0: '93080000 73000000', 1: '93081000 73000000',
                60: '9308c003 73000000', 255: '9308f00f 73000000',
                256: '93080010 73000000', 1023: '9308f03f 73000000',
                'bare': '13000000 73000000'}}
for arch in MACHINES:
    base = eb.up(0x400000, arch.page)
    want = {k: bytes.fromhex(v) for k, v in forms[arch.name].items()}
    for number in some(k for k in want if k != 'bare'):
        body = arch.nop * (8 // len(arch.nop)) + arch.deny * 2
        made = image(arch, (eb.R | eb.X, base, body, 0), stage='planned',
                     sites=[(base + 8, number), (base + 16, 1022)],
                     allow={number})
        for args, form in ((), want[number]), (('--bare',), want['bare']):
            got = lp.decode(lp.parse(answer(
                'patchapply', made.stream(), *args)))
            need(got.data == [(base, body[:8] + form + arch.deny)],
                 (arch.name, number, args, got.data))
END
}

@test "patchapply: the allow form of every number is what an assembler makes" {
	need as objcopy aarch64-linux-gnu-as riscv64-linux-gnu-as
	for m in x86_64 aarch64 riscv64; do
		case $m in
		x86_64) tool= form='mov $%d, %%eax; nop; syscall' ;;
		aarch64) tool=$m-linux-gnu- form='mov x8, #%d; svc #0' ;;
		riscv64) tool=$m-linux-gnu-
			form='.option norvc; li a7, %d; ecall' ;;
		esac
		# shellcheck disable=SC2059
		printf "$form\n" {0..1023} >$m.s
		${tool}as -o $m.o $m.s
		objcopy -I elf64-little -O binary -j .text $m.o $m.want
	done
	stage_test <<'END'
for arch in MACHINES:
    base = eb.up(0x400000, arch.page)
    made = image(arch, (eb.R | eb.X, base, arch.deny * 1024, 0),
                 stage='planned', sites=[(base + 8 * k, k)
                                         for k in range(1024)])
    (_, got), = lp.decode(lp.parse(answer('patchapply', made.stream()))).data
    want = open(arch.name + '.want', 'rb').read()
    need(len(want) == 8192, '%s: %d bytes' % (arch.name, len(want)))
    for k in range(0, 8192, 8):
        need(got[k:k + 8] == want[k:k + 8], '%s, %d: %s, assembled %s' % (
            arch.name, k // 8, got[k:k + 8].hex(), want[k:k + 8].hex()))
END
}

@test "patchapply: only allowed slots change, only in DATA" {
	stage_test <<'END'
for arch, etype, allow, size in some(
        (a, e, allow, size) for a in MACHINES
        for e in (eb.ET_EXEC, eb.ET_DYN)
        for allow in ((), (a.write,), (a.exit,), None)
        for size in (*range(1, 10), 64, lp.MAX_DATA)):
    made = lp.good_image(arch.name, 'planned', etype, allow).split(size)
    records = made.records(1 if size == 1 else None)
    records[3:3] = [lp.Rec('note', b'12345')]
    records = records[:-1] + [lp.end_of(records[:-1])]
    got = lp.decode(copied('patchapply', lp.serialize(records),
                           but=('DATA',)))
    # The chunks are those that came, and so are all bytes but the slots'.
    need(got.data == lp.patch(made.copy()).data, (arch.name, allow, size))
    changed = {a + k for (a, old), (_, new) in zip(made.data, got.data)
               for k in range(len(old)) if old[k] != new[k]}
    slots = {p.address + k for p in made.plan if p.decision
             for k in range(8)}
    need(changed <= slots and bool(changed) == bool(slots),
         sorted(changed - slots))
# Sets of numbers and what the filter holds go through.
from streams.maker import sets_image
for arch in MACHINES:
    for kind in 'sets', 'filter':
        made = sets_image(arch, 'planned', kind)
        got = lp.decode(copied('patchapply', made.stream(), but=('DATA',)))
        need(got.data == lp.patch(made).data, (arch.name, kind))
        need(arch.bare() in got.data[1][1] or kind == 'sets', 'bare form')
END
}

@test "patchapply --bare: every allowed site is the filter's, nothing else" {
	stage_test <<'END'
for arch, allow, step in some(
        (a, allow, step) for a in MACHINES
        for allow in ((), (a.write,), None) for step in (None, 1)):
    made = lp.good_image(arch.name, 'planned', allow=allow).split(5)
    got = lp.decode(copied('patchapply', made.stream(step), '--bare',
                           but=('DATA', 'PLAN')))
    for p in made.plan:
        if p.decision:
            p.holder = lp.FILTER
    need(got.plan == made.plan, 'the plan')
    need(got.data == lp.patch(made).data, 'the slots')
    text = made.segments[1].address
    body = dict(lp.join(got.data))[text]
    for p in made.plan:
        form = arch.bare() if p.decision else arch.deny
        at = p.address - text
        need(body[at:at + 8] == form, 'the form')
END
}

@test "patchapply: random plans, cut anywhere, against the oracle" {
	stage_test <<'END'
good = bad = 0
for arch in MACHINES:
    for k in range(times(150)):
        made = random_image(dice, arch, 'planned')
        bare = dice.random() < 0.3
        args = ('--bare',) if bare else ()
        want = made.copy()
        for p in want.plan if bare else ():
            p.holder = lp.FILTER if p.decision else p.holder
        lp.patch(want)
        raw = lp.raw_calls(want)
        if raw:
            bad += 1
            got = refused('patchapply', made.stream(), 'RAW_CALL', *args)
            need(got == '%#x, segment %d' % (
                raw[0], segment_at(made, raw[0])),
                '%s %d: %s, not one of %s' % (arch.name, k, got, [
                    hex(a) for a in raw]))
            continue
        good += 1
        got = lp.decode(copied('patchapply', made.stream(), *args,
                               but=('DATA', 'PLAN')))
        need(got.data == want.data, '%s %d: bytes' % (arch.name, k))
        need(got.plan == want.plan, '%s %d: plan' % (arch.name, k))
print(good, 'accepted', bad, 'refused')
need(good > 20 and bad > 20 or good + bad < 300, 'one-sided')
END
}

@test "patchapply: a plan that is not of these sites is refused" {
	stage_test <<'END'
def put(obj, **fields):
    obj.__dict__.update(fields)
for arch in MACHINES:
    good = lp.good_image(arch.name, 'planned')

    def wrong(code, change):
        made = good.copy()
        change(made)
        for args in some(((), ('--bare',))):
            refused('patchapply', made.stream(), code, *args)

    def entry(code, nth=0, **fields):
        wrong(code, lambda i: put(i.plan[nth], **fields))

    wrong('NO_PLAN', lambda i: put(i, plan=None))
    wrong('PLAN_MISMATCH', lambda i: i.plan.pop())
    wrong('PLAN_MISMATCH', lambda i: i.plan.clear())
    wrong('PLAN_MISMATCH', lambda i: i.plan.append(i.plan[1]))
    wrong('PLAN_MISMATCH', lambda i: i.plan.reverse())
    wrong('PLAN_MISMATCH', lambda i: i.sites.pop())
    for nth in 0, 1:
        address = good.plan[nth].address
        for v in (0, address + 8, address ^ 2 ** 32, address ^ 2 ** 63,
                  good.plan[1 - nth].address):
            entry('PLAN_MISMATCH', nth, address=v)
    # What allows a number that the site does not have.
    entry('PLAN_MISMATCH', number=arch.exit)
    entry('PLAN_MISMATCH', 1, number=arch.write)
    entry('PLAN_MISMATCH', number=0)
    for field, values in (('decision', (2, 255)), ('holder', (3, 255))):
        for v in values:
            entry('BAD_PLAN', **{field: v})
    entry('BAD_PLAN', decision=lp.DENIED)
    entry('BAD_PLAN', holder=lp.NOBODY)
END
}

@test "patchapply: its own output is checked" {
	stage_test <<'END'
for arch in MACHINES:
    good = lp.good_image(arch.name, 'planned', allow=(arch.write,))
    text = good.segments[1].address
    seat = text + eb.NOPS_AT
    first, denied = (s.address for s in good.sites)
    for name, where, body in (
            ('alone', seat, next(iter(arch.calls.values()))),
            ('an allow form without a site', seat, arch.allow(arch.write)),
            ('behind an allowed slot', first + 8,
             next(iter(arch.calls.values()))),
            ('behind a denied slot', denied + 8,
             next(iter(arch.calls.values())))):
        for size, args in some((n, args) for n in (1, 7, 1000)
                               for args in ((), ('--bare',))):
            made = good.copy().poke(where, body).split(size)
            raw, = lp.raw_calls(lp.patch(made.copy()))
            got = refused('patchapply', made.stream(), 'RAW_CALL', *args)
            need(got == '%#x (_start+%#x), segment 1' % (
                raw, raw - text), (name, size, got))
    # A slot that is no stub, allowed or not.
    for site, nth in (first, 0), (denied, 1):
        for body in arch.allow(arch.write), arch.bare(), bytes(8):
            made = good.copy().poke(site, body)
            got = refused('patchapply', made.stream(), 'SLOT_STUB')
            need(got == '%#x (_start+%#x), site %d' % (
                site, site - text, nth), got)
    # What it wrote itself is not its input.
    refused('patchapply', answer('patchapply', good.stream()), 'SLOT_STUB')
    refused('patchapply', answer('patchapply', good.stream(), '--bare'),
            'SLOT_STUB')
END
}

@test "patchapply -v: a line for each slot it writes" {
	need_sample x86_64/cat
	elfparse "$samples/x86_64/cat" | allowplan read,exit >in
	python - <<'END' >sites
import lpstream
for p in lpstream.decode(lpstream.parse(open('in', 'rb').read())).plan:
    if p.decision:
        print(hex(p.address))
END
	[ "$(wc -l <sites)" -ge 2 ]
	for pair in '-v/its bytes' '--verbose/its bytes' \
	    '-v --bare/the filter'; do
		limited 0 sh -c "patchapply ${pair%%/*} <in >out"
		same "$(sed "s/.*/patchapply: cat: PATCHED: slot &, held by ${pair#*/}/" sites)" "$stderr"
	done
	for args in '' -q --quiet '-q --bare' '-qv'; do
		limited 0 sh -c "patchapply $args <in >out"
		same '' "$stderr" "patchapply $args"
	done
	# Nothing allowed, nothing written.
	elfparse "$samples/x86_64/cat" | allowplan '' >in
	limited 0 sh -c 'patchapply -v <in >out'
	same '' "$stderr"
	# Nothing is said to be written of an image without a plan.
	elfparse "$samples/x86_64/cat" >in
	limited 1 sh -c 'patchapply -v <in >out'
	message patchapply NO_PLAN
	same '1 patchapply NO_PLAN' "$(stop out | head -n 3 | paste -sd' ')"
	limited 1 sh -c 'patchapply -q <in >out'
	same '' "$stderr"
}

@test "patchapply: status and usage" {
	limited 0 patchapply --help
	[[ $output == $'usage: patchapply [-hqvV] [--bare] '* ]]
	for args in a '--bare a' -b --bare=1 -x; do
		limited 2 sh -c "patchapply $args </dev/null"
		usage_message patchapply
		same '' "$output"
	done
	limited 0 sh -c "elfparse '$(sample hello)' | allowplan --all |
	    patchapply --bare --bare >out"
	same '' "$stderr"
	# What an earlier stage says stands, with its status.
	for status in 1 2; do
		python - $status <<'END' >in
import sys
from lpstream import *
records = good_image('x86_64', 'planned').records()[:6]
records.append(Rec('STOP', Stop(int(sys.argv[1]), b'stage', b'CODE',
                                b'place', b'text').pack()))
sys.stdout.buffer.write(serialize(records))
END
		limited $status sh -c 'patchapply <in >out'
		same '' "$stderr"
		python - <<'END'
import lpstream
a, b = (lpstream.parse(open(p, 'rb').read()) for p in ('in', 'out'))
assert a[-1].pack() == b[-1].pack() and len(a) == len(b)
END
	done
}
