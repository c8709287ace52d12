"""Makes defects in proved functions, and sees a proof fail.

usage: mutants.py [PART...]

For each function of defects.py whose file or name contains a PART: first its
proof as it is, by the options of units.py, must be complete; then each defect is
made in a scratch copy and must leave a goal of the function unproved at the same
limits. What does not compile, or a prover that fails, is an error and no kill.
Prints a line a defect, with the first goal that is not proved. Defects listed as
survivors must survive, and their functions stand in GAPS.md.
LP_DEFECTS=N takes one defect in N, by a seed (LP_SEED) that is printed. The
status is 0 only if all came out as expected.
"""

import concurrent.futures
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import acsl  # noqa: E402
from axioms import FOLDERS, reached, tree  # noqa: E402
from defects import DEFECTS, SURVIVORS  # noqa: E402
from provers import configure, environment, output  # noqa: E402
from units import COMMON, FUNCTIONS, INCLUDES, UNITS  # noqa: E402
from verify import TOP, WHY3  # noqa: E402

# Seconds of a prover; the second for functions that need it.
LIMITS = (20, 60)


class Trouble(Exception):
    pass


def pattern(text):
    """The layout of the code may change: white space matches white space."""
    return re.compile(r'\s+'.join(re.escape(w) for w in text.split()))


def unit_of(sources, path):
    """The first unit that has the file; of a header, one of a single file."""
    for unit in UNITS:
        if path in unit['files']:
            return unit
    for unit in UNITS:
        if len(unit['files']) == 1 and \
                path in reached(sources, unit['files'][0]):
            return unit
    return None


def check(defects):
    """What is wrong with the table itself."""
    wrong, sources = [], tree()
    with open(os.path.join(TOP, 'GAPS.md')) as f:
        gaps = f.read()
    for path, function, old, new, why in defects:
        found = list(pattern(old).finditer(sources[path].text)) \
            if path in sources else []
        name = '%s: %s: "%s"' % (path, function, old)
        if len(found) != 1:
            wrong.append('%s is there %d times' % (name, len(found)))
            continue
        unit = unit_of(sources, path)
        if not unit:
            wrong.append('%s is in no unit' % name)
            continue
        bodies = {n: body for n, _, _, body in
                  acsl.functions(sources[path]) if body}
        for other, (begin, end) in bodies.items():
            if begin <= found[0].start() < end and other != function:
                wrong.append('%s is in %s' % (name, other))
        if not any(function == n and body for p in reached(
                sources, unit['files'][0]) for n, _, _, body in
                acsl.functions(sources[p])):
            wrong.append('%s: there is no such function' % name)
        if why and function not in gaps:
            wrong.append('%s survives, and is not in GAPS.md' % name)
    return wrong, sources


def verdict(lines):
    """(goal, good) of the first goal in frama-c's lines that is not proved,
    once all is said of it; good unless a prover failed to run."""
    for i, line in enumerate(lines):
        alone = re.match(r'\[wp\] \[(?:CVC4|Z3) [^]]*\] Goal (\S+) : '
                         r'(?!Valid)(\w+)', line)
        if alone:
            return alone[1], alone[2] != 'Failed'
        goal = re.match(r'\[wp\] \[(?:Failed|Unsuccess|Timeout|Unknown)\] '
                        r'Goal (\S+)', line)
        if goal:
            said = []
            for answer in lines[i + 1:]:
                if not answer.startswith('  '):
                    return goal[1], not any(': Failed' in s for s in said)
                said.append(answer)
    return None


