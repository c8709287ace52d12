#!/bin/sh
# vm.sh BUILD KERNEL: the module for Debian's KERNEL (6.1, 6.12), built, loaded and
# tried in a virtual machine. Prints what was tried; status 0 if all went well, 77
# if it cannot be tried here.
set -eu
build=$1 kernel=$2
here=$(cd "${0%/*}" && pwd)
for tool in qemu-system-x86_64 busybox apt-get dpkg-deb; do
	command -v "$tool" >/dev/null || {
		echo "vm.sh: skipped: no $tool" >&2
		exit 77
	}
done
dir=$("$here/../bpf/image.sh" "$build" "$kernel")
kdir=$("$here/headers.sh" "$build" "$kernel")
module=$build/kmod-$kernel
make -s -C "$here/../.." B="$build" KMOD="$module" KDIR="$kdir" kmod >"$dir/build.log" 2>&1 || {
	cat "$dir/build.log" >&2
	exit 2
}
run=$(mktemp -d "$dir/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
mkdir "$run/root" "$run/root/dev" "$run/root/proc" "$run/root/sys" \
    "$run/root/bin" "$run/root/tmp"
cp /bin/busybox "$build"/kmod-tests/* "$build/bin/bpfcheck" "$run/root/bin/"
ln -s busybox "$run/root/bin/sh"
cp "$module/bpfcheck.ko" "$here/test.sh" "$run/root/"
cp "$here/init.sh" "$run/root/init"
cp "$build/bpf/progs.batch" "$run/root/batch"
(cd "$run/root" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$run/initrd"
timeout 900 qemu-system-x86_64 -machine pc -accel "${LP_ACCEL:-tcg,thread=multi}" \
    -cpu max -m 2048 -smp 2 -display none -no-reboot -nodefaults \
    -kernel "$dir/vmlinuz" -initrd "$run/initrd" -serial "file:$run/console" \
    -serial "file:$run/port" \
    -append "console=ttyS0 quiet oops=panic panic=-1 mitigations=auto" </dev/null || true
cat "$run/port"
tail -20 "$run/console"
