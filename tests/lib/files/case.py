"""A hostile or odd ELF file, and what makes them."""

from elfbuild import DATA, ET_EXEC, STACK, good

TOP64 = 2 ** 64


class Case:
    """codes: what may be said; tools: who may say it (the first that does).

    stream: the attack also exists as an image stream (mutants.py).
    upto: for a file to be accepted, the last tool that must accept it.
    """

    def __init__(self, name, elf, codes, tools, stream, upto):
        self.name, self.elf, self.stream = name, elf, stream
        self.codes = set(codes.split('|'))
        self.tools, self.upto = tools.split('|'), upto

    def file(self):
        if isinstance(self.elf, bytes):
            return self.elf
        return self.elf.build()


class Maker:
    """Collects the cases of one machine and ELF type."""

    def __init__(self, arch, etype):
        self.arch, self.etype = arch, etype
        self.prefix = '%s/%s/' % (arch.name,
                                  'exec' if etype == ET_EXEC else 'dyn')
        self.out = []

    def good(self):
        return good(self.arch, self.etype)

    def add(self, name, elf, codes, tools='elfparse', stream=True,
            upto='runimg'):
        self.out.append(Case(self.prefix + name, elf, codes, tools, stream,
                             upto))

    def file(self, name, codes, **fields):
        """A case of the ELF file alone, by fields of Elf."""
        elf = self.good()
        for key, value in fields.items():
            setattr(elf, key, value)
        self.add(name, elf, codes, stream=False)

    def phdr(self, name, index, codes, **fields):
        """A case by fields of one program header."""
        elf = self.good()
        for key, value in fields.items():
            setattr(elf.phdrs[index], key, value)
        # A stream has no file that a segment could be outside of.
        self.add(name, elf, codes, stream='SEG_RANGE' not in codes)

    def extra(self, name, codes, *phdrs, at=STACK, **how):
        """A case by program headers more, before PT_GNU_STACK."""
        elf = self.good()
        elf.phdrs[DATA].memsz = how.pop('data_memsz', 0x80)
        elf.phdrs[at:at] = phdrs
        self.add(name, elf, codes, **how)
