/* values - see values.h */
#include "values.h"

#include "helper.h"
#include "maps.h"
#include "vmtypes.h"

#include <linux/bpf.h>
#include <string.h>

struct insn value_code[VALUE_ROOM];
uint32_t value_len;

void
value_emit(unsigned op, unsigned dst, unsigned src, int off, int32_t imm)
{
	value_code[value_len++] =
	    (struct insn){(uint8_t)op, dst & 15, src & 15, (int16_t)off, imm};
}

void
value_move(unsigned to, unsigned from)
{
	value_emit(CLASS_ALU64 | SRC_X | ALU_MOV, to, from, 0, 0);
}

void
value_number(unsigned to, int32_t n)
{
	value_emit(CLASS_ALU64 | ALU_MOV, to, 0, 0, n);
}

void
value_add(unsigned to, int32_t n)
{
	value_emit(CLASS_ALU64 | ALU_ADD, to, 0, 0, n);
}

void
value_map(unsigned to, uint32_t which, bool value, int32_t off)
{
	value_emit(INSN_LD_IMM64, to,
	    value ? PSEUDO_MAP_IDX_VALUE : PSEUDO_MAP_IDX, 0, (int32_t)which);
	value_emit(0, 0, 0, 0, off);
}

/* Bytes of a packet up to n are there, or the program ends. */
static bool
packet(const struct prog *p, int n)
{
	int data, end;

	switch (p->type) {
	case BPF_PROG_TYPE_XDP:
		data = 0;
		end = 4;
		break;
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_SK_SKB:
		data = 76;
		end = 80;
		break;
	default:
		return false;
	}
	value_emit(CLASS_LDX | MODE_MEM | SIZE_W, VALUE_REG, R6, data, 0);
	value_emit(CLASS_LDX | MODE_MEM | SIZE_W, R8, R6, end, 0);
	value_move(R9, VALUE_REG);
	value_add(R9, n);
	value_emit(CLASS_JMP | SRC_X | JMP_JLE, R9, R8, 2, 0);
	value_number(R0, 1);
	value_emit(CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
	return true;
}

static void
look_up(const char *name, bool there)
{
	value_map(R1, maps_named(name), false, 0);
	value_move(R2, R10);
	value_add(R2, -8);
	value_emit(CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, -8, 77);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, HELPER_MAP_LOOKUP_ELEM);
	value_move(VALUE_REG, R0);
	if (!there)
		return;
	value_emit(CLASS_JMP | JMP_JNE, VALUE_REG, 0, 2, 0);
	value_number(R0, 1);
	value_emit(CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

/* It is there, or the program ends. */
static void
there(void)
{
	value_emit(CLASS_JMP | JMP_JNE, VALUE_REG, 0, 2, 0);
	value_number(R0, 1);
	value_emit(CLASS_JMP | JMP_EXIT, 0, 0, 0, 0);
}

static void
record(unsigned v)
{
	value_map(R1, maps_named("ringbuf"), false, 0);
	value_number(R2, VALUE_AREA);
	value_number(R3, 0);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 131);
	value_move(VALUE_REG, R0);
	if (v == V_RECORD_MAYBE)
		return;
	there();
	if (v == V_RECORD_END)
		value_add(VALUE_REG, VALUE_AREA - 4);
}

static bool
own_socket(const struct prog *p, unsigned v)
{
	switch (p->type) {
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_CGROUP_SKB:
		value_emit(
		    CLASS_LDX | MODE_MEM | SIZE_DW, VALUE_REG, R6, 168, 0);
		break;
	case BPF_PROG_TYPE_SK_LOOKUP:
		value_emit(CLASS_LDX | MODE_MEM | SIZE_DW, VALUE_REG, R6, 0, 0);
		break;
	default:
		return false;
	}
	if (v == V_SOCKET_MAYBE)
		return true;
	there();
	if (v == V_SOCKET)
		return true;
	value_move(R1, VALUE_REG);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 96);
	value_move(VALUE_REG, R0);
	there();
	return p->type != BPF_PROG_TYPE_SK_LOOKUP;
}

static bool
found_socket(const struct prog *p)
{
	if (p->type != BPF_PROG_TYPE_SCHED_CLS && p->type != BPF_PROG_TYPE_XDP)
		return false;
	value_emit(CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, -8, 3);
	value_emit(CLASS_ST | MODE_MEM | SIZE_DW, R10, 0, -16, 3);
	value_move(R1, R6);
	value_move(R2, R10);
	value_add(R2, -16);
	value_number(R3, 12);
	value_number(R4, 0);
	value_number(R5, 0);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 84);
	value_move(VALUE_REG, R0);
	there();
	return true;
}

static bool
number(unsigned v)
{
	static const struct {
		unsigned v;
		int32_t n;
	} known[] = {{V_NOTHING, 0}, {V_ZERO, 0}, {V_ONE, 1}, {V_FOUR, 4},
	    {V_EIGHT, 8}, {V_SIXTEEN, 16}, {V_MINUS, -1}, {V_HUGE, 1 << 29}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].v == v) {
			value_number(VALUE_REG, known[i].n);
			return true;
		}
	if (v != V_ANY && v != V_TO8 && v != V_FROM1)
		return false;
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 5);
	value_move(VALUE_REG, R0);
	if (v != V_ANY)
		value_emit(CLASS_ALU64 | ALU_AND, VALUE_REG, 0, 0, 7);
	if (v == V_FROM1)
		value_add(VALUE_REG, 1);
	return true;
}

