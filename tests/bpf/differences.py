#!/usr/bin/env python3
"""Where bpfcheck's answers differ from the kernel's, for its manual page.

usage: differences.py BPFDIFF BATCH MANUAL [--write]

Asks both of the batch's programs, and holds the section DIFFERENCES of the
manual against what differs, or writes it. Status 1: the section says something
else; 77: nothing can be loaded here, or the kernel is not the manual's.
"""

import os
import re
import subprocess
import sys

KINDS = {
    'false reject': 'refused, not accepted',
    'false accept': 'accepted, not refused',
    'undecided': 'undecided',
    'other errno': 'another errno',
    'other message': 'another reason',
    'other scope': 'other instructions',
    'other instructions': 'another number of instructions',
}
ANSWER = re.compile(r'(accept|reject) ?(\S*) ?(.*); (\d+) instructions')


def asked(bpfdiff, batch):
    """(kind, name, kernel's answer, bpfcheck's) of each that differs."""
    done = subprocess.run([bpfdiff, '--all', '--no-shrink', '--show', '1000',
                           batch], stdout=subprocess.PIPE, text=True)
    if done.returncode == 77:
        sys.exit(77)
    found = re.findall(r'^# ([a-z ]+): (.*)\n# kernel:\s+(.*)\n'
                       r'# bpfcheck: (.*)$', done.stdout, re.M)
    return found, os.uname().release


def answered(text):
    """As the table has it: "reject: reason" or "accept, N insns"."""
    verdict, errno, reason, insns = ANSWER.match(text).groups()
    if verdict == 'accept':
        return 'accept, %s insns' % insns
    return 'reject: %s' % (reason or errno)


def section(found, kernel):
    """The section's text."""
    lines = ['.Sh DIFFERENCES', 'Of the project\'s own programs that are decided'
             ' these are not judged as Linux', '%s does:' % kernel,
             '.Bl -tag -width Ds']
    for kind, name, theirs, ours in found:
        lines += ['.It %s' % name,
                  '%s.' % KINDS[kind].capitalize(), 'Linux:',
                  '%s.' % answered(theirs), 'Here:', '%s.' % answered(ours)]
    return '\n'.join(lines + ['.El']) + '\n'


def main(args):
    """The status."""
    if len(args) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    found, kernel = asked(args[0], args[1])
    with open(args[2]) as f:
        text = f.read()
    has = re.search(r'^\.Sh DIFFERENCES\n(?:(?!\.Sh ).*\n)*', text, re.M)
    release = re.match(r'\d+\.\d+\.\d+', kernel)
    wanted = section(found, release[0] if release else kernel)
    if '--write' in args:
        text = text[:has.start()] + wanted + text[has.end():]
        with open(args[2] + '.new', 'w') as f:
            f.write(text)
        os.rename(args[2] + '.new', args[2])
        return 0
    if release is None or release[0] not in has[0]:
        print('the manual is not of this kernel, %s' % kernel)
        return 77
    if has[0] != wanted:
        print('expected:\n%sgot:\n%s' % (wanted, has[0]))
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
