/* kernels - see kernels.h. What is in the tables was asked of Debian 12's kernels
   6.1.192 and 6.12.117: tests/bpf/kernels.sh. */
#include "kernels.h"
#include "dynptr.h"
#include "helper.h"
#include "map.h"
#include "progtype.h"
#include "tnumrange.h"

#define BIT(n)	 (UINT64_C(1) << (n))
#define K_6_12	 BIT(VF_KERNEL_6_12)
#define K_6_1	 BIT(VF_KERNEL_6_1)
#define K_BOTH	 (K_6_12 | K_6_1)
#define IN(type) BIT(PROG_##type)

/* Programs that are part of no trace, and need no kernel BTF. */
#define SOCKETS                                                                \
	(IN(SOCKET_FILTER) | IN(SCHED_CLS) | IN(SCHED_ACT) | IN(XDP) |         \
	    IN(CGROUP_SKB) | IN(LWT_IN) | IN(LWT_OUT) | IN(LWT_XMIT) |         \
	    IN(SOCK_OPS) | IN(SK_SKB) | IN(LWT_SEG6LOCAL) | IN(SK_REUSEPORT) | \
	    IN(FLOW_DISSECTOR) | IN(SK_LOOKUP) | IN(NETFILTER))
#define UNTRACED                                                      \
	(SOCKETS | IN(SK_MSG) | IN(CGROUP_SOCK) | IN(CGROUP_DEVICE) | \
	    IN(CGROUP_SOCK_ADDR) | IN(CGROUP_SYSCTL) | IN(CGROUP_SOCKOPT))
#define UNCLASSED                                                         \
	(IN(SOCKET_FILTER) | IN(KPROBE) | IN(TRACEPOINT) | IN(XDP) |      \
	    IN(PERF_EVENT) | IN(CGROUP_SKB) | IN(SOCK_OPS) | IN(SK_SKB) | \
	    IN(RAW_TRACEPOINT) | IN(SK_REUSEPORT) | IN(FLOW_DISSECTOR) |  \
	    IN(RAW_TRACEPOINT_WRITABLE) | IN(SK_LOOKUP) | IN(SYSCALL) |   \
	    IN(NETFILTER))

/* These kernels do not give the helper to programs of these types. */
static const struct {
	int32_t helper;
	uint64_t kernels, types;
} lacks[] = {
    {14, K_6_1, SOCKETS},
    {15, K_BOTH, SOCKETS},
    {16, K_BOTH, SOCKETS | IN(SK_MSG)},
    {17, K_BOTH, UNCLASSED},
    {22, K_BOTH, UNTRACED},
    {37, K_6_1, UNTRACED},
    {37, K_6_12, SOCKETS | IN(SK_MSG)},
    {39, K_BOTH, IN(LWT_SEG6LOCAL)},
    {55, K_BOTH, UNTRACED},
    {80, K_6_1, SOCKETS},
    {109, K_BOTH, UNTRACED},
    {117, K_BOTH, UNTRACED},
    {120, K_6_1, UNTRACED},
    {122, K_BOTH,
	IN(SOCKET_FILTER) | IN(SCHED_CLS) | IN(SCHED_ACT) | IN(CGROUP_SKB)},
    {123, K_6_1, SOCKETS},
    {141, K_BOTH, UNTRACED},
    {148, K_BOTH, UNTRACED},
    {156, K_BOTH, UNTRACED},
    {157, K_BOTH, UNTRACED},
    {174, K_6_1, IN(RAW_TRACEPOINT) | IN(RAW_TRACEPOINT_WRITABLE)},
    {176, K_BOTH, UNTRACED},
    {180, K_BOTH, UNTRACED},
    {191, K_BOTH, UNTRACED},
    {210, K_6_1, UINT64_MAX},
    {211, K_6_1, UINT64_MAX},
};

/* Helpers, as bits by number, of which calls were compared with these kernels; of
   what 6.18 decides besides nothing is known there. */
static const uint64_t compared[] = {UINT64_C(0xfbffffeffffffffe),
    UINT64_C(0x3def7fff8fff9fff), UINT64_C(0x7c4b41490991c0ff),
    UINT64_C(0x1ffe9)};

