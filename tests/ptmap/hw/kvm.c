/*
 * kvm SEED ROUNDS [BREAK] - x86-64 page tables that the library writes, walked by
 * this machine's own hardware: probes from ring 3 under /dev/kvm, and
 * KVM_TRANSLATE. BREAK is a defect on purpose: nx or frame.
 *
 * Exit status: 0 no differences, 1 some, 2 the test itself failed, 77 there is
 * no KVM.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plan.h"

/* Physical pages for the machine itself, seen at SYSTEM; at USER for ring 3. */
enum {
	PA_SYSTEM = 0x10000, /* a halt for each exception */
	PA_IDT = 0x11000,
	PA_GDT = 0x12000,
	PA_TSS = 0x13000,
	PA_STACK = 0x14000,
	PA_USER = 0x15000,
	SYSTEM_BYTES = PA_USER - PA_SYSTEM,
	VECTORS = 32,
	GATE = 8, /* bytes of code for each */
	MEMORY = 0xa000000,
	PROBES = 500,
	AGAIN = 150,
	SHOWN = 10
};
#define VA_SYSTEM UINT64_C(0xffffffff80000000)
#define VA_USER	  UINT64_C(0xffffffff80100000)
/* Where tests ran, ring 3 faults there, some faults with the reserved bit, under
   tables of another maker too; KVM_TRANSLATE finds nothing wrong. Taken for the
   hypervisor's own. */
#define VA_TAKEN    UINT64_C(0xffff800000000000)
#define TAKEN_BYTES (UINT64_C(1) << 39)

/* Ring 3: address in rdi, value in rsi; all end in ud2. */
static const uint8_t stubs[3][16] = {
    {0x48, 0x8b, 0x07, 0x0f, 0x0b}, /* mov (%rdi), %rax */
    {0x48, 0x89, 0x37, 0x0f, 0x0b}, /* mov %rsi, (%rdi) */
    {0xff, 0xe7}};		    /* jmp *%rdi */

struct machine {
	struct plan plan;
	int kvm, vm, cpu;
	bool given;
	struct kvm_run *run;
	struct kvm_sregs ring3;
	uint64_t translations, translated_wrong;
};

static int shown;

static void
say(const char *line)
{
	if (shown++ < SHOWN)
		printf("  %s\n", line);
}

