#include "vmtypes.h"

#include "symbols.h"

#include <stdio.h>
#include <stdlib.h>

static uint8_t *
read_all(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 24;
	uint8_t *b = f != NULL ? malloc(room) : NULL;

	*len = b != NULL ? fread(b, 1, room, f) : 0;
	if (f != NULL)
		fclose(f);
	return b;
}

const struct vf_btf *
vmtypes(void)
{
	static struct vf_btf types;
	uint32_t n, *at;
	size_t len;

	if (types.at != NULL)
		return &types;
	types.bytes = read_all("/sys/kernel/btf/vmlinux", &len);
	types.len = (uint32_t)len;
	n = types.bytes != NULL ? btftype_index(&types, NULL, 0) : 0;
	at = n > 0 ? calloc(n, sizeof *at) : NULL;
	return at != NULL && btftype_index(&types, at, n) == n ? &types : NULL;
}

void
vmtypes_symbols(struct vf_program *p)
{
	static struct symbols symbols = {.path = KERNEL_SYMBOLS};

	if (symbols_named(p))
		symbols_find(&symbols, p);
}
