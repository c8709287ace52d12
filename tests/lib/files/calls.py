"""Call instructions, and what is none."""

import elfbuild as eb
from elfbuild import (DATA, HEAD, NOPS_AT, PT_LOAD, R, STACK, TEXT, TEXT_AT,
                      X, Phdr, Site, put)
from tools import OK


def raw_calls(m):
    a, page = m.arch, m.arch.page
    g = m.good()
    text = g.phdrs[TEXT].vaddr
    late = 'syscallreject'
    base = g.phdrs[DATA].vaddr - eb.DATA_AT     # of DATA's page

    def raw(name, elf, bad=True, **how):
        m.add('raw.' + name, elf, 'RAW_CALL' if bad else OK, late, **how)

    def pair(front, back, gap=0, flags=(R | X, R | X), at_page=True,
             hole=0):
        """Two segments that touch; front ends the first, back begins the
        second, gap bytes later, or hole pages later."""
        elf = m.good()
        lead = a.nop * (16 // len(a.nop))
        one = lead + front
        two = back + lead
        if at_page:
            end, file_end = base + 8 * page, 2 * page
        else:
            end, file_end = base + 7 * page + 0x80, page + 0x80
        if not at_page and len(front) % 4:
            end += len(front) % 4
            file_end += len(front) % 4
        start2 = end + gap + hole * page
        elf.phdrs[STACK:STACK] = [
            Phdr(PT_LOAD, flags[0], file_end - len(one), end - len(one),
                 body=one, align=page),
            Phdr(PT_LOAD, flags[1], file_end + gap, start2, body=two,
                 align=page)]
        return elf

    nops = a.nop * (16 // len(a.nop))
    for name, call in a.calls.items():
        n = len(call)
        raw(name + '.middle', put(m.good(), TEXT, NOPS_AT, call))
        raw(name + '.first', put(m.good(), TEXT, 0, call))
        raw(name + '.last', put(m.good(), TEXT, -n, call))
        raw(name + '.twice', put(m.good(), TEXT, NOPS_AT, call + call))
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.phdrs[TEXT].flags = X
        raw(name + '.x-only', elf)
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.sites = []
        raw(name + '.no-sites', elf)
        elf = put(m.good(), TEXT, NOPS_AT, call)
        elf.sections, elf.symbols = [], []
        raw(name + '.no-symbols', elf)
        for off in range(1, 4):
            bad = off % a.step == 0
            raw('%s.off-%d' % (name, off),
                put(m.good(), TEXT, NOPS_AT + off, call), bad)
        # Not executable: the headers, the data.
        elf = m.good()
        elf.phdrs[DATA].body = elf.phdrs[DATA].body[:8] + call + bytes(4)
        elf.phdrs[DATA].filesz = len(elf.phdrs[DATA].body)
        raw(name + '.in-data', elf, False)
        elf = m.good()
        elf.blobs.append((0x380, call))
        raw(name + '.in-head', elf, False)
        # In the page of text, but in no segment: not mapped.
        elf = m.good()
        elf.blobs.append((TEXT_AT + 0x100, call))
        elf.blobs.append((TEXT_AT - 4, call))
        elf.phdrs[HEAD].filesz = elf.phdrs[HEAD].memsz = 0x300
        raw(name + '.uncovered', elf, False)
        for cut in range(1, n):
            front, back = call[:cut], call[cut:]
            label = '%s.split-%d.' % (name, cut)
            if a is not eb.AARCH64:
                even = a is eb.X86_64 or cut % 2 == 0
                raw(label + 'pages', pair(front, back), even)
                raw(label + 'hole', pair(front, back, hole=1), False)
                raw(label + 'then-ro',
                    pair(front, back, flags=(R | X, R)), False)
                raw(label + 'ro-then',
                    pair(front, back, flags=(R, R | X)), False)
                raw(label + 'then-x', pair(front, back, flags=(R | X, X)),
                    even)
            raw(label + 'same-page', pair(front, back, at_page=False))
            if not any(call[cut:-1]) and cut < n - 1:
                raw(label + 'zero-gap',
                    pair(front, call[-1:], gap=n - 1 - cut, at_page=False))
    # Calls that zero fill completes.
    ecall = eb.RISCV64.calls['ecall']
    if a is eb.RISCV64:
        for cut in (1, 2, 3):
            tail = ecall[:cut]
            for name, memsz in (('page-tail', None), ('memsz', 0x200)):
                elf = put(m.good(), TEXT, -4, tail)
                p = elf.phdrs[TEXT]
                p.body = p.body[:0x100 - 4 + cut]
                p.filesz = p.memsz = len(p.body)
                if memsz:
                    p.memsz = memsz
                raw('ecall.zero-%d.%s' % (cut, name), elf)
        # The page's last bytes; what follows decides.
        lead = pair(ecall[:2], b'\x13\x00')
        raw('ecall.page-end', lead, False)
        elf = pair(ecall[:2], b'')
        del elf.phdrs[STACK + 1]
        raw('ecall.page-end.unmapped', elf, False)
        elf = pair(ecall[:2], nops, gap=0x20)
        raw('ecall.page-end.uncovered', elf)
        elf = pair(ecall[:2], b'')
        p = elf.phdrs[STACK + 1]
        p.body, p.filesz, p.memsz = None, 0, 0x40
        raw('ecall.page-end.zero-page', elf)
        elf = pair(ecall[:2], b'')
        del elf.phdrs[STACK + 1]
        elf.phdrs[STACK].memsz += 2
        raw('ecall.page-end.bss', elf)
    # What is not a call.
    near = {'x86_64': ('0f04', '0f06', '0f33', '0f35', '0e05', 'cd7f',
                       'cd81', 'cc80', '050f', '340f', '80cd'),
            'aarch64': ('000000d4', 'e0ff1fd4', '050000d4', '010020d4',
                        '000020d4', '000040d4', '0100a0d4', '010000d5',
                        '110000d4', '090000d4'),
            'riscv64': ('73001000', '73000001', '73000100', '72000000',
                        '77000000', '73002000')}
    for code in near[a.name]:
        raw('not.' + code, put(m.good(), TEXT, NOPS_AT,
                               bytes.fromhex(code)), False)
    raw('not.slot-number', with_number(m, 1023), False)


def with_number(m, number):
    """A third site with that number, in the list or not."""
    elf = m.good()
    put(elf, TEXT, NOPS_AT, m.arch.deny)
    elf.sites.append(Site(elf.entry + NOPS_AT, 1, (number,)))
    return elf
