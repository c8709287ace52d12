/* The stack, walked: by the C library if it can, and by the compiler's. */
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <unwind.h>

#ifdef __GLIBC__
#include <execinfo.h>
#endif

#include "show.h"

#ifndef __GLIBC__
/* What a libgcc built for glibc asks: the header of the object's unwinding
   table, which is looked up here as a libgcc built for musl does. */
struct found {
	unsigned long long flags;
	const void *start, *end, *map, *eh_frame;
	unsigned long long reserved[8];
};

static int
visit(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct found *f = arg;
	size_t i;

	(void)size;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_GNU_EH_FRAME)
			f->eh_frame = (const void *)(info->dlpi_addr +
			    info->dlpi_phdr[i].p_vaddr);
	return f->eh_frame != NULL;
}

int
_dl_find_object(void *at, struct found *f)
{
	(void)at;
	f->eh_frame = NULL;
	return dl_iterate_phdr(visit, f) ? 0 : -1;
}
#endif

enum { DEPTH = 6, ROOM = 64 };

extern const char __ehdr_start[], etext[];

struct walk {
	uintptr_t at[ROOM];
	int n, inside;
};

static struct walk walks[2];
static uintptr_t callers[DEPTH];

static _Unwind_Reason_Code
step(struct _Unwind_Context *context, void *arg)
{
	struct walk *w = arg;

	if (w->n < ROOM)
		w->at[w->n++] = (uintptr_t)_Unwind_GetIP(context);
	return _URC_NO_REASON;
}

__attribute__((noinline)) static void
look(void)
{
	_Unwind_Backtrace(step, &walks[0]);
#ifdef __GLIBC__
	walks[1].n = backtrace((void **)walks[1].at, ROOM);
#endif
}

__attribute__((noinline)) static int
deeper(int n)
{
	int below;

	callers[n] = (uintptr_t)__builtin_return_address(0);
	if (n == DEPTH - 1) {
		look();
		return n;
	}
	below = deeper(n + 1);
	__asm__ volatile("" ::: "memory");
	return below + n;
}

/* All that was called is in the walk, in order, and inside the program. */
static int
complete(const struct walk *w)
{
	int want = DEPTH - 1, i, outside = 0;

	for (i = 0; i < w->n; i++) {
		if (want >= 0 && w->at[i] == callers[want])
			want--;
		if (w->at[i] != 0 &&
		    (w->at[i] < (uintptr_t)__ehdr_start ||
			w->at[i] > (uintptr_t)etext))
			outside++;
	}
	return want == -1 && outside == 0;
}

int
main(void)
{
	deeper(0);
	show("_Unwind_Backtrace", complete(&walks[0]));
#ifdef __GLIBC__
	show("backtrace", complete(&walks[1]));
#endif
	/* What finds a function by an address in it. */
	show("_Unwind_FindEnclosingFunction",
	    _Unwind_FindEnclosingFunction((void *)((uintptr_t)deeper + 4)) ==
		(void *)deeper);
	return 6;
}