def prove(where, unit, function, limit, whole):
    """(first goal not proved or None, goals); the whole function, or to there.
    """
    command = (['frama-c'] + COMMON +
               ['-wp-par', '1', '-wp-timeout', str(limit), '-wp-fct', function] +
               FUNCTIONS + unit['options'] +
               ['-cpp-extra-args=' + ' '.join(INCLUDES)] + unit['files'])
    with tempfile.TemporaryDirectory() as temp:
        # What it starts ends with it, by its own group.
        run = subprocess.Popen(
            command, cwd=where,
            env=dict(environment(where, unit, WHY3), TMPDIR=temp),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors='replace', start_new_session=True)
        lines, found = [], None
        try:
            for line in run.stdout:
                lines.append(line)
                found = verdict(lines)
                if found and not whole:
                    break
        finally:
            try:
                os.killpg(run.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            run.stdout.close()
            status = run.wait()
    text = ''.join(lines)
    if found and not found[1]:
        raise Trouble('a prover failed:\n' + text[-2000:])
    if found:
        return found[0], 0
    goals = re.search(r'Proved goals:\s+(\d+) / (\d+)', text)
    if not goals or goals[1] != goals[2] or goals[1] == '0' or \
            status not in (0, -signal.SIGKILL):
        raise Trouble('frama-c gave no result:\n' + text[-2000:])
    return None, int(goals[1])


def change(where, sources, path, old, new):
    """The defect in the copy; one that does not compile is an error."""
    text = sources[path].text
    found = pattern(old).search(text)
    with open(os.path.join(where, path), 'w') as f:
        f.write(text[:found.start()] + new + text[found.end():])
    for name in unit_of(sources, path)['files']:
        code, said = output(['gcc', '-std=c11', '-w', '-fsyntax-only'] +
                            INCLUDES + [name], cwd=where)
        if code != 0:
            raise Trouble('does not compile:\n' + said)


def group(sources, path, function, defects):
    """[(defect, result, seconds)] of the defects in one function."""
    unit, results = unit_of(sources, path), []
    with tempfile.TemporaryDirectory() as where:
        where = os.path.realpath(where)
        for folder in FOLDERS:
            shutil.copytree(os.path.join(TOP, folder),
                            os.path.join(where, folder))
        for limit in LIMITS:
            begin = time.time()
            failed, goals = prove(where, unit, function, limit, True)
            if not failed:
                break
        else:
            raise Trouble('%s is not proved without a defect: %s' %
                          (function, failed))
        results.append((None, goals, time.time() - begin))
        for defect in defects:
            begin = time.time()
            try:
                change(where, sources, path, *defect[2:4])
                failed, _ = prove(where, unit, function, limit, False)
            except Trouble as trouble:
                failed = trouble
            results.append((defect, failed, time.time() - begin))
            with open(os.path.join(where, path), 'w') as f:
                f.write(sources[path].text)
    return results


def one(sources, key, defects):
    try:
        return group(sources, *key, defects)
    except Trouble as trouble:
        return [(None, trouble, 0)] + [(d, trouble, 0) for d in defects]


def outcome(why, failed):
    """(what the table says, came out as expected)"""
    if isinstance(failed, Trouble):
        return 'error', False
    if failed:
        return failed + ('' if not why else ' (listed as a survivor)'), not why
    return 'survives: %s' % why if why else 'SURVIVES', bool(why)


def main():
    defects = [d + ('',) for d in DEFECTS] + list(SURVIVORS)
    wrong, sources = check(defects)
    if wrong:
        raise SystemExit('\n'.join(wrong))
    parts = sys.argv[1:]
    defects = [d for d in defects if not parts or
               any(p in d[0] or p in d[1] for p in parts)]
    some = int(os.environ.get('LP_DEFECTS', '1'))
    if some > 1:
        seed = int(os.environ.get('LP_SEED') or random.randrange(1 << 30))
        print('mutants: one in %d of %d, seed %d' % (some, len(defects), seed))
        defects = random.Random(seed).sample(defects, len(defects) // some)
    if not defects:
        raise SystemExit('mutants: no defect is called like that')
    groups = {}
    for defect in defects:
        groups.setdefault(defect[:2], []).append(defect)
    configure(WHY3)
    begin, number, killed, bad = time.time(), 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for key, results in zip(groups, pool.map(
                lambda key: one(sources, key, groups[key]), groups)):
            for defect, failed, seconds in results:
                if isinstance(failed, Trouble):
                    print(failed)
                if defect is None:
                    continue
                number += 1
                said, good = outcome(defect[4], failed)
                killed += good and not defect[4]
                bad += not good
                print('%3d %-20s %-22s %6.1f  %s\n      %s  ->  %s' % (
                    number, *key, seconds, said, ' '.join(defect[2].split()),
                    ' '.join(defect[3].split()) or 'nothing'), flush=True)
    known = sum(bool(d[4]) for d in defects)
    print('%d functions proved without a defect, %d s' % (
        len(groups), time.time() - begin))
    print('killed %d of %d%s' % (killed, len(defects) - known, known and
          '; %d are known to survive' % known or ''))
    sys.exit(bad != 0)


if __name__ == '__main__':
    main()
