#!/usr/bin/env python3
"""An assembler of BPF, for the text that the kernel disassembles to.

    asm.py FILE...           programs as lines for kload and bpfdiff
    asm.py --raw NAME FILE   the instructions of one, to stdout

A file holds programs:

    prog NAME
    type xdp                       socket_filter, if not given
    attach 1                       expected attach type, a number
    flags strict,any,freq,sleepable,unprivileged,maps,closed
    accept                         what the kernel says of it, or:
    reject EACCES R3 !read_ok      errno and the first message that says why
    undecided FEATURE              besides, where bpfcheck does not decide
            .rep 3                 the lines to .end, three times
            r1 += 1
            .end
            r0 = r3
    L:      if r0 s> 3 goto L
            exit

Maps are those of maps.def: "r1 = map array ll", "r1 = value one +8 ll".
Labels may also be numbers as the kernel prints them: "goto pc+3".
Lines out: name, type, attach, flags, verdict, errno, message, undecided, hex;
tabs between.
"""

import os
import re
import struct
import sys

CLASS_LD, CLASS_LDX, CLASS_ST, CLASS_STX = 0, 1, 2, 3
CLASS_ALU, CLASS_JMP, CLASS_JMP32, CLASS_ALU64 = 4, 5, 6, 7
SRC_X = 8
ALU = {'+': 0x00, '-': 0x10, '*': 0x20, '/': 0x30, '|': 0x40, '&': 0x50,
       '<<': 0x60, '>>': 0x70, '%': 0x90, '^': 0xa0, '': 0xb0, 's>>': 0xc0,
       's/': 0x30, 's%': 0x90}
JUMP = {'==': 0x10, '>': 0x20, '>=': 0x30, '&': 0x40, '!=': 0x50, 's>': 0x60,
        's>=': 0x70, '<': 0xa0, '<=': 0xb0, 's<': 0xc0, 's<=': 0xd0}
SIZE = {'u32': 0x00, 's32': 0x00, 'u16': 0x08, 's16': 0x08, 'u8': 0x10,
        's8': 0x10, 'u64': 0x18}
ATOMIC = {'add': 0x00, 'or': 0x40, 'and': 0x50, 'xor': 0xa0, 'xchg': 0xe1,
          'cmpxchg': 0xf1}
LOCK = {'+': 0x00, '|': 0x40, '&': 0x50, '^': 0xa0}
NUM = r'[-+]?\s*(?:0x[0-9a-fA-F]+|\d+)'
REG = r'[rw]\d+'
MEM = r'\*?\s*\(([us]\d+) \*\)\s*\((r\d+)\s*([-+]\s*\w+)?\)'


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'maps.def'),
          encoding='utf-8') as definitions:
    MAPS = re.findall(r'^MAP\((\w+),', definitions.read(), re.M)


class Wrong(Exception):
    """The text is not an instruction."""


def number(text):
    """A number as C writes it."""
    return int(text.replace(' ', ''), 0)


def offset(text):
    """The offset in an address; none is 0."""
    return number(text) if text else 0


def reg(text):
    """The number of a register; those that do not exist have one, too."""
    n = int(text[1:])
    if n > 15:
        raise Wrong(text)
    return n


def pack(code, dst=0, src=0, off=0, imm=0):
    """One instruction, 8 bytes. Immediates may be written with or without sign."""
    if not -0x80000000 <= imm <= 0xffffffff or not -0x8000 <= off <= 0x7fff:
        raise Wrong(f'out of range: off {off} imm {imm}')
    return struct.pack('<BBhI', code, dst | src << 4, off, imm & 0xffffffff)


def value(text, where):
    """(source bit, source register, immediate) of an operand."""
    if re.fullmatch(REG, text):
        return SRC_X, reg(text), 0
    if re.fullmatch(NUM, text):
        return 0, 0, number(text)
    raise Wrong(where)


