/* unpack - see unpack.h */
#include "unpack.h"
#include "btftype.h"
#include "text.h"

static bool
wrong_is(char *wrong, const char *format, ...)
{
	struct text t;
	va_list args;

	text_init(&t, wrong, BPFCHECK_TEXT);
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	return false;
}

struct table {
	const char *name;
	const struct bpfcheck_range *range;
	size_t size; /* of an element */
};

enum { TABLES = 7, BTF_TYPE = 12 /* bytes at least */ };

static void
tables(const struct bpfcheck_verify *v, struct table to[TABLES])
{
	to[0] = (struct table){"insns", &v->insns, sizeof(struct insn)};
	to[1] = (struct table){"maps", &v->maps, sizeof(struct bpfcheck_map)};
	to[2] =
	    (struct table){"funcs", &v->funcs, sizeof(struct bpfcheck_func)};
	to[3] =
	    (struct table){"lines", &v->lines, sizeof(struct bpfcheck_line)};
	to[4] = (struct table){"bytes", &v->bytes, 1};
	to[5] = (struct table){"btf", &v->btf, 1};
	to[6] =
	    (struct table){"ksyms", &v->ksyms, sizeof(struct bpfcheck_ksym)};
}

static bool
is_zero(const __u64 *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (at[i] != 0)
			return false;
	return true;
}

static bool
check_ranges(const struct bpfcheck_verify *v, char *wrong)
{
	struct table all[TABLES];
	size_t i;

	tables(v, all);
	for (i = 0; i < TABLES; i++) {
		const struct bpfcheck_range *r = all[i].range;

		if (r->offset % 8 != 0)
			return wrong_is(wrong,
			    "%s: the offset %u is no "
			    "multiple of 8",
			    all[i].name, r->offset);
		if (r->offset > v->input_size ||
		    r->count > (v->input_size - r->offset) / all[i].size)
			return wrong_is(wrong,
			    "%s: %u at %u pass the input's "
			    "end",
			    all[i].name, r->count, r->offset);
	}
	return true;
}

bool
unpack_check(const struct bpfcheck_verify *v, char *wrong)
{
	if (v->version != BPFCHECK_VERSION)
		return wrong_is(wrong, "version %u is not known", v->version);
	if (v->size != sizeof *v)
		return wrong_is(wrong, "the request's size is %u, not %u",
		    v->size, (unsigned)sizeof *v);
	if (v->reserved32 != 0 ||
	    !is_zero(v->reserved, sizeof v->reserved / sizeof v->reserved[0]))
		return wrong_is(wrong, "a reserved field is not 0");
	if (v->input_size > BPFCHECK_INPUT_MAX)
		return wrong_is(
		    wrong, "an input of %u bytes is too large", v->input_size);
	if (v->log_size > BPFCHECK_LOG_MAX)
		return wrong_is(
		    wrong, "a log of %u bytes is too large", v->log_size);
	if ((v->flags & ~(__u32)BPFCHECK_FLAGS) != 0)
		return wrong_is(wrong, "flags %#x are not known", v->flags);
	if (v->log_level > 2)
		return wrong_is(wrong, "log level %u", v->log_level);
	if (v->kernel >= VF_KERNELS)
		return wrong_is(wrong, "kernel %u is not known", v->kernel);
	return check_ranges(v, wrong);
}

size_t
unpack_room(const struct bpfcheck_verify *v)
{
	/* 8 a byte of the input at most: no overflow. */
	return v->maps.count * sizeof(struct vf_map) +
	    v->funcs.count * sizeof(struct vf_func) +
	    v->lines.count * sizeof(struct vf_line) +
	    v->ksyms.count * sizeof(struct vf_ksym) +
	    (v->btf.count / BTF_TYPE + 1) * sizeof(__u32);
}

/* What is being taken apart. */
struct source {
	const struct bpfcheck_verify *v;
	const char *input;
	const char *bytes;
	char *wrong;
	const char *table;
	uint32_t element;
};

static bool
element_is(const struct source *s, const char *what)
{
	return wrong_is(s->wrong, "%s[%u]: %s", s->table, s->element, what);
}

static bool
name(const struct source *s, uint32_t at, const char **to)
{
	if (at >= s->v->bytes.count)
		return element_is(s, "a name outside of bytes");
	*to = s->bytes + at;
	return true;
}

static bool
field(const struct source *s, const struct bpfcheck_map *map, __u32 i,
    struct vf_field *to)
{
	const struct bpfcheck_field *from = &map->fields[i];

	if (from->kind >= BPFCHECK_FIELD_KINDS)
		return element_is(s, "a field of no known kind");
	if (from->at >= map->value_size)
		return element_is(s, "a field outside of the value");
	if (i > 0 && from->at <= from[-1].at)
		return element_is(s, "fields that do not ascend");
	*to = (struct vf_field){
	    .at = from->at, .kind = (uint8_t)from->kind, .size = from->size};
	return from->kind < BPFCHECK_FIELD_KPTR_UNTRUSTED ||
	    name(s, from->name, &to->name);
}

