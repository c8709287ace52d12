#!/bin/sh
# build.sh DIRECTORY PROGRAM...: the host's programs, kvm and tcg, and the guests,
# x86_64, aarch64 and riscv64, each for its machine.
set -e
here=$(cd "$(dirname "$0")" && pwd)
library=$(cd "$here/../../../ptmap" && pwd)
to=$1
shift
mkdir -p "$to"
warn='-Wall -Wextra -Wshadow -Werror'

# guest COMPILER START COMM NAME [ARG...]
guest() {
	cc=$1 start=$2 comm=$3 name=$4
	shift 4
	sed "s/HW_START/$start/" "$here/guest.ld" >"$to/$name.ld"
	$cc -std=gnu11 -O2 $warn -ffreestanding -nostdlib -static \
	    -fno-stack-protector -fno-asynchronous-unwind-tables \
	    -fno-tree-loop-distribute-patterns "$@" -DHW_COMM="$comm" \
	    -Wl,-z,noexecstack,--build-id=none,--no-warn-rwx-segments -Wl,-T,"$to/$name.ld" -o "$to/$name" \
	    "$here/$name.S" "$here/$name.c" "$here/guest.c"
}

for what; do
	case $what in
	kvm | tcg)
		${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -g -O2 $warn -I"$library" -o "$to/$what" \
		    "$here/$what.c" "$here"/plan*.c "$library"/pt*.c
		;;
	x86_64)
		guest "${CC:-gcc}" 0x100000 0x200000 x86_64 -fno-pie -no-pie \
		    -mno-red-zone -mgeneral-regs-only -fcf-protection=none
		# What loads it knows only of 32 bits.
		objcopy -O elf32-i386 "$to/x86_64"
		;;
	aarch64)
		guest aarch64-linux-gnu-gcc 0x40080000 0x40200000 aarch64 \
		    -fpie -mstrict-align -mgeneral-regs-only -march=armv8.1-a
		;;
	riscv64)
		guest riscv64-linux-gnu-gcc 0x80000000 0x80200000 riscv64 \
		    -fno-pie -no-pie -mcmodel=medany
		;;
	*)
		echo "build.sh: no $what" >&2
		exit 2
		;;
	esac
done