def repeated(lines):
    """The lines, with .rep carried out."""
    out, inside, times = [], [], 0
    for where, text in lines:
        word = text.split()
        if word[0] == '.rep':
            times, inside = int(word[1]), []
        elif word[0] == '.end':
            out += inside * times
            times = 0
        else:
            (inside if times else out).append((where, text))
    return out


class Assembler:
    """Two passes: sizes and labels, then bytes."""

    def __init__(self):
        self.labels, self.at, self.maps = {}, 0, False

    def jump(self, target):
        """The distance to a label, from the instruction after this one."""
        m = re.fullmatch(r'(?:pc)?([-+]\d+)', target)
        if m:
            return int(m.group(1))
        if target not in self.labels:
            raise Wrong(f'no label {target}')
        return self.labels[target] - self.at - 1

    def alu(self, m):
        """r1 += r2, w1 = 5, r1 s/= r2."""
        d, op, s = m.groups()
        bit, src, imm = value(s, m.string)
        if bit and d[0] != s[0]:
            raise Wrong(m.string)
        cls = CLASS_ALU64 if d[0] == 'r' else CLASS_ALU
        return pack(ALU[op] | bit | cls, reg(d), src,
                    1 if op in ('s/', 's%') else 0, imm)

    def movsx(self, m):
        """r1 = (s8)r2"""
        d, bits, s = m.groups()
        cls = CLASS_ALU64 if d[0] == 'r' else CLASS_ALU
        return pack(0xb0 | SRC_X | cls, reg(d), reg(s), int(bits), 0)

    def cast(self, m):
        """r1 = addr_space_cast(r2, 0, 1)"""
        d, s, to, since = m.groups()
        return pack(0xbf, reg(d), reg(s), 1, int(to) << 16 | int(since))

    def neg(self, m):
        """r1 = -r1"""
        if m.group(1) != m.group(2):
            raise Wrong(m.string)
        cls = CLASS_ALU64 if m.group(1)[0] == 'r' else CLASS_ALU
        return pack(0x80 | cls, reg(m.group(1)))

    def end(self, m):
        """r1 = be16 r1"""
        d, kind, bits, s = m.groups()
        if d != s:
            raise Wrong(m.string)
        code = {'le': 0xd4, 'be': 0xdc, 'bswap': 0xd7}[kind]
        return pack(code, reg(d), 0, 0, int(bits))

    def imm64(self, m):
        """r1 = 5 ll; takes two."""
        v = number(m.group(2)) & (1 << 64) - 1
        return (pack(0x18, reg(m.group(1)), 0, 0, v & 0xffffffff) +
                pack(0, 0, 0, 0, v >> 32))

    def map(self, m):
        """r1 = map NAME ll, r1 = value NAME +8 ll."""
        to, what, name, at = m.groups()
        if name not in MAPS:
            raise Wrong(f'no map {name}')
        self.maps = True
        return (pack(0x18, reg(to), 5 if what == 'map' else 6, 0,
                     MAPS.index(name)) + pack(0, 0, 0, 0, offset(at)))

    def func(self, m):
        """r1 = func L ll: a subprogram's address."""
        return (pack(0x18, reg(m.group(1)), 4, 0, self.jump(m.group(2))) +
                pack(0))

    def load(self, m):
        """r1 = *(u32 *)(r2 +4), with s: sign-extended."""
        mode = 0x80 if m.group(2)[0] == 's' else 0x60
        return pack(CLASS_LDX | mode | SIZE[m.group(2)], reg(m.group(1)),
                    reg(m.group(3)), offset(m.group(4)))

    def packet(self, m):
        """r0 = *(u32 *)skb[r6 + 2]"""
        src = reg(m.group(2)) if m.group(2) else 0
        mode = 0x40 if m.group(2) else 0x20
        return pack(CLASS_LD | mode | SIZE[m.group(1)], 0, src, 0,
                    number(m.group(3) or '0'))

    def store(self, m):
        """*(u32 *)(r1 +4) = r2, or a number."""
        size, base, off, s = m.groups()
        bit, src, imm = value(s, m.string)
        cls = CLASS_STX if bit else CLASS_ST
        return pack(cls | 0x60 | SIZE[size], reg(base), src, offset(off), imm)

    def atomic(self, m, imm, src):
        """What all atomic instructions share; m ends with a MEM."""
        size, base, off = m
        return pack(CLASS_STX | 0xc0 | SIZE[size], reg(base), reg(src),
                    offset(off), imm)

    def lock(self, m):
        """lock *(u64 *)(r1 +0) += r2"""
        return self.atomic(m.groups()[:3], LOCK[m.group(4)], m.group(5))

    def fetch(self, m):
        """r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)"""
        d, op, size, base, off, s = m.groups()
        if reg(d) != reg(s):
            raise Wrong(m.string)
        return self.atomic((size, base, off), ATOMIC[op] | 1, s)

    def cmpxchg(self, m):
        """r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)"""
        size, base, off, s = m.groups()
        return self.atomic((size, base, off), 0xf1, s)

    def acquire(self, m):
        """r1 = load_acquire((u64 *)(r2 +0))"""
        d, size, base, off = m.groups()
        return pack(CLASS_STX | 0xc0 | SIZE[size], reg(d), reg(base),
                    offset(off), 0x100)

    def release(self, m):
        """store_release((u64 *)(r1 +0), r2)"""
        return self.atomic(m.groups()[:3], 0x110, m.group(4))

    def branch(self, m):
        """if r1 s> 3 goto L"""
        d, op, s, target = m.groups()
        bit, src, imm = value(s, m.string)
        if bit and d[0] != s[0]:
            raise Wrong(m.string)
        cls = CLASS_JMP if d[0] == 'r' else CLASS_JMP32
        return pack(JUMP[op] | bit | cls, reg(d), src, self.jump(target), imm)

    def leap(self, m):
        """goto, gotol, may_goto"""
        n = self.jump(m.group(2))
        if m.group(1) == 'gotol':
            return pack(0x06, 0, 0, 0, n)
        return pack(0x05 if m.group(1) == 'goto' else 0xe5, 0, 0, n)

    def call(self, m):
        """A helper by number, or a subprogram."""
        t = m.group(1).rpartition('#')[2]
        if re.fullmatch(r'\d+', t):
            return pack(0x85, 0, 0, 0, number(t))
        return pack(0x85, 0, 1, 0, self.jump(t))

    def insn(self, m):
        """.insn: 8 bytes in hex, or code dst src off imm."""
        t = m.group(1).split()
        if len(t) == 1 and len(t[0]) == 16:
            return bytes.fromhex(t[0])
        if len(t) != 5:
            raise Wrong(m.string)
        return pack(*(number(x) for x in t))

    FORMS = [
        (r'exit', lambda self, m: pack(0x95)),
        (r'\.insn (.*)', insn),
        (rf'({REG}) = \(s(8|16|32)\)\s*({REG})', movsx),
        (r'(r\d+) = addr_space_cast\((r\d+), (\d+), (\d+)\)', cast),
        (rf'({REG}) = -\s?({REG})', neg),
        (rf'({REG}) = (le|be|bswap)(\d+) ({REG})', end),
        (rf'(r\d+) = ({NUM}) ll', imm64),
        (r'(r\d+) = func (\S+) ll', func),
        (rf'(r\d+) = (map|value) (\w+)(?: ({NUM}))? ll', map),
        (rf'({REG}) = {MEM}', load),
        (rf'r0 = \*\((u\d+) \*\)skb\[(?:(r\d+)(?: \+ )?)?({NUM})?\]', packet),
        (rf'{MEM} = (\S+)', store),
        (rf'lock {MEM} ([-+|&^])= ({REG})', lock),
        (rf'({REG}) = atomic(?:64)?_(?:fetch_)?(add|or|and|xor|xchg)'
         rf'\({MEM}, ({REG})\)', fetch),
        (rf'[rw]0 = atomic(?:64)?_cmpxchg\({MEM}, [rw]0, ({REG})\)', cmpxchg),
        (rf'({REG}) = load_acquire\({MEM}\)', acquire),
        (rf'store_release\({MEM}, ({REG})\)', release),
        (rf'if ({REG}) (s?[<>]=?|==|!=|&) (\S+) goto (\S+)', branch),
        (r'(goto|gotol|may_goto) (\S+)', leap),
        (r'call (\S+)', call),
        (rf'({REG}) ([-+*/|&%^]|<<|s?>>|s/|s%|)= ?(\S+)', alu),
    ]
    FORMS = [(re.compile(r), f) for r, f in FORMS]

    def one(self, text):
        """The bytes of one instruction."""
        for form, make in self.FORMS:
            m = form.fullmatch(text)
            if m:
                return make(self, m)
        raise Wrong(text)

    def assemble(self, lines):
        """All of a program; lines are (number, text)."""
        todo, at = [], 0
        for where, text in repeated(lines):
            m = re.match(r'\s*(\w+):\s*', text)
            if m and not re.match(r'\s*\d+:', text):
                self.labels[m.group(1)] = at
                text = text[m.end():]
            text = ' '.join(text.split())
            if text:
                todo.append((where, text))
                at += 2 if text.endswith(' ll') else 1
        out = b''
        for where, text in todo:
            self.at = len(out) // 8
            try:
                out += self.one(text)
            except (Wrong, ValueError, KeyError) as e:
                raise SystemExit(f'asm.py: {where}: {text}: {e}') from None
        return out


