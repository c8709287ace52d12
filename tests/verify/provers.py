"""The provers: which ones Why3 finds, and how it is to call CVC4."""

import itertools
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or
                     os.path.expanduser('~/.cache'), 'loadpipe', 'verify')

# What WP knows that not all units need.
PARTS = ('bits', 'memory')

# How CVC4 is called. Without its solver of equations in integers slow goals take
# a fifth less, but some need it. It looks for what a state contradicts among all
# that a quantifier says, or only takes what matches: where the first finds
# nothing, it is most of the time.
MODES = {'usual': '--no-dio-solver', 'equations': '',
         'match': '--no-dio-solver --no-quant-cf'}

# Frama-C collects garbage less often: a sixth of the time.
OCAML = 's=1M,o=400'

CONFIG = '''[main]
magic = 14
running_provers_max = 2

[prover]
name = "CVC4"
version = "{version}"
alternative = ""
command = "cvc4 {options} --stats --tlimit=%t000 --lang=smt2 %f"
command_steps = "cvc4 {options} --stats --rlimit=%S --lang=smt2 %f"
driver = "{driver}"
editor = ""
in_place = false
interactive = false
shortcut = "cvc4"

[partial_prover]
name = "Z3"
path = "{z3}"
version = "{z3_version}"
'''


def output(command, **how):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **how)
    return done.returncode, done.stdout.decode(errors='replace')


def detect_provers():
    """Why3 calls only the provers that its configuration names."""
    known = output(['why3', 'config', 'list-provers'])[1]
    if 'CVC4' not in known or 'Z3' not in known:
        output(['why3', 'config', 'detect'])


def texts():
    """{name: a part of a driver}; a part that is left out can lose a proof, not
    make one."""
    place = os.path.join(output(['why3', '--print-datadir'])[1].strip(),
                         'drivers')
    found = {}
    for name in ('cvc4',) + tuple('without_' + part for part in PARTS):
        with open(os.path.join(HERE, name + '.drv')) as f:
            found[name] = f.read().replace('@DRIVERS@', place)
    return found


def versions():
    """What results depend on besides the text that is proved."""
    return [output(command)[1] for command in
            (['frama-c', '-version'], ['why3', '--version'],
             ['cvc4', '--version'], ['z3', '--version'])]


def number(command):
    return re.search(r'version (\d+(?:\.\d+)*)', output(command)[1])[1]


def called(needs, mode):
    if set(needs) - set(PARTS):
        raise SystemExit('verify: no such part of what WP knows: %s' % needs)
    return '_'.join(('cvc4',) + tuple(p for p in PARTS if p in needs) +
                    (mode,))


def write(path, text):
    """Whole at once: another run may be reading it."""
    with tempfile.NamedTemporaryFile('w', dir=os.path.dirname(path),
                                     delete=False) as f:
        f.write(text)
    os.replace(f.name, path)


def configure(directory):
    """Why3's configurations, one for all that goals can need, into directory."""
    os.makedirs(directory, exist_ok=True)
    z3 = output(['sh', '-c', 'command -v z3'])[1].strip()
    text = texts()
    for needs, mode in itertools.product(itertools.chain.from_iterable(
            itertools.combinations(PARTS, n) for n in range(len(PARTS) + 1)),
            MODES):
        path = os.path.join(directory, called(needs, mode))
        write(path + '.drv', text['cvc4'] + ''.join(
            text['without_' + p] for p in PARTS if p not in needs))
        write(path + '.conf', CONFIG.format(
            driver=path + '.drv', z3=z3, options=MODES[mode],
            version=number(['cvc4', '--version']),
            z3_version=number(['z3', '--version'])))


def environment(where, unit, directory):
    """For frama-c, which believes PWD."""
    return dict(os.environ, PWD=where, OCAMLRUNPARAM=OCAML,
                WHY3CONFIG=os.path.join(
                    directory, called(unit['needs'], unit['mode']) + '.conf'))
