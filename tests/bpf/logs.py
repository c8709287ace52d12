"""Compares logs of level 2: the kernel's and bpfcheck's, line by line.

usage: logs.py TOOLS_DIR BPFCHECK BATCH KNOWN [-u]

TOOLS_DIR has kload; KNOWN names programs whose logs differ; -u: programs are
loaded without capabilities. Times and
what is not bpfcheck's to know are left out; so are programs of which its command
line cannot say all, those that it leaves undecided, and logs that do not fit
into kload's buffer. Status 1: another log differs; 77: none can be loaded here.
"""

import os
import re
import subprocess
import sys
import tempfile

# What the kernel knows of types and sections by number, bpfcheck by name.
ATTACH = {'0': 'cgroup_inet_ingress', '1': 'cgroup_inet_egress'}
BUFFER, LINE = 1 << 20, 40
SKIPPED = re.compile(r'verification time|stack depth|processed \d+ insns|$')


def output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode == 77:
        sys.exit(77)
    return done.stdout.decode(errors='replace')


def written(where, name, programs):
    """A batch of these."""
    path = os.path.join(where, name)
    with open(path, 'w') as f:
        f.writelines('\t'.join(fields) + '\n' for fields in programs)
    return path


def that_fit(kload, batch, programs, unprivileged):
    """Those whose logs may fit into kload's buffer: a line is LINE at least."""
    text = output([kload, batch] + (['-u'] if unprivileged else []))
    counts = [int(line.split('\t')[4]) for line in text.splitlines()]
    assert len(counts) == len(programs), (len(counts), len(programs))
    return [fields for fields, n in zip(programs, counts)
            if n * LINE <= BUFFER]


def kernel(kload, batch, unprivileged):
    """The log of each program, by its place in the batch."""
    text = output([kload, '-v', '-l', '2', '-u' if unprivileged else '-v', batch])
    return re.split(r'^[^\t\n]*\t(?:accept|reject)\t.*\n', text, flags=re.M)[1:]


def ours(bpfcheck, fields, raw, unprivileged):
    command = [bpfcheck, '-l', '2', '--raw', '--type', fields[1], raw]
    if fields[1] == 'cgroup_skb':
        command += ['--attach', ATTACH[fields[2]]]
    if unprivileged:
        command.append('--unprivileged')
    return output(command)


def core(bpfdiff, batch):
    """Of programs with maps, which the command line cannot name."""
    text = output([bpfdiff, '--logs', batch])
    return re.split(r'^[^\t\n]*\t(?:accept|reject)\t-\n', text, flags=re.M)


def lines(log):
    """Where a map is is the kernel's affair, and how wide that makes a line."""
    log = re.sub(r'(\(18\) r\d+ = )(?:0xffff[0-9a-f]{12}|map\[\w+\]\S*) *',
                 r'\1map ', log)
    # One message of 6.18 lacks the end of its line.
    log = log.replace('verification time', '\nverification time')
    return [line for line in log.split('\n') if not SKIPPED.match(line)]


def is_plain(fields):
    """bpfcheck's command line can say all of it."""
    return (fields[8] != '-' and 'closed' not in fields[3] and
            fields[7] == '-' and
            ('maps' in fields[3] or
             not re.search('strict|any|freq|sleep', fields[3]) and
             (fields[2] == '0' or fields[1] == 'cgroup_skb')))


def main():
    tools, bpfcheck, batch, known = sys.argv[1:5]
    unprivileged = sys.argv[5:] == ['-u']
    with open(known) as f:
        known = {line.rstrip('\n') for line in f if not line.startswith('#')}
    with open(batch) as f:
        programs = [line.rstrip('\n').split('\t') for line in f]
    kload = os.path.join(tools, 'kload')
    compared = as_known = differ = 0
    with tempfile.TemporaryDirectory() as where:
        raw = os.path.join(where, 'program')
        programs = that_fit(kload, batch, programs, unprivileged)
        logs = kernel(kload, written(where, 'all', programs), unprivileged)
        assert len(logs) == len(programs), (len(logs), len(programs))
        maps = [fields for fields in programs if 'maps' in fields[3]]
        cores = iter(core(os.path.join(tools, 'bpfdiff'),
                          written(where, 'maps', maps)))
        for fields, log in zip(programs, logs):
            here = next(cores) if 'maps' in fields[3] else None
            if not is_plain(fields) or not log.startswith('func#0 '):
                continue
            with open(raw, 'wb') as f:
                f.write(bytes.fromhex(fields[8]))
            theirs = lines(log)
            mine = lines(here if here is not None else
                         ours(bpfcheck, fields, raw, unprivileged))
            compared += 1
            wrong = [(k, o) for k, o in zip(theirs, mine + [None] * len(theirs))
                     if k != o]
            if wrong and fields[0] in known:
                as_known += 1
            elif wrong:
                differ += 1
                print('%s\n  kernel:   %s\n  bpfcheck: %s' %
                      (fields[0], wrong[0][0], wrong[0][1]))
    print('%d logs, %d differ as is known, %d others' %
          (compared, as_known, differ))
    sys.exit(differ > 0 or compared == 0)


if __name__ == '__main__':
    main()
