"""Tries to find the contracts contradictory, by Frama-C WP's smoke tests.

usage: smoke.py [-a] [PART...]

A precondition that is never true, a loop invariant that contradicts itself, or
code that a contract makes unreachable is proved without saying anything. For
each function of the units, or those whose name or unit's file has a PART, the
provers try to prove "false" at such places: a smoke test passes if they cannot,
in a second. What they find must be in unreachable.txt, with the reason why that
is as it should be. Results are remembered as by verify.py; -a tries everything
again. The status is 0 only if nothing else is found, and all of the list.
"""

import concurrent.futures
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import acsl  # noqa: E402
from axioms import reached, tree  # noqa: E402
from mutants import unit_of  # noqa: E402
from units import COMMON, FUNCTIONS, INCLUDES, UNITS  # noqa: E402
from provers import CACHE, detect_provers, output, versions  # noqa: E402
from verify import TOP, remembered  # noqa: E402

# Without any property to prove WP makes no smoke test; frames take no time.
SMOKE = ['-wp-smoke-tests', '-wp-smoke-timeout', '1',
         '-wp-prop=-@ensures,-@assert,-@invariant,-@variant,-@lemma,-@requires']


def units(sources, parts):
    """The units for smoke tests: functions of headers are tried once."""
    paths = {p for unit in UNITS for name in unit['files']
             for p in reached(sources, name)}
    for unit in UNITS:
        names = [name for path in sorted(paths)
                 if unit_of(sources, path) == unit
                 for name, _, _, body in acsl.functions(sources[path]) if body]
        if parts and not any(p in unit['files'][0] for p in parts):
            names = [n for n in names if any(p in n for p in parts)]
        if names:
            yield dict(unit, options=unit['options'] + SMOKE +
                       ['-wp-fct', ','.join(names)])


def attempt(unit):
    """([name of a test], {(file, function, kind, line's text): line})"""
    code, text = output(
        ['frama-c'] + COMMON + FUNCTIONS + ['-wp-par', '1'] + unit['options'] +
        ['-cpp-extra-args=' + ' '.join(INCLUDES)] + unit['files'],
        cwd=TOP, env=dict(os.environ, PWD=TOP))
    tests = sorted(set(re.findall(r'Smoke-test (\S+)', text)))
    if code != 0 or not tests:
        raise SystemExit(text)
    found = {}
    failed = set(re.findall(r'\[Failed\] Smoke-test (\S+)', text))
    for name, path, line in re.findall(
            r'\[Failed\] Smoke-test typed_(\S+)\n(?: [^\n]*\n)*'
            r'\[wp\] (\S+?):(\d+): Warning: Failed smoke-test', text):
        function, kind = re.match(r'(\w+)_wp_smoke_([a-z_]+?)(?:_s\d+)?$',
                                  name).groups()
        with open(os.path.join(TOP, path)) as f:
            there = f.read().splitlines()[int(line) - 1].strip()
        found[path, function, kind, there] = int(line)
        failed.discard('typed_' + name)
    if failed:
        raise SystemExit('smoke: where is %s?\n%s' % (failed, text))
    return tests, found


def one(unit, tools, again):
    path, known = remembered(TOP, unit, tools, again)
    begin = time.time()
    if known is None:
        tests, found = attempt(unit)
        known = {'tests': len(tests),
                 'found': [list(k) + [v] for k, v in found.items()]}
        os.makedirs(CACHE, exist_ok=True)
        with open(path, 'w') as f:
            json.dump(known, f)
    return unit, known, time.time() - begin


def expected():
    """(file, function, kind, line's text) -> why, of unreachable.txt."""
    listed, entry = {}, []
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                           'unreachable.txt')) as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                entry.append(line.strip())
            if len(entry) == 3:
                listed[tuple(entry[0].split()) + (entry[1],)] = entry[2]
                entry = []
    return listed


def main():
    again = '-a' in sys.argv[1:]
    parts = [a for a in sys.argv[1:] if a != '-a']
    chosen = list(units(tree(), parts))
    if not chosen:
        raise SystemExit('smoke: nothing is called like that')
    listed, used = expected(), set()
    detect_provers()
    tools, total, bad = versions(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for unit, known, seconds in pool.map(
                lambda u: one(u, tools, again), chosen):
            total += known['tests']
            print('%-28s %4d smoke tests, %d found  %.1f s' % (
                unit['files'][0], known['tests'], len(known['found']),
                seconds), flush=True)
            for *place, line in known['found']:
                why = listed.get(tuple(place))
                used.add(tuple(place))
                bad += why is None
                print('    %s:%d: %s: %s: %s\n        %s' % (
                    place[0], line, place[1], place[2], place[3],
                    why or 'NOT EXPECTED'), flush=True)
    for place in sorted(set(listed) - used if not parts else ()):
        bad += 1
        print('unreachable.txt: not found: %s' % ' '.join(place))
    print('smoke: %d tests, %d as expected, %d not' % (
        total, len(used & set(listed)), bad))
    sys.exit(bad != 0)


if __name__ == '__main__':
    main()
