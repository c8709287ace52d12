/* prog - functions and opcodes. */
#include "prog.h"
#include "helper.h"
#include "kernels.h"
#include "ksym.h"
#include "log.h"
#include "map.h"

/* Room for one more, and for the end. */
static bool
reserve(struct env *e)
{
	uint32_t room = e->subprogs_room * 2 + 4, i;
	struct subprog *s;

	if (e->nsubprogs + 2 <= e->subprogs_room)
		return true;
	s = pool_array(&e->pool, room, sizeof *s);
	if (s == NULL)
		return false;
	for (i = 0; i < e->nsubprogs; i++)
		s[i] = e->subprogs[i];
	pool_free(&e->pool, e->subprogs, e->subprogs_room * sizeof *s);
	e->subprogs = s;
	e->subprogs_room = room;
	return true;
}

static int
add(struct env *e, int64_t start)
{
	struct subprog *s;
	uint32_t i;

	if (start < 0 || start >= e->len)
		return env_refuse(
		    e, FAULT_INVALID, "call to invalid destination");
	if (env_subprog_at(e, start) >= 0)
		return 0;
	if (e->nsubprogs >= LIMIT_SUBPROGS)
		return env_refuse(e, FAULT_TOO_BIG, "too many subprograms");
	if (!reserve(e))
		return env_memory(e);
	s = e->subprogs;
	for (i = e->nsubprogs; i > 0 && s[i - 1].start > start; i--)
		s[i] = s[i - 1];
	s[i] = (struct subprog){.start = (uint32_t)start};
	e->nsubprogs++;
	return 0;
}

static bool
is_function_address(const struct insn *i)
{
	return i->code == INSN_LD_IMM64 && i->src == PSEUDO_FUNC;
}

/* kernel/bpf/verifier.c, add_kfunc_call: before anything else is looked at. A
   call of nothing may stand where no path comes. */
static int
check_kfunc(struct env *e, const struct insn *i)
{
	if (!e->p->gpl)
		return env_refuse(e, FAULT_INVALID,
		    "cannot call kernel function from non-GPL compatible "
		    "program");
	if (i->imm == 0 && i->off == 0)
		return 0;
	if (i->off < 0)
		return env_refuse(e, FAULT_INVALID,
		    "negative offset disallowed for kernel module function "
		    "call");
	if (i->off > 0 && !e->p->module_btf)
		return env_refuse(e, FAULT_PROTO,
		    "kfunc offset > 0 without fd_array is invalid");
	return env_undecided(e, "kernel functions (kfuncs)");
}

static bool
is_kfunc_call(const struct insn *i)
{
	return i->code == (CLASS_JMP | JMP_CALL) && i->src == CALL_KFUNC;
}

static bool
is_function(const struct insn *i)
{
	return is_kfunc_call(i) || insn_is_subprog_call(i) ||
	    is_function_address(i);
}

/* Both are ascending. */
static void
find_funcs(struct env *e)
{
	const struct vf_program *p = e->p;
	uint32_t i, f = 0;

	for (i = 0; i < e->nsubprogs; i++) {
		struct subprog *s = &e->subprogs[i];

		while (f < p->nfuncs && p->funcs[f].insn < s->start)
			f++;
		if (f < p->nfuncs && p->funcs[f].insn == s->start)
			s->func = &p->funcs[f];
	}
}

int
prog_find_subprogs(struct env *e)
{
	uint32_t i;
	int fault;

	fault = add(e, 0);
	for (i = 0; fault == 0 && i < e->len; i++) {
		const struct insn *in = &e->insns[i];

		e->insn = (int32_t)i;
		if (e->o->unprivileged && is_function(in))
			return env_refuse(e, FAULT_PERM,
			    "loading/calling other bpf or kernel functions are "
			    "allowed for CAP_BPF and CAP_SYS_ADMIN");
		if (is_kfunc_call(in))
			fault = check_kfunc(e, in);
		else if (insn_is_subprog_call(in) || is_function_address(in))
			fault = add(e, (int64_t)i + in->imm + 1);
	}
	if (e->nsubprogs > 0)
		e->subprogs[e->nsubprogs].start = e->len;
	find_funcs(e);
	if ((e->log->level & 2) != 0)
		for (i = 0; fault == 0 && i < e->nsubprogs; i++)
			log_text(
			    e->log, "func#%u @%u\n", i, e->subprogs[i].start);
	return fault;
}

static bool
ends_function(const struct insn *i)
{
	return i->code == (CLASS_JMP | JMP_EXIT) ||
	    i->code == (CLASS_JMP | JMP_JA) ||
	    i->code == (CLASS_JMP32 | JMP_JA);
}

/* What cannot load or jump to another program returns from its function. */
static int
check_returns(struct env *e)
{
	const char *what;
	uint32_t i;

	for (i = 1; i < e->nsubprogs; i++) {
		const struct subprog *s = &e->subprogs[i];

		if (!s->has_ld_abs && !s->has_tail_call)
			continue;
		e->insn = (int32_t)s->start;
		what = s->has_ld_abs ? "LD_ABS" : "tail_call";
		if (e->p->nfuncs == 0)
			return env_refuse(e, FAULT_INVALID,
			    "%s is not allowed in subprogs without BTF", what);
		if (s->func == NULL || !s->func->number)
			return env_refuse(e, FAULT_INVALID,
			    "%s is only allowed in functions that return "
			    "'int'.",
			    what);
	}
	return 0;
}

