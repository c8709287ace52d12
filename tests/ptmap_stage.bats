#!/usr/bin/env bats
# ptmap between the stages: what it adds, that the tables are used, and that
# runimg refuses every table that says anything else.

load lib/common
load lib/pipe

# Page tables as their records say: {page address: (frame, entry)}.
walker='
import struct

SHAPE = {"x86_64": (4, 0x000ffffffffff000, 0), "aarch64": (4, 0xfffffffff000, 0),
         "riscv64": (3, 0x003ffffffffffc00, 2)}

def records(data):
    got = lp.parse(data)
    return got, {r.name: r for r in got if r.name in ("ptbl", "pmap", "ptpg")}

def ranges(rec):
    return [struct.unpack_from("<QQQI", rec.payload, at)
            for at in range(0, len(rec.payload), 32)]

def run_refuses(data, *codes):
    result = tools.run(tools.argv_of("runimg", "--check"), data)
    why = tools.refusal("runimg", set(codes), result)
    need(not why, "%s instead of %s: %s" % (why, codes, tools.show(result)))

def leaf_entries(arch, data):
    """(address, entry, level, its place in the payload)"""
    got, paging = records(data)
    levels, field, right = SHAPE[arch.name]
    first = struct.unpack_from("<Q", paging["ptbl"].payload, 40)[0]
    pages = paging["ptpg"].payload
    found = []
    def table(at, level, va):
        for i in range(512):
            place = 8 + at - first + 8 * i
            e = struct.unpack_from("<Q", pages, place)[0]
            if not e & 1:
                continue
            leaf = {"x86_64": level == 0 or e & 128,
                    "aarch64": level == 0 or not e & 2,
                    "riscv64": e & 14}[arch.name]
            here = va + (i << (12 + 9 * level))
            if leaf:
                found.append((here, e, level, place))
            else:
                table((e & field) << right, level - 1, here)
    table(first, levels - 1, 0)
    return found
'
# with_tables: MACHINE.st, status with page tables, for each machine
with_tables() {
	local m
	for m in x86_64 aarch64 riscv64; do
		need_sample $m/status
		elfparse -q "$samples/$m/status" | syscallreject -q |
		    allowplan -q --all | patchapply -q |
		    ptmap -q --phys-base 16M >$m.st
	done
}
pt_test() {
	{ echo "$walker"; cat; } | stage_test
}

