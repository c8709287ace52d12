/* mapptr - what programs read of a map itself: the structure that the kernel
   keeps it in. kernel/bpf/verifier.c: check_ptr_to_map_access; the map_btf_id of
   each struct bpf_map_ops. */
#include "btfptr.h"
#include "log.h"
#include "map.h"

static const char *const structures[MAP_TYPES] = {
    [MAP_HASH] = "bpf_htab",
    [MAP_ARRAY] = "bpf_array",
    [MAP_PROG_ARRAY] = "bpf_array",
    [MAP_PERF_EVENT_ARRAY] = "bpf_array",
    [MAP_PERCPU_HASH] = "bpf_htab",
    [MAP_PERCPU_ARRAY] = "bpf_array",
    [MAP_STACK_TRACE] = "bpf_stack_map",
    [MAP_CGROUP_ARRAY] = "bpf_array",
    [MAP_LRU_HASH] = "bpf_htab",
    [MAP_LRU_PERCPU_HASH] = "bpf_htab",
    [MAP_LPM_TRIE] = "lpm_trie",
    [MAP_ARRAY_OF_MAPS] = "bpf_array",
    [MAP_HASH_OF_MAPS] = "bpf_htab",
    [MAP_DEVMAP] = "bpf_dtab",
    [MAP_SOCKMAP] = "bpf_stab",
    [MAP_CPUMAP] = "bpf_cpu_map",
    [MAP_XSKMAP] = "xsk_map",
    [MAP_SOCKHASH] = "bpf_shtab",
    [MAP_CGROUP_STORAGE] = "bpf_cgroup_storage_map",
    [MAP_REUSEPORT_SOCKARRAY] = "reuseport_array",
    [MAP_PERCPU_CGROUP_STORAGE] = "bpf_cgroup_storage_map",
    [MAP_QUEUE] = "bpf_queue_stack",
    [MAP_STACK] = "bpf_queue_stack",
    [MAP_SK_STORAGE] = "bpf_local_storage_map",
    [MAP_DEVMAP_HASH] = "bpf_dtab",
    [MAP_RINGBUF] = "bpf_ringbuf_map",
    [MAP_INODE_STORAGE] = "bpf_local_storage_map",
    [MAP_TASK_STORAGE] = "bpf_local_storage_map",
    [MAP_BLOOM_FILTER] = "bpf_bloom_filter",
    [MAP_USER_RINGBUF] = "bpf_ringbuf_map",
    [MAP_CGRP_STORAGE] = "bpf_local_storage_map",
};

/* *id is the structure of r's map; read: or it is written. */
static int
check_place(struct env *e, unsigned r, int64_t off, bool read, uint32_t *id)
{
	const char *name = structures[e->p->maps[env_reg(e, r)->map].type];

	if (name == NULL)
		return env_undecided(e, "fields of such maps");
	if (e->o->unprivileged) {
		env_fault_reg(e, r, "an element of the map");
		return env_refuse(e, FAULT_PERM,
		    "'struct %s' access is allowed only to CAP_PERFMON and "
		    "CAP_SYS_ADMIN",
		    name);
	}
	if (e->p->btf == NULL)
		return env_needs_btf(e);
	*id = btftype_find(e->p->btf, BTF_STRUCT, name, "");
	if (*id == 0)
		return env_undecided(e, "type %s of the kernel's", name);
	if (off < 0) {
		env_fault_reg(e, r, "a place in the map's structure");
		return env_refuse(e, FAULT_ACCESS,
		    "R%u is %s invalid negative access: off=%d", r, name,
		    (int)off);
	}
	if (read)
		return 0;
	env_fault_reg(e, r, "an element of the map");
	return env_refuse(
	    e, FAULT_ACCESS, "only read from %s is supported", name);
}

int
map_read_field(struct env *e, unsigned r, unsigned bytes, int to)
{
	int64_t off = (int64_t)env_insn(e)->off + env_reg(e, r)->off;
	struct btfwalk w;
	uint32_t id = 0;
	int fault = check_place(e, r, off, true, &id);

	if (fault == 0)
		fault = btfwalk_access(e, id, (uint32_t)off, bytes, &w);
	if (fault == 0)
		btfptr_found(e, &w, w.trust, false, to);
	return fault;
}

int
map_write_field(struct env *e, unsigned r)
{
	int64_t off = (int64_t)env_insn(e)->off + env_reg(e, r)->off;
	uint32_t id = 0;

	return check_place(e, r, off, false, &id);
}
