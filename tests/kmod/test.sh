# What is tried in the virtual machine.
kernel=$(uname -r | sed 's/^\([0-9]*\.[0-9]*\)[.-].*/\1/')

insmod /bpfcheck.ko || exit
ls -l /dev/bpfcheck
time bpfmodule "$kernel" /batch
echo "bpfmodule $?"
rmmod bpfcheck
echo "rmmod $?"
dmesg | grep -E 'bpfcheck|BUG|WARN|Oops|lockdep|kmemleak|Call Trace'
