#include "capture.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "le.h"

struct capture {
	const struct load *load;
	const uint8_t *bytes;
	size_t len;
	struct bpf_object *bpf;
	struct object *object;
	struct wire_news *news;
	struct answer answer;
	uint32_t got; /* programs of this pass */
};

/* libbpf's words for what it refuses; it says the reason first. */
static struct wire_news *heard;

static int
hear(enum libbpf_print_level level, const char *format, va_list ap)
{
	size_t n = sizeof heard->why;
	char *nl;

	if (level != LIBBPF_WARN || heard == NULL || heard->why[0] != '\0')
		return 0;
	vsnprintf(heard->why, n, format, ap);
	if (strncmp(heard->why, "libbpf: ", 8) == 0)
		memmove(heard->why, heard->why + 8, strlen(heard->why + 8) + 1);
	nl = strchr(heard->why, '\n');
	if (nl != NULL)
		*nl = '\0';
	return 0;
}

static struct bpf_program *
program_named(const struct capture *c, const char *name)
{
	struct bpf_program *p;

	/* The pointer itself: names are not unique. */
	bpf_object__for_each_program(
	    p, c->bpf) if (bpf_program__name(p) == name) return p;
	return NULL;
}

static bool
maps_numbered(struct insn *insns, uint32_t len)
{
	uint32_t map;

	for (uint32_t i = 0; i < len; i++) {
		if (insns[i].code != INSN_LD_IMM64)
			continue;
		if (insns[i].src != PSEUDO_MAP_FD &&
		    insns[i].src != PSEUDO_MAP_VALUE) {
			i++;
			continue;
		}
		if (!answer_map(insns[i].imm, &map))
			return false;
		insns[i].src = insns[i].src == PSEUDO_MAP_FD
		    ? PSEUDO_MAP_IDX
		    : PSEUDO_MAP_IDX_VALUE;
		insns[i].imm = (int32_t)map;
		i++;
	}
	return true;
}

static bool
insns_taken(
    struct capture *c, const struct answer_program *a, struct vf_program *v)
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
	return maps_numbered(to, v->len);
}

/* Strings of the object's BTF, once for all programs. */
static bool
strings_taken(struct capture *c)
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

static bool
funcs_taken(
    struct capture *c, const struct answer_program *a, struct vf_program *v)
{
	const struct btf *btf = bpf_object__btf(c->bpf);
	const uint8_t *info = a->opts->func_info;
	uint32_t n = a->opts->func_info_cnt, each = a->opts->func_info_rec_size;
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
		t = btf__type_by_id(btf, le32(info, (size_t)i * each + 4));
		if (t == NULL || !btf_is_func(t) || to[i].insn >= v->len ||
		    (i > 0 && to[i].insn <= to[i - 1].insn))
			return false;
		to[i].name = object_string(c->object, t->name_off);
		to[i].global = btf_vlen(t) == BTF_FUNC_GLOBAL;
	}
	return true;
}

static bool
lines_taken(
    struct capture *c, const struct answer_program *a, struct vf_program *v)
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

static bool
taken(void *arg, const struct answer_program *a)
{
	struct capture *c = arg;
	const struct bpf_program *from = program_named(c, a->name);
	struct object_program *p;
	uint32_t flags = a->opts->prog_flags;

	/* One of libbpf's own, to learn what the kernel can. */
	if (from == NULL)
		return true;
	if (!object_program(c->object, &p))
		return false;
	p->name = object_text(c->object, a->name, strlen(a->name));
	p->section = bpf_program__section_name(from);
	p->section = object_text(c->object, p->section, strlen(p->section));
	if (p->name == NULL || p->section == NULL)
		return false;
	p->vf.type = a->type;
	p->vf.attach = a->opts->expected_attach_type;
	p->vf.gpl = a->license != NULL && object_gpl(a->license);
	p->vf.sleepable = (flags & BPF_F_SLEEPABLE) != 0;
	p->vf.strict_alignment = (flags & BPF_F_STRICT_ALIGNMENT) != 0;
	p->vf.any_alignment = (flags & BPF_F_ANY_ALIGNMENT) != 0;
	p->vf.test_state_freq = (flags & BPF_F_TEST_STATE_FREQ) != 0;
	c->got++;
	return insns_taken(c, a, &p->vf) && strings_taken(c) &&
	    funcs_taken(c, a, &p->vf) && lines_taken(c, a, &p->vf);
}

static void
fail(struct capture *c, enum fault_code code)
{
	c->news->fault = fault_of(code);
}

static bool
wanted(const struct capture *c, const struct bpf_program *p)
{
	return c->load->only == NULL ||
	    strcmp(c->load->only, bpf_program__name(p)) == 0;
}

/* What libbpf 1.1 does not know of sections, and must not do with maps. */
static void
prepare(struct capture *c)
{
	struct bpf_program *p;
	struct progtype t;
	struct bpf_map *m;

	bpf_object__for_each_map(m, c->bpf) bpf_map__set_pin_path(m, NULL);
	bpf_object__for_each_program(p, c->bpf)
	{
		bpf_program__set_autoload(p, wanted(c, p));
		if (bpf_program__type(p) != BPF_PROG_TYPE_UNSPEC)
			continue;
		if (progtype_of_section(bpf_program__section_name(p), &t)) {
			bpf_program__set_type(p, t.type);
			bpf_program__set_expected_attach_type(p, t.attach);
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
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = c->load->name);

	c->bpf = bpf_object__open_mem(c->bytes, c->len, &opts);
	return c->bpf != NULL;
}

void
capture_object(const struct load *l, const uint8_t *bytes, size_t len,
    struct object *o, struct wire_news *n)
{
	struct capture c = {
	    .load = l,
	    .bytes = bytes,
	    .len = len,
	    .object = o,
	    .news = n,
	};

	c.answer.object = o;
	c.answer.program = taken;
	c.answer.arg = &c;
	c.answer.kernel = l->kernel;
	heard = n;
	libbpf_set_print(hear);
	answer_begin(&c.answer);
	if (!opened(&c)) {
		fail(&c, FAULT_BPF_LOAD);
		return;
	}
	prepare(&c);
	if (bpf_object__load(c.bpf) != 0)
		fail(&c, FAULT_BPF_LOAD);
	bpf_object__close(c.bpf);
}
