/*
 * bpfpack SEED COUNT BATCH: what pack makes of a program is what unpack makes of
 * it again: the batch's programs, with functions, lines and options at random;
 * and COUNT requests with a few bytes changed, none of which may lead outside of
 * its input and its room (run with a sanitizer).
 *
 * Exit status: 0; 1 something differs; 2 usage.
 */
#include "pack.h"
#include "btftype.h"
#include "core.h"
#include "kmod/unpack.h"

#include <stdlib.h>
#include <string.h>

enum { MAPS = 200, FUNCS = 20, LINES = 200, KSYMS = 9 };

static unsigned wrong, programs, accepted, refused;
static uint64_t state;

/* xorshift64 */
static uint32_t
any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

static bool
once(void)
{
	return any(2) == 1;
}

static void
must(const char *what, bool holds)
{
	if (holds)
		return;
	wrong++;
	printf("WRONG: %s of program %u\n", what, programs);
}

static const char *const texts[] = {"", "f", "main", "int n = 0; /* a */",
    "/a/long/folder/with/a/file.c", "\xff\x01", "x"};

static const char *
text(void)
{
	return texts[any(sizeof texts / sizeof *texts)];
}

/* "int", and a structure with two of it. */
static const struct vf_btf *
types(void)
{
	static const uint32_t bytes[] = {0x0001eb9f, 24, 0, 52, 52, 12,
	    /* types */
	    1, 1 << 24, 4, 32, 5, 4 << 24 | 2, 8, 7, 1, 0, 9, 1, 32,
	    /* strings */
	    'i' << 8 | 'n' << 16 | 't' << 24, 's' << 8 | 'a' << 24, 'b' << 8};
	static struct vf_btf all;
	static uint32_t at[3];

	all.bytes = (const uint8_t *)bytes;
	all.len = sizeof bytes;
	if (btftype_index(&all, at, 3) != 3)
		abort();
	return &all;
}

static bool
same_types(const struct vf_btf *a, const struct vf_btf *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0 &&
	    a->count == b->count &&
	    memcmp(a->at + 1, b->at + 1, (a->count - 1) * sizeof *a->at) == 0;
}

/* As many as there is room for, at most. */
static void
fields(struct vf_map *m)
{
	uint32_t at = any(10), most = any(VF_FIELDS + 1);

	for (m->nfields = 0; m->nfields < most && at < m->value_size;
	     at += 1 + any(16)) {
		struct vf_field *f = &m->fields[m->nfields++];

		*f = (struct vf_field){.at = at,
		    .kind = (uint8_t)any(VF_FIELD_KINDS),
		    .size = any(5000)};
		if (f->kind >= VF_FIELD_KPTR_UNTRUSTED)
			f->name = text();
	}
}

static bool
same_fields(const struct vf_map *a, const struct vf_map *b)
{
	bool same = a->nfields == b->nfields;

	for (uint32_t i = 0; same && i < a->nfields; i++) {
		const struct vf_field *f = &a->fields[i], *g = &b->fields[i];

		same = f->at == g->at && f->kind == g->kind &&
		    f->size == g->size &&
		    (f->name == NULL) == (g->name == NULL) &&
		    (f->name == NULL || strcmp(f->name, g->name) == 0);
	}
	return same;
}

static void
maps(struct vf_program *p)
{
	static struct vf_map all[MAPS];

	if (p->nmaps > MAPS)
		abort();
	memcpy(all, p->maps, p->nmaps * sizeof *all);
	p->maps = all;
	for (uint32_t i = 0; i < p->nmaps; i++) {
		all[i].extra = (uint64_t)any(5) << 40;
		all[i].inner = any(p->nmaps + 1);
		all[i].typed = once();
		all[i].special = once();
		fields(&all[i]);
	}
}

