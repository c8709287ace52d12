#!/bin/sh
# pins.sh TOP PROGRAM SEED PLANS: builds tests/unit/pins.c against the sources
# of TOP, and runs it.
top=$1
gcc -std=gnu11 -g -O1 -Wall -fsanitize=undefined -fno-sanitize-recover=all \
    -DLOADPIPE_VERSION='"test"' -D_GNU_SOURCE -I"$top/common" \
    -I"$top/runimg" -o "$2" "$top/tests/unit/pins.c" \
    "$top"/runimg/pin*.c "$top"/runimg/cbpf*.c "$top/runimg/guard.c" \
    "$top"/common/*.c -ldeflate -lseccomp && "$2" "$3" "$4"