/* Opcodes that came later. */
static const struct {
	uint8_t code;
	uint64_t kernels;
} opcodes[] = {
    {CLASS_ALU64 | ALU_END, K_6_1},
    {CLASS_JMP | JMP_JCOND, K_6_1},
};

static const char *const names[VF_KERNELS] = {
    [VF_KERNEL_6_18] = "6.18",
    [VF_KERNEL_6_12] = "6.12",
    [VF_KERNEL_6_1] = "6.1",
};

enum {
	MOST_PROCESSED =
	    20000, /* how older kernels save states is not followed */
	MOST_IN_LOOPS = 500,
	ATTACH_UNIX = 49,
	ATTACH_SESSION = 56,
};

const char *
vf_kernel_name(unsigned kernel)
{
	return kernel < VF_KERNELS ? names[kernel] : NULL;
}

int
kernels_other_rules(struct env *e, const char *what)
{
	return env_undecided(
	    e, "%s follows other rules for %s", names[e->o->kernel], what);
}

int
kernels_check_program(struct env *e)
{
	const struct vf_program *p = e->p;
	bool old = e->o->kernel == VF_KERNEL_6_1;
	uint32_t i;

	if (e->o->kernel == VF_KERNEL_6_18)
		return 0;
	if (e->o->unprivileged)
		return kernels_other_rules(e, "programs without privileges");
	if (p->type == PROG_TRACING)
		return kernels_other_rules(e, "tracing programs");
	if (p->type == PROG_LIRC_MODE2)
		return kernels_other_rules(e, "lirc_mode2");
	if (old && p->type == PROG_NETFILTER)
		return env_refuse(
		    e, FAULT_INVALID, "unknown program type %u", p->type);
	if (old && p->type == PROG_CGROUP_SOCK_ADDR && p->attach >= ATTACH_UNIX)
		return env_refuse(e, FAULT_INVALID,
		    "programs of type cgroup_sock_addr have no attach type %u",
		    p->attach);
	if (p->type == PROG_KPROBE && p->attach >= ATTACH_SESSION)
		return kernels_other_rules(e, "sessions of kprobes");
	for (i = 0; i < p->nfuncs; i++)
		if (p->funcs[i].global && p->funcs[i].insn != 0)
			return kernels_other_rules(
			    e, "functions that are verified by themselves");
	return 0;
}

static bool
lacks_opcode(enum vf_kernel k, const struct insn *i)
{
	unsigned n;

	for (n = 0; n < sizeof opcodes / sizeof opcodes[0]; n++)
		if (opcodes[n].code == i->code &&
		    (opcodes[n].kernels >> k & 1) != 0)
			return true;
	/* Atomic operations were of 4 and 8 bytes. */
	return (insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC &&
	    (i->code & 0x18) != SIZE_W && (i->code & 0x18) != SIZE_DW);
}

int
kernels_check_opcode(struct env *e, const struct insn *i)
{
	if (e->o->kernel == VF_KERNEL_6_18)
		return 0;
	if (e->o->kernel == VF_KERNEL_6_1 && insn_class(i) == CLASS_LDX &&
	    insn_mode(i) == MODE_MEMSX)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_LDX uses reserved fields");
	/* 6.1 takes it for a jump of 16 bits. */
	if (e->o->kernel == VF_KERNEL_6_1 && i->code == (CLASS_JMP32 | JMP_JA))
		return kernels_other_rules(e, "jumps of 32 bits");
	if (lacks_opcode(e->o->kernel, i))
		return env_refuse(
		    e, FAULT_INVALID, "unknown opcode %02x", i->code);
	return 0;
}

/* Moves with the sign, and signed division. */
static int
check_off(struct env *e, const struct insn *i)
{
	if (e->o->kernel != VF_KERNEL_6_1 || i->off == 0)
		return 0;
	if (insn_op(i) == ALU_MOV)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_MOV uses reserved fields");
	if (insn_op(i) == ALU_DIV || insn_op(i) == ALU_MOD)
		return env_refuse(
		    e, FAULT_INVALID, "BPF_ALU uses reserved fields");
	return 0;
}

