/*
 * bpfcontext [--here | --kernel | --compare | --helpers [--unprivileged]]: what a
 * program may do with its context, by program type and attach type: every offset,
 * width, read and write.
 *
 * --here, or nothing: as bpfcheck has it; --kernel: as the running kernel has it;
 * both as lines "type attach access bytes: offsets" with what a read yields
 * behind offsets where that is no number. --compare: each access asked of both,
 * verdict, first message and what is yielded. --helpers: each helper, called with
 * the context and zeros, asked of both, but for arguments that are not decided.
 *
 * Exit status: 0; 1 they differ, and the kernel is the reference; 2 usage; 77
 * nothing can be loaded here.
 */
#include "core.h"
#include "kernel.h"
#include "vmtypes.h"

#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

enum {
	BELOW = -9,
	ABOVE = 280,
	ATTACHES = 58,
	SHOWN = 20,
	YIELD = 32,
	HELPERS = 212
};

struct answer {
	bool accepted;
	char reason[TEXT];
	char yields[YIELD]; /* of a read */
};

enum access { READ, READ_SIGNED, WRITE, WRITE_NUMBER, NOTHING };
static const char *const access_names[] = {
    "read", "read_signed", "write", "write_number"};
static const unsigned size_codes[] = {16, 8, 0, 24};
static const unsigned sizes[] = {1, 2, 4, 8};

static struct insn code[16];
static char text[1 << 16];
static size_t text_len;

/* The access, and an end that all types allow. */
static uint32_t
make(enum access a, unsigned size, int off)
{
	uint8_t s = (uint8_t)size_codes[size];
	uint32_t n = 0;

	switch (a) {
	case READ:
		code[n++] = (struct insn){(uint8_t)(CLASS_LDX | MODE_MEM | s),
		    R2, R1, (int16_t)off, 0};
		break;
	case READ_SIGNED:
		code[n++] = (struct insn){(uint8_t)(CLASS_LDX | MODE_MEMSX | s),
		    R2, R1, (int16_t)off, 0};
		break;
	case WRITE:
		code[n++] = (struct insn){CLASS_ALU64 | ALU_MOV, R2, 0, 0, 0};
		code[n++] = (struct insn){(uint8_t)(CLASS_STX | MODE_MEM | s),
		    R1, R2, (int16_t)off, 0};
		break;
	case WRITE_NUMBER:
		code[n++] = (struct insn){
		    (uint8_t)(CLASS_ST | MODE_MEM | s), R1, 0, (int16_t)off, 0};
		break;
	default:
		break;
	}
	code[n++] = (struct insn){CLASS_ALU64 | ALU_MOV, R0, 0, 0, 1};
	code[n++] = (struct insn){CLASS_JMP | JMP_EXIT, 0, 0, 0, 0};
	return n;
}

/* "R2=pkt(r=0)", "R2_w=scalar()": pkt; numbers are left out. */
static void
yielded(const char *log, char to[YIELD])
{
	const char *at = strstr(log, "R2=");
	size_t n;

	to[0] = '\0';
	if (at == NULL)
		return;
	at += 3;
	at += *at == 'P';
	if (*at >= '0' && *at <= '9')
		return;
	n = strcspn(at, "( \n");
	if (n >= YIELD || strncmp(at, "scalar", 6) == 0)
		return;
	memcpy(to, at, n);
	to[n] = '\0';
}

static void
hear(void *arg, const char *s, size_t len)
{
	(void)arg;
	if (text_len + len >= sizeof text)
		return;
	memcpy(text + text_len, s, len);
	text_len += len;
	text[text_len] = '\0';
}

