"""Looks for what would make the proofs say less than they seem to.

usage: axioms.py [-l]

Over the C of the tools' folders, without Frama-C:
- what is taken as true without proof - axioms, axiomatic blocks, inductive
  definitions, logic functions without a definition, recursive ones that do not
  count down - is in the reviewed list axioms.txt (name, file, reason), and the
  list has no more than that;
- nothing is admitted, and no annotation is switched off;
- each lemma is in a file that a unit of units.py includes, so that it is proved,
  and nothing else has its name;
- each loop of a proved file has a variant and a frame; each function with a
  contract, and each one defined or called in a proved file, has a frame; no call
  there leads back to its caller; what is called there is proved too, and no
  other contract of it stands outside the headers.
-l lists the axioms and lemmas. The status is 0 only if all that is so.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import acsl  # noqa: E402
from units import INCLUDES, UNITS  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
FOLDERS = ['common', 'elfparse', 'syscallreject', 'allowplan', 'patchapply',
           'runimg', 'imgdump', 'syslift', 'ptmap', 'bpfcheck']
PARTIAL = re.compile(r'-wp-(fct|skip-fct|prop|status|no-rte|no-split)')
# Macros in tests/verify/atomic.h.
PLAIN = ('__atomic_store_n', '__atomic_load_n', '__atomic_compare_exchange_n')
# Macros are in capitals.
CALL = re.compile(r'\b(?!(?:if|for|while|switch|return|sizeof|defined)\b)'
                  r'([a-z_]\w*)\s*\(')


def tree():
    """path -> Source, of all the C there is."""
    found = {}
    for folder in FOLDERS:
        for where, _, names in os.walk(os.path.join(TOP, folder)):
            for name in sorted(names):
                if name.endswith(('.c', '.h')):
                    path = os.path.relpath(os.path.join(where, name), TOP)
                    found[path] = acsl.Source(TOP, path)
    return found


def reached(sources, path):
    """The file and, of those in the tree, all that it includes."""
    todo, seen = [path], []
    dirs = [d[2:] for d in INCLUDES if d.startswith('-I')]
    while todo:
        one = todo.pop()
        if one in seen or one not in sources:
            continue
        seen.append(one)
        for name in sources[one].includes:
            for folder in [os.path.dirname(one)] + dirs:
                if os.path.join(folder, name) in sources:
                    todo.append(os.path.join(folder, name))
                    break
    return seen


class Check:
    def __init__(self):
        self.sources = tree()
        self.wrong = []
        self.units = [name for unit in UNITS for name in unit['files']]
        self.proved = sorted({path for name in self.units
                              for path in reached(self.sources, name)})
        self.axioms, self.lemmas = [], []
        self.lemma_files = []
        self.defined = {name for path in self.proved for name, _, _, body in
                        acsl.functions(self.sources[path]) if body}
        self.frames = self.variants = 0

    def say(self, source, at, text):
        self.wrong.append('%s:%d: %s' % (source.path, source.line(at), text))

    def logic(self, source):
        """Axioms, lemmas; what is taken for true without a proof."""
        known = {}
        for start, _, note in source.notes:
            for kind, name, rest in acsl.definitions(note):
                known[name] = (kind, rest, start)
        for name, (kind, rest, start) in known.items():
            if kind == 'lemma':
                self.lemmas.append(name)
                self.lemma_files.append((name, source.path))
                if source.path not in self.proved:
                    self.say(source, start, 'lemma %s is in no file that is '
                             'proved' % name)
            elif kind in ('logic', 'predicate'):
                if not acsl.has_body(rest):
                    self.axioms.append((name, source, start, 'not defined'))
                elif self.loops_back(name, known):
                    self.axioms.append((name, source, start, 'recursive'))
            else:
                self.axioms.append((name, source, start, kind))

    @staticmethod
    def loops_back(name, known):
        """Its definition comes back to itself, and not in the form
        'n <= 0 ? ... name(..., n - 1)', which ends."""
        seen, todo = set(), [name]
        while todo:
            for word in acsl.WORD.findall(known[todo.pop()][1]):
                if word in known and word not in seen:
                    seen.add(word)
                    todo.append(word)
        if name not in seen:
            return False
        rest = known[name][1]
        calls = list(re.finditer(r'\b%s\s*(\{[^}]*\}\s*)?(?=\()' % name, rest))
        down = re.search(r'=\s*(\w+)\s*<=\s*0\s*\?', rest)
        if not down or not calls:
            return True
        for call in calls:
            args = rest[call.end():acsl.match(rest, call.end(), '(', ')')]
            if not re.search(r'[(,]\s*%s - 1\)$' % down[1], args):
                return True
        return False

    def names(self):
        """verify.py leaves a lemma out by its name where it is proved already:
        no other goal may have that name."""
        for name in sorted({n for n in self.lemmas if self.lemmas.count(n) > 1}):
            self.wrong.append('lemma %s: there are two' % name)
        for source in self.sources.values():
            for start, _, note in source.notes:
                for found in re.finditer(
                        r'\b(?:requires|ensures|assert|invariant)\s+(\w+)\s*:',
                        note):
                    if found[1] in self.lemmas:
                        self.say(source, start, '%s is the name of a lemma' %
                                 found[1])

    def switches(self, source):
        """Nothing is admitted or hidden from Frama-C."""
        for start, _, note in source.notes:
            found = re.search(r'\\?\b(admit|assume)\b', note)
            if found:
                self.say(source, start, '%s takes for true what is not proved' %
                         found[0])
            if re.search(r'\bterminates\b', note):
                self.say(source, start, 'terminates weakens what loop variants '
                         'prove')
        for start, text in source.plain:
            if re.match(r'/[*/]\s+@', text):
                self.say(source, start, 'an annotation that is not read')
        depth = []
        for at, what, text in source.directives():
            if what in ('if', 'ifdef', 'ifndef'):
                guard = what == 'ifndef' and not depth and \
                    text.strip().endswith('_H')
                depth.append(guard)
            elif what == 'endif' and depth:
                depth.pop()
            elif what == '@' and not all(depth):
                self.say(source, at, 'an annotation under #if')
            if 'FRAMA' in text.upper():
                self.say(source, at, 'code of which Frama-C sees other text')

    def functions(self, source):
        """Each contract has a frame; each proved function a contract."""
        bodies = {}
        for name, begin, name_at, body in acsl.functions(source):
            text = acsl.contract(source, begin, name_at)
            if text is not None:
                if re.search(r'\bassigns\b', text.split('behavior')[0]):
                    self.frames += 1
                else:
                    self.say(source, name_at, 'the contract of %s has no '
                             'assigns' % name)
            if text is not None and not body and source.path.endswith('.c'):
                self.say(source, name_at, 'a contract of %s that nobody proves' %
                         name)
            if body and source.path in self.proved:
                bodies[name] = body
                if text is None and not self.declared(source, name):
                    self.say(source, name_at, '%s has no contract' % name)
                self.loops(source, name, body)
                self.calls(source, name, body)
        for name in bodies:
            if self.calls_back(source, name, bodies):
                self.say(source, bodies[name][0], '%s calls itself' % name)

    def declared(self, source, name):
        """The file or one of its headers has a contract for it."""
        for path in reached(self.sources, source.path):
            other = self.sources[path]
            for found, begin, name_at, _ in acsl.functions(other):
                if found == name and acsl.contract(other, begin, name_at):
                    return True
        return False

    def calls(self, source, name, body):
        """Of a function without a contract, Frama-C makes one up."""
        for found in CALL.finditer(source.code, *body):
            if found[1] in PLAIN:
                continue
            if not self.declared(source, found[1]):
                self.say(source, found.start(), '%s calls %s, which has no '
                         'contract' % (name, found[1]))
            elif found[1] not in self.defined:
                self.say(source, found.start(), '%s calls %s, which is not '
                         'proved' % (name, found[1]))

    @staticmethod
    def calls_back(source, name, bodies):
        seen, todo = set(), [name]
        while todo:
            for word in acsl.WORD.findall(
                    source.code[slice(*bodies[todo.pop()])]):
                if word in bodies and word not in seen:
                    seen.add(word)
                    todo.append(word)
        return name in seen

    def loops(self, source, name, body):
        for at, word in acsl.loops(source, *body):
            note = acsl.note_before(source, at) or ''
            for clause in ('variant', 'assigns'):
                if not re.search(r'\bloop\s+%s\b' % clause, note):
                    self.say(source, at, "a '%s' in %s has no loop %s" %
                             (word, name, clause))
            self.variants += 'variant' in note
        for found in re.finditer(r'\bgoto\b', source.code[slice(*body)]):
            self.say(source, body[0] + found.start(), 'goto in %s' % name)

    def reviewed(self):
        """How many of the axioms are in the list; it has no others."""
        listed = {}
        with open(os.path.join(HERE, 'axioms.txt')) as f:
            for line in f:
                words = line.split(None, 2)
                if not words or line.startswith('#'):
                    continue
                if len(words) < 3:
                    self.wrong.append('axioms.txt: %s has no reason' % words[0])
                listed[tuple(words[:2])] = False
        good = 0
        for name, source, start, kind in self.axioms:
            if (name, source.path) in listed:
                listed[name, source.path] = True
                good += 1
            else:
                self.say(source, start, '%s (%s) is not reviewed in axioms.txt'
                         % (name, kind))
        for (name, path), used in listed.items():
            if not used:
                self.wrong.append('axioms.txt: there is no %s in %s' %
                                  (name, path))
        return good

    def run(self, listed):
        for name in self.units:
            if name not in self.sources:
                self.wrong.append('units.py: there is no %s' % name)
        for unit in UNITS:
            for option in unit['options']:
                if PARTIAL.match(option):
                    self.wrong.append('units.py: %s proves a part of %s' %
                                      (option, unit['files'][0]))
        for source in self.sources.values():
            self.logic(source)
            self.switches(source)
            self.functions(source)
        self.names()
        good = self.reviewed()
        if listed:
            for name, source, _, kind in self.axioms:
                print('%s %s %s' % (kind, name, source.path))
            for name, path in self.lemma_files:
                print('lemma %s %s' % (name, path))
        for line in self.wrong:
            print(line)
        print('axioms: %d axioms (%d reviewed), %d lemmas, %d loops with '
              'variants, %d functions with frames' % (
                  len(self.axioms), good, len(self.lemmas), self.variants,
                  self.frames))
        return 1 if self.wrong else 0


if __name__ == '__main__':
    if sys.argv[1:] not in ([], ['-l']):
        sys.exit(__doc__)
    sys.exit(Check().run(sys.argv[1:] == ['-l']))