static int
check_store(struct env *e, const struct insn *i)
{
	if (e->weak && e->nsubprogs > 1 && insn_class(i) == CLASS_STX &&
	    insn_mode(i) == MODE_ATOMIC && (i->imm & ATOMIC_FETCH) != 0 &&
	    i->dst < REGS && env_reg(e, i->dst)->type == REG_STACK)
		return kernels_other_rules(e, "atomics on the stack");
	if (insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC &&
	    (i->imm == ATOMIC_LOAD_ACQ || i->imm == ATOMIC_STORE_REL))
		return env_refuse(e, FAULT_INVALID,
		    "BPF_ATOMIC uses invalid atomic opcode %02x", i->imm);
	if (e->o->kernel == VF_KERNEL_6_1 && insn_class(i) == CLASS_ST &&
	    i->dst < REGS && env_reg(e, i->dst)->type == REG_CTX) {
		env_fault_reg(e, i->dst, "memory, or a store of a register");
		return env_refuse(e, FAULT_ACCESS,
		    "BPF_ST stores into R%u ctx is not allowed", i->dst);
	}
	return 0;
}

static bool
takes_record(const struct env *e, const struct helper *h)
{
	unsigned i;

	for (i = 0; i < HELPER_ARGS; i++) {
		unsigned kind = h->args[i] & HELPER_KIND;

		if (kind >= HELPER_FIXED ||
		    ((kind == HELPER_KEY || kind == HELPER_VALUE) &&
			env_reg(e, R1 + i)->type == REG_RINGBUF_MEM))
			return true;
	}
	return false;
}

static int
check_call_of(struct env *e, const struct insn *i)
{
	const struct helper *h = helper_in(i->imm, e->p->type);

	if (i->src == CALL_KFUNC)
		return kernels_other_rules(e, "kernel functions");
	if (i->src != CALL_HELPER || h == NULL)
		return 0;
	if (i->imm == 36)
		return kernels_other_rules(e, "bpf_probe_write_user");
	/* They do not see that it writes. */
	if (i->imm == HELPER_SNPRINTF)
		return kernels_other_rules(e, "bpf_snprintf");
	if ((h->types >> e->p->type & 1) != 0 &&
	    !kernels_has_helper(e->o->kernel, i->imm, e->p->type)) {
		env_fault(e, "a helper that this kernel gives such programs",
		    "%s", h->name);
		return env_refuse(e, FAULT_INVALID,
		    e->o->kernel == VF_KERNEL_6_1
			? "unknown func %s#%d"
			: "program of this type cannot use helper %s#%d",
		    h->name, i->imm);
	}
	if (e->o->kernel == VF_KERNEL_6_1 && dynptr_is_taken(h))
		return kernels_other_rules(e, "dynptrs");
	if (!e->weak)
		return 0;
	if ((compared[i->imm / 64 % 4] >> i->imm % 64 & 1) == 0)
		return kernels_other_rules(e, h->name);
	if (i->imm == HELPER_TAIL_CALL && e->nsubprogs > 1)
		return kernels_other_rules(e, "tail calls beside functions");
	if (kernels_weak(e, VF_KERNEL_6_1) && takes_record(e, h))
		return kernels_other_rules(e, "such memory as an argument");
	return 0;
}

static int
check_imm64(struct env *e, const struct insn *i)
{
	if (i->src == PSEUDO_FUNC)
		return kernels_other_rules(e, "callbacks");
	if ((i->src == PSEUDO_MAP_IDX || i->src == PSEUDO_MAP_IDX_VALUE) &&
	    i->imm >= 0 && (uint32_t)i->imm < e->p->nmaps &&
	    (e->p->maps[i->imm].special || e->p->maps[i->imm].nfields > 0))
		return kernels_other_rules(
		    e, "maps with locks, timers or kernel pointers");
	return 0;
}

