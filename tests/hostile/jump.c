/*
 * jump OFFSET NUMBER: into the slot of an allowed write, OFFSET bytes from its
 * start, with NUMBER in rax and mkdir's other registers. The record is honest.
 *
 * Bytes 1 and 3 of a slot are "add %eax,(%rax)" and "add %al,(%rax)", so the
 * page that a number with high bits points to is there.
 */
#include "hostile.h"

GATE(map, 9);
GATE(say, 1);

int
sample_main(long argc, char **argv, char **envp)
{
	long number, at;

	(void)envp;
	if (argc != 3)
		return 2;
	number = sample_number(argv[2]);
	at = number & ~4095L;
	if (at != 0 && map(at, 4096, 3, 0x32, -1, 0) != at)
		return 3;
	say(1, (long)"said\n", 5, 0, 0, 0);
	hostile_say("result",
	    hostile_call(say_slot + sample_number(argv[1]), number,
		(long)"made", 0700, 0));
	return 0;
}
