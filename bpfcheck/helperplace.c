/* helperplace - helpers that depend on a program's type and where it is attached:
   kernel/bpf/cgroup.c, cgroup_base_func_proto and net/core/filter.c. */
#include "helper.h"
#include "progtype.h"

#define AT(n) (UINT64_C(1) << (n))
/* All but ingress, egress, sock_ops, recvmsg, getpeername, getsockname. */
#define RETVAL                                                         \
	(~(AT(0) | AT(1) | AT(3) | AT(19) | AT(20) | AT(29) | AT(30) | \
	    AT(31) | AT(32) | AT(51) | AT(52) | AT(53)))

/* Of programs of cgroups some places only. */
static const struct {
	int32_t number;
	uint32_t type;
	uint64_t attach;
} places[] = {
    {49, PROG_CGROUP_SOCKOPT, AT(22)},
    {57, PROG_CGROUP_SOCKOPT, AT(22)},
    {64, PROG_CGROUP_SOCK_ADDR, AT(10) | AT(11)},
    {186, PROG_CGROUP_SOCK_ADDR, RETVAL},
    {186, PROG_CGROUP_DEVICE, RETVAL},
    {186, PROG_CGROUP_SYSCTL, RETVAL},
    {186, PROG_SOCK_OPS, RETVAL},
    {187, PROG_CGROUP_SOCK_ADDR, RETVAL},
    {187, PROG_CGROUP_DEVICE, RETVAL},
    {187, PROG_CGROUP_SYSCTL, RETVAL},
    {187, PROG_SOCK_OPS, RETVAL},
    /* Tracepoints, iterators. */
    {174, PROG_TRACING, AT(23)},
    {126, PROG_TRACING, AT(28)},
    {127, PROG_TRACING, AT(28)},
    {150, PROG_TRACING, AT(28)},
    {49, PROG_TRACING, AT(28)},
    {57, PROG_TRACING, AT(28)},
};

bool
helper_attached(int32_t number, uint32_t type, uint32_t attach)
{
	size_t i;

	for (i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i].number == number && places[i].type == type)
			return (places[i].attach >> attach & 1) != 0;
	return true;
}

static bool
is_in(const uint8_t *list, int32_t number)
{
	for (; *list != 0; list++)
		if (*list == number)
			return true;
	return false;
}

/* kernel/bpf/helpers.c, bpf_base_func_proto: what it gives before it looks at
   capabilities; net/core/filter.c, sk_filter_func_proto, cg_skb_func_proto. */
bool
helper_for_all(int32_t number, uint32_t type)
{
	static const uint8_t all[] = {1, 2, 3, 5, 7, 8, 12, 14, 42, 87, 88, 89,
	    105, 106, 120, 125, 130, 131, 132, 133, 134, 182, 195, 208,
	    /* of packets */
	    15, 25, 26, 46, 47, 68, 122, 160, 0};
	static const uint8_t cgroup[] = {
	    79, 81, 83, 84, 85, 86, 95, 96, 97, 98, 99, 107, 108, 128, 129, 0};

	return is_in(all, number) ||
	    (type == PROG_CGROUP_SKB && is_in(cgroup, number));
}

enum {
	CTX = HELPER_CONTEXT,
	ANY = HELPER_ANYTHING,
	SK_ANY = HELPER_SOCK_ANY,
	SIZE = HELPER_SIZE,
	OUT = HELPER_MEMORY | HELPER_WRITE | HELPER_UNINIT,
	ELEMENT0 = REG_MAP_VALUE | REG_OR_NULL,
};

/* What a type's programs call differs from what others do. */
#define VARIANT(n, name, type, what, ...)                              \
	{                                                              \
		n,                                                     \
		{                                                      \
			"bpf_" name, AT(PROG_##type), AT(PROG_##type), \
			    {__VA_ARGS__}, what, 0                     \
		}                                                      \
	}

static const struct {
	int32_t number;
	struct helper helper;
} variants[] = {
    /* For programs of any license. */
    VARIANT(27, "get_stackid", PERF_EVENT, REG_NONE, CTX, HELPER_MAP, ANY),
    VARIANT(46, "get_socket_cookie", SK_REUSEPORT, REG_NONE,
	HELPER_SOCK_ANY | HELPER_OR_NULL),
    VARIANT(49, "setsockopt", CGROUP_SOCKOPT, REG_NONE, SK_ANY, ANY, ANY,
	HELPER_MEMORY, SIZE),
    VARIANT(57, "getsockopt", CGROUP_SOCKOPT, REG_NONE, SK_ANY, ANY, ANY, OUT,
	SIZE),
    VARIANT(107, "sk_storage_get", CGROUP_SOCK, ELEMENT0, HELPER_MAP, CTX,
	HELPER_VALUE | HELPER_OR_NULL, ANY),
    VARIANT(46, "get_socket_cookie", TRACING, REG_NONE,
	HELPER_SOCK_ANY | HELPER_OR_NULL),
    VARIANT(49, "setsockopt", TRACING, REG_NONE, SK_ANY, ANY, ANY,
	HELPER_MEMORY, SIZE),
    VARIANT(57, "getsockopt", TRACING, REG_NONE, SK_ANY, ANY, ANY, OUT, SIZE),
    VARIANT(107, "sk_storage_get", TRACING, ELEMENT0, HELPER_MAP,
	HELPER_BTF | HELPER_OR_NULL, HELPER_VALUE | HELPER_OR_NULL, ANY),
    VARIANT(108, "sk_storage_delete", TRACING, REG_NONE, HELPER_MAP,
	HELPER_BTF | HELPER_OR_NULL),
    VARIANT(188, "xdp_get_buff_len", TRACING, REG_NONE, HELPER_BTF),
    VARIANT(124, "sk_assign", SK_LOOKUP, REG_NONE, CTX,
	HELPER_SOCKET | HELPER_OR_NULL, ANY),
};

const struct helper *
helper_in(int32_t number, uint32_t type)
{
	const struct helper *h = helper_of(number);
	size_t i;

	if (h == NULL || type >= PROG_TYPES || (h->known >> type & 1) != 0)
		return h;
	for (i = 0; i < sizeof variants / sizeof variants[0]; i++)
		if (variants[i].number == number &&
		    (variants[i].helper.types >> type & 1) != 0)
			return &variants[i].helper;
	return h;
}
