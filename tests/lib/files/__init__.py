"""ELF files that a loader must refuse, and odd ones that it must accept."""

import elfbuild as eb
from elfbuild import ET_DYN, ET_EXEC
from files.calls import raw_calls
from files.case import Maker
from files.headers import headers, tables
from files.places import dynamic, entry, places, relocations, reserved
from files.segments import segments
from files.sites import sites
from tools import OK


def cases(arches=None):
    for arch in arches or eb.ARCHES.values():
        for etype in (ET_EXEC, ET_DYN):
            m = Maker(arch, etype)
            m.add('good', m.good(), OK)
            for group in (headers, tables, segments, entry, reserved,
                          places, dynamic, relocations, sites, raw_calls):
                group(m)
            names = [c.name for c in m.out]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError('two cases are named ' + name)
            yield from m.out
