/* Four threads that share a counter under a futex, and are waited for. */
#include <linux/futex.h>
#include <linux/sched.h>

#include "hostile.h"

enum { THREADS = 4, ROUNDS = 20000, STACK = 1024 };

GATE(spawn, 56);
GATE(futex, 202);

static int lock, tid[THREADS];
static long sum;

static void
take(void)
{
	int seen = 0;

	if (__atomic_compare_exchange_n(
		&lock, &seen, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&lock, 2, __ATOMIC_ACQUIRE) != 0)
		futex((long)&lock, FUTEX_WAIT, 2, 0, 0, 0);
}

static void
give(void)
{
	if (__atomic_exchange_n(&lock, 0, __ATOMIC_RELEASE) == 2)
		futex((long)&lock, FUTEX_WAKE, 1, 0, 0, 0);
}

static void
work(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		take();
		sum++;
		give();
	}
	for (;;)
		syslift_call1(__NR_exit, 0);
}

int
sample_main(long argc, char **argv, char **envp)
{
	static void (*stack[THREADS][STACK])(void);
	long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
	    CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID;
	int i, seen;

	(void)argc, (void)argv, (void)envp;
	for (i = 0; i < THREADS; i++) {
		tid[i] = -1;
		/* The new stack's first word is where clone returns to. */
		stack[i][STACK - 2] = work;
		if (spawn(flags, (long)&stack[i][STACK - 2], 0, (long)&tid[i],
			0, 0) < 0)
			return 2;
	}
	for (i = 0; i < THREADS; i++)
		while ((seen = __atomic_load_n(&tid[i], __ATOMIC_ACQUIRE)) != 0)
			futex((long)&tid[i], FUTEX_WAIT, seen, 0, 0, 0);
	hostile_say("sum", sum);
	return 0;
}
