#include "capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gather.h"

enum { WEAKENED = 64, NAME = 128 };

struct capture {
	const struct load *load;
	struct mend *mend;
	struct gather gather;
	struct wire_news *news;
	struct answer answer;
	/* Symbols of the kernel's that are not here. */
	char missing[WEAKENED][NAME];
	char why[WEAKENED][VF_TEXT];
	uint32_t nmissing;
	int32_t alone; /* the one program of this pass; -1: all */
};

/* libbpf's words for what it refuses; it says the reason first. */
static char heard[256];

static int
hear(enum libbpf_print_level level, const char *format, va_list ap)
{
	if (level != LIBBPF_WARN || heard[0] != '\0')
		return 0;
	vsnprintf(heard, sizeof heard, format, ap);
	if (strncmp(heard, "libbpf: ", 8) == 0)
		memmove(heard, heard + 8, strlen(heard + 8) + 1);
	heard[strcspn(heard, "\n")] = '\0';
	return 0;
}

/* What libbpf says of what a machine lacks, not an object. */
static const char *
lacking(const char *words)
{
	static const struct {
		const char *words, *needs;
	} table[] = {
	    {"(func ksym)", "needs a kernel function"},
	    {"(var ksym)", "needs a kernel variable"},
	    {"Kconfig", "needs the kernel's configuration"},
	    {"(kcfg)", "needs the kernel's configuration"},
	    {"(strong): not resolved", "needs a kernel symbol"},
	    {"kallsyms", "needs a kernel symbol"},
	    {"missing BPF prog type", "its section's name says no type"},
	    {"failed to find kernel BTF type ID", "needs what it attaches to"},
	    {"attach", "needs what it attaches to"},
	    {"vmlinux BTF", "needs kernel BTF"},
	    {"kernel BTF", "needs kernel BTF"},
	    {"struct_ops", "needs a struct_ops type of the kernel"},
	    {".addr_space.1", "needs variables in an arena"},
	    {"possible CPUs", "needs the number of processors"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strstr(words, table[i].words) != NULL)
			return table[i].needs;
	return NULL;
}

static struct bpf_program *
program_named(const struct capture *c, const char *name)
{
	struct bpf_program *p;

	/* The pointer itself: names are not unique. */
	bpf_object__for_each_program(
	    p, c->gather.bpf) if (bpf_program__name(p) == name) return p;
	return NULL;
}

static const char *
missing_in(const struct capture *c, const struct object_program *p)
{
	bool calls = false;

	for (uint32_t i = 0; i < p->vf.len; i++)
		calls = calls || insn_is_subprog_call(&p->vf.insns[i]) ||
		    (p->vf.insns[i].code == INSN_LD_IMM64 &&
			p->vf.insns[i].src == PSEUDO_FUNC);
	for (uint32_t i = 0; i < c->nmissing; i++)
		if (mend_uses(c->mend, p->section, c->missing[i]) ||
		    (calls && mend_uses(c->mend, ".text", c->missing[i])))
			return c->why[i];
	return "";
}

static bool
taken(void *arg, const struct answer_program *a)
{
	struct capture *c = arg;
	const struct bpf_program *from = program_named(c, a->name);
	struct object_program *p;

	/* One of libbpf's own, to learn what the kernel can. */
	if (from == NULL)
		return true;
	if (!gather_program(&c->gather, from, a)) {
		snprintf(heard, sizeof heard,
		    "what it says of its lines, "
		    "functions or maps is wrong");
		return false;
	}
	p = &c->gather.object->programs[c->gather.object->nprograms - 1];
	if (p->undecided[0] == '\0')
		p->undecided = missing_in(c, p);
	return true;
}

/* What libbpf 1.1 does not know of sections, and must not do with maps. */
static void
prepare(struct capture *c)
{
	struct bpf_program *p;
	struct progtype t;
	struct bpf_map *m;
	int32_t i = 0;

	bpf_object__for_each_map(m, c->gather.bpf)
	    bpf_map__set_pin_path(m, NULL);
	bpf_object__for_each_program(p, c->gather.bpf)
	{
		bpf_program__set_autoload(p,
		    (c->alone < 0 || c->alone == i++) &&
			(c->load->only == NULL ||
			    strcmp(c->load->only, bpf_program__name(p)) == 0));
		if (bpf_program__type(p) != BPF_PROG_TYPE_UNSPEC)
			continue;
		if (progtype_of_section(bpf_program__section_name(p), &t)) {
			bpf_program__set_type(p, t.type);
			bpf_program__set_expected_attach_type(p, t.attach);
			if (t.sleepable)
				bpf_program__set_flags(
				    p, bpf_program__flags(p) | BPF_F_SLEEPABLE);
		} else if (c->load->type != PROG_UNSPEC) {
			bpf_program__set_type(p, c->load->type);
			if (c->load->has_attach)
				bpf_program__set_expected_attach_type(
				    p, c->load->attach);
		}
	}
}

static bool
opened(struct capture *c)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = c->load->name,
	    .relaxed_maps = c->mend->nextras > 0);

	heard[0] = '\0';
	c->answer.next_map = 0;
	c->gather.bpf =
	    bpf_object__open_mem(c->mend->bytes, c->mend->view.len, &opts);
	c->answer.btf =
	    c->gather.bpf != NULL ? bpf_object__btf(c->gather.bpf) : NULL;
	if (c->gather.bpf != NULL)
		prepare(c);
	return c->gather.bpf != NULL;
}

