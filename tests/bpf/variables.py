#!/usr/bin/env python3
"""Kernel variables of Debian's 6.12, which has addresses for them: what it says of
programs that name each, and what bpfcheck says by its BTF.

usage: variables.py BUILD [STEP]

STEP: one variable in so many. Status 1: they differ, but where 6.18 takes for an
address what 6.12 takes for a number; 77: the kernel cannot be had.
"""

import csv
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ZSTD = b'\x28\xb5\x2f\xfd'
VAR = 14
# Bytes behind a type by its kind, and for each of its parts.
BEHIND = {1: (4, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8), 13: (0, 8),
          14: (4, 0), 15: (0, 12), 17: (4, 0), 19: (0, 12)}
CALL = '\tcall %d\n'
OWN, OTHER = CALL % 154, '\tr2 = 1\n' + CALL % 153
# What is done with the address, which is in r1.
USES = {
    'address': '',
    'direct': '\tr2 = *(u32 *)(r1 +0)\n',
    'before': OWN + '\tr1 = *(u64 *)(r0 -8)\n',
    'other': OTHER + '\tr1 = *(u32 *)(r0 +0)\n',
    'compared': OTHER + '\tif r0 == 0 goto pc+1\n\tr1 = *(u32 *)(r0 +0)\n',
    'written': OWN + '\t*(u64 *)(r0 +0) = 1\n',
    'added to': OWN + '\tr1 = 1\n\tlock *(u64 *)(r0 +0) += r1\n',
    'moved': '\tr1 += 8\n' + OWN,
    'moved somewhere': '\tr6 = r1\n' + CALL % 7 + '\tr0 &= 7\n\tr6 += r0\n'
                       '\tr1 = r6\n' + OWN,
    'twice': OWN + '\tr1 = r0\n' + OWN,
    'probed': OWN + '\tr3 = r0\n\tr1 = r10\n\tr1 += -8\n\tr2 = 8\n' + CALL % 113,
    'printed': OWN + '\tr1 = r0\n\tr2 = 4\n' + CALL % 6,
    'filled': OWN + '\tr1 = r0\n\tr2 = 4\n' + CALL % 16,
    'somewhere': OWN + '\tr6 = r0\n' + CALL % 7 + '\tr0 &= 3\n\tr6 += r0\n'
                 '\tr1 = *(u8 *)(r6 +0)\n',
    'followed': OWN + '\tr1 = *(u64 *)(r0 +0)\n\tr2 = *(u64 *)(r1 +0)\n',
    'spilled': '\t*(u64 *)(r10 -8) = r1\n\tr1 = *(u64 *)(r10 -8)\n' + OWN +
               '\tr1 = *(u8 *)(r0 +0)\n',
}
for off in 0, 4, 8, 64:
    for bits in 8, 32, 64:
        USES['%d bits at %d' % (bits, off)] = \
            OWN + '\tr1 = *(u%d *)(r0 +%d)\n' % (bits, off)


def section(elf, name):
    """Its bytes."""
    at, = struct.unpack_from('<Q', elf, 40)
    size, count, names = struct.unpack_from('<HHH', elf, 58)
    heads = [struct.unpack_from('<IIQQQQ', elf, at + i * size)
             for i in range(count)]
    for head in heads:
        text = elf[heads[names][4] + head[0]:][:len(name) + 1]
        if text == name + b'\0':
            return elf[head[4]:head[4] + head[5]]
    raise SystemExit('variables.py: no %s' % name)


def kernel_types(build):
    """The kernel's BTF."""
    image = subprocess.run([os.path.join(HERE, 'image.sh'), build, '6.12'],
                           stdout=subprocess.PIPE, text=True)
    if image.returncode == 77:
        sys.exit(77)
    with open(os.path.join(image.stdout.strip(), 'vmlinuz'), 'rb') as f:
        packed = f.read()
    # What stands behind is no part of it.
    done = subprocess.run(['zstd', '-dcq'], input=packed[packed.index(ZSTD):],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return section(done.stdout, b'.BTF')


def variables(types):
    """(id, name) of each."""
    length, at, size, strings = struct.unpack_from('<IIII', types, 4)
    at, end, strings = length + at, length + at + size, length + strings
    number = 1
    while at < end:
        name, info, _ = struct.unpack_from('<III', types, at)
        kind = info >> 24 & 31
        fixed, part = BEHIND.get(kind, (0, 0))
        if kind == VAR:
            text = types[strings + name:]
            yield number, text[:text.index(b'\0')].decode()
        at += 12 + fixed + part * (info & 0xffff)
        number += 1


def written(path, found):
    """A file of programs: of each variable and use."""
    with open(path, 'w', encoding='utf-8') as f:
        for number, name in found:
            for use, text in USES.items():
                f.write('prog %s, %s\ntype raw_tracepoint\n\t.insn 0x18 1 3 0 '
                        '%d\n\t.insn 0 0 0 0 0\n%s\tr0 = 0\n\texit\n\n' %
                        (name, use, number, text))


def ours(build, folder, batch):
    """Verdict, reason and count of each program of the batch."""
    files = []
    with open(batch, encoding='utf-8') as f:
        for n, line in enumerate(f):
            files.append(os.path.join(folder, '%d.raw' % n))
            with open(files[-1], 'wb') as raw:
                raw.write(bytes.fromhex(line.rstrip('\n').split('\t')[8]))
    command = [os.path.join(build, 'bin/bpfcheck'), '--csv', '--raw', '--type',
               'raw_tracepoint', '--btf', os.path.join(folder, 'types'),
               '--kallsyms', os.path.join(folder, 'symbols')]
    for i in range(0, len(files), 1000):
        done = subprocess.run(command + files[i:i + 1000],
                              stdout=subprocess.PIPE, text=True)
        for row in csv.DictReader(done.stdout.splitlines()):
            yield row['verdict'], row['reason'], row['insns_processed']


def compared(build, step, folder):
    """The status."""
    def path(name):
        return os.path.join(folder, name)

    types = kernel_types(build)
    found = list(variables(types))[::step]
    with open(path('types'), 'wb') as f:
        f.write(types)
    with open(path('symbols'), 'w', encoding='utf-8') as f:
        f.writelines('0 d %s\n' % name for _, name in found)
    written(path('uses.bpf'), found)
    with open(path('batch'), 'w', encoding='utf-8') as f:
        subprocess.run([sys.executable, os.path.join(HERE, 'asm.py'),
                        path('uses.bpf')],
                       stdout=f, check=True)
    subprocess.run([os.path.join(HERE, 'kernels.sh'), build, '6.12',
                    path('batch'), path('table')], check=True)
    differ = accepted = newer = 0
    with open(path('table'), encoding='utf-8') as f:
        lines = [line.rstrip('\n').split('\t') for line in f]
    answers = list(ours(build, folder, path('batch')))
    assert lines and len(lines) == len(answers), (len(lines), len(answers))
    for (name, verdict, _, reason, count), own in zip(lines, answers):
        theirs = verdict, '' if reason == '-' else reason, count
        accepted += verdict == own[0] == 'accept'
        if theirs == own:
            continue
        if name.endswith(', followed') and \
                theirs[:2] == ('reject', "R1 invalid mem access 'scalar'"):
            newer += 1
            continue
        differ += 1
        print(name, 'kernel', theirs, 'bpfcheck', own)
    print('variables: %d, %d programs, %d accepted, %d where 6.18 is newer, '
          '%d differ' % (len(found), len(lines), accepted, newer, differ))
    return differ > 0


def main(args):
    """The status."""
    if not args:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return compared(args[0], int(args[1]) if args[1:] else 1, folder)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