int
prog_check_subprogs(struct env *e)
{
	struct subprog *s = e->subprogs;
	uint32_t i;

	for (i = 0; i < e->len; i++) {
		const struct insn *in = &e->insns[i];
		unsigned op = insn_op(in), mode = insn_mode(in);
		int64_t to = (int64_t)i + env_jump(in) + 1;

		e->insn = (int32_t)i;
		if (insn_class(in) == CLASS_LD &&
		    (mode == MODE_ABS || mode == MODE_IND))
			s->has_ld_abs = true;
		if (in->code == (CLASS_JMP | JMP_CALL) &&
		    in->src == CALL_HELPER && in->imm == HELPER_TAIL_CALL)
			s->has_tail_call = e->has_tail_call = true;
		if (insn_is_jump(in) && op != JMP_EXIT && op != JMP_CALL &&
		    (to < s->start || to >= s[1].start))
			return env_refuse(e, FAULT_INVALID,
			    "jump out of range from insn %u to %d", i, (int)to);
		if (i + 1 != s[1].start)
			continue;
		if (!ends_function(in))
			return env_refuse(e, FAULT_INVALID,
			    "last insn is not an exit or jmp");
		s++;
	}
	return check_returns(e);
}

/* A set of widths is bits of SIZE_ >> 3: W, H, B, DW. */
enum { W_H_B = 7, ANY_SIZE = 15 };

static bool
is_load_store(const struct insn *i)
{
	unsigned size = 1u << ((i->code & 0x18) >> 3), mode = insn_mode(i);

	switch (insn_class(i)) {
	case CLASS_LD:
		return (mode == MODE_ABS || mode == MODE_IND) &&
		    (size & W_H_B) != 0;
	case CLASS_LDX:
		return mode == MODE_MEM ||
		    (mode == MODE_MEMSX && (size & W_H_B) != 0);
	case CLASS_ST:
		return mode == MODE_MEM;
	default:
		return mode == MODE_MEM || mode == MODE_ATOMIC;
	}
}

static bool
is_alu(const struct insn *i)
{
	unsigned op = insn_op(i);

	if (op == ALU_NEG)
		return !insn_uses_reg(i);
	if (op == ALU_END)
		return insn_class(i) == CLASS_ALU || !insn_uses_reg(i);
	return op <= ALU_ARSH;
}

static bool
is_jump(const struct insn *i)
{
	switch (insn_op(i)) {
	case JMP_JA:
		return !insn_uses_reg(i);
	case JMP_CALL:
	case JMP_EXIT:
	case JMP_JCOND:
		return insn_class(i) == CLASS_JMP && !insn_uses_reg(i);
	default:
		return insn_op(i) <= JMP_JSLE;
	}
}

/* kernel/bpf/core.c, bpf_opcode_in_insntable. */
static bool
is_opcode(const struct insn *i)
{
	switch (insn_class(i)) {
	case CLASS_ALU:
	case CLASS_ALU64:
		return is_alu(i);
	case CLASS_JMP:
	case CLASS_JMP32:
		return is_jump(i);
	default:
		return is_load_store(i);
	}
}

static int
check_imm64(struct env *e, uint32_t i)
{
	const struct insn *in = &e->insns[i];

	if (i + 1 == e->len || in[1].code != 0 || in[1].dst != 0 ||
	    in[1].src != 0 || in[1].off != 0)
		return env_refuse(
		    e, FAULT_INVALID, "invalid bpf_ld_imm64 insn");
	if (in->src > PSEUDO_MAP_IDX_VALUE ||
	    ((in->src == PSEUDO_MAP_FD || in->src == PSEUDO_MAP_IDX) &&
		in[1].imm != 0))
		return env_refuse(
		    e, FAULT_INVALID, "unrecognized bpf_ld_imm64 insn");
	if (in->src == PSEUDO_BTF_ID)
		return ksym_check(e, i);
	return in->src == 0 || in->src == PSEUDO_FUNC ? 0 : map_check_use(e, i);
}

int
prog_check_insns(struct env *e)
{
	uint32_t i;
	int fault;

	for (i = 0; i < e->len; i++) {
		const struct insn *in = &e->insns[i];
		unsigned mode = insn_mode(in);

		e->insn = (int32_t)i;
		if (insn_class(in) == CLASS_LDX &&
		    ((mode != MODE_MEM && mode != MODE_MEMSX) || in->imm != 0))
			return env_refuse(
			    e, FAULT_INVALID, "BPF_LDX uses reserved fields");
		fault = kernels_check_opcode(e, in);
		if (fault != 0)
			return fault;
		if (in->code == INSN_LD_IMM64) {
			fault = check_imm64(e, i++);
			if (fault != 0)
				return fault;
		} else if (!is_opcode(in)) {
			return env_refuse(
			    e, FAULT_INVALID, "unknown opcode %02x", in->code);
		}
	}
	return 0;
}
