"""What is proved: the logic files, the options, the provers and their limits."""

import os

# Atomic accesses are read as plain ones.
ATOMIC = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'atomic.h')

INCLUDES = ['-I' + d for d in (
    'common', 'elfparse', 'syscallreject', 'allowplan', 'patchapply',
    'runimg', 'ptmap', 'bpfcheck')] + ['-include', ATOMIC,
                  '-idirafter', '/usr/include',
                  '-idirafter', '/usr/include/x86_64-linux-gnu']

# Without WP's simplification of ground terms, and its search for branches that
# cannot be: a tenth of the time each.
# Unsigned sums and products are proved not to wrap as well, though C allows it.
COMMON = ['-no-autoload-plugins', '-load-module', 'wp',
          '-c11', '-machdep', 'gcc_x86_64', '-wp', '-wp-rte',
          '-warn-unsigned-overflow', '-wp-model', 'Typed',
          '-wp-steps', '600000', '-wp-timeout', '240', '-wp-no-ground',
          '-wp-no-pruning', '-wp-no-warn-memory-model', '-wp-cache', 'none']

MACHINES = ['common/arch_x86_64.c', 'common/arch_aarch64.c',
            'common/arch_riscv64.c']


# Z3 proves what CVC4 does not: some lemmas of pages and powers of two.
FUNCTIONS = ['-wp-prover', 'cvc4']
LEMMAS = ['-wp-prover', 'cvc4,z3']


def unit(path, *more, options=(), needs=(), mode='usual'):
    """needs: parts of what WP knows that are else left out; mode: how CVC4 is
    called (provers.py)."""
    return {'files': [path] + list(more), 'options': list(options),
            'needs': list(needs), 'mode': mode}


BOTH = ('bits', 'memory')
WRAPS = ['-no-warn-unsigned-overflow']
# Where what a branch rules out is the proof.
PRUNED = ['-wp-pruning']

UNITS = [
    unit('common/fault.c'),
    unit('common/arch.c', *MACHINES),
    unit('common/record.c', mode='equations'),
    unit('common/pattern.c'),
    unit('common/scan.c'),
    unit('common/slot.c'),
    unit('common/slot_calls.c'),
    unit('common/margin.c'),
    unit('common/sweep.c'),
    unit('common/chain.c', mode='equations'),
    unit('common/image.c', needs=('bits',)),
    unit('common/rules.c'),
    unit('common/rules_slot.c'),
    unit('common/codec.c', needs=('memory',)),
    unit('common/codec_put.c', needs=('memory',)),
    unit('common/nearest.c'),
    unit('common/table.c'),
    unit('common/table_lemmas.c'),
    unit('common/table_plan.c'),
    unit('common/table_whole.c'),
    unit('common/take.c', options=PRUNED),
    unit('common/take_order.c'),
    unit('common/take_early.c', options=PRUNED),
    unit('common/take_table.c', needs=('memory',)),
    unit('common/take_last.c'),
    unit('elfparse/elfcheck.c'),
    unit('elfparse/shcheck.c'),
    unit('elfparse/syslift.c'),
    unit('elfparse/sitesort.c', mode='match'),
    # Addresses out of a hostile file wrap, and the contracts say so.
    unit('elfparse/relochit.c', options=WRAPS),
    unit('syscallreject/reject.c'),
    unit('allowplan/plan.c'),
    unit('allowplan/list.c'),
    unit('allowplan/groups.c'),
    unit('allowplan/tally.c'),
    unit('allowplan/unsafe.c'),
    unit('allowplan/widen.c'),
    unit('patchapply/patch.c', needs=('memory',), mode='equations'),
    unit('runimg/align.c', options=PRUNED, mode='equations'),
    unit('runimg/move.c'),
    unit('runimg/loads.c', needs=BOTH),
    unit('runimg/place.c', mode='equations'),
    unit('runimg/placed.c'),
    unit('runimg/layout.c', mode='equations'),
    unit('runimg/phtable.c'),
    unit('runimg/judge.c'),
    unit('runimg/recheck.c'),
    unit('runimg/reread.c', options=PRUNED),
    unit('runimg/mapped.c', mode='equations'),
    unit('runimg/final.c'),
    unit('runimg/frame.c'),
    unit('runimg/cbpf.c'),
    unit('runimg/cbpfrun.c'),
    unit('runimg/pinarch.c'),
    unit('runimg/pinrules.c'),
    unit('runimg/pins.c'),
    unit('runimg/pinplan.c'),
    unit('runimg/pinsay.c'),
    unit('runimg/pincheck.c'),
    # Shifts lose bits on purpose.
    unit('ptmap/ptarch.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptcheck.c', options=WRAPS + PRUNED, needs=BOTH),
    # Only a header: its proof would be hindered by ptlemmas.h.
    unit('ptmap/ptfind.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptlemmas.c', needs=BOTH),
    unit('ptmap/ptindex.c', needs=BOTH),
    unit('ptmap/ptframe.c', needs=BOTH),
    unit('ptmap/ptput.c', options=WRAPS, needs=BOTH),
    unit('ptmap/pttable.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptinit.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptgrow.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptone.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptlist.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptdrop.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptchange.c', options=WRAPS, needs=BOTH),
    unit('ptmap/ptlook.c', options=WRAPS, needs=BOTH),
    # Machine numbers wrap.
    unit('bpfcheck/tnum.c', options=WRAPS, needs=BOTH, mode='equations'),
    unit('bpfcheck/boundsrange.c', options=WRAPS, needs=BOTH),
    unit('bpfcheck/boundsmul.c', needs=BOTH),
    unit('bpfcheck/tnummul.c', options=WRAPS, needs=BOTH),
]

# Half a minute or more; the order in which they were found to take longest.
LONGEST = [
    'common/codec_put.c', 'elfparse/sitesort.c', 'patchapply/patch.c',
    'common/codec.c', 'common/take.c', 'runimg/pins.c', 'common/margin.c',
    'common/take_order.c', 'common/slot.c', 'runimg/layout.c',
    'allowplan/plan.c', 'common/table.c', 'runimg/move.c', 'runimg/frame.c',
    'runimg/place.c', 'runimg/loads.c', 'common/rules.c', 'common/sweep.c',
    'runimg/judge.c', 'runimg/pinplan.c', 'common/table_plan.c',
    'common/take_table.c', 'syscallreject/reject.c', 'runimg/phtable.c',
    'bpfcheck/boundsrange.c', 'ptmap/ptlemmas.c', 'ptmap/ptdrop.c',
    'ptmap/pttable.c', 'ptmap/ptgrow.c', 'elfparse/syslift.c', 'common/scan.c',
]
