"""Records dropped, doubled, exchanged; STOP in wrong form."""

import lpstream as lp
from lpstream import Rec
from streams.maker import put, stop
from tools import OK


def order(m):
    """Records dropped, doubled, exchanged; the frame right again."""
    kinds = [('good', False)]
    if m.tool != 'allowplan':
        kinds += [('sets', False), ('filter', True)]
    rank = ['PROG', 'SEGM', 'SITE', 'NSET', 'PLAN', 'PSET', 'DATA', 'symb',
            'stmt', 'END ']
    dropped = {
        'PROG': 'BAD_ORDER', 'SEGM': 'BAD_ORDER', 'SITE': 'BAD_ORDER',
        'NSET': 'BAD_SET|BAD_ORDER|BAD_SITE', 'PSET': 'BAD_SET|BAD_PLAN',
        'DATA': 'BAD_DATA|BAD_ORDER', 'symb': OK, 'stmt': OK,
        'END ': 'TRUNCATED'}
    for kind, planned in kinds:
        base = m.base(kind, 'planned' if planned and m.stage == 'parsed'
                      else None).records()
        for k, rec in enumerate(base):
            n = rec.name
            label = '%s.%d-%s' % (kind, k, n.strip())
            codes = dropped.get(n)
            if n == 'PLAN':
                codes = {'patchapply': 'NO_PLAN', 'runimg': 'NO_PLAN',
                         'imgdump': OK}.get(m.tool, OK)
                if kind == 'filter':
                    codes += '|BAD_ORDER'
                    codes = codes.replace(OK + '|', '')
            m.records('drop.' + label, lambda rs: rs.pop(k) and rs, codes,
                      kind=kind, planned=planned, seal=n != 'END ')
            codes = {'stmt': OK, 'symb': OK, 'END ': 'TRAILING',
                     'DATA': 'BAD_DATA', 'PROG': 'BAD_ORDER',
                     'SEGM': 'BAD_ORDER'}.get(n, 'BAD_TABLE|BAD_ORDER')
            if n == 'END ':
                m.records('double.' + label, lambda rs: rs + rs[-1:],
                          codes, kind=kind, planned=planned, seal=False)
                continue
            m.records('double.' + label, lambda rs: rs.insert(k, rs[k]),
                      codes, kind=kind, planned=planned)
            for j in range(k + 1, len(base)):
                other = base[j].name
                if other == n and n != 'DATA':
                    continue
                if other == 'END ':
                    codes = 'TRAILING|BAD_END|BAD_ORDER|BAD_DATA|TRUNCATED'
                    codes += '|BAD_TABLE|BAD_SET|NO_PLAN|BAD_PLAN'
                    if n == 'stmt' and j == k + 1:
                        codes = 'TRAILING|BAD_END'
                elif n == 'DATA' and other == 'DATA':
                    codes = 'BAD_DATA'
                elif j == k + 1 and 'PLAN' in (n, other) and 'NSET' in (
                        n, other):
                    codes = 'BAD_ORDER|BAD_SET|BAD_SITE'
                elif n in ('PLAN', 'SITE') and 'PROG' not in (n, other):
                    codes = 'BAD_ORDER|BAD_SET|BAD_DATA|NO_PLAN|BAD_PLAN'
                    codes += '|BAD_TABLE|BAD_SITE'
                elif 'DATA' in (n, other):
                    codes = 'BAD_ORDER|BAD_DATA|BAD_SET|BAD_PLAN|BAD_SITE'
                else:
                    codes = 'BAD_ORDER|BAD_SET|BAD_PLAN|BAD_SITE'

                def swap(rs, k=k, j=j):
                    rs[k], rs[j] = rs[j], rs[k]
                m.records('swap.%s-%d-%s' % (label, j, other.strip()), swap,
                          codes, kind=kind, planned=planned,
                          seal=other != 'END ')
        # Each known record once more where it may not stand.
        for k, rec in enumerate(base[:-1]):
            for j in range(len(base)):
                here = rank.index(base[j].name)
                before = rank.index(base[j - 1].name) if j else -1
                if before <= rank.index(rec.name) <= here:
                    continue
                m.records('move.%s.copy-%s-to-%d' % (
                    kind, rec.name.strip(), j),
                    lambda rs: rs.insert(j, rs[k]),
                    'BAD_ORDER|BAD_DATA|BAD_TABLE|BAD_SET|NO_PLAN'
                    '|BAD_SITE|BAD_PLAN',
                    kind=kind, planned=planned)


def stops(m):
    """STOP in wrong form."""
    def one(name, codes, /, **fields):
        s = lp.Stop(1, b'elsewhere', b'RAW_CALL', b'here', b'why')
        put(s, **fields)
        m.raw('STOP.' + name, lp.serialize([Rec('STOP', s.pack())]), codes)

    for v in (0, 3, 126, 255, 256, 257, 2 ** 31, 2 ** 32 - 1):
        one('status-%d' % v, 'BAD_STOP', status=v)
    one('reserved', 'RESERVED_FIELD', reserved=1)
    one('reserved-high', 'RESERVED_FIELD', reserved=2 ** 31)
    bad = 'BAD_STOP|BAD_LENGTH'
    one('lengths-more', bad, lengths=[9, 8, 4, 4])
    one('lengths-less', bad, lengths=[9, 8, 4, 2])
    one('lengths-none', bad, lengths=[0, 0, 0, 0])
    one('lengths-max', bad, lengths=[0xffff] * 4)
    for k in range(4):
        texts = [b'a'] * 4
        texts[k] = b'a' * 4097
        one('text-%d-long' % k, 'BAD_STOP', texts=texts)
    p = stop(1).payload
    for n in (0, 4, 8, 15, 16, len(p) - 1):
        m.raw('STOP.of-%d' % n, lp.serialize([Rec('STOP', p[:n])]), bad)
    m.raw('STOP.then-END', lp.serialize(
        [stop(1), lp.end_of([stop(1)])]), 'TRAILING')
    m.raw('STOP.cut', lp.serialize([stop(1)])[:-1], 'TRUNCATED')
