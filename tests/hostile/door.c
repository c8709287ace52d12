/*
 * door: moves a page of its code, which has a slot where runimg's write ends in
 * its page, to that page's address, and makes that write.
 */
#include "hostile.h"

GATE(remap, 25);

#define STR(x)	STR_(x)
#define STR_(x) #x
#define END	STR(WRITE_AFTER)

extern const char door[];
__asm__(".pushsection .text.door,\"ax\",@progbits\n"
	".balign 4096\n"
	".globl door\n"
	"door: .skip (" END " & 4095) - 8,0x90\n"
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

int
sample_main(long argc, char **argv, char **envp)
{
	long page = WRITE_AFTER & ~4095L;

	(void)argc, (void)argv, (void)envp;
	if (remap((long)door, 4096, 4096, 5, page, 0) == page)
		hostile_call((const void *)(WRITE_AFTER - 2L), 1, 2,
		    (long)"written\n", 8);
	return 0;
}
