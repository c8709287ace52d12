/*
 * pattern: jumps into the middle of an instruction whose operand ends in the
 * two bytes PATTERN, a call instruction, with mkdir's registers.
 */
#include "hostile.h"

#define STR(...)  STR_(__VA_ARGS__)
#define STR_(...) #__VA_ARGS__
#define BYTES	  STR(PATTERN)

/* mov $N,%eax, whose operand is two nops and the bytes */
__asm__(".pushsection .text\n"
	"operand: .byte 0xb8,0x90,0x90," BYTES "\n\t"
	"ret\n"
	".popsection");
extern const char operand[];

int
sample_main(long argc, char **argv, char **envp)
{
	(void)argv, (void)envp;
	hostile_call(operand + 1, argc == 1 ? 83 : 39, (long)"made", 0700, 0);
	return 0;
}
