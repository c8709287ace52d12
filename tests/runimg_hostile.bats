# Programs that may make a few calls, and try others: by jumps, with memory of
# their own, from other threads and processes. Each test looks for what the
# forbidden call would leave, and sees first that the attack works without the
# filter.
# shellcheck shell=bash
# The chain's parts are the tests' own:
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/hostile

@test "honest records: a jump to the middle and to the end of an allowed slot" {
	allowed jump mmap
	# mkdir is 83; the high bits are the address of a page that is there.
	for at in 1 3 5 6; do
		attack 159 jump $at $((0x100000053))
		same said "$output" "at $at"
	done
	attack 159 jump 6 83
	# From its start on it is the planned call, whatever rax holds.
	rm -rf made
	for how in --no-filter --kill=process; do
		limited 0 "$bin/runimg" $how -s jump.img 0 83
		same 'said
result -9' "$output" "$how"
		[ ! -e made ]
	done
	# Into the operand: these bytes are another instruction.
	for at in 2 4 7; do
		rm -rf made
		timeout "$limit" "$bin/runimg" -s jump.img $at \
		    $((0x100000053)) >out 2>err || true
		grep -q said out
		[ ! -e made ]
	done
}

@test "x32 numbers, and numbers of no call" {
	allowed jump mmap
	# The kernel may not have x32: then only the filter's answer is seen.
	for number in $((0x40000053)) $((0x40000001)) $((0x80000053)) \
	    $((0xffffffff)) 1000; do
		unfiltered jump 6 $number
		grep -q said out
		rm -rf made
		stopped 159 jump 6 $number
		same said "$output" "$number"
	done
}

@test "two numbers that newer kernels let pass every filter do nothing" {
	allowed jump mmap
	# uretprobe and uprobe are for code that the kernel put there.
	for number in 335 336; do
		run timeout "$limit" "$bin/runimg" -s jump.img 6 $number
		[[ $status/$output =~ ^(159|132)/said$ ||
		    $status/$output == $'0/said\nresult -6' ]]
	done
}

@test "call instructions found in memory: the image's, the vDSO's, the stack's" {
	allowed scan fork,wait4,setitimer
	unfiltered scan
	cat out
	ls -d made-v-* made-i-*
	[ "$(grep -c spoken err)" -ge 2 ]
	rm -rf made-*
	limited 0 "$bin/runimg" -s scan.img
	[ -z "$(compgen -G 'made*')" ]
	echo "$output"
	same "$(grep -c '' out)" "$(printf '%s\n' "$output" | wc -l)" found
	# Each child died of mkdir; of write too, whose site has descriptor 1.
	same '' "$(printf '%s\n' "$output" | grep -v ' 31 31 $')"
	same '' "$stderr"
}

@test "the vsyscall page" {
	grep -q 'vsyscall' /proc/self/maps || skip 'no vsyscall page here'
	allowed vsyscall ''
	for at in 0 1024; do
		unfiltered vsyscall $at
		same 'answered 1' "$(cat out)" "$at"
		limited 0 "$bin/runimg" -s vsyscall.img $at
		same 'refused 0' "$output" "$at"
	done
	# Allowed at a site, they are allowed there too.
	allowed vsyscall time
	limited 0 "$bin/runimg" -s vsyscall.img 1024
	same 'answered 1' "$output"
}

# memory STATUS LIST WAY WORDS: a call instruction in memory of its own, and
# what the program says of its way there
memory() {
	allowed execmem "$2"
	attack "$1" execmem "$3" syscall
	same "$4" "$output" "$3"
}

@test "memory made executable: mprotect, pkey_mprotect, mmap, shmat" {
	printf '\x0f\x05\xc3' >gadget
	memory 139 mprotect mprotect 'no -1'
	memory 139 pkey_mprotect keyed 'no -1'
	memory 139 mmap any 'no -1'
	memory 139 open,mmap file 'no -1'
	memory 139 memfd_create,mmap memfd 'no -1'
	memory 139 shmget,shmat,shmctl shm 'no -1'
}

