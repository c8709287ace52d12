/* suggest - reasons and what usually helps, as data. */
#include "suggest.h"

#include <stddef.h>

/* The first whose words are in the reason, in this order. */
static const struct row {
	const char *words[2];
	enum suggest_lost lost; /* only if a call took that */
	const char *text;
} rows[] = {
    {{"invalid mem access", "_or_null'"}, SUGGEST_ANY,
	"compare the pointer with NULL on this path before it is used"},
    {{"invalid mem access", "_or_null_'"}, SUGGEST_ANY,
	"compare the pointer with NULL on this path before it is used"},
    {{"_or_null_ expected="}, SUGGEST_ANY,
	"compare the pointer with NULL on this path before the call"},
    {{"untrusted_ptr_ expected="}, SUGGEST_ANY,
	"give the call what the program was given, or a helper returned: what "
	"is read out of structures may be gone"},
    {{"only read is supported"}, SUGGEST_ANY,
	"keep what is to be changed in a map: the kernel's structures are to "
	"be read"},
    {{"Cannot access kernel 'struct"}, SUGGEST_ANY,
	"give the program a license that the GPL is compatible with, or read "
	"by bpf_probe_read_kernel where that is allowed"},
    {{"on ", "_or_null prohibited"}, SUGGEST_ANY,
	"compare the pointer with NULL before an offset is added"},
    {{"_or_null expected="}, SUGGEST_ANY,
	"compare the pointer with NULL on this path before the call"},
    {{"invalid mem access 'pkt_end'"}, SUGGEST_ANY,
	"access the packet from data on: data_end is only to compare with"},
    {{"invalid mem access 'scalar'"}, SUGGEST_RELEASED,
	"use it before it is given back"},
    {{"type=scalar expected="}, SUGGEST_RELEASED,
	"use it before it is given back, and give it back once"},
    {{"invalid mem access 'scalar'"}, SUGGEST_SLICE,
	"call bpf_dynptr_data again: what it returned before went with the "
	"dynptr, which was written over"},
    {{"invalid mem access 'scalar'"}, SUGGEST_PACKET,
	"get the pointer anew after the call: read data and data_end again, "
	"and "
	"compare them again"},
    {{"invalid mem access 'scalar'"}, SUGGEST_ANY,
	"use a pointer as one the whole way: a number is no address, but "
	"bpf_probe_read_kernel takes one"},
    {{"!read_ok"}, SUGGEST_REGISTER,
	"keep the value over the call in r6 to r9 or in the stack: calls take "
	"r1 "
	"to r5"},
    {{"!read_ok"}, SUGGEST_ANY,
	"write the register on every path that leads here"},
    {{"invalid read from stack off"}, SUGGEST_DYNPTR,
	"leave the dynptr to the helpers: bpf_dynptr_read and bpf_dynptr_data "
	"tell what is in its memory"},
    {{"invalid read from stack off"}, SUGGEST_ANY,
	"initialise all bytes of the variable, those between its members too, "
	"as with = {}"},
    {{"invalid access to packet"}, SUGGEST_ANY,
	"compare the end of what is accessed with data_end, and go on only "
	"where "
	"it is not behind"},
    {{"offset is outside of the packet"}, SUGGEST_ANY,
	"go on only on the branch where the end of what is accessed is not "
	"behind data_end"},
    {{"min value is negative"}, SUGGEST_ANY,
	"make the number unsigned, or exclude what is less than 0 by a signed "
	"comparison"},
    {{"unbounded memory access"}, SUGGEST_ANY,
	"bound the number by an unsigned comparison, or by & with a constant"},
    {{"unbounded min value"}, SUGGEST_ANY,
	"bound the number by an unsigned comparison, or by & with a constant, "
	"before it is added"},
    {{"makes", "pointer be out of bounds"}, SUGGEST_ANY,
	"bound the number before it is added"},
    {{"unbounded variable-offset"}, SUGGEST_ANY,
	"bound the index by an unsigned comparison, or by & with a constant"},
    {{"invalid variable-offset"}, SUGGEST_ANY,
	"bound the index by what the variable has, by an unsigned comparison "
	"or "
	"by &"},
    {{"invalid access to map value"}, SUGGEST_ANY,
	"bound the offset so that all bytes accessed are within the value"},
    {{"invalid access to memory"}, SUGGEST_ANY,
	"bound the offset so that all bytes accessed are within the memory"},
    {{"cannot overwrite referenced dynptr"}, SUGGEST_ANY,
	"submit or discard the dynptr before its variable is written again"},
    {{"Expected an initialized dynptr"}, SUGGEST_ANY,
	"make the dynptr on every path that leads here, and use it before it "
	"is given back or written over"},
    {{"is an unacquired reference"}, SUGGEST_ANY,
	"give back what was reserved, once, by the variable that it is in"},
    {{"uninitialized dynptr"}, SUGGEST_ANY,
	"make the dynptr in a variable of the stack"},
    {{"dynptr", "at an offset"}, SUGGEST_ANY,
	"pass the address of the dynptr's variable as it is"},
    {{"dynptr has to be at a constant offset"}, SUGGEST_ANY,
	"pass the address of the dynptr's variable as it is"},
    {{"unowned const bpf_dynptr"}, SUGGEST_ANY,
	"leave it to the helper that made the call: only read, write and cut "
	"it"},
    {{"potential write to dynptr"}, SUGGEST_ANY,
	"let the helper fill a variable that is apart from the dynptr"},
    {{"bpf_dynptr_from_mem data"}, SUGGEST_ANY,
	"make the dynptr of a map's value"},
    {{"expected pointer to stack or const struct bpf_dynptr"}, SUGGEST_ANY,
	"pass the address of a dynptr"},
    {{"dynptr_ptr", "disallowed"}, SUGGEST_ANY,
	"pass the dynptr as the function was given it"},
    {{"read from stack R", "off "}, SUGGEST_ANY,
	"pass bytes that were initialised and are no dynptr's"},
    {{"stack R"}, SUGGEST_ANY,
	"access no more than what was reserved on the stack, at most 512 "
	"bytes"},
    {{"Invalid format string"}, SUGGEST_ANY,
	"give the call as many numbers as the format asks for, and ask for "
	"what the kernel prints: %d %i %u %x, with l or ll, %c %s %p"},
    {{"R3 does not point to a readonly map"}, SUGGEST_ANY,
	"make the format a constant: static const char format[] = ..."},
    {{"failed to find the address for kernel symbol"}, SUGGEST_ANY,
	"declare the variable __weak and compare its address with NULL, or "
	"use a kernel that is built with CONFIG_KALLSYMS_ALL"},
    {{"expected=percpu_ptr_"}, SUGGEST_ANY,
	"give the call the address of a variable that every processor has its "
	"own of, as extern ... __ksym declares it"},
    {{"access percpu memory"}, SUGGEST_ANY,
	"get a processor's own by bpf_this_cpu_ptr or bpf_per_cpu_ptr first"},
    {{"helper call is not allowed in probe"}, SUGGEST_ANY,
	"name paths in an iterator's program: here the kernel may hold locks "
	"that bpf_d_path takes"},
    {{"Unreleased reference"}, SUGGEST_ANY,
	"give it back on every path, the early returns too"},
    {{"must be referenced"}, SUGGEST_ANY,
	"give back what was got, once, and not after it was given back"},
    {{"while holding a lock"}, SUGGEST_ANY,
	"give the lock back first: nothing is called while one is held"},
    {{"-ed region"}, SUGGEST_ANY,
	"give the lock back on every path that comes here"},
    {{"of different lock"}, SUGGEST_ANY,
	"give the lock back by the pointer that it was taken by"},
    {{"without taking a lock"}, SUGGEST_ANY,
	"take the lock on every path that comes here"},
    {{"cannot be accessed indirectly"}, SUGGEST_ANY,
	"give the helper what is beside the pointer in the value, or a copy on "
	"the stack without it"},
    {{"store to referenced kptr"}, SUGGEST_ANY,
	"exchange it by bpf_kptr_xchg, with what was got or with NULL"},
    {{"kptr isn't referenced"}, SUGGEST_ANY,
	"store this one as it is: only those of the tag kptr are exchanged"},
    {{"point to kptr"}, SUGGEST_ANY,
	"pass the address of the pointer in the map's value"},
    {{"no valid kptr"}, SUGGEST_ANY,
	"pass the address of the pointer in the map's value"},
    {{"ptr access size must be"}, SUGGEST_ANY,
	"load or store the pointer whole"},
    {{"ptr access misaligned"}, SUGGEST_ANY,
	"load or store the pointer whole, from where it begins"},
    {{"ptr access cannot have variable"}, SUGGEST_ANY,
	"load or store the pointer by its name, not by an index"},
    {{"invalid kptr access"}, SUGGEST_ANY,
	"store a pointer to a structure of that type, or NULL"},
    {{"doesn't match map pointer"}, SUGGEST_ANY,
	"pass the map that the timer's element was looked up in"},
    {{"cannot be accessed directly"}, SUGGEST_ANY,
	"access what is beside it in the value; it is set up with the element"},
    {{"At callback return"}, SUGGEST_ANY,
	"return 0 to be called again, or 1 to be the last"},
    {{"At async callback return"}, SUGGEST_ANY, "return 0"},
    {{"callback function not static"}, SUGGEST_ANY,
	"make the function that is called back static"},
    {{"At program exit"}, SUGGEST_ANY,
	"return one of the numbers that this type of program may return"},
    {{"infinite loop"}, SUGGEST_ANY,
	"let each turn change what ends the loop, or count turns up to a "
	"constant"},
    {{"program is too large"}, SUGGEST_ANY,
	"bound the loop by a smaller constant, or use bpf_loop or may_goto"},
    {{"jumps is too complex"}, SUGGEST_ANY,
	"have fewer branches wait: smaller loops, or functions of their own"},
    {{"map forbidden"}, SUGGEST_ANY,
	"write to another map, or declare this one without BPF_F_RDONLY_PROG "
	"or "
	"const"},
    {{"write into map"}, SUGGEST_ANY, "update a map that programs may write"},
    {{"zero-sized read"}, SUGGEST_ANY,
	"exclude a size of 0 by a comparison before the call"},
    {{"leaks addr"}, SUGGEST_ANY, "store a number that is no address"},
    {{"cannot return stack pointer"}, SUGGEST_ANY,
	"let the caller pass in the memory to fill"},
    {{"misaligned"}, SUGGEST_ANY,
	"access it by bytes, or at a multiple of its size"},
    {{"same insn cannot be used"}, SUGGEST_ANY,
	"access each kind of memory by an instruction of its own"},
    {{"GPL-restricted"}, SUGGEST_ANY,
	"declare a license that is compatible with the GPL"},
    {{"Too large"}, SUGGEST_ANY,
	"have fewer or smaller variables on the stack; a map has room for "
	"them"},
    {{"unreachable insn"}, SUGGEST_ANY, "leave out code that nothing leads to"},
    {{"invalid bpf_context access"}, SUGGEST_ANY,
	"use a field that the context of this program type has, in its width"},
    {{"expected=ctx"}, SUGGEST_ANY,
	"pass the context as the program was given it"},
    {{"expected=map_ptr"}, SUGGEST_ANY, "pass the address of a map"},
    {{"expected=ptr_"}, SUGGEST_ANY,
	"pass a pointer to that structure as the kernel gave it: an argument "
	"of what is traced, or what a helper returned"},
    {{"type=", "expected="}, SUGGEST_ANY,
	"pass the address of memory that the function may use, as of a "
	"variable"},
    {{"helper access to the packet"}, SUGGEST_ANY,
	"copy the bytes to a variable on the stack first"},
    {{"cannot write into"}, SUGGEST_ANY,
	"write to a copy, or use a program type that may write there"},
    {{"Caller passes invalid args"}, SUGGEST_ANY,
	"let the function take numbers, the context and pointers to types of "
	"known size, with tags that go together and types that the kernel "
	"has; or make it static"},
    {{"tail_call abusing map_ptr"}, SUGGEST_ANY,
	"make a tail call in each branch, into its map"},
    {{"cannot use helper"}, SUGGEST_ANY,
	"use a helper of this program type, or another program type"},
    {{"attach type"}, SUGGEST_ANY,
	"say by the section's name where the program is attached"},
    {{"frames is too deep"}, SUGGEST_ANY,
	"nest fewer calls: functions that are inlined need no frame"},
    {{"pointer += pointer"}, SUGGEST_ANY, "add an offset, not an address"},
    {{"invalid size of register"}, SUGGEST_ANY,
	"store and load pointers whole"},
    {{"modified ctx"}, SUGGEST_ANY,
	"read the context by constant offsets from where it begins"},
    {{"ctx", "disallowed"}, SUGGEST_ANY,
	"read the context by constant offsets from where it begins"},
    {{"sleep"}, SUGGEST_ANY, "use a section whose programs may sleep, as *.s"},
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
suggest(const char *reason, enum suggest_lost lost)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *at = behind(reason, rows[i].words[0]);

		if (at != NULL && rows[i].words[1] != NULL)
			at = behind(at, rows[i].words[1]);
		if (at != NULL &&
		    (rows[i].lost == SUGGEST_ANY || rows[i].lost == lost))
			return rows[i].text;
	}
	return NULL;
}
