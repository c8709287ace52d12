/*
 * reserved WAY: memory at the addresses where runimg was, in several ways.
 * Says in or out. With "call" its own code, which has a slot at the page offset
 * of runimg's write, is moved there, and makes that write.
 */
#include "hostile.h"

#define START 0x70000000L
#define END   0x80000000L

GATE(map, 9);
GATE(remap, 25);
GATE(share, 29);
GATE(attach, 30);

#ifndef WRITE_AFTER
#define WRITE_AFTER 0x70000800L
#endif
#define STR(x)	STR_(x)
#define STR_(x) #x

/* A page with one slot, whose end has WRITE_AFTER's offset in its page. */
extern const char door[], door_slot[];
__asm__(".pushsection .text.door,\"ax\",@progbits\n"
	".balign 4096\n"
	".globl door, door_slot\n"
	"door:\n\t"
	".skip (" STR(
	    WRITE_AFTER) " & 4095) - 8,0x90\n"
			 "door_slot:\n\t"
			 ".byte 0x48,0xc7,0xc0,0xda,0xff,0xff,0xff,0x90\n\t"
			 "ret\n\t"
			 ".balign 4096,0x90\n"
			 ".pushsection .syslift,\"o\",@progbits,door_slot\n\t"
			 ".8byte door_slot\n\t"
			 ".4byte 1\n\t"
			 ".8byte 60,0,0,0,0,0,0\n"
			 ".popsection\n"
			 ".popsection");

static long
touches(long at, long size)
{
	return at > 0 && at < END && at + size > START;
}

static long
where(const char *way)
{
	long page = map(0, 4096, 3, 0x22, -1, 0);

	if (hostile_is(way, "hint"))
		return map(START, 4096, 3, 0x22, -1, 0);
	if (hostile_is(way, "below"))
		return map(START - 4096, 8192, 3, 0x32, -1, 0) + 4096;
	if (hostile_is(way, "all"))
		return map(0x10000000, 0x78000000, 0, 0x4032, -1, 0) + START;
	if (hostile_is(way, "remap"))
		return remap(page, 4096, 4096, 3, START, 0);
	if (hostile_is(way, "remap-grow"))
		return remap(page, 4096, 8192, 3, START - 4096, 0) + 4096;
	if (hostile_is(way, "remap-keep"))
		return remap(page, 4096, 4096, 5, START, 0);
	if (hostile_is(way, "remap-plain"))
		return remap(page, 4096, 8192, 1, START, 0);
	if (hostile_is(way, "32bit"))
		return map(0, 0x3c000000, 3, 0x4062, -1, 0) + 0x3bfff000;
	if (hostile_is(way, "attach"))
		return attach(
		    share(0, 4096, 01600, 0, 0, 0), START, 0, 0, 0, 0);
	if (hostile_is(way, "stack")) {
		page = map(END, 4096, 3, 0x100132, -1, 0);
		if (page == END)
			*(volatile char *)(END - 8) = 1;
		return page - 8;
	}
	return -1;
}

int
sample_main(long argc, char **argv, char **envp)
{
	long at;

	(void)envp;
	if (argc == 2 && hostile_is(argv[1], "call")) {
		at = remap((long)door, 4096, 4096, 5, WRITE_AFTER & ~4095L, 0);
		if (at != (WRITE_AFTER & ~4095L))
			return 3;
		return (int)hostile_call((const void *)(WRITE_AFTER - 2), 1, 2,
			   (long)"written\n", 8) != 8;
	}
	at = argc == 2 ? where(argv[1]) : -1;
	if (touches(at, 1))
		*(volatile char *)at = 1;
	hostile_say(touches(at, 1) ? "in" : "out", at);
	return 0;
}
