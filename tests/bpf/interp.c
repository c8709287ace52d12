/* interp - memory, jumps and calls; see interp.h */
#include "interp.h"

#include <string.h>

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Numbers that branches tell apart, more often than chance has them. */
static uint64_t
random_value(uint64_t *state)
{
	uint64_t v = next_random(state), how = next_random(state);

	switch (how & 7) {
	case 0:
		return v & 15;
	case 1:
		return 0 - (v & 15);
	case 2:
		return v >> (how >> 8 & 63);
	case 3:
		return (uint64_t)(int64_t)(int32_t)v;
	case 4:
		return 1ull << (v & 63);
	case 5:
		return (uint32_t)v & 0x800000ffu;
	default:
		return v;
	}
}

void
interp_start(struct machine *m, uint64_t seed)
{
	memset(m, 0, sizeof *m);
	m->random = seed;
	for (unsigned f = 0; f < FRAMES; f++)
		for (unsigned i = 0; i < FRAME_SIZE; i += 8) {
			uint64_t v = random_value(&m->random);

			memcpy(&m->frames[f][i], &v, 8);
		}
	for (unsigned i = 0; i < CTX_SIZE; i++)
		m->ctx[i] = (uint8_t)next_random(&m->random);
	for (unsigned i = 0; i < REGS; i++)
		m->reg[i] = random_value(&m->random);
	m->reg[R1] = INTERP_CTX;
	m->reg[R10] = INTERP_FP;
}

/* Where it is; NULL: outside. */
static uint8_t *
at(struct machine *m, uint64_t address, unsigned bytes)
{
	uint64_t back = INTERP_FP - address, frame;

	if (address - INTERP_CTX <= CTX_SIZE - bytes)
		return &m->ctx[address - INTERP_CTX];
	if (back == 0 || back > FRAMES * FRAME_SIZE)
		return NULL;
	frame = (back - 1) / FRAME_SIZE;
	back -= frame * FRAME_SIZE;
	/* Frames are apart: none reaches into the next. */
	if (back < bytes || frame > m->frame)
		return NULL;
	return &m->frames[frame][FRAME_SIZE - back];
}

static uint64_t
get(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	memcpy(&v, p, bytes);
	return v;
}

static void
put(uint8_t *p, unsigned bytes, uint64_t v)
{
	memcpy(p, &v, bytes);
}

static uint64_t
with_sign(uint64_t v, unsigned bytes)
{
	unsigned n = 64 - 8 * bytes;

	return (uint64_t)((int64_t)(v << n) >> n);
}

static bool
modify(uint64_t *v, uint64_t by, int32_t op)
{
	switch (op & ~ATOMIC_FETCH) {
	case ATOMIC_ADD:
		*v += by;
		return true;
	case ATOMIC_OR:
		*v |= by;
		return true;
	case ATOMIC_AND:
		*v &= by;
		return true;
	case ATOMIC_XOR:
		*v ^= by;
		return true;
	case ATOMIC_XCHG & ~ATOMIC_FETCH:
		*v = by;
		return true;
	default:
		return false;
	}
}

/* p: what dst points to; of load-acquire, what src does. */
static bool
atomic(struct machine *m, const struct insn *i, uint8_t *p)
{
	unsigned n = insn_bytes(i);
	uint64_t was = get(p, n), v = was, by = m->reg[i->src], r0;

	if (i->imm == ATOMIC_LOAD_ACQ) {
		m->reg[i->dst] = was;
		return true;
	}
	if (i->imm == ATOMIC_STORE_REL) {
		put(p, n, by);
		return true;
	}
	if (n < 4)
		return false;
	if (i->imm == ATOMIC_CMPXCHG) {
		r0 = n == 4 ? (uint32_t)m->reg[R0] : m->reg[R0];
		if (was == r0)
			put(p, n, by);
		m->reg[R0] = was;
		return true;
	}
	if (!modify(&v, by, i->imm))
		return false;
	put(p, n, v);
	if (i->imm & ATOMIC_FETCH)
		m->reg[i->src] = was;
	return true;
}

