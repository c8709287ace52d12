"""Reads C with ACSL comments, as far as axioms.py needs it.

A light parser, for code in this project's layout: it knows comments, strings,
braces and words, no types. Ghost code is read as code.
"""

import os
import re

WORD = re.compile(r'[A-Za-z_]\w*')
CLAUSE = re.compile(r'(check\s+|admit\s+)?(requires|assigns|ensures|behavior|'
                    r'allocates|frees|terminates|decreases|exits)\b')


def blank(text):
    """As many lines and columns, without the text."""
    return re.sub(r'[^\n]', ' ', text)


class Source:
    """One file: 'code' without comments and strings, 'notes', the ACSL
    comments as (start, end, text), and 'plain', the other comments."""

    def __init__(self, top, path):
        self.path = path
        with open(os.path.join(top, path)) as f:
            self.text = f.read()
        self.notes, self.plain, self.includes = [], [], []
        self.code = self.split(self.text, 0)
        for found in re.finditer(r'^\s*#\s*include\s*"([^"]+)"', self.text,
                                 re.M):
            self.includes.append(found[1])

    def split(self, text, base):
        """The code in text; what it comments goes to notes and plain."""
        out, at = [], 0
        token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                           r"'(?:\\.|[^'\\\n])*'", re.S)
        for found in token.finditer(text):
            out.append(text[at:found.start()])
            out.append(self.comment(found[0], base + found.start()))
            at = found.end()
        out.append(text[at:])
        return ''.join(out)

    def comment(self, text, start):
        """What stands in the code in place of a comment or string."""
        if text[:3] not in ('/*@', '//@'):
            if text[:2] in ('/*', '//'):
                self.plain.append((start, text))
            return blank(text)
        end = start + len(text)
        inner = text[3:-2] + '  ' if text.startswith('/*') else text[3:]
        ghost = re.match(r'\s*ghost\b(?!\s*\()', inner)
        if not ghost:
            # Line comments inside an annotation are no part of it.
            inner = re.sub(r'//[^\n]*', lambda m: blank(m[0]), inner)
            self.notes.append((start, end, inner))
            return blank(text)
        inner = blank(ghost[0]) + inner[ghost.end():]
        inner = re.sub(r'/@[ \t]', '/*@', inner).replace('@/', '*/')
        return self.split('   ' + inner, start)

    def line(self, at):
        return self.text.count('\n', 0, at) + 1

    def directives(self):
        """(place, what, text) of the conditional directives, and of the
        annotations ('@'), in order."""
        marks = [(m.start(), m[1], m[2]) for m in re.finditer(
            r'^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b([^\n]*)',
            self.text, re.M)]
        marks += [(start, '@', text) for start, _, text in self.notes]
        return sorted(marks)


def match(code, at, open_, close):
    """The place after the bracket that closes the one at 'at'."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] == open_) - (code[i] == close)
        if depth == 0:
            return i + 1
    return len(code)


def functions(source):
    """(name, start of its declaration, name's place, body or None) of each
    function that is declared or defined, by its place in the code."""
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*',
                  lambda m: re.sub(r'[^\n]', ' ', m[0][:-1]) + ';',
                  source.code, flags=re.M)
    at = begin = 0
    while at < len(code):
        c = code[at]
        if c == ';' or c == '}':
            begin = at = at + 1
        elif c == '{':
            at = match(code, at, '{', '}')
        elif c == '(':
            end = match(code, at, '(', ')')
            name = re.search(r'([A-Za-z_]\w*)\s*$', code[begin:at])
            before = code[begin:at][:name.start()] if name else ''
            body = re.match(r'\s*\{', code[end:])
            if name and WORD.search(before) and '=' not in before and \
                    'typedef' not in before and \
                    (body or re.match(r'\s*;', code[end:])):
                text = None
                last = end
                if body:
                    last = match(code, end + body.end() - 1, '{', '}')
                    text = (end + body.end() - 1, last)
                yield name[1], begin, begin + name.start(1), text
                at = begin = last
            else:
                at = end
        else:
            at += 1


def is_contract(note):
    return CLAUSE.match(note.strip()) is not None


def contract(source, begin, name_at):
    """The text of the contract before a function, or None."""
    notes = [text for start, end, text in source.notes
             if begin <= start and end <= name_at and is_contract(text)]
    return '\n'.join(notes) if notes else None


def loops(source, begin, end):
    """(place, word) of each loop in code[begin:end]."""
    code, tails = source.code, set()
    words = re.compile(r'\b(for|while|do)\b')
    for found in words.finditer(code, begin, end):
        if found[1] == 'while' and found.start() in tails:
            continue
        if found[1] == 'do':
            inner = re.compile(r'\s*').match(code, found.end()).end()
            after = match(code, inner, '{', '}') if code[inner] == '{' \
                else code.index(';', inner) + 1
            tail = re.compile(r'\s*while\b').match(code, after)
            if tail:
                tails.add(tail.end() - len('while'))
        yield found.start(), found[1]


def note_before(source, place):
    """The annotation right before a place in the code, or None."""
    best = None
    for start, end, text in source.notes:
        if end <= place and not source.code[end:place].strip():
            best = text
    return best


def definitions(note):
    """(kind, name, what follows the name up to the next one) of each global
    definition in an annotation."""
    token = re.compile(r'(?:^|[;{}])\s*(?:check\s+|admit\s+)?(axiomatic|axiom|'
                       r'lemma|inductive|predicate|logic|type)\b')
    found = list(token.finditer(note))
    for k, m in enumerate(found):
        end = found[k + 1].start() + 1 if k + 1 < len(found) else len(note)
        rest = note[m.end():end]
        if m[1] == 'logic':
            # The type stands before the name; "logic type" is a type.
            name = re.search(r'([A-Za-z_]\w*)\s*(?:\{[^}]*\}\s*)?'
                             r'(?=[(=;]|reads\b)', rest)
        else:
            name = re.search(r'([A-Za-z_]\w*)', rest)
        if name:
            yield m[1], name[1], rest[name.end():]


def has_body(rest):
    """A logic function or predicate is defined: = after its parameters."""
    text = rest.strip()
    text = re.sub(r'^\{[^}]*\}\s*', '', text)
    text = text[match(text, 0, '(', ')'):] if text.startswith('(') else text
    return text.strip().startswith('=')
