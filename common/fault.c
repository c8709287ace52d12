#include "fault.h"

struct row {
	const char *name;
	int status;
	const char *what;
	const char *why;
};

#define REFUSED(code, what, why) [FAULT_##code] = {#code, 1, what, why}
#define TROUBLE(code, what, why) [FAULT_##code] = {#code, 2, what, why}

static const struct row rows[FAULT_COUNT + 1] = {
    [FAULT_NONE] = {"NONE", 0, "nothing", "nothing"},
    TROUBLE(USAGE, "the command line is wrong", "see the usage below"),
    TROUBLE(OPEN, "cannot open", "the system refused"),
    TROUBLE(READ, "cannot read", "the system refused"),
    TROUBLE(WRITE, "cannot write", "the system refused"),
    TROUBLE(TTY, "output is a terminal",
	"an image stream is binary; send it to a file or another stage"),
    TROUBLE(
	TEMP, "cannot use a temporary file", "set TMPDIR to a place with room"),
    TROUBLE(MEMORY, "out of memory", "an allocation failed"),
    TROUBLE(TOO_BIG, "input is larger than --max-size",
	"raise the limit if the file is what you expect"),
    TROUBLE(GZIP_BAD, "gzip data is damaged or cut", "it does not decompress"),
    TROUBLE(GZIP_BOMB, "gzip data expands past --max-size",
	"raise the limit if the file is what you expect"),

    TROUBLE(BAD_MAGIC, "not an image stream",
	"it does not begin with the signature of image-stream(5)"),
    TROUBLE(TEXT_MANGLED, "the stream's signature was changed",
	"it went through a text conversion; transfer it as binary"),
    TROUBLE(
	BAD_VERSION, "unknown major version", "this program reads version 1"),
    TROUBLE(TRUNCATED, "the stream is cut", "it ends without END or STOP"),
    TROUBLE(BAD_CRC, "a record's CRC-32 does not match its bytes",
	"the stream was damaged"),
    TROUBLE(BAD_TYPE, "a record's type is not four letters",
	"the stream was damaged, or a stage wrote it wrongly"),
    TROUBLE(UNKNOWN_RECORD, "unknown record with a capital first letter",
	"a reader that does not know it must not go on"),
    TROUBLE(RESERVED_FIELD, "a reserved field is not zero",
	"version 1 gives it no meaning"),
    TROUBLE(BAD_LENGTH, "a record's length does not fit its type",
	"see image-stream(5) for the sizes"),
    TROUBLE(BAD_PADDING, "padding is not zero", "padding carries nothing"),
    TROUBLE(BAD_ORDER, "a record stands where it may not, or one is missing",
	"see the order in image-stream(5)"),
    TROUBLE(BAD_END, "END's count or CRC does not match the records",
	"a record was lost, added or exchanged"),
    TROUBLE(TRAILING, "bytes after the last record",
	"nothing may follow END or STOP"),

    TROUBLE(BAD_NAME, "the image's name is not a base name",
	"1 to 255 bytes without NUL or slash"),
    TROUBLE(BAD_TABLE, "a table's total or first index is wrong",
	"its records must continue one another up to the total"),
    TROUBLE(BAD_SET, "a set of call numbers is wrong",
	"a set has two members or more, and the sites name it in range"),
    TROUBLE(BAD_SITE, "a site's kind, length, numbers or values are wrong",
	"see SITE in image-stream(5)"),
    TROUBLE(BAD_PLAN, "a decision's fields contradict one another",
	"see PLAN in image-stream(5)"),
    TROUBLE(BAD_DATA, "data is not where the segments say",
	"each segment's file bytes come once, in address order"),
    TROUBLE(BAD_SYMBOL, "a symbol is malformed", "see symb in image-stream(5)"),
    TROUBLE(BAD_STATEMENT, "a statement is malformed",
	"see stmt in image-stream(5)"),
    TROUBLE(BAD_STOP, "STOP is malformed", "see STOP in image-stream(5)"),
    TROUBLE(BAD_PAGING, "a record of page tables is malformed",
	"see ptbl, pmap and ptpg in image-stream(5)"),
    TROUBLE(SEG_MISMATCH, "segments differ from the program headers",
	"each PT_LOAD with bytes in memory is one segment, in order"),

    TROUBLE(NOT_ELF, "not an ELF file", "it does not begin with 7f 'ELF'"),
    REFUSED(ELF_CLASS, "not a 64-bit ELF file", "only ELFCLASS64 is loaded"),
    REFUSED(ELF_DATA, "not little-endian", "only ELFDATA2LSB is loaded"),
    TROUBLE(ELF_VERSION, "unknown ELF version", "only EV_CURRENT is defined"),
    REFUSED(ELF_TYPE, "neither a static executable nor a static PIE",
	"only ET_EXEC and ET_DYN images can be loaded"),
    TROUBLE(ELF_HEADER, "the ELF header is cut or its sizes are wrong",
	"headers must be 64 and 56 bytes, section headers 64"),
    REFUSED(MACHINE, "unknown machine",
	"only x86-64, AArch64 and RISC-V 64 are known"),
    REFUSED(PHDR_COUNT, "no program headers, or more than 1024",
	"an image has 1 to 1024 of them"),
    TROUBLE(PHDR_RANGE, "the program-header table is outside the file",
	"e_phoff and e_phnum must lie inside it"),
    REFUSED(PHDR_PLACE, "a program header's bytes are not inside one PT_LOAD",
	"what it describes would not be in memory as linked"),
    TROUBLE(SHDR_RANGE,
	"the section headers, or a section, are outside the file",
	"e_shoff, e_shnum and sh_offset must lie inside it"),
    REFUSED(INTERP, "the program asks for an interpreter (PT_INTERP)",
	"it is dynamically linked; link it with -static or -static-pie"),
    REFUSED(DYNAMIC, "the program needs shared libraries (DT_NEEDED)",
	"it is dynamically linked; link it with -static or -static-pie"),

    REFUSED(NO_LOAD, "nothing to load", "no PT_LOAD has bytes in memory"),
    TROUBLE(SEG_SIZE, "a segment has more bytes in the file than in memory",
	"p_filesz may not be greater than p_memsz"),
    TROUBLE(SEG_RANGE, "a segment's bytes are outside the file",
	"p_offset + p_filesz must lie inside it"),
    TROUBLE(SEG_WRAP, "a segment leaves the user address space",
	"p_vaddr + p_memsz is too large for the machine"),
    TROUBLE(SEG_ALIGN, "a segment's alignment is wrong",
	"p_align is a power of two up to 1 GiB and p_vaddr equals p_offset "
	"modulo the page and p_align"),
    TROUBLE(SEG_ORDER, "segments are not in ascending order",
	"PT_LOAD entries ascend by p_vaddr"),
    REFUSED(SEG_OVERLAP, "two segments overlap",
	"the later one would replace bytes of the earlier one"),
    REFUSED(PAGE_SHARED, "two segments with different permissions share a page",
	"a page has one set of permissions"),
    TROUBLE(SEG_FLAGS, "unknown segment permissions",
	"p_flags has only read, write and execute"),
    REFUSED(SEG_WX, "a segment is writable and executable",
	"code could change after it was checked"),
    REFUSED(SEG_ZEROS, "read-only segments have too many zeros past the file",
	"at most 16 MiB of them together are written out"),
    REFUSED(PIE_START, "a static PIE's first segment has no file bytes",
	"the kernel would not move it to a random base"),
    REFUSED(STACK_EXEC, "the stack is executable",
	"PT_GNU_STACK asks for PF_X; link with -z noexecstack"),
    REFUSED(NO_STACK, "no PT_GNU_STACK and no entry to hold one",
	"the stack would be executable; link with -z noexecstack"),
    REFUSED(ENTRY, "the entry point is not in executable file bytes",
	"the first instruction must be one that was checked"),
    REFUSED(RESERVED_RANGE, "a segment touches [0x70000000, 0x80000000)",
	"that range is the loader's; link elsewhere"),

    TROUBLE(SYSLIFT_SIZE, ".syslift is not a whole number of 68-byte entries",
	"the section was not written by a syslift producer"),
    REFUSED(SYSLIFT_RELOC, ".syslift is allocated and has relocations",
	"its addresses would be known only at run time; do not allocate it"),
    REFUSED(SITE_COUNT, "more than 65536 sites", "the tables are bounded"),
    REFUSED(SITE_NUMBER, "a call number is not below 1024",
	"no Linux call has it, and it could hide a call instruction"),
    TROUBLE(SITE_MASK, "a site's mask has unknown bits",
	"only bits 0 to 6 are defined"),
    REFUSED(SITE_RANGE,
	"a slot is not inside one executable segment's file bytes",
	"only code that is in the file can be a slot"),
    REFUSED(SITE_ALIGN, "a slot is not aligned to the machine's instructions",
	"it could not be reached as an instruction"),
    TROUBLE(SITE_ORDER, "sites are not in ascending order",
	"the stream's site table ascends by address"),
    REFUSED(SITE_OVERLAP, "two slots overlap, or one is recorded twice",
	"patching one would change the other"),
    REFUSED(SLOT_STUB, "a slot does not hold its stub, or not fit its kind",
	"only what is written for that purpose, or recorded, is ever patched"),
    REFUSED(RAW_CALL, "call instruction outside every allowed slot",
	"only recorded and allowed sites may make system calls"),
    REFUSED(EMBEDDED, "bytes that are a call instruction by chance",
	"--embedded=pin accepts them: the kernel's filter allows no call "
	"there"),

    TROUBLE(LIST, "the list of calls is malformed",
	"numbers, names and groups, separated by commas"),
    TROUBLE(CALL_NAME, "unknown system call", "no such name on this machine"),
    TROUBLE(
	CALL_NUMBER, "call number is not below 1024", "no Linux call has it"),
    REFUSED(NUMBER_UNKNOWN, "a site's call number is not known",
	"it could issue any call; record a constant number, or leave it to "
	"the filter with --unknown=allowed"),
    REFUSED(PLAN_EXISTS, "the stream already has a plan",
	"a plan is made once, from the sites alone"),
    REFUSED(UNSAFE, "an allowed call can leave the plan",
	"do not allow it, or do not ask for --strict"),
    REFUSED(NO_PLAN, "the stream has no plan", "run allowplan before"),
    TROUBLE(PLAN_MISMATCH, "plan and sites do not match",
	"each site has one decision, in order, with its address and numbers"),
    REFUSED(NOT_PATCHED, "a slot does not hold what its decision says",
	"run patchapply before, and once"),
    REFUSED(FILTER_HELD, "a site is held by the kernel's filter alone",
	"it needs one: run it without --no-filter, or do not use --bare"),
    REFUSED(FILTER_SIZE, "the plan needs more than a filter can hold",
	"the kernel takes 4,096 instructions; allow fewer calls"),
    TROUBLE(FILTER_WRONG, "the filter and the plan differ about a call",
	"this is a defect in the tool; nothing was run"),
    REFUSED(MOVE_ROOM, "no addresses to move the image to",
	"it is larger than what the machine has above a random one"),
    REFUSED(HEADER_ROOM, "no place for the program headers",
	"the linked table overlaps what else must stand there"),
    REFUSED(HEADER_CALL, "the program headers contain a call instruction",
	"no layout of the file removes it"),
    REFUSED(FILE_SIZE, "the composed file would pass 64 GiB",
	"the segments' alignments or e_phoff spread it too far"),
    REFUSED(FOREIGN, "the image is for another machine",
	"run it there; or write a file with -o, if no call needs the filter"),
    REFUSED(PAGING_EXISTS, "the image has page tables",
	"ptmap runs once; begin with a stream without them"),
    REFUSED(PAGING_ARCH, "no page tables of that shape for this image",
	"the architecture is the image's, its pages no larger than the "
	"image's, "
	"and its lower addresses the program's"),
    REFUSED(PAGING_ATTRS,
	"these page tables cannot say a segment's permissions",
	"on x86-64 and AArch64 every page can be read, on RISC-V every page "
	"that can be written"),
    REFUSED(PAGING_ROOM, "no room for the image's pages or their tables",
	"see --phys-base, --phys-range and --tables"),
    REFUSED(PAGING_WRONG, "the page tables do not say what the segments say",
	"each page has its segment's permissions, a frame of its own, and "
	"there is no other"),
    TROUBLE(
	SEAL, "cannot make or seal the image in memory", "the system refused"),
    TROUBLE(PREPARE, "cannot prepare the process", "the system refused"),
    TROUBLE(EXEC, "the kernel did not start the image", "execveat failed"),

    TROUBLE(BPF_KIND, "not an object of BPF programs",
	"a 64-bit little-endian relocatable ELF file for EM_BPF is one"),
    TROUBLE(BPF_ELF, "the object's sections are malformed",
	"every section and its name lie inside the file"),
    TROUBLE(BPF_SYMBOL, "a symbol is malformed",
	"its name, section and place lie inside the object"),
    TROUBLE(BPF_RELOC, "a relocation is malformed",
	"it names an instruction and a symbol of the object"),
    TROUBLE(BPF_BTF, "BTF is malformed", "the kernel would refuse it"),
    TROUBLE(BPF_MAP, "a map's definition is malformed",
	"its type, sizes and entries cannot be read"),
    TROUBLE(BPF_CODE, "not an array of instructions",
	"it is empty, too long, or not a whole number of 8-byte instructions"),
    TROUBLE(BPF_NONE, "no such program", "the object has none of that name"),
    TROUBLE(BPF_LOAD, "cannot load", "libbpf refuses it"),
    TROUBLE(BPF_MODULE, "the kernel module does not answer", "see bpfcheck(4)"),
    TROUBLE(BPF_LOADER, "loading did not end well",
	"the process that loads died, or took too long"),
    TROUBLE(CSV_SYNTAX, "the table is malformed", "RFC 4180 says its form"),
    TROUBLE(CSV_HEADER, "not a table of bpfcheck --csv",
	"its first line has other columns"),
    TROUBLE(
	CSV_ROW, "a row is malformed", "bpfcheck --csv writes none like it"),
    TROUBLE(CSV_TWICE, "a program stands in the table twice",
	"an earlier row has its file, name and section"),
    TROUBLE(CSV_SIZE, "the table is too large", "its sizes are bounded"),
    [FAULT_COUNT] = {"UNKNOWN", 2, "unknown fault",
	"this is a defect in the tool"},
};

