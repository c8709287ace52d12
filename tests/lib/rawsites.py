"""rawsites FILE: the call instructions of an x86-64 program, one a line: the
address behind it, and its number, or - if that is not certain. It is certain if
`mov $n,%eax` (or `xor %eax,%eax`) stands before it, nothing between writes eax,
and nobody jumps in between, as far as direct jumps tell."""
import re
import subprocess
import sys

WRITES = re.compile(r'%(?:[er]?ax|al|ah)$')
ZERO = re.compile(r'xor\s+%[er]ax,%[er]ax$')
CONSTANT = re.compile(r'movq?\s+\$0x([0-9a-f]+),%[er]ax$')
LINE = re.compile(r'\s*([0-9a-f]+):\t(.*)')
JUMP = re.compile(r'(?:bnd |notrack )?(j\w+|call|loop\w*|xbegin)\s')
TARGET = re.compile(r'\s(?:0x)?([0-9a-f]+) <')
# What writes its last operand and nothing else, or nothing at all.
PLAIN = re.compile(r'(v?mov\w*|lea[lq]?|xor[blwq]?|or[blwq]?|and[blwq]?|'
                   r'add[blwq]?|sub[blwq]?|neg\w?|not\w?|inc\w?|dec\w?|'
                   r'test\w?|cmp[blwq]?|sh[lr]\w?|sa[lr]\w?|ro[lr]\w?|'
                   r'cmov\w+|set\w+|bt\w?|nop\w?|endbr64|push|pop|'
                   r'j(?!mp)\w+)\b')


def listing(path):
    """Instructions as (address, text), and addresses where others may enter."""
    out = subprocess.run(
        ['objdump', '-d', '-w', '--no-show-raw-insn', path],
        check=True, capture_output=True, text=True).stdout
    code, entered = [], set()
    for line in out.splitlines():
        m = LINE.match(line)
        if not m:
            m = re.match(r'([0-9a-f]+) <.*>:$', line)
            if m:
                entered.add(int(m[1], 16))
            continue
        text = m[2].split('#')[0].strip()
        code.append((int(m[1], 16), text))
        if JUMP.match(text):
            to = TARGET.search(text)
            if to:
                entered.add(int(to[1], 16))
    return code, entered


def number(code, entered, i):
    """Of the call that is code[i], or None."""
    while i > 0 and code[i][0] not in entered:
        i -= 1
        text = code[i][1]
        m = CONSTANT.match(text)
        if m:
            return int(m[1], 16)
        if ZERO.match(text):
            return 0
        if not PLAIN.match(text) or WRITES.search(text):
            return None
    return None


def main():
    code, entered = listing(sys.argv[1])
    for i, (at, text) in enumerate(code):
        if text == 'syscall':
            n = number(code, entered, i)
            print('%x %s' % (at + 2, '-' if n is None else n))


main()
