/*
 * final - the last gate alone: final_check on ELF files forged field by field,
 * each refused with its code. What the composer would never write is judged
 * here as if another process had written it.
 */
#include <stdio.h>
#include <string.h>

#include "codec.h"
#include "final_test.h"
#include "frame.h"
#include "le.h"

enum { TEXT = 1, STACK = 4 }; /* indices of program headers */

uint8_t file[SIZE];
struct site site;
struct decision decision;
bool filtered;
static struct image plan;
static struct phdr phdrs[PHNUM];
static struct final final;
static size_t in_front;
static unsigned passed, failed;

static void
load(struct phdr *p, uint64_t page, uint32_t flags)
{
	p->type = PHDR_LOAD;
	p->flags = flags;
	p->offset = page * PAGE;
	p->vaddr = p->paddr = 0x400000 + page * PAGE;
	p->filesz = p->memsz = PAGE;
	p->align = PAGE;
}

static void
put_phdrs(void)
{
	size_t i;

	for (i = 0; i < PHNUM; i++)
		codec_put_phdr(file, 64 + i * IMAGE_PHDR_BYTES, &phdrs[i]);
}

/* Headers, text with one allowed slot, data, notes; as runimg writes it. */
static void
good(void)
{
	size_t i;

	static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1};

	memset(file, 0, sizeof file);
	memset(phdrs, 0, sizeof phdrs);
	memset(&plan, 0, sizeof plan);
	in_front = 0;
	filtered = false;
	memcpy(file, ident, sizeof ident);
	le16_put(file, 16, IMAGE_EXEC);
	le16_put(file, 18, arch_x86_64.machine);
	le32_put(file, 20, 1);
	le64_put(file, 24, 0x401000);
	le64_put(file, 32, 64);
	le16_put(file, 52, 64);
	le16_put(file, 54, IMAGE_PHDR_BYTES);
	le16_put(file, 56, PHNUM);
	load(&phdrs[0], 0, IMAGE_R);
	load(&phdrs[TEXT], 1, IMAGE_R | IMAGE_X);
	load(&phdrs[2], 2, IMAGE_R | IMAGE_W);
	load(&phdrs[3], 3, IMAGE_R);
	phdrs[STACK].type = PHDR_GNU_STACK;
	phdrs[STACK].flags = IMAGE_R | IMAGE_W;
	phdrs[5].type = PHDR_NOTE;
	phdrs[5].offset = 3 * PAGE;
	phdrs[5].vaddr = 0x403000;
	phdrs[5].filesz = phdrs[5].memsz = 32;
	site.vaddr = 0x401010;
	site.kind = SITE_STUB;
	site.length = ARCH_SLOT;
	site.numbers = NUMBERS_ONE;
	site.number = 60;
	site.known = SITE_KNOWS_NUMBER;
	decision.vaddr = site.vaddr;
	decision.number = 60;
	decision.numbers = NUMBERS_ONE;
	decision.decision = DECISION_ALLOW;
	decision.holder = HOLDER_BYTES;
	plan.arch = &arch_x86_64;
	plan.prog.type = IMAGE_EXEC;
	plan.prog.machine = arch_x86_64.machine;
	plan.has_plan = true;
	plan.nsites = plan.nplan = 1;
	plan.sites = &site;
	plan.plan = &decision;
	for (i = 0; i < ARCH_SLOT; i++)
		file[PAGE + 16 + i] = arch_allow_byte(&arch_x86_64, 60, i);
	put_phdrs();
}

void
expect(const char *what, enum fault_code code)
{
	struct fault f;

	f = final_check(&final, file, SIZE, in_front, &plan, filtered);
	if (f.code == code) {
		passed++;
	} else {
		failed++;
		printf("failed: %s: %s, expected %s\n", what,
		    fault_name(f.code), fault_name(code));
	}
	good();
}

static void
phdr(const char *what, uint64_t *field, uint64_t value, enum fault_code code)
{
	*field = value;
	put_phdrs();
	expect(what, code);
}

