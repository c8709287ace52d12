#!/usr/bin/env bats
# runimg -o: the file that is written, how it replaces another, and that it
# runs.

load lib/common
load lib/runimg

@test "-o: byte for byte the same each time, from a file or a pipe" {
	for name in hello pie many cat; do
		patched $name $name --all
		to_file $name
		limited 0 "$bin/runimg" -s $name.img -o second
		cmp $name.out second
		limited 0 sh -c "cat $name.img | '$bin/runimg' -o third"
		cmp $name.out third
		limited 0 env -i A=b "$bin/runimg" -a other -s $name.img \
		    -o fourth
		cmp $name.out fourth
	done
}

@test "-o: the file that runs is the one that is written" {
	patched cat cat read,write,exit
	to_file cat
	hold cat.img
	cmp "/proc/$pid/exe" cat.out
	release
}

@test "-o: an existing file is replaced only on success, in one step" {
	patched hello hello write,exit
	"$bin/elfparse" "$(sample hello)" >parsed
	head -c -40 hello.img >cut
	echo old >out
	chmod 600 out
	inode=$(stat -c %i out)
	limited 126 "$bin/runimg" -s parsed -o out
	limited 125 "$bin/runimg" -s cut -o out
	# The limit is for the file in memory, too.
	limited 125 bash -c "trap '' XFSZ; ulimit -f 1
	    exec '$bin/runimg' -s hello.img -o out"
	same old "$(cat out)"
	same "$inode 600" "$(stat -c '%i %a' out)"
	exec 9<out
	limited 0 "$bin/runimg" -s hello.img -o out
	same old "$(cat <&9)" 'what had the file open'
	exec 9<&-
	limited 0 ./out
	same 'hello, world' "$output"
	same 'cut hello.img out parsed ' "$(ls --ignore='separate-*' |
	    tr '\n' ' ')" 'files there'
}

@test "-o: a full disk: 125, and the old file is there" {
	need unshare mount
	[ "$(id -u)" -eq 0 ] || skip 'not root: no disk can be made'
	unshare -m true 2>/dev/null || skip 'no mount namespaces here'
	patched many many --all
	mkdir disk
	limited 0 unshare -m bash -c "
		mount -t tmpfs -o size=64k none disk || exit 77
		echo old >disk/out
		'$bin/runimg' -s many.img -o disk/out 2>said
		echo \$?; cat said disk/out; ls -A disk"
	printf '%s\n' "$output"
	[[ $output == $'125\nrunimg: many: WRITE: '*$'\nold\nout' ]]
}

@test "-o: the mode follows the umask" {
	patched hello hello write,exit
	for pair in 022/755 077/700 002/775 000/777; do
		rm -f out
		limited 0 bash -c "umask ${pair%/*}
		    exec '$bin/runimg' -s hello.img -o out"
		same "${pair#*/}" "$(stat -c %a out)" "umask ${pair%/*}"
	done
}

@test "-o: where it cannot be written, 125 and a message" {
	patched hello hello write,exit
	mkdir dir
	for file in /dev/full dir dir/ missing/out dir/missing/out ''; do
		limited 125 "$bin/runimg" -s hello.img -o "$file"
		message runimg WRITE
		same '' "$output"
	done
	same '' "$(ls -A dir)" 'files left behind'
}

@test "-o: a pipe and a device are written through" {
	patched hello hello write,exit
	to_file hello
	limited 0 bash -c "'$bin/runimg' -s hello.img -o /dev/stdout |
	    cmp - hello.out"
	limited 0 "$bin/runimg" -s hello.img -o /dev/null
	[ -c /dev/null ]
	mkfifo pipe
	runimg -s hello.img -o pipe 3>&- &
	cmp pipe hello.out
	wait $!
	[ -p pipe ]
}

@test "-o: a symbolic link is written through, not replaced" {
	# As /dev/stdout is one: replacing that would break the machine.
	patched hello hello write,exit
	to_file hello
	ln -s /proc/self/fd/1 out
	limited 0 bash -c "'$bin/runimg' -s hello.img -o out >file"
	[ -L out ] || { echo 'the link was replaced'; false; }
	cmp file hello.out
	echo old >target
	ln -s target link
	limited 0 "$bin/runimg" -s hello.img -o link
	[ -L link ] || { echo 'the link was replaced'; false; }
	cmp target hello.out
}

@test "-o: eu-elflint finds nothing that it does not find in the original" {
	need eu-elflint
	local lint="eu-elflint --gnu-ld"
	for m in $machines; do
		for name in hello getpid print_args print_env status cat many \
		    pie cxx; do
			need_sample $m/$name
			taken 8 || continue
			patched x $m/$name --all
			limited 0 "$bin/runimg" -s x.img -o x.out
			$lint "$samples/$m/$name" >linked || true
			$lint x.out >got || true
			run grep -vFx -f linked got
			[[ $output == '' || $output == 'No errors' ]] || {
				echo "$m/$name: $output"
				false
			}
		done
	done
}

@test "-o: the file is what the stream says, page for page, all samples" {
	for m in $machines; do
		for name in hello getpid print_args print_env status cat many \
		    pie cxx; do
			need_sample $m/$name
			taken 8 || continue
			patched $name $m/$name --all
			to_file $name
		done
	done
}

@test "-o: the file runs, with the sample's output, on all machines" {
	echo input >input
	for m in $machines; do
		run=
		if [ $m != x86_64 ]; then
			command -v qemu-$m >/dev/null || {
				echo "skipped: no qemu-$m"
				continue
			}
			run=qemu-$m
		fi
		try() {
			local name=$1 want=$2
			shift 2
			taken 8 || return 0
			patched "$name" "$m/$name" --all
			limited 0 "$bin/runimg" -s "$name.img" -o "$name"
			run --separate-stderr env -i A=1 B=2 PATH="$PATH" \
			    timeout 20 $run "./$name" "$@" <input
			same "$want" "$status $output" "$m/$name"
		}
		try hello '0 hello, world'
		try print_args $'0 ./print_args\na\nb c' a 'b c'
		try status '42 '
		try status '7 ' 7
		try cat '0 input'
		try many '0 answered 1998, denied 0'
		try pie $'0 position\nindependent\nstatic'
		try cxx '0 same'
		patched getpid $m/getpid --all
		limited 0 "$bin/runimg" -s getpid.img -o getpid
		limited 0 $run ./getpid
		[[ $output =~ ^[0-9]+$ ]]
		patched print_env $m/print_env --all
		limited 0 "$bin/runimg" -s print_env.img -o print_env
		limited 0 env -i A=1 B=2 $(command -v $run || true) ./print_env
		[[ $output == *A=1* && $output == *B=2* ]]
	done
}