static void
tables(struct vf_program *p)
{
	static struct vf_func funcs[FUNCS];
	static struct vf_line lines[LINES];
	static struct vf_ksym ksyms[KSYMS];
	uint32_t at = 0;

	if (p->nmaps > 0)
		maps(p);
	p->funcs = funcs;
	p->lines = lines;
	for (p->nfuncs = 0; p->nfuncs < FUNCS && at < p->len;
	     at += 1 + any(3)) {
		struct vf_func *f = &funcs[p->nfuncs++];

		*f = (struct vf_func){at, text(), once(), once(), once(),
		    once() ? text() : NULL, (uint8_t)any(VF_ARGS + 1), {{0}}};
		for (unsigned i = 0; i < VF_ARGS; i++)
			f->args[i] = (struct vf_arg){(uint8_t)any(VF_ARG_KINDS),
			    once(), (uint8_t)any(256), any(1000),
			    once() ? text() : NULL};
	}
	at = 0;
	for (p->nlines = 0; p->nlines < LINES && at < p->len; at += 1 + any(2))
		lines[p->nlines++] =
		    (struct vf_line){at, any(5000), text(), text()};
	p->ksyms = ksyms;
	at = 0;
	for (p->nksyms = any(KSYMS + 1); at < p->nksyms; at++)
		ksyms[at] = (struct vf_ksym){at * 10 + any(10), once()};
	p->attach = any(60);
	p->gpl = once();
	p->sleepable = once();
	p->strict_alignment = once();
	p->any_alignment = once();
	p->test_state_freq = once();
	p->module_btf = once();
	p->attach_type_id = any(5000);
	p->btf = once() ? types() : NULL;
}

static struct vf_options
options(void)
{
	return (struct vf_options){any(3), once(), any(1 << 30), any(9000),
	    once(), (enum vf_kernel)any(VF_KERNELS)};
}

static bool
same_map(const struct vf_map *a, const struct vf_map *b)
{
	return strcmp(a->name, b->name) == 0 && a->type == b->type &&
	    a->key_size == b->key_size && a->value_size == b->value_size &&
	    a->max_entries == b->max_entries && a->flags == b->flags &&
	    a->extra == b->extra && a->inner == b->inner &&
	    a->typed == b->typed && same_fields(a, b) &&
	    a->special == b->special &&
	    (a->data == NULL) == (b->data == NULL) &&
	    a->data_len == b->data_len &&
	    (a->data == NULL || memcmp(a->data, b->data, a->data_len) == 0);
}

/* None is as good as an empty one. */
static bool
same_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool
same_func(const struct vf_func *a, const struct vf_func *b)
{
	bool same = a->insn == b->insn && strcmp(a->name, b->name) == 0 &&
	    a->global == b->global && a->number == b->number &&
	    a->signature == b->signature &&
	    (a->wrong == NULL) == (b->wrong == NULL) &&
	    same_text(a->wrong, b->wrong) && a->nargs == b->nargs;

	for (unsigned i = 0; i < VF_ARGS; i++)
		same = same && a->args[i].kind == b->args[i].kind &&
		    a->args[i].nonnull == b->args[i].nonnull &&
		    a->args[i].of == b->args[i].of &&
		    a->args[i].size == b->args[i].size &&
		    same_text(a->args[i].text, b->args[i].text);
	return same;
}

static void
same_program(const struct vf_program *a, const struct vf_program *b)
{
	must("length", a->len == b->len && a->type == b->type);
	must("instructions",
	    memcmp(a->insns, b->insns, a->len * sizeof *a->insns) == 0);
	must("options",
	    a->attach == b->attach && a->gpl == b->gpl &&
		a->sleepable == b->sleepable &&
		a->strict_alignment == b->strict_alignment &&
		a->any_alignment == b->any_alignment &&
		a->test_state_freq == b->test_state_freq &&
		a->module_btf == b->module_btf &&
		a->attach_type_id == b->attach_type_id);
	must("types", same_types(a->btf, b->btf));
	must("counts",
	    a->nmaps == b->nmaps && a->nfuncs == b->nfuncs &&
		a->nlines == b->nlines && a->nksyms == b->nksyms);
	for (uint32_t i = 0; i < a->nksyms; i++)
		must("a symbol",
		    a->ksyms[i].id == b->ksyms[i].id &&
			a->ksyms[i].there == b->ksyms[i].there);
	for (uint32_t i = 0; i < a->nmaps; i++)
		must("a map", same_map(&a->maps[i], &b->maps[i]));
	for (uint32_t i = 0; i < a->nfuncs; i++)
		must("a function", same_func(&a->funcs[i], &b->funcs[i]));
	for (uint32_t i = 0; i < a->nlines; i++)
		must("a line",
		    a->lines[i].insn == b->lines[i].insn &&
			a->lines[i].number == b->lines[i].number &&
			strcmp(a->lines[i].text, b->lines[i].text) == 0 &&
			strcmp(a->lines[i].file, b->lines[i].file) == 0);
}

