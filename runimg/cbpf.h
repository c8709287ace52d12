/*
 * cbpf - classic BPF, put together from its end: what an instruction jumps to
 * is there before it, so no jump is ever mended.
 *
 * Linux uapi, linux/filter.h, linux/bpf_common.h; linux/seccomp.h for what is
 * loaded; kernel/seccomp.c, seccomp_check_filter, for what may be.
 */
#ifndef CBPF_H
#define CBPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CBPF_MAX = 4096,     /* BPF_MAXINSNS */
	CBPF_LIMIT = 1 << 24 /* counted no further */
};

enum {
	CBPF_LD = 0x20,	  /* BPF_LD | BPF_W | BPF_ABS */
	CBPF_ADDX = 0x0c, /* BPF_ALU | BPF_ADD | BPF_X */
	CBPF_TAX = 0x07,  /* BPF_MISC | BPF_TAX */
	CBPF_JA = 0x05,	  /* BPF_JMP | BPF_JA */
	CBPF_JEQ = 0x15,  /* BPF_JMP | BPF_JEQ | BPF_K */
	CBPF_JGT = 0x25,
	CBPF_JGE = 0x35,
	CBPF_JSET = 0x45,
	CBPF_RET = 0x06 /* BPF_RET | BPF_K */
};

/* Offsets in struct seccomp_data, and its size; an address or argument has its
   low half first on little-endian machines. */
enum {
	CBPF_AT_NUMBER = 0,
	CBPF_AT_AUDIT = 4,
	CBPF_AT_LOW = 8,
	CBPF_AT_HIGH = 12,
	CBPF_AT_ARGS = 16,
	CBPF_DATA = 64,
	CBPF_ARGS = 6
};

/* As struct sock_filter. */
struct cbpf_insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

/* A label is how many instructions there were with the one that it names. */
struct cbpf {
	size_t n; /* instructions; more than CBPF_MAX do not fit */
	struct cbpf_insn insn[CBPF_MAX]; /* the last n of them */
};

/* A search among keys, in order: label[i] is where key[i] goes, and what is
   above it up to key[i + 1]. */
struct cbpf_keys {
	size_t n;
	uint32_t key[CBPF_MAX];
	size_t label[CBPF_MAX];
};

/* As struct seccomp_data. */
struct cbpf_call {
	uint32_t number, audit;
	uint64_t after; /* the address after the call instruction */
	uint64_t args[CBPF_ARGS];
};

/*@ predicate cbpf_word(integer at) = 0 <= at < CBPF_DATA && at % 4 == 0;

    predicate cbpf_tests(integer code) =
      code == CBPF_JEQ || code == CBPF_JGT || code == CBPF_JGE ||
      code == CBPF_JSET;

    // d: how many instructions there are from this one to the last.
    predicate cbpf_jumps(integer code, integer jt, integer jf, integer k,
      integer d) =
      code == CBPF_JA ? k + 2 <= d
      : cbpf_tests(code) ? jt + 2 <= d && jf + 2 <= d
      : code == CBPF_RET || (2 <= d && (code == CBPF_ADDX ||
          code == CBPF_TAX || (code == CBPF_LD && cbpf_word(k))));

    predicate cbpf_good(struct cbpf *c, integer d) =
      cbpf_jumps(c->insn[CBPF_MAX - d].code, c->insn[CBPF_MAX - d].jt,
        c->insn[CBPF_MAX - d].jf, c->insn[CBPF_MAX - d].k, d);

    // The kernel takes it: no jump beyond the end, and that is a return.
    predicate cbpf_ends(struct cbpf *c) = c->n <= CBPF_LIMIT &&
      \forall integer d; 1 <= d <= c->n && d <= CBPF_MAX ==> cbpf_good(c, d);

    predicate cbpf_label(struct cbpf *c, integer label) =
      1 <= label <= c->n;

    predicate cbpf_labels(struct cbpf_keys *s, struct cbpf *c,
      integer from, integer to) =
      \forall integer i; from <= i < to ==> 1 <= s->label[i] <= c->n;

    predicate cbpf_known(struct cbpf_keys *s, struct cbpf *c) =
      s->n <= CBPF_MAX && cbpf_labels(s, c, 0, s->n);
*/

