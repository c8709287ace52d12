/* memory - loads, stores and atomics. kernel/bpf/verifier.c: check_mem_access. */
#include "btfptr.h"
#include "check.h"
#include "context.h"
#include "kernels.h"
#include "log.h"
#include "map.h"
#include "packet.h"
#include "region.h"
#include "socket.h"
#include "stack.h"

static bool
is_atomic(const struct insn *i)
{
	return insn_class(i) == CLASS_STX && insn_mode(i) == MODE_ATOMIC;
}

/* As messages about alignment have it. */
static const char *
described(const struct reg *p)
{
	switch (p->type) {
	case REG_CTX:
		return "context ";
	case REG_FLOW_KEYS:
		return "flow keys ";
	case REG_MAP_KEY:
		return "key ";
	case REG_MAP_VALUE:
		return "value ";
	case REG_SOCK_COMMON:
		return "sock_common ";
	case REG_SOCK:
		return "sock ";
	case REG_TCP_SOCK:
		return "tcp_sock ";
	case REG_XDP_SOCK:
		return "xdp_sock ";
	default:
		return "";
	}
}

int
check_alignment(
    struct env *e, unsigned r, int32_t off, unsigned bytes, bool always)
{
	const struct reg *p = env_reg(e, r);
	struct tnum at =
	    tnum_add(p->b.bits, tnum_const((uint64_t)((int64_t)p->off + off)));
	bool packet = packet_is_pointer(p);
	char bits[48];
	struct text t;

	if (p->type == REG_STACK)
		return stack_align(e, r, off, bytes);
	/* Behind 14 bytes of Ethernet's a packet's header is aligned. */
	if (packet)
		at = tnum_add(at, tnum_const(2));
	if ((!e->p->strict_alignment && !always) || e->p->any_alignment ||
	    bytes == 1 || tnum_is_aligned(at, bytes))
		return 0;
	text_init(&t, bits, sizeof bits);
	text_tnum(&t, p->b.bits);
	env_fault_reg(e, r, "an offset that is a multiple of the size");
	if (packet)
		return env_refuse(e, FAULT_ACCESS,
		    "misaligned packet access off 2+%s+%d+%d size %u", bits,
		    p->off, off, bytes);
	return env_refuse(e, FAULT_ACCESS,
	    "misaligned %saccess off %s+%d+%d size %u", described(p), bits,
	    p->off, off, bytes);
}

static int
no_memory(struct env *e, unsigned r)
{
	env_fault_reg(e, r,
	    reg_may_be_null(env_reg(e, r))
		? "a pointer that was compared with 0"
		: "a pointer");
	return env_refuse(e, FAULT_ACCESS, "R%u invalid mem access '%s'", r,
	    log_type(env_reg(e, r)));
}

static int
read_any(struct env *e, unsigned r, unsigned bytes, int to, bool sign)
{
	int fault;

	if (env_reg(e, r)->type == REG_STACK)
		return stack_read(e, r, env_insn(e)->off, bytes, to);
	fault = check_alignment(
	    e, r, env_insn(e)->off, bytes, is_atomic(env_insn(e)));
	if (fault != 0)
		return fault;
	switch (env_reg(e, r)->type) {
	case REG_PACKET:
	case REG_PACKET_META:
		return packet_read(e, r, bytes, to);
	case REG_CTX:
		return context_read(e, r, bytes, to, sign);
	case REG_FLOW_KEYS:
	case REG_TP_BUFFER:
	case REG_BUFFER:
	case REG_RDONLY_BUFFER:
		return context_read_part(e, r, bytes, to);
	case REG_RINGBUF_MEM:
	case REG_RDONLY_MEM:
	case REG_MEM:
		return region_read(e, r, bytes, to);
	case REG_SOCK_COMMON:
	case REG_SOCK:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
		return socket_read(e, r, bytes, to);
	case REG_MAP_KEY:
		return map_read_key(e, r, bytes, to);
	case REG_MAP_VALUE:
		return map_read(e, r, bytes, to);
	case REG_MAP:
		return map_read_field(e, r, bytes, to);
	case REG_BTF:
		return btfptr_read(e, r, bytes, to);
	case REG_PROBED:
		if (to != NO_REG)
			reg_unknown(env_reg(e, (unsigned)to));
		return 0;
	default:
		return no_memory(e, r);
	}
}

