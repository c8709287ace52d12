"""Searches the models: what they promise holds, and each defect breaks it.

usage: run.py [MODEL [DEFECT...]]

For each model, by Spin, to the end of the search:
- each property holds, no statement of the model is left unreached;
- each property that begins with not_ does not hold: what it denies happens;
- each defect M_... of the model breaks the property that kills.txt names for it,
  and of the others those that kills.txt says, no more.
With names of defects, only these are made. The status is 0 only if all is so.

kills.txt has for each model a line of the model's name and its properties, then
a line for each defect: its name, the property that must be broken, and for each
property K if it is, . if it is not.

A part of a model is searched for the properties that depend on it alone; a
property that depends on several is broken if it is in one.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# model -> part, as the model's -D names it -> properties
PARTS = {
    'unmap': {
        'MMU': ['s1', 's2', 's3', 'not_remembered', 'not_met', 'not_dirty'],
        'CLIENT': ['s3', 's4', 'not_reused', 'not_refused', 'not_accepted'],
        '': ['l1'],
    },
    'tables': {'': ['s1', 's2', 'not_kept', 'not_foreign', 'not_passed']},
    'bbm': {'': ['b1', 'b2', 'not_broken', 'not_late', 'not_noted']},
}
LIVENESS = ['l1']
MEGABYTES = int(os.environ.get('LP_MODEL_MB', '1500'))
OPTIMIZE = {'MMU': ['-O1']}  # longer searched than compiled
SECONDS = 900
DEPTH = 2000000
UNFINISHED = re.compile(r'not completed|max search depth|reached .*bound|'
                        r'out of memory')
OUTCOME = {'K': 'is broken', '.': 'holds'}
TOGETHER = min(2, os.cpu_count() or 1)


class Search:
    """A part of a model, with one defect or none, and what is searched there:
    found is, of each property, its verdict, states and seconds."""

    def __init__(self, model, part, defect, names, hold):
        self.model, self.part, self.defect = model, part, defect
        self.names, self.hold = names, hold
        self.found = {}

    def flags(self):
        flags = ['-D' + self.part] if self.part else []
        return flags + (['-DM_' + self.defect] if self.defect else [])

    def text(self):
        """What Spin reads, without lines and comments."""
        out = subprocess.run(
            ['gcc', '-E', '-P', '-x', 'c', *self.flags(), path(self.model)],
            check=True, capture_output=True, text=True).stdout
        return ' '.join(out.split())

    def go(self, scratch):
        where = os.path.join(scratch, '-'.join(
            [self.model, self.part, self.defect]))
        if not self.build(where):
            self.found = {name: ('is not built', 0, 0) for name in self.names}
            return
        # One search for all that should hold; if they do not, one for each.
        if len(self.hold) > 1:
            result = self.run(where, 'several')
            if result[0] == '.':
                self.found = {name: result for name in self.hold}
        for name in self.names:
            if name not in self.found:
                self.found[name] = self.run(where, name)

    def build(self, where):
        """Makes where/pan, that searches."""
        with open(path(self.model), encoding='ascii') as model:
            code = model.read()
        if len(self.hold) > 1:
            code += 'ltl several { [] (%s) }\n' % ' && '.join(
                name.upper() for name in self.hold)
        # Cycles are not found breadth first; of the rest traces are shortest so.
        kind = ['-DNXT'] if self.names[0] in LIVENESS else \
            ['-DSAFETY', '-DBFS', '-DNOFAIR']
        os.mkdir(where)
        with open(where + '/model.pml', 'w', encoding='ascii') as copy:
            copy.write(code)
        for command in (
                ['spin', '-a', *self.flags(), 'model.pml'],
                ['gcc', *OPTIMIZE.get(self.part, []), '-w', '-DNOREDUCE', '-DMEMLIM=%d' % MEGABYTES,
                 *kind, '-o', 'pan', 'pan.c']):
            out = subprocess.run(command, cwd=where, capture_output=True,
                                 text=True)
            if out.returncode or 'Error' in out.stdout:
                sys.stderr.write(out.stdout + out.stderr)
                return False
        return True

    def run(self, where, name):
        """'K', '.', or why neither; states; seconds."""
        command = ['./pan', '-N', name]
        broken = 'assertion violated'
        if name in LIVENESS:
            command += ['-a', '-f', '-m%d' % DEPTH]
            broken = 'acceptance cycle'
        begin = time.monotonic()
        try:
            out = subprocess.run(command, cwd=where, capture_output=True,
                                 text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return 'not ended in %d s' % SECONDS, 0, SECONDS
        said = out.stdout + out.stderr
        states = re.search(r'(\d+) states, stored', said)
        errors = re.search(r'errors: (\d+)', said)
        if out.returncode or not states or not errors or \
                'Full statespace search' not in said:
            verdict = 'no search: ' + said[-400:]
        elif errors[1] != '0':
            verdict = 'K' if broken in said else said[:400]
        elif UNFINISHED.search(said):
            verdict = 'not searched to the end: ' + said[:400]
        else:
            verdict = '.'
            left = unreached(said)
            if left and not self.defect:
                verdict = 'never done: ' + left
        return (verdict, int(states[1]) if states else 0,
                time.monotonic() - begin)


def path(model):
    return os.path.join(HERE, model + '.pml')


def table():
    """model -> (properties, defect -> (named, row)), of kills.txt."""
    found, model = {}, None
    with open(os.path.join(HERE, 'kills.txt'), encoding='ascii') as lines:
        for line in lines:
            words = line.split()
            if not words or line.startswith('#'):
                continue
            if words[0] in PARTS:
                model = words[0]
                found[model] = (words[1:], {})
            else:
                found[model][1][words[0]] = (words[1], words[2:])
    return found


def unreached(said):
    lines, own = [], False
    for line in said.splitlines():
        if line.startswith('unreached in '):
            own = 'in claim' not in line
        elif own and 'state ' in line and '-end-' not in line:
            lines.append(line.strip())
    return '; '.join(lines)


class Check:
    def __init__(self, models, only):
        self.models, self.only = models, only
        self.kills = table()
        self.wrong = []
        self.searches = {}  # (model, part, defect) -> Search
        for model in models:
            self.plan(model)

    def say(self, text):
        self.wrong.append(text)

    def plan(self, model):
        with open(path(model), encoding='ascii') as text:
            code = text.read()
        defects = sorted(set(re.findall(r'\bM_([A-Z_]*[A-Z])\b', code)))
        claims = re.findall(r"^ltl (\w+)", code, re.M)
        listed = self.kills[model][1]
        if sorted(listed) != defects:
            self.say('%s: kills.txt has other defects: %s' % (
                model, ' '.join(sorted(set(listed) ^ set(defects)))))
        if sorted({p for names in PARTS[model].values() for p in names}) != \
                sorted(claims):
            self.say('%s: other properties than run.py has' % model)
        if [c for c in claims if not c.startswith('not_')] != \
                self.kills[model][0]:
            self.say('%s: kills.txt has other properties' % model)
        for part, names in PARTS[model].items():
            hold = [name for name in names if not name.startswith('not_')]
            clean = Search(model, part, '', names, hold)
            self.searches[model, part, ''] = clean
            text = clean.text()
            for defect in defects:
                if self.only and defect not in self.only:
                    continue
                listed = dict(zip(*self.listed(model, defect)))
                made = Search(model, part, defect, hold, [
                    name for name in hold if listed.get(name) == '.'])
                # A defect that is in other parts only changes nothing here.
                self.searches[model, part, defect] = \
                    clean if made.text() == text else made

    def listed(self, model, defect):
        names, rows = self.kills[model]
        return names, rows[defect][1] if defect in rows else []

    def search(self):
        with tempfile.TemporaryDirectory() as scratch, \
                concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
            list(pool.map(lambda search: search.go(scratch), self.different()))

    def different(self):
        return list(dict.fromkeys(self.searches.values()))

    def clean(self, model):
        for part, names in PARTS[model].items():
            for name in names:
                verdict, states, seconds = \
                    self.searches[model, part, ''].found[name]
                wanted, words = ('K', 'does not hold') \
                    if name.startswith('not_') else ('.', 'holds')
                if verdict != wanted:
                    self.say('%s %s: %s' % (
                        model, name, OUTCOME.get(verdict, verdict)))
                    words = 'NOT EXPECTED'
                print('%-6s %-6s %-14s %-13s %7d states %6.1f s' % (
                    model, part, name, words, states, seconds))

    def cell(self, model, defect, name):
        verdicts = [self.searches[model, part, defect].found[name][0]
                    for part, names in PARTS[model].items() if name in names]
        for verdict in verdicts:
            if verdict not in OUTCOME:
                self.say('%s %s %s: %s' % (model, defect, name, verdict))
                return '?'
        return 'K' if 'K' in verdicts else '.'

    def row(self, model, defect):
        names, rows = self.kills[model]
        if defect not in rows or self.only and defect not in self.only:
            return 0
        named, listed = rows[defect]
        row = [self.cell(model, defect, name) for name in names]
        print('%-24s %-5s %s' % (defect, named, '  '.join(row)))
        if named not in names or row[names.index(named)] != 'K':
            self.say('%s: %s survives %s' % (model, defect, named))
        if row != listed:
            self.say('%s: %s: kills.txt says %s' % (
                model, defect, ' '.join(listed)))
        return 1

    def report(self):
        for model in self.models:
            self.clean(model)
        rows = 0
        for model in self.models:
            names, defects = self.kills[model]
            print('\n%-30s %s' % (model, ' '.join(names)))
            rows += sum(self.row(model, defect) for defect in defects)
        return rows

    def states(self):
        """Of all searches; one for several properties counts once."""
        return sum(states for search in self.different()
                   for _, states, _ in set(search.found.values()))


def main():
    begin = time.monotonic()
    models = sys.argv[1:2] or list(PARTS)
    if models[0] not in PARTS:
        sys.exit(__doc__)
    check = Check(models, sys.argv[2:])
    check.search()
    rows = check.report()
    if not rows:
        check.say('no defect was made')
    print('\nmodel: %d states, %d defects, %d s' % (
        check.states(), rows, time.monotonic() - begin))
    for text in check.wrong:
        print('model: ' + text)
    return 1 if check.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
