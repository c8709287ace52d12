/* values - instructions that make a value of any kind, for bpfcalls. */
#ifndef VALUES_H
#define VALUES_H

#include "batch.h"

/* The value goes to VALUE_REG; R8 is used, the context is in R6. */
enum { VALUE_REG = R7, VALUE_AREA = 64, VALUE_ROOM = 96 };

/* Kinds of values; after the last, the maps. */
enum {
	V_NOTHING,
	V_ZERO,
	V_ONE,
	V_FOUR,
	V_EIGHT,
	V_SIXTEEN,
	V_MINUS,
	V_HUGE,
	V_ANY,
	V_TO8,
	V_FROM1,
	V_CTX,
	V_CTX_OFF,
	V_FRAME,
	V_NEAR,	 /* 8 bytes below the frame pointer */
	V_AREA,	 /* 64, all written */
	V_ODD,	 /* 60 */
	V_FRESH, /* 128, nothing written */
	V_FAR,
	V_MOVING, /* 64, and up to 7 more */
	V_PACKET,
	V_PACKET_SHORT,
	V_PACKET_END,
	V_PACKET_META,
	V_ELEMENT,
	V_ELEMENT_END,
	V_ELEMENT_MOVING,
	V_MAYBE,
	V_RODATA,
	V_WRITEONLY,
	V_UNFROZEN,
	V_INNER,
	V_RECORD, /* of 64 bytes; not given back */
	V_RECORD_MAYBE,
	V_RECORD_END,
	V_SOCKET_MAYBE, /* the context's */
	V_SOCKET,
	V_SOCKET_GOT,
	V_SOCKET_TCP,
	V_SOCKET_OUT, /* of a map */
	V_DYNPTR,     /* of an element, 160 bytes below the frame pointer */
	V_DYNPTR_HALF,
	V_DYNPTR_HELD, /* of a record; not given back */
	V_SLICE,       /* 16 bytes of an element's */
	V_SLICE_MAYBE,
	V_FUNCTION, /* of the kernel's: its address */
	V_TASK,	    /* the current one's structure */
	V_MAPS,
};

/* The program so far. */
extern struct insn value_code[VALUE_ROOM];
extern uint32_t value_len;

void value_emit(unsigned op, unsigned dst, unsigned src, int off, int32_t imm);
void value_move(unsigned to, unsigned from);
void value_number(unsigned to, int32_t n);
void value_add(unsigned to, int32_t n);
void value_map(unsigned to, uint32_t which, bool value, int32_t off);
/* A dynptr so far below the frame pointer; held: of a record. */
void value_dynptr(int32_t below, bool held);
/* False: programs of this type have none. */
bool value_make(const struct prog *p, unsigned v);

#endif