static bool
map(const struct source *s, const struct bpfcheck_map *from, struct vf_map *to)
{
	const __u32 known = BPFCHECK_MAP_TYPED | BPFCHECK_MAP_SPECIAL;
	__u32 i;

	if ((from->bits & ~known) != 0)
		return element_is(s, "bits that are not known");
	if (from->nfields > BPFCHECK_FIELDS || from->reserved != 0)
		return element_is(s, "more fields than the kernel takes");
	if (from->inner > s->v->maps.count)
		return element_is(s, "an inner map that is none");
	if (from->data > s->v->bytes.count ||
	    from->data_len > s->v->bytes.count - from->data)
		return element_is(s, "data outside of bytes");
	if (from->data_len > from->value_size)
		return element_is(s, "more data than a value has");
	*to = (struct vf_map){
	    .type = from->type,
	    .key_size = from->key_size,
	    .value_size = from->value_size,
	    .max_entries = from->max_entries,
	    .flags = from->flags,
	    .extra = from->extra,
	    .inner = from->inner,
	    .typed = (from->bits & BPFCHECK_MAP_TYPED) != 0,
	    .special = (from->bits & BPFCHECK_MAP_SPECIAL) != 0,
	    .nfields = from->nfields,
	    .data_len = from->data_len,
	};
	for (i = 0; i < from->nfields; i++)
		if (!field(s, from, i, &to->fields[i]))
			return false;
	if (from->data_len > 0)
		to->data = (const uint8_t *)s->bytes + from->data;
	return name(s, from->name, &to->name);
}

static bool
argument(
    const struct source *s, const struct bpfcheck_arg *from, struct vf_arg *to)
{
	if (from->kind > BPFCHECK_ARG_UNSUPPORTED || from->nonnull > 1 ||
	    from->reserved != 0)
		return element_is(s, "an argument that is not known");
	*to = (struct vf_arg){.kind = from->kind,
	    .nonnull = from->nonnull != 0,
	    .of = from->of,
	    .size = from->size};
	return name(s, from->text, &to->text);
}

static bool
func(const struct source *s, const struct bpfcheck_func *from,
    struct vf_func *to)
{
	const __u32 known = BPFCHECK_FUNC_GLOBAL | BPFCHECK_FUNC_NUMBER |
	    BPFCHECK_FUNC_SIGNATURE | BPFCHECK_FUNC_WRONG;
	unsigned i;

	if ((from->bits & ~known) != 0)
		return element_is(s, "bits that are not known");
	if (from->nargs > BPFCHECK_ARGS)
		return element_is(s, "more than 5 arguments");
	if (from->insn >= s->v->insns.count)
		return element_is(s, "an instruction that is none");
	if (s->element > 0 && from->insn <= from[-1].insn)
		return element_is(s, "they do not ascend");
	*to = (struct vf_func){
	    .insn = from->insn,
	    .global = (from->bits & BPFCHECK_FUNC_GLOBAL) != 0,
	    .number = (from->bits & BPFCHECK_FUNC_NUMBER) != 0,
	    .signature = (from->bits & BPFCHECK_FUNC_SIGNATURE) != 0,
	    .nargs = (uint8_t)from->nargs,
	};
	for (i = 0; i < BPFCHECK_ARGS; i++)
		if (!argument(s, &from->args[i], &to->args[i]))
			return false;
	if ((from->bits & BPFCHECK_FUNC_WRONG) != 0 &&
	    !name(s, from->wrong, &to->wrong))
		return false;
	return name(s, from->name, &to->name);
}

static bool
line(const struct source *s, const struct bpfcheck_line *from,
    struct vf_line *to)
{
	if (from->insn >= s->v->insns.count)
		return element_is(s, "an instruction that is none");
	if (s->element > 0 && from->insn <= from[-1].insn)
		return element_is(s, "they do not ascend");
	*to = (struct vf_line){.insn = from->insn, .number = from->number};
	return name(s, from->text, &to->text) && name(s, from->file, &to->file);
}

static bool
ksym(const struct source *s, const struct bpfcheck_ksym *from,
    struct vf_ksym *to)
{
	if (from->there > 1)
		return element_is(s, "it is there, or it is not");
	if (s->element > 0 && from->id <= from[-1].id)
		return element_is(s, "they do not ascend");
	*to = (struct vf_ksym){.id = from->id, .there = from->there != 0};
	return true;
}

static void
begin(struct source *s, const char *table)
{
	s->table = table;
	s->element = 0;
}

static bool
all(struct source *s, struct vf_map *maps, struct vf_func *funcs,
    struct vf_line *lines)
{
	const struct bpfcheck_verify *v = s->v;
	const struct bpfcheck_map *m =
	    (const void *)(s->input + v->maps.offset);
	const struct bpfcheck_func *f =
	    (const void *)(s->input + v->funcs.offset);
	const struct bpfcheck_line *l =
	    (const void *)(s->input + v->lines.offset);
	bool good = true;

