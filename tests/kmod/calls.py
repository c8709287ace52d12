"""Reads what gcc's -fcallgraph-info=su says of the core's files: no function may
come to itself by direct calls. Prints the deepest chain of them.

usage: calls.py FILE.ci...
"""

import re
import sys

EDGE = re.compile(r'^edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', re.M)
NODE = re.compile(r'^node: \{ title: "([^"]*)" label: "[^"]*\\n(\d+) bytes', re.M)


def main():
    calls, bytes_of = {}, {}
    for name in sys.argv[1:]:
        text = open(name).read()
        for source, target in EDGE.findall(text):
            calls.setdefault(source, set()).add(target)
        for node, size in NODE.findall(text):
            bytes_of[node] = int(size)
    done, path, loops = {}, [], []

    def deepest(node):
        if node in path:
            loops.append(path[path.index(node):] + [node])
            return 0, []
        if node not in done:
            path.append(node)
            below = max((deepest(n) for n in sorted(calls.get(node, ()))),
                        default=(0, []))
            path.pop()
            # The call's own address.
            done[node] = (bytes_of.get(node, 0) + 8 + below[0],
                          [node] + below[1])
        return done[node]

    sys.setrecursionlimit(100000)
    size, chain = max((deepest(n) for n in sorted(bytes_of)), default=(0, []))
    for loop in loops:
        print('recursion: ' + ' -> '.join(loop))
    names = [n.rsplit(':', 1)[-1] for n in chain]
    print('%d functions, %d calls; deepest by direct calls %d bytes: %s' %
          (len(bytes_of), sum(map(len, calls.values())), size,
           ' '.join(names)))
    sys.exit(bool(loops) or len(bytes_of) < 100 or len(chain) < 5)


main()
