#!/usr/bin/env python3
"""corpus.py KERNEL OURS: what kobj and bpfcheck --csv say of the same objects.

A table over all programs, one over those that need only what bpfcheck decides
(kobj says which), and a line for each that differs. Exit status: 1 if bpfcheck
accepts what the kernel rejects.
"""

import csv
import os
import statistics
import sys


def kernel_says(path):
    """{(file, program): fields}, without what the kernel did not look at."""
    said = {}
    with open(path, encoding='utf-8', errors='replace') as f:
        for line in f:
            x = line.rstrip('\n').split('\t')
            if len(x) == 8:
                said[x[0], x[1]] = {
                    'verdict': x[2], 'reason': x[4], 'insns': int(x[5]),
                    'us': float(x[6]), 'features': x[7]}
    return said


def bpfcheck_says(path):
    """The same of bpfcheck's."""
    said = {}
    with open(path, encoding='utf-8', errors='replace', newline='') as f:
        for x in csv.reader(f):
            if len(x) == 9 and x[0] != 'file':
                said[os.path.basename(x[0]), x[1]] = {
                    'verdict': x[4], 'reason': x[8], 'us': float(x[7] or 0),
                    'insns': int(x[5] or 0)}
    return said


def share(part, whole):
    """As a percentage."""
    return f'{part} of {whole}, {100 * part / whole if whole else 100:.1f} %'


def table(title, pairs):
    """Counts of a set of programs."""
    agree = [(k, o) for k, o in pairs if k['verdict'] == o['verdict']]
    rejects = [(k, o) for k, o in agree if k['verdict'] == 'reject']
    accepts = [(k, o) for k, o in agree if k['verdict'] == 'accept']
    print(title)
    print('  same verdict         ', share(len(agree), len(pairs)))
    for k, o in (('reject', 'accept'), ('accept', 'reject'),
                 ('accept', 'undecided'), ('reject', 'undecided')):
        n = sum(a['verdict'] == k and b['verdict'] == o for a, b in pairs)
        print(f'  kernel {k}, ours {o:10}', n)
    print('  first message equal  ', share(
        sum(k['reason'] == o['reason'] for k, o in rejects), len(rejects)))
    print('  instructions equal   ', share(
        sum(k['insns'] == o['insns'] for k, o in accepts), len(accepts)))
    if accepts:
        print('  median time, us       ours',
              statistics.median(o['us'] for k, o in accepts), 'kernel',
              statistics.median(k['us'] for k, o in accepts))
        print('  total time, us        ours',
              round(sum(o['us'] for k, o in accepts)), 'kernel',
              round(sum(k['us'] for k, o in accepts)))


def main(args):
    """Tables and differences."""
    kernel, ours = kernel_says(args[0]), bpfcheck_says(args[1])
    seen = {n: k for n, k in kernel.items() if k['verdict'] != 'unable'}
    both = sorted(n for n in seen if n in ours)
    print(len(kernel), 'programs;', len(kernel) - len(seen),
          'not loadable here;', len(seen) - len(both), 'unknown to bpfcheck')
    pairs = [(seen[n], ours[n]) for n in both]
    table('all', pairs)
    table('those that need only what is decided',
          [(k, o) for k, o in pairs if k['features'] == '-'])
    for name in both:
        k, o = seen[name], ours[name]
        if k['verdict'] != o['verdict'] and (
                o['verdict'] != 'undecided' or k['features'] == '-'):
            print(f"{name[0]} {name[1]}: kernel {k['verdict']} {k['reason']}; "
                  f"ours {o['verdict']} {o['reason']}")
    ours = [(k, o) for k, o in pairs if k['features'] == '-']
    wrong = [(k, o) for k, o in ours if k['verdict'] != o['verdict']]
    # Of what needs nothing that is missing, 97 of 100.
    return len(wrong) * 100 > 3 * len(ours) or any(
        k['verdict'] == 'reject' and o['verdict'] == 'accept'
        for k, o in pairs)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
