/*
 * plan - tables in a guest's memory that change at random, and probes of them.
 *
 * The caller gives the memory and what the guest itself needs mapped; then, round
 * by round: plan_change, plan_probes, the guest's answers, plan_judge.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

#include "comm.h"
#include "ptarch.h"

enum plan_family { PLAN_X86_64, PLAN_AARCH64, PLAN_STAGE2, PLAN_RISCV64 };

/* Bytes from the memory's first on. */
#define PLAN_TABLES	 UINT64_C(0x1000000)
#define PLAN_TABLE_BYTES UINT64_C(0x2000000)
#define PLAN_USABLE	 UINT64_C(0x4000000) /* from here on, frames */
#define PLAN_FRAMES	 UINT64_C(0x4000000) /* most lie here, */
#define PLAN_FRAME_BYTES UINT64_C(0x4000000) /* in so many bytes */

enum { PLAN_ANCHORS = 9, PLAN_OWN = 8, PLAN_TOUCHED = 256, PLAN_RUN = 8192 };

/* Mapped for the guest's own use; nothing else changes there. */
struct plan_own {
	uint64_t va, pa, len;
	unsigned attrs;
};

/* What a probe should come to. */
struct plan_expect {
	uint64_t code, mask; /* code, of the result's bits under mask */
	uint64_t value;	     /* read, or that the code there loads */
	bool has_addr;	     /* the fault says its address */
	bool mapped;
	struct pt_mapping m; /* before the probe */
	uint64_t pa;
};

struct plan_count {
	uint64_t rounds, changes, done, flushes;
	uint64_t by_level[PT_LEVELS_MAX]; /* probes of frames of this size */
	uint64_t probes, ok[3], faults, differences;
	uint64_t translated; /* asked, not accessed */
};

struct plan {
	struct pt pt;
	const struct pt_arch *arch;
	const char *name; /* of what is tested, in reports */
	enum plan_family family;
	uint64_t seed;
	uint8_t *mem; /* the guest's, from physical address base on */
	uint64_t base, size;
	bool user_only; /* no privileged probes */
	bool emulated;	/* by QEMU, some of whose faults are kept clear of */
	uint64_t flags; /* of hw_comm; constant or changed by round */
	struct plan_own own[PLAN_OWN];
	unsigned nown, anchors;
	uint64_t anchor[PLAN_ANCHORS];
	struct {
		uint64_t va, len;
	} touched[PLAN_TOUCHED];
	unsigned ntouched;
	const struct hw_probe *probed; /* last */
	unsigned nprobed;
	uint64_t run[PLAN_RUN]; /* see plan_probes.c */
	unsigned nrun;
	struct hw_flush *flush; /* what the library asked for, this round */
	uint64_t nflush;
	struct plan_expect expect[HW_PROBES];
	const char *break_how; /* a defect on purpose, or NULL */
	uint64_t *broken_entry, broken_was;
	struct plan_count count;
	void (*say)(const char *line); /* differences */
};

/* What fails here is the test itself: it ends. */
void plan_init(struct plan *p, const char *arch, uint64_t seed,
    unsigned no_levels, unsigned features);
void plan_own(
    struct plan *p, uint64_t va, uint64_t pa, uint64_t len, unsigned attrs);
/* Nothing is mapped or probed there. */
void plan_avoid(struct plan *p, uint64_t va, uint64_t len);
uint64_t plan_random(struct plan *p);
/* n operations of the library, in p->flush what it wants flushed. */
void plan_change(struct plan *p, unsigned n);
/* n probes, of which `again` of addresses that the list already has. */
void plan_probes(
    struct plan *p, struct hw_probe *list, unsigned n, unsigned again);
/* Counts and says the differences. */
void plan_judge(struct plan *p, const struct hw_probe *list, unsigned n);
void plan_report(const struct plan *p);

/* plan_expect.c: what the hardware does, by the manuals, if pt_query is right. */
void plan_foresee(
    const struct plan *p, const struct hw_probe *probe, struct plan_expect *e);

/* plan_frames.c: what frames hold, and where they may be. */
bool plan_usable(const struct plan *p, uint64_t pa);
uint64_t plan_slot_read(uint64_t pa);
uint64_t plan_slot_code(uint64_t pa);
/* Writes the slots of the 4 KiB at pa. */
void plan_stamp(const struct plan *p, uint64_t pa);
uint64_t *plan_at(const struct plan *p, uint64_t pa);

/* plan_break.c: one entry made wrong behind the library's back, and put right. */
void plan_break(struct plan *p, const struct hw_probe *list, unsigned n);
void plan_mend(struct plan *p);

#endif