static void
type(const char *what, size_t i, uint32_t value, enum fault_code code)
{
	phdrs[i].type = value;
	put_phdrs();
	expect(what, code);
}

static void
flags(const char *what, size_t i, uint32_t value, enum fault_code code)
{
	phdrs[i].flags = value;
	put_phdrs();
	expect(what, code);
}

static void
byte(const char *what, size_t at, uint8_t value, enum fault_code code)
{
	file[at] = value;
	expect(what, code);
}

static void
test_header(void)
{
	size_t i;

	for (i = 0; i < 4; i++)
		byte("magic", i, 1, FAULT_NOT_ELF);
	byte("class", 4, 1, FAULT_NOT_ELF);
	byte("data", 5, 2, FAULT_NOT_ELF);
	byte("version", 6, 0, FAULT_NOT_ELF);
	byte("type", 16, IMAGE_DYN, FAULT_ELF_TYPE);
	byte("type", 16, 1, FAULT_ELF_TYPE);
	byte("machine", 18, 183, FAULT_MACHINE);
	byte("ehsize", 52, 63, FAULT_ELF_HEADER);
	byte("phentsize", 54, 57, FAULT_ELF_HEADER);
	byte("phnum 0", 56, 0, FAULT_PHDR_COUNT);
	byte("phnum much", 57, 5, FAULT_PHDR_COUNT);
	byte("phoff outside", 34, 1, FAULT_PHDR_RANGE);
	byte("phoff huge", 39, 0xff, FAULT_PHDR_RANGE);
	byte("entry not executable", 25, 0x20, FAULT_ENTRY);
	byte("entry outside", 28, 1, FAULT_ENTRY);
}

static void
test_types(void)
{
	type("interp", 5, PHDR_INTERP, FAULT_INTERP);
	type("shlib", 5, 5, FAULT_PHDR_PLACE);
	type("unknown", 5, 0x60000001, FAULT_PHDR_PLACE);
	type("no stack", STACK, PHDR_NULL, FAULT_NO_STACK);
	flags("stack", STACK, IMAGE_R | IMAGE_W | IMAGE_X, FAULT_STACK_EXEC);
	phdr("note elsewhere", &phdrs[5].vaddr, 0x405000, FAULT_PHDR_PLACE);
	phdr("note offset", &phdrs[5].offset, 2 * PAGE, FAULT_PHDR_PLACE);
}

static void
test_loads(void)
{
	flags("w+x", TEXT, 7, FAULT_SEG_WX);
	flags("flags", TEXT, 8, FAULT_SEG_FLAGS);
	phdr("memory", &phdrs[2].memsz, PAGE - 1, FAULT_SEG_SIZE);
	phdr("zero fill of text", &phdrs[TEXT].filesz, PAGE / 2,
	    FAULT_SEG_ALIGN);
	phdr("half page of r", &phdrs[3].vaddr, 0x403800, FAULT_SEG_ALIGN);
	phdr("align", &phdrs[3].align, 3, FAULT_SEG_ALIGN);
	phdr("offset outside", &phdrs[2].offset, SIZE, FAULT_SEG_RANGE);
	phdr("offset wraps", &phdrs[2].offset, UINT64_MAX - 4095,
	    FAULT_SEG_RANGE);
	phdr("file page shared", &phdrs[2].offset, PAGE, FAULT_SEG_OVERLAP);
	phdr("order", &phdrs[2].vaddr, 0x400000, FAULT_SEG_ORDER);
	phdr("overlap", &phdrs[2].vaddr, 0x401000, FAULT_SEG_OVERLAP);
	phdr("kernel", &phdrs[3].vaddr, 0xffff800000000000, FAULT_SEG_WRAP);
	phdr("reserved", &phdrs[3].vaddr, 0x7ffff000, FAULT_RESERVED_RANGE);
	phdrs[2].filesz = phdrs[2].memsz = 2 * PAGE;
	phdrs[3].vaddr = 0x404000;
	phdrs[5].vaddr = 0x404000;
	put_phdrs();
	expect("two pages, one of another's", FAULT_SEG_OVERLAP);
	phdrs[2].memsz = 3 * PAGE + 8;
	phdrs[3].vaddr = phdrs[5].vaddr = 0x405000;
	phdrs[3].flags = IMAGE_R | IMAGE_W;
	put_phdrs();
	expect("page of memory shared", FAULT_SEG_OVERLAP);
	phdrs[2].filesz = phdrs[2].memsz = 8;
	phdrs[3].vaddr = phdrs[5].vaddr = 0x402000 + 8;
	phdrs[3].offset = phdrs[5].offset = 3 * PAGE + 8;
	phdrs[3].filesz = phdrs[3].memsz = 64;
	phdrs[3].flags = IMAGE_R | IMAGE_W;
	put_phdrs();
	expect("two loads on a page", FAULT_SEG_ALIGN);
	/* A PIE whose first load is memory only. */
	le16_put(file, 16, IMAGE_DYN);
	plan.prog.type = IMAGE_DYN;
	phdrs[0].flags = IMAGE_R | IMAGE_W;
	phdrs[0].filesz = 0;
	put_phdrs();
	expect("pie start", FAULT_PIE_START);
}

