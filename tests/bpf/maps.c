/* maps - see maps.h */
#include "maps.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096, CONTENTS = 4096 };

#define NO_DATA 0
#define MAP(n, t, k, v, e, f, i, c) \
	{.name = #n,                \
	    .type = (t),            \
	    .key_size = (k),        \
	    .value_size = (v),      \
	    .max_entries = (e),     \
	    .flags = (f),           \
	    .inner = (i),           \
	    .data = (const uint8_t *)(c)},
static struct vf_map maps[] = {
#include "maps.def"
};
#undef MAP
#undef NO_DATA
#define NO_DATA			    ""
#define MAP(n, t, k, v, e, f, i, c) sizeof(c) - 1,
static const uint8_t lengths[] = {
#include "maps.def"
};

enum { MAPS = sizeof maps / sizeof *maps };

static uint8_t contents[MAPS][CONTENTS];

/* Texts that say how to print: each beginning, any byte, each end. */
static void
fill_formats(struct vf_map *m)
{
	static const char *const begins[] = {"", "%", "%p", "%pI", "%pi", "%pk",
	    "%pu", "%pks", "%l", "%ll", "%lll", "%s", "%c", "%5", "%-0 +50",
	    "%%", "%pB", "%d"};
	static const char *const ends[] = {"", "s", "d", "4", "%"};
	static char text[1 << 18];
	size_t at = 0;

	for (size_t b = 0; b < sizeof begins / sizeof *begins; b++)
		for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
			for (int byte = 1; byte < 256; byte++)
				at += (size_t)sprintf(text + at, "%s%c%s",
					  begins[b], byte, ends[e]) +
				    1;
	m->data = (const uint8_t *)text;
	m->data_len = m->value_size;
}

const struct vf_map *
maps_known(uint32_t *count)
{
	static bool filled;

	*count = MAPS;
	for (uint32_t i = 0; i < MAPS && !filled; i++) {
		if (lengths[i] == 0)
			continue;
		memcpy(contents[i], maps[i].data, lengths[i]);
		maps[i].data = contents[i];
		maps[i].data_len = maps[i].value_size;
	}
	for (uint32_t i = 0; i < MAPS && !filled; i++)
		if (strcmp(maps[i].name, "formats") == 0)
			fill_formats(&maps[i]);
	filled = true;
	return maps;
}

uint32_t
maps_named(const char *name)
{
	uint32_t n, i;
	const struct vf_map *m = maps_known(&n);

	for (i = 0; i < n; i++)
		if (strcmp(m[i].name, name) == 0)
			return i;
	return 0;
}

const char *
maps_for(int32_t helper)
{
	static const struct {
		int32_t helper;
		const char *map;
	} table[] = {{12, "progs"}, {22, "events"}, {25, "events"},
	    {27, "stacks"}, {33, "cgroups"}, {37, "cgroups"}, {51, "devmap"},
	    {52, "sockmap"}, {53, "sockmap"}, {55, "events"}, {60, "sockmap"},
	    {70, "sockhash"}, {71, "sockhash"}, {72, "sockhash"},
	    {82, "reuseport"}, {87, "queue"}, {88, "queue"}, {89, "queue"},
	    {130, "ringbuf"}, {134, "ringbuf"}, {195, "percpu"}};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].helper == helper)
			return table[i].map;
	return "array";
}

static long
bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof *attr);
}

/* Filled, and never changed again. */
static bool
freeze(const struct vf_map *m, int fd)
{
	union bpf_attr attr;
	uint32_t key;

	for (key = 0; key < m->max_entries; key++) {
		memset(&attr, 0, sizeof attr);
		attr.map_fd = (uint32_t)fd;
		attr.key = (uint64_t)(uintptr_t)&key;
		attr.value = (uint64_t)(uintptr_t)m->data;
		if (bpf(BPF_MAP_UPDATE_ELEM, &attr) != 0)
			return false;
	}
	memset(&attr, 0, sizeof attr);
	attr.map_fd = (uint32_t)fd;
	return bpf(BPF_MAP_FREEZE, &attr) == 0;
}

static int
make(const struct vf_map *m, const int *fds)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof attr);
	attr.map_type = m->type;
	attr.key_size = m->key_size;
	attr.value_size = m->value_size;
	attr.max_entries = m->max_entries;
	attr.map_flags = m->flags;
	strcpy(attr.map_name, m->name);
	if (m->inner != 0)
		attr.inner_map_fd = (uint32_t)fds[m->inner - 1];
	fd = (int)bpf(BPF_MAP_CREATE, &attr);
	return fd >= 0 && m->data != 0 && !freeze(m, fd) ? -1 : fd;
}

/* Once a program named it, only programs like that one may. */
static bool
has_owner(uint32_t type)
{
	return type == BPF_MAP_TYPE_PROG_ARRAY || type == BPF_MAP_TYPE_DEVMAP ||
	    type == BPF_MAP_TYPE_DEVMAP_HASH || type == BPF_MAP_TYPE_CPUMAP;
}

static bool
renew(int *fds, const struct insn *code, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++) {
		const struct insn *c = &code[i];

		if (c->code != INSN_LD_IMM64 || c->src != PSEUDO_MAP_IDX ||
		    c->imm < 0 || c->imm >= MAPS ||
		    !has_owner(maps[c->imm].type))
			continue;
		close(fds[c->imm]);
		fds[c->imm] = make(&maps[c->imm], fds);
		if (fds[c->imm] < 0)
			return false;
	}
	return true;
}

const int *
maps_made(const struct insn *code, uint32_t len, const char **why)
{
	static int *fds;
	uint32_t n;
	const struct vf_map *m = maps_known(&n);
	char *pages;

	*why = "of a program";
	if (fds != 0)
		return renew(fds, code, len) ? fds : 0;
	/* The kernel reads a number behind the last: it must not find one. */
	pages = mmap(0, 2 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || munmap(pages + PAGE, PAGE) != 0)
		return 0;
	fds = (int *)(void *)(pages + PAGE) - MAPS;
	for (uint32_t i = 0; i < n; i++) {
		fds[i] = make(&m[i], fds);
		if (fds[i] < 0) {
			*why = m[i].name;
			fds = 0;
			return 0;
		}
	}
	return fds;
}
