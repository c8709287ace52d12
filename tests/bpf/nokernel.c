/*
 * nokernel - preloaded: instead of the kernel one that has the reference's
 * name, takes every program, and says on standard error how long it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

long
syscall(long number, ...)
{
	long (*next)(long, ...) =
	    (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	const union bpf_attr *attr;
	long a[6];
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (number != SYS_bpf || a[0] != BPF_PROG_LOAD)
		return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	attr = (const union bpf_attr *)a[1];
	fprintf(stderr, "asked about %u instructions\n", attr->insn_cnt);
	return dup(STDERR_FILENO);
}

int
uname(struct utsname *u)
{
	memset(u, 0, sizeof *u);
	strcpy(u->release, "6.18.44");
	return 0;
}