static void
test_calls(void)
{
	plan.has_plan = false;
	expect("no plan", FAULT_NO_PLAN);
	byte("another number", PAGE + 17, 59, FAULT_NOT_PATCHED);
	byte("half a slot", PAGE + 16, 0x90, FAULT_NOT_PATCHED);
	decision.decision = DECISION_DENY;
	decision.holder = HOLDER_NOBODY;
	expect("denied but patched", FAULT_NOT_PATCHED);
	decision.holder = HOLDER_FILTER;
	expect("filter", FAULT_FILTER_HELD);
	decision.holder = HOLDER_FILTER;
	filtered = true;
	expect("filter, with the number in the slot", FAULT_NOT_PATCHED);
	decision.holder = HOLDER_FILTER;
	filtered = true;
	memcpy(file + PAGE + 16, arch_x86_64.bare, ARCH_SLOT);
	expect("filter, bare", FAULT_NONE);
	decision.decision = DECISION_DENY;
	decision.holder = HOLDER_FILTER;
	filtered = true;
	expect("denied, held by the filter", FAULT_FILTER_HELD);
	decision.holder = HOLDER_NOBODY;
	expect("allowed, held by nobody", FAULT_FILTER_HELD);
	site.vaddr = decision.vaddr = 0x402010;
	expect("site in data", FAULT_SITE_RANGE);
	plan.nsites = plan.nplan = 0;
	expect("a call that is nobody's", FAULT_RAW_CALL);
	memcpy(file + 2 * PAGE - 2, "\x0f\x05", 2);
	expect("at the end", FAULT_RAW_CALL);
	memcpy(file + PAGE + 100, "\xcd\x80", 2);
	expect("int $0x80", FAULT_RAW_CALL);
	memcpy(file + 2 * PAGE, "\x0f\x05", 2);
	expect("in data", FAULT_NONE);
	file[2 * PAGE - 1] = 0x0f;
	file[3 * PAGE] = 0x05;
	phdrs[2].flags = IMAGE_R;
	phdrs[2].offset = 3 * PAGE;
	phdrs[3].offset = phdrs[5].offset = 2 * PAGE;
	phdrs[2].flags = IMAGE_R | IMAGE_X;
	put_phdrs();
	expect("over two pages, apart in the file", FAULT_RAW_CALL);
}

