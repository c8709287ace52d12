/* verify - a program, step after step, as the kernel takes them:
   kernel/bpf/verifier.c, bpf_check. */
#include "verify.h"
#include "cfg.h"
#include "check.h"
#include "explain.h"
#include "given.h"
#include "global.h"
#include "helper.h"
#include "kernels.h"
#include "log.h"
#include "prog.h"
#include "stacklive.h"
#include "traced.h"
#include "typerule.h"

enum { DEFAULT_MEMORY = 256 * 1024 * 1024, UNPRIVILEGED_INSNS = 4096 };

/* Before anything is known of the program's insides. */
static int
check_size(struct env *e)
{
	uint32_t most = e->o->unprivileged ? UNPRIVILEGED_INSNS : LIMIT_INSNS;

	if (e->len == 0 || e->len > most)
		return env_refuse(e, FAULT_TOO_BIG,
		    "a program has 1 to %u instructions, not %u", most, e->len);
	return 0;
}

static int
prepare(struct env *e)
{
	e->aux = pool_array(&e->pool, e->len, sizeof *e->aux);
	e->remembered = pool_array(&e->pool, e->len, sizeof *e->remembered);
	return e->aux != NULL && e->remembered != NULL ? 0 : env_memory(e);
}

static int
enter_main(struct env *e)
{
	struct frame *f = frame_new(&e->pool, MAIN_CALLSITE, 0, 0);

	e->cur = state_new(&e->pool);
	if (f == NULL || e->cur == NULL)
		return env_memory(e);
	e->cur->frames[0] = f;
	e->cur->branches = 1;
	e->insn = 0;
	e->prev_insn = -1;
	given_main(e);
	reg_const(&f->regs[R1], 0);
	f->regs[R1].type = REG_CTX;
	return 0;
}

/* The order is the kernel's: it says which reason is the first. */
static int
run(struct env *e)
{
	static int (*const steps[])(struct env *) = {check_size,
	    kernels_check_program, typerule_check, prepare, prog_find_subprogs,
	    prog_check_subprogs, prog_check_insns, cfg_check, cfg_postorder,
	    live_init, typerule_sleepable, traced_open, cfg_loops,
	    cfg_live_registers, enter_main, check_paths, global_check_all,
	    check_depth, helper_check_tail_calls};
	size_t i;
	int fault = 0;

	for (i = 0; fault == 0 && i < sizeof steps / sizeof steps[0]; i++)
		fault = steps[i](e);
	return fault;
}

static void
conclude(struct env *e, int fault)
{
	struct vf_result *r = e->result;
	bool mega = e->pool.limit >> 20 > 0;

	if (fault == END_MEMORY && e->pool.over)
		fault =
		    env_undecided(e, "what needs more than %u %cB of memory",
			(unsigned)(e->pool.limit >> (mega ? 20 : 10)),
			mega ? 'M' : 'K');
	r->insns_processed = e->processed;
	r->memory = e->pool.peak;
	if (fault == 0)
		r->verdict = VF_ACCEPT;
	else if (fault == END_UNDECIDED)
		r->verdict = VF_UNDECIDED;
	else if (fault == END_MEMORY || fault == END_STOPPED)
		r->verdict = VF_TROUBLE;
	else
		r->verdict = VF_REJECT;
	if (r->verdict == VF_REJECT)
		explain(r);
	r->error = fault > END_UNDECIDED && fault < 0 ? -fault : 0;
	if (fault != 0 && e->insn >= 0 && (uint32_t)e->insn < e->len) {
		r->has_insn = true;
		r->insn = (uint32_t)e->insn;
	}
	log_text(e->log,
	    "processed %u insns (limit %u) max_states_per_insn %u "
	    "total_states %u peak_states %u mark_read 0\n",
	    r->insns_processed, (unsigned)LIMIT_INSNS, r->states_max, r->states,
	    r->states_peak);
}

static void
check(const struct vf_program *p, const struct vf_options *o,
    const struct vf_host *h, struct vf_result *r, bool weak)
{
	struct log log = {.host = h, .level = o->log_level};
	/* Too large for a kernel's stack. */
	struct env *e = h->alloc(h->arg, sizeof *e);

	*r = (struct vf_result){.verdict = VF_TROUBLE};
	if (e == NULL)
		return;
	e->p = p;
	e->o = o;
	e->host = h;
	e->result = r;
	e->log = &log;
	e->insns = p->insns;
	e->len = p->len;
	e->weak = weak;
	e->insn = -1;
	pool_init(&e->pool, h, o->memory != 0 ? o->memory : DEFAULT_MEMORY);
	log.pool = &e->pool;
	conclude(e, run(e));
	log_flush(&log);
	pool_end(&e->pool);
	h->give_back(h->arg, e, sizeof *e);
}

/* Nothing is said of the second pass: its paths are not the kernel's. */
static void
check_older(const struct vf_program *p, const struct vf_options *o,
    const struct vf_host *h, struct vf_result *r)
{
	struct vf_result *weak = h->alloc(h->arg, sizeof *weak);
	struct vf_options quiet = *o;

	quiet.log_level = 0;
	if (weak == NULL) {
		*r = (struct vf_result){.verdict = VF_TROUBLE};
		return;
	}
	check(p, &quiet, h, weak, true);
	kernels_conclude(o->kernel, r, weak);
	h->give_back(h->arg, weak, sizeof *weak);
}

void
vf_check(const struct vf_program *p, const struct vf_options *o,
    const struct vf_host *h, struct vf_result *r)
{
	check(p, o, h, r, false);
	if (o->kernel == VF_KERNEL_6_18)
		return;
	if (kernels_is_final(r))
		kernels_conclude(o->kernel, r, NULL);
	else
		check_older(p, o, h, r);
}
