#include "elfobj.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "le.h"

/* A program while it is put together. */
struct build {
	struct elfobj *e;
	struct object_program *p;
	struct insn *insns; /* room for all there may be */
	uint32_t len;
	/* Functions on the way, and the next instruction of each. */
	struct step {
		uint32_t func, insn;
	} * steps;
	uint32_t nsteps;
	char why[VF_TEXT];
};

static bool
is_code(const struct elfsection *s)
{
	return s->type == SECTION_PROGBITS && (s->flags & SECTION_EXEC) != 0 &&
	    s->size > 0;
}

static int
compare(const void *a, const void *b)
{
	const struct elffunc *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return (x->off > y->off) - (x->off < y->off);
}

static struct fault
functions(struct elfobj *e)
{
	e->funcs =
	    object_room(e->object, e->view->nsymbols + 1u, sizeof *e->funcs);
	if (e->funcs == NULL)
		return fault_of(FAULT_MEMORY);
	for (uint32_t i = 1; i < e->view->nsymbols; i++) {
		struct elfsymbol s = elfview_symbol(e->view, i);
		struct elffunc *f = &e->funcs[e->nfuncs];
		struct elfsection in;

		if (s.type != SYMBOL_FUNC || s.section == 0 ||
		    s.section >= SYMBOL_RESERVED)
			continue;
		in = elfview_section(e->view, s.section);
		if (!is_code(&in))
			continue;
		if (s.value % 8 != 0 || s.size % 8 != 0 || s.size == 0 ||
		    s.size / 8 > OBJECT_INSNS)
			return fault_at(FAULT_BPF_SYMBOL, AT_FILE, s.at);
		f->name = s.name;
		f->section = s.section;
		f->off = (uint32_t)(s.value / 8);
		f->len = (uint32_t)(s.size / 8);
		f->entry = strcmp(in.name, ".text") != 0;
		e->nfuncs++;
	}
	qsort(e->funcs, e->nfuncs, sizeof *e->funcs, compare);
	return fault_none();
}

static bool
function_at(
    const struct elfobj *e, uint32_t section, int64_t off, uint32_t *func)
{
	struct elffunc key = {.section = section, .off = (uint32_t)off};
	const struct elffunc *f;

	if (off < 0 || off > UINT32_MAX)
		return false;
	f = bsearch(&key, e->funcs, e->nfuncs, sizeof key, compare);
	if (f != NULL)
		*func = (uint32_t)(f - e->funcs);
	return f != NULL;
}

/* For each instruction of code the symbol that a relocation names there. */
static struct fault
relocations(struct elfobj *e)
{
	uint64_t insns = 0;

	e->symbols =
	    object_room(e->object, e->view->nsections, sizeof *e->symbols);
	if (e->symbols == NULL)
		return fault_of(FAULT_MEMORY);
	for (uint32_t i = 1; i < e->view->nsections; i++) {
		struct elfsection rel = elfview_section(e->view, i), in;

		if (rel.type != SECTION_REL)
			continue;
		in = elfview_section(e->view, rel.info);
		insns += in.size / 8;
		if (!is_code(&in) || e->symbols[in.index] != NULL)
			continue;
		if (insns > OBJECT_INSNS)
			return fault_in(FAULT_BPF_CODE, ITEM_SECTION, in.index);
		e->symbols[in.index] =
		    object_room(e->object, in.size / 8, sizeof(uint32_t));
		if (e->symbols[in.index] == NULL)
			return fault_of(FAULT_MEMORY);
		for (uint32_t k = 0; k < elfview_relocs(&rel); k++) {
			struct elfreloc r = elfview_reloc(&rel, k);

			e->symbols[in.index][r.off / 8] = r.symbol;
		}
	}
	return fault_none();
}

/* The symbol that the instruction's relocation names; false: it has none. */
static bool
relocated(const struct elfobj *e, const struct elffunc *f, uint32_t insn,
    struct elfsymbol *s)
{
	const uint32_t *symbols = e->symbols[f->section];

	if (symbols == NULL || symbols[f->off + insn] == 0)
		return false;
	*s = elfview_symbol(e->view, symbols[f->off + insn]);
	return true;
}

static bool
append(struct build *b, uint32_t func)
{
	struct elffunc *f = &b->e->funcs[func];
	struct elfsection s = elfview_section(b->e->view, f->section);

	if (f->len > OBJECT_INSNS - b->len)
		return false;
	f->placed = b->len;
	for (uint32_t i = 0; i < f->len; i++)
		b->insns[b->len + i] =
		    object_insn(s.data + ((size_t)f->off + i) * 8);
	b->len += f->len;
	b->steps[b->nsteps].func = func;
	b->steps[b->nsteps++].insn = 0;
	return true;
}