static void
same_options(const struct vf_options *a, const struct vf_options *b)
{
	must("more options",
	    a->log_level == b->log_level &&
		a->unprivileged == b->unprivileged && a->memory == b->memory &&
		a->cpus == b->cpus && a->every_path == b->every_path &&
		a->kernel == b->kernel);
}

static void
fill(char *to)
{
	for (unsigned i = any(VF_TEXT); i > 0; i--)
		to[i - 1] = (char)(1 + any(255));
}

static void
answer(void)
{
	struct vf_result a = {(enum vf_verdict)any(3), (int)any(600), any(99),
	    any(98), any(97), any(96), any(1 << 30), once(), any(95), any(94),
	    (uint16_t)any(2048), any(93), once(), "", "", "", ""};
	struct bpfcheck_result r = {0};
	struct vf_result b;

	fill(a.reason);
	fill(a.fault);
	fill(a.expected);
	fill(a.found);
	unpack_result(&a, &r);
	pack_answer(&r, &b);
	must("the answer",
	    a.verdict == b.verdict && a.error == b.error &&
		a.insns_processed == b.insns_processed &&
		a.states == b.states && a.states_peak == b.states_peak &&
		a.states_max == b.states_max && a.memory == b.memory &&
		a.has_insn == b.has_insn && a.insn == b.insn &&
		a.steps == b.steps && a.regs == b.regs && a.ref == b.ref &&
		a.needs_btf == b.needs_btf && strcmp(a.reason, b.reason) == 0 &&
		strcmp(a.fault, b.fault) == 0 &&
		strcmp(a.expected, b.expected) == 0 &&
		strcmp(a.found, b.found) == 0);
	r.verdict = 3 + any(5);
	memset(r.found, 'x', sizeof r.found);
	pack_answer(&r, &b);
	must("no verdict", b.verdict == VF_TROUBLE);
	must("a text without an end", strlen(b.found) == VF_TEXT - 1);
}

static bool
sane_fields(const struct vf_map *m)
{
	bool sane = m->nfields <= VF_FIELDS;

	for (uint32_t i = 0; sane && i < m->nfields; i++) {
		const struct vf_field *f = &m->fields[i];

		sane = f->kind < VF_FIELD_KINDS && f->at < m->value_size &&
		    (i == 0 || f->at > f[-1].at) &&
		    (f->name != NULL) == (f->kind >= VF_FIELD_KPTR_UNTRUSTED);
	}
	return sane;
}

/* What the core takes for granted. */
static void
sane(const struct vf_program *p, const struct vf_options *o)
{
	must("a kernel", o->kernel < VF_KERNELS && o->log_level <= 2);
	for (uint32_t i = 0; i < p->nmaps; i++)
		must("a map's fields",
		    p->maps[i].inner <= p->nmaps &&
			p->maps[i].data_len <= p->maps[i].value_size &&
			sane_fields(&p->maps[i]));
	for (uint32_t i = 0; i < p->nfuncs; i++) {
		const struct vf_func *f = &p->funcs[i];

		must("a function's fields",
		    f->nargs <= VF_ARGS && f->insn < p->len &&
			(i == 0 || f->insn > f[-1].insn));
		for (unsigned k = 0; k < VF_ARGS; k++)
			must("an argument's kind",
			    f->args[k].kind < VF_ARG_KINDS);
	}
	for (uint32_t i = 0; i < p->nlines; i++)
		must("a line's place",
		    p->lines[i].insn < p->len &&
			(i == 0 || p->lines[i].insn > p->lines[i - 1].insn));
}

