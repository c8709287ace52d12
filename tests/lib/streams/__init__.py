"""Damaged and forged image streams, which every reader must refuse.

Raw mutants are damage: flipped bits, cuts, lost bytes, records dropped,
doubled, exchanged. Resealed mutants are forgeries: a field is set to each
kind of value that image-stream(5) forbids, and counts, CRCs and END are made
right again. Each comes with the codes that may be said of it, usually one.
"""

import struct

import elfbuild as eb
import lpstream as lp
from files import cases
from streams.content import content
from streams.damage import raw
from streams.data import data, stmt, symb
from streams.frame import frames, signatures
from streams.kinds import kinds
from streams.legal import legal
from streams.maker import SCANNERS, STAGE, Maker, Mutant
from streams.order import order, stops
from streams.prog import headers, prog, segm
from streams.sites import plan, site
from streams.tables import both_totals, sets, tables
from tools import OK


def stages(m):
    """Streams of another stage, all of them good."""
    what = {
        'syscallreject': {'checked': OK, 'patched': 'SLOT_STUB|RAW_CALL'},
        'allowplan': {'parsed': OK, 'planned': 'PLAN_EXISTS',
                      'patched': 'PLAN_EXISTS'},
        'patchapply': {'parsed': 'NO_PLAN', 'checked': 'NO_PLAN',
                       'patched': 'SLOT_STUB|NOT_PATCHED|RAW_CALL'},
        'runimg': {'parsed': 'NO_PLAN', 'checked': 'NO_PLAN',
                   'planned': 'NOT_PATCHED'},
        'imgdump': dict.fromkeys(lp.STAGES, OK)}[m.tool]
    for stage, codes in what.items():
        for etype, label in ((eb.ET_EXEC, 'exec'), (eb.ET_DYN, 'dyn')):
            m.raw('stage.%s-%s' % (stage, label), lp.good_stream(
                m.arch.name, stage, etype), codes)


def from_files(tool):
    """The attacks of hostile_elf.py, as streams."""
    for case in cases():
        if not case.stream or isinstance(case.elf, bytes):
            continue
        codes = set(case.codes)
        if codes & {'RAW_CALL', 'SLOT_STUB'}:
            if tool not in SCANNERS and not codes & {'SITE_OVERLAP'}:
                codes = {OK}
            elif tool == 'runimg' and codes & {'SLOT_STUB'}:
                continue        # advance() would have patched the slot
        if codes & {'NO_STACK', 'HEADER_ROOM'} and tool != 'runimg':
            codes = {OK}
        if codes & {'NUMBER_UNKNOWN'} and tool != 'allowplan':
            codes = {OK}
        if codes & {'SITE_OVERLAP'}:
            codes |= {'SITE_ORDER'}
        if codes & {'NO_LOAD', 'PHDR_COUNT'}:
            codes |= {'BAD_LENGTH'}
        if codes & {'SITE_COUNT'}:
            codes |= {'BAD_TABLE'}
        if codes & {'SITE_MASK'}:
            codes |= {'BAD_SITE'}
        try:
            image = lp.advance(lp.image_of(case.elf), 'planned'
                               if STAGE[tool] == 'patched'
                               else STAGE[tool])
            if STAGE[tool] == 'patched':
                try:
                    lp.patch(image)
                except IndexError:
                    pass        # a slot where no bytes are
            data = image.stream()
        except struct.error:
            continue            # no stream can say that
        codes = '|'.join(sorted(codes))
        yield Mutant('file/' + case.name, data, codes,
                     image if codes == OK else None)
        if codes == 'RAW_CALL':
            image.statements = [lp.statement(t) for t in lp.TOOLS] * 2
            yield Mutant('file/' + case.name + '/lying',
                         image.split(1).stream(), codes)


def resealed(tool):
    for arch in eb.ARCHES.values():
        m = Maker(tool, arch)
        for group in (signatures, frames, order, stops, prog, segm, tables,
                      both_totals, headers, site, sets, plan, kinds, data,
                      symb, stmt, legal, content, stages):
            group(m)
        yield from m.out
    yield from from_files(tool)
