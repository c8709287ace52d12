/* logprecise - the search for marks, in the kernel's words. */
#include "logprecise.h"
#include "env.h"

static void
regs(struct text *t, uint32_t mask)
{
	const char *separator = "";
	uint32_t i;

	for (i = 0; i < REGS; i++)
		if ((mask >> i & 1) != 0) {
			text_add(t, "%sr%u", separator, i);
			separator = ",";
		}
}

static void
slots(struct text *t, uint64_t mask)
{
	const char *separator = "";
	int i;

	for (i = 0; i < 64; i++)
		if ((mask >> i & 1) != 0) {
			text_add(t, "%s%d", separator, -(i + 1) * SLOT_BYTES);
			separator = ",";
		}
}

void
log_search(struct env *e, int32_t last, int32_t first, int32_t after)
{
	if (log_is_full(e->log))
		log_text(e->log,
		    "mark_precise: frame%u: last_idx %d first_idx %d "
		    "subseq_idx %d \n",
		    e->bt.frame, last, first, after);
}

static void
masks(struct env *e, uint32_t frame, const char *before)
{
	char line[400];
	struct text t;

	text_init(&t, line, sizeof line);
	text_add(&t, "mark_precise: frame%u: %sregs=", frame, before);
	regs(&t, e->bt.regs[frame]);
	text_string(&t, " stack=");
	slots(&t, e->bt.slots[frame]);
	log_string(e->log, line);
}

void
log_forced(struct env *e, const struct state *s)
{
	if (log_is_full(e->log))
		log_text(e->log,
		    "mark_precise: frame%u: falling back to forcing all "
		    "scalars "
		    "precise\n",
		    s->cur);
}

void
log_forced_one(struct env *e, uint32_t frame, const char *what, int which)
{
	if (log_is_full(e->log))
		log_text(e->log,
		    "force_precise: frame%u: forcing %s%d to be precise\n",
		    frame, what, which);
}

void
log_backtracked(struct env *e, uint32_t insn)
{
	char line[160];
	struct text t;

	masks(e, e->bt.frame, "");
	text_init(&t, line, sizeof line);
	text_add(&t, " before %u: ", insn);
	log_insn(&t, e->p, &e->insns[insn]);
	text_char(&t, '\n');
	log_string(e->log, line);
}

void
log_marked(struct env *e, const struct state *s, uint32_t frame)
{
	if (!log_is_full(e->log))
		return;
	masks(e, frame, "parent state ");
	log_string(e->log, ": ");
	log_state(e, s, frame, true);
}

void
log_carried(struct env *e, uint32_t frame)
{
	const char *separator = "";
	int i;

	if (!log_is_full(e->log) ||
	    (e->bt.regs[frame] == 0 && e->bt.slots[frame] == 0))
		return;
	log_text(e->log, "frame %u: propagating ", frame);
	for (i = 0; i < REGS; i++)
		if ((e->bt.regs[frame] >> i & 1) != 0) {
			log_text(e->log, "%sr%d", separator, i);
			separator = ",";
		}
	for (i = 0; i < 64; i++)
		if ((e->bt.slots[frame] >> i & 1) != 0) {
			log_text(
			    e->log, "%sfp%d", separator, -(i + 1) * SLOT_BYTES);
			separator = ",";
		}
	log_string(e->log, "\n");
}

void
log_live(struct env *e)
{
	uint32_t i, r;

	if (!log_is_full(e->log))
		return;
	log_string(e->log, "Live regs before insn:\n");
	for (i = 0; i < e->len; i += env_size(e, i)) {
		char line[160];
		struct text t;

		text_init(&t, line, sizeof line);
		if (e->aux[i].scc != 0)
			text_add(&t, "%3u ", e->aux[i].scc);
		else
			text_string(&t, "    ");
		text_add(&t, "%3u: ", i);
		for (r = 0; r < R10; r++)
			if ((e->aux[i].live >> r & 1) != 0)
				text_add(&t, "%u", r);
			else
				text_char(&t, '.');
		text_char(&t, ' ');
		log_insn(&t, e->p, &e->insns[i]);
		text_char(&t, '\n');
		log_string(e->log, line);
	}
}

void
log_loop(struct env *e, const char *what, const uint32_t *calls, uint32_t loop)
{
	uint32_t i;

	if (!log_is_full(e->log))
		return;
	log_text(e->log, "SCC %s (", what);
	for (i = 0; i < FRAMES && calls[i] != 0; i++)
		log_text(e->log, "%u,", calls[i]);
	log_text(e->log, "%u)\n", loop);
}

static void
chain_text(struct text *t, const uint32_t *chain, uint32_t depth)
{
	uint32_t i;

	for (i = 0; i <= depth; i++)
		text_add(t, "%s%u", i == 0 ? "(" : ",", chain[i]);
	text_char(t, ')');
}

void
log_slots(struct env *e, const uint32_t *chain, uint32_t depth,
    const char *what, uint32_t frame, uint32_t insn, uint64_t from, uint64_t to)
{
	char line[512];
	struct text t;

	if (from == to || !log_is_full(e->log))
		return;
	text_init(&t, line, sizeof line);
	chain_text(&t, chain, depth);
	text_add(&t, " frame %u insn %u ", frame, insn);
	if ((to & ~from) != 0) {
		text_add(&t, "+%s ", what);
		slots(&t, to & ~from);
		text_char(&t, ' ');
	}
	if ((from & ~to) != 0) {
		text_add(&t, "-%s ", what);
		slots(&t, from & ~to);
	}
	text_char(&t, '\n');
	log_string(e->log, line);
}

void
log_rounds(
    struct env *e, const uint32_t *chain, uint32_t depth, uint32_t rounds)
{
	char line[160];
	struct text t;

	if (!log_is_full(e->log))
		return;
	text_init(&t, line, sizeof line);
	chain_text(&t, chain, depth);
	text_add(&t, " live stack update done in %u iterations\n", rounds);
	log_string(e->log, line);
}
