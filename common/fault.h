/*
 * fault - what can be wrong, and where.
 *
 * Logic returns a struct fault; only main functions print it. A code's name,
 * status and wording stand once, in fault.c's table; names are stable and
 * listed in image-stream(5) or the tool's page.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stddef.h>
#include <stdint.h>

enum fault_code {
	FAULT_NONE = 0,
	/* Usage, input and output. */
	FAULT_USAGE,
	FAULT_OPEN,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_TTY,
	FAULT_TEMP,
	FAULT_MEMORY,
	FAULT_TOO_BIG,
	FAULT_GZIP_BAD,
	FAULT_GZIP_BOMB,
	/* The stream's frame: signature, records, end. */
	FAULT_BAD_MAGIC,
	FAULT_TEXT_MANGLED,
	FAULT_BAD_VERSION,
	FAULT_TRUNCATED,
	FAULT_BAD_CRC,
	FAULT_BAD_TYPE,
	FAULT_UNKNOWN_RECORD,
	FAULT_RESERVED_FIELD,
	FAULT_BAD_LENGTH,
	FAULT_BAD_PADDING,
	FAULT_BAD_ORDER,
	FAULT_BAD_END,
	FAULT_TRAILING,
	/* The records' meaning. */
	FAULT_BAD_NAME,
	FAULT_BAD_TABLE,
	FAULT_BAD_SET,
	FAULT_BAD_SITE,
	FAULT_BAD_PLAN,
	FAULT_BAD_DATA,
	FAULT_BAD_SYMBOL,
	FAULT_BAD_STATEMENT,
	FAULT_BAD_STOP,
	FAULT_BAD_PAGING,
	FAULT_SEG_MISMATCH,
	/* The ELF file. */
	FAULT_NOT_ELF,
	FAULT_ELF_CLASS,
	FAULT_ELF_DATA,
	FAULT_ELF_VERSION,
	FAULT_ELF_TYPE,
	FAULT_ELF_HEADER,
	FAULT_MACHINE,
	FAULT_PHDR_COUNT,
	FAULT_PHDR_RANGE,
	FAULT_PHDR_PLACE,
	FAULT_SHDR_RANGE,
	FAULT_INTERP,
	FAULT_DYNAMIC,
	/* Segments. */
	FAULT_NO_LOAD,
	FAULT_SEG_SIZE,
	FAULT_SEG_RANGE,
	FAULT_SEG_WRAP,
	FAULT_SEG_ALIGN,
	FAULT_SEG_ORDER,
	FAULT_SEG_OVERLAP,
	FAULT_PAGE_SHARED,
	FAULT_SEG_FLAGS,
	FAULT_SEG_WX,
	FAULT_SEG_ZEROS,
	FAULT_PIE_START,
	FAULT_STACK_EXEC,
	FAULT_NO_STACK,
	FAULT_ENTRY,
	FAULT_RESERVED_RANGE,
	/* Sites. */
	FAULT_SYSLIFT_SIZE,
	FAULT_SYSLIFT_RELOC,
	FAULT_SITE_COUNT,
	FAULT_SITE_NUMBER,
	FAULT_SITE_MASK,
	FAULT_SITE_RANGE,
	FAULT_SITE_ALIGN,
	FAULT_SITE_ORDER,
	FAULT_SITE_OVERLAP,
	FAULT_SLOT_STUB,
	FAULT_RAW_CALL,
	FAULT_EMBEDDED,
	/* The plan and the run. */
	FAULT_LIST,
	FAULT_CALL_NAME,
	FAULT_CALL_NUMBER,
	FAULT_NUMBER_UNKNOWN,
	FAULT_PLAN_EXISTS,
	FAULT_UNSAFE,
	FAULT_NO_PLAN,
	FAULT_PLAN_MISMATCH,
	FAULT_NOT_PATCHED,
	FAULT_FILTER_HELD,
	FAULT_FILTER_SIZE,
	FAULT_FILTER_WRONG,
	FAULT_MOVE_ROOM,
	FAULT_HEADER_ROOM,
	FAULT_HEADER_CALL,
	FAULT_FILE_SIZE,
	FAULT_FOREIGN,
	FAULT_PAGING_EXISTS,
	FAULT_PAGING_ARCH,
	FAULT_PAGING_ATTRS,
	FAULT_PAGING_ROOM,
	FAULT_PAGING_WRONG,
	FAULT_SEAL,
	FAULT_PREPARE,
	FAULT_EXEC,
	/* Objects of BPF programs. */
	FAULT_BPF_KIND,
	FAULT_BPF_ELF,
	FAULT_BPF_SYMBOL,
	FAULT_BPF_RELOC,
	FAULT_BPF_BTF,
	FAULT_BPF_MAP,
	FAULT_BPF_CODE,
	FAULT_BPF_NONE,
	FAULT_BPF_LOAD,
	FAULT_BPF_MODULE,
	FAULT_BPF_LOADER,
	/* Tables of their verdicts. */
	FAULT_CSV_SYNTAX,
	FAULT_CSV_HEADER,
	FAULT_CSV_ROW,
	FAULT_CSV_TWICE,
	FAULT_CSV_SIZE,
	FAULT_COUNT
};

