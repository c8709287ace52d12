/* helperbtf - which of the kernel's types helpers take and return:
   net/core/filter.c, kernel/trace/bpf_trace.c, kernel/bpf/helpers.c, the
   arg_btf_id and ret_btf_id of their bpf_func_proto. */
#include "btfwalk.h"
#include "helper.h"

static const struct {
	int32_t number;
	const char *takes, *returns; /* names of structures; NULL: none */
	uint8_t trust;		     /* of what it returns */
} types[] = {
    {107, "sock_common", NULL, 0},
    {108, "sock_common", NULL, 0},
    {111, "sk_buff", NULL, 0},
    {121, "xdp_buff", NULL, 0},
    {126, "seq_file", NULL, 0},
    {127, "seq_file", NULL, 0},
    {136, NULL, "tcp6_sock", 0},
    {137, NULL, "tcp_sock", 0},
    {138, NULL, "tcp_timewait_sock", 0},
    {139, NULL, "tcp_request_sock", 0},
    {140, NULL, "udp6_sock", 0},
    {141, "task_struct", NULL, 0},
    {147, "path", NULL, 0},
    {150, "seq_file", NULL, 0},
    {156, "task_struct", NULL, 0},
    {157, "task_struct", NULL, 0},
    {158, NULL, "task_struct", TRUST_FULL},
    {162, "file", "socket", 0},
    {175, "task_struct", "pt_regs", 0},
    {178, NULL, "unix_sock", 0},
    {180, "task_struct", NULL, 0},
    {188, "xdp_buff", NULL, 0},
    {191, "task_struct", NULL, 0},
    {196, NULL, "mptcp_sock", 0},
    {210, "cgroup", NULL, 0},
    {211, "cgroup", NULL, 0},
};

const char *
helper_takes_type(int32_t number)
{
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].number == number)
			return types[i].takes;
	return NULL;
}

const char *
helper_returns_type(int32_t number, unsigned *trust)
{
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].number == number) {
			*trust = types[i].trust;
			return types[i].returns;
		}
	return NULL;
}
