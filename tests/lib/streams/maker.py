"""A damaged or forged stream, and what makes them."""

import elfbuild as eb
import lpstream as lp
from elfbuild import NOPS_AT, TEXT
from lpstream import ALLOWED, FILTER, Rec
from tools import OK, STATUS

TOP64 = 2 ** 64
# What each reader is given: the stream as the stage before leaves it.
STAGE = {'syscallreject': 'parsed', 'allowplan': 'checked',
         'patchapply': 'planned', 'runimg': 'patched', 'imgdump': 'patched'}
UNKNOWN = ('sets', 'filter')   # kinds of images with sites of any number
SCANNERS = ('syscallreject', 'patchapply', 'runimg')
# What may be said of damage: a stream that is malformed, not an image that
# is against a rule.
DAMAGE = {code for code, status in STATUS.items() if status == 2}


def put(obj, **fields):
    """Sets fields, as an expression."""
    for key, value in fields.items():
        if not hasattr(obj, key):
            raise AttributeError(key)
        setattr(obj, key, value)


def patch_bytes(rec, at, data):
    """Overwrites payload bytes of a record."""
    p = rec.payload
    at %= len(p)
    rec.payload = p[:at] + data + p[at + len(data):]


def index(records, name, nth=0):
    """Where the nth record of that name is; -1 the last."""
    return [k for k, r in enumerate(records) if r.name == name][nth]


def pick(records, name, nth=0):
    return records[index(records, name, nth)]


class Mutant:
    """One stream for one reader. image: what an accepted one says."""

    def __init__(self, name, data, codes, image=None):
        self.name, self.data, self.image = name, data, image
        self.codes = set(codes.split('|')) if codes else None

    def expected(self):
        if self.codes is None:
            return 'any refusal'
        if self.codes >= DAMAGE:
            return 'any code of status 2'
        return '|'.join(sorted(self.codes))


class Maker:
    """Makes the mutants of one machine for one reader."""

    def __init__(self, tool, arch, etype=eb.ET_EXEC):
        self.tool, self.arch, self.etype = tool, arch, etype
        self.stage, self.out = STAGE[tool], []
        self.prefix = arch.name + '/'

    def base(self, kind='good', stage=None):
        stage = stage or self.stage
        if kind == 'good':
            return lp.good_image(self.arch.name, stage, self.etype)
        if kind == 'kinds':
            return kinds_image(self.arch, stage)
        return sets_image(self.arch, stage, kind)

    def codes(self, codes, only, but):
        """What this reader may say; None if the mutant is not for it."""
        if self.tool in but:
            return but[self.tool]
        if only and self.tool not in only:
            return None
        return codes

    def image(self, name, change, codes, only=None, kind='good',
              planned=False, lies=False, split=0, **but):
        """A mutant by a change of the Image."""
        codes = self.codes(codes, only, but)
        if codes is None:
            return
        stage = self.stage
        if (planned or kind == 'filter') and stage in ('parsed', 'checked'):
            # The plan is there too early, and wrong.
            stage = 'planned'
            if self.tool == 'allowplan':
                codes += '|PLAN_EXISTS'
        elif kind in UNKNOWN and self.tool == 'allowplan':
            codes += '|NUMBER_UNKNOWN'
        made = self.base(kind, stage)
        change(made)
        if split:
            made.split(split)
        self.keep(name, made, codes)
        if lies:
            made = made.copy()
            made.statements = [lp.statement(t) for t in lp.TOOLS] * 2
            self.keep(name + '/lying', made, codes)
            made = made.copy()
            made.statements = []
            self.keep(name + '/silent', made.split(1), codes)

    def keep(self, name, image, codes):
        self.out.append(Mutant(
            self.prefix + name, image.stream(), codes,
            image if OK in codes.split('|') else None))

    def records(self, name, change, codes, only=None, kind='good',
                planned=False, seal=True, step=None, split=0, **but):
        """A mutant by a change of the records, which it may return."""
        codes = self.codes(codes, only, but)
        if codes is None:
            return
        stage = self.stage
        if planned and stage in ('parsed', 'checked'):
            stage = 'planned'
            if self.tool == 'allowplan':
                codes += '|PLAN_EXISTS'
        if kind in UNKNOWN and self.tool == 'allowplan':
            codes += '|NUMBER_UNKNOWN'
        image = self.base(kind, stage)
        if split:
            image.split(split)
        made = image.records(step)
        made = change(made) or made
        if seal:
            made = lp.seal(made)
        self.raw(name, lp.serialize(made), codes)

    def raw(self, name, data, codes, image=None):
        self.out.append(Mutant(self.prefix + name, data, codes, image))


