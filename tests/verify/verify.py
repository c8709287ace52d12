"""Proves the logic files with Frama-C WP, one after the other.

usage: verify.py [-a] [NAME-PART...]

Prints a line for each unit (a logic file, with the files whose constants it
needs) and, at the end, "proved N of N"; the status is 0 only if every goal is
proved. Provers and step limits are fixed in units.py; the time limit is only
there to end a prover that hangs. A lemma, or a header's function, is proved
once, in the first unit that has it, and used in the others. A unit whose
preprocessed text, options and provers were proved before is not proved again:
its result is remembered under $XDG_CACHE_HOME/loadpipe. -a proves everything
again.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import acsl  # noqa: E402
from axioms import reached, tree  # noqa: E402
from provers import (  # noqa: E402
    CACHE, CONFIG, MODES, configure, environment, output, texts, versions)
from units import (  # noqa: E402
    COMMON, FUNCTIONS, INCLUDES, LEMMAS, LONGEST, UNITS)

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
WHY3 = os.path.join(CACHE, 'why3')


def key(where, unit, tools):
    """What the result depends on: the text as it is proved, options, tools."""
    text = []
    for name in unit['files']:
        code, out = output(['gcc', '-E', '-C', '-P'] + INCLUDES + [name],
                           cwd=where)
        if code != 0:
            raise SystemExit(out)
        text.append(out)
    whole = json.dumps([text, COMMON, FUNCTIONS, LEMMAS, unit, tools,
                        texts(), CONFIG, MODES[unit['mode']]],
                       sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def lemmas(source):
    return {name for _, _, note in source.notes
            for kind, name, _ in acsl.definitions(note) if kind == 'lemma'}


def bodies(path, source):
    """A header's functions; those of a .c file have their own unit."""
    return {name for name, _, _, body in acsl.functions(source)
            if body and path.endswith('.h')}


def has_functions(where, unit):
    return any(body for path in unit['files'] for _, _, _, body in
               acsl.functions(acsl.Source(where, path)))


def with_known(units):
    """The units, each with the lemmas and functions that an earlier one
    proves."""
    sources, before, found = tree(), (set(), set()), []
    for unit in units:
        parts = {part for path in unit['files']
                 for part in reached(sources, path)}
        has = (set().union(*(lemmas(sources[part]) for part in parts)),
               set().union(*(bodies(part, sources[part]) for part in parts)))
        found.append(dict(unit, known=sorted(has[1] & before[1]),
                          more=bool(has[1] - before[1]),
                          lemmas=sorted(has[0] - before[0])))
        before = (before[0] | has[0], before[1] | has[1])
    return found


def frama_c(where, unit, par, what):
    """(proved, goals, what it said); goals is 0 if it said nothing of them."""
    code, text = output(
        ['frama-c'] + COMMON + ['-wp-par', str(par)] + what +
        unit.get('options', []) +
        ['-cpp-extra-args=' + ' '.join(INCLUDES)] + unit['files'],
        cwd=where, env=environment(where, unit, WHY3))
    found = re.search(r'Proved goals:\s+(\d+) / (\d+)', text)
    if code != 0 or not found:
        return 0, 0, text
    return int(found[1]), int(found[2]), text


def prove(where, unit, par=4):
    """(proved, goals, seconds, what frama-c said)

    Functions and lemmas by themselves: WP leaves out all lemmas as soon as it
    is told to leave out a function."""
    begin = time.time()
    runs, lemmas, known = [], unit.get('lemmas', []), unit.get('known', [])
    if has_functions(where, unit) or unit.get('more'):
        runs.append(frama_c(where, unit, par, FUNCTIONS + [
            '-wp-prop=-@lemma'] + (
                ['-wp-skip-fct=' + ','.join(known)] if known else [])))
    if lemmas:
        runs.append(frama_c(where, unit, par, LEMMAS + [
            '-wp-prop=' + ','.join(lemmas)]))
    text = ''.join(run[2] for run in runs)
    lost = [name for name in lemmas
            if 'Goal typed_lemma_%s ' % name not in text]
    text += ''.join('no goal for lemma %s: error\n' % name for name in lost)
    if lost or not runs or 0 in [run[1] for run in runs]:
        return 0, 1, time.time() - begin, text
    return (sum(run[0] for run in runs), sum(run[1] for run in runs),
            time.time() - begin, text)


def complaints(text):
    """The lines about goals that are not proved, and warnings that matter."""
    lines = []
    for line in text.splitlines():
        if re.search(r'Goal .* : (?!Valid)|\[Failed\]|Timeout|Step limit|'
                     r'Unknown|error|[Mm]issing|Unsupported|Ignored', line) \
                and ': Valid' not in line:
            lines.append('    ' + line)
    return lines


def remembered(where, unit, tools, again):
    path = os.path.join(CACHE, key(where, unit, tools))
    if again or not os.path.exists(path):
        return path, None
    with open(path) as f:
        return path, json.load(f)


def one(unit, tools, again):
    path, known = remembered(TOP, unit, tools, again)
    if known:
        return unit, known['goals'], known['goals'], 0.0, '', True
    proved, goals, seconds, text = prove(TOP, unit)
    if proved == goals:
        os.makedirs(CACHE, exist_ok=True)
        with open(path, 'w') as f:
            json.dump({'goals': goals}, f)
    return unit, proved, goals, seconds, text, False


def main():
    again = '-a' in sys.argv[1:]
    parts = [a for a in sys.argv[1:] if a != '-a']
    units = [u for u in with_known(UNITS)
             if not parts or any(p in u['files'][0] for p in parts)]
    # So that the last ones to end are short.
    units.sort(key=lambda u: (LONGEST + u['files'][:1]).index(u['files'][0]))
    if not units:
        raise SystemExit('verify: no unit is called like that')
    configure(WHY3)
    tools = versions()
    total = done = 0
    print('%-28s %6s %6s %8s' % ('file', 'goals', 'proved', 'seconds'))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for unit, proved, goals, seconds, text, old in pool.map(
                lambda u: one(u, tools, again), units):
            total += goals
            done += proved
            print('%-28s %6d %6d %8s' % (
                unit['files'][0], goals, proved,
                'known' if old else '%.1f' % seconds), flush=True)
            if proved != goals:
                print('\n'.join(complaints(text)) or text, flush=True)
    print('proved %d of %d' % (done, total))
    sys.exit(done != total)


if __name__ == '__main__':
    main()
