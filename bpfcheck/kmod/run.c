/* run - see run.h */
#include "run.h"

#include "account.h"
#include "poison.h"
#include "scratch.h"
#include "unpack.h"

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static bool stack;
module_param(stack, bool, 0600);
MODULE_PARM_DESC(stack, "measure how much of the stack each program takes");

static DEFINE_SPINLOCK(lock);
static struct bpfcheck_stats stats; /* under lock */

/* Of an open file. One call at a time has what is kept; others do without. */
struct run {
	struct mutex busy;
	struct scratch kept;
};

/* One request; too large for the stack. */
struct job {
	struct scratch *scratch;
	struct bpfcheck_verify v;
	struct unpacked program;
	struct vf_result result;
	void *input, *room;
	bool interrupted, unwritten;
};

static void *
host_alloc(void *arg, size_t bytes)
{
	struct job *j = arg;

	return scratch_take(j->scratch, bytes);
}

static void
host_give_back(void *arg, void *at, size_t bytes)
{
	struct job *j = arg;

	scratch_give(j->scratch, at, bytes);
}

/* What does not fit is counted only. */
static void
host_log(void *arg, const char *text, size_t len)
{
	struct job *j = arg;
	u64 from = j->v.result.log_size;

	j->v.result.log_size += len;
	if (j->unwritten || from >= j->v.log_size)
		return;
	len = min_t(u64, len, j->v.log_size - from);
	j->unwritten =
	    copy_to_user(u64_to_user_ptr(j->v.log) + from, text, len) != 0;
}

static bool
host_yield(void *arg)
{
	struct job *j = arg;

	cond_resched();
	j->interrupted = signal_pending(current);
	return !j->interrupted && !j->unwritten;
}

static void
count(const struct job *j, bool whole)
{
	const struct bpfcheck_result *r = &j->v.result;

	spin_lock(&lock);
	stats.programs++;
	if (!whole)
		stats.stopped++;
	else if (r->verdict == BPFCHECK_ACCEPT)
		stats.accepted++;
	else if (r->verdict == BPFCHECK_REJECT)
		stats.rejected++;
	else
		stats.undecided++;
	stats.insns += r->insns_processed;
	stats.nanoseconds += r->nanoseconds;
	if (r->stack_peak > stats.stack_peak)
		stats.stack_peak = r->stack_peak;
	spin_unlock(&lock);
}

static long
verify(struct job *j)
{
	const struct vf_host host = {
	    .arg = j,
	    .alloc = host_alloc,
	    .give_back = host_give_back,
	    .log = host_log,
	    .yield = host_yield,
	};
	struct bpfcheck_result *r = &j->v.result;
	bool deep = READ_ONCE(stack);
	u64 begin;

	/* 0 stays: the core's own limit. */
	j->program.options.memory =
	    min_t(size_t, j->program.options.memory, account_most());

	memset(r, 0, sizeof *r);
	if (deep)
		poison_fill();
	begin = ktime_get_ns();
	vf_check(&j->program.program, &j->program.options, &host, &j->result);
	r->nanoseconds = ktime_get_ns() - begin;
	if (deep)
		r->stack_peak = poison_depth();
	unpack_result(&j->result, r);
	count(j, j->result.verdict != VF_TROUBLE);
	if (j->unwritten)
		return -EFAULT;
	if (j->result.verdict == VF_TROUBLE)
		return j->interrupted ? -EINTR : -ENOMEM;
	return 0;
}

/* All that the user says is copied here, and nowhere else. */
static long
take(struct job *j, const struct bpfcheck_verify __user *at)
{
	if (copy_from_user(&j->v, at, sizeof j->v) != 0)
		return -EFAULT;
	memset(&j->v.result, 0, sizeof j->v.result);
	if (!unpack_check(&j->v, j->v.result.reason))
		return -EINVAL;
	/* At least one byte, which none is read of. */
	j->input = account_take(j->v.input_size + 8);
	j->room = account_take(unpack_room(&j->v) + 8);
	if (j->input == NULL || j->room == NULL)
		return -ENOMEM;
	if (copy_from_user(
		j->input, u64_to_user_ptr(j->v.input), j->v.input_size) != 0)
		return -EFAULT;
	if (!unpack(&j->v, j->input, j->room, &j->program, j->v.result.reason))
		return -EINVAL;
	return 0;
}

struct run *
run_begin(void)
{
	struct run *run = account_take(sizeof *run);

	if (run != NULL)
		mutex_init(&run->busy);
	return run;
}

void
run_end(struct run *run)
{
	scratch_end(&run->kept);
	account_give(run, sizeof *run);
}

/* What is kept, if nobody else has it. */
static long
verify_kept(struct run *run, struct job *j)
{
	struct scratch own = {NULL};
	bool kept = mutex_trylock(&run->busy);
	long error;

	j->scratch = kept ? &run->kept : &own;
	error = verify(j);
	if (kept) {
		scratch_reset(&run->kept);
		mutex_unlock(&run->busy);
	}
	scratch_end(&own);
	return error;
}

long
run_verify(struct run *run, struct bpfcheck_verify __user *at)
{
	struct job *j = account_take(sizeof *j);
	long error;

	if (j == NULL)
		return -ENOMEM;
	error = take(j, at);
	if (error == 0)
		error = verify_kept(run, j);
	if ((error == 0 || error == -EINVAL) &&
	    copy_to_user(&at->result, &j->v.result, sizeof j->v.result) != 0)
		error = -EFAULT;
	account_give(j->room, unpack_room(&j->v) + 8);
	account_give(j->input, j->v.input_size + 8);
	account_give(j, sizeof *j);
	return error;
}

long
run_stats(struct bpfcheck_stats __user *at)
{
	struct bpfcheck_stats s;
	unsigned i;

	if (copy_from_user(&s, at, sizeof s) != 0)
		return -EFAULT;
	if (s.version != BPFCHECK_VERSION || s.size != sizeof s)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(s.reserved); i++)
		if (s.reserved[i] != 0)
			return -EINVAL;
	spin_lock(&lock);
	s = stats;
	spin_unlock(&lock);
	s.version = BPFCHECK_VERSION;
	s.size = sizeof s;
	s.memory = account_now();
	s.memory_peak = account_peak();
	return copy_to_user(at, &s, sizeof s) != 0 ? -EFAULT : 0;
}