/* The function behind a call or an address; puts it there if it is not yet. */
static bool
call(struct build *b, const struct elffunc *from, uint32_t at, struct insn *i,
    const struct elfsymbol *s)
{
	uint32_t section = from->section, func;
	int64_t off = (int64_t)from->off + at + i->imm + 1;

	if (s != NULL) {
		section = s->section;
		off = (int64_t)(s->value / 8) + i->imm + 1;
		if (i->code == INSN_LD_IMM64)
			off = ((int64_t)s->value + i->imm) / 8;
	}
	if (!function_at(b->e, section, off, &func))
		return false;
	if (b->e->funcs[func].placed == 0 && func != b->steps[0].func &&
	    !append(b, func))
		return false;
	i->imm = (int32_t)(b->e->funcs[func].placed - (from->placed + at) - 1);
	return true;
}

static bool
undefined(struct build *b, const struct elfsymbol *s)
{
	snprintf(
	    b->why, sizeof b->why, "needs a kernel symbol: %.100s", s->name);
	return true;
}

static bool
is_lirc(const struct build *b)
{
	return strncmp(b->p->section, "lirc_mode2/", 11) == 0;
}

/* What ir-keytable makes of the address of a variable of its decoders: the
   number that is in it (utils/keytable/bpf_load.c, parse_relo_and_apply). */
static bool
is_parameter(const struct build *b, const struct elfsection *in)
{
	return is_lirc(b) &&
	    (strcmp(in->name, ".data") == 0 || strcmp(in->name, ".bss") == 0);
}

static bool
parameter(
    struct insn *i, const struct elfsymbol *s, const struct elfsection *in)
{
	if (in->size < 4 || s->value > in->size - 4)
		return false;
	i->imm = in->data != NULL ? (int32_t)le32(in->data, s->value) : 0;
	return true;
}

static bool
address(struct build *b, const struct elffunc *from, uint32_t at,
    struct insn *i, const struct elfsymbol *s)
{
	struct elfsection in;
	uint32_t map;

	if (s->section == 0)
		return undefined(b, s);
	if (s->section >= SYMBOL_RESERVED || at + 1 >= from->len)
		return false;
	in = elfview_section(b->e->view, s->section);
	if (is_code(&in)) {
		i->src = PSEUDO_FUNC;
		return call(b, from, at, i, s);
	}
	if (elfmaps_symbol(b->e, s, &map)) {
		i->src = PSEUDO_MAP_IDX;
		i->imm = (int32_t)map;
		/* How large it is depends on the keys: build_raw_map. */
		if (is_lirc(b) && strcmp(s->name, "raw_map") == 0)
			snprintf(b->why, sizeof b->why,
			    "needs what ir-keytable makes of raw_map");
		return true;
	}
	if (is_parameter(b, &in))
		return parameter(i, s, &in);
	if (b->e->map_of[s->section] == 0 || s->value > INT32_MAX)
		return false;
	i->src = PSEUDO_MAP_IDX_VALUE;
	i[1].imm = (int32_t)((uint32_t)i->imm + (uint32_t)s->value);
	i->imm = (int32_t)b->e->map_of[s->section] - 1;
	return true;
}

/* One instruction that a relocation or a call is about. */
static bool
one(struct build *b, const struct elffunc *f, uint32_t at)
{
	struct insn *i = &b->insns[f->placed + at];
	bool is_call = i->code == (CLASS_JMP | JMP_CALL);
	struct elfsymbol s;

	if (!is_call && i->code != INSN_LD_IMM64)
		return true;
	if (!relocated(b->e, f, at, &s))
		return !is_call || i->src != CALL_SUBPROG ||
		    call(b, f, at, i, NULL);
	if (!is_call)
		return address(b, f, at, i, &s);
	if (s.section == 0)
		return undefined(b, &s);
	i->src = CALL_SUBPROG;
	return call(b, f, at, i, &s);
}

static bool
assembled(struct build *b, uint32_t entry)
{
	for (uint32_t i = 0; i < b->e->nfuncs; i++)
		b->e->funcs[i].placed = 0;
	if (!append(b, entry))
		return false;
	while (b->nsteps > 0) {
		struct step *s = &b->steps[b->nsteps - 1];
		const struct elffunc *f = &b->e->funcs[s->func];
		uint32_t at = s->insn++;

		if (at == f->len) {
			b->nsteps--;
			continue;
		}
		if (!one(b, f, at))
			return false;
	}
	return true;
}

