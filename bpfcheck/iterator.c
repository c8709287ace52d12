/* iterator - what iterators' programs are given, as they register it:
   struct bpf_iter_reg and its ctx_arg_info, in kernel/bpf, net, kernel/cgroup,
   mm and drivers. */
#include "btfwalk.h"
#include "text.h"
#include "traced.h"

#define NULLABLE(arg, name)                         \
	{                                           \
		arg, REG_BTF | REG_OR_NULL, 0, name \
	}
#define TRUSTED(arg, name)                                   \
	{                                                    \
		arg, REG_BTF | REG_OR_NULL, TRUST_FULL, name \
	}
#define BUFFER(arg)                                  \
	{                                            \
		arg, REG_BUFFER | REG_OR_NULL, 0, "" \
	}
#define RDONLY_BUFFER(arg)                                  \
	{                                                   \
		arg, REG_RDONLY_BUFFER | REG_OR_NULL, 0, "" \
	}

static const struct {
	const char *name;
	struct traced_arg args[TRACED_ARGS];
} iterators[] = {
    {"bpf_iter_bpf_link", {NULLABLE(1, "bpf_link")}},
    {"bpf_iter_bpf_map", {TRUSTED(1, "bpf_map")}},
    {"bpf_iter_bpf_map_elem", {RDONLY_BUFFER(2), BUFFER(3)}},
    {"bpf_iter_bpf_prog", {NULLABLE(1, "bpf_prog")}},
    {"bpf_iter_bpf_sk_storage_map", {NULLABLE(2, "sock"), BUFFER(3)}},
    {"bpf_iter_cgroup", {TRUSTED(1, "cgroup")}},
    {"bpf_iter_dmabuf", {NULLABLE(1, "dma_buf")}},
    {"bpf_iter_ipv6_route", {NULLABLE(1, "fib6_info")}},
    {"bpf_iter_kmem_cache", {TRUSTED(1, "kmem_cache")}},
    {"bpf_iter_ksym", {NULLABLE(1, "kallsym_iter")}},
    {"bpf_iter_netlink", {NULLABLE(1, "netlink_sock")}},
    {"bpf_iter_sockmap", {RDONLY_BUFFER(2), NULLABLE(3, "sock")}},
    {"bpf_iter_task", {TRUSTED(1, "task_struct")}},
    {"bpf_iter_task_file", {NULLABLE(1, "task_struct"), NULLABLE(3, "file")}},
    {"bpf_iter_task_vma",
	{NULLABLE(1, "task_struct"), NULLABLE(2, "vm_area_struct")}},
    {"bpf_iter_tcp", {TRUSTED(1, "sock_common")}},
    {"bpf_iter_udp", {TRUSTED(1, "udp_sock")}},
    {"bpf_iter_unix", {NULLABLE(1, "unix_sock")}},
};

const struct traced_arg *
traced_iterator(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof iterators / sizeof iterators[0]; i++)
		if (text_same(iterators[i].name, name))
			return iterators[i].args;
	return NULL;
}