@test "code that changes: through /proc/self/mem, by personality" {
	memory 159 open,pwrite64 text there
	memory 159 open,pwrite64 slot there
	memory 159 personality,mmap persona there
}

@test "mremap: its code over what follows in the file" {
	allowed grown mremap
	attack 159 grown
	same there "$output"
}

@test "maps and moves to where runimg was" {
	allowed reserved mmap,mremap
	for way in hint below over remap-grow; do
		unfiltered reserved $way
		grep -q ^in out
		limited 0 "$bin/runimg" -s reserved.img $way
		[[ $output == out* ]]
	done
}

@test "int 0x80 and sysenter in code that changed" {
	allowed execmem open,pwrite64,mmap
	attack 159 execmem text int80
	# At an allowed address, with an allowed number: 39, getpid's.
	allowed execmem open,pwrite64,mmap,getpid
	attack 159 execmem end int80
	# In 64-bit mode AMD's processors do not know it: a fault.
	limited 132 "$bin/runimg" -s execmem.img text sysenter ||
	    [ "$status" -eq 159 ]
	[ ! -e made ]
}

# compat LIST WAY...: what 32-bit code gets depends on the processor.
compat() {
	local list=$1
	shift
	[ $link = static ] || skip 'the image lies above 4 GiB'
	allowed compat "$list"
	if grep -q AuthenticAMD /proc/cpuinfo; then
		attack 159 compat "$@"
	else
		unfiltered compat "$@"
		[ ! -e made ]
		stopped 132 compat "$@"
	fi
	same said "$output"
}

@test "32-bit code at an allowed call instruction" {
	compat mmap
}

@test "modify_ldt: a segment in which it has the address of an allowed call" {
	compat mmap,getpid,modify_ldt segment
}

@test "a forged signal frame" {
	allowed sigframe rt_sigreturn
	attack 159 sigframe
	same said "$output"
}

@test "a handler that changes its frame; one of SIGSYS, and SIGSYS blocked" {
	allowed handler \
	    rt_sigaction,rt_sigreturn,rt_sigprocmask,kill,getpid
	for way in frame own blocked; do
		attack 159 handler $way
		same said "$output" $way
	done
}

@test "a thread: --kill=process ends all, --kill=thread that one" {
	allowed thread clone,futex
	attack 159 thread
	same '' "$output"
	limited 0 "$bin/runimg" --kill=thread -s thread.img
	same 'the first lives' "$output"
	[ ! -e made ]
	limited 159 "$bin/runimg" --kill=process -s thread.img
	same '' "$output"
	[ ! -e made ]
}

@test "a child dies of it, its parent sees SIGSYS" {
	allowed fork fork,wait4
	attack 0 fork
	same 'signal 31' "$output"
	same 'signal 0' "$(cat out)"
}

@test "a tracer that changes its child's call, or its child's code" {
	allowed trace fork,wait4,ptrace,kill,getpid
	for way in '' text; do
		attack 0 trace $way
		same 'signal 31' "$output" "$way"
	done
}

@test "execve: the filter stays" {
	allowed execve execve
	attack 159 execve /bin/mkdir made
}

@test "userfaultfd: a page of code that is emptied and filled" {
	allowed userfault userfaultfd,ioctl,madvise
	for way in '' slot; do
		attack 159 userfault $way
		same there "$output" "$way"
	done
}

