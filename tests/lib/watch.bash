# What the tests of runimg's supervisor need: programs that make calls which
# they are not allowed, and their images.

# made NAME LIST [ARG...]: the image NAME.img of the C program on standard
# input, which may make the calls of LIST. forbidden(number, a, b, c) in it makes
# any call, by a jump to the call instruction of an allowed write, in gate().
made() {
	local name=$1 list=$2
	shift 2
	{
		cat <<'C'
#include "start.h"
#define NONE __attribute__((noinline, unused)) static
static volatile const unsigned char call_bytes[2] = {0x0f, 0x05};
__attribute__((noinline, used)) static long
gate(long a, long b, long c)
{
	return syslift_call3(__NR_write, a, b, c);
}
NONE long
forbidden(long number, long a, long b, long c)
{
	const unsigned char *at = (const unsigned char *)&gate;

	while (at[0] != call_bytes[0] || at[1] != call_bytes[1])
		at++;
	__asm__ volatile("sub $128, %%rsp\n\tcall *%1\n\tadd $128, %%rsp"
	    : "+a"(number)
	    : "r"(at), "D"(a), "S"(b), "d"(c)
	    : "rcx", "r8", "r9", "r10", "r11", "memory");
	return number;
}
/* A thread that begins in a function that does not return. */
static char thread_stack[65536] __attribute__((aligned(16)));
__attribute__((noinline, unused)) static long
clone_to(long flags, void *stack)
{
	return syslift_call5(__NR_clone, flags, stack, 0, 0, 0);
}
NONE long
thread(void (*begin)(void))
{
	void **top = (void **)(thread_stack + sizeof thread_stack - 64);

	*top = (void *)begin;
	return clone_to(0x10f00, top);
}
NONE void
pause_ms(long ms)
{
	long time[2] = {ms / 1000, ms % 1000 * 1000000};

	syslift_call2(__NR_nanosleep, (long)time, 0);
}
C
		cat
	} | program "$name" -Wno-unused-function "$@"
	patched "$name" "$PWD/$name" "$list"
}

# address NAME SYMBOL: as 0x and digits
address() {
	nm "$1" | awk -v name="$2" '$3 == name {
		sub(/^0*/, "", $1); print "0x" $1 }'
}

# call_of NAME: where gate makes its call: the last two bytes of its slot, whose
# stub is in the linked file
call_of() {
	need objdump
	printf '0x%x\n' $((0x$(objdump -d "$1" \
	    --start-address="$(address "$1" gate)" |
	    awk '/48 c7 c0 da ff ff ff/ { sub(":", "", $1); print $1; exit }') +
	    6))
}

# forbidden_line NAME NUMBER CALL WHY ARGUMENT...: what runimg says of it
forbidden_line() {
	local name=$1 number=$2 call=$3 why=$4 at
	shift 4
	at=$(call_of "$name")
	printf 'runimg: %s: FORBIDDEN: call %s %s @%s (gate+0x%x), %s; ' \
	    "$name" "$number" "$call" "$at" \
	    $((at - $(address "$name" gate))) "$why"
	printf 'arguments %s\n' "$*"
}