/*@ assigns \nothing;
    ensures \result <= FAULT_COUNT;
*/
static size_t
row_of(enum fault_code code)
{
	if ((unsigned)code >= FAULT_COUNT || rows[code].name == NULL)
		return FAULT_COUNT;
	return (size_t)code;
}

const char *
fault_name(enum fault_code code)
{
	return rows[row_of(code)].name;
}

int
fault_status(enum fault_code code)
{
	return rows[row_of(code)].status;
}

const char *
fault_what(enum fault_code code)
{
	return rows[row_of(code)].what;
}

const char *
fault_why(enum fault_code code)
{
	return rows[row_of(code)].why;
}

struct fault
fault_full(enum fault_code code, enum fault_place place, uint64_t at,
    enum fault_item kind, uint64_t item)
{
	struct fault f;

	f.code = code;
	f.place = place;
	f.kind = kind;
	f.at = at;
	f.item = item;
	return f;
}

struct fault
fault_none(void)
{
	return fault_full(FAULT_NONE, AT_NOTHING, 0, ITEM_NONE, 0);
}

struct fault
fault_of(enum fault_code code)
{
	return fault_full(code, AT_NOTHING, 0, ITEM_NONE, 0);
}

struct fault
fault_at(enum fault_code code, enum fault_place place, uint64_t at)
{
	return fault_full(code, place, at, ITEM_NONE, 0);
}

struct fault
fault_in(enum fault_code code, enum fault_item kind, uint64_t item)
{
	return fault_full(code, AT_NOTHING, 0, kind, item);
}
