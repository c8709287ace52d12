/*
 * kernel - the kernel's BTF, for libbpf.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include "fault.h"

struct btf;

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

/* BTF as it is, or in an ELF file; *btf is libbpf's. */
struct fault kernel_open(const char *path, struct btf **btf, const char **why);
void kernel_close(struct btf *btf);

#endif
