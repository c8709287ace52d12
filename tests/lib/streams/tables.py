"""Tables in parts, and the sets of numbers."""

import struct

import lpstream as lp
from lpstream import Rec
from streams.maker import index, patch_bytes, pick, put


def tables(m):
    """SITE, NSET, PLAN, PSET: total and first."""
    for name, size in lp.ENTRY_SIZE.items():
        kind = 'filter' if name == 'PSET' else 'sets'
        planned = name in ('PLAN', 'PSET')
        if m.tool == 'allowplan' and name != 'SITE':
            continue
        if m.tool == 'allowplan':
            kind = 'good'

        def one(what, change, codes, **how):
            m.records('%s.%s' % (name, what), change, codes, kind=kind,
                      planned=planned, **how)

        stage = 'planned' if planned and m.stage == 'parsed' else None
        rows = [r for r in m.base(kind, stage).records() if r.name == name]
        count, = struct.unpack_from('<I', rows[0].payload)
        bad = 'BAD_TABLE|BAD_LENGTH|BAD_ORDER'
        if name == 'PLAN' or m.stage in ('planned', 'patched'):
            bad += '|PLAN_MISMATCH'     # the two totals differ too
        for v in {count + 1, count - 1, 0, 4096, 65536} - {count}:
            one('total-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 0, struct.pack('<I', v)),
                bad + '|BAD_SET')
        over = {'SITE': 'SITE_COUNT', 'PLAN': 'SITE_COUNT'}.get(
            name, 'BAD_SET')
        for v in (4097 if 'SET' in name else 65537, 2 ** 31, 2 ** 32 - 1):
            one('total-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 0, struct.pack('<I', v)),
                bad + '|' + over)
        for v in (1, count, 2 ** 31, 2 ** 32 - 1):
            one('first-%d' % v, lambda rs: patch_bytes(
                pick(rs, name), 4, struct.pack('<I', v)),
                'BAD_TABLE')
        one('entry-missing', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload[:-size]), bad)
        one('entry-more', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload
            + pick(rs, name).payload[-size:]), 'BAD_TABLE|BAD_LENGTH')
        one('no-entries', lambda rs: put(
            pick(rs, name), payload=pick(rs, name).payload[:8]), bad)
        one('empty-added', lambda rs: rs.insert(
            index(rs, name, -1) + 1, Rec(name, struct.pack(
                '<II', count, count))), bad)
        one('empty-before', lambda rs: rs.insert(
            index(rs, name), Rec(name, struct.pack('<II', count, 0))), bad)
        if 'SET' in name:
            one('table-of-0', lambda rs: put(
                pick(rs, name), payload=bytes(8)),
                bad + '|BAD_SET')
        elif name == 'PLAN' or not planned:
            one('table-of-0-and-more', lambda rs: rs.insert(
                index(rs, name), Rec(name, bytes(8))), bad)
        if count > 1:
            one('split.total', lambda rs: patch_bytes(
                pick(rs, name, 1), 0, struct.pack('<I', count + 1)),
                'BAD_TABLE|PLAN_MISMATCH' if name == 'PLAN'
                else 'BAD_TABLE', step=1)
            one('split.first', lambda rs: patch_bytes(
                pick(rs, name, 1), 4, struct.pack('<I', 0)),
                'BAD_TABLE', step=1)
            one('split.first+1', lambda rs: patch_bytes(
                pick(rs, name, 1), 4, struct.pack('<I', 2)),
                'BAD_TABLE', step=1)
            one('split.lost', lambda rs: rs.pop(index(rs, name, 1)) and rs,
                bad, step=1)
            one('split.lost-last', lambda rs: rs.pop(
                index(rs, name, -1)) and rs, bad, step=1)

            def swap(rs):
                k = index(rs, name, 0)
                rs[k], rs[k + 1] = rs[k + 1], rs[k]
            one('split.swapped', swap, 'BAD_TABLE', step=1)
            one('split.doubled', lambda rs: rs.insert(
                index(rs, name), pick(rs, name)), 'BAD_TABLE', step=1)


def both_totals(m):
    """SITE and PLAN agree on a number of entries that neither has."""
    for name, more, step in (('missing', 0, None), ('missing-split', 0, 1),
                             ('plan-has', 1, None), ('site-has', 2, None)):
        def change(rs):
            for n in ('SITE', 'PLAN'):
                for r in rs:
                    if r.name == n:
                        patch_bytes(r, 0, struct.pack('<I', 3))
            if more == 1:
                r = pick(rs, 'PLAN')
                r.payload += r.payload[-16:]
            if more == 2:
                r = pick(rs, 'SITE')
                last = bytearray(r.payload[-80:])
                last[0] = 0xd0
                r.payload += bytes(last)
        m.records('totals.' + name, change,
                  'BAD_TABLE|BAD_ORDER|PLAN_MISMATCH|SITE_OVERLAP',
                  planned=True, step=step)


def sets(m):
    if m.tool == 'allowplan':
        return
    for table, kind in (('nsets', 'sets'), ('psets', 'filter')):
        name = 'NSET' if table == 'nsets' else 'PSET'
        for what, one in (
                ('empty', bytes(128)), ('one-0', lp.number_set(0)),
                ('one-1023', lp.number_set(1023)),
                ('one', lp.number_set(m.arch.write))):
            m.image('%s.%s' % (name, what), lambda i: getattr(
                i, table).__setitem__(0, one),
                'BAD_SET', kind=kind)
        if name == 'NSET':
            m.image('NSET.empty-second', lambda i: i.nsets.__setitem__(
                1, bytes(128)), 'BAD_SET', kind=kind)
        m.image('%s.4097' % name, lambda i: getattr(i, table).extend(
            [lp.number_set(m.arch.write, 5)] * 4097),
            'BAD_SET|BAD_TABLE', kind=kind)