/* Of the stack and the context. */
static bool
place(unsigned v)
{
	static const struct {
		unsigned v, base;
		int32_t off;
	} known[] = {{V_CTX, R6, 0}, {V_CTX_OFF, R6, 4}, {V_FRAME, R10, 0},
	    {V_NEAR, R10, -8}, {V_AREA, R10, -VALUE_AREA},
	    {V_ODD, R10, -VALUE_AREA + 4}, {V_FRESH, R10, -128},
	    {V_FAR, R10, -520}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].v == v) {
			value_move(VALUE_REG, known[i].base);
			value_add(VALUE_REG, known[i].off);
			return true;
		}
	if (v != V_MOVING)
		return false;
	(void)number(V_TO8);
	value_move(R8, R10);
	value_add(R8, -VALUE_AREA);
	value_emit(CLASS_ALU64 | SRC_X | ALU_ADD, VALUE_REG, R8, 0, 0);
	return true;
}

/* In values of maps. */
static bool
element(unsigned v)
{
	static const struct {
		unsigned v;
		const char *map;
		int32_t off;
	} known[] = {{V_RODATA, "rodata", 0}, {V_WRITEONLY, "onlywrite", 0},
	    {V_UNFROZEN, "unfrozen", 8}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].v == v) {
			value_map(VALUE_REG, maps_named(known[i].map), true,
			    known[i].off);
			return true;
		}
	if (v == V_ELEMENT_MOVING) {
		value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 5);
		value_move(R8, R0);
		value_emit(CLASS_ALU64 | ALU_AND, R8, 0, 0, 15);
	}
	if (v == V_ELEMENT || v == V_ELEMENT_END || v == V_ELEMENT_MOVING)
		look_up("array", true);
	if (v == V_ELEMENT_MOVING)
		value_emit(CLASS_ALU64 | SRC_X | ALU_ADD, VALUE_REG, R8, 0, 0);
	if (v == V_ELEMENT_END)
		value_add(VALUE_REG, 44);
	if (v == V_MAYBE)
		look_up("array", false);
	return v == V_ELEMENT || v == V_ELEMENT_END || v == V_ELEMENT_MOVING ||
	    v == V_MAYBE;
}

void
value_dynptr(int32_t below, bool held)
{
	value_map(R1, maps_named(held ? "ringbuf" : "one"), !held, 0);
	value_number(R2, 16);
	value_number(R3, 0);
	value_move(R4, R10);
	value_add(R4, -below);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, held ? 198 : 197);
}

static void
dynptr(unsigned v)
{
	value_dynptr(160, v == V_DYNPTR_HELD);
	value_move(VALUE_REG, R10);
	value_add(VALUE_REG, v == V_DYNPTR_HALF ? -152 : -160);
	if (v != V_SLICE && v != V_SLICE_MAYBE)
		return;
	value_move(R1, VALUE_REG);
	value_number(R2, 0);
	value_number(R3, 16);
	value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 203);
	value_move(VALUE_REG, R0);
	if (v == V_SLICE)
		there();
}

/* What is neither there nor written to, but an address. */
static bool
function(const struct prog *p)
{
	const struct vf_btf *types = vmtypes();
	uint32_t id = types == NULL || p->flags.unprivileged
	    ? 0
	    : btftype_find(types, BTF_FUNC, "schedule", "");

	value_emit(INSN_LD_IMM64, VALUE_REG, PSEUDO_BTF_ID, 0, (int32_t)id);
	value_emit(0, 0, 0, 0, 0);
	return id != 0;
}

/* VALUE_REG becomes it; false: programs of this type have none. */
bool
value_make(const struct prog *p, unsigned v)
{
	if (number(v) || place(v) || element(v))
		return true;
	switch (v) {
	case V_PACKET:
	case V_PACKET_SHORT:
		return packet(p, v == V_PACKET ? VALUE_AREA : 2);
	case V_PACKET_END:
		if (!packet(p, 1))
			return false;
		value_move(VALUE_REG, R8);
		break;
	case V_PACKET_META:
		if (p->type != BPF_PROG_TYPE_XDP)
			return false;
		value_emit(CLASS_LDX | MODE_MEM | SIZE_W, VALUE_REG, R6, 8, 0);
		break;
	case V_INNER:
		look_up("outer", true);
		break;
	case V_SOCKET_OUT:
		look_up("sockmap", true);
		break;
	case V_RECORD:
	case V_RECORD_MAYBE:
	case V_RECORD_END:
		record(v);
		break;
	case V_SOCKET_MAYBE:
	case V_SOCKET:
	case V_SOCKET_TCP:
		return own_socket(p, v);
	case V_SOCKET_GOT:
		return found_socket(p);
	case V_TASK:
		value_emit(CLASS_JMP | JMP_CALL, 0, 0, 0, 158);
		value_move(VALUE_REG, R0);
		return !p->flags.unprivileged;
	case V_FUNCTION:
		return function(p);
	case V_DYNPTR:
	case V_DYNPTR_HALF:
	case V_DYNPTR_HELD:
	case V_SLICE:
	case V_SLICE_MAYBE:
		dynptr(v);
		break;
	default:
		value_map(VALUE_REG, v - V_MAPS, false, 0);
	}
	return true;
}
