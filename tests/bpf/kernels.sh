#!/bin/sh
# kernels.sh BUILD KERNEL BATCH TABLE: what Debian's kernel KERNEL (6.1, 6.12)
# says of each program of a batch, as lines of TABLE: name, verdict, errno, first
# message, instructions processed. The kernel is Debian 12's package (image.sh),
# booted in QEMU with nothing but tests/bpf/guest.c. A program
# that its kernel does not answer has the verdict "crash"; the rest goes on after
# a new start.
set -eu
build=$1 kernel=$2 batch=$3 table=$4
dir=$("${0%/*}/image.sh" "$build" "$kernel")
run=$(mktemp -d "$dir/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
mkdir "$run/root" "$run/root/dev"
cp "$build/bpf/guest" "$run/root/init"
cp "$batch" "$run/root/batch"
(cd "$run/root" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$run/initrd"

total=$(wc -l <"$batch")
from=0
: >"$run/table"
while [ "$from" -lt "$total" ]; do
	timeout 1800 qemu-system-x86_64 -machine pc -accel "${LP_ACCEL:-tcg,thread=multi}" -cpu max -m 2048 \
		-smp 2 -display none -no-reboot -nodefaults -kernel "$dir/vmlinuz" \
		-initrd "$run/initrd" -serial "file:$run/console" -serial "file:$run/port" \
		-append "console=ttyS0 quiet oops=panic panic=-1 from=$from" </dev/null || true
	sed -n '1s/^kernel //p' "$run/port" | grep -q "^$kernel[.-]" || {
		echo "kernels.sh: this is no $kernel:" >&2
		tail -5 "$run/console" >&2
		exit 2
	}
	sed '1d; /^end$/d' "$run/port" | awk -F'\t' 'NF == 5' >>"$run/table"
	from=$(wc -l <"$run/table")
	tail -1 "$run/port" | grep -q '^end$' && break
	[ "$from" -lt "$total" ] || break
	sed -n "$((from + 1))p" "$batch" | cut -f1 |
		sed 's/$/\tcrash\t-\t-\t0/' >>"$run/table"
	echo "kernels.sh: $kernel: $(tail -1 "$run/table" | cut -f1): no answer" >&2
	grep -m1 -e BUG: -e Oops "$run/console" >&2 || true
	from=$((from + 1))
done
[ "$(wc -l <"$run/table")" -eq "$total" ] || {
	echo "kernels.sh: $(wc -l <"$run/table") of $total programs" >&2
	exit 2
}
mv "$run/table" "$table"
