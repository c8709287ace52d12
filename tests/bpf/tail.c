/*
 * bpftail: what the running kernel says, without capabilities, of a socket filter
 * that goes one of two ways to a tail call, with one map on both and with two, made
 * without capabilities as well. A line each: verdict, instructions, first message;
 * tabs between.
 *
 * Exit status: 0; 77 no programs can be loaded so.
 */
#include "kernel.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char text[1 << 16];

static int
ask(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof *attr);
}

static int
make(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof attr);
	attr.map_type = BPF_MAP_TYPE_PROG_ARRAY;
	attr.key_size = attr.value_size = attr.max_entries = 4;
	return ask(BPF_MAP_CREATE, &attr);
}

static void
load(int one, int other)
{
	const struct bpf_insn p[] = {
	    {0xbf, 6, 1, 0, 0},
	    {0x61, 7, 1, 8, 0},
	    {0x15, 7, 0, 3, 0},
	    {0x18, 2, 1, 0, one},
	    {0, 0, 0, 0, 0},
	    {0x05, 0, 0, 2, 0},
	    {0x18, 2, 1, 0, other},
	    {0, 0, 0, 0, 0},
	    {0xb7, 3, 0, 0, 1},
	    {0xbf, 1, 6, 0, 0},
	    {0x85, 0, 0, 0, 12},
	    {0xb7, 0, 0, 0, 0},
	    {0x95, 0, 0, 0, 0},
	};
	char reason[TEXT];
	struct log_numbers n;
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof attr);
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (uintptr_t)p;
	attr.insn_cnt = sizeof p / sizeof *p;
	attr.license = (uintptr_t) "GPL";
	attr.log_level = 1;
	attr.log_buf = (uintptr_t)text;
	attr.log_size = sizeof text;
	fd = ask(BPF_PROG_LOAD, &attr);
	log_reason(text, reason);
	log_read(text, &n);
	printf("%s\t%u\t%s\n", fd >= 0 ? "accept" : "reject", n.insns,
	    fd >= 0 ? "" : reason);
}

int
main(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[2] = {{0}, {0}};
	int one, other;

	if (syscall(SYS_capset, &head, none) != 0)
		return 77;
	one = make();
	other = make();
	if (one < 0 || other < 0)
		return 77;
	load(one, one);
	load(one, other);
	return fflush(stdout) == 0 ? 0 : 2;
}
