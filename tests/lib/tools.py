"""Runs the tools, and says what is wrong with how one refused.

LP_BIN is where they are.
"""

import concurrent.futures
import mmap
import os
import random
import re
import subprocess
import sys
import tempfile

import lpstream

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BIN = os.environ.get('LP_BIN', os.path.join(TOP, 'build', 'bin'))
LIMIT = int(os.environ.get('LP_LIMIT') or 10)    # seconds; then it hangs

# Every code and its status; 1 refused, 2 trouble.
STATUS = dict.fromkeys('''
ELF_CLASS ELF_DATA ELF_TYPE MACHINE PHDR_COUNT PHDR_PLACE INTERP DYNAMIC
NO_LOAD SEG_OVERLAP PAGE_SHARED SEG_WX SEG_ZEROS STACK_EXEC NO_STACK ENTRY
RESERVED_RANGE SYSLIFT_RELOC SITE_COUNT SITE_NUMBER SITE_RANGE SITE_ALIGN
SITE_OVERLAP SLOT_STUB RAW_CALL EMBEDDED NUMBER_UNKNOWN PLAN_EXISTS NO_PLAN
NOT_PATCHED FILTER_HELD FILTER_SIZE
MOVE_ROOM HEADER_ROOM HEADER_CALL FILE_SIZE PIE_START UNSAFE
PAGING_EXISTS PAGING_ARCH PAGING_ATTRS PAGING_ROOM PAGING_WRONG
FOREIGN'''.split(), 1)
STATUS.update(dict.fromkeys('''
USAGE OPEN READ WRITE TTY TEMP MEMORY TOO_BIG GZIP_BAD GZIP_BOMB BAD_MAGIC
TEXT_MANGLED BAD_VERSION TRUNCATED BAD_CRC BAD_TYPE UNKNOWN_RECORD
RESERVED_FIELD BAD_LENGTH BAD_PADDING BAD_ORDER BAD_END TRAILING BAD_NAME
BAD_TABLE BAD_SET BAD_SITE BAD_PLAN BAD_DATA BAD_SYMBOL BAD_STATEMENT
BAD_STOP BAD_PAGING SEG_MISMATCH NOT_ELF ELF_VERSION ELF_HEADER PHDR_RANGE SHDR_RANGE
SEG_SIZE SEG_RANGE SEG_WRAP SEG_ALIGN SEG_ORDER SEG_FLAGS SYSLIFT_SIZE
SITE_MASK SITE_ORDER LIST CALL_NAME CALL_NUMBER PLAN_MISMATCH FILTER_WRONG SEAL
PREPARE BPF_KIND BPF_ELF BPF_SYMBOL BPF_RELOC BPF_BTF BPF_MAP BPF_CODE BPF_NONE
BPF_LOAD BPF_LOADER BPF_MODULE CSV_SYNTAX CSV_HEADER CSV_ROW CSV_TWICE CSV_SIZE
EXEC'''.split(), 2))

OK = 'OK'
FILTERS = ('syscallreject', 'allowplan', 'patchapply')
ARGS = {'allowplan': ['write,exit'], 'runimg': ['--check']}


def run(argv, data=b''):
    """(status, stdout, stderr); status None if it had to be killed."""
    try:
        done = subprocess.run(argv, input=data, capture_output=True,
                              timeout=LIMIT)
    except subprocess.TimeoutExpired as late:
        return None, late.stdout or b'', late.stderr or b''
    return done.returncode, done.stdout, done.stderr


def argv_of(tool, *extra):
    return [os.path.join(BIN, tool), *(extra or ARGS.get(tool, []))]


def need_tools(tools, not_run=False):
    missing = [t for t in tools if not os.access(argv_of(t)[0], os.X_OK)]
    if missing and not not_run:
        sys.exit('no %s in %s; build it, or set LP_BIN' % (
            ', '.join(missing), BIN))


def exit_status(tool, status):
    """What the tool's process exits with for a stage's 1 or 2."""
    if tool == 'runimg':
        return {1: 126, 2: 125}[status]
    return status


def parse_message(tool, err):
    """The code of the one message line on stderr, or None."""
    lines = err.decode('utf-8', 'replace').splitlines()
    if len(lines) != 1 or not lines[0].startswith(tool + ': '):
        return None
    # The file's name may have colons too.
    for found in re.finditer(r': ([A-Z_]+): ', lines[0]):
        if found.group(1) in STATUS and re.match(
                r'[^:]+ @.+: .+', lines[0][found.end():]):
            return found.group(1)
    return None


def refusal(tool, codes, result):
    """'' if the tool refused with one of codes in proper form, or why."""
    status, out, err = result
    if status is None:
        return 'did not end in %d s' % LIMIT
    if status < 0:
        return 'killed by signal %d' % -status
    if status == 0:
        return 'accepted'
    code = parse_message(tool, err)
    if code is None:
        return 'not one message line of the form tool: file: CODE: ..: ..'
    if codes and code not in codes:
        return 'code ' + code
    if code not in STATUS:
        return 'undocumented code ' + code
    if status != exit_status(tool, STATUS[code]):
        return 'status does not fit ' + code
    if tool in FILTERS or tool == 'elfparse':
        return bad_stop(tool, code, out)
    if tool == 'runimg' and out:
        return 'output on stdout'
    return ''


def written(data, image):
    """'' if runimg -o makes of a stream the file that it should."""
    if sum(s.memsz for s in image.segments) > 2 ** 26:
        return ''
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'out')
        result = run(argv_of('runimg', '-o', path), data)
        if any(p.holder == lpstream.FILTER for p in image.plan):
            # A file has no filter.
            return '' if result[0] == 126 and b'FILTER_HELD' in result[2] \
                else 'runimg -o: ' + show(result)
        if result[0] != 0:
            return 'runimg -o: ' + show(result)
        if not os.path.exists(path):
            return 'runimg -o wrote no file'
        # Mapped, since a table far out makes a file of holes.
        with open(path, 'rb') as file, mmap.mmap(
                file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
            why = lpstream.check_file(bytes_, image)
    return why and 'runimg -o: ' + why


def bad_stop(tool, code, out):
    """'' if out ends with the STOP of this failure."""
    try:
        last = lpstream.parse(out)[-1]
        if last.name != 'STOP':
            return 'output ends with ' + last.name
        stop = lpstream.Stop.unpack(last.payload)
    except lpstream.BadStream as bad:
        return 'output is no stream: %s' % bad
    if stop.status != STATUS[code]:
        return 'STOP has status %d' % stop.status
    if stop.texts[:2] != [tool.encode(), code.encode()]:
        return 'STOP says %r' % (stop.texts[:2],)
    return ''


def show(result):
    status, _, err = result
    text = err.decode('utf-8', 'replace').strip()
    return 'status %s, stderr %r' % (status, text[:300])


def report(jobs, judge, what=''):
    """Runs judge over jobs in a pool; prints failures and the summary."""
    failed = total = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for lines in pool.map(judge, jobs):
            total += 1
            if lines:
                failed += 1
                print(lines)
    print('%s%d passed, %d failed' % (what, total - failed, failed))
    return 1 if failed or not total else 0


def sample(items, seed):
    """One in LP_SAMPLE of them, but at least one: instrumented tools are
    slow."""
    every = int(os.environ.get('LP_SAMPLE') or 1)
    if every == 1:
        return items
    print('sample: seed %d, one in %d' % (seed, every))
    dice = random.Random(seed)
    return [i for i in items if dice.randrange(every) == 0] or items[:1]