int
kernels_check_insn(struct env *e)
{
	const struct insn *i = env_insn(e);

	switch (insn_class(i)) {
	case CLASS_ALU:
	case CLASS_ALU64:
		return check_off(e, i);
	case CLASS_ST:
	case CLASS_STX:
		return check_store(e, i);
	case CLASS_LD:
		return i->code == INSN_LD_IMM64 ? check_imm64(e, i) : 0;
	case CLASS_JMP:
		if (insn_op(i) == JMP_JCOND && e->weak)
			return kernels_other_rules(e, "may_goto");
		return insn_op(i) == JMP_CALL ? check_call_of(e, i) : 0;
	default:
		return 0;
	}
}

bool
kernels_has_helper(enum vf_kernel k, int32_t number, uint32_t type)
{
	unsigned i;

	for (i = 0; i < sizeof lacks / sizeof lacks[0]; i++)
		if (lacks[i].helper == number &&
		    (lacks[i].kernels >> k & 1) != 0 &&
		    (lacks[i].types >> type & 1) != 0)
			return false;
	return true;
}

bool
kernels_has_map(enum vf_kernel k, uint32_t type)
{
	return k != VF_KERNEL_6_1 ||
	    (type != MAP_CGRP_STORAGE && type != MAP_ARENA);
}

bool
kernels_may_sleep(enum vf_kernel k, uint32_t type)
{
	return k != VF_KERNEL_6_1 || (type != MAP_QUEUE && type != MAP_STACK);
}

uint32_t
kernels_stack_unit(enum vf_kernel k)
{
	return k == VF_KERNEL_6_1 ? 32 : 16;
}

/* kernel/bpf/verifier.c of 6.1, check_return_code: the bits say it. */
bool
kernels_ends_well(const struct env *e, int32_t min, int32_t max)
{
	struct tnum range = tnum_range((uint64_t)min, (uint64_t)max);
	struct tnum is = env_reg(e, R0)->b.bits;

	return !kernels_weak(e, VF_KERNEL_6_1) ||
	    ((is.mask & ~range.mask) == 0 &&
		(is.value & ~range.mask) == range.value);
}

static bool
says(const struct vf_result *r, const char *words)
{
	const char *at = r->reason, *w;

	for (; *at != '\0'; at++) {
		size_t n = 0;

		for (w = words; *w != '\0' && at[n] == *w; w++)
			n++;
		if (*w == '\0')
			return true;
	}
	return false;
}

/* Refusals that older kernels have not, or not at the same place. */
static bool
is_newer(enum vf_kernel k, const struct vf_result *r)
{
	static const char *const newer[] = {"too large. Processed",
	    "too complex", "pointer offset", "subtraction from stack pointer"};
	unsigned i;

	for (i = 0; i < sizeof newer / sizeof newer[0]; i++)
		if (says(r, newer[i]))
			return true;
	/* Until 6.8 what a program returns decided no states: some end
	   unseen. */
	return k == VF_KERNEL_6_1 && r->states > 0 &&
	    says(r, "At program exit");
}

bool
kernels_is_final(const struct vf_result *first)
{
	return first->verdict != VF_ACCEPT;
}

static void
undecide(struct vf_result *r, enum vf_kernel k, const char *what)
{
	struct text t;

	r->verdict = VF_UNDECIDED;
	r->error = 0;
	text_init(&t, r->reason, sizeof r->reason);
	text_add(&t, "%s follows other rules for ", names[k]);
	text_string(&t, what);
}

void
kernels_conclude(
    enum vf_kernel k, struct vf_result *first, const struct vf_result *weak)
{
	struct text t;

	if (first->verdict == VF_REJECT && is_newer(k, first)) {
		undecide(first, k, "limits, sums and ends");
		return;
	}
	if (first->verdict != VF_ACCEPT || weak == NULL)
		return;
	switch (weak->verdict) {
	case VF_ACCEPT:
		if (weak->insns_processed > MOST_PROCESSED)
			undecide(first, k, "long programs");
		break;
	case VF_REJECT:
		undecide(first, k, "numbers and the stack");
		text_init(&t, first->found, sizeof first->found);
		text_string(&t, weak->reason);
		break;
	default:
		first->verdict = weak->verdict;
		first->has_insn = weak->has_insn;
		first->insn = weak->insn;
		text_init(&t, first->reason, sizeof first->reason);
		text_string(&t, weak->reason);
	}
}
