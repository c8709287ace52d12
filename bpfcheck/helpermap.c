/* helpermap - which helpers take which maps.
   kernel/bpf/verifier.c: check_map_func_compatibility, may_update_sockmap. */
#include "helper.h"
#include "map.h"
#include "progtype.h"

enum { MOST = 12, END = -1 };

/* Of the maps of a type only these; of other types any that takes any map. */
static const struct {
	uint32_t type;
	int16_t helpers[MOST];
} maps[] = {
    {MAP_PROG_ARRAY, {12, END}},
    {MAP_PERF_EVENT_ARRAY, {22, 25, 111, 55, 121, END}},
    {MAP_RINGBUF, {130, 131, 134, 198, 199, 200, END}},
    {MAP_USER_RINGBUF, {209, END}},
    {MAP_STACK_TRACE, {27, END}},
    {MAP_CGROUP_ARRAY, {33, 37, END}},
    {MAP_CGROUP_STORAGE, {81, END}},
    {MAP_PERCPU_CGROUP_STORAGE, {81, END}},
    {MAP_DEVMAP, {51, 1, END}},
    {MAP_DEVMAP_HASH, {51, 1, END}},
    {MAP_CPUMAP, {51, END}},
    {MAP_XSKMAP, {51, 1, END}},
    {MAP_ARRAY_OF_MAPS, {1, END}},
    {MAP_HASH_OF_MAPS, {1, END}},
    {MAP_SOCKMAP, {52, 53, 60, 82, 1, END}},
    {MAP_SOCKHASH, {72, 70, 71, 82, 1, END}},
    {MAP_REUSEPORT_SOCKARRAY, {82, END}},
    {MAP_QUEUE, {89, 88, 87, END}},
    {MAP_STACK, {89, 88, 87, END}},
    {MAP_SK_STORAGE, {107, 108, 194, END}},
    {MAP_INODE_STORAGE, {145, 146, 194, END}},
    {MAP_TASK_STORAGE, {156, 157, 194, END}},
    {MAP_CGRP_STORAGE, {210, 211, 194, END}},
    {MAP_BLOOM_FILTER, {89, 87, END}},
};

/* These take maps of such types only. */
#define IN(type) (UINT64_C(1) << MAP_##type)
static const struct {
	int32_t helper;
	uint64_t types;
} helpers[] = {
    {12, IN(PROG_ARRAY)},
    {22, IN(PERF_EVENT_ARRAY)},
    {25, IN(PERF_EVENT_ARRAY)},
    {55, IN(PERF_EVENT_ARRAY)},
    {111, IN(PERF_EVENT_ARRAY)},
    {121, IN(PERF_EVENT_ARRAY)},
    {130, IN(RINGBUF)},
    {131, IN(RINGBUF)},
    {134, IN(RINGBUF)},
    {198, IN(RINGBUF)},
    {209, IN(USER_RINGBUF)},
    {27, IN(STACK_TRACE)},
    {37, IN(CGROUP_ARRAY)},
    {33, IN(CGROUP_ARRAY)},
    {51, IN(DEVMAP) | IN(DEVMAP_HASH) | IN(CPUMAP) | IN(XSKMAP)},
    {52, IN(SOCKMAP)},
    {60, IN(SOCKMAP)},
    {53, IN(SOCKMAP)},
    {72, IN(SOCKHASH)},
    {71, IN(SOCKHASH)},
    {70, IN(SOCKHASH)},
    {81, IN(CGROUP_STORAGE) | IN(PERCPU_CGROUP_STORAGE)},
    {82, IN(REUSEPORT_SOCKARRAY) | IN(SOCKMAP) | IN(SOCKHASH)},
    {88, IN(QUEUE) | IN(STACK)},
    {87, IN(QUEUE) | IN(STACK) | IN(BLOOM_FILTER)},
    {89, IN(QUEUE) | IN(STACK) | IN(BLOOM_FILTER)},
    {195, IN(PERCPU_ARRAY) | IN(PERCPU_HASH) | IN(LRU_PERCPU_HASH)},
    {107, IN(SK_STORAGE)},
    {108, IN(SK_STORAGE)},
    {145, IN(INODE_STORAGE)},
    {146, IN(INODE_STORAGE)},
    {156, IN(TASK_STORAGE)},
    {157, IN(TASK_STORAGE)},
    {210, IN(CGRP_STORAGE)},
    {211, IN(CGRP_STORAGE)},
};

/* Where no socket is locked they may be put into maps and taken out. */
static bool
changes_sockets(const struct env *e, int32_t helper)
{
#define BIT(n) (UINT64_C(1) << PROG_##n)
	const uint64_t types = BIT(SOCKET_FILTER) | BIT(SCHED_CLS) |
	    BIT(SCHED_ACT) | BIT(XDP) | BIT(SK_REUSEPORT) |
	    BIT(FLOW_DISSECTOR) | BIT(SK_LOOKUP);

	if (e->iterator != NULL)
		return true;
	if (e->p->type == PROG_SOCK_OPS)
		return helper == HELPER_MAP_DELETE_ELEM;
	return (types >> e->p->type & 1) != 0;
}

static bool
is_in(const int16_t *list, int32_t helper)
{
	for (; *list != END; list++)
		if (*list == helper)
			return true;
	return false;
}

static bool
map_takes(const struct env *e, uint32_t type, int32_t helper, const char **why)
{
	size_t i;

	*why = NULL;
	for (i = 0; i < sizeof maps / sizeof maps[0]; i++)
		if (maps[i].type == type && !is_in(maps[i].helpers, helper))
			break;
	if (i == sizeof maps / sizeof maps[0])
		return true;
	if ((type != MAP_SOCKMAP && type != MAP_SOCKHASH) ||
	    (helper != HELPER_MAP_UPDATE_ELEM &&
		helper != HELPER_MAP_DELETE_ELEM))
		return false;
	*why = "cannot update sockmap in this context";
	return changes_sockets(e, helper);
}

static bool
helper_takes(uint32_t type, int32_t helper)
{
	size_t i;

	for (i = 0; i < sizeof helpers / sizeof helpers[0]; i++)
		if (helpers[i].helper == helper)
			return map_has(helpers[i].types, type);
	return true;
}

int
helper_check_map(struct env *e, const struct call *c)
{
	const char *why;

	if (c->map == NULL ||
	    (map_takes(e, c->map->type, c->number, &why) &&
		helper_takes(c->map->type, c->number)))
		return 0;
	env_fault(e, "a map of a type that the helper is for", "the map %s",
	    c->map->name);
	if (why != NULL)
		(void)env_refuse(e, FAULT_INVALID, "%s", why);
	return env_refuse(e, FAULT_INVALID,
	    "cannot pass map_type %u into func %s#%d", c->map->type,
	    c->helper->name, c->number);
}