/* What fault.at is. */
enum fault_place {
	AT_NOTHING = 0,
	AT_ADDRESS, /* virtual address in the image, as linked */
	AT_STREAM,  /* byte offset in the stream */
	AT_FILE,    /* byte offset in an ELF file */
	AT_LINE	    /* line of a list, from 1 */
};

/* What fault.item counts, from 0. */
enum fault_item {
	ITEM_NONE = 0,
	ITEM_SEGMENT,
	ITEM_PHDR,
	ITEM_SITE,
	ITEM_SET,
	ITEM_SECTION
};

struct fault {
	enum fault_code code;
	enum fault_place place;
	enum fault_item kind;
	uint64_t at;
	uint64_t item;
};

/* Exit statuses of the stages (runimg maps them to its own). */
enum { STATUS_DONE = 0, STATUS_REFUSED = 1, STATUS_TROUBLE = 2 };

/* The stable name, "BAD_CRC"; "UNKNOWN" for a code outside the table. */
/*@ assigns \nothing; */
const char *fault_name(enum fault_code code);
/* STATUS_REFUSED or STATUS_TROUBLE. */
/*@ assigns \nothing; */
int fault_status(enum fault_code code);
/* What is wrong, and why that matters, as phrases without a full stop. */
/*@ assigns \nothing; */
const char *fault_what(enum fault_code code);
/*@ assigns \nothing; */
const char *fault_why(enum fault_code code);

/*@ predicate fault_is(struct fault f, integer code, integer place, integer at,
      integer kind, integer item) =
      f.code == code && f.place == place && f.at == at && f.kind == kind &&
      f.item == item;
*/

/* No fault; one without a place; at an address, stream or file offset; in an
   item; both. */
/*@ assigns \nothing;
    ensures fault_is(\result, FAULT_NONE, AT_NOTHING, 0, ITEM_NONE, 0);
*/
struct fault fault_none(void);
/*@ assigns \nothing;
    ensures fault_is(\result, code, AT_NOTHING, 0, ITEM_NONE, 0);
*/
struct fault fault_of(enum fault_code code);
/*@ assigns \nothing;
    ensures fault_is(\result, code, place, at, ITEM_NONE, 0);
*/
struct fault fault_at(
    enum fault_code code, enum fault_place place, uint64_t at);
/*@ assigns \nothing;
    ensures fault_is(\result, code, AT_NOTHING, 0, kind, item);
*/
struct fault fault_in(
    enum fault_code code, enum fault_item kind, uint64_t item);
/*@ assigns \nothing;
    ensures fault_is(\result, code, place, at, kind, item);
*/
struct fault fault_full(enum fault_code code, enum fault_place place,
    uint64_t at, enum fault_item kind, uint64_t item);

#endif
