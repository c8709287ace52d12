"""Reads and writes image streams, from image-stream(5) alone.

An oracle for the format: it shares no code with the tools. Four levels:

  lprecord  a record as bytes: type, payload, and what may be wrong with it;
  lpimage   everything that the records say, as objects whose fields a test
            may set to anything;
  lpsites   what a site's slot may be and hold, and who holds it;
  lpmemory  the pages as they will be mapped, and the call instructions.

All of their names are here too.
"""

import sys

from lpimage import *
from lpmemory import *
from lprecord import *
from lpsites import *

if __name__ == '__main__':
    if len(sys.argv) != 3 or sys.argv[2] not in STAGES:
        sys.exit('usage: lpstream.py x86_64|aarch64|riscv64 '
                 'parsed|checked|planned|patched > STREAM')
    sys.stdout.buffer.write(good_stream(sys.argv[1], sys.argv[2]))
