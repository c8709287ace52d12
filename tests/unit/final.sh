#!/bin/sh
# final.sh TOP PROGRAM: builds tests/unit/final.c against the sources of TOP,
# and runs it.
top=$1
gcc -std=gnu11 -g -Wall -fsanitize=address,undefined \
    -fno-sanitize-recover=all -DLOADPIPE_VERSION='"test"' -D_GNU_SOURCE \
    -I"$top/common" -I"$top/runimg" -o "$2" "$top/tests/unit/final.c" \
    "$top/tests/unit/final_kinds.c" \
    "$top/runimg/final.c" "$top/runimg/frame.c" "$top/runimg/judge.c" \
    "$top/runimg/reread.c" "$top/runimg/recheck.c" "$top"/common/*.c \
    -ldeflate -lseccomp && "$2"
