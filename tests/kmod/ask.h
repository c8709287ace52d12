/* ask - requests of /dev/bpfcheck for tests, and what must come of them. */
#ifndef ASK_H
#define ASK_H

#include <stdbool.h>

#include "core.h"
#include "kmod/bpfcheck.h"

extern unsigned ask_tried, ask_wrong;

/* A program of batch's maps by name; a request of it that is good, its input
   malloc's. */
void ask_request(const struct prog *p, struct bpfcheck_verify *v, void **input);
/* r0 = 0; exit. */
void ask_small(struct prog *p);
/* A million instructions. */
bool ask_wide(struct prog *p);
/* A loop that is processed a million times, and would be refused then. */
void ask_long(struct prog *p);

/* 0, or the errno. */
int ask_ioctl(int fd, unsigned long request, void *arg);
/* Counts; says what was wrong. */
void ask_must(const char *what, long got, long want);
bool ask_stats(int fd, struct bpfcheck_stats *s);

#endif