static void
ask_core(const struct prog *p, struct answer *a)
{
	const struct vf_program program = core_program(p);
	const struct vf_options o = {
	    .log_level = 2, .unprivileged = p->flags.unprivileged};
	const struct vf_host h = {
	    .alloc = core_alloc, .give_back = core_free, .log = hear};
	struct vf_result r;

	text[0] = '\0';
	text_len = 0;
	vf_check(&program, &o, &h, &r);
	a->accepted = r.verdict == VF_ACCEPT;
	snprintf(a->reason, TEXT, "%s", r.reason);
	yielded(text, a->yields);
	/* Pointers that the core does not follow yet. */
	if (r.verdict != VF_UNDECIDED ||
	    strstr(r.reason, " out of the context") == NULL ||
	    sscanf(r.reason, "%31s", a->yields) != 1)
		return;
	a->accepted = true;
	a->reason[0] = '\0';
}

static void
ask_kernel(const struct prog *p, struct answer *a)
{
	struct said s;

	kernel_load(p, 2, false, &s);
	a->accepted = s.accepted;
	snprintf(a->reason, TEXT, "%s", s.reason);
	yielded(kernel_log(), a->yields);
}

typedef void ask_fn(const struct prog *, struct answer *);

/* The offsets at which one access is allowed, in runs. */
static void
print_access(struct prog *p, ask_fn *ask, enum access a, unsigned size)
{
	int step = (int)sizes[size], from = 0, last = 0;
	struct answer x;
	char run[YIELD] = "";
	bool open = false, any = false;

	for (int off = BELOW; off <= ABOVE; off++) {
		bool same;

		p->len = make(a, size, off);
		ask(p, &x);
		same = open && x.accepted && strcmp(run, x.yields) == 0;
		if (same && off - last == step) {
			last = off;
			continue;
		}
		if (open && (off - last >= step || x.accepted)) {
			printf(" %d", from);
			if (last != from)
				printf("-%d", last);
			printf("%s%s", run[0] ? ":" : "", run);
			open = false;
		}
		if (!x.accepted)
			continue;
		if (!any)
			printf("%s %u %s %u:", type_name(p->type), p->attach,
			    access_names[a], sizes[size]);
		any = open = true;
		from = last = off;
		strcpy(run, x.yields);
	}
	if (open)
		printf(" %d-%d%s%s", from, last, run[0] ? ":" : "", run);
	if (any)
		printf("\n");
}

static unsigned asked, differing, later;

static void
compare_access(struct prog *p, enum access a, unsigned size)
{
	struct answer k, c;

	for (int off = BELOW; off <= ABOVE; off++) {
		p->len = make(a, size, off);
		ask_kernel(p, &k);
		ask_core(p, &c);
		asked++;
		if (k.accepted == c.accepted &&
		    strcmp(k.reason, c.reason) == 0 &&
		    strcmp(k.yields, c.yields) == 0)
			continue;
		if (differing++ < SHOWN)
			printf("%s %u %s %u at %d: kernel %s %s %s, here %s %s "
			       "%s\n",
			    type_name(p->type), p->attach, access_names[a],
			    sizes[size], off,
			    k.accepted ? "accepts" : "refuses", k.reason,
			    k.yields, c.accepted ? "accepts" : "refuses",
			    c.reason, c.yields);
	}
}

/* r1 is the context, or no register has a number from argument on. */
static uint32_t
make_call(int32_t helper, unsigned from)
{
	uint32_t n = 0;

	code[n++] = (struct insn){CLASS_ALU64 | SRC_X | ALU_MOV, R6, R1, 0, 0};
	/* bpf_ktime_get_ns: leaves nothing in the registers of arguments. */
	code[n++] = (struct insn){CLASS_JMP | JMP_CALL, R0, CALL_HELPER, 0, 5};
	for (unsigned r = R1; r < from; r++)
		code[n++] = r == R1
		    ? (struct insn){CLASS_ALU64 | SRC_X | ALU_MOV, R1, R6, 0, 0}
		    : (struct insn){CLASS_ALU64 | ALU_MOV, r & 0xfu, 0, 0, 0};
	code[n++] =
	    (struct insn){CLASS_JMP | JMP_CALL, R0, CALL_HELPER, 0, helper};
	code[n++] = (struct insn){CLASS_ALU64 | ALU_MOV, R0, 0, 0, 1};
	code[n++] = (struct insn){CLASS_JMP | JMP_EXIT, 0, 0, 0, 0};
	return n;
}

