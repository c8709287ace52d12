"""entries.py FILE [OUT]: checks each entry of a linked program.

Prints "nr a1 ... a6" of each, in the order of the addresses, "-" being
unknown. With OUT, switches every slot on instead and writes that program.
"""
import struct, sys
d = bytearray(open(sys.argv[1], "rb").read())
u = lambda f, o: struct.unpack_from("<" + f, d, o)
machine, = u("H", 18)
stub = {62: bytes.fromhex("48c7c0daffffff90"),
    183: struct.pack("<II", 0x928004a0, 0xd503201f),
    243: struct.pack("<II", 0xfda00513, 0x13)}[machine]
def allow(known, nr):
	if machine == 62:
		return b"\xb8" + struct.pack("<I", nr) + b"\x90\x0f\x05" \
		    if known else b"\x90" * 6 + b"\x0f\x05"
	if machine == 183:
		return struct.pack("<II", 0xd2800008 | nr << 5 if known
		    else 0xd503201f, 0xd4000001)
	return struct.pack("<II", nr << 20 | 0x893 if known else 0x13, 0x73)
phoff, shoff = u("QQ", 32)
phnum, _, shnum, strndx = u("HHHH", 56)
ph = [u("IIQQQQQQ", phoff + 56 * i) for i in range(phnum)]
sh = [u("IIQQQQIIQQ", shoff + 64 * i) for i in range(shnum)]
def name(s):
	o = sh[strndx][4] + s[0]
	return d[o:d.index(0, o)].decode()
lift = [(i, s) for i, s in enumerate(sh) if name(s) == ".syslift"]
assert not any(p[0] == 3 for p in ph), "PT_INTERP"
if not lift:
	sys.exit("no section .syslift")
(index, s), = lift
assert s[1] == 1 and not s[2] & 2, "type or flags %r" % (s,)
assert s[3] == 0 and s[5] % 68 == 0, "address or size %r" % (s,)
for r in sh:
	assert not (r[1] in (4, 9) and r[7] == index), "relocations left"
seen, lines = [], {}
for o in range(s[4], s[4] + s[5], 68):
	addr, known, *v = u("QI7Q", o)
	x, = [p for p in ph if p[0] == 1 and p[1] == 5 and
	    p[3] <= addr and addr + 8 <= p[3] + p[5]]
	at = addr - x[3] + x[2]
	assert d[at:at + 8] == stub, "no stub at %#x" % addr
	assert machine != 183 or addr % 4 == 0, "alignment of %#x" % addr
	assert all(abs(addr - a) >= 8 for a in seen), "overlap at %#x" % addr
	assert known < 128, "mask %#x" % known
	seen.append(addr)
	for i in range(7):
		assert known >> i & 1 or v[i] == 0, "value of an unknown"
	lines[addr] = " ".join(str(v[i]) if known >> i & 1 else "-"
	    for i in range(7))
	if len(sys.argv) > 2:
		d[at:at + 8] = allow(known & 1, v[0])
if len(sys.argv) > 2:
	open(sys.argv[2], "wb").write(d)
else:
	print("\n".join(lines[a] for a in sorted(lines)))