/* Unpacked from memory of just its size. */
static bool
again(const struct bpfcheck_verify *v, const void *input,
    const struct vf_program *p, const struct vf_options *o)
{
	struct unpacked u;
	char why[BPFCHECK_TEXT];
	void *room = NULL, *copy = NULL;
	bool good = unpack_check(v, why);

	if (good) {
		room = malloc(unpack_room(v) + 1);
		copy = malloc(v->input_size + 1u);
		if (room == NULL || copy == NULL)
			abort();
		memcpy(copy, input, v->input_size);
		good = unpack(v, copy, room, &u, why);
	}
	if (good && p != NULL) {
		same_program(p, &u.program);
		same_options(o, &u.options);
	} else if (good) {
		sane(&u.program, &u.options);
		/* Every byte of it can be read. */
		same_program(&u.program, &u.program);
	}
	must("a reason", good || (why[0] != '\0' && strlen(why) < sizeof why));
	free(room);
	free(copy);
	return good;
}

static void
one(const struct prog *p)
{
	struct vf_program program = core_program(p);
	struct vf_options o = options();
	struct bpfcheck_verify v;
	void *input;

	programs++;
	tables(&program);
	must("packing", pack(&program, &o, &v, &input) == 0);
	must("unpacking", again(&v, input, &program, &o));
	free(input);
	answer();
}

static void
change(struct bpfcheck_verify *v, char *input)
{
	static const uint32_t likely[] = {0, 1, 2, 8, 3, 6, 46, 0x7fffffff,
	    0x80000000, 0xfffffff8, 0xffffffff};
	uint32_t to = once() ? likely[any(sizeof likely / sizeof *likely)]
			     : any(1 << any(31));
	/* Neither its size, for which there is memory, nor the result. */
	char *at = (char *)v + 36;
	uint32_t len = sizeof *v - sizeof v->result - 36;

	if (any(3) > 0) {
		at = input;
		len = v->input_size;
	}
	if (len >= sizeof to)
		memcpy(at + any(len / 4) * 4, &to, sizeof to);
}

static void
hostile(const struct prog *p)
{
	struct vf_program program = core_program(p);
	struct vf_options o = options();
	struct bpfcheck_verify v;
	void *input;

	tables(&program);
	if (pack(&program, &o, &v, &input) != 0)
		abort();
	for (uint32_t n = 1 + any(3); n > 0; n--)
		change(&v, input);
	if (again(&v, input, NULL, NULL))
		accepted++;
	else
		refused++;
	free(input);
}

/* One more than there is room for, which the next map's bytes would be. */
static void
too_many(const struct prog *p)
{
	struct vf_program program = core_program(p);
	struct vf_map two[2] = {
	    {.name = "a", .value_size = 1000}, {.name = "b", .extra = 100}};
	struct vf_options o = options();
	struct bpfcheck_verify v;
	struct bpfcheck_map *m;
	void *input;

	program.maps = two;
	program.nmaps = 2;
	program.nlines = program.nfuncs = 0;
	for (uint32_t i = 0; i < VF_FIELDS; i++)
		two[0].fields[two[0].nfields++] = (struct vf_field){.at = i};
	must("packing", pack(&program, &o, &v, &input) == 0);
	must("eleven fields", again(&v, input, &program, &o));
	m = (void *)((char *)input + v.maps.offset);
	m->nfields++;
	must("twelve fields", !again(&v, input, NULL, NULL));
	free(input);
}

int
main(int argc, char **argv)
{
	static struct prog p;
	unsigned long count;
	const char *why;
	FILE *f = argc == 4 ? fopen(argv[3], "r") : NULL;

	if (f == NULL || !prog_init(&p)) {
		fprintf(stderr, "usage: bpfpack SEED COUNT BATCH\n");
		return 2;
	}
	printf("seed %s\n", argv[1]);
	state = strtoull(argv[1], NULL, 0) * 2 + 1;
	count = strtoul(argv[2], NULL, 0);
	while (batch_read(f, &p, &why) > 0) {
		one(&p);
		if (programs == 1)
			too_many(&p);
		for (unsigned long n = count / 900; n > 0 && p.len < 100; n--)
			hostile(&p);
	}
	prog_free(&p);
	fclose(f);
	printf("%u programs; changed: %u taken, %u refused; %u wrong\n",
	    programs, accepted, refused, wrong);
	return wrong > 0 || programs == 0 || accepted == 0 || refused == 0;
}