@test "process_vm_writev: its own code, its child's, the supervisor's memory" {
	allowed vmwrite process_vm_writev,fork,wait4,getpid,getppid
	for how in --no-filter --kill=process; do
		for whom in self child; do
			rm -rf made
			run timeout "$limit" "$bin/runimg" $how -s vmwrite.img \
			    $whom
			grep -q "^$whom -14$" <<<"$output"
			[ ! -e made ]
		done
		grep -q '^data 4$' <<<"$output"
	done
	# Its memory cannot be had, but for root; see that it could be.
	outsider=
	if [ "$(id -u)" -eq 0 ]; then
		outsider='setpriv --reuid=nobody --clear-groups'
		chmod 755 .
		$outsider test -x "$bin/runimg" -a -r vmwrite.img ||
		    skip 'nobody may not run the tools here'
	fi
	limited 0 $outsider "$bin/runimg" --report -s vmwrite.img parent
	same 'parent -1' "$output"
}

@test "SYSCALL_USER_DISPATCH: a call that became a signal is made again" {
	allowed dispatch rt_sigaction,rt_sigreturn,prctl
	attack 159 dispatch
	same 'dispatch 0' "$output"
}

# Where a ring is allowed nothing stands there but allowplan's warning: what
# that says is so.
@test "io_uring: past the filter if it is allowed, as the warning says" {
	compiled ring
	for list in mmap mmap,io_uring_enter; do
		allowed ring $list
		stopped 0 ring
		same 'ring -38' "$output" "$list"
	done
	chain "$PWD/ring" mmap,write,exit,io_uring_setup,io_uring_enter \
	    >ring.img 2>warned
	grep -q 'UNSAFE:.*io_uring_setup.* past the filter' warned
	limited 0 "$bin/runimg" -s ring.img
	[ "$output" != 'ring -1' ] || skip 'this kernel has no rings for us'
	same $'ring 0\ntaken 1' "$output"
	[ -d made ]
}

# pattern BYTES [ARG]: an instruction that holds them. The chain refuses it; so
# does runimg, given what the other stages would have made of it.
pattern() {
	compiled pattern "-DPATTERN=$1"
	limited 0 "$bin/elfparse" pattern
	"$bin/elfparse" pattern >parsed
	limited 1 "$bin/syscallreject" <parsed
	[[ $stderr == *': RAW_CALL: '* ]]
	python - parsed pattern.img <<'END'
import sys, lpimage, lpstream
data = open(sys.argv[1], 'rb').read()
image = lpimage.decode(lpstream.parse(data))
open(sys.argv[2], 'wb').write(lpimage.advance(image, 'patched').stream())
END
	limited 126 "$bin/runimg" -s pattern.img ${2:-}
	[[ $stderr == *': RAW_CALL: '* ]]
	limited 126 "$bin/runimg" --no-filter -s pattern.img ${2:-}
	[ ! -e made ]
	# By itself, it would: its sites are stubs, so that it ends badly.
	timeout 2 ./pattern ${2:-} || true
}

@test "syscall, int 0x80 and sysenter inside another instruction" {
	pattern 0x0f,0x05
	[ -d made ]
	rmdir made
	pattern 0xcd,0x80 32
	[ $link != static ] || [ -d made ]
	rm -rf made
	pattern 0x0f,0x34 32
}

