#include "pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The input; at grows behind its tables. */
struct input {
	char *start;
	size_t size, at;
	size_t bytes;	  /* where texts and contents begin */
	const char *last; /* put before, and where */
	__u32 last_at;
};

static const char *
text_of(const char *text)
{
	return text != NULL ? text : "";
}

static size_t
func_texts(const struct vf_func *f)
{
	size_t n = strlen(f->name) + 1 + strlen(text_of(f->wrong)) + 1;

	for (unsigned k = 0; k < VF_ARGS; k++)
		n += strlen(text_of(f->args[k].text)) + 1;
	return n;
}

static size_t
texts(const struct vf_program *p)
{
	size_t n = 0;

	for (uint32_t i = 0; i < p->nmaps; i++) {
		const struct vf_map *m = &p->maps[i];

		n += strlen(m->name) + 1 + m->data_len;
		for (uint32_t k = 0; k < m->nfields; k++)
			if (m->fields[k].name != NULL)
				n += strlen(m->fields[k].name) + 1;
	}
	for (uint32_t i = 0; i < p->nfuncs; i++)
		n += func_texts(&p->funcs[i]);
	for (uint32_t i = 0; i < p->nlines; i++)
		n += strlen(p->lines[i].text) + strlen(p->lines[i].file) + 2;
	return n;
}

/* Where a table of that many elements begins. */
static size_t
range(struct bpfcheck_range *r, size_t at, uint32_t count, size_t size)
{
	r->offset = (__u32)at;
	r->count = count;
	return at + count * size;
}

/* Elements are multiples of 8 bytes, so all tables are aligned. */
static bool
place(const struct vf_program *p, struct bpfcheck_verify *v, struct input *to)
{
	size_t n;

	n = range(&v->insns, 0, p->len, sizeof(struct insn));
	n = range(&v->maps, n, p->nmaps, sizeof(struct bpfcheck_map));
	n = range(&v->funcs, n, p->nfuncs, sizeof(struct bpfcheck_func));
	n = range(&v->lines, n, p->nlines, sizeof(struct bpfcheck_line));
	n = range(&v->ksyms, n, p->nksyms, sizeof(struct bpfcheck_ksym));
	n = range(&v->btf, n, p->btf != NULL ? p->btf->len : 0, 1);
	n = (n + 7) / 8 * 8;
	to->bytes = n;
	to->at = n;
	/* A 0 is last, whatever a map's contents end with. */
	to->size = n + texts(p) + 1;
	if (to->size > BPFCHECK_INPUT_MAX)
		return false;
	(void)range(&v->bytes, n, (uint32_t)(to->size - n), 1);
	v->input_size = (__u32)to->size;
	return true;
}

static __u32
put(struct input *to, const void *from, size_t len)
{
	size_t at = to->at;

	memcpy(to->start + at, from, len);
	to->at += len;
	return (__u32)(at - to->bytes);
}

static __u32
put_string(struct input *to, const char *text)
{
	return put(to, text, strlen(text) + 1);
}

/* Lines follow one another in one file. */
static __u32
put_text(struct input *to, const char *text)
{
	if (text != to->last) {
		to->last_at = put(to, text, strlen(text) + 1);
		to->last = text;
	}
	return to->last_at;
}

static void
put_fields(struct input *to, const struct vf_map *m, struct bpfcheck_map *map)
{
	_Static_assert((int)VF_FIELDS == (int)BPFCHECK_FIELDS &&
		(int)VF_FIELD_KPTR_UNTRUSTED ==
		    (int)BPFCHECK_FIELD_KPTR_UNTRUSTED &&
		(int)VF_FIELD_UPTR == (int)BPFCHECK_FIELD_UPTR,
	    "fields are copied");
	map->nfields = m->nfields;
	for (uint32_t i = 0; i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		map->fields[i] = (struct bpfcheck_field){
		    .at = f->at,
		    .kind = f->kind,
		    .name = f->name != NULL
			? put(to, f->name, strlen(f->name) + 1)
			: 0,
		    .size = f->size,
		};
	}
}

static void
put_maps(struct input *to, const struct vf_program *p, __u32 at)
{
	struct bpfcheck_map *all = (void *)(to->start + at);

	for (uint32_t i = 0; i < p->nmaps; i++) {
		const struct vf_map *m = &p->maps[i];

		all[i] = (struct bpfcheck_map){
		    .extra = m->extra,
		    .name = put_string(to, m->name),
		    .type = m->type,
		    .key_size = m->key_size,
		    .value_size = m->value_size,
		    .max_entries = m->max_entries,
		    .flags = m->flags,
		    .inner = m->inner,
		    .bits = (m->typed ? BPFCHECK_MAP_TYPED : 0u) |
			(m->special ? BPFCHECK_MAP_SPECIAL : 0u),
		};
		put_fields(to, m, &all[i]);
		if (m->data == NULL)
			continue;
		all[i].data = put(to, m->data, m->data_len);
		all[i].data_len = m->data_len;
	}
}

