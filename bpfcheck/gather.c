#include "gather.h"

#include <string.h>

#include "le.h"
#include "signature.h"

/* Descriptors of maps become their numbers; one that is none of them may be
   anything where the program is loaded, and stays. */
static void
maps_numbered(struct insn *insns, uint32_t len)
{
	uint32_t map;

	for (uint32_t i = 0; i < len; i++) {
		if (insns[i].code != INSN_LD_IMM64)
			continue;
		if ((insns[i].src == PSEUDO_MAP_FD ||
			insns[i].src == PSEUDO_MAP_VALUE) &&
		    answer_map(insns[i].imm, &map)) {
			insns[i].src = insns[i].src == PSEUDO_MAP_FD
			    ? PSEUDO_MAP_IDX
			    : PSEUDO_MAP_IDX_VALUE;
			insns[i].imm = (int32_t)map;
		}
		i++;
	}
}

static bool
insns_taken(
    struct gather *c, const struct answer_program *a, struct vf_program *v)
{
	struct insn *to;

	if (a->count == 0 || a->count > OBJECT_INSNS)
		return false;
	v->len = (uint32_t)a->count;
	to = object_room(c->object, v->len, sizeof *to);
	if (to == NULL)
		return false;
	for (uint32_t i = 0; i < v->len; i++) {
		to[i].code = a->insns[i].code;
		to[i].dst = a->insns[i].dst_reg & 0x0f;
		to[i].src = a->insns[i].src_reg & 0x0f;
		to[i].off = a->insns[i].off;
		to[i].imm = a->insns[i].imm;
	}
	v->insns = to;
	maps_numbered(to, v->len);
	return true;
}

/* Strings of the object's BTF, once for all programs. */
static bool
strings_taken(struct gather *c)
{
	const struct btf *btf = bpf_object__btf(c->bpf);
	uint32_t size, at, len;
	const uint8_t *raw;
	char *to;

	if (c->object->strings != NULL || btf == NULL)
		return true;
	raw = btf__raw_data(btf, &size);
	if (raw == NULL || size < 24)
		return false;
	at = le32(raw, 4) + le32(raw, 16);
	len = le32(raw, 20);
	if (at > size || len > size - at)
		return false;
	to = object_room(c->object, len, 1);
	if (to == NULL)
		return false;
	memcpy(to, raw + at, len);
	c->object->strings = to;
	c->object->nstrings = len;
	return len == 0 || (to[0] == '\0' && to[len - 1] == '\0');
}

/* Once for all programs, too. */
static bool
tags_taken(struct gather *c)
{
	const struct btf *btf = bpf_object__btf(c->bpf);

	if (c->tags != NULL || btf == NULL)
		return true;
	c->tags = object_room(c->object, btf__type_cnt(btf), SIGNATURE_TAGS);
	if (c->tags == NULL)
		return false;
	signature_tags(btf, c->tags);
	return true;
}

/* kernel/bpf/verifier.c: check_btf_func. */
static bool
returns_number(const struct btf *btf, const struct btf_type *function)
{
	const struct btf_type *t = btf__type_by_id(btf, function->type);

	do
		t = t == NULL ? NULL : btf__type_by_id(btf, t->type);
	while (t != NULL && (btf_is_mod(t) || btf_is_typedef(t)));
	return t != NULL &&
	    (btf_is_any_enum(t) || (btf_is_int(t) && t->size <= 8));
}

static bool
funcs_taken(struct gather *c, const struct answer_program *a,
    struct vf_program *v, bool *exceptions)
{
	const struct btf *btf = bpf_object__btf(c->bpf);
	const uint8_t *info = a->opts->func_info;
	uint32_t n = a->opts->func_info_cnt, each = a->opts->func_info_rec_size;
	uint32_t id;
	const struct btf_type *t;
	struct vf_func *to;