static void
fail(struct capture *c, enum fault_code code)
{
	char words[128];

	/* Sometimes a number is all it says. */
	if (heard[0] == '\0' &&
	    libbpf_strerror(errno, words, sizeof words) == 0)
		snprintf(heard, sizeof heard, "libbpf: %s", words);
	c->news->fault = fault_of(code);
	snprintf(c->news->why, sizeof c->news->why, "%s", heard);
}

/* The name in "extern (func ksym) 'name': not found"; false: none. */
static bool
note_missing(struct capture *c, const char *needs)
{
	const char *from = strchr(heard, '\''), *to;
	uint32_t i = c->nmissing;

	if (strstr(heard, "extern") == NULL || from == NULL || i == WEAKENED ||
	    (to = strchr(++from, '\'')) == NULL || to - from >= NAME)
		return false;
	snprintf(c->missing[i], NAME, "%.*s", (int)(to - from), from);
	snprintf(c->why[i], VF_TEXT, "%s: %.*s", needs, (int)(to - from), from);
	c->nmissing++;
	return mend_weaken(c->mend, c->missing[i]);
}

/*
 * All in one, which relocates each type of the kernel's once. A symbol that is
 * missing keeps libbpf from loading any program, even those without it: then
 * again, as if the object could do without.
 */
static bool
all(struct capture *c)
{
	const char *needs;
	bool good;

	do {
		if (!opened(c))
			return false;
		good = bpf_object__load(c->gather.bpf) == 0;
		bpf_object__close(c->gather.bpf);
		needs = good ? NULL : lacking(heard);
		if (!good)
			c->gather.object->nprograms = 0;
	} while (
	    needs != NULL && !c->answer.no_kernel && note_missing(c, needs));
	return good;
}

static const char *
reason(struct capture *c, const char *needs)
{
	char why[VF_TEXT];

	snprintf(why, sizeof why, "%.40s: %.110s", needs, heard);
	return object_text(c->gather.object,
	    c->answer.no_kernel ? "needs kernel BTF" : why, sizeof why);
}

static bool
undecided(struct capture *c, const struct bpf_program *from)
{
	const char *needs = lacking(heard);
	struct object_program *p;

	if ((needs == NULL && !c->answer.no_kernel) ||
	    !gather_name(&c->gather, from, &p))
		return false;
	p->undecided = reason(c, needs != NULL ? needs : "");
	return p->undecided != NULL;
}

/* Those that fail do so alone; false: there is no i-th, or a fault. */
static bool
one(struct capture *c, int32_t i)
{
	struct object *o = c->gather.object;
	const struct bpf_program *p;
	uint32_t before = o->nprograms;
	bool good = true;

	c->alone = i;
	if (!opened(c)) {
		fail(c, FAULT_BPF_LOAD);
		return false;
	}
	p = bpf_object__next_program(c->gather.bpf, NULL);
	while (p != NULL && i-- > 0)
		p = bpf_object__next_program(
		    c->gather.bpf, (struct bpf_program *)p);
	if (p != NULL && bpf_program__autoload(p) &&
	    bpf_object__load(c->gather.bpf) != 0) {
		o->nprograms = before;
		good = undecided(c, p);
		if (!good) {
			fail(c, FAULT_BPF_LOAD);
			snprintf(c->news->subject, sizeof c->news->subject,
			    "%s", bpf_program__name(p));
		}
	}
	bpf_object__close(c->gather.bpf);
	return p != NULL && good;
}

/*
 * What libbpf lacks keeps it from opening the object: the programs by their
 * symbols, all undecided. False: it is the object's fault, or no memory.
 */
static bool
named_only(struct capture *c)
{
	const struct elfview *v = &c->mend->view;
	struct object *o = c->gather.object;
	const char *needs = lacking(heard), *why;
	struct object_program *p;
	struct progtype t;

	if (needs == NULL || (why = reason(c, needs)) == NULL)
		return false;
	for (uint32_t i = 1; i < v->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(v, i);
		struct elfsection in;

		if (s.type != SYMBOL_FUNC || !mend_is_entry(c->mend, &s) ||
		    (c->load->only != NULL &&
			strcmp(c->load->only, s.name) != 0))
			continue;
		in = elfview_section(v, s.section);
		if (!object_program(o, &p))
			return false;
		p->name = s.name;
		p->section = in.name;
		p->undecided = why;
		if (progtype_of_section(in.name, &t)) {
			p->vf.type = t.type;
			p->vf.attach = t.attach;
		}
	}
	return true;
}

void
capture_object(
    const struct load *l, struct mend *m, struct object *o, struct wire_news *n)
{
	static struct capture c;

	memset(&c, 0, sizeof c);
	c.load = l;
	c.mend = m;
	c.gather.object = o;
	c.news = n;
	c.answer.object = o;
	c.answer.program = taken;
	c.answer.arg = &c;
	c.answer.kernel = l->kernel;
	c.answer.extras = m->extras;
	c.answer.nextras = m->nextras;
	c.alone = -1;
	libbpf_set_print(hear);
	answer_begin(&c.answer);
	if (all(&c))
		return;
	if (c.gather.bpf == NULL) {
		if (!named_only(&c))
			fail(&c, FAULT_BPF_LOAD);
		return;
	}
	for (int32_t i = 0; one(&c, i); i++)
		;
}
