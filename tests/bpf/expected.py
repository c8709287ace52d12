"""Is what bpfcheck's command line says of programs what their files say?

usage: expected.py BPFCHECK FILE.bpf...

Without the kernel. Status 1: it is not, or there was none.
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import asm  # noqa: E402
import logs  # noqa: E402


def answer(bpfcheck, fields, raw):
    command = [bpfcheck, '-j', '--raw', '--type', fields[1], raw]
    if fields[1] == 'cgroup_skb':
        command += ['--attach', logs.ATTACH[fields[2]]]
    if 'unprivileged' in fields[3]:
        command.append('--unprivileged')
    done = subprocess.run(command, stdout=subprocess.PIPE)
    status = {'accept': 0, 'reject': 1, 'undecided': 3}
    said = json.loads(done.stdout)
    assert done.returncode == status[said['verdict']], done.returncode
    return said


def main():
    programs = [program.line().split('\t')
                for path in sys.argv[2:] for program in asm.programs(path)]
    wrong = asked = 0
    with tempfile.TemporaryDirectory() as where:
        raw = os.path.join(where, 'program')
        for fields in filter(logs.is_plain, programs):
            # A raw program knows no maps.
            if 'maps' in fields[3]:
                continue
            with open(raw, 'wb') as f:
                f.write(bytes.fromhex(fields[8]))
            said = answer(sys.argv[1], fields, raw)
            asked += 1
            # Where the kernel says nothing, bpfcheck says something.
            if (said['verdict'] != fields[4] or
                    fields[6] not in ('-', said.get('reason', '-'))):
                wrong += 1
                print('%s: expected %s %s\nbut: %s' %
                      (fields[0], fields[4], fields[6], said))
    print('%d programs, %d wrong' % (asked, wrong))
    sys.exit(wrong > 0 or asked == 0)


if __name__ == '__main__':
    main()
