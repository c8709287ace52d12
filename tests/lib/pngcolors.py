"""Of a PNG image: its size, and how many pixels have each colour.

  python3 pngcolors.py FILE

8 bits a channel, with or without alpha, not interlaced: what a browser makes.
"""

import collections
import struct
import sys
import zlib


def chunks(data):
    assert data[:8] == b'\x89PNG\r\n\x1a\n'
    at = 8
    while at < len(data):
        length, name = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        crc, = struct.unpack('>I', data[at + 8 + length:at + 12 + length])
        assert zlib.crc32(name + body) == crc, name
        yield name, body
        at += 12 + length


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    if pa <= pb and pa <= pc:
        return a
    return b if pb <= pc else c


def line(kind, now, before, bpp):
    for i in range(len(now)):
        left = now[i - bpp] if i >= bpp else 0
        corner = before[i - bpp] if i >= bpp else 0
        if kind == 1:
            now[i] = (now[i] + left) & 255
        elif kind == 2:
            now[i] = (now[i] + before[i]) & 255
        elif kind == 3:
            now[i] = (now[i] + (left + before[i]) // 2) & 255
        elif kind == 4:
            now[i] = (now[i] + paeth(left, before[i], corner)) & 255
    return now


def main():
    with open(sys.argv[1], 'rb') as f:
        parts = list(chunks(f.read()))
    width, height, depth, colour, _, _, interlaced = struct.unpack(
        '>IIBBBBB', parts[0][1])
    assert depth == 8 and colour in (2, 6) and not interlaced
    bpp = 3 if colour == 2 else 4
    data = zlib.decompress(b''.join(b for n, b in parts if n == b'IDAT'))
    size = width * bpp
    assert len(data) == (size + 1) * height
    before, found = bytearray(size), collections.Counter()
    for y in range(height):
        at = y * (size + 1)
        before = line(data[at], bytearray(data[at + 1:at + 1 + size]), before,
                      bpp)
        found.update(bytes(before[x:x + 3]) for x in range(0, size, bpp))
    print('size', width, height)
    for pixel, n in found.most_common():
        print(pixel.hex(), n)


main()