/* Two tables: a load in front that the first one covers. */
static void
front(const char *what, size_t field, uint64_t value, enum fault_code code)
{
	size_t i, at = 64;

	le16_put(file, 56, PHNUM + 1);
	for (i = 0; i < PHNUM; i++)
		codec_put_phdr(
		    file, at + (i + 1) * IMAGE_PHDR_BYTES, &phdrs[i]);
	memset(file + at, 0, IMAGE_PHDR_BYTES);
	le32_put(file, at, PHDR_LOAD);
	le32_put(file, at + 4, IMAGE_R);
	le64_put(file, at + 16, 0x400000);
	le64_put(file, at + 32, PAGE);
	le64_put(file, at + 40, PAGE);
	if (field < 8)
		le32_put(file, at + field, (uint32_t)value);
	else
		le64_put(file, at + field, value);
	if (field == 32)
		le64_put(file, at + 40, value);
	in_front = 1;
	expect(what, code);
}

static void
test_front(void)
{
	front("two tables", 0, PHDR_LOAD, FAULT_NONE);
	front("no load", 0, PHDR_NOTE, FAULT_SEG_OVERLAP);
	front("executable", 4, IMAGE_R | IMAGE_X, FAULT_SEG_OVERLAP);
	front("writable", 4, IMAGE_R | IMAGE_W, FAULT_SEG_OVERLAP);
	front("elsewhere in the file", 8, PAGE, FAULT_SEG_OVERLAP);
	front("a page before", 16, 0x3ff000, FAULT_SEG_OVERLAP);
	front("a page behind", 16, 0x401000, FAULT_SEG_OVERLAP);
	front("no bytes", 32, 0, FAULT_SEG_OVERLAP);
	front("fewer bytes", 32, 8, FAULT_NONE);
	front("one byte more", 32, PAGE + 1, FAULT_SEG_OVERLAP);
	front("zero fill", 40, PAGE + 1, FAULT_SEG_OVERLAP);
	le16_put(file, 56, 1);
	in_front = 1;
	expect("nothing behind it", FAULT_PHDR_COUNT);
}

static struct layout layout;

static void
framed(const char *what, enum fault_code code, size_t item)
{
	struct fault f = frame_check(&final.view, &layout);

	if (f.code == code && (code == FAULT_NONE || f.item == item)) {
		passed++;
	} else {
		failed++;
		printf("failed: frame: %s: %s\n", what, fault_name(f.code));
	}
}

/* The layout that good was written by. */
static void
lay(void)
{
	const struct segment *s;
	size_t i;

	layout.nloads = final.view.nsegs;
	for (i = 0; i < layout.nloads; i++) {
		s = &final.view.segs[i];
		layout.loads[i].offset = s->offset;
		layout.loads[i].vaddr = s->vaddr;
		layout.loads[i].filesz = s->filesz;
		layout.loads[i].memsz = s->memsz;
		layout.loads[i].flags = s->flags;
	}
}

static void
test_frame(void)
{
	final_check(&final, file, SIZE, 0, &plan, false);
	lay();
	framed("good", FAULT_NONE, 0);
	layout.nloads--;
	framed("one less", FAULT_SEG_MISMATCH, 0);
	lay();
	layout.loads[0].offset += PAGE;
	framed("offset", FAULT_SEG_MISMATCH, 0);
	lay();
	layout.loads[1].vaddr += PAGE;
	framed("vaddr", FAULT_SEG_MISMATCH, 1);
	lay();
	layout.loads[2].filesz--;
	framed("filesz", FAULT_SEG_MISMATCH, 2);
	lay();
	layout.loads[3].memsz++;
	framed("memsz", FAULT_SEG_MISMATCH, 3);
	lay();
	layout.loads[2].flags ^= IMAGE_W;
	framed("flags", FAULT_SEG_MISMATCH, 2);
}

static void
test_size(void)
{
	struct fault f =
	    final_check(&final, file, LAYOUT_FILE_MAX + 1, 0, &plan, false);

	passed += f.code == FAULT_FILE_SIZE;
	failed += f.code != FAULT_FILE_SIZE;
}

int
main(void)
{
	good();
	expect("good", FAULT_NONE);
	test_frame();
	test_size();
	test_header();
	test_types();
	test_loads();
	test_calls();
	test_kinds();
	test_front();
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
