/*
 * log - the kernel's log: instructions, states, reasons. Level 1 holds the path
 * that failed, so that lines of paths that ended well are taken back.
 * kernel/bpf/log.c, kernel/bpf/disasm.c.
 */
#ifndef LOG_H
#define LOG_H

#include "state.h"
#include "text.h"

struct log {
	const struct vf_host *host;
	struct pool *pool;
	unsigned level;
	char *at;		 /* what may still be taken back */
	size_t len, room, begin; /* begin: position of at[0] */
	size_t line;		 /* where the last instruction's line ends */
	uint32_t width;		 /* of that line */
	const struct vf_line *source; /* shown last */
	bool lost;		      /* no memory for all of it */
};

struct env;

/* Positions count from the log's begin. */
static inline size_t
log_position(const struct log *l)
{
	return l->begin + l->len;
}

void log_string(struct log *l, const char *s);
void log_text(struct log *l, const char *format, ...);
/* All from that position on was not said. */
void log_reset(struct log *l, size_t position);
/* What is held goes to the host. */
void log_flush(struct log *l);

const char *log_type(const struct reg *r);
void log_reg(const struct vf_program *p, struct text *t, uint32_t frame,
    const struct reg *r);
/* All of a frame, or only what was marked since. */
/* A slot that is part of a dynptr: its first one's register. */
void log_dynptr(struct text *t, const struct reg *r);
void log_state(struct env *e, const struct state *s, uint32_t frame, bool all);
/* Beside the instruction that made it, if its line is the last. */
void log_insn_state(struct env *e);
void log_insn(struct text *t, const struct vf_program *p, const struct insn *i);
/* Of left that follow, i too: i has a name, and its second half is there. Of
   other instructions log_insn must not be asked. */
bool log_insn_is_whole(const struct insn *i, uint32_t left);
/* ALU_ADD: "+=". */
const char *log_operator(unsigned op);
/* "; source @ file:line", if it is another than before. */
void log_source(struct env *e, uint32_t insn);

#endif