/*@ requires \valid(c) && cbpf_ends(c) && jt <= 255 && jf <= 255;
    requires cbpf_jumps(code, jt, jf, k, c->n + 1);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && 1 <= c->n;
    ensures \old(c->n) <= c->n <= \old(c->n) + 1;
*/
/* One instruction before the others. */
void cbpf_put(struct cbpf *c, uint16_t code, size_t jt, size_t jf, uint32_t k);

/*@ requires \valid(c) && cbpf_ends(c) && 1 <= c->n && cbpf_word(at);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && 1 <= c->n;
    ensures \old(c->n) <= c->n <= \old(c->n) + 1;
*/
/* The word at that offset of struct seccomp_data into the accumulator. */
void cbpf_load(struct cbpf *c, uint32_t at);

/*@ requires \valid(c) && cbpf_ends(c);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && 1 <= c->n;
    ensures \old(c->n) <= c->n <= \old(c->n) + 1;
*/
/* The end, with that answer. */
void cbpf_return(struct cbpf *c, uint32_t what);

/*@ requires \valid(c) && cbpf_ends(c) && cbpf_label(c, label);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && 1 <= c->n;
    ensures \old(c->n) <= c->n <= \old(c->n) + 1;
*/
void cbpf_jump(struct cbpf *c, size_t label);

/*@ requires \valid(c) && cbpf_ends(c) && cbpf_tests(code);
    requires cbpf_label(c, yes) && cbpf_label(c, no);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && 1 <= c->n;
    ensures \old(c->n) <= c->n <= \old(c->n) + 3;
    ensures \old(c->n) - yes <= 254 && \old(c->n) - no <= 254 ==>
      c->n <= \old(c->n) + 1;
*/
/* A test of the accumulator: to yes or no, near or far. */
void cbpf_branch(
    struct cbpf *c, uint16_t code, uint32_t k, size_t yes, size_t no);

/*@ requires \valid(c) && cbpf_ends(c);
    requires cbpf_label(c, yes) && cbpf_label(c, no);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n;
*/
/* The 64 bits at CBPF_AT_LOW are the address or more. */
void cbpf_above(struct cbpf *c, uint64_t address, size_t yes, size_t no);

/*@ requires \valid(c) && cbpf_ends(c) && \valid(s) && \separated(c, s);
    requires cbpf_known(s, c);
    assigns c->n, c->insn[0 .. CBPF_MAX - 1], s->n,
      s->key[0 .. CBPF_MAX - 1], s->label[0 .. CBPF_MAX - 1];
    ensures cbpf_ends(c) && \old(c->n) <= c->n;
*/
/*
 * What is in the accumulator goes to its key's label. The labels' code is
 * there; the first label's is the last that was put, and what comes next goes
 * on there, or at the root of the search.
 */
void cbpf_choose(struct cbpf *c, struct cbpf_keys *s);

/*@ requires \valid(s) && \valid_read(c) && \separated(s, c);
    requires cbpf_known(s, c) && cbpf_ends(c) && cbpf_label(c, label);
    assigns s->n, s->key[0 .. CBPF_MAX - 1], s->label[0 .. CBPF_MAX - 1];
    ensures cbpf_known(s, c) && cbpf_ends(c) && c->n == \old(c->n);
*/
/* One more key, if there is room: a filter that needs more does not fit. */
void cbpf_keys_add(struct cbpf_keys *s, uint32_t key,
    size_t label) /*@ ghost (const struct cbpf *c) */;

/*@ requires \valid(s) && \valid_read(c) && \separated(s, c);
    requires cbpf_known(s, c) && cbpf_ends(c);
    assigns s->key[0 .. CBPF_MAX - 1], s->label[0 .. CBPF_MAX - 1];
    ensures cbpf_known(s, c) && cbpf_ends(c) && c->n == \old(c->n);
*/
/* They were added from the last to the first. */
void cbpf_keys_turn(struct cbpf_keys *s) /*@ ghost (const struct cbpf *c) */;

/* What the code answers to a call, as the kernel would; SECCOMP_RET_KILL_PROCESS
   if it is none that the kernel takes. */
/*@ requires \valid_read(insn + (0 .. n - 1)) && \valid_read(call);
    requires n <= CBPF_MAX;
    assigns \nothing;
*/
uint32_t cbpf_run(
    const struct cbpf_insn *insn, size_t n, const struct cbpf_call *call);

#endif
