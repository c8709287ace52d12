"""Feeds the streams of streams/ to a tool.

  python3 mutants.py --tool TOOL [--kind raw|resealed] [--seed N] [--list]
                     [--only NAME]

runimg is run with --check, and for a sample without it: the image's output
must never appear.
"""

import argparse
import json
import os
import random
import sys
import tempfile

import elfbuild as eb
import lpstream as lp
import tools
from lpstream import FILTER
from streams import raw, resealed
from streams.maker import STAGE, Maker, Mutant, put, stop
from tools import OK


# Bytes that are a call by chance are a matter of their own.
tools.ARGS['syscallreject'] = ['--embedded=pin']


def control_characters(text):
    return [c for c in text if c < 0x20 and c not in b'\n\t' or c == 0x7f]


def accepted(tool, mutant, result):
    """'' if what the tool wrote for a stream that it accepted is right."""
    status, out, err = result
    if tool == 'imgdump':
        return ''
    if tool == 'runimg':
        if out:
            return 'output on stdout with --check'
        return mutant.image and tools.written(mutant.data, mutant.image)
    try:
        records = lp.parse(out)
        image = lp.decode(records)
    except lp.BadStream as bad:
        return 'output is no stream: %s' % bad
    before = lp.parse(mutant.data[:10] + bytes(2) + mutant.data[12:])
    skipped = [r.pack() for r in before if r.name not in lp.KNOWN]
    if skipped != [r.pack() for r in records if r.name not in lp.KNOWN]:
        return 'unknown records were not copied'
    if skipped and places(before) != places(records):
        return 'unknown records do not stand where they stood'
    want = mutant.image
    if want is None:
        return ''
    want = want.copy()
    if tool == 'allowplan':
        want.plan = lp.advance(want, 'planned', (
            want.arch.write, want.arch.exit)).plan
    if tool == 'patchapply':
        lp.patch(want)
    if tool == 'patchapply' and lp.raw_calls(image):
        return 'there are call instructions'
    for name in ('segments', 'sites', 'nsets', 'plan', 'psets'):
        if getattr(want, name) != getattr(image, name):
            return name + ' changed'
    if want.prog.pack() != image.prog.pack():
        return 'PROG changed'
    if lp.join(want.data) != lp.join(image.data):
        return 'bytes of DATA are wrong'
    if ([s.pack() for s in want.symbols]
            != [s.pack() for s in image.symbols]):
        return 'symbols changed'
    texts = [s.texts for s in want.statements]
    if texts != [s.texts for s in image.statements[:-1]]:
        return 'statements changed, or none was added'
    if image.statements[-1].texts[0] != tool.encode():
        return 'the last statement is not this tool\'s'
    return ''


def places(records):
    """For each unknown record the kind and bytes of what stands before;
    PLAN, DATA and stmt change under way, so only their kind."""
    out, last = [], ''
    for r in records:
        if r.name not in lp.KNOWN:
            out.append(last)
        elif r.name not in ('PLAN', 'PSET'):
            last = r.name
    return out


def judge(tool, mutant, argv):
    """'' or the lines that say what was wrong."""
    result = tools.run(argv, mutant.data)
    status, out, err = result
    codes, why = mutant.codes, ''
    if status == 0 and codes is not None and OK in codes:
        why = accepted(tool, mutant, result)
    elif codes == {OK}:
        why = 'refused'
    else:
        why = tools.refusal(tool, codes and codes - {OK}, result)
    if not why and control_characters(err):
        why = 'control characters in the message'
    if not why and tool == 'imgdump':
        why = readable(argv, out, status)
    if not why:
        return ''
    return '%s: expected %s; %s: %s: %s' % (
        mutant.name, mutant.expected(),
        ' '.join(argv[1:] and [tool, argv[1]] or [tool]), why,
        tools.show(result))


def readable(argv, out, status):
    """'' if imgdump's output is what a terminal or a script can take."""
    if '-j' in argv:
        try:
            for line in out.decode().splitlines():
                if not isinstance(json.loads(line), dict):
                    return 'a line is not a JSON object'
        except ValueError as bad:
            return 'output is no JSON: %s' % bad
        return ''
    if control_characters(out):
        return 'control characters in the output'
    return ''


