#include "answer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "special.h"

enum { DESCRIPTORS = 65536 };

static struct answer *now;
/* The map of each descriptor, plus one. */
static uint32_t map_of[DESCRIPTORS];

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name,
    const char *license, const struct bpf_insn *insns, size_t count,
    const struct bpf_prog_load_opts *opts);
struct btf *__wrap_btf__load_vmlinux_btf(void);
void __real_btf__free(struct btf *btf);
void __wrap_btf__free(struct btf *btf);

void
answer_begin(struct answer *a)
{
	now = a;
	memset(map_of, 0, sizeof map_of);
}

bool
answer_map(int fd, uint32_t *map)
{
	if (fd < 0 || fd >= DESCRIPTORS || map_of[fd] == 0)
		return false;
	*map = map_of[fd] - 1;
	return true;
}

/* libbpf wants real descriptors: it duplicates and closes them. */
static int
descriptor(void)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static void
describe(struct vf_map *m, const union bpf_attr *a, const char *name)
{
	uint32_t inner;

	m->name = name;
	m->type = a->map_type;
	m->key_size = a->key_size;
	m->value_size = a->value_size;
	m->max_entries = a->max_entries;
	m->flags = a->map_flags;
	m->extra = a->map_extra;
	m->typed = a->btf_value_type_id != 0;
	special_find(now->btf, a->btf_value_type_id, m);
	if (a->inner_map_fd != 0 && answer_map((int)a->inner_map_fd, &inner))
		m->inner = inner + 1;
	for (uint32_t i = 0; i < now->nextras; i++)
		if (strcmp(name, now->extras[i].map) == 0)
			m->extra = now->extras[i].extra;
}

/* The BTF that has the names is libbpf's, which frees it. False: no memory. */
static bool
names_kept(struct object *o, struct vf_map *m)
{
	for (uint32_t i = 0; i < m->nfields; i++) {
		const char **name = &m->fields[i].name;

		if (*name != NULL)
			*name = object_text(o, *name, strlen(*name));
		if (*name == NULL &&
		    m->fields[i].kind >= VF_FIELD_KPTR_UNTRUSTED)
			return false;
	}
	return true;
}

/* The number of this map in the object; false: no memory. */
static bool
number(const union bpf_attr *a, uint32_t *map)
{
	struct object *o = now->object;
	const char *name = object_text(o, a->map_name, sizeof a->map_name);
	struct vf_map wanted = {0}, *m;

	if (name == NULL)
		return false;
	describe(&wanted, a, name);
	*map = now->next_map++;
	if (*map < o->nmaps) {
		m = &o->maps[*map];
		if (strcmp(m->name, name) == 0 && m->type == wanted.type &&
		    m->key_size == wanted.key_size &&
		    m->value_size == wanted.value_size &&
		    m->max_entries == wanted.max_entries &&
		    m->flags == wanted.flags)
			return true;
	}
	*map = o->nmaps;
	if (!names_kept(o, &wanted) || !object_map(o, &m))
		return false;
	*m = wanted;
	now->next_map = o->nmaps;
	return true;
}

static int
map_create(const union bpf_attr *a)
{
	int fd = descriptor();
	uint32_t map;

	if (fd < 0)
		return fd;
	if (fd >= DESCRIPTORS || !number(a, &map)) {
		close(fd);
		errno = ENOMEM;
		return -1;
	}
	map_of[fd] = map + 1;
	return fd;
}

static bool
has_names(const struct btf *btf, const struct btf_type *function)
{
	const struct btf_type *t = btf__type_by_id(btf, function->type);

	for (uint32_t i = 0; t != NULL && i < btf_vlen(t); i++)
		if (btf_params(t)[i].name_off == 0 &&
		    btf_params(t)[i].type != 0)
			return false;
	return true;
}

/* What the kernel takes no BTF for, libbpf goes on without, for all programs:
   kernel/bpf/btf.c, btf_func_check. Naked functions' parameters have no names. */
static int
btf_load(const union bpf_attr *a)
{
	struct btf *btf =
	    btf__new((const void *)(uintptr_t)a->btf, a->btf_size);
	bool taken = true;

	for (uint32_t i = 1; btf != NULL && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);

		taken &= !btf_is_func(t) || has_names(btf, t);
	}
	btf__free(btf);
	if (taken)
		return descriptor();
	errno = EINVAL;
	return -1;
}

static struct vf_map *
map_at(uint32_t fd)
{
	uint32_t map;

	return fd <= INT32_MAX && answer_map((int)fd, &map)
	    ? &now->object->maps[map]
	    : NULL;
}

/* libbpf fills an array of one element, and then, if it is constant, freezes
   it: only then are the contents known, and of use. */
static int
map_update(const union bpf_attr *a)
{
	now->filled = map_at(a->map_fd);
	now->contents = (const void *)(uintptr_t)a->value;
	return 0;
}

static int
map_freeze(const union bpf_attr *a)
{
	struct vf_map *m = map_at(a->map_fd);
	uint8_t *data;

	if (m == NULL || m != now->filled || m->type != BPF_MAP_TYPE_ARRAY ||
	    m->max_entries != 1 || m->data != NULL)
		return 0;
	data = object_room(now->object, m->value_size, 1);
	if (data == NULL) {
		errno = ENOMEM;
		return -1;
	}
	memcpy(data, now->contents, m->value_size);
	m->data = data;
	m->data_len = m->value_size;
	return 0;
}

static int
refused(int error)
{
	errno = error;
	return -1;
}

/* As a kernel that has every feature libbpf asks for; without modules. */
static int
answered(long command, const union bpf_attr *a)
{
	switch (command) {
	case BPF_MAP_CREATE:
		return map_create(a);
	case BPF_PROG_LOAD: /* a probe; programs of objects come by the wrap */
		return descriptor();
	case BPF_BTF_LOAD:
		return btf_load(a);
	case BPF_MAP_UPDATE_ELEM:
		return map_update(a);
	case BPF_MAP_FREEZE:
		return map_freeze(a);
	case BPF_PROG_BIND_MAP:
	case BPF_OBJ_GET_INFO_BY_FD:
		return 0;
	case BPF_LINK_CREATE:
		return refused(EBADF);
	case BPF_OBJ_GET:
	case BPF_BTF_GET_NEXT_ID:
		return refused(ENOENT);
	default:
		return refused(EINVAL);
	}
}

long
__wrap_syscall(long number, ...)
{
	va_list ap;
	long a, b;

	va_start(ap, number);
	a = va_arg(ap, long);
	b = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_bpf && now != NULL)
		return answered((int)a, (const union bpf_attr *)b);
	errno = ENOSYS;
	return -1;
}

int
__wrap_bpf_prog_load(enum bpf_prog_type type, const char *name,
    const char *license, const struct bpf_insn *insns, size_t count,
    const struct bpf_prog_load_opts *opts)
{
	struct answer_program p = {type, name, license, insns, count, opts};

	if (!now->program(now->arg, &p))
		return refused(EINVAL);
	return descriptor();
}

struct btf *
__wrap_btf__load_vmlinux_btf(void)
{
	const char *why;

	if (now->kernel == NULL && !now->no_kernel)
		now->no_kernel =
		    kernel_open(KERNEL_BTF, &now->kernel, &why).code !=
		    FAULT_NONE;
	if (now->kernel == NULL)
		errno = ENOENT;
	return now->kernel;
}

/* The kernel's is parsed once, whatever number of objects it serves. */
void
__wrap_btf__free(struct btf *btf)
{
	if (now == NULL || btf != now->kernel)
		__real_btf__free(btf);
}
