/* logstate - registers and stack in the kernel's notation. */
#include "btfptr.h"
#include "dynptr.h"
#include "env.h"
#include "log.h"
#include "map.h"
#include "region.h"

static const char *const type_names[] = {
    [REG_NONE] = "?",
    [REG_SCALAR] = "scalar",
    [REG_CTX] = "ctx",
    [REG_STACK] = "fp",
    [REG_PACKET_META] = "pkt_meta",
    [REG_PACKET] = "pkt",
    [REG_PACKET_END] = "pkt_end",
    [REG_MAP] = "map_ptr",
    [REG_MAP_KEY] = "map_key",
    [REG_MAP_VALUE] = "map_value",
    [REG_MEM] = "mem",
    [REG_RINGBUF_MEM] = "ringbuf_mem",
    [REG_RDONLY_MEM] = "rdonly_mem",
    [REG_SOCK_COMMON] = "sock_common",
    [REG_SOCK] = "sock",
    [REG_TCP_SOCK] = "tcp_sock",
    [REG_XDP_SOCK] = "xdp_sock",
    [REG_FLOW_KEYS] = "flow_keys",
    [REG_TP_BUFFER] = "tp_buffer",
    [REG_BUFFER] = "buf",
    [REG_RDONLY_BUFFER] = "rdonly_buf",
    [REG_FUNC] = "func",
    [REG_PROBED] = "rdonly_untrusted_mem",
    [REG_DYNPTR] = "dynptr_ptr",
};

static const char *const or_null_names[] = {
    [REG_MAP_VALUE] = "map_value_or_null",
    [REG_MEM] = "mem_or_null",
    [REG_RINGBUF_MEM] = "ringbuf_mem_or_null",
    [REG_RDONLY_MEM] = "rdonly_mem_or_null",
    [REG_SOCK_COMMON] = "sock_common_or_null",
    [REG_SOCK] = "sock_or_null",
    [REG_TCP_SOCK] = "tcp_sock_or_null",
    [REG_XDP_SOCK] = "xdp_sock_or_null",
    [REG_BUFFER] = "buf_or_null",
    [REG_RDONLY_BUFFER] = "rdonly_buf_or_null",
};

/* By trust, as bits, for those that there are; then those that may be NULL. */
#define TRUST_NAMES(before)                          \
	{                                            \
		before "ptr_", before "ptr_or_null_" \
	}
static const char *const btf_names[][2] = {
    [0] = TRUST_NAMES(""),
    [TRUST_FULL] = TRUST_NAMES("trusted_"),
    [TRUST_NONE] = TRUST_NAMES("untrusted_"),
    [TRUST_RCU] = TRUST_NAMES("rcu_"),
    [TRUST_USER] = TRUST_NAMES("user_"),
    [TRUST_USER | TRUST_FULL] = TRUST_NAMES("user_trusted_"),
    [TRUST_USER | TRUST_NONE] = TRUST_NAMES("user_untrusted_"),
    [TRUST_USER | TRUST_RCU] = TRUST_NAMES("user_rcu_"),
    [TRUST_PERCPU] = TRUST_NAMES("percpu_"),
    [TRUST_PERCPU | TRUST_FULL] = TRUST_NAMES("percpu_trusted_"),
    [TRUST_PERCPU | TRUST_NONE] = TRUST_NAMES("percpu_untrusted_"),
    [TRUST_PERCPU | TRUST_RCU] = TRUST_NAMES("percpu_rcu_"),
};

const char *
log_type(const struct reg *r)
{
	if (btfptr_is(r)) {
		const char *name =
		    r->trust < sizeof btf_names / sizeof btf_names[0]
		    ? btf_names[r->trust][reg_may_be_null(r)]
		    : NULL;

		return name != NULL ? name : "ptr_";
	}
	return reg_may_be_null(r) ? or_null_names[r->type & ~REG_OR_NULL]
				  : type_names[r->type];
}

struct range {
	const char *name;
	uint64_t value;
	bool sign, omit;
};

/* 32-bit ends that are small are shown with their sign, others as they lie. */
static uint64_t
shown32(int32_t v)
{
	return v >= INT16_MIN && v <= INT16_MAX ? (uint64_t)(int64_t)v
						: (uint32_t)v;
}