def stop_jobs(tool):
    """A STOP at each record boundary: (name, stream, status, its record)."""
    kind = 'good' if tool == 'allowplan' else 'sets'
    for arch in eb.ARCHES.values():
        records = Maker(tool, arch).base(kind).split(64).records(1)
        for k in range(len(records)):
            for status in (1, 2):
                last = stop(status)
                yield ('%s/stop.%d.status-%d' % (arch.name, k, status),
                       lp.serialize(records[:k] + [last]), status, last)


def check_bare():
    """patchapply --bare makes every allowed site the filter's."""
    failures = []
    for arch in eb.ARCHES.values():
        image = lp.good_image(arch.name, 'planned', allow=(arch.write,))
        result = tools.run(tools.argv_of('patchapply', '--bare'),
                           image.stream())
        put(image.plan[0], holder=FILTER)
        why = accepted('patchapply', Mutant('', image.stream(), OK, image),
                       result) if result[0] == 0 else 'refused'
        if why:
            failures.append('%s/bare: %s: %s' % (
                arch.name, why, tools.show(result)))
            print(failures[-1])
    return failures


def check_stop(tool, data, status, last):
    """'' if the STOP is passed on in silence, with its status."""
    result = tools.run(tools.argv_of(tool), data)
    code, out, err = result
    if code != tools.exit_status(tool, status):
        return 'expected status %d; %s' % (
            tools.exit_status(tool, status), tools.show(result))
    if err and tool != 'imgdump':
        return 'not silent; ' + tools.show(result)
    if tool == 'imgdump':
        return '' if b'RAW_CALL' in out else 'STOP is not printed'
    if tool == 'runimg':
        if out:
            return 'output on stdout'
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            result = tools.run(tools.argv_of(tool, '--check', '-s', file.name))
        if result[0] != code:
            return 'with -s: ' + tools.show(result)
        return '' if b'RAW_CALL' in result[2] else (
            'with -s the refusal is not named; ' + tools.show(result))
    try:
        passed = lp.parse(out)
    except lp.BadStream as bad:
        return 'output is no stream: %s' % bad
    if passed[-1].pack() != last.pack():
        return 'STOP was changed'
    return ''


def jobs_of(tool, mutants, seed):
    """(mutant, argv): how each is run."""
    dice = random.Random(seed)
    for m in mutants:
        if tool == 'imgdump':
            yield m, tools.argv_of(tool)
            yield m, tools.argv_of(tool, '-j')
            continue
        yield m, tools.argv_of(tool)
        refused = m.codes is None or OK not in m.codes
        here = '/%s/' % os.uname().machine in '/' + m.name
        if tool == 'runimg' and refused and here and dice.random() < 0.2:
            yield m, [tools.argv_of(tool)[0]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--tool', required=True, choices=sorted(STAGE))
    parser.add_argument('--kind', choices=('raw', 'resealed'))
    parser.add_argument('--seed', type=int, default=int(
        os.environ.get('LP_SEED') or random.randrange(2 ** 32)))
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--only', metavar='NAME',
                        help='mutants whose name contains NAME')
    parser.add_argument('--dir', help='write them there, run nothing')
    args = parser.parse_args()
    print('%s: seed %d' % (args.tool, args.seed))
    tools.need_tools([args.tool], args.list or args.dir)
    mutants = []
    if args.kind != 'raw':
        mutants += resealed(args.tool)
    if args.kind != 'resealed':
        mutants += raw(args.tool, args.seed)
    if args.only:
        mutants = [m for m in mutants if args.only in m.name]
    mutants = tools.sample(mutants, args.seed)
    if args.list or args.dir:
        for m in mutants:
            if args.list:
                print(m.name, m.expected())
            else:
                path = os.path.join(args.dir, m.name.replace('/', '_'))
                with open(path, 'wb') as out:
                    out.write(m.data)
        return 0
    bad = 0
    if args.kind != 'raw' and (not args.only or 'stop' in args.only):
        def judge_stop(job):
            why = check_stop(args.tool, *job[1:])
            return why and '%s: %s' % (job[0], why)
        bad |= tools.report(tools.sample(list(stop_jobs(args.tool)),
                                         args.seed), judge_stop, 'STOP: ')
    if args.kind != 'raw' and not args.only and args.tool == 'patchapply':
        bad |= bool(check_bare())
    bad |= tools.report(jobs_of(args.tool, mutants, args.seed),
                        lambda job: judge(args.tool, *job))
    return bad


if __name__ == '__main__':
    sys.exit(main())
