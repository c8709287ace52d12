"""Feeds the ELF files of files/ to the tools.

To the chain elfparse FILE | syscallreject | allowplan | patchapply |
runimg --check until one refuses; compares the tool, the code, the status, the
form of the message and the STOP record with what is expected.

  python3 hostile_elf.py [--list] [--only NAME] [--dir DIR]
"""
import argparse
import os
import random
import sys
import tempfile

import lpstream
import tools
from files import cases

CHAIN = ('elfparse', 'syscallreject', 'allowplan', 'patchapply', 'runimg')


def judge(case, folder):
    """'' or the lines that say what was wrong."""
    path = os.path.join(folder, case.name.replace('/', '_'))
    with open(path, 'wb') as out:
        out.write(case.file())
    try:
        return judge_file(case, path)
    finally:
        os.unlink(path)


def stream_of(case, path, data):
    """'' if data is the stream that elfparse should make of the file, as
    far as later stages leave it alone."""
    try:
        image = lpstream.decode(lpstream.parse(data))
    except lpstream.BadStream as bad:
        return 'output is no stream: %s' % bad
    want = lpstream.image_of(case.elf, os.path.basename(path).encode())
    for name in ('segments', 'sites', 'nsets'):
        if getattr(want, name) != getattr(image, name):
            return '%s in the stream are not those of the file' % name
    if want.prog.pack() != image.prog.pack():
        return 'PROG is not what the file says'
    if image.plan is None and lpstream.join(want.data) != lpstream.join(
            image.data):
        return 'DATA is not what the file holds'
    return ''


def judge_file(case, path):
    data = before = result = b''
    why = ''
    last = case.upto if tools.OK in case.codes else case.tools[-1]
    for tool in CHAIN[:CHAIN.index(last) + 1]:
        given = [path] if tool == 'elfparse' else []
        result = tools.run(tools.argv_of(tool, *given), data)
        if result[0] != 0:
            break
        if tool == 'elfparse' and tools.OK in case.codes:
            why = stream_of(case, path, result[1])
            if why:
                break
        before, data = data, result[1]
    if why:
        pass
    elif result[0] == 0:
        if tools.OK not in case.codes:
            why = 'accepted'
        elif tool == 'runimg':
            why = tools.written(before, lpstream.decode(
                lpstream.parse(before)))
        else:
            why = stream_of(case, path, data)
    elif tools.OK in case.codes and len(case.codes) == 1:
        why = 'refused'
    elif tool not in case.tools:
        why = 'wrong tool ' + tool
    else:
        why = tools.refusal(tool, case.codes, result)
    if not why:
        return ''
    return '%s: expected %s from %s; %s: %s: %s' % (
        case.name, '|'.join(sorted(case.codes)), '|'.join(case.tools), tool,
        why, tools.show(result))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--only', metavar='NAME',
                        help='cases whose name contains NAME')
    parser.add_argument('--dir', help='write the files there, run nothing')
    args = parser.parse_args()
    tools.need_tools(CHAIN, args.list or args.dir)
    chosen = [c for c in cases() if not args.only or args.only in c.name]
    if args.list:
        for c in chosen:
            print(c.name, '|'.join(sorted(c.codes)), '|'.join(c.tools))
        return 0
    if args.dir:
        for c in chosen:
            with open(os.path.join(args.dir, c.name.replace('/', '_')),
                      'wb') as out:
                out.write(c.file())
        return 0
    with tempfile.TemporaryDirectory() as folder:
        seed = int(os.environ.get('LP_SEED') or random.randrange(2 ** 32))
        return tools.report(tools.sample(chosen, seed),
                            lambda c: judge(c, folder))


if __name__ == '__main__':
    sys.exit(main())
