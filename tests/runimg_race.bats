#!/usr/bin/env bats
# runimg: a second process of the same user that gets at the memfd before,
# while and after it is sealed; oracle/racer.c.

load lib/common
load lib/runimg

# racer ARG...: compiled once
racer() {
	build_racer
	timeout 30 "$BATS_FILE_TMPDIR/racer" "$@" 3>&- 8>&- 9>&-
}

build_racer() {
	need gcc
	[ -x "$BATS_FILE_TMPDIR/racer" ] ||
	    gcc "${CFLAGS[@]}" -o "$BATS_FILE_TMPDIR/racer" \
		"$top/tests/oracle/racer.c"
}

# slow STREAM: starts runimg on all of the stream but its END, which finish
# feeds; $pid is runimg. The image reads "secret" and would print it.
slow() {
	build_racer
	rm -f stream input
	mkfifo stream input
	timeout -s KILL 30 "$bin/runimg" -s stream \
	    <input >out 2>err 3>&- 8>&- 9>&- &
	holder=$!
	exec 8>input 9>stream
	head -c -40 "$1" >&9
	until_true pgrep -P "$holder"
	pid=$(pgrep -P "$holder")
}

# end_of STREAM: its END record; then the image can run
end_of() {
	tail -c 40 "$1" >&9
	exec 9>&-
}

# finish: $s is runimg's status, the image's if it ran
finish() {
	( echo secret >&8 ) 2>/dev/null || true
	exec 8>&-
	s=0
	wait "$holder" || s=$?
	stderr=$(cat err)
	echo "status $s; $stderr"
	same '' "$(cat out)" 'the forbidden effect'
}

deny=48c7c0daffffff90
allow=b801000000900f05
allow_exit=b83c000000900f05
zeros=$(printf '00%.0s' {1..62})

@test "a second process that writes into the memfd before the seal loses" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write $deny $allow
	end_of cat.img
	finish
	same 126 "$s"
	message runimg NOT_PATCHED
	# Over the number that an allowed slot holds: exit becomes write.
	slow cat.img
	racer "$pid" write $allow_exit $allow
	end_of cat.img
	finish
	same 126 "$s"
	message runimg NOT_PATCHED
}

@test "a second process that adds a call instruction loses" {
	# Behind the code, in the zeros of its page: the code ends in a jump to
	# itself.
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write "ebfe${zeros:0:16}" ebfe0f05
	end_of cat.img
	finish
	same 126 "$s"
	message runimg RAW_CALL
}

@test "a second process that changes the headers loses" {
	# They are written last: what stood there before is of no effect.
	patched cat cat read,exit
	slow cat.img
	racer "$pid" write "$zeros" "${zeros//0/f}"
	end_of cat.img
	finish
	# But ETXTBSY if it still had the file open.
	same 1 "$s" 'the image, its write denied'
}

@test "a second process that writes all the time loses" {
	# It has the file open for writing, which alone hinders the exec.
	patched cat cat read,exit
	for i in 1 2 3 4 5 6 7 8 9 10; do
		rm -f toggled
		slow cat.img
		racer "$pid" toggle $deny $allow >toggled 3>&- 8>&- 9>&- &
		racing=$!
		until_true grep -q begun toggled
		end_of cat.img
		finish
		wait "$racing"
		cat toggled
		case $s in
		1) ;;
		125) message runimg EXEC ;;
		126) message runimg NOT_PATCHED ;;
		*) false ;;
		esac
	done
}

@test "a second process that keeps it mapped: no seal, 125" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" map >mapped 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q mapped mapped
	end_of cat.img
	finish
	same 125 "$s"
	message runimg SEAL
	wait "$racing"
}

@test "a second process that forbids the seal: 125" {
	patched cat cat read,exit
	slow cat.img
	same 'close done' "$(racer "$pid" close)"
	end_of cat.img
	finish
	same 125 "$s"
	message runimg SEAL
}

@test "a second process that makes it shorter: 125 or 126, not a crash" {
	patched cat cat read,exit
	slow cat.img
	same 'cut done' "$(racer "$pid" cut)"
	end_of cat.img
	finish
	[[ $s -eq 125 || $s -eq 126 ]]
	[[ $stderr == 'runimg: cat: '* ]]
}

@test "a second process that writes after the seal gets EPERM" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" late $deny $allow >said 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q open said
	end_of cat.img
	# With it open for writing, Linux 6.11 and 6.12 do run the image.
	until_true grep -q 'map ' said
	finish
	wait "$racing"
	cat said
	[[ $s -eq 1 || $s -eq 125 ]]
	[ "$s" -eq 1 ] || message runimg EXEC
	same 'open write EPERM shorten EPERM lengthen EPERM map EPERM ' \
	    "$(tr '\n' ' ' <said)"
}

@test "a second process that reads it cannot open it for writing later" {
	patched cat cat read,exit
	slow cat.img
	racer "$pid" again $deny $allow >said 3>&- 8>&- 9>&- &
	racing=$!
	until_true grep -q open said
	end_of cat.img
	until_true grep -q descriptor said
	finish
	wait "$racing"
	cat said
	same 1 "$s" 'the image, its write denied'
	same 'open reopen ETXTBSY exe ETXTBSY descriptor none ' \
	    "$(tr '\n' ' ' <said)"
}
