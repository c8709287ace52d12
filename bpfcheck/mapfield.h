/* mapfield - what the kernel keeps in values of maps: kernel/bpf/verifier.c,
   check_map_access, process_spin_lock, process_timer_func; kernel/bpf/btf.c,
   btf_field_type_size, btf_field_type_name. */
#ifndef MAPFIELD_H
#define MAPFIELD_H

#include "env.h"

/* kinds, as bits */
#define MAPFIELD(kind) (UINT32_C(1) << VF_FIELD_##kind)
enum {
	MAPFIELD_LOCKS = MAPFIELD(LOCK) | MAPFIELD(RES_LOCK),
	MAPFIELD_ASYNC = MAPFIELD(TIMER) | MAPFIELD(WORK) | MAPFIELD(TASK_WORK),
	MAPFIELD_GRAPH = MAPFIELD(LIST) | MAPFIELD(TREE),
	MAPFIELD_KPTRS =
	    MAPFIELD(KPTR_UNTRUSTED) | MAPFIELD(KPTR) | MAPFIELD(KPTR_PERCPU),
	MAPFIELD_POINTERS = MAPFIELD_KPTRS | MAPFIELD(UPTR),
	MAPFIELD_ALL = MAPFIELD(KINDS) - 1,
};

/* Have its values one of these? */
bool mapfield_has(const struct vf_map *m, uint32_t kinds);
/* One of these that begins there; NULL: none. */
const struct vf_field *mapfield_at(
    const struct vf_map *m, uint32_t kinds, int64_t at);
/* Bytes at off from r, in a value, have no part of any. direct: an instruction
   of the program accesses them, which may be a pointer as a whole. */
int mapfield_check_access(
    struct env *e, unsigned r, int64_t off, uint32_t bytes, bool direct);
/* r, in a value, points to its field of that kind, a lock or a timer. */
int mapfield_check_place(struct env *e, unsigned r, enum vf_field_kind kind);

#endif
