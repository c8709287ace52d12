#!/bin/sh
# build.sh OUT KDIR FILE...: the module as OUT/bpfcheck.ko, of this folder's files
# and the core's, which are FILEs, for the kernel that KDIR is of. Kbuild writes
# beside its sources: they are links.
set -eu
here=$(cd "${0%/*}" && pwd)
out=$1 kdir=$2
shift 2
rm -rf "$out/link"
mkdir -p "$out/link" "$out/core"
for f; do
	ln -s "$(realpath "$f")" "$out/link/"
done
# What is no longer of the core goes; what is, stays built.
find "$out/core" -name '*.c' -delete
mv "$out"/link/* "$out/core/"
rmdir "$out/link"
for f in "$here"/*.[ch] "$here"/Kbuild "$here"/include; do
	ln -sfn "$f" "$out/${f##*/}"
done
# BTF of the module, which needs pahole, is of no use here.
exec make -C "$kdir" M="$(realpath "$out")" BPFCHECK_CORE="$here/.." \
	CONFIG_DEBUG_INFO_BTF_MODULES= modules
