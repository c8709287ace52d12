# What is tried in the virtual machine, by init.sh. Lines that begin with
# "result" say how a part ended, 0 for well; vm.sh wants all of them.
kernel=$(uname -r | sed 's/^\([0-9]*\.[0-9]*\)[.-].*/\1/')
part() {
	name=$1
	shift
	begin=$(cut -d. -f1 /proc/uptime)
	"$@"
	echo "result $name $? ($(($(cut -d. -f1 /proc/uptime) - begin)) s)"
}
count() { dmesg | grep -cE "$1"; }

access() {
	[ "$(stat -c '%a %u %g' /dev/bpfcheck)" = '600 0 0' ] &&
	    [ "$(grep -c bpfcheck /proc/modules)" -eq 1 ]
}

# The tool's output, the times aside, and its status, with and without it.
tool() {
	wrong=0 tried=0
	for options in '' -v '-l 1' '-l 2' -j --csv '--kernel all' --explain \
	    '--kernel 6.1 -l 2' '-P 2' --unprivileged '--cpus 3'; do
		# shellcheck disable=SC2086
		bpfcheck $options /object.o >/tmp/own
		echo "status $?" >>/tmp/own
		# shellcheck disable=SC2086
		bpfcheck $options --kernel-module /object.o >/tmp/its
		echo "status $?" >>/tmp/its
		sed -i -E 's/[0-9]+ us/T us/g; s/"time_us":[0-9.]+/T/g;
			s/(,[0-9]+,[0-9]+),[0-9]+\.[0-9],/\1,T,/' /tmp/own /tmp/its
		tried=$((tried + $(wc -l </tmp/own)))
		diff /tmp/own /tmp/its || wrong=$((wrong + 1))
	done
	echo "bpfcheck --kernel-module: $tried lines, $wrong differences"
	[ "$wrong" -eq 0 ] && [ "$tried" -gt 100 ]
}

# What this kernel says itself, on both processors; its own warnings about it are
# not looked at.
asks() {
	awk '{ print >sprintf("/tmp/some.%03d", NR / 20) }' /batch
	# shellcheck disable=SC2011,SC2016
	ls /tmp/some.* | xargs -P 2 -n 1 sh -c 'kload "$0" >"/tmp/asked.${0##*.}"' ||
		return
	cat /tmp/asked.* | cut -f1,2 | paste /tmp/said - | awk -F'\t' '
		$1 != $3 || $2 == "trouble" { lost++; next }
		$2 == "undecided" { undecided++; next }
		$2 == $4 { agree++; next }
		$2 == "accept" { accept++; print "false accept: " $1 }
		$2 == "reject" { reject++; print "false reject: " $1 }
		END {
			printf "this kernel: %d programs, %d agree, %d undecided, ", \
			    NR, agree, undecided
			printf "false accept %d, false reject %d, lost %d\n", \
			    accept, reject, lost
			exit accept + lost > 0 || agree < 884 || \
			    agree < (NR - undecided) * 99 / 100
		}'
}

# What the README shows: each command prints what stands there.
readme() {
	cd /readme || return
	wrong=0 tried=0
	for cmd in *.cmd; do
		tried=$((tried + 1))
		sh -o pipefail "$cmd" >got 2>&1
		status=$?
		[ "$status" -eq 0 ] || echo "(status $status)" >>got
		diff "${cmd%.cmd}.want" got || wrong=$((wrong + 1))
	done
	cd /
	echo "README: $tried commands, $wrong wrong"
	[ "$wrong" -eq 0 ] && [ "$tried" -ge 3 ]
}

before=$(count 'BUG|WARN|Oops')
part readme readme
part load insmod /bpfcheck.ko
part access access
part compare bpfmodule "$kernel" /batch /tmp/said
part hostile bpfhostile "$seed" 3000
part tool tool
part pressure bpfload /batch
part unload rmmod bpfcheck
part gone test ! -e /dev/bpfcheck
echo "dmesg: $(($(count 'BUG|WARN|Oops|lockdep|kmemleak|Call Trace|hung|stall') - before)) lines"
part dmesg test "$(count 'BUG|WARN|Oops|lockdep|kmemleak|Call Trace|hung|stall')" -eq "$before"
part asks asks
