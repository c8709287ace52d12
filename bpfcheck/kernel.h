/*
 * kernel - the kernel's BTF, for libbpf.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include "fault.h"
#include "verify.h"

struct btf;

/* The kernel's types for the core, once they are needed. */
struct kernel_types {
	const char *path;
	const struct btf *loaded; /* NULL: it is read when it is asked for */
	bool tried;
	struct vf_btf btf;
	uint8_t *bytes; /* of malloc; NULL: they are loaded's */
	uint32_t *at;
};

#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

/* BTF as it is, or in an ELF file; *btf is libbpf's. */
struct fault kernel_open(const char *path, struct btf **btf, const char **why);
void kernel_close(struct btf *btf);

/* NULL: there are none. */
const struct vf_btf *kernel_types(struct kernel_types *k);
void kernel_types_free(struct kernel_types *k);

#endif