static int
read_memory(struct env *e, unsigned r, unsigned bytes, int to, bool sign)
{
	struct reg *v;
	int fault = read_any(e, r, bytes, to, sign);

	if (fault != 0 || to == NO_REG)
		return fault;
	v = env_reg(e, (unsigned)to);
	if (bytes == SLOT_BYTES || v->type != REG_SCALAR)
		return 0;
	if (sign && e->weak)
		bounds_unknown(&v->b);
	if (sign)
		bounds_load_signed(&v->b, bytes);
	else if (e->weak)
		older_load(&v->b, bytes);
	else
		bounds_load(&v->b, bytes);
	return 0;
}

static int
write_memory(struct env *e, unsigned r, unsigned bytes, int from)
{
	int fault;

	if (env_reg(e, r)->type == REG_STACK)
		return stack_write(e, r, env_insn(e)->off, bytes, from);
	fault = check_alignment(
	    e, r, env_insn(e)->off, bytes, is_atomic(env_insn(e)));
	if (fault != 0)
		return fault;
	switch (env_reg(e, r)->type) {
	case REG_PACKET:
	case REG_PACKET_META:
		return packet_write(e, r, bytes, from);
	case REG_CTX:
		return context_write(e, r, bytes, from);
	case REG_FLOW_KEYS:
	case REG_TP_BUFFER:
	case REG_BUFFER:
		return context_write_part(e, r, bytes, from);
	case REG_RINGBUF_MEM:
	case REG_MEM:
		return region_write(e, r, bytes, from);
	case REG_SOCK_COMMON:
	case REG_SOCK:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
	case REG_PROBED:
	case REG_RDONLY_MEM:
	case REG_RDONLY_BUFFER:
		return socket_write(e, r);
	case REG_BTF:
		return btfptr_write(e, r);
	case REG_MAP_KEY:
		return map_write_key(e, r, from);
	case REG_MAP_VALUE:
		return map_write(e, r, bytes, from);
	case REG_MAP:
		return map_write_field(e, r);
	default:
		return no_memory(e, r);
	}
}

/* What an instruction does with these is not what it does elsewhere: the kernel
   changes it. */
static bool
is_changed(unsigned type)
{
	return type == REG_CTX || type == REG_BTF ||
	    (type >= REG_SOCK_COMMON && type <= REG_XDP_SOCK);
}

/* What the kernel reads without a fault, wherever it points. */
static bool
is_probed(unsigned type)
{
	return type == REG_BTF || type == REG_PROBED || type == REG_MEM ||
	    type == REG_RINGBUF_MEM || type == REG_RDONLY_MEM;
}

/* together: a load may find different ones of those that are probed. */
static int
note_type(struct env *e, unsigned type, bool together)
{
	uint8_t *was = &e->aux[e->insn].memory;

	if (together && is_probed(*was) && is_probed(type)) {
		if (*was != type)
			*was = REG_PROBED;
		return 0;
	}
	if (*was != REG_NONE && *was != type &&
	    (is_changed(*was) || is_changed(type)))
		return env_refuse(e, FAULT_INVALID,
		    "same insn cannot be used with different pointers");
	*was = (uint8_t)type;
	return 0;
}

/* Of the context and packets nothing is changed or ordered atomically. */
static int
check_atomic_pointer(struct env *e, unsigned r, const char *what)
{
	const struct reg *p = env_reg(e, r);

	if (p->type != REG_CTX && p->type != REG_FLOW_KEYS &&
	    !packet_is_pointer(p) && !socket_is(p))
		return 0;
	env_fault_reg(e, r, "a pointer to memory");
	return env_refuse(e, FAULT_ACCESS,
	    "BPF_ATOMIC %s R%u %s is not allowed", what, r, log_type(p));
}

