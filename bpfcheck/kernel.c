#include "kernel.h"

#include <bpf/btf.h>
#include <stdlib.h>

#include "btftype.h"
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

/* The file itself, or a section of it. */
static struct fault
find(const uint8_t *b, size_t len, struct elfsection *s)
{
	struct elfview v;
	struct fault f;

	*s = (struct elfsection){.data = b, .size = len};
	if (len < 4 || b[0] != 0x7f)
		return fault_none();
	f = elfview_sections(&v, b, len);
	if (f.code != FAULT_NONE)
		return f;
	return elfview_named(&v, ".BTF", s) && s->data != NULL
	    ? fault_none()
	    : fault_of(FAULT_BPF_BTF);
}

struct fault
kernel_open(const char *path, struct btf **btf, const char **why)
{
	struct elfsection s;
	struct fault f;
	uint8_t *bytes;
	size_t len;

	*btf = NULL;
	f = fault_of(slurp(path, &bytes, &len, why));
	if (f.code == FAULT_NONE)
		f = find(bytes, len, &s);
	if (f.code == FAULT_NONE)
		f = parse(s.data, s.size, s.off, btf);
	free(bytes);
	return f;
}

void
kernel_close(struct btf *btf)
{
	btf__free(btf);
}

static bool
bytes_of(struct kernel_types *k)
{
	struct elfsection s;
	const char *why;
	uint32_t len;
	size_t size;

	if (k->loaded != NULL) {
		k->btf.bytes = btf__raw_data(k->loaded, &len);
		k->btf.len = len;
		return k->btf.bytes != NULL;
	}
	if (slurp(k->path, &k->bytes, &size, &why) != FAULT_NONE ||
	    find(k->bytes, size, &s).code != FAULT_NONE || s.size > UINT32_MAX)
		return false;
	k->btf.bytes = s.data;
	k->btf.len = (uint32_t)s.size;
	return true;
}

static bool
types_open(struct kernel_types *k)
{
	uint32_t n;

	if (!bytes_of(k))
		return false;
	n = btftype_index(&k->btf, NULL, 0);
	k->at = n > 0 ? calloc(n, sizeof *k->at) : NULL;
	return k->at != NULL && btftype_index(&k->btf, k->at, n) == n;
}

const struct vf_btf *
kernel_types(struct kernel_types *k)
{
	if (!k->tried && !types_open(k))
		kernel_types_free(k);
	k->tried = true;
	return k->at != NULL ? &k->btf : NULL;
}

void
kernel_types_free(struct kernel_types *k)
{
	free(k->bytes);
	free(k->at);
	k->bytes = NULL;
	k->at = NULL;
}