	if (info == NULL || n == 0 || btf == NULL)
		return true;
	to = object_room(c->object, n, sizeof *to);
	if (n > v->len || each < 8 || to == NULL)
		return false;
	v->nfuncs = n;
	v->funcs = to;
	for (uint32_t i = 0; i < n; i++) {
		to[i].insn = le32(info, (size_t)i * each);
		id = le32(info, (size_t)i * each + 4);
		t = btf__type_by_id(btf, id);
		if (t == NULL || !btf_is_func(t) || to[i].insn >= v->len ||
		    (i > 0 && to[i].insn <= to[i - 1].insn))
			return false;
		to[i].name = object_string(c->object, t->name_off);
		to[i].global = btf_vlen(t) == BTF_FUNC_GLOBAL;
		to[i].number = returns_number(btf, t);
		if (i == 0)
			*exceptions = signature_has_exceptions(c->tags, id);
		if (!signature_of(btf, c->tags, id, v, c->object, &to[i]))
			return false;
	}
	return true;
}

static bool
lines_taken(
    struct gather *c, const struct answer_program *a, struct vf_program *v)
{
	const uint8_t *info = a->opts->line_info, *b;
	uint32_t n = a->opts->line_info_cnt, each = a->opts->line_info_rec_size;
	struct vf_line *to;

	if (info == NULL || n == 0 || bpf_object__btf(c->bpf) == NULL)
		return true;
	to = object_room(c->object, n, sizeof *to);
	if (n > v->len || each < 16 || to == NULL)
		return false;
	v->nlines = n;
	v->lines = to;
	for (uint32_t i = 0; i < n; i++) {
		b = info + (size_t)i * each;
		to[i].insn = le32(b, 0);
		to[i].file = object_string(c->object, le32(b, 4));
		to[i].text = object_string(c->object, le32(b, 8));
		to[i].number = le32(b, 12) >> 10;
		if (to[i].insn >= v->len ||
		    (i > 0 && to[i].insn <= to[i - 1].insn))
			return false;
	}
	return true;
}

bool
gather_program(struct gather *c, const struct bpf_program *from,
    const struct answer_program *a)
{
	uint32_t flags = a->opts->prog_flags;
	struct object_program *p;
	bool exceptions = false;

	if (!gather_name(c, from, &p))
		return false;
	p->vf.type = a->type;
	p->vf.attach = a->opts->expected_attach_type;
	/* A program, or a module's type, is no type of the kernel's. */
	if (a->opts->attach_prog_fd == 0 && a->opts->attach_btf_obj_fd == 0)
		p->vf.attach_type_id = a->opts->attach_btf_id;
	p->vf.gpl = a->license != NULL && object_gpl(a->license);
	p->vf.sleepable = (flags & BPF_F_SLEEPABLE) != 0;
	p->vf.strict_alignment = (flags & BPF_F_STRICT_ALIGNMENT) != 0;
	p->vf.any_alignment = (flags & BPF_F_ANY_ALIGNMENT) != 0;
	p->vf.test_state_freq = (flags & BPF_F_TEST_STATE_FREQ) != 0;
	if (!insns_taken(c, a, &p->vf) || !strings_taken(c) || !tags_taken(c) ||
	    !funcs_taken(c, a, &p->vf, &exceptions) ||
	    !lines_taken(c, a, &p->vf))
		return false;
	if (exceptions)
		p->undecided = object_text(c->object, "exception callbacks",
		    strlen("exception callbacks"));
	return p->undecided != NULL;
}

bool
gather_name(
    struct gather *c, const struct bpf_program *from, struct object_program **p)
{
	const char *name = bpf_program__name(from);
	const char *section = bpf_program__section_name(from);

	if (!object_program(c->object, p))
		return false;
	name = object_text(c->object, name, strlen(name));
	section = object_text(c->object, section, strlen(section));
	if (name == NULL || section == NULL)
		return false;
	(*p)->name = name;
	(*p)->section = section;
	(*p)->vf.type = bpf_program__type(from);
	(*p)->vf.attach = bpf_program__expected_attach_type(from);
	return true;
}
