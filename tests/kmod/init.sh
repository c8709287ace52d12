#!/bin/sh
# The first process of a virtual machine: what vm.sh reads, on the second serial
# port. Each line begins with a word that says what it is of.
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t devtmpfs dev /dev
busybox stty -F /dev/ttyS1 raw
exec >/dev/ttyS1 2>&1
export PATH=/bin
busybox --install -s /bin
echo "kernel $(uname -r)"
. /test.sh
echo end
poweroff -f