static void
trouble(const char *what)
{
	fprintf(stderr, "kvm: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void
ask(int fd, unsigned long request, void *arg, const char *what)
{
	if (ioctl(fd, request, arg) < 0)
		trouble(what);
}

/* The shadow of tables that were written past the guest is forgotten with the
   memory. */
static void
give_memory(struct machine *m)
{
	struct kvm_userspace_memory_region r = {
	    .userspace_addr = (uint64_t)(uintptr_t)m->plan.mem};

	if (m->given)
		ask(m->vm, KVM_SET_USER_MEMORY_REGION, &r, "memory taken");
	m->given = true;
	r.memory_size = m->plan.size;
	ask(m->vm, KVM_SET_USER_MEMORY_REGION, &r, "memory given");
}

static void
create(struct machine *m)
{
	static struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entry[256];
	} id = {.head.nent = 256};
	int size;

	m->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (m->kvm < 0 || ioctl(m->kvm, KVM_GET_API_VERSION, 0) != 12) {
		printf("no /dev/kvm: %s\n", strerror(errno));
		exit(77);
	}
	m->vm = ioctl(m->kvm, KVM_CREATE_VM, 0);
	if (m->vm < 0) {
		printf("/dev/kvm makes no machine: %s\n", strerror(errno));
		exit(77);
	}
	m->cpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
	size = ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (m->cpu < 0 || size < 0)
		trouble("no processor");
	m->run = mmap(
	    NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, m->cpu, 0);
	if (m->run == MAP_FAILED)
		trouble("mmap");
	ask(m->kvm, KVM_GET_SUPPORTED_CPUID, &id, "cpuid");
	ask(m->cpu, KVM_SET_CPUID2, &id, "cpuid");
}

/* Descriptors, and a halt for each exception. */
static void
furnish(const struct plan *p)
{
	static const uint64_t gdt[] = {0, UINT64_C(0x00af9b000000ffff),
	    UINT64_C(0x00cf93000000ffff), 0, UINT64_C(0x00cff3000000ffff),
	    UINT64_C(0x00affb000000ffff)};
	uint64_t *idt = plan_at(p, PA_IDT), at, stack;
	unsigned v;

	memcpy(plan_at(p, PA_GDT), gdt, sizeof gdt);
	memset(plan_at(p, PA_SYSTEM), 0xf4, VECTORS * GATE);
	memcpy(plan_at(p, PA_USER), stubs, sizeof stubs);
	for (v = 0; v < VECTORS; v++) {
		at = VA_SYSTEM + v * GATE;
		idt[2 * v] = (at & 0xffff) | UINT64_C(0x8e00) << 32 | 8 << 16 |
		    (at >> 16 & 0xffff) << 48;
		idt[2 * v + 1] = at >> 32;
	}
	stack = VA_SYSTEM + PA_USER - PA_SYSTEM;
	memcpy(p->mem + PA_TSS + 4, &stack, 8);
}

static struct kvm_segment
segment(unsigned selector, unsigned type, bool code)
{
	struct kvm_segment s = {.limit = 0xffffffff,
	    .selector = (uint16_t)selector,
	    .present = 1,
	    .type = (uint8_t)type,
	    .dpl = 3,
	    .s = 1,
	    .l = code,
	    .db = !code,
	    .g = 1};

	return s;
}

/* Long mode in ring 3, with write protection, global pages and NX. */
static void
enter_ring3(struct machine *m)
{
	struct kvm_sregs *s = &m->ring3;

	ask(m->cpu, KVM_GET_SREGS, s, "registers");
	s->cr0 = 0x80010033;
	s->cr3 = pt_root(&m->plan.pt);
	s->cr4 = 0x2a0;
	s->efer = 0xd00;
	s->cs = segment(0x2b, 11, true);
	s->ss = s->ds = s->es = s->fs = s->gs = segment(0x23, 3, false);
	s->gdt.base = VA_SYSTEM + PA_GDT - PA_SYSTEM;
	s->gdt.limit = 47;
	s->idt.base = VA_SYSTEM + PA_IDT - PA_SYSTEM;
	s->idt.limit = VECTORS * 16 - 1;
	memset(&s->tr, 0, sizeof s->tr);
	s->tr.base = VA_SYSTEM + PA_TSS - PA_SYSTEM;
	s->tr.limit = 103;
	s->tr.selector = 0x30;
	s->tr.type = 11;
	s->tr.present = 1;
	ask(m->cpu, KVM_SET_SREGS, s, "registers");
}

/* Runs until the halt of an exception; which. */
static unsigned
run(struct machine *m, struct kvm_regs *r)
{
	uint64_t at;

	do
		if (ioctl(m->cpu, KVM_RUN, 0) != 0 && errno != EINTR)
			trouble("KVM_RUN");
	while (m->run->exit_reason == KVM_EXIT_INTR);
	ask(m->cpu, KVM_GET_REGS, r, "registers");
	at = r->rip - 1 - VA_SYSTEM;
	if (m->run->exit_reason != KVM_EXIT_HLT || at >= VECTORS * GATE) {
		fprintf(stderr, "kvm: exit %u at %llx\n", m->run->exit_reason,
		    r->rip);
		exit(2);
	}
	return (unsigned)(at / GATE);
}

static void
probe(struct machine *m, struct hw_probe *q)
{
	struct kvm_regs r = {.rip = VA_USER + sizeof stubs[0] * (q->kind & 3),
	    .rdi = q->va,
	    .rsi = q->value,
	    .rflags = 2};
	struct kvm_sregs after;
	uint64_t error = 0;
	unsigned vector;

	ask(m->cpu, KVM_SET_SREGS, &m->ring3, "registers");
	ask(m->cpu, KVM_SET_REGS, &r, "registers");
	vector = run(m, &r);
	if (vector == 6) {
		q->code = HW_OK;
		q->got = r.rax;
		return;
	}
	if (vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
		error = *plan_at(&m->plan, r.rsp - VA_SYSTEM + PA_SYSTEM);
	ask(m->cpu, KVM_GET_SREGS, &after, "registers");
	q->code = (uint64_t)vector << 32 | error;
	q->addr = after.cr2;
}

/* KVM walks the tables by itself, takes an address that is none as one, and says
   of all that they may be written, and not by users. */
static void
translate(struct machine *m, uint64_t va)
{
	struct kvm_translation t = {.linear_address = va};
	struct pt_mapping q;
	enum pt_error error = pt_look(&m->plan.pt, va, &q);
	bool mapped = error == PT_OK;
	char line[200];

	if (error == PT_NOT_CANONICAL)
		return;
	ask(m->cpu, KVM_TRANSLATE, &t, "KVM_TRANSLATE");
	m->translations++;
	if (t.valid == mapped &&
	    (!mapped || t.physical_address == q.pa + (va - q.va)))
		return;
	m->translated_wrong++;
	snprintf(line, sizeof line,
	    "KVM_TRANSLATE %" PRIx64 ": %s %llx, want %s", va,
	    t.valid != 0 ? "mapped" : "not mapped", t.physical_address,
	    mapped ? "mapped" : "not mapped");
	say(line);
}

static void
one_round(struct machine *m, bool first, bool broken)
{
	static struct hw_probe list[PROBES];
	struct plan *p = &m->plan;
	unsigned i;

	plan_change(p, first ? 300 : 24);
	plan_probes(p, list, PROBES, first ? 0 : AGAIN);
	if (broken)
		plan_break(p, list, PROBES);
	give_memory(m);
	ask(m->cpu, KVM_SET_SREGS, &m->ring3, "registers");
	for (i = 0; i < PROBES; i++)
		translate(m, list[i].va);
	for (i = 0; i < PROBES; i++)
		probe(m, list + i);
	plan_judge(p, list, PROBES);
	plan_mend(p);
}

int
main(int argc, char **argv)
{
	static struct machine m;
	struct plan *p = &m.plan;
	uint64_t seed, rounds, i;
	unsigned marks = PT_READ | PT_WRITE | PT_ACCESSED | PT_DIRTY;

	if (argc < 3)
		return 2;
	seed = strtoull(argv[1], NULL, 0);
	rounds = strtoull(argv[2], NULL, 0);
	p->break_how = argc > 3 ? argv[3] : NULL;
	p->size = MEMORY;
	p->name = "x86_64-4 under KVM";
	p->say = say;
	p->user_only = true;
	p->mem = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p->mem == MAP_FAILED)
		trouble("mmap");
	create(&m);
	plan_init(p, "x86_64-4", seed, 1u << 2, 0);
	plan_own(p, VA_SYSTEM, PA_SYSTEM, SYSTEM_BYTES, marks | PT_EXEC);
	plan_own(p, VA_USER, PA_USER, 4096,
	    PT_READ | PT_EXEC | PT_USER | PT_ACCESSED);
	plan_avoid(p, VA_TAKEN, TAKEN_BYTES);
	furnish(p);
	give_memory(&m);
	enter_ring3(&m);
	for (i = 0; i < rounds; i++)
		one_round(&m, i == 0, p->break_how != NULL && i >= rounds / 2);
	plan_report(p);
	printf("%" PRIu64 " KVM_TRANSLATE, %" PRIu64 " differences; seed %s\n",
	    m.translations, m.translated_wrong, argv[1]);
	return p->count.differences + m.translated_wrong != 0;
}