@test "ptmap: every page has its segment's permissions and a frame of its own" {
	pt_test <<'END'
for arch in MACHINES:
    page = arch.page
    base = eb.up(0x400000, page)
    text = arch.nop * (5000 // len(arch.nop))
    made = image(arch, (eb.R, base, b'\1' * 100, 0),
                 (eb.R | eb.X, base + page, text, 0),
                 (eb.R | eb.W, base + 3 * page, b'\2' * 8, 5 * page),
                 stage='patched', sites=[])
    data = answer('ptmap', made.stream(), '--phys-base', '16M')
    got, paging = records(data)
    need([r.name for r in got].index('ptbl') >
         max(i for i, r in enumerate(got) if r.name in ('DATA', 'symb')), 'order')
    want = {}
    for seg in made.segments:
        at = seg.address // 4096 * 4096
        while at < seg.address + seg.memsz:
            want[at] = seg.perms
            at += 4096
    frames, seen = set(), {}
    field, right = SHAPE[arch.name][1:]
    for va, e, level, _ in leaf_entries(arch, data):
        for k in range(512 ** level):
            pa = ((e & field) << right) // 4096 * 4096 + k * 4096
            need(pa not in frames and pa >= 16 << 20, 'frame twice')
            frames.add(pa)
            flags = {'x86_64': eb.R | (eb.W if e & 2 else 0) |
                     (0 if e >> 63 else eb.X),
                     'aarch64': eb.R | (eb.W if e >> 51 & 1 else 0) |
                     (0 if e >> 54 & 1 else eb.X),
                     'riscv64': (eb.R if e & 2 else 0) | (eb.W if e & 4 else 0) |
                     (eb.X if e & 8 else 0)}[arch.name]
            user = {'x86_64': e & 4, 'aarch64': e & 64,
                    'riscv64': e & 16}[arch.name]
            need(user, 'not for user mode')
            seen[va + k * 4096] = flags
    need(seen == want, (arch.name, seen, want))
    run_of = sum(length for _, _, length, _ in ranges(paging['pmap']))
    need(run_of == 4096 * len(want), 'ranges')
END
}

@test "ptmap: runimg runs the image, and says nothing of good tables" {
	for s in hello many cat print_args pie; do
		need_sample x86_64/$s
		elfparse -q "$samples/x86_64/$s" | syscallreject -q |
		    allowplan -q --all | patchapply -q >plain.st
		ptmap -q --phys-base 1M <plain.st >tables.st
		timeout "$limit" runimg -q -s plain.st a b </dev/null >plain.out
		timeout "$limit" runimg -q -s tables.st a b </dev/null >tables.out
		cmp plain.out tables.out
	done
	for m in aarch64 riscv64; do
		need_sample $m/hello
		elfparse -q "$samples/$m/hello" | syscallreject -q |
		    allowplan -q --all | patchapply -q | ptmap -q >tables.st
		runimg --check -s tables.st
	done
	elfparse -q "$samples/aarch64/hello" | syscallreject -q |
	    allowplan -q --all | patchapply -q >plain.st
	for g in 4K 16K 64K; do
		ptmap -q --granule $g <plain.st | runimg --check
	done
	elfparse -q "$samples/x86_64/hello" | syscallreject -q |
	    allowplan -q --all | patchapply -q >plain.st
	ptmap -q --levels 5 <plain.st | runimg --check
}

@test "ptmap: hello runs on its tables under KVM" {
	[ -z "$LP_INSTRUMENTED" ] || skip "the plain build"
	[ -w /dev/kvm ] || skip "no /dev/kvm that can be used"
	lib=${bin%/bin}
	gcc -std=gnu11 -O1 -Wall -Wextra -Werror -D_GNU_SOURCE -I"$top/common" \
	    -I"$top/ptmap" -o boot "$top/tests/ptmap/boot.c" \
	    "$lib/libcommon.a" "$lib/libptmap.a" -ldeflate
	elfparse -q "$samples/x86_64/hello" | syscallreject -q |
	    allowplan -q 1,60 | patchapply -q | ptmap -q --phys-base 1M >good.st
	run --separate-stderr timeout 30 ./boot <good.st
	echo "$stderr"
	[ "$status" -ne 77 ] || skip "KVM does not make a machine here"
	[ "$status" -eq 0 ]
	[ "$output" = "hello, world" ]
	# with its code not executable it does not
	python - good.st >bad.st <<'END'
import struct, sys, lpstream as lp
got = lp.parse(open(sys.argv[1], 'rb').read())
for r in got:
    if r.name == 'ptpg':
        p = bytearray(r.payload)
        for at in range(8, len(p), 8):
            e, = struct.unpack_from('<Q', p, at)
            if e & 0x67 == 0x25:
                struct.pack_into('<Q', p, at, e | 1 << 63)
        r.payload = bytes(p)
sys.stdout.buffer.write(lp.serialize(lp.seal(got)))
END
	run --separate-stderr timeout 30 ./boot <bad.st
	[ "$status" -eq 1 ]
	[[ $stderr == *"fault 14"*"error 0x15"* ]]
}

@test "runimg: tables that say anything else are refused" {
	with_tables
	pt_test <<'END'
for arch in MACHINES:
    data = open(arch.name + '.st', 'rb').read()
    def forged(change):
        got, paging = records(data)
        p = bytearray(paging['ptpg'].payload)
        change(p)
        paging['ptpg'].payload = bytes(p)
        return lp.serialize(lp.seal(got))
    leaves = leaf_entries(arch, data)
    cases = []
    # every bit of every kind of leaf, and of what leads there
    for va, e, level, place in some(leaves, 3):
        for bit in range(64):
            cases.append((place, e ^ 1 << bit))
    # two pages change frames; a frame twice; a table twice, or in a circle
    (_, a, _, x), (_, b, _, y) = leaves[0], leaves[-1]
    cases += [(x, b), (y, a), (x, 0)]
    for place, e in cases:
        def change(p):
            need(struct.unpack_from('<Q', p, place)[0] != e, 'nothing changed')
            struct.pack_into('<Q', p, place, e)
        if e == leaves[0][1] and place == x:
            continue
        run_refuses(forged(change), 'PAGING_WRONG')
    # one more page, where nothing is
    def one_more(p):
        struct.pack_into('<Q', p, y + 8, b + (4096 >> SHAPE[arch.name][2]))
    run_refuses(forged(one_more), 'PAGING_WRONG')
    # the root leads to itself
    def circle(p):
        first = [i for i in range(512) if p[8 + 8 * i] & 1][0]
        e = struct.unpack_from('<Q', p, 8 + 8 * first)[0]
        struct.pack_into('<Q', p, 8 + 8 * first + 8, e)
    run_refuses(forged(circle), 'PAGING_WRONG')
END
}

@test "runimg: tables that agree with their ranges, but not with the image" {
	with_tables
	pt_test <<'END'
arch = MACHINES[0]
data = open(arch.name + '.st', 'rb').read()
leaves = leaf_entries(arch, data)
(_, a, _, x), (_, b, _, y) = leaves[0], leaves[1]
field = SHAPE[arch.name][1]
def forged(change, ranges=(), more=b''):
    got, paging = records(data)
    p = bytearray(paging['ptpg'].payload)
    change(p)
    paging['ptpg'].payload = bytes(p) + more
    r = bytearray(paging['pmap'].payload)
    for at, form, value in ranges:
        struct.pack_into(form, r, at, value)
    paging['pmap'].payload = bytes(r)
    if more:
        h = bytearray(paging['ptbl'].payload)
        n = struct.unpack_from('<Q', h, 56)[0]
        struct.pack_into('<Q', h, 56, n + len(more) // 4096)
        paging['ptbl'].payload = bytes(h)
    return lp.serialize(lp.seal(got))
def entry(place, e):
    return lambda p: struct.pack_into('<Q', p, place, e)
# two pages in one frame, in the ranges too
run_refuses(forged(entry(y, b & ~field | a & field),
                   [(32 + 8, '<Q', a & field)]), 'PAGING_WRONG')
# a page in a table
got, paging = records(data)
first, bytes_, n = struct.unpack_from('<QQQ', paging['ptbl'].payload, 40)
run_refuses(forged(entry(y, b & ~field | first + (n - 1) * bytes_),
                   [(32 + 8, '<Q', first + (n - 1) * bytes_)]), 'PAGING_WRONG')
# a page that is only read can be written
need(ranges(paging['pmap'])[0][3] == eb.R, 'the first range')
run_refuses(forged(entry(x, a | 2 | 64), [(24, '<I', eb.R | eb.W)]),
            'PAGING_WRONG')
# empty tables that lead to one another more often than can be followed
to = [struct.pack('<Q', first + (n + k) * bytes_ | 7) for k in range(3)]
def roots(p):
    for i in range(100, 512):
        p[8 + 8 * i:16 + 8 * i] = to[0]
run_refuses(forged(roots, more=to[1] * 512 + to[2] * 512 + bytes(4096)),
            'PAGING_WRONG')
END
}

@test "runimg: records of page tables that are malformed are refused" {
	with_tables
	pt_test <<'END'
arch = MACHINES[0]
data = open(arch.name + '.st', 'rb').read()
def forged(change):
    got, paging = records(data)
    change(got, paging)
    return lp.serialize(lp.seal(got))
def head(at, form, value):
    def change(got, paging):
        p = bytearray(paging['ptbl'].payload)
        struct.pack_into(form, p, at, value)
        paging['ptbl'].payload = bytes(p)
    return change
def drop(name):
    return lambda got, paging: got.remove(paging[name])
def cut(name, n):
    def change(got, paging):
        paging[name].payload = paging[name].payload[:-n]
    return change
def twice(name):
    return lambda got, paging: got.insert(got.index(paging[name]), paging[name])
for change in (head(48, '<Q', 0), head(48, '<Q', 4095), head(48, '<Q', 2**63),
               head(56, '<Q', 0), head(56, '<Q', 2**64 - 1), head(56, '<Q', 5),
               head(64, '<Q', 0), head(64, '<Q', 2000), head(64, '<Q', 3),
               head(40, '<Q', 2**64 - 4096), head(32, '<Q', 0),
               drop('ptbl'), drop('pmap'), drop('ptpg'), cut('ptbl', 8),
               cut('pmap', 1), cut('pmap', 32), cut('ptpg', 8), cut('ptpg', 4096),
               twice('ptbl'), twice('pmap'), twice('ptpg')):
    run_refuses(forged(change), 'BAD_PAGING')
for change in (head(0, '<8s', b'nothing\0'), head(0, '<12s', b'aarch64-64k\0'),
               head(48, '<Q', 8192)):
    run_refuses(forged(change), 'PAGING_ARCH', 'BAD_PAGING', 'PAGING_WRONG')
def entry(at, form, value):
    def change(got, paging):
        p = bytearray(paging['pmap'].payload)
        struct.pack_into(form, p, at, value)
        paging['pmap'].payload = bytes(p)
    return change
for change in (entry(24, '<I', 8), entry(28, '<I', 1), entry(16, '<Q', 0),
               entry(0, '<Q', 2**64 - 4096), entry(8, '<Q', 2**64 - 4096)):
    run_refuses(forged(change), 'BAD_PAGING')
for change in (entry(24, '<I', 7), entry(16, '<Q', 8192), entry(0, '<Q', 0x3ff000),
               entry(8, '<Q', (16 << 20) + 4096), entry(8, '<Q', 0)):
    run_refuses(forged(change), 'PAGING_WRONG')
END
}

@test "ptmap: what it refuses" {
	pt_test <<'END'
for arch in MACHINES:
    base = eb.up(0x400000, arch.page)
    made = image(arch, (eb.R, base, b'\1' * 100, 0),
                 (eb.R | eb.X, base + arch.page, arch.nop * 16, 0),
                 stage='patched', sites=[])
    once = answer('ptmap', made.stream())
    refused('ptmap', once, 'PAGING_EXISTS')
    others = {'x86_64': 'riscv64', 'aarch64': 'x86_64', 'riscv64': 'aarch64'}
    refused('ptmap', made.stream(), 'PAGING_ARCH', '--arch', others[arch.name])
    refused('ptmap', made.stream(), 'PAGING_ROOM', '--tables', '2')
    refused('ptmap', made.stream(), 'PAGING_ROOM', '--phys-base', '1')
    refused('ptmap', made.stream(), 'PAGING_ROOM', '--phys-range', '0:4096')
    refused('ptmap', made.stream(), 'PAGING_ROOM', '--phys-base',
            hex((1 << {'x86_64': 52, 'aarch64': 48, 'riscv64': 56}[arch.name])
                - 4096))
    if arch.name == 'aarch64':
        refused('ptmap', made.stream(), 'PAGING_ARCH', '--stage2')
        refused('ptmap', made.stream(), 'PAGING_ARCH', '--upper')
    # a page that can be executed and not read
    closed = image(arch, (eb.R, base, b'\1' * 100, 0),
                   (eb.X, base + arch.page, arch.nop * 16, 0),
                   stage='patched', sites=[])
    if arch.name == 'riscv64':
        answer('ptmap', closed.stream())
    else:
        refused('ptmap', closed.stream(), 'PAGING_ATTRS')
END
}

@test "imgdump: page tables, as text and as JSON" {
	with_tables
	run imgdump -v x86_64.st
	[ "$status" -eq 0 ]
	[[ $output == *"tables    x86_64-4, root 0x"*", 4 tables, "*" ranges"* ]]
	[[ $output == *"-0x402000 at 0x1001000  r-x"* ]]
	[[ $output != *unknown* ]]
	imgdump -j x86_64.st | python -c '
import json, sys
got = {}
for line in sys.stdin:
    r = json.loads(line)
    got.setdefault(r["record"], r)
assert got["ptbl"]["architecture"] == "x86_64-4"
assert got["ptpg"]["tables"] == got["ptbl"]["tables"] == 4
assert len(got["pmap"]["entries"]) == got["ptbl"]["ranges"]
assert got["pmap"]["entries"][0]["physical"] == "0x1000000"'
	# what is malformed is unknown, not believed
	python - x86_64.st >bad.st <<'END'
import sys, lpstream as lp
got = lp.parse(open(sys.argv[1], 'rb').read())
for r in got:
    if r.name == 'ptbl':
        r.payload = r.payload[:64] + b'\xff' * 8
sys.stdout.buffer.write(lp.serialize(lp.seal(got)))
END
	run imgdump -v bad.st
	[ "$status" -eq 0 ]
	[[ $output == *"unknown   3 records"* ]]
}

@test "ptmap: an image of many gigabytes of zeros takes tables, and little else" {
	[ -z "$LP_INSTRUMENTED" ] || skip "an instrumented build"
	pt_test <<'END'
import subprocess
arch = MACHINES[0]
made = image(arch, (eb.R, 0x400000, b'\1' * 100, 0),
             (eb.R | eb.X, 0x401000, arch.nop * 16, 0),
             (eb.R | eb.W, 0x80000000, b'\2' * 8, 1 << 40),
             stage='patched', sites=[])
run = subprocess.run(['/usr/bin/time', '-f', '%M %e', tools.argv_of('ptmap')[0],
                      '-v'], input=made.stream(), capture_output=True)
said = run.stderr.decode().split()
need(run.returncode == 0 and int(said[-2]) < 16384 and float(said[-1]) < 5,
     run.stderr)
END
}
