#!/bin/bash
# demo.sh BUILD_DIR: the chain on real samples; each command is shown, then run.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
cp "$build"/samples/x86_64/{hello,getpid,print_args,cat} "$top/README.md" .
PATH=$build/bin:$PATH
set -o pipefail
failed=0

# expect STATUS COMMAND: shows it and what it prints.
expect() {
	local want=$1 got
	printf '\n$ %s\n' "$2"
	timeout 10 bash -o pipefail -c "$2" 2>&1
	got=$?
	[ $got -eq 0 ] || echo "(status $got)"
	if [ $got -ne "$want" ]; then
		echo "demo: expected status $want"
		failed=1
	fi
}

expect 0 'elfparse hello | syscallreject | allowplan write,exit | patchapply | runimg'
expect 0 'elfparse print_args | syscallreject | allowplan 1,60 | patchapply | runimg -- one two'
expect 0 'elfparse getpid | syscallreject | allowplan -v write,exit | patchapply | runimg'
expect 126 'elfparse /bin/sh | syscallreject | allowplan --all | patchapply | runimg'
expect 0 'elfparse cat | syscallreject | allowplan read,write,exit | patchapply > cat.img'
expect 0 'runimg -s cat.img < README.md | sed -n 1,7p'
expect 1 'elfparse cat | syscallreject | allowplan read,exit | patchapply | runimg -i README.md'
expect 0 'imgdump cat.img'
echo
if [ $failed -eq 0 ]; then
	echo "demo: every command did what it should"
fi
exit $failed
