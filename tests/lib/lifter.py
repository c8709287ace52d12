"""Makes sites of call instructions that stand in a program.

  lifter.py STREAM OUT PLACE=KIND[:NUMBERS]...

reads what elfparse wrote, and writes it with these sites too: their slots as
image-stream(5) has them until patchapply has run. PLACE is an address or a
symbol, either with +N; of kind mov the mov's, of the others the instruction's.
KIND is stub, mov, call, embedded or trap; NUMBERS are none, one, or several
with commas between. What stands there is not looked at: a test may lie.
"""

import sys

import lpstream as lp

KINDS = dict(zip(('stub', 'mov', 'call', 'embedded', 'trap'), lp.KINDS))


def address_of(image, place):
    base, _, more = place.partition('+')
    for symbol in image.symbols:
        if symbol.name == base.encode():
            return symbol.value + int(more or '0', 0)
    return int(base, 0) + int(more or '0', 0)


def bytes_at(image, address, size):
    for start, data in lp.join(image.data):
        if start <= address and address + size <= start + len(data):
            return data[address - start:address - start + size]
    raise IndexError(hex(address))


def lift(image, sites):
    """Adds sites (address, kind, numbers) to the image, and their stubs."""
    arch = image.arch
    for address, kind, numbers in sites:
        size = {lp.STUB: 8, lp.MOV: 7}.get(kind, len(arch.call))
        site = lp.Site(address=address, kind=kind, length=size,
                       numbers=min(len(numbers), 2),
                       original=bytes_at(image, address, size))
        if len(numbers) == 1:
            site.number, site.known = numbers[0], 1
        elif numbers:
            members = lp.number_set(*numbers)
            if members not in image.nsets:
                image.nsets.append(members)
            site.number = image.nsets.index(members)
        image.sites.append(site)
        image.poke(address, lp.stub(arch, site))
    image.sites.sort(key=lambda one: one.address)
    return image


def main():
    with open(sys.argv[1], 'rb') as stream:
        image = lp.decode(lp.parse(stream.read()))
    sites = []
    for word in sys.argv[3:]:
        place, _, what = word.partition('=')
        kind, _, numbers = what.partition(':')
        sites.append((address_of(image, place), KINDS[kind],
                      [int(n) for n in numbers.split(',') if n]))
    with open(sys.argv[2], 'wb') as out:
        out.write(lift(image, sites).stream())


if __name__ == '__main__':
    main()
