#!/usr/bin/env bats
# elfparse against readelf, on every static ELF file that this machine has.

load lib/common

setup() {
	need_tools elfparse
	need readelf python3
	cd "$BATS_TEST_TMPDIR"
	cat >agree.py <<'END'
"""agree.py ELFPARSE: the files named on standard input, one a line.

Each that readelf shows to be static must give a stream that says the same as
readelf does; each that it shows to be dynamic must be refused for that.
"""
import re
import subprocess
import sys

import lpstream
from elfbuild import *

TYPES = {'NULL': PT_NULL, 'LOAD': PT_LOAD, 'DYNAMIC': PT_DYNAMIC,
         'INTERP': PT_INTERP, 'NOTE': PT_NOTE, 'SHLIB': PT_SHLIB,
         'PHDR': PT_PHDR, 'TLS': PT_TLS, 'GNU_EH_FRAME': PT_GNU_EH_FRAME,
         'GNU_STACK': PT_GNU_STACK, 'GNU_RELRO': PT_GNU_RELRO,
         'GNU_PROPERTY': PT_GNU_PROPERTY,
         'RISCV_ATTRIBUT': PT_RISCV_ATTRIBUTES,
         'RISCV_ATTRIBUTES': PT_RISCV_ATTRIBUTES}
MACHINES = {'Advanced Micro Devices X86-64': 62, 'AArch64': 183,
            'RISC-V': 243}
KINDS = {'EXEC': ET_EXEC, 'DYN': ET_DYN, 'REL': ET_REL, 'CORE': ET_CORE}
# What may be refused besides dynamic linking; runimg itself stands where
# no image may.
RULES = {'RESERVED_RANGE', 'SEG_WX', 'STACK_EXEC', 'PAGE_SHARED'}


def padded(said):
    """lld counts its padding of RELRO as bytes in the file (PHDR_PLACE)."""
    loads = [p for p in said['phdrs'] if p[0] == PT_LOAD]
    return any(p[0] == PT_GNU_RELRO and not any(
        w[1] <= p[1] and p[1] + p[4] <= w[1] + w[4] for w in loads)
        for p in said['phdrs'])


def readelf(path):
    """None if it is no ELF file; else what readelf says."""
    done = subprocess.run(['readelf', '-hldW', path], capture_output=True,
                          env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin'})
    text = done.stdout.decode('latin-1')
    field = dict(re.findall(r'^  ([^:\n]+): +(.*)$', text, re.M))
    if field.get('Class') != 'ELF64':
        return None
    said = {
        'entry': int(field['Entry point address'], 16),
        'machine': MACHINES.get(field['Machine']),
        'type': KINDS.get(field['Type'].split()[0]),
        'phoff': int(field['Start of program headers'].split()[0]),
        'phnum': int(field['Number of program headers'].split()[0]),
        'flags': int(field['Flags'].split(',')[0], 16),
        'needed': '(NEEDED)' in text}
    said['phdrs'] = [
        (TYPES.get(kind), *(int(n, 16) for n in numbers.split()),
         sum(bit for letter, bit in zip('RWE', (R, W, X))
             if letter in flags), int(align, 16))
        for kind, numbers, flags, align in re.findall(
            r'^  (\S+) +((?:0x[0-9a-f]+ ){5})([RWE ]{3}) (0x[0-9a-f]+|0)$',
            text, re.M)]
    assert len(said['phdrs']) == said['phnum'], (path, said)
    return said


def compare(path, said, stream):
    image = lpstream.decode(lpstream.parse(stream))
    prog = image.prog
    got = {'entry': prog.entry, 'machine': prog.machine, 'type': prog.type,
           'phoff': prog.phoff, 'phnum': len(prog.phdrs),
           'flags': prog.flags}
    for name, value in got.items():
        if said[name] != value:
            return '%s: %r, readelf %r' % (name, value, said[name])
    for i, (p, want) in enumerate(zip(prog.phdrs, said['phdrs'])):
        # Go has a header with other flags, which readelf does not show.
        line = (p.type, p.offset, p.vaddr, p.paddr, p.filesz, p.memsz,
                p.flags & (R | W | X), p.align)
        if want[1:] != line[1:] or want[0] not in (None, p.type):
            return 'header %d: %r, readelf %r' % (i, line, want)
    loads = [w for w in said['phdrs'] if w[0] == PT_LOAD and w[5]]
    segments = [(PT_LOAD, s.offset, s.address, s.address, s.filesz, s.memsz,
                 s.perms, s.align) for s in image.segments]
    if [w[:3] + w[4:] for w in loads] != [s[:3] + s[4:] for s in segments]:
        return 'segments: %r, readelf %r' % (segments, loads)
    file = open(path, 'rb').read()
    data = {a: d for a, d in lpstream.join(image.data)}
    want = lpstream.join([(w[2], file[w[1]:w[1] + w[4]])
                          for w in loads if w[4]])
    if data != dict(want):
        return 'bytes'
    return None


static = dynamic = other = bad = 0
for path in sys.stdin.read().splitlines():
    said = readelf(path)
    if said is None or said['type'] not in (ET_EXEC, ET_DYN):
        continue
    done = subprocess.run([sys.argv[1], path], capture_output=True,
                          timeout=20)
    code = re.match(r'elfparse: .*?: ([A-Z_]+): ', done.stderr.decode())
    code = code.group(1) if code else ''
    interp = any(p[0] == PT_INTERP for p in said['phdrs'])
    why = None
    if said['machine'] is None:
        if (done.returncode, code) != (1, 'MACHINE'):
            why = 'machine'
    elif interp or said['needed']:
        dynamic += 1
        if (done.returncode, code) not in ((1, 'INTERP'), (1, 'DYNAMIC')):
            why = 'dynamic, but '
        elif interp != (code == 'INTERP') and not said['needed']:
            why = 'an interpreter, but '
        elif lpstream.parse(done.stdout)[-1].name != 'STOP':
            why = 'no STOP, '
    elif done.returncode == 1 and (
            code in RULES or code == 'PHDR_PLACE' and padded(said) or
            # A shared library that needs none, and is no program.
            code == 'ENTRY' and said['entry'] == 0):
        other += 1
        print('%s: refused, %s' % (path, code))
    elif done.returncode:
        why = 'static, but '
    else:
        static += 1
        why = compare(path, said, done.stdout)
    if why:
        bad += 1
        print('%s: %s (status %d %s)' % (path, why, done.returncode, code))
print('%d static files agree, %d dynamic ones and %d others are refused' % (
    static, dynamic, other))
sys.exit(bad > 0)
END
}

# agree FILE: the names in it; a few of them where tools are very slow
agree() {
	[ "${LP_SAMPLE:-1}" -lt 100 ] || shuf -n 20 -o "$1" "$1"
	limit=120
	python agree.py "$bin/elfparse" <"$1" >said || {
		cat said
		return 1
	}
	cat said
	echo "# $(tail -n 1 said)" >&3
}

@test "elfparse agrees with readelf on every static program here" {
	python -c '
import os, sys
seen = set()
for folder in sys.argv[1:]:
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        path = os.path.realpath(os.path.join(folder, name))
        if path in seen or "\n" in path or not os.path.isfile(path):
            continue
        seen.add(path)
        with open(path, "rb") as f:
            head = f.read(65536)
        if head[:5] != b"\x7fELF\x02":
            continue
        phoff = int.from_bytes(head[32:40], "little")
        phnum = int.from_bytes(head[56:58], "little")
        if not any(head[phoff + 56 * i:phoff + 56 * i + 4] == b"\3\0\0\0"
                   for i in range(phnum)):
            print(path)' /bin /sbin /usr/bin /usr/sbin /usr/local/bin \
	    "$bin" >files
	agree files
	n=$(sed -n 's/^\([0-9]*\) static files.*/\1/p' said)
	# The tools themselves are static, unless they are instrumented.
	[ "$n" -ge 5 ] || [ -n "${LP_INSTRUMENTED:-}" ]
	grep -q 'runimg: refused, RESERVED_RANGE' said ||
	    [ -n "${LP_INSTRUMENTED:-}" ]
}

@test "elfparse agrees with readelf on busybox, bash and ldconfig" {
	for f in /bin/busybox /bin/bash-static /sbin/ldconfig; do
		[ -e $f ] && readlink -f $f
	done >files
	[ -s files ] || skip 'none of them is here'
	agree files
	[[ $(tail -n 1 said) == "$(wc -l <files) static files agree, 0 "* ]]
}

@test "elfparse refuses dynamic programs and shared libraries, as such" {
	ls -d /usr/bin/* | awk 'NR % 10 == 0' >files
	ls -d /lib/*-linux-gnu/*.so.* /usr/lib/*-linux-gnu/*.so.* 2>/dev/null |
	    awk 'NR % 20 == 0' >>files
	agree files
	n=$(sed -n 's/.* \([0-9]*\) dynamic ones.*/\1/p' said)
	[ "$n" -ge 10 ]
}

@test "elfparse agrees with readelf on the samples of all machines" {
	ls "$samples"/*/* >files 2>/dev/null || skip 'no samples'
	agree files
	[[ $(tail -n 1 said) == "$(wc -l <files) static files agree, 0 "* ]]
}

@test "the sites of a stream are the entries of .syslift" {
	need objcopy
	for m in $machines; do
		for name in hello many cat pie cxx varnr; do
			taken || continue
			need_sample $m/$name
			objcopy -O binary --only-section=.syslift \
			    --set-section-flags .syslift=alloc \
			    "$samples/$m/$name" entries 2>/dev/null ||
			    python - "$samples/$m/$name" <<'END'
import subprocess, sys
text = subprocess.run(['readelf', '-SW', sys.argv[1]],
                      capture_output=True, text=True).stdout
for line in text.splitlines():
    words = line.split(']')[-1].split()
    if words[:1] == ['.syslift']:
        at, size = int(words[3], 16), int(words[4], 16)
        data = open(sys.argv[1], 'rb').read()[at:at + size]
        open('entries', 'wb').write(data)
END
			"$bin/elfparse" "$samples/$m/$name" >stream
			python - <<'END'
import lpstream, struct, sys
entries = sorted(struct.iter_unpack('<QI7Q', open('entries', 'rb').read()))
image = lpstream.decode(lpstream.parse(open('stream', 'rb').read()))
got = [(s.address, s.known, s.number if s.known & 1 else 0, *s.arguments)
       for s in image.sites]
want = [(a, known, *(v if known >> i & 1 else 0
                     for i, v in enumerate(values)))
        for a, known, *values in entries]
if got != want or not got:
    sys.exit('sites %r\nentries %r' % (got, want))
for s in image.sites:
    assert s.original == image.arch.deny and s.length == 8 and s.kind == 1
END
		done
	done
}

@test "the symbols of a stream are those of readelf" {
	for m in $machines; do
		for name in hello cxx many; do
			taken || continue
			need_sample $m/$name
			"$bin/elfparse" "$samples/$m/$name" >stream
			readelf -sW "$samples/$m/$name" >table
			python - <<'END'
import lpstream, sys
image = lpstream.decode(lpstream.parse(open('stream', 'rb').read()))
want = set()
for line in open('table', encoding='latin-1'):
    words = line.split()
    if len(words) >= 8 and words[0].endswith(':') and words[0] != 'Num:':
        want.add((int(words[1], 16), int(words[2], 0), words[7]))
got = {(s.value, s.size, s.name.decode('latin-1')) for s in image.symbols}
if not got <= want:
    sys.exit('not in the file: %r' % (got - want))
names = {n for _, _, n in got}
if not {'_start', 'sample_main'} <= {n.split('(')[0] for n in names}:
    sys.exit('missing: %r' % names)
END
		done
	done
}
