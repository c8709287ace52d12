/*
 * An object of BPF programs through all that bpfcheck does with it but libbpf:
 * the checks, what is mended for libbpf, our own loader, the bytes that go from
 * one process to the other, whole and as the fuzzer has them, and the core.
 */
#include <stdlib.h>
#include <string.h>

#include "elfobj.h"
#include "mend.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* By the core, with the object's maps and types. */
static void
decided(struct object *o)
{
	const struct vf_options options = {.log_level = 2};
	const struct vf_host host = {.alloc = get,
	    .give_back = give_back,
	    .log = hear,
	    .yield = stop};
	struct vf_result r;

	object_share_maps(o);
	for (uint32_t i = 0; i < o->nprograms; i++)
		if (o->programs[i].undecided[0] == '\0')
			vf_check(&o->programs[i].vf, &options, &host, &r);
}

/* As another process might send it. */
static void
received(const uint8_t *data, size_t size)
{
	struct wire w = {.size = size, .len = size};
	struct wire_news news;
	struct object o = {0};

	w.bytes = malloc(size);
	if (w.bytes == NULL)
		abort();
	memcpy(w.bytes, data, size);
	if (wire_get(&w, &o, &news))
		decided(&o);
	object_free(&o);
	wire_free(&w);
}

/* What was sent must be what is received. */
static void
sent(const struct object *o)
{
	struct wire_news news = {.fault = fault_none()};
	struct object other = {0};
	struct wire w = {0};

	wire_put(&w, o, &news);
	if (!w.failed &&
	    (!wire_get(&w, &other, &news) || other.nprograms != o->nprograms ||
		other.nmaps != o->nmaps))
		abort();
	object_free(&other);
	wire_free(&w);
}

static void
loaded(struct mend *m, const struct btfview *btf)
{
	struct load l = {.name = "object"};
	struct object o = {0};

	mend_symbols(m);
	if (btf->ntypes > 0)
		mend_maps(m, btf);
	(void)mend_weaken(m, "missing");
	(void)mend_uses(m, ".text", "missing");
	if (elfobj_load(&l, &m->view, btf, &o).code == FAULT_NONE) {
		sent(&o);
		decided(&o);
	}
	object_free(&o);
}

static void
object(const uint8_t *data, size_t size)
{
	static struct mend m;
	struct btfview btf = {0};
	struct elfsection s;
	struct fault f;

	memset(&m, 0, sizeof m);
	m.bytes = malloc(size);
	if (m.bytes == NULL)
		abort();
	memcpy(m.bytes, data, size);
	f = elfview_open(&m.view, m.bytes, size);
	if (f.code == FAULT_NONE && elfview_named(&m.view, ".BTF", &s) &&
	    s.data != NULL) {
		f = btfview_open(&btf, s.data, s.size, s.off);
		if (f.code == FAULT_NONE &&
		    elfview_named(&m.view, ".BTF.ext", &s) && s.data != NULL)
			f = btfview_ext(&btf, s.data, s.size, s.off);
	}
	if (f.code == FAULT_NONE)
		loaded(&m, &btf);
	btfview_close(&btf);
	free(m.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	received(data, size);
	object(data, size);
	return 0;
}
