#!/bin/sh
# vm.sh BUILD KERNEL: the module for Debian's KERNEL (6.1, 6.12), built, loaded and
# tried in a virtual machine, by test.sh. Status 0 if all went well; 77, after a
# line that says why, if it cannot be tried here.
set -eu
build=$1 kernel=$2
here=$(cd "${0%/*}" && pwd)
# Where others work, too, it takes several times as long.
seconds=900
parts='readme load access compare hostile tool pressure unload gone dmesg asks'
seed=${LP_SEED:-$(date +%s)}

for tool in qemu-system-x86_64 busybox apt-get dpkg-deb clang-19; do
	command -v "$tool" >/dev/null || {
		echo "vm.sh: skipped: there is no $tool"
		exit 77
	}
done
dir=$("$here/../bpf/image.sh" "$build" "$kernel")
kdir=$("$here/headers.sh" "$build" "$kernel")
module=$build/kmod-$kernel
make -s -C "$here/../.." B="$build" KMOD="$module" KDIR="$kdir" kmod \
    >"$dir/build.log" 2>&1 || {
	cat "$dir/build.log" >&2
	exit 2
}
grep -E 'warning:' "$dir/build.log" && exit 2

run=$(mktemp -d "$dir/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
for d in bin dev proc sys tmp; do
	mkdir -p "$run/root/$d"
done
cp "$(command -v busybox)" "$build"/kmod-tests/* "$build/bin/bpfcheck" \
    "$run/root/bin/"
ln -s busybox "$run/root/bin/sh"
cp "$module/bpfcheck.ko" "$here/test.sh" "$run/root/"
cp "$here/init.sh" "$run/root/init"
cp "$build/bpf/progs.batch" "$run/root/batch"
mkdir "$run/root/readme"
PATH=$build/bin:$PATH python3 "$here/../lib/readme.py" --vm "$here/../../README.md" \
    "$run/root/readme"
ln -s /bpfcheck.ko "$run/root/readme/"
clang-19 -target bpf -O2 -g -mcpu=v3 -I"/usr/include/$(uname -m)-linux-gnu" \
    -c -o "$run/root/object.o" "$here/object.bpf.c"
(cd "$run/root" && find . | busybox cpio -o -H newc 2>/dev/null |
	gzip -1) >"$run/initrd"

boot() {
	rm -f "$run/console" "$run/port"
	timeout "$seconds" qemu-system-x86_64 -machine pc \
	    -accel "${LP_ACCEL:-tcg,thread=multi}" -cpu max -m 2048 -smp 2 \
	    -display none -no-reboot -nodefaults -kernel "$dir/vmlinuz" \
	    -initrd "$run/initrd" -serial "file:$run/console" \
	    -serial "file:$run/port" \
	    -append "console=ttyS0 quiet oops=panic panic=-1 seed=$seed" \
	    </dev/null || true
}

# With several processors QEMU's emulation may run a breakpoint that the kernel has
# taken out of its own code again: mptcp_net-next issue 471. Not in the module's.
boot
for again in 1 2; do
	grep -q 'Oops: int3\|int3: 0000' "$run/console" &&
	    ! grep -q '\[bpfcheck\]' "$run/console" || break
	echo "vm.sh: $kernel: the emulator lost a breakpoint, start $((again + 1))"
	boot
done

cat "$run/port"
sed -n '1s/^kernel //p' "$run/port" | grep -q "^${kernel}[.-]" ||
    failed="this is no $kernel"
grep -q '^end' "$run/port" || failed='it did not come to its end'
for part in $parts; do
	grep -q "^result $part 0 " "$run/port" || failed="$part"
done
# Of what is measured: the time beside the core's in a process.
ratio=$(sed -n 's/^time:.* ratio \([0-9.]*\),.*/\1/p' "$run/port")
awk -v r="${ratio:-9}" 'BEGIN { exit !(r > 0.05 && r <= 1.3) }' ||
    failed="a ratio of ${ratio:-none}"
grep -q ' 0 differences' "$run/port" || failed=differences
if [ -n "${failed:-}" ]; then
	echo "vm.sh: $kernel: $failed" >&2
	tail -20 "$run/console" >&2
	exit 1
fi
echo "vm.sh: $kernel: all parts passed"