static enum interp_end
memory(struct machine *m, const struct insn *i)
{
	unsigned cls = insn_class(i), mode = insn_mode(i), n = insn_bytes(i);
	bool load = cls == CLASS_LDX ||
	    (mode == MODE_ATOMIC && i->imm == ATOMIC_LOAD_ACQ);
	uint64_t base = m->reg[load ? i->src : i->dst];
	uint8_t *p = at(m, base + (uint64_t)(int64_t)i->off, n);

	if (!p)
		return base - INTERP_CTX + 0x10000 < 0x20000 ? INTERP_CONTEXT
							     : INTERP_OUTSIDE;
	if (cls == CLASS_LDX && mode == MODE_MEM)
		m->reg[i->dst] = get(p, n);
	else if (cls == CLASS_LDX && mode == MODE_MEMSX && n < 8)
		m->reg[i->dst] = with_sign(get(p, n), n);
	else if (cls == CLASS_ST && mode == MODE_MEM)
		put(p, n, (uint64_t)(int64_t)i->imm);
	else if (cls == CLASS_STX && mode == MODE_MEM)
		put(p, n, m->reg[i->src]);
	else if (cls == CLASS_STX && mode == MODE_ATOMIC)
		return atomic(m, i, p) ? INTERP_EXIT : INTERP_UNKNOWN;
	else
		return INTERP_UNKNOWN;
	return INTERP_EXIT;
}

static bool
enter(struct machine *m, const struct insn *i)
{
	if (m->frame + 1 == FRAMES)
		return false;
	memcpy(m->caller[m->frame].reg, &m->reg[R6],
	    sizeof m->caller[m->frame].reg);
	m->caller[m->frame].pc = m->pc + 1;
	m->frame++;
	m->reg[R10] -= FRAME_SIZE;
	m->pc += 1 + (uint32_t)i->imm;
	return true;
}

/* False: the program's own exit. */
static bool
leave(struct machine *m)
{
	if (m->frame == 0)
		return false;
	m->frame--;
	memcpy(&m->reg[R6], m->caller[m->frame].reg,
	    sizeof m->caller[m->frame].reg);
	m->pc = m->caller[m->frame].pc;
	m->reg[R10] += FRAME_SIZE;
	return true;
}

/* *done: the program has ended. */
static enum interp_end
jump(struct machine *m, const struct insn *i, bool *done)
{
	bool known, taken;

	if (i->code == (CLASS_JMP | JMP_EXIT)) {
		*done = !leave(m);
		return INTERP_EXIT;
	}
	if (insn_is_subprog_call(i))
		return enter(m, i) ? INTERP_EXIT : INTERP_UNKNOWN;
	if (i->code == (CLASS_JMP32 | JMP_JA)) {
		m->pc += 1 + (uint32_t)i->imm;
		return INTERP_EXIT;
	}
	if (i->code == (CLASS_JMP | JMP_JA)) {
		taken = true;
	} else if (i->code == (CLASS_JMP | JMP_JCOND) && i->src == 0) {
		/* Whenever the kernel likes. */
		taken = (next_random(&m->random) & 7) == 0;
	} else {
		taken = interp_taken(m->reg, i, &known);
		if (!known)
			return INTERP_UNKNOWN;
	}
	m->pc += 1 + (taken ? (uint32_t)(int32_t)i->off : 0);
	return INTERP_EXIT;
}

static enum interp_end
step(struct machine *m, const struct insn *i, bool *done)
{
	unsigned cls = insn_class(i);
	enum interp_end end = INTERP_EXIT;

	if (insn_is_jump(i))
		return jump(m, i, done);
	if (i->code == INSN_LD_IMM64) {
		if (i->src != 0)
			return INTERP_UNKNOWN;
		m->reg[i->dst] =
		    (uint64_t)(uint32_t)i[1].imm << 32 | (uint32_t)i->imm;
		m->pc++;
	} else if (cls == CLASS_ALU || cls == CLASS_ALU64) {
		end = interp_alu(m->reg, i) ? INTERP_EXIT : INTERP_UNKNOWN;
	} else {
		end = memory(m, i);
	}
	m->pc++;
	return end;
}

enum interp_end
interp_run(struct machine *m, const struct insn *insns, uint32_t len,
    uint64_t max, interp_look *look, void *arg)
{
	bool done = false;

	while (!done) {
		enum interp_end end;

		if (m->pc >= len)
			return INTERP_OUTSIDE;
		if (m->steps++ >= max)
			return INTERP_STEPS;
		if (look && !look(arg, m))
			return INTERP_STOPPED;
		end = step(m, &insns[m->pc], &done);
		if (end != INTERP_EXIT)
			return end;
	}
	return INTERP_EXIT;
}
