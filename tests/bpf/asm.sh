#!/bin/sh
# asm.sh TOOLS: programs are disassembled by bpfdiff's own disassembler and by
# the kernel, in its log; assembled again they must be the same bytes.
top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
