/*
 * boot < STREAM - the image of a stream with page tables, run under /dev/kvm on
 * those tables: its frames and tables laid into guest memory as the records say,
 * CR3 the root, ring 3 at the entry point. Beside them, in entries of the root
 * that the image does not use, a page for what a processor needs to take a
 * fault, and a stack. The call instructions of allowed slots are made UD2, which
 * leaves the guest everywhere (SYSCALL does not under nested virtualisation);
 * write and exit are done here.
 * Exit status: the program's; 77: no KVM; 1: anything else, said.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "paging.h"
#include "ptarch.h"
#include "source.h"

enum {
	OWN = 64 * 4096, /* after the image: tables, system page, stack */
	OWN_TABLES = 16,
	STACK_PAGES = 8,
	GDT = 0,
	TSS = 256,
	IDT = 512,
	HANDLER = 3072,
	FAULTS = 32,
	CALLS = 1000
};
#define SYSTEM_VA  UINT64_C(0xffffffff80000000)
#define SYSTEM_TOP (SYSTEM_VA + 4096 * 2)
#define STACK_VA   UINT64_C(0x7ffffff00000)
#define STACK_TOP  (STACK_VA + STACK_PAGES * 4096)

static struct source source;
static struct paging_seen paging;
static struct paging_range ranges[IMAGE_PHDRS];
static uint8_t *tables, *memory;
static uint64_t base, bytes; /* guest memory is [base, base + bytes) */
static int vcpu;

static void
die(const char *what)
{
	fprintf(stderr, "boot: %s\n", what);
	exit(1);
}

/* Where a byte of the image lies, in this process; the stream is on its way
   still, so bytes wait in a list until the ranges have come. */
struct piece {
	struct piece *next;
	uint64_t va;
	size_t n;
	uint8_t bytes[];
};
static struct piece *pieces;

static void
keep(uint64_t va, const uint8_t *b, size_t n)
{
	struct piece *p = malloc(sizeof *p + n);

	if (p == NULL)
		die("memory");
	p->va = va;
	p->n = n;
	memcpy(p->bytes, b, n);
	p->next = pieces;
	pieces = p;
}

static void
read_stream(void)
{
	enum source_event event;

	source_start(&source, STDIN_FILENO);
	paging.ranges = ranges;
	while ((event = source_next(&source)) == SOURCE_RECORD) {
		if (source.rank == TAKE_DATA)
			keep(source.data.vaddr,
			    source.rec.payload + source.data.at, source.data.n);
		if (source.rank != TAKE_START)
			continue;
		if (paging_take(&paging, source.rec.type, source.rec.payload,
			source.rec.len) != FAULT_NONE)
			die("records of page tables");
		if (paging.root && paging.tables == NULL)
			paging.tables = tables = calloc(
			    paging.head.ntables, paging.head.table_bytes);
	}
	if (event != SOURCE_END || !paging.root || !paging_whole(&paging) ||
	    !source.img.has_plan)
		die("no whole stream with a plan and page tables");
}

static uint8_t *
physical(uint64_t pa, uint64_t n)
{
	if (pa < base || pa - base > bytes || n > bytes - (pa - base))
		die("outside guest memory");
	return memory + (pa - base);
}

static uint8_t *
image_byte(uint64_t va)
{
	size_t i;

	for (i = 0; i < paging.nranges; i++)
		if (va - ranges[i].va < ranges[i].len)
			return physical(ranges[i].pa + (va - ranges[i].va), 1);
	die("an address of no range");
	return NULL;
}

static void
lay(void)
{
	uint64_t end =
	    paging.head.tables + paging.head.ntables * paging.head.table_bytes;
	struct piece *p;
	size_t i, k;

	base = end;
	for (i = 0; i < paging.nranges; i++)
		if (ranges[i].pa < base)
			base = ranges[i].pa;
	bytes = end - base + OWN;
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		die("memory");
	memcpy(physical(paging.head.tables, 0), tables,
	    paging.head.ntables * paging.head.table_bytes);
	for (p = pieces; p != NULL; p = p->next)
		for (k = 0; k < p->n; k++)
			*image_byte(p->va + k) = p->bytes[k];
}

