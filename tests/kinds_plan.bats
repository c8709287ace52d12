#!/usr/bin/env bats
# Slots that were made of call instructions: what allowplan decides of each, who
# holds them, what patchapply writes, and plans that no reader takes.

load lib/common
load lib/pipe
load lib/kinds

@test "allowplan: decision, numbers and holder of each kind" {
	kinds_test <<'END'
A, D, F, B, N = lp.ALLOWED, lp.DENIED, lp.FILTER, lp.BYTES, lp.NOBODY
HELD = {lp.STUB: (B, N), lp.MOV: (B, N), lp.CALL: (F, F), lp.TRAP: (F, N)}


def plan(made, *args):
    after = lp.parse(answer('allowplan', made.stream(), *args))
    got = lp.decode(after)
    sets = [lp.members(one) for one in got.psets]
    return [(p.decision, p.holder, p.numbers == 2 and sets[p.number]
             or (p.number if p.numbers else None)) for p in got.plan]


for arch in MACHINES:
    chance = (D, F, None)
    for kind in kinds_of(arch):
        yes, no = HELD[kind]
        made = of(arch, (kind, 1), (lp.EMBEDDED, None), (kind, 7))
        for args, want in (
                (['1'], (1, 0)), (['7'], (0, 1)), (['1,7'], (1, 1)),
                ([''], (0, 0)), (['--all'], (1, 1)), (['-d', '1'], (0, 1)),
                (['--unknown=allowed', '7'], (0, 1)),
                (['--unknown=allowed', '--all'], (1, 1))):
            one, two = [(A, yes) if w else (D, no) for w in want]
            got = plan(made, *args)
            need(got == [(*one, 1), chance, (*two, 7)],
                 (arch.name, kind, args, got))
    for kind in kinds_of(arch):
        if kind == lp.MOV:
            continue                    # it has a number
        no = HELD[kind][1]
        made = of(arch, (kind, None), (lp.EMBEDDED, None), (kind, None))
        put(made.sites[2], numbers=2, number=0)
        made.nsets = [lp.number_set(1, 7, 9)]
        got = refused('allowplan', made.stream(), 'NUMBER_UNKNOWN', '1')
        need(got == '%#x, site 0' % seat(arch, 0), got)
        unknown = '--unknown=allowed'
        for args, any_, set_ in (
                (['1'], 1, 1), (['8'], 8, None), (['1,8'], {1, 8}, 1),
                (['7,9,8'], {7, 8, 9}, {7, 9}), ([''], None, None),
                (['-d', '1'], set(range(1024)) - {1}, {7, 9}),
                (['--all'], set(range(1024)), {1, 7, 9})):
            want = [(A, F, v) if v is not None else (D, no, None)
                    for v in (any_, set_)]
            got = plan(made, unknown, *args)
            need(got == [want[0], chance, want[1]], (kind, args, got))
        # What is there by chance is not a site of unknown number.
        made.sites.pop(0)
        need(plan(made, '1') == [chance, (A, F, 1)], 'a set and a chance')
        made.sites.pop(1)
        need(plan(made, '--all') == [chance], 'a chance')
        need(plan(made, unknown, '--all') == [chance], 'a chance')
END
}

@test "allowplan: -v and --print name each kind, warnings what is allowed" {
	all_kinds
	limited 0 sh -c 'allowplan -v write,exit <kinds.2 >out'
	at='allowplan: kinds: PLAN: 0x4010'
	same "${at}48 1 write allowed, held by its bytes
${at}51 1 write allowed, held by the filter
${at}5a 1 write allowed, held by the filter
${at}5e 1 write allowed, held by the filter
${at}6a - by chance denied, held by the filter
${at}7b 60 exit allowed, held by its bytes" "$stderr"
	limited 0 sh -c "allowplan -v '' <kinds.2 >out"
	same "${at}48 1 write denied
${at}51 1 write denied, held by the filter
${at}5a 1 write denied
${at}5e - several denied, held by the filter
${at}6a - by chance denied, held by the filter
${at}7b 60 exit denied" "$stderr"
	limited 0 allowplan --print <kinds.2
	same '' "$stderr"
	same 'write                   # 4 sites
exit                    # 1 site
sched_yield             # 1 site' "$(grep -E '^[a-z]' <<<"$output")"
	grep -qx '# sites: 6' <<<"$output"
	not grep -qi unknown <<<"$output"
	# Only of sites that may issue any number does it say so.
	lifted kinds mov_write=mov:1 call_write=call trap_write=trap \
	    any=call:1,24 chance+1=embedded leave=mov:60
	limited 0 allowplan --print <kinds.2
	[[ $stderr == *' 2 '* ]]
	lifted kinds mov_write=mov:1 call_write=call:59 trap_write=trap:1 \
	    any=call:1,101 chance+1=embedded leave=mov:60
	limited 0 sh -c 'allowplan execve,ptrace <kinds.2 >out'
	[[ $stderr == *": UNSAFE: "*execve*0x401051*$'\n'*ptrace*0x40105e* ]]
	message_count 2
	limited 1 sh -c 'allowplan --strict ptrace <kinds.2 >out'
	message allowplan UNSAFE
	limited 0 sh -c 'allowplan --strict write <kinds.2 >out'
}