def sets_image(arch, stage, kind):
    """A good image with sites of several and of unknown numbers.

    Sites 0 and 1 are the good image's; 2 has a set, 3 no number, 4 another
    set. kind 'sets': the plan denies 2, 3, 4. 'filter': it allows them.
    """
    elf = eb.good(arch)
    for at in (0, 16, 32):
        eb.put(elf, TEXT, NOPS_AT + at, arch.deny)
    image = lp.image_of(elf)
    for at, numbers, number in ((0, 2, 0), (16, 0, 0), (32, 2, 1)):
        image.sites.append(lp.Site(
            address=elf.entry + NOPS_AT + at, kind=1, length=8,
            numbers=numbers, number=number, original=arch.deny, known=4,
            arguments=[0, 77, 0, 0, 0, 0]))
    image.nsets = [lp.number_set(arch.write, 5, 1023),
                   lp.number_set(arch.exit, 6)]
    image = lp.advance(image, 'planned' if stage == 'patched' else stage)
    if image.plan and kind == 'filter':
        for k, numbers, number in ((2, 2, 0), (3, 1, 7), (4, 1, 6)):
            put(image.plan[k], numbers=numbers, number=number,
                decision=ALLOWED, holder=FILTER)
        image.psets = [lp.number_set(arch.write, 5)]
    if stage == 'patched':
        image.statements.append(lp.statement('patchapply'))
        lp.patch(image)
    return image


# The sites of kinds_image: kind, and whether the plan allows it. Each number
# that is denied is 7, that of the others is the good image's write.
MIXED = ((lp.MOV, True), (lp.CALL, True), (lp.TRAP, True),
         (lp.EMBEDDED, False), (lp.MOV, False), (lp.CALL, False),
         (lp.TRAP, False), ('set', False))


def kinds_image(arch, stage):
    """The good image with sites of all kinds behind its own two; in place of
    kind 2 another machine has kind 1."""
    elf, sites = eb.good(arch), []
    for k, (kind, allowed) in enumerate(MIXED):
        known = int(kind not in (lp.EMBEDDED, 'set'))
        number = known and (arch.write if allowed else 7)
        if kind == lp.MOV and arch.name != 'x86_64':
            kind = lp.STUB
        site = lp.Site(
            address=elf.entry + NOPS_AT + 16 * k, numbers=known,
            kind=lp.CALL if kind == 'set' else kind, number=number,
            known=known | 4, arguments=[0, 77, 0, 0, 0, 0])
        if kind == 'set':
            site.numbers = 2
        site.original = lp.original(arch, site.kind, number)
        site.length = len(site.original)
        site.original += bytes(8 - site.length)
        eb.put(elf, TEXT, NOPS_AT + 16 * k, lp.stub(arch, site))
        sites.append(site)
    image = lp.image_of(elf)
    image.sites += sites
    image.nsets = [lp.number_set(5, 1023)]
    return lp.advance(image, stage, (arch.write, arch.exit))


def slots(m):
    return [s.address for s in m.base().sites]


def stop(status, code=b'RAW_CALL'):
    return Rec('STOP', lp.Stop(status, b'elsewhere', code, b'address 0x1',
                               b'something').pack())