static void
calls_leave(void)
{
	const struct image *img = &source.img;
	const struct site *s;
	size_t i;

	for (i = 0; i < img->nsites; i++) {
		s = &img->sites[i];
		if (img->plan[i].decision != DECISION_ALLOW)
			continue;
		if (*image_byte(s->vaddr + s->length - 2) != 0x0f ||
		    *image_byte(s->vaddr + s->length - 1) != 0x05)
			die("an allowed slot without its instruction");
		*image_byte(s->vaddr + s->length - 1) = 0x0b;
	}
}

/* Faults push to a stack of the system page and halt. */
static void
system_page(uint8_t *page)
{
	/* null, kernel code and data, null, user data and code, TSS */
	static const uint64_t gdt[] = {0, 0x00af9b000000ffff,
	    0x00cf93000000ffff, 0, 0x00cff3000000ffff, 0x00affb000000ffff};
	uint64_t tss = SYSTEM_VA + TSS, handler, *gate;
	int v;

	memcpy(page + GDT, gdt, sizeof gdt);
	gate = (uint64_t *)(page + GDT + 48);
	gate[0] = 0x67 | (tss & 0xffffff) << 16 | 0x89ull << 40 |
	    (tss >> 24 & 0xff) << 56;
	gate[1] = tss >> 32;
	*(uint64_t *)(page + TSS + 4) = SYSTEM_TOP;
	for (v = 0; v < FAULTS; v++) {
		handler = SYSTEM_VA + HANDLER + (uint64_t)v * 2;
		page[HANDLER + v * 2] = 0xf4; /* hlt */
		gate = (uint64_t *)(page + IDT + v * 16);
		gate[0] = (handler & 0xffff) | 8ull << 16 | 0x8eull << 40 |
		    (handler >> 16 & 0xffff) << 48;
		gate[1] = handler >> 32;
	}
}

/* The system's half and the stack, in tables of their own, whose root's entries
   go into the image's root. */
static void
own_tables(void)
{
	static struct pt_frame frames[OWN_TABLES];
	uint64_t pa = base + bytes - OWN, system = pa + OWN_TABLES * 4096;
	struct pt_config c = {.arch = pt_arch_named(paging.head.arch),
	    .tables = (uint64_t *)physical(pa, OWN),
	    .frames = frames,
	    .tables_pa = pa,
	    .nframes = OWN_TABLES,
	    .given = OWN_TABLES};
	uint64_t *root = (uint64_t *)physical(paging.head.root, 4096);
	const uint64_t *own = c.tables;
	struct pt pt;
	int i;

	if (pt_init(&pt, &c) != PT_OK ||
	    pt_map_range(&pt, SYSTEM_VA, system, 2 * 4096,
		PT_READ | PT_WRITE | PT_EXEC) != PT_OK ||
	    pt_map_range(&pt, STACK_VA, system + 2 * 4096, STACK_PAGES * 4096,
		PT_READ | PT_WRITE | PT_USER) != PT_OK)
		die("own tables");
	system_page(physical(system, 4096));
	for (i = 0; i < 512; i++) {
		if (own[i] != 0 && root[i] != 0)
			die("the image has an address of the system's");
		root[i] |= own[i];
	}
}

static void
set_segment(struct kvm_segment *s, int selector, int type, int dpl, int code)
{
	memset(s, 0, sizeof *s);
	s->limit = 0xffffffff;
	s->selector = (uint16_t)selector;
	s->present = s->s = s->g = 1;
	s->type = (uint8_t)type;
	s->dpl = (uint8_t)dpl;
	s->l = (uint8_t)code;
	s->db = (uint8_t)!code;
}

static void
ring3(const struct kvm_regs *r)
{
	struct kvm_sregs s;

	if (ioctl(vcpu, KVM_GET_SREGS, &s) != 0)
		die("KVM_GET_SREGS");
	s.cr3 = paging.head.root;
	s.cr4 = 0x220;	    /* PAE, OSFXSR */
	s.cr0 = 0x80010033; /* PG, WP, NE, ET, MP, PE */
	s.efer = 0xd00;	    /* NXE, LMA, LME */
	set_segment(&s.cs, 0x2b, 11, 3, 1);
	set_segment(&s.ss, 0x23, 3, 3, 0);
	s.ds = s.es = s.fs = s.gs = s.ss;
	s.gdt.base = SYSTEM_VA + GDT;
	s.gdt.limit = 63;
	s.idt.base = SYSTEM_VA + IDT;
	s.idt.limit = FAULTS * 16 - 1;
	memset(&s.tr, 0, sizeof s.tr);
	s.tr.base = SYSTEM_VA + TSS;
	s.tr.limit = 0x67;
	s.tr.selector = 0x30;
	s.tr.type = 11;
	s.tr.present = 1;
	if (ioctl(vcpu, KVM_SET_SREGS, &s) != 0 ||
	    ioctl(vcpu, KVM_SET_REGS, r) != 0)
		die("KVM_SET_SREGS");
}