@test "patchapply: what each kind's slot holds then, cut everywhere" {
	kinds_test <<'END'
forms = {'x86_64': {1: 'b804000000900f05', 2: 'b8040000000f05', 3: '0f05',
                    4: '0f05', 5: '0f05', 'bare': '9090909090900f05'},
         'aarch64': {1: '880080d2010000d4', 3: '010000d4', 4: '010000d4',
                     5: '010000d4', 'bare': '1f2003d5010000d4'},
         'riscv64': {1: '9308400073000000', 3: '73000000', 4: '73000000',
                     5: '73000000', 'bare': '1300000073000000'}}
for arch in MACHINES:
    form = {k: bytes.fromhex(v) for k, v in forms[arch.name].items()}
    sites = every(arch, 4)
    for allow, bare, size in some(
            (allow, bare, size) for allow in ({4}, {5})
            for bare in (False, True) for size in (*range(1, 20), 1000)):
        made = of(arch, *sites, stage='planned', allow=allow).split(size)
        want = bytearray(lp.join(made.data)[0][1])
        for k, (kind, _) in enumerate(sites):
            if allow == {4} and kind != lp.EMBEDDED:
                body = form['bare' if bare and kind == lp.STUB else kind]
                want[16 * k:16 * k + len(body)] = body
                if bare:
                    made.plan[k].holder = lp.FILTER
        plan = made.plan
        made.plan = of(arch, *sites, stage='planned', allow=allow).plan
        got = lp.decode(copied(
            'patchapply', made.stream(), *['--bare'] * bare,
            but=('DATA',) + ('PLAN',) * bare))
        need(got.plan == plan, (arch.name, 'plan', bare))
        need([(a, len(d)) for a, d in got.data]
             == [(a, len(d)) for a, d in made.data], 'chunks')
        need(lp.join(got.data)[0][1] == want, (arch.name, allow, bare, size))
        result = tools.run(tools.argv_of('runimg', '--check'), got.stream())
        need(result == (0, b'', b''), (allow, bare, size, arch.name, result))
END
	all_kinds
	allowplan write,exit <kinds.2 >kinds.3
	limited 0 sh -c 'patchapply -v <kinds.3 >out'
	same "patchapply: kinds: PATCHED: slot 0x401048, held by its bytes
patchapply: kinds: PATCHED: slot 0x401051, held by the filter
patchapply: kinds: PATCHED: slot 0x40105a, held by the filter
patchapply: kinds: PATCHED: slot 0x40105e, held by the filter
patchapply: kinds: PATCHED: slot 0x40107b, held by its bytes" "$stderr"
}

@test "plans that decide or hold a kind as none may be are refused by all" {
	[ -z "${LP_MEMCHECK:-}" ] ||
	    skip "too many streams for Valgrind; forged ones of each kind are in hostile.bats"
	kinds_test <<'END'
A, D, F, B, N = lp.ALLOWED, lp.DENIED, lp.FILTER, lp.BYTES, lp.NOBODY
WRONG = {
    lp.STUB: [(D, F)], lp.MOV: [(D, F)],
    lp.CALL: [(A, B), (D, N)], lp.TRAP: [(A, B), (D, F)],
    lp.EMBEDDED: [(D, N), (A, F, 1), (A, B, 1)]}
NEVER = [(A, N), (D, B), (2, F), (1, 3)]
for arch in MACHINES:
    sites = every(arch, 4)
    for k, (kind, _) in enumerate(sites):
        for allow in {4}, {5}:
            good = of(arch, *sites, stage='planned', allow=allow)
            patched = lp.patch(good.copy())

            def wrong(code, **fields):
                for made, readers in ((good, ('syscallreject',
                                              'patchapply')),
                                      (patched, ('runimg', 'imgdump'))):
                    made = made.copy()
                    put(made.plan[k], **fields)
                    says(made, code, *readers)

            for decision, holder, *number in WRONG[kind]:
                number = {'numbers': 1, 'number': 1} if number else {}
                wrong('PLAN_MISMATCH', decision=decision, holder=holder,
                      **number)
            for decision, holder in NEVER:
                wrong('BAD_PLAN', decision=decision, holder=holder)
            if kind == lp.EMBEDDED:
                wrong('BAD_PLAN', decision=A, holder=F)
                wrong('PLAN_MISMATCH', numbers=1, number=4)
                wrong('BAD_PLAN', number=4)
                wrong('BAD_PLAN', grants=1)
            else:
                wrong('PLAN_MISMATCH', number=5)
                wrong('PLAN_MISMATCH' if good.plan[k].decision == D else
                      'BAD_PLAN', numbers=0, number=0)
END
}