static void
typed(const struct elfobj *e, struct object_program *p)
{
	struct progtype t = {0};

	if (!progtype_of_section(p->section, &t)) {
		t.type = e->load->type;
		t.attach = e->load->has_attach ? e->load->attach : 0;
	}
	p->vf.type = t.type;
	p->vf.attach = t.attach;
	p->vf.sleepable = t.sleepable;
	if (t.type == PROG_UNSPEC)
		p->undecided = "its section's name says no type";
	else if (t.hooks)
		p->undecided = "needs what it attaches to";
}

static bool
details(struct build *b, uint32_t entry)
{
	struct elfobj *e = b->e;
	struct vf_program *v = &b->p->vf;
	struct insn *to = object_room(e->object, b->len, sizeof *to);

	if (to == NULL)
		return false;
	memcpy(to, b->insns, b->len * sizeof *to);
	v->insns = to;
	v->len = b->len;
	if (!elflines_begin(e, v))
		return false;
	for (uint32_t at = 0; at < v->len;) {
		uint32_t i = entry;

		/* In the order in which they stand. */
		for (uint32_t k = 0; at > 0 && k < e->nfuncs; k++)
			if (e->funcs[k].placed == at)
				i = k;
		elflines(e, v, &e->funcs[i], at);
		at += e->funcs[i].len;
	}
	return true;
}

static struct fault
program(struct elfobj *e, struct build *b, uint32_t entry)
{
	const struct elffunc *f = &e->funcs[entry];
	struct elfsection in = elfview_section(e->view, f->section), license;

	if (!object_program(e->object, &b->p))
		return fault_of(FAULT_MEMORY);
	b->len = b->nsteps = 0;
	b->why[0] = '\0';
	b->p->name = f->name;
	b->p->section = in.name;
	if (e->beyond != NULL) {
		typed(e, b->p);
		b->p->undecided = e->beyond;
		return fault_none();
	}
	if (!assembled(b, entry))
		return fault_at(
		    FAULT_BPF_RELOC, AT_FILE, in.off + (uint64_t)f->off * 8);
	typed(e, b->p);
	if (b->why[0] != '\0')
		b->p->undecided = object_text(e->object, b->why, sizeof b->why);
	if (elfview_named(e->view, "license", &license) &&
	    license.data != NULL && license.size > 0 &&
	    license.data[license.size - 1] == 0)
		b->p->vf.gpl = object_gpl((const char *)license.data);
	b->p->vf.module_btf = true;
	if (b->p->undecided == NULL || !details(b, entry))
		return fault_of(FAULT_MEMORY);
	return fault_none();
}

static struct fault
programs(struct elfobj *e)
{
	struct build b = {.e = e};
	struct fault f = fault_none();
	uint64_t room = 0;

	for (uint32_t i = 0; i < e->nfuncs; i++)
		room += e->funcs[i].len;
	if (room > OBJECT_INSNS)
		room = OBJECT_INSNS;
	b.insns = calloc(room + 1, sizeof *b.insns);
	b.steps = calloc(e->nfuncs + 1u, sizeof *b.steps);
	if (b.insns == NULL || b.steps == NULL)
		f = fault_of(FAULT_MEMORY);
	for (uint32_t i = 0; i < e->nfuncs && f.code == FAULT_NONE; i++)
		if (e->funcs[i].entry &&
		    (e->load->only == NULL ||
			strcmp(e->load->only, e->funcs[i].name) == 0))
			f = program(e, &b, i);
	free(b.insns);
	free(b.steps);
	return f;
}

struct fault
elfobj_load(const struct load *l, const struct elfview *v,
    const struct btfview *btf, struct object *o)
{
	struct elfobj e = {.load = l, .view = v, .btf = btf, .object = o};
	struct elfsection s;
	struct fault f = elfmaps(&e);

	if (elflines_core(&e))
		e.beyond = "has CO-RE relocations beside legacy maps";
	else if (elfview_named(v, ".maps", &s))
		e.beyond = "has maps of both forms";
	if (f.code == FAULT_NONE)
		f = functions(&e);
	if (f.code == FAULT_NONE)
		f = relocations(&e);
	if (f.code == FAULT_NONE)
		f = programs(&e);
	return f;
}