static void
write_out(uint64_t va, uint64_t n)
{
	struct kvm_translation t;
	uint64_t i;

	for (i = 0; i < n; i++) {
		memset(&t, 0, sizeof t);
		t.linear_address = va + i;
		if (ioctl(vcpu, KVM_TRANSLATE, &t) != 0 || !t.valid)
			die("write from where nothing is");
		putchar(*physical(t.physical_address, 1));
	}
}

/* A call at the invalid instruction; true if the program goes on. */
static bool
call(struct kvm_regs *r, const uint64_t *frame, int *status)
{
	struct kvm_translation t = {.linear_address = frame[0]};
	const uint8_t *at;

	if (ioctl(vcpu, KVM_TRANSLATE, &t) != 0 || !t.valid)
		die("a fault nowhere");
	at = physical(t.physical_address, 2);
	if (at[0] != 0x0f || at[1] != 0x0b)
		die("an invalid instruction that is no call");
	if (r->rax == 60) {
		*status = (int)(r->rdi & 255);
		return false;
	}
	if (r->rax != 1 || r->rdi != 1)
		die("a call that was not allowed");
	write_out(r->rsi, r->rdx);
	r->rax = r->rdx;
	r->rip = frame[0] + 2;
	r->rflags = 2;
	r->rsp = frame[3];
	return true;
}

/* The processor is this one: without that it has no NX bit. */
static void
features(int kvm)
{
	struct kvm_cpuid2 *c =
	    calloc(1, sizeof *c + 256 * sizeof c->entries[0]);

	if (c == NULL)
		die("memory");
	c->nent = 256;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, c) != 0 ||
	    ioctl(vcpu, KVM_SET_CPUID2, c) != 0)
		die("KVM_SET_CPUID2");
	free(c);
}

/* Page faults have pushed an error code: SDM volume 3A, section 4.7. */
static void
report(uint64_t system, uint64_t vector)
{
	const uint64_t *at = (uint64_t *)physical(system + 8192 - 48, 48);
	struct kvm_sregs s;

	ioctl(vcpu, KVM_GET_SREGS, &s);
	fprintf(stderr,
	    "boot: fault %d at 0x%llx, address 0x%llx, error 0x%llx\n",
	    (int)vector, (unsigned long long)at[1], (unsigned long long)s.cr2,
	    (unsigned long long)at[0]);
}

static int
run(struct kvm_run *state)
{
	struct kvm_regs r = {
	    .rip = source.img.prog.entry, .rsp = STACK_TOP - 64, .rflags = 2};
	uint64_t system = base + bytes - OWN + OWN_TABLES * 4096, vector;
	int status = 1, calls;

	ring3(&r);
	for (calls = 0; calls < CALLS; calls++) {
		if (ioctl(vcpu, KVM_RUN, 0) != 0 ||
		    state->exit_reason != KVM_EXIT_HLT)
			die("the guest left in no way that it should");
		ioctl(vcpu, KVM_GET_REGS, &r);
		vector = (r.rip - 1 - SYSTEM_VA - HANDLER) / 2;
		if (vector != 6) {
			report(system, vector);
			exit(1);
		}
		/* rip, cs, flags, rsp, ss */
		if (!call(&r, (uint64_t *)physical(system + 8192 - 40, 40),
			&status))
			break;
		ring3(&r);
	}
	return status;
}

int
main(void)
{
	struct kvm_userspace_memory_region region = {0};
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, status;
	struct kvm_run *state;

	if (kvm < 0) {
		fprintf(stderr, "boot: no /dev/kvm\n");
		return 77;
	}
	alarm(20);
	read_stream();
	lay();
	calls_leave();
	own_tables();
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	region.guest_phys_addr = base;
	region.memory_size = bytes;
	region.userspace_addr = (uint64_t)memory;
	if (vm < 0 || ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) != 0)
		die("KVM_CREATE_VM");
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	state = mmap(NULL, (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0),
	    PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (vcpu < 0 || state == MAP_FAILED)
		die("KVM_CREATE_VCPU");
	features(kvm);
	status = run(state);
	if (fflush(stdout) != 0)
		die("output");
	return status;
}