/* Ends that are the same number are named together. */
static void
ranges(struct text *t, const struct bounds *b, const char **separator)
{
	struct range all[] = {
	    {"smin", (uint64_t)b->smin, true, b->smin == INT64_MIN},
	    {"smax", (uint64_t)b->smax, true, b->smax == INT64_MAX},
	    {"umin", b->umin, false, b->umin == 0},
	    {"umax", b->umax, false, b->umax == UINT64_MAX},
	    {"smin32", shown32(b->smin32), true, b->smin32 == INT32_MIN},
	    {"smax32", shown32(b->smax32), true, b->smax32 == INT32_MAX},
	    {"umin32", b->umin32, false, b->umin32 == 0},
	    {"umax32", b->umax32, false, b->umax32 == UINT32_MAX},
	};
	const unsigned n = sizeof all / sizeof all[0];
	unsigned i, j;

	for (i = 0; i < n; i++) {
		bool negative = all[i].sign && (int64_t)all[i].value < 0;

		if (all[i].omit)
			continue;
		text_add(t, "%s%s=", *separator, all[i].name);
		*separator = ",";
		for (j = i + 2; j < n; j += 2) {
			if (all[j].omit || all[j].value != all[i].value ||
			    (all[j].sign && (int64_t)all[j].value < 0) !=
				negative)
				continue;
			all[j].omit = true;
			text_add(t, "%s=", all[j].name);
		}
		if (all[i].sign)
			text_signed(t, (int64_t)all[i].value);
		else
			text_unsigned(t, all[i].value);
	}
}

static void
number(struct text *t, const struct bounds *b, const char *separator)
{
	if (tnum_is_const(b->bits)) {
		if (b->bits.value != 0) {
			text_add(t, "%simm=", separator);
			text_signed(t, (int64_t)b->bits.value);
		}
		return;
	}
	ranges(t, b, &separator);
	if (!tnum_is_unknown(b->bits)) {
		text_add(t, "%svar_off=", separator);
		text_tnum(t, b->bits);
	}
}

/* Without privileges all numbers decide. */
static void
reg_text(
    const struct env *e, struct text *t, uint32_t frame, const struct reg *r)
{
	struct reg shown = *r;

	shown.precise |= e->o->unprivileged;
	log_reg(e->p, t, frame, &shown);
}

static void
map_text(const struct vf_program *p, const struct reg *r, struct text *t,
    const char **separator)
{
	const struct vf_map *m = &p->maps[r->map];

	if (m->name[0] != '\0' && !r->inner)
		text_add(t, "%smap=%s,", *separator, m->name);
	else
		text_string(t, *separator);
	text_add(t, "ks=%u,vs=%u", m->key_size, m->value_size);
	*separator = ",";
}

/* What is known of a pointer beside its id and its offset's bounds. */
static void
what_it_is(const struct vf_program *p, struct text *t, const struct reg *r,
    const char **separator)
{
	if (r->ref != 0) {
		text_add(t, "%sref_obj_id=%u", *separator, r->ref);
		*separator = ",";
	}
	if (map_is_any(r))
		map_text(p, r, t, separator);
	if (r->type != REG_SCALAR && r->off != 0) {
		text_add(t, "%soff=", *separator);
		text_signed(t, r->off);
		*separator = ",";
	}
	if (r->type == REG_PACKET || r->type == REG_PACKET_META) {
		text_add(t, "%sr=", *separator);
		text_unsigned(t, (uint64_t)(int64_t)r->range);
		*separator = ",";
	}
	if (region_is_memory(r) || r->type == REG_PROBED) {
		text_add(t, "%ssz=", *separator);
		text_unsigned(t, r->size);
		*separator = ",";
	}
	if (r->type == REG_DYNPTR) {
		text_add(
		    t, "%stype=%s", *separator, dynptr_name(r->dynptr.kind));
		*separator = ",";
	}
}

void
log_reg(const struct vf_program *p, struct text *t, uint32_t frame,
    const struct reg *r)
{
	const char *separator = "";
	bool known = tnum_is_const(r->b.bits);

	if (r->type == REG_SCALAR && r->precise)
		text_char(t, 'P');
	if (r->type == REG_SCALAR && known) {
		text_signed(t, (int64_t)r->b.bits.value);
		return;
	}
	text_string(t, log_type(r));
	if (btfptr_is(r))
		text_string(t, btfptr_name(p, r));
	if (r->type == REG_STACK) {
		if (r->frame != frame)
			text_add(t, "[%u]", r->frame);
		if (known) {
			text_signed(t, (int64_t)r->b.bits.value + r->off);
			return;
		}
	}
	text_char(t, '(');
	if (r->id != 0) {
		text_add(t, "id=%u", r->id & ~REG_ID_ADD);
		separator = ",";
	}
	if ((r->id & REG_ID_ADD) != 0)
		text_add(t, "%+d", r->off);
	what_it_is(p, t, r, &separator);
	number(t, &r->b, separator);
	text_char(t, ')');
}

