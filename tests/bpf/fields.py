#!/usr/bin/env python3
"""Programs that read each field of each kind of socket, for asm.py."""

COMMON = ['r1 = *(u64 *)(r1 +168)', 'if r1 == 0 goto out']
KINDS = [
    ('sock_common', 'sched_cls', COMMON + ['r0 = r1']),
    ('sock', 'sched_cls', COMMON + ['call 95', 'if r0 == 0 goto out']),
    ('tcp_sock', 'sched_cls', COMMON + ['call 96', 'if r0 == 0 goto out']),
    ('xdp_sock', 'xdp', [
        '*(u64 *)(r10 -8) = 0', 'r2 = r10', 'r2 += -8', 'r1 = map xskmap ll',
        'call 1', 'if r0 == 0 goto out']),
]


def main():
    """All to standard output."""
    for name, kind, before in KINDS:
        for off in range(-4, 121):
            for bits in (8, 16, 32, 64):
                print(f'prog {name} {off} {bits}\ntype {kind}')
                for line in before:
                    print('\t' + line)
                print(f'\tr0 = *(u{bits} *)(r0 {off:+d})')
                print('out:\tr0 = 1\n\texit')


if __name__ == '__main__':
    main()
