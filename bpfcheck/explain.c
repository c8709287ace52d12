/* explain - reasons as data. */
#include "explain.h"
#include "text.h"

/* The first whose words are in the reason. */
static const struct row {
	const char *words, *fault, *expected, *found;
} rows[] = {
    {"div by zero", "the divisor", "a constant that is not 0", "0"},
    {"invalid shift", "the number of bits to shift by",
	"0 to one less than the register's width", "more, or less than 0"},
    {"uses reserved fields", "a field that the instruction does not use", "0",
	"another value"},
    {"unknown opcode", "the opcode", "one that this kernel knows",
	"none of them"},
    {"invalid atomic opcode", "the operation, in imm",
	"one of the atomic operations", "none of them"},
    {"invalid atomic operand size", "the width", "32 or 64 bits", "less"},
    {"invalid may_goto imm", "imm", "0", "another value"},
    {"unreachable insn", "the instruction", "a path that leads to it",
	"none does"},
    {"jump out of range", "the target of the jump",
	"an instruction of the same function", "one outside of it"},
    {"jump into the middle", "the target of a jump", "an instruction",
	"the second half of one"},
    {"last insn is not", "the end of the function", "an exit or a jump",
	"an instruction that goes on"},
    {"ld_imm64 insn", "the 64-bit constant",
	"two halves of which the second is 0 but for imm", "other values"},
    {"call to invalid destination", "the target of the call",
	"an instruction of the program", "one outside of it"},
    {"too many subprograms", "the functions of the program", "at most 256",
	"more"},
    {"program is too large", "instructions processed, on all paths",
	"at most 1000000", "more: a loop of many turns, or too many paths"},
    {"jumps is too complex", "branches that wait to be followed",
	"at most 8192", "more"},
    {"call stack of", "functions that call each other", "at most 8 frames",
	"more"},
    {"stack size", "the stack of functions", "at most 512 bytes", "more"},
    {"invalid size of register", "a pointer in the stack",
	"all of its 8 bytes at once", "a part"},
    {"addr_space_cast", "the cast", "a program that has an arena", "none"},
    {"LD_[ABS|IND]", "the load from the packet",
	"a type of program whose context is a packet", "another type"},
    {"LD_ABS is only allowed", "a function that loads from the packet",
	"one that returns a number, for it returns 0 where there is no packet",
	"one that does not"},
    {"LD_ABS is not allowed", "a function that loads from the packet",
	"BTF that says what it returns", "no BTF"},
    {"need CAP_BPF", "the type of the program",
	"socket_filter or cgroup_skb: others need privileges", "another one"},
    {"back-edge", "the jump back", "no loop: those need privileges", "one"},
    {"loading/calling other bpf", "a function besides the first",
	"none: those need privileges", "one"},
    {"leaking pointer", "what the atomic works on", "a number",
	"a pointer that was spilled there"},
    {"corrupt spilled pointer", "a pointer in the stack",
	"all of its 8 bytes overwritten at once", "a part"},
    {"attach type", "the place it is attached to",
	"one that the type of program has", "another one"},
    {"program type", "the type of the program", "one that the kernel has",
	"none of them"},
    {"sleepable", "whether the program may sleep", "as its type allows",
	"otherwise"},
    {"instructions, not", "the number of instructions",
	"one that the kernel takes", "another one"},
    {"kernel function", "the call of a kernel function",
	"one that the program may make", "another one"},
    {"kfunc", "the call of a kernel function", "one that the program may make",
	"another one"},
};

static bool
contains(const char *text, const char *words)
{
	size_t i;

	for (; *text != '\0'; text++) {
		for (i = 0; words[i] != '\0' && text[i] == words[i]; i++)
			continue;
		if (words[i] == '\0')
			return true;
	}
	return false;
}

static void
fill(char *at, const char *words)
{
	struct text t;

	if (at[0] != '\0')
		return;
	text_init(&t, at, VF_TEXT);
	text_string(&t, words);
}

void
explain(struct vf_result *r)
{
	size_t i, n = sizeof rows / sizeof rows[0];

	for (i = 0; i < n && !contains(r->reason, rows[i].words); i++)
		continue;
	if (i < n && r->fault[0] == '\0') {
		fill(r->fault, rows[i].fault);
		fill(r->expected, rows[i].expected);
		fill(r->found, rows[i].found);
	}
	/* Of others the reason says all. */
	fill(r->fault, "the instruction");
	fill(r->expected, "one without what the reason names");
	fill(r->found, r->reason);
}