	begin(s, "maps");
	for (; good && s->element < v->maps.count; s->element++)
		good = map(s, &m[s->element], &maps[s->element]);
	if (good)
		begin(s, "funcs");
	for (; good && s->element < v->funcs.count; s->element++)
		good = func(s, &f[s->element], &funcs[s->element]);
	if (good)
		begin(s, "lines");
	for (; good && s->element < v->lines.count; s->element++)
		good = line(s, &l[s->element], &lines[s->element]);
	return good;
}

static bool
all_ksyms(struct source *s, struct vf_ksym *ksyms)
{
	const struct bpfcheck_ksym *k =
	    (const void *)(s->input + s->v->ksyms.offset);
	bool good = true;

	begin(s, "ksyms");
	for (; good && s->element < s->v->ksyms.count; s->element++)
		good = ksym(s, &k[s->element], &ksyms[s->element]);
	return good;
}

/* With the places of its types behind the room's tables. */
static bool
btf(const struct source *s, __u32 *at, struct vf_btf *to)
{
	const struct bpfcheck_range *r = &s->v->btf;
	__u32 room = r->count / BTF_TYPE + 1;

	*to = (struct vf_btf){
	    .bytes = (const void *)(s->input + r->offset), .len = r->count};
	if (r->count == 0 || btftype_index(to, at, room) != 0)
		return true;
	return wrong_is(s->wrong, "btf: %u bytes that are none", r->count);
}

static struct vf_options
options(const struct bpfcheck_verify *v)
{
	return (struct vf_options){
	    .log_level = v->log_level,
	    .unprivileged = (v->flags & BPFCHECK_UNPRIVILEGED) != 0,
	    .memory = v->memory,
	    .cpus = v->cpus,
	    .every_path = (v->flags & BPFCHECK_EVERY_PATH) != 0,
	    .kernel = (enum vf_kernel)v->kernel,
	};
}

bool
unpack(const struct bpfcheck_verify *v, const void *input, void *room,
    struct unpacked *to, char *wrong)
{
	struct source s = {.v = v, .input = input, .wrong = wrong};
	struct vf_map *maps = room;
	struct vf_func *funcs = (void *)(maps + v->maps.count);
	struct vf_line *lines = (void *)(funcs + v->funcs.count);
	struct vf_ksym *ksyms = (void *)(lines + v->lines.count);
	__u32 *types = (void *)(ksyms + v->ksyms.count);

	s.bytes = s.input + v->bytes.offset;
	if (v->bytes.count > 0 && s.bytes[v->bytes.count - 1] != '\0')
		return wrong_is(wrong, "bytes: the last one is not 0");
	if (!all(&s, maps, funcs, lines) || !all_ksyms(&s, ksyms) ||
	    !btf(&s, types, &to->btf))
		return false;
	to->program = (struct vf_program){
	    .insns = (const void *)(s.input + v->insns.offset),
	    .len = v->insns.count,
	    .type = v->type,
	    .attach = v->attach,
	    .attach_type_id = v->attach_type_id,
	    .btf = v->btf.count > 0 ? &to->btf : NULL,
	    .gpl = (v->flags & BPFCHECK_GPL) != 0,
	    .sleepable = (v->flags & BPFCHECK_SLEEPABLE) != 0,
	    .strict_alignment = (v->flags & BPFCHECK_STRICT_ALIGNMENT) != 0,
	    .any_alignment = (v->flags & BPFCHECK_ANY_ALIGNMENT) != 0,
	    .test_state_freq = (v->flags & BPFCHECK_TEST_STATE_FREQ) != 0,
	    .module_btf = (v->flags & BPFCHECK_MODULE_BTF) != 0,
	    .ksyms = ksyms,
	    .nksyms = v->ksyms.count,
	    .maps = maps,
	    .nmaps = v->maps.count,
	    .funcs = funcs,
	    .nfuncs = v->funcs.count,
	    .lines = lines,
	    .nlines = v->lines.count,
	};
	to->options = options(v);
	return true;
}

static void
text(char *to, const char *from)
{
	struct text t;

	text_init(&t, to, BPFCHECK_TEXT);
	text_string(&t, from);
}

void
unpack_result(const struct vf_result *r, struct bpfcheck_result *to)
{
	to->verdict = (__u32)r->verdict;
	to->error = (__u32)r->error;
	to->insns_processed = r->insns_processed;
	to->states = r->states;
	to->states_peak = r->states_peak;
	to->states_max = r->states_max;
	to->memory = r->memory;
	to->has_insn = r->has_insn;
	to->insn = r->insn;
	to->steps = r->steps;
	to->regs = r->regs;
	to->ref = r->ref;
	to->needs_btf = r->needs_btf;
	text(to->reason, r->reason);
	text(to->fault, r->fault);
	text(to->expected, r->expected);
	text(to->found, r->found);
}
