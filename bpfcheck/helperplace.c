/* helperplace - helpers that depend on where a program is attached:
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
