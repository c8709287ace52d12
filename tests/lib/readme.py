"""Runs the console blocks of a Markdown file and compares what they print.

A block's lines that begin with "$ " are commands, run by bash with pipefail in
the current folder, standard error with standard output; the lines after one
are what it must print, "..." standing for anything from there on, and
"(status N)" for its exit status if that is not 0.

Blocks of "console vm" are for a virtual machine: readme.py --vm FILE FOLDER runs
what stands before them in their section there, whatever it prints, and writes
them as N.cmd, with what each prints in N.want, for sh.
"""

import os

import re
import subprocess
import sys


def commands(text):
    for block in re.findall(r'```console\n(.*?)```', text, re.S):
        found = re.split(r'^\$ ', block, flags=re.M)[1:]
        for one in found:
            command, _, expected = one.partition('\n')
            yield command, expected


def section_commands(text):
    """Those of the section of "console vm", and before it."""
    head = text[:text.index('```console vm\n')]
    return commands(head[head.rindex('\n## '):])


def for_vm(text, folder):
    os.chdir(folder)
    for command, _ in section_commands(text):
        run(command)
    blocks = '\n'.join(re.findall(r'```console vm\n(?:.*?)```', text, re.S))
    plain = blocks.replace('```console vm', '```console')
    for n, (command, expected) in enumerate(commands(plain)):
        with open('%d.cmd' % n, 'w') as f:
            f.write(command + '\n')
        with open('%d.want' % n, 'w') as f:
            f.write(expected)


def run(command):
    done = subprocess.run(['bash', '-o', 'pipefail', '-c', command],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, timeout=60)
    text = done.stdout.decode(errors='replace')
    if done.returncode != 0:
        text += '(status %d)\n' % done.returncode
    return text


def same(expected, got):
    head, dots, _ = expected.partition('...\n')
    return got.startswith(head) if dots else got == expected


def main():
    if sys.argv[1] == '--vm':
        for_vm(open(sys.argv[2]).read(), sys.argv[3])
        return
    good = bad = 0
    for command, expected in commands(open(sys.argv[1]).read()):
        got = run(command)
        if same(expected, got):
            good += 1
            continue
        bad += 1
        print('$ %s\nexpected:\n%sgot:\n%s' % (command, expected, got))
    print('%d passed, %d failed' % (good, bad))
    sys.exit(bad != 0 or good == 0)


main()
