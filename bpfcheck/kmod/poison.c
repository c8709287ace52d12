/* poison - see poison.h */
#include "poison.h"

#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#define POISON 0x6b70636863656b21UL

/* Left out between the caller's frame and what is filled: this one's. */
enum { OWN = 256 };

/* The lowest word is the kernel's own mark. */
static unsigned long *
lowest(void)
{
	return end_of_stack(current) + 1;
}

noinline void
poison_fill(void)
{
	unsigned long *end = (void *)(current_stack_pointer - OWN), *at;

	for (at = lowest(); at < end; at++)
		WRITE_ONCE(*at, POISON);
}

noinline u32
poison_depth(void)
{
	unsigned long top = (unsigned long)task_stack_page(current);
	unsigned long *at = lowest();

	top += THREAD_SIZE;
	while ((unsigned long)at < top && READ_ONCE(*at) == POISON)
		at++;
	return (u32)(top - (unsigned long)at);
}