static void
compare_helpers(struct prog *p)
{
	static const char undecided[] = "helper ";
	struct answer k, c;

	for (int32_t h = 0; h <= HELPERS; h++)
		for (unsigned from = R1; from <= R6; from++) {
			p->len = make_call(h, from);
			ask_kernel(p, &k);
			ask_core(p, &c);
			asked++;
			later += strncmp(c.reason, undecided, 7) == 0;
			if (strncmp(c.reason, undecided, 7) == 0 &&
			    strstr(k.reason, "cannot use helper") == NULL)
				continue;
			if (k.accepted == c.accepted &&
			    strcmp(k.reason, c.reason) == 0)
				continue;
			if (differing++ < SHOWN)
				printf("%s %u helper %d from r%u: kernel %s, "
				       "here %s\n",
				    type_name(p->type), p->attach, h, from,
				    k.reason, c.reason);
		}
}

/* Of types that take any attach type those that make a difference. */
static bool
matters(const struct prog *p)
{
	static const struct {
		uint32_t type, attach;
	} places[] = {{BPF_PROG_TYPE_XDP, 33}, {BPF_PROG_TYPE_CGROUP_DEVICE, 6},
	    {BPF_PROG_TYPE_CGROUP_SYSCTL, 18}, {BPF_PROG_TYPE_SOCK_OPS, 3},
	    {BPF_PROG_TYPE_SOCK_OPS, 4}};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i].type == p->type && places[i].attach == p->attach)
			return true;
	return p->attach == 0;
}

/* May a program be of this type, attached so? here: nobody else is asked. */
static bool
known(struct prog *p, bool here)
{
	struct answer a, other;
	uint32_t attach = p->attach;

	p->len = make(NOTHING, 0, 0);
	ask_core(p, &other);
	a = other;
	if (!here)
		ask_kernel(p, &a);
	if (!a.accepted || !other.accepted)
		return false;
	p->attach = ATTACHES - 1;
	ask_core(p, &other);
	p->attach = attach;
	return !other.accepted || matters(p);
}

static void
each_access(struct prog *p, ask_fn *ask)
{
	for (int a = 0; a < NOTHING; a++)
		for (unsigned s = 0; s < 4; s++)
			if (ask != NULL)
				print_access(p, ask, (enum access)a, s);
			else
				compare_access(p, (enum access)a, s);
}

/* ask: NULL compares. */
static void
each(ask_fn *ask, bool helpers, bool unprivileged)
{
	static struct prog p;

	p.insns = code;
	p.flags.unprivileged = unprivileged;
	for (p.type = 1; p.type < 33; p.type++) {
		p.flags.sleepable = p.type == BPF_PROG_TYPE_SYSCALL;
		for (p.attach = 0; p.attach < ATTACHES; p.attach++) {
			if (!known(&p, ask == ask_core))
				continue;
			if (helpers)
				compare_helpers(&p);
			else
				each_access(&p, ask);
		}
	}
}

int
main(int argc, char **argv)
{
	bool unprivileged = argc > 2 && strcmp(argv[2], "--unprivileged") == 0;
	const char *what = argc > 1 ? argv[1] : "--here";
	bool here = strcmp(what, "--here") == 0;
	bool helpers = strcmp(what, "--helpers") == 0;
	bool compare = helpers || strcmp(what, "--compare") == 0;

	if (!here && !compare && strcmp(what, "--kernel") != 0)
		return 2;
	core_types = vmtypes();
	if (!here && !kernel_able(unprivileged))
		return 77;
	each(here	  ? ask_core
		: compare ? NULL
			  : ask_kernel,
	    helpers, unprivileged);
	if (compare)
		printf(
		    "%s: %u asked, %u left for later, %u differ; kernel %s\n",
		    what + 2, asked, later, differing, kernel_version());
	return differing > 0 && kernel_is_reference() ? 1 : 0;
}
