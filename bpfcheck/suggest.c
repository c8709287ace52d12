/* suggest - reasons and what usually helps, as data. */
#include "suggest.h"

#include <stddef.h>

/* The first whose words are in the reason, in this order. */
static const struct row {
	const char *words[2];
	bool lost; /* only if a call took the pointer */
	const char *text;
} rows[] = {
    {{"invalid mem access", "_or_null'"}, false,
	"compare the pointer with NULL on this path before it is used"},
    {{"on ", "_or_null prohibited"}, false,
	"compare the pointer with NULL before an offset is added"},
    {{"_or_null expected="}, false,
	"compare the pointer with NULL on this path before the call"},
    {{"invalid mem access 'pkt_end'"}, false,
	"access the packet from data on: data_end is only to compare with"},
    {{"invalid mem access 'scalar'"}, true,
	"get the pointer anew after the call: read data and data_end again, "
	"and "
	"compare them again"},
    {{"invalid mem access 'scalar'"}, false,
	"use a pointer as one the whole way: a number is no address, but "
	"bpf_probe_read_kernel takes one"},
    {{"!read_ok"}, true,
	"keep the value over the call in r6 to r9 or in the stack: calls take "
	"r1 "
	"to r5"},
    {{"!read_ok"}, false, "write the register on every path that leads here"},
    {{"invalid read from stack off"}, false,
	"initialise all bytes of the variable, those between its members too, "
	"as with = {}"},
    {{"invalid access to packet"}, false,
	"compare the end of what is accessed with data_end, and go on only "
	"where "
	"it is not behind"},
    {{"offset is outside of the packet"}, false,
	"go on only on the branch where the end of what is accessed is not "
	"behind data_end"},
    {{"min value is negative"}, false,
	"make the number unsigned, or exclude what is less than 0 by a signed "
	"comparison"},
    {{"unbounded memory access"}, false,
	"bound the number by an unsigned comparison, or by & with a constant"},
    {{"unbounded min value"}, false,
	"bound the number by an unsigned comparison, or by & with a constant, "
	"before it is added"},
    {{"makes", "pointer be out of bounds"}, false,
	"bound the number before it is added"},
    {{"unbounded variable-offset"}, false,
	"bound the index by an unsigned comparison, or by & with a constant"},
    {{"invalid variable-offset"}, false,
	"bound the index by what the variable has, by an unsigned comparison "
	"or "
	"by &"},
    {{"invalid access to map value"}, false,
	"bound the offset so that all bytes accessed are within the value"},
    {{"invalid access to memory"}, false,
	"bound the offset so that all bytes accessed are within the memory"},
    {{"stack R"}, false,
	"access no more than what was reserved on the stack, at most 512 "
	"bytes"},
    {{"Unreleased reference"}, false,
	"give it back on every path, the early returns too"},
    {{"must be referenced"}, false,
	"give back what was got, once, and not after it was given back"},
    {{"At program exit"}, false,
	"return one of the numbers that this type of program may return"},
    {{"infinite loop"}, false,
	"let each turn change what ends the loop, or count turns up to a "
	"constant"},
    {{"program is too large"}, false,
	"bound the loop by a smaller constant, or use bpf_loop or may_goto"},
    {{"jumps is too complex"}, false,
	"have fewer branches wait: smaller loops, or functions of their own"},
    {{"map forbidden"}, false,
	"write to another map, or declare this one without BPF_F_RDONLY_PROG "
	"or "
	"const"},
    {{"write into map"}, false, "update a map that programs may write"},
    {{"zero-sized read"}, false,
	"exclude a size of 0 by a comparison before the call"},
    {{"leaks addr"}, false, "store a number that is no address"},
    {{"cannot return stack pointer"}, false,
	"let the caller pass in the memory to fill"},
    {{"misaligned"}, false, "access it by bytes, or at a multiple of its size"},
    {{"same insn cannot be used"}, false,
	"access each kind of memory by an instruction of its own"},
    {{"GPL-restricted"}, false,
	"declare a license that is compatible with the GPL"},
    {{"Too large"}, false,
	"have fewer or smaller variables on the stack; a map has room for "
	"them"},
    {{"unreachable insn"}, false, "leave out code that nothing leads to"},
    {{"invalid bpf_context access"}, false,
	"use a field that the context of this program type has, in its width"},
    {{"expected=ctx"}, false, "pass the context as the program was given it"},
    {{"expected=map_ptr"}, false, "pass the address of a map"},
    {{"type=", "expected="}, false,
	"pass the address of memory that the function may use, as of a "
	"variable"},
    {{"helper access to the packet"}, false,
	"copy the bytes to a variable on the stack first"},
    {{"cannot write into"}, false,
	"write to a copy, or use a program type that may write there"},
    {{"cannot use helper"}, false,
	"use a helper of this program type, or another program type"},
    {{"attach type"}, false,
	"say by the section's name where the program is attached"},
    {{"frames is too deep"}, false,
	"nest fewer calls: functions that are inlined need no frame"},
    {{"pointer += pointer"}, false, "add an offset, not an address"},
    {{"invalid size of register"}, false, "store and load pointers whole"},
    {{"modified ctx"}, false,
	"read the context by constant offsets from where it begins"},
    {{"ctx", "disallowed"}, false,
	"read the context by constant offsets from where it begins"},
    {{"sleep"}, false, "use a section whose programs may sleep, as *.s"},
};

/* Behind words in text; NULL: they are not there. */
static const char *
behind(const char *text, const char *words)
{
	size_t i;

	for (; *text != '\0'; text++) {
		for (i = 0; words[i] != '\0' && text[i] == words[i]; i++)
			continue;
		if (words[i] == '\0')
			return text + i;
	}
	return NULL;
}

const char *
suggest(const char *reason, bool lost)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *at = behind(reason, rows[i].words[0]);

		if (at != NULL && rows[i].words[1] != NULL)
			at = behind(at, rows[i].words[1]);
		if (at != NULL && (lost || !rows[i].lost))
			return rows[i].text;
	}
	return NULL;
}
