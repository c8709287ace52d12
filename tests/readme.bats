# Every command of the README does what the README shows.
# shellcheck shell=bash

setup() {
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	bin=${LP_BIN:-$top/build/bin}
	samples=${LP_SAMPLES:-$top/build/samples}/x86_64
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$samples"/{hello,getpid,cat,varnr} "$top"/syslift/syslift.{h,inc} \
	    "$top/tests/lib/stage.pl" \
	    "$top/tests/policies/busybox.policy" .
	# The page's program is its first C block.
	sed -n '/^```c$/,/^```$/p' "$top/README.md" | sed '/^```/d' >first.c
	export PATH=$bin:$PATH
}

@test "README: every console block prints what it shows" {
	[ -x /bin/busybox ] || skip "busybox-static is not installed"
	run python3 "$top/tests/lib/readme.py" "$top/README.md"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "README: make demo" {
	[ -z "$LP_INSTRUMENTED" ] || skip "the demo uses the plain build"
	run make -s -C "$top" demo
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"every command did what it should"* ]]
}

@test "README: make install puts everything in its place" {
	[ -z "$LP_INSTRUMENTED" ] || skip "the plain build is what is installed"
	run make -s -C "$top" install PREFIX=/usr DESTDIR="$BATS_TEST_TMPDIR/to"
	echo "$output"
	[ "$status" -eq 0 ]
	for t in elfparse syscallreject allowplan patchapply ptmap runimg imgdump \
	    bpfcheck; do
		[ -x "to/usr/bin/$t" ]
		[ -f "to/usr/share/man/man1/$t.1" ]
	done
	[ -f to/usr/include/syslift.h ]
	[ -f to/usr/include/syslift.inc ]
	[ -f to/usr/include/ptmap.h ]
	[ -f to/usr/lib/libptmap.a ]
	grep -q '^Libs: -L${prefix}/lib -lptmap' to/usr/lib/pkgconfig/ptmap.pc
	[ -x to/usr/bin/syslift-cc ]
	[ -f to/usr/lib/loadpipe/syslift.specs ]
	[ -f to/usr/share/man/man1/syslift-cc.1 ]
	[ -f to/usr/share/man/man4/bpfcheck.4 ]
	[ -f to/usr/share/man/man5/image-stream.5 ]
	[ -f to/usr/share/man/man7/loadpipe.7 ]
}
