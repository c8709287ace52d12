#!/usr/bin/env bats
# The library's tables walked by hardware: this machine's under KVM, and every
# architecture's as QEMU emulates it. Random changes through the library, then
# probes: what is done or which fault, at which address, which frame it was, and
# the accessed and dirty marks must be what pt_query says.

load lib/common

here=$top/tests/ptmap/hw
rounds=24 # of 500 probes

setup() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'it starts none of the tools'
	need gcc
	made=$BATS_FILE_TMPDIR
	seed=${LP_SEED:-$RANDOM}
}

# make_once PROGRAM...: of tests/ptmap/hw, once
make_once() {
	local program
	for program; do
		[ -x "$made/$program" ] || "$here/build.sh" "$made" "$program"
	done
}

# Counts are for the reader, too.
right() {
	run timeout 100 "$@"
	echo "$output"
	[ "$status" -ne 77 ] || skip "$output"
	[ "$status" -eq 0 ]
	[[ $output == *'; 0 differences'* ]]
	sed 's/^/# /' <<<"$output" >&3
}

# A defect on purpose is seen; it may be the guest's end.
wrong() {
	run timeout 100 "$@"
	[ "$status" -ne 77 ] || skip "$output"
	[ "$status" -eq 1 ] || [ "$status" -eq 2 ] || {
		echo "status $status: $*"
		echo "$output"
		return 1
	}
	grep -Eq '; [1-9][0-9]* differences|^tcg: (no answer|the emulator ended)' \
	    <<<"$output"
}

# What an architecture's emulator and guest need.
tcg_needs() {
	case $1 in
	x86_64) need qemu-system-x86_64 objcopy ;;
	*) need "qemu-system-$1" "$1-linux-gnu-gcc" ;;
	esac
	make_once tcg "$1"
}

# tcg ARCH...
tcg() {
	local arch defect
	tcg_needs "${1%%-*}"
	for arch; do
		right "$made/tcg" "$arch" "$seed" $rounds "$made/${1%%-*}"
	done
	# nx: a leaf executable or not, as it should not be; frame: another one;
	# flush: what the hook is told to flush is not
	for defect in nx frame flush; do
		wrong "$made/tcg" "$1" "$seed" $rounds "$made/${1%%-*}" $defect
	done
}

@test "ptmap: x86-64, walked by this machine's hardware" {
	need_host
	[ -w /dev/kvm ] || skip 'no /dev/kvm that may be opened'
	make_once kvm
	right "$made/kvm" "$seed" $rounds
	wrong "$made/kvm" "$seed" 4 nx
	wrong "$made/kvm" "$seed" 4 frame
}

@test "ptmap: x86-64 with 4 levels, emulated" {
	tcg x86_64-4
}

@test "ptmap: x86-64 with 5 levels, emulated" {
	tcg x86_64-5
}

@test "ptmap: AArch64 with 4 KiB pages, emulated" {
	tcg aarch64-4k aarch64-4k+upper aarch64-4k+marks
}

@test "ptmap: AArch64 with 16 KiB pages, emulated" {
	tcg aarch64-16k aarch64-16k+upper aarch64-16k+marks
}

@test "ptmap: AArch64 with 64 KiB pages, emulated" {
	tcg aarch64-64k aarch64-64k+upper aarch64-64k+marks
}

@test "ptmap: AArch64's stage 2, 4 KiB pages, emulated" {
	tcg aarch64-4k-stage2 aarch64-4k-stage2+marks
}

@test "ptmap: AArch64's stage 2, 16 KiB pages, emulated" {
	tcg aarch64-16k-stage2 aarch64-16k-stage2+marks
}

@test "ptmap: AArch64's stage 2, 64 KiB pages, emulated" {
	tcg aarch64-64k-stage2 aarch64-64k-stage2+marks
}

@test "ptmap: RISC-V Sv39, emulated" {
	tcg riscv64-sv39 riscv64-sv39-svpbmt
}

@test "ptmap: RISC-V Sv48, emulated" {
	tcg riscv64-sv48 riscv64-sv48-svpbmt
}

@test "ptmap: RISC-V Sv57, emulated" {
	tcg riscv64-sv57 riscv64-sv57-svpbmt
}