# A stream that only tells of its slots what is so makes the directory if the
# plan allows it; lies about it are refused.
@test "forged streams: lies about sites, numbers and bytes" {
	allowed forged ''
	limited 0 "$bin/runimg" -s forged.img
	same 'result -38' "$output"
	python - <<'END'
import lpimage, lpstream
from elfbuild import PT_LOAD, R, W, X
from lprecord import *
arch = lpimage.elfbuild.X86_64
good = lpimage.decode(lpstream.parse(open('forged.img', 'rb').read()))
nth, = (k for k, s in enumerate(good.sites) if s.number == 83)
say = next(k for k, s in enumerate(good.sites) if s.number == 1)
codes = open('codes', 'w')
STREAM = 'BAD_PLAN', 'PLAN_MISMATCH'


def forge(name, code, change):
    image = good.copy()
    change(image, image.sites[nth], image.plan[nth])
    open(name + '.img', 'wb').write(image.stream())
    print(name, 125 if code in STREAM else 126, code, file=codes)


def load(i, s, number=83):
    i.poke(s.address, arch.allow(0)[:1] + number.to_bytes(4, 'little')
           + arch.allow(0)[5:])


def allow(s, p, number=83, holder=BYTES, **more):
    s.number = p.number = number
    p.decision, p.holder, p.numbers = ALLOWED, holder, 1


def segment(i, flags, call):
    """The data that can be read gets other permissions, and a call."""
    data = [p for p in i.prog.phdrs if p.type == PT_LOAD][2]
    data.flags = flags
    i.resync()
    i.poke(data.vaddr, call)


bad = 'NOT_PATCHED'
forge('true', '-', lambda i, s, p: (allow(s, p), load(i, s)))
forge('denied', bad, lambda i, s, p: load(i, s))
forge('nobody', 'BAD_PLAN', lambda i, s, p: (
    load(i, s), allow(s, p, holder=NOBODY)))
forge('other', bad, lambda i, s, p: (allow(s, p, 1), load(i, s)))
forge('other-slot', bad, lambda i, s, p: load(i, i.sites[say]))
forge('plan-other', 'PLAN_MISMATCH', lambda i, s, p: (
    allow(s, p, 1), setattr(s, 'number', 83), load(i, s, 1)))
forge('filter', 'FILTER_HELD', lambda i, s, p: (
    allow(s, p, holder=FILTER), i.poke(s.address, arch.bare())))
forge('filter-form', 'FILTER_HELD|NOT_PATCHED', lambda i, s, p: (
    allow(s, p, holder=FILTER), load(i, s)))
for k, high in enumerate((1 << 10, 1 << 30, 1 << 31)):
    forge('high-%d' % k, 'SITE_NUMBER', lambda i, s, p: (
        allow(s, p, 83 | high), load(i, s, 83 | high)))
    forge('loads-high-%d' % k, bad, lambda i, s, p: (
        allow(s, p), load(i, s, 83 | high)))
for by in 1, -1, 2, -2, 6, 8:
    forge('moved%+d' % by, 'NOT_PATCHED|RAW_CALL', lambda i, s, p: (
        allow(s, p), load(i, s), setattr(s, 'address', s.address + by),
        setattr(p, 'address', p.address + by)))
forge('left-out', 'RAW_CALL', lambda i, s, p: (
    load(i, s), i.sites.pop(nth), i.plan.pop(nth)))
for name, call in arch.calls.items():
    forge('data-' + name, 'RAW_CALL',
          lambda i, s, p: segment(i, R | X, call))
forge('writable', 'SEG_WX', lambda i, s, p: segment(i, R | W | X, b'\0'))
END
	while read -r name want code; do
		rm -rf made
		if [ "$code" = - ]; then
			limited 0 "$bin/runimg" -s "$name.img"
			same 'result 0' "$output"
			[ -d made ]
			continue
		fi
		for how in --no-filter --kill=process; do
			# A filter would hold this one, to a number it lacks.
			[ "$code$how" != FILTER_HELD--kill=process ] || want=159
			limited "$want" "$bin/runimg" "$how" -s "$name.img"
			[ "$want" = 159 ] ||
			    grep -Eq ": ($code): " <<< "$stderr" || {
				echo "$name: $stderr"
				return 1
			}
			[ ! -e made ]
		done
	done <codes
	[ "$(wc -l <codes)" -ge 20 ]
}

@test "only mremap and exit are allowed, and it writes: runimg's own call" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'runimg is elsewhere'
	at=0x$(nm "$bin/runimg" | awk '$3 == "launch_write_after" { print $1 }')
	compiled door -DWRITE_AFTER="$at"
	patched door "$PWD/door" exit,mremap
	run --separate-stderr timeout "$limit" "$bin/runimg" --no-filter -q \
	    -s door.img
	same written "$stderr" 'without the filter'
	run --separate-stderr timeout "$limit" "$bin/runimg" -s door.img
	same '' "$stderr"
}