/* 6.18 shows that it is the first slot as another id. */
void
log_dynptr(struct text *t, const struct reg *r)
{
	text_add(t, "dynptr_%s(id=%u", dynptr_name(r->dynptr.kind), r->id);
	if (r->ref != 0)
		text_add(t, ",ref_id=%u", r->ref);
	text_string(t, r->dynptr.first ? ",dynptr_id=1)" : ")");
}

static void
slot_text(const struct env *e, struct text *t, uint32_t frame, uint32_t i,
    const struct slot *s)
{
	static const char kinds[] = {'?', 'r', 'm', '0'};
	unsigned j;

	text_add(t, " fp%d=", -(int)(i + 1) * SLOT_BYTES);
	if (slot_is_dynptr(s)) {
		log_dynptr(t, &s->spilled);
		return;
	}
	for (j = 0; j < SLOT_BYTES; j++) {
		if (slot_is_spill(s) && s->bytes[j] == BYTE_SPILL)
			break;
		text_char(t, kinds[s->bytes[j]]);
	}
	if (slot_is_spill(s))
		reg_text(e, t, frame, &s->spilled);
}

static bool
is_empty(const struct slot *s)
{
	unsigned j;

	for (j = 0; j < SLOT_BYTES; j++)
		if (s->bytes[j] != BYTE_NONE)
			return false;
	return true;
}

static void
say(struct log *l, struct text *t)
{
	log_string(l, t->at);
	text_init(t, t->at, t->room);
}

void
log_state(struct env *e, const struct state *s, uint32_t frame, bool all)
{
	const struct frame *f = s->frames[frame];
	char line[256];
	struct text t;
	uint32_t i;

	text_init(&t, line, sizeof line);
	if (frame != 0)
		text_add(&t, " frame%u:", frame);
	for (i = 0; i < REGS; i++) {
		if (f->regs[i].type == REG_NONE ||
		    (!all && (e->shown_regs >> i & 1) == 0))
			continue;
		text_add(&t, " R%u=", i);
		reg_text(e, &t, frame, &f->regs[i]);
		say(e->log, &t);
	}
	for (i = 0; i < f->nslots; i++) {
		if (is_empty(&f->slots[i]) ||
		    (!all && (e->shown_slots >> i & 1) == 0))
			continue;
		/* By its first slot, the upper one. */
		if (slot_is_dynptr(&f->slots[i]))
			i++;
		slot_text(e, &t, frame, i, &f->slots[i]);
		say(e->log, &t);
	}
	for (i = 0; i < s->nrefs; i++) {
		text_add(&t, i == 0 ? " refs=%u" : ",%u", s->refs[i].id);
		say(e->log, &t);
	}
	if (s->lock_map != 0 && s->lock_id != 0)
		text_add(&t, s->nrefs == 0 ? " refs=%u" : ",%u", s->lock_id);
	if (f->callback)
		text_string(&t, " cb");
	if (f->async != 0)
		text_string(&t, " async_cb");
	text_char(&t, '\n');
	say(e->log, &t);
	if (!all)
		e->shown_regs = 0, e->shown_slots = 0;
}

/* Columns are multiples of 8, from 40 on. */
static void
align(struct log *l)
{
	uint32_t at = l->width + 4 > 40 ? l->width + 4 : 40;
	uint32_t n = (at + 7) / 8 * 8 - l->width - 1;

	while (n-- > 0)
		log_string(l, " ");
	log_string(l, ";");
}

void
log_insn_state(struct env *e)
{
	struct log *l = e->log;

	if (l->level == 0)
		return;
	if (l->line != 0 && l->line == log_position(l)) {
		log_reset(l, l->line - 1);
		align(l);
	} else {
		log_text(l, "%d:", e->insn);
	}
	log_state(e, e->cur, e->cur->cur, false);
}
