/*
 * execmem WAY KIND: makes a call instruction in memory of its own, in one of
 * several ways, and runs it with mkdir's registers. KIND is syscall, int80 or
 * sysenter; the registers serve all three.
 */
#include "hostile.h"

GATE(self, 39);
GATE(mkopen, 2);
GATE(map, 9);
GATE(protect, 10);
GATE(share, 29);
GATE(attach, 30);
GATE(control, 31);
GATE(persona, 135);
GATE(put, 18);
GATE(keyed, 329);
GATE(memory, 319);
GATE(put_here, 1);

#define LOW 0x20000L /* a 32-bit call's path must be there */

static volatile unsigned char data[4096] __attribute__((aligned(4096)));

/* Code that is never run as it stands. */
__asm__(".pushsection .text\n"
	".balign 16\n"
	"spare: .skip 16,0x90\n"
	".popsection");
extern const char spare[];

static void
gadget(volatile unsigned char *at, const char *kind)
{
	unsigned char first = 0x0f, second = 5;

	if (hostile_is(kind, "int80"))
		first = 0xcd, second = 0x80;
	else if (hostile_is(kind, "sysenter"))
		second = 0x34;
	at[0] = first;
	at[1] = second;
	at[2] = 0xc3;
}

/* Memory of a file, of a shared segment, of no file. */
static long
mapped(const char *way, const char *kind)
{
	unsigned char bytes[3];
	long fd, at;

	if (hostile_is(way, "file")) {
		fd = mkopen((long)"gadget", 0, 0, 0, 0, 0);
		return map(0, 4096, 5, 2, fd, 0);
	}
	if (hostile_is(way, "memfd")) {
		fd = memory((long)"m", 0, 0, 0, 0, 0);
		gadget(bytes, kind);
		put_here(fd, (long)bytes, 3, 0, 0, 0);
		return map(0, 4096, 5, 1, fd, 0);
	}
	if (hostile_is(way, "shm")) {
		fd = share(0, 4096, 01700, 0, 0, 0);
		at = attach(fd, 0, 0, 0, 0, 0);
		if (at > 0) {
			gadget((unsigned char *)at, kind);
			at = attach(fd, 0, 0x8000, 0, 0, 0);
		}
		/* It goes with the process. */
		control(fd, 0, 0, 0, 0, 0);
		return at;
	}
	if (hostile_is(way, "persona"))
		persona(0x0400000, 0, 0, 0, 0, 0);
	at = map(0, 4096, hostile_is(way, "persona") ? 3 : 7, 0x22, -1, 0);
	if (at > 0)
		gadget((unsigned char *)at, kind);
	return at;
}

/* Where the gadget is, or a negated errno. */
static long
place(const char *way, const char *kind)
{
	unsigned char bytes[3];
	long status, at = (long)data;

	if (hostile_is(way, "text")) {
		at = mkopen((long)"/proc/self/mem", 1, 0, 0, 0, 0);
		gadget(bytes, kind);
		at = put(at, (long)bytes, 3, (long)spare, 0, 0);
		return at == 3 ? (long)spare : at;
	}
	if (hostile_is(way, "slot")) {
		/* The allowed slot of write, with mkdir's number. */
		at = mkopen((long)"/proc/self/mem", 1, 0, 0, 0, 0);
		bytes[0] = 83;
		at = put(at, (long)bytes, 1, (long)put_here_slot + 1, 0, 0);
		return at == 1 ? (long)put_here_slot : at;
	}
	if (hostile_is(way, "end")) {
		/* That of getpid, whose number is the 32-bit mkdir's. */
		at = mkopen((long)"/proc/self/mem", 1, 0, 0, 0, 0);
		gadget(bytes, kind);
		at = put(at, (long)bytes, 2, (long)self_slot + GATE_CALL, 0, 0);
		return at == 2 ? (long)self_slot : at;
	}
	gadget((volatile unsigned char *)at, kind);
	if (hostile_is(way, "mprotect"))
		status = protect(at, 4096, 5, 0, 0, 0);
	else if (hostile_is(way, "keyed"))
		status = keyed(at, 4096, 5, -1, 0, 0);
	else
		return mapped(way, kind);
	return status < 0 ? status : at;
}

int
sample_main(long argc, char **argv, char **envp)
{
	static char made[] = "made";
	char *path = made;
	long at, number = 83;

	(void)envp;
	if (argc != 3)
		return 2;
	if (!hostile_is(argv[2], "syscall")) {
		number = 39;
		path = (char *)map(LOW, 4096, 3, 0x32, -1, 0);
		for (int i = 0; i < 5; i++)
			path[i] = made[i];
	}
	at = place(argv[1], argv[2]);
	if (at < 0 && at > -4096) {
		hostile_say("no", at);
		at = (long)data;
	} else {
		sample_puts("there\n");
	}
	hostile_call((const void *)at, number, (long)path, 0700, 0);
	return 0;
}
