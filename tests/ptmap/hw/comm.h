/*
 * comm - what the host asks of a guest and what the guest answers, in memory
 * that both see. Of 64-bit numbers only, so that every machine lays it out alike.
 *
 * Every 4 KiB of the frames holds two slots, at its first and its last byte: a
 * number to read, one to write, and code that loads a number and traps.
 */
#ifndef COMM_H
#define COMM_H

/*
 * Where loads and stores are done in another mode: one page of the guest's code,
 * seen twice, by privileged code and by unprivileged; of AArch64's, once, the
 * first 64 KiB of it.
 */
#define HW_STUB	     0x2000000000
#define HW_STUB_USER 0x2000001000

#ifndef __ASSEMBLER__
#include <stdint.h>

enum {
	HW_READ,
	HW_WRITE,
	HW_EXEC,
	HW_USER = 4, /* unprivileged */
	HW_ASK = 8,  /* AArch64: the AT instruction, no access */
	HW_PROBES = 4096,
	HW_FLUSHES = 8192,
	HW_SLOT = 32, /* bytes */
	HW_SLOT_WRITE = 8,
	HW_SLOT_CODE = 16
};

/* Result codes that no architecture has; an access that is done is 0. */
#define HW_OK	UINT64_C(0)
#define HW_NONE UINT64_MAX
/* With the fault that an AT instruction would have met. */
#define HW_ASKED UINT64_C(0x100)

/* hw_comm.flags */
enum {
	HW_SMEP = 1,	 /* x86-64: no privileged fetch from user pages, */
	HW_SMAP = 2,	 /* no privileged data access */
	HW_SUM = 4,	 /* RISC-V: privileged data access to user pages */
	HW_HAFDBS = 8,	 /* AArch64: the hardware sets accessed and dirty */
	HW_NO_FLUSH = 16 /* leave the flushes out: a defect on purpose */
};

struct hw_flush {
	uint64_t what, va, len, stride;
};

struct hw_probe {
	uint64_t va, kind, value; /* value: to write */
	uint64_t code, addr, got;
};

struct hw_comm {
	uint64_t root;
	uint64_t mode; /* x86-64: 5 levels; RISC-V: satp's; AArch64: below */
	uint64_t flags;
	uint64_t ready;	   /* 1 when the guest has started */
	uint64_t go, done; /* rounds asked for, answered */
	uint64_t refused;  /* not 0: the guest cannot translate so */
	uint64_t nflush, nprobe;
	struct hw_flush flush[HW_FLUSHES];
	struct hw_probe probe[HW_PROBES];
};

/* AArch64's mode. */
#define HW_GRANULE UINT64_C(3) /* 0: 4 KiB, 1: 16 KiB, 2: 64 KiB */
#define HW_UPPER   UINT64_C(4)
#define HW_STAGE2  UINT64_C(8)

#endif
#endif
