/*
 * map - maps and their elements: which programs may use which, places in values,
 * what is in those that do not change. kernel/bpf/verifier.c:
 * resolve_pseudo_ldimm64, check_map_access.
 */
#ifndef MAP_H
#define MAP_H

#include "env.h"

enum { MAP_TYPES = 34 };

/* BPF_MAP_TYPE_ */
enum {
	MAP_HASH = 1,
	MAP_ARRAY,
	MAP_PROG_ARRAY,
	MAP_PERF_EVENT_ARRAY,
	MAP_PERCPU_HASH,
	MAP_PERCPU_ARRAY,
	MAP_STACK_TRACE,
	MAP_CGROUP_ARRAY,
	MAP_LRU_HASH,
	MAP_LRU_PERCPU_HASH,
	MAP_LPM_TRIE,
	MAP_ARRAY_OF_MAPS,
	MAP_HASH_OF_MAPS,
	MAP_DEVMAP,
	MAP_SOCKMAP,
	MAP_CPUMAP,
	MAP_XSKMAP,
	MAP_SOCKHASH,
	MAP_CGROUP_STORAGE,
	MAP_REUSEPORT_SOCKARRAY,
	MAP_PERCPU_CGROUP_STORAGE,
	MAP_QUEUE,
	MAP_STACK,
	MAP_SK_STORAGE,
	MAP_DEVMAP_HASH,
	MAP_STRUCT_OPS,
	MAP_RINGBUF,
	MAP_INODE_STORAGE,
	MAP_TASK_STORAGE,
	MAP_BLOOM_FILTER,
	MAP_USER_RINGBUF,
	MAP_CGRP_STORAGE,
	MAP_ARENA,
};

/* BPF_F_ */
enum {
	MAP_RDONLY_PROG = 1 << 7,
	MAP_WRONLY_PROG = 1 << 8,
};

static inline bool
map_is_any(const struct reg *r)
{
	unsigned type = r->type & ~(unsigned)REG_OR_NULL;

	return type >= REG_MAP && type <= REG_MAP_VALUE;
}

/* Of a REG_MAP*. */
static inline const struct vf_map *
map_of(const struct env *e, const struct reg *r)
{
	return &e->p->maps[r->map];
}

/* As messages have it: one that is in a map has none. */
static inline const char *
map_name(const struct env *e, const struct reg *r)
{
	return r->inner ? "" : map_of(e, r)->name;
}

static inline bool
map_has(uint64_t types, uint32_t type)
{
	return type < MAP_TYPES && (types >> type & 1) != 0;
}

/* MAP_RDONLY_PROG, MAP_WRONLY_PROG. */
uint32_t map_rights(const struct vf_map *m);
/* The LD_IMM64 there names a map: may the program use it so? Before any path. */
int map_check_use(struct env *e, uint32_t insn);
/* The instruction loads a map, or a place in the value of its one element. */
int map_load(struct env *e);

int map_read(struct env *e, unsigned r, unsigned bytes, int to);
int map_write(struct env *e, unsigned r, unsigned bytes, int from);
/* Are so many bytes at off from r a part of the value, and nothing of the
   kernel's? Who may access them is another question. */
int map_check_place(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool none_allowed);
/* A helper's bytes; off is r's fixed offset. */
int map_check_bytes(
    struct env *e, unsigned r, uint32_t bytes, bool write, bool none_allowed);
int map_check_key(
    struct env *e, unsigned r, uint32_t bytes, bool write, bool none_allowed);
/* Of the map itself: mapptr.c. */
int map_read_field(struct env *e, unsigned r, unsigned bytes, int to);
int map_write_field(struct env *e, unsigned r);
int map_read_key(struct env *e, unsigned r, unsigned bytes, int to);
int map_write_key(struct env *e, unsigned r, int from);

/* A text with its end, at a known place in a value that does not change. */
int map_check_string(struct env *e, unsigned r);

/* r, which may be NULL, is not: what it is then. Undecided, if that is nothing
   that is known here. */
int map_not_null(struct env *e, struct reg *r);

#endif
