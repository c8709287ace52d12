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
    VARIANT(46, "get_socket_cookie", SK_REUSEPORT, REG_NONE,
	HELPER_SOCK_ANY | HELPER_OR_NULL),
    VARIANT(49, "setsockopt", CGROUP_SOCKOPT, REG_NONE, SK_ANY, ANY, ANY,
	HELPER_MEMORY, SIZE),
    VARIANT(57, "getsockopt", CGROUP_SOCKOPT, REG_NONE, SK_ANY, ANY, ANY, OUT,
	SIZE),
    VARIANT(107, "sk_storage_get", CGROUP_SOCK, ELEMENT0, HELPER_MAP, CTX,
	HELPER_VALUE | HELPER_OR_NULL, ANY),
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