class Program:
    """What a file says of one."""

    def __init__(self, name):
        self.name, self.type, self.attach, self.flags = name, 'socket_filter', '0', ''
        self.verdict = self.errno = self.message = self.undecided = ''
        self.lines = []

    def header(self, word, rest):
        """A line that is not an instruction."""
        if word in ('type', 'attach', 'flags', 'undecided'):
            setattr(self, word, rest)
        elif word == 'accept':
            self.verdict = word
        elif word == 'reject':
            self.verdict = word
            self.errno, _, self.message = rest.partition(' ')
        else:
            raise Wrong(word)

    def code(self):
        """The instructions, as bytes."""
        a = Assembler()
        code = a.assemble(self.lines)
        if a.maps and 'maps' not in self.flags:
            self.flags = ','.join(f for f in (self.flags, 'maps') if f)
        return code

    def line(self):
        """For kload and bpfdiff."""
        code = self.code().hex()
        return '\t'.join([self.name, self.type, self.attach, self.flags or '-',
                          self.verdict or '-', self.errno or '-',
                          self.message or '-', self.undecided or '-',
                          code or '-'])


def programs(path):
    """All in a file, in its order."""
    found = []
    with open(path, encoding='utf-8') as f:
        for n, text in enumerate(f, 1):
            text = text.rstrip()
            if text[:1] in ' \t':
                text = re.sub(r'(^|\s)[#;].*', '', text).rstrip()
            if not text or text[0] == '#':
                continue
            word, _, rest = text.partition(' ')
            if word == 'prog':
                found.append(Program(rest))
            elif not found:
                raise SystemExit(f'asm.py: {path}:{n}: no program yet')
            elif text[0] in ' \t' or re.match(r'\w+:', text):
                found[-1].lines.append((f'{path}:{n}', text))
            else:
                try:
                    found[-1].header(word, rest.strip())
                except Wrong:
                    raise SystemExit(f'asm.py: {path}:{n}: {text}') from None
    return found


def main(args):
    """One program's bytes, or a line for each."""
    if len(args) == 3 and args[0] == '--raw':
        for p in programs(args[2]):
            if p.name == args[1]:
                sys.stdout.buffer.write(p.code())
                return 0
        raise SystemExit(f'asm.py: {args[2]}: no program {args[1]}')
    if not args or args[0].startswith('-'):
        print('usage: asm.py FILE...; asm.py --raw NAME FILE', file=sys.stderr)
        return 2
    for path in args:
        for p in programs(path):
            print(p.line())
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