static void
put_funcs(struct input *to, const struct vf_program *p, __u32 at)
{
	struct bpfcheck_func *all = (void *)(to->start + at);

	for (uint32_t i = 0; i < p->nfuncs; i++) {
		const struct vf_func *f = &p->funcs[i];

		all[i] = (struct bpfcheck_func){
		    .insn = f->insn,
		    .name = put_string(to, f->name),
		    .bits = (f->global ? BPFCHECK_FUNC_GLOBAL : 0u) |
			(f->number ? BPFCHECK_FUNC_NUMBER : 0u) |
			(f->signature ? BPFCHECK_FUNC_SIGNATURE : 0u) |
			(f->wrong != NULL ? BPFCHECK_FUNC_WRONG : 0u),
		    .nargs = f->nargs,
		    .wrong = put_string(to, text_of(f->wrong)),
		};
		for (unsigned k = 0; k < BPFCHECK_ARGS; k++)
			all[i].args[k] = (struct bpfcheck_arg){
			    .size = f->args[k].size,
			    .text = put_string(to, text_of(f->args[k].text)),
			    .kind = f->args[k].kind,
			    .nonnull = f->args[k].nonnull,
			    .of = f->args[k].of,
			};
	}
}

static void
put_lines(struct input *to, const struct vf_program *p, __u32 at)
{
	struct bpfcheck_line *all = (void *)(to->start + at);

	for (uint32_t i = 0; i < p->nlines; i++) {
		const struct vf_line *l = &p->lines[i];

		all[i] = (struct bpfcheck_line){
		    .insn = l->insn,
		    .number = l->number,
		    .text = put_string(to, l->text),
		    .file = put_text(to, l->file),
		};
	}
}

static void
put_ksyms(struct input *to, const struct vf_program *p, __u32 at)
{
	struct bpfcheck_ksym *all = (void *)(to->start + at);

	for (uint32_t i = 0; i < p->nksyms; i++)
		all[i] = (struct bpfcheck_ksym){
		    .id = p->ksyms[i].id, .there = p->ksyms[i].there};
}

static void
put_options(const struct vf_program *p, const struct vf_options *o,
    struct bpfcheck_verify *v)
{
	v->version = BPFCHECK_VERSION;
	v->size = sizeof *v;
	v->memory = o->memory;
	v->type = p->type;
	v->attach = p->attach;
	v->attach_type_id = p->attach_type_id;
	v->flags = (p->gpl ? BPFCHECK_GPL : 0u) |
	    (p->sleepable ? BPFCHECK_SLEEPABLE : 0u) |
	    (p->strict_alignment ? BPFCHECK_STRICT_ALIGNMENT : 0u) |
	    (p->any_alignment ? BPFCHECK_ANY_ALIGNMENT : 0u) |
	    (p->test_state_freq ? BPFCHECK_TEST_STATE_FREQ : 0u) |
	    (p->module_btf ? BPFCHECK_MODULE_BTF : 0u) |
	    (o->unprivileged ? BPFCHECK_UNPRIVILEGED : 0u) |
	    (o->every_path ? BPFCHECK_EVERY_PATH : 0u);
	v->log_level = o->log_level;
	v->kernel = (__u32)o->kernel;
	v->cpus = o->cpus;
}

int
pack(const struct vf_program *p, const struct vf_options *o,
    struct bpfcheck_verify *v, void **input)
{
	struct input to = {0};

	memset(v, 0, sizeof *v);
	if (!place(p, v, &to))
		return E2BIG;
	to.start = calloc(1, to.size);
	if (to.start == NULL)
		return ENOMEM;
	if (p->len > 0)
		memcpy(to.start, p->insns, p->len * sizeof *p->insns);
	if (p->btf != NULL)
		memcpy(to.start + v->btf.offset, p->btf->bytes, p->btf->len);
	put_maps(&to, p, v->maps.offset);
	put_funcs(&to, p, v->funcs.offset);
	put_lines(&to, p, v->lines.offset);
	put_ksyms(&to, p, v->ksyms.offset);
	put_options(p, o, v);
	v->input = (uintptr_t)to.start;
	*input = to.start;
	return 0;
}

static void
text(char *to, const char *from)
{
	memcpy(to, from, VF_TEXT);
	to[VF_TEXT - 1] = '\0';
}

void
pack_answer(const struct bpfcheck_result *from, struct vf_result *r)
{
	static const enum vf_verdict verdicts[] = {
	    [BPFCHECK_ACCEPT] = VF_ACCEPT,
	    [BPFCHECK_REJECT] = VF_REJECT,
	    [BPFCHECK_UNDECIDED] = VF_UNDECIDED,
	};

	_Static_assert((int)VF_TEXT == (int)BPFCHECK_TEXT, "texts are copied");
	*r = (struct vf_result){
	    .verdict = from->verdict <= BPFCHECK_UNDECIDED
		? verdicts[from->verdict]
		: VF_TROUBLE,
	    .error = (int)from->error,
	    .insns_processed = from->insns_processed,
	    .states = from->states,
	    .states_peak = from->states_peak,
	    .states_max = from->states_max,
	    .memory = from->memory,
	    .has_insn = from->has_insn != 0,
	    .insn = from->insn,
	    .steps = from->steps,
	    .regs = (uint16_t)from->regs,
	    .ref = from->ref,
	    .needs_btf = from->needs_btf != 0,
	};
	text(r->reason, from->reason);
	text(r->fault, from->fault);
	text(r->expected, from->expected);
	text(r->found, from->found);
}
