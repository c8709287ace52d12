#!/bin/sh
# image.sh BUILD KERNEL: Debian 12's kernel KERNEL (6.1, 6.12) for virtual
# machines, unpacked under BUILD; prints its folder, which holds vmlinuz and, in
# the file package, its package's name. Status 77: it cannot be had.
set -eu
kernel=$2
dir=$1/bpf/kernel-$kernel
case $kernel in
6.1) any=linux-image-cloud-amd64 ;;
*) any=linux-image-$kernel-cloud-amd64 ;;
esac

if [ ! -f "$dir/vmlinuz" ] || [ ! -f "$dir/package" ]; then
	# The newest one.
	name=$(apt-cache depends "$any" 2>/dev/null |
		sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
	[ -n "$name" ] || { echo "image.sh: no package of $kernel" >&2; exit 77; }
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && apt-get download "$name" >apt.log 2>&1 &&
		dpkg-deb -x "$name"_*.deb x && rm "$name"_*.deb) || {
		echo "image.sh: $name cannot be had" >&2
		exit 77
	}
	mv "$dir"/x/boot/vmlinuz-* "$dir/vmlinuz"
	rm -r "$dir/x"
	echo "$name" >"$dir/package"
fi
echo "$dir"
