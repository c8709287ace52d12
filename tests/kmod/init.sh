#!/bin/sh
# The first process of a virtual machine; what it prints is on the second serial
# port. "seed=N" of the kernel's command line is in its environment.
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