int
check_load(struct env *e, bool atomic)
{
	const struct insn *i = env_insn(e);
	bool sign = !atomic && insn_mode(i) == MODE_MEMSX;
	int fault = check_read(e, i->src);
	unsigned type;

	if (fault == 0)
		fault = check_write(e, i->dst);
	if (fault != 0)
		return fault;
	type = env_reg(e, i->src)->type;
	fault = read_memory(e, i->src, insn_bytes(i), i->dst, sign);
	if (fault == 0)
		fault = note_type(e, type, !atomic);
	/* 6.18 looks at the register when it may hold what was loaded. */
	if (fault == 0 && atomic)
		fault = check_atomic_pointer(e, i->src, "loads from");
	if (fault == 0)
		check_sane(env_reg(e, i->dst));
	return fault;
}

int
check_store(struct env *e, bool atomic)
{
	const struct insn *i = env_insn(e);
	bool reg = atomic || insn_class(i) == CLASS_STX;
	int fault = reg ? check_read(e, i->src) : 0;

	if (fault == 0)
		fault = check_read(e, i->dst);
	if (fault == 0)
		fault = write_memory(
		    e, i->dst, insn_bytes(i), reg ? i->src : NO_REG);
	if (fault == 0)
		fault = note_type(e, env_reg(e, i->dst)->type, false);
	if (fault == 0 && atomic)
		fault = check_atomic_pointer(e, i->dst, "stores into");
	return fault;
}

/* Read, changed and written at once. */
static int
atomic_change(struct env *e)
{
	const struct insn *i = env_insn(e);
	unsigned bytes = insn_bytes(i);
	bool exchange = i->imm == ATOMIC_CMPXCHG;
	int fault, to = NO_REG;

	if (bytes < 4)
		return env_refuse(
		    e, FAULT_INVALID, "invalid atomic operand size");
	fault = check_read(e, i->src);
	if (fault == 0)
		fault = check_read(e, i->dst);
	if (fault == 0 && exchange)
		fault = check_read(e, R0);
	if (fault != 0)
		return fault;
	if (exchange)
		fault = check_stored(e, R0, "mem");
	if (fault == 0)
		fault = check_stored(e, i->src, "mem");
	if (fault == 0)
		fault = check_atomic_pointer(e, i->dst, "stores into");
	if (fault != 0)
		return fault;
	if ((i->imm & ATOMIC_FETCH) != 0) {
		to = exchange ? R0 : i->src;
		fault = check_write_unknown(e, (unsigned)to);
	}
	if (fault == 0)
		fault = read_memory(e, i->dst, bytes, NO_REG, false);
	if (fault == 0 && to != NO_REG)
		fault = read_memory(e, i->dst, bytes, to, false);
	if (fault == 0)
		fault = write_memory(e, i->dst, bytes, NO_REG);
	return fault;
}

int
check_atomic(struct env *e)
{
	const struct insn *i = env_insn(e);

	switch (i->imm) {
	case ATOMIC_ADD:
	case ATOMIC_ADD | ATOMIC_FETCH:
	case ATOMIC_OR:
	case ATOMIC_OR | ATOMIC_FETCH:
	case ATOMIC_AND:
	case ATOMIC_AND | ATOMIC_FETCH:
	case ATOMIC_XOR:
	case ATOMIC_XOR | ATOMIC_FETCH:
	case ATOMIC_XCHG:
	case ATOMIC_CMPXCHG:
		return atomic_change(e);
	case ATOMIC_LOAD_ACQ:
		return check_load(e, true);
	case ATOMIC_STORE_REL:
		return check_store(e, true);
	default:
		return env_refuse(e, FAULT_INVALID,
		    "BPF_ATOMIC uses invalid atomic opcode %02x",
		    (unsigned)i->imm);
	}
}
