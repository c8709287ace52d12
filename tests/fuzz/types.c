/*
 * types - a kernel's BTF as anyone might write it, and a program that follows it.
 *
 * The input: a byte, 0 for a tracepoint, 1 for an iterator, 2 for a program that
 * may sleep, 3 for one of perf_event; two bytes, the type it is attached to; a
 * byte, how many instructions follow; these, of eight bytes; the BTF.
 */
#include <stdlib.h>
#include <string.h>

#include "btftype.h"
#include "verify.h"

enum { HEAD = 4, TRACING = 26, PERF_EVENT = 7, RAW_TP = 23, ITER = 28 };

static void *
get(void *arg, size_t bytes)
{
	(void)arg;
	return calloc(1, bytes);
}

static void
give_back(void *arg, void *at, size_t bytes)
{
	(void)arg;
	(void)bytes;
	free(at);
}

static void
hear(void *arg, const char *text, size_t len)
{
	(void)arg;
	if (memchr(text, 0, len) != NULL)
		abort();
}

/* No loop for long. */
static bool
stop(void *arg)
{
	(void)arg;
	return false;
}

static void
check(const uint8_t *data, const struct insn *insns, uint32_t len,
    const struct vf_btf *types)
{
	const struct vf_options options = {.log_level = 2};
	const struct vf_host host = {
	    .alloc = get, .give_back = give_back, .log = hear, .yield = stop};
	const struct vf_program p = {.insns = insns,
	    .len = len,
	    .type = data[0] % 4 == 3 ? PERF_EVENT : TRACING,
	    .attach = data[0] % 4 == 3 ? 0
		: data[0] % 4 == 0     ? RAW_TP
				       : ITER,
	    .gpl = true,
	    .sleepable = data[0] % 4 == 2,
	    .attach_type_id = data[1] + 256u * data[2],
	    .btf = types};
	struct vf_result r;

	vf_check(&p, &options, &host, &r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vf_btf types = {0};
	uint32_t n, *at;
	struct insn *insns;
	size_t code;
	uint8_t *copy;

	if (size < HEAD || size > UINT32_MAX)
		return 0;
	code = (size_t)data[3] * sizeof *insns;
	if (size - HEAD < code)
		return 0;
	/* Of their own, so that a step outside is seen. */
	insns = malloc(code + 1);
	copy = malloc(size - HEAD - code + 1);
	if (insns == NULL || copy == NULL)
		abort();
	memcpy(insns, data + HEAD, code);
	types.len = (uint32_t)(size - HEAD - code);
	memcpy(copy, data + HEAD + code, types.len);
	types.bytes = copy;
	n = btftype_index(&types, NULL, 0);
	at = calloc(n + 1, sizeof *at);
	if (at == NULL)
		abort();
	if (n > 0 && btftype_index(&types, at, n) != n)
		abort();
	check(data, insns, data[3], n > 0 ? &types : NULL);
	free(insns);
	free(copy);
	free(at);
	return 0;
}
