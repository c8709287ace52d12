/*
 * reserved WAY: memory at the addresses where runimg was, in several ways, or
 * from the page before on. Says in or out.
 */
#include "hostile.h"

#define START 0x70000000L
#define END   0x80000000L

GATE(map, 9);
GATE(set_end, 12);
GATE(remap, 25);
GATE(share, 29);
GATE(attach, 30);
GATE(control, 31);

static long
where(const char *way)
{
	long page = map(0, 4096, 3, 0x22, -1, 0), id;

	if (hostile_is(way, "hint"))
		return map(START, 4096, 3, 0x22, -1, 0);
	if (hostile_is(way, "below"))
		return map(START - 4096, 8192, 3, 0x32, -1, 0);
	if (hostile_is(way, "over"))
		return map(START - 4096, 0x10002000, 0, 0x4032, -1, 0);
	if (hostile_is(way, "remap"))
		return remap(page, 4096, 4096, 3, START, 0);
	if (hostile_is(way, "remap-grow"))
		return remap(page, 4096, 8192, 3, START - 4096, 0);
	if (hostile_is(way, "remap-keep"))
		return remap(page, 4096, 4096, 5, START, 0);
	if (hostile_is(way, "32bit"))
		return map(0, 0x3c000000, 3, 0x4062, -1, 0) + 0x3bfff000;
	if (hostile_is(way, "remap-longer")) {
		page = map(START - 4096, 4096, 3, 0x32, -1, 0);
		return remap(page, 4096, 8192, 0, 0, 0);
	}
	if (hostile_is(way, "brk"))
		return set_end(START + 4096, 0, 0, 0, 0, 0) - 4096;
	if (hostile_is(way, "attach")) {
		id = share(0, 4096, 01600, 0, 0, 0);
		page = attach(id, START, 0, 0, 0, 0);
		control(id, 0, 0, 0, 0, 0);
		return page;
	}
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
	long at = argc == 2 ? where(argv[1]) : -1;

	(void)envp;
	hostile_say(at < END && at >= START - 4096 ? "in" : "out", at);
	return 0;
}
