#!/bin/sh
# headers.sh BUILD KERNEL: what modules for Debian 12's kernel KERNEL (6.1, 6.12)
# are built with, unpacked under BUILD, nothing is installed; prints the folder
# for "make -C". Status 77: it cannot be had.
set -eu
tests=$(cd "${0%/*}/.." && pwd)
dir=$(cd "$("$tests/bpf/image.sh" "$1" "$2")" && pwd)
name=$(sed 's/^linux-image-/linux-headers-/' "$dir/package")

# Packages that one depends on, as far as they are the kernel's.
needs() {
	apt-cache depends "$1" 2>/dev/null |
		sed -n 's/.*Depends: \(linux-\(headers\|kbuild\)-[^ ]*\)$/\1/p'
}

if [ ! -f "$dir/headers/ready" ]; then
	rm -rf "$dir/headers"
	mkdir -p "$dir/headers"
	cd "$dir/headers"
	# shellcheck disable=SC2046
	apt-get download "$name" $(needs "$name") >apt.log 2>&1 || {
		echo "headers.sh: $name cannot be had" >&2
		exit 77
	}
	for deb in *.deb; do
		dpkg-deb -x "$deb" .
	done
	rm -- *.deb
	# It names the place where it would be installed.
	sed -i "s|^include /|include $dir/headers/|" "usr/src/$name/Makefile"
	touch ready
fi
echo "$dir/headers/usr/src/$name"
