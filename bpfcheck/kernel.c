#include "kernel.h"

#include <bpf/btf.h>
#include <stdlib.h>

#include "btfview.h"
#include "elfview.h"
#include "slurp.h"

/* Checked first: libbpf believes what it reads. */
static struct fault
parse(const uint8_t *b, size_t len, uint64_t base, struct btf **btf)
{
	struct btfview v;
	struct fault f = btfview_open(&v, b, len, base);

	btfview_close(&v);
	if (f.code != FAULT_NONE)
		return f;
	*btf = btf__new(b, (uint32_t)len);
	return *btf == NULL ? fault_of(FAULT_BPF_BTF) : fault_none();
}

static struct fault
find(const uint8_t *b, size_t len, struct btf **btf)
{
	struct elfsection s;
	struct elfview v;
	struct fault f;

	if (len < 4 || b[0] != 0x7f)
		return parse(b, len, 0, btf);
	f = elfview_sections(&v, b, len);
	if (f.code != FAULT_NONE)
		return f;
	if (!elfview_named(&v, ".BTF", &s) || s.data == NULL)
		return fault_of(FAULT_BPF_BTF);
	return parse(s.data, s.size, s.off, btf);
}

struct fault
kernel_open(const char *path, struct btf **btf, const char **why)
{
	struct fault f;
	uint8_t *bytes;
	size_t len;

	*btf = NULL;
	f = fault_of(slurp(path, &bytes, &len, why));
	if (f.code == FAULT_NONE)
		f = find(bytes, len, btf);
	free(bytes);
	return f;
}

void
kernel_close(struct btf *btf)
{
	btf__free(btf);
}
