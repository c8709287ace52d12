"""dumpjson.py STREAM JSON: what imgdump -j says of a stream is what is there.

Reads the stream with lpstream, and says each record again as imgdump(1) has
it. Call names are only looked at for being there.
"""

import codecs
import json
import struct
import sys
import zlib

import lpstream as lp

ARCH = {62: 'x86-64', 183: 'AArch64', 243: 'RISC-V'}
HOLDER = ['nobody', 'bytes', 'filter']


def bytes_as_characters(error):
    return ''.join(map(chr, error.object[error.start:error.end])), error.end


codecs.register_error('characters', bytes_as_characters)


def text(data):
    return data.decode('utf-8', 'characters')


def prog(payload):
    p = lp.Prog.unpack(payload)
    return {
        'machine': p.machine, 'arch': ARCH[p.machine], 'type': p.type,
        'flags': p.flags, 'entry': hex(p.entry), 'phoff': p.phoff,
        'name': text(p.name),
        'program_headers': [{
            'type': h.type, 'flags': h.flags, 'file_offset': h.offset,
            'address': hex(h.vaddr), 'physical_address': hex(h.paddr),
            'file_size': h.filesz, 'memory_size': h.memsz,
            'alignment': h.align} for h in p.phdrs]}


def segm(payload):
    segments = [lp.Segment.unpack(payload[i:i + 48])
                for i in range(0, len(payload), 48)]
    return {'entries': [{
        'address': hex(s.address), 'memory_size': s.memsz,
        'file_size': s.filesz, 'file_offset': s.offset,
        'alignment': s.align, 'permissions': s.perms} for s in segments]}


def site(entry):
    s = lp.Site.unpack(entry)
    return {
        'address': hex(s.address), 'kind': s.kind, 'slot_length': s.length,
        'numbers': s.numbers, 'number': s.number,
        'original': s.original[:s.length].hex(), 'arguments': [
            hex(a) if s.known >> k & 1 else None
            for k, a in enumerate(s.arguments, 1)]}


def plan(entry):
    p = lp.Plan.unpack(entry)
    return {'address': hex(p.address), 'numbers': p.numbers,
            'number': p.number, 'holder': HOLDER[p.holder],
            'decision': ['denied', 'allowed'][p.decision],
            'executable_memory': bool(p.grants)}


def members(entry):
    return [k for k in range(1024) if entry[k // 8] >> k % 8 & 1]


def table(kind, one):
    def fields(payload):
        total, first = struct.unpack_from('<II', payload)
        size = lp.ENTRY_SIZE[kind]
        return {'total': total, 'first': first, 'entries': [
            one(payload[i:i + size])
            for i in range(8, len(payload), size)]}
    return fields


def symb(payload):
    out, at = [], 0
    while at < len(payload):
        value, size, n = struct.unpack_from('<QQH', payload, at)
        out.append({'address': hex(value), 'size': size,
                    'name': text(payload[at + 18:at + 18 + n])})
        at += (18 + n + 7) // 8 * 8
    return {'entries': out}


def stmt(payload):
    return dict(zip(('tool', 'version', 'checked', 'arguments'),
                    map(text, lp.Texts.unpack(payload).texts)))


def stop(payload):
    s = lp.Stop.unpack(payload)
    return dict(zip(('tool', 'code', 'place', 'message'),
                    map(text, s.texts)), status=s.status)


def end(payload):
    return dict(zip(('records', 'crc32'), struct.unpack_from('<QI',
                                                             payload)))


def data(payload):
    return {'address': hex(struct.unpack_from('<Q', payload)[0]),
            'bytes': len(payload) - 8, 'crc32': zlib.crc32(payload[8:])}


FIELDS = {'PROG': prog, 'SEGM': segm, 'SITE': table('SITE', site),
          'NSET': table('NSET', members), 'PLAN': table('PLAN', plan),
          'PSET': table('PSET', members), 'DATA': data, 'symb': symb,
          'stmt': stmt, 'END ': end, 'STOP': stop}


def main():
    stream = open(sys.argv[1], 'rb').read()
    lines = open(sys.argv[2], 'rb').read().decode('ascii').split('\n')
    assert lines.pop() == '', 'the last line is cut'
    records = lp.parse(stream)
    assert len(lines) == len(records), (len(lines), len(records))
    segments = []
    for line, r, at in zip(lines, records, lp.boundaries(stream)):
        got = json.loads(line)
        want = {'record': r.name.strip(), 'offset': at,
                'length': len(r.payload)}
        want.update(FIELDS.get(r.name, lambda _: {'unknown': True})(
            r.payload))
        if r.name == 'SEGM':
            segments = want['entries']
        for e in got.get('entries', []):
            if isinstance(e, dict) and 'numbers' in e:
                assert ('call' in e) == (e['numbers'] == 1), e
                e.pop('call', None)
        if r.name == 'DATA':
            s = segments[got.pop('segment')]
            into = int(got['address'], 16) - int(s['address'], 16)
            assert 0 <= into and into + got['bytes'] <= s['file_size'], got
        assert got == want, 'got %r\nwant %r' % (got, want)


main()
