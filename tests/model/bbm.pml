/*
 * bbm.pml - break-before-make, as AArch64 asks for where a frame's size, memory
 * type or scope changes: the entry invalid, a flush, the new entry. (Arm ARM,
 * D8.14; without it two translations of one address may be remembered at once,
 * which is a TLB conflict.)
 *
 * One entry, two processors. OLD and NEW are what may not be remembered
 * together: a block and the table of its parts (pt_cut), two memory types
 * (pt_protect_range). The owner changes OLD to NEW, unmaps, and maps OLD again.
 * A walk reads the entry in one step and remembers it in another; a flush ends
 * walks on their way. In one step hardware finds the entry present and sets its
 * dirty bit; what it has remembered as dirty it writes to without looking.
 *
 * A flush makes each processor forget, one after the other: that it waits for
 * all of them is unmap.pml's matter.
 *
 * M_... makes one defect.
 */
mtype = { BROKEN, OLD, NEW };

mtype entry = OLD;
bit dirty; /* a bit of it */
bit wrote; /* no variable of the code: something was written through it */

mtype walk[2] = BROKEN; /* by processor: what its walk has read, */
bit old[2], new[2];	/* and what it remembers */

inline forget(c)
{
	d_step { walk[c] = BROKEN; old[c] = 0; new[c] = 0 }
}

inline flush()
{
	forget(0);
#ifndef M_ONE_FLUSHED
	forget(1)
#endif
}

/* pt_swap, until nobody else has changed the entry between. */
inline break_old()
{
#ifdef M_BROKEN_BY_STORE
	kept = dirty;
	d_step { entry = BROKEN; dirty = 0 }
#else
	d_step { kept = dirty; entry = BROKEN; dirty = 0 }
#endif
}

inline make_new()
{
	d_step { entry = NEW; dirty = kept; kept = 0 }
}

proctype owner()
{
	bit kept;

	do
	:: true ->
#if defined(M_REPLACED)
		d_step { entry = NEW }
		flush();
#elif defined(M_MADE_BEFORE_FLUSH)
		break_old();
		make_new();
		flush();
#elif defined(M_BROKEN_AFTER_FLUSH)
		flush();
		break_old();
		make_new();
#else
		break_old();
		flush();
		make_new();
#endif
		/* unmapped, mapped again */
		d_step { entry = BROKEN; dirty = 0; wrote = 0 }
#ifndef M_MAPPED_BEFORE_FLUSH
		flush();
#endif
		entry = OLD
	od
}

proctype mmu(byte c)
{
	do
	:: d_step { walk[c] == BROKEN && entry != BROKEN -> walk[c] = entry }
	:: d_step { walk[c] == OLD -> old[c] = 1; walk[c] = BROKEN }
	:: d_step { walk[c] == NEW -> new[c] = 1; walk[c] = BROKEN }
	:: d_step { entry != BROKEN && !dirty -> dirty = 1; wrote = 1 }
	:: d_step { old[c] -> old[c] = 0 }
	:: d_step { new[c] -> new[c] = 0 }
	od
}

init {
	atomic {
		run owner();
		run mmu(0);
		run mmu(1)
	}
}

/* B1: no processor remembers old and new at once. */
#define B1 (!(old[0] && new[0]) && !(old[1] && new[1]))
ltl b1 { [] B1 }
/* B2: what hardware has noted in an entry is not lost by its change. */
#define B2 (!(entry != BROKEN && wrote && !dirty))
ltl b2 { [] B2 }

/* These must not hold. Old is not remembered while the entry is broken; */
ltl not_broken { [] !(entry == BROKEN && old[0]) }
/* no walk ends after the entry has changed; */
ltl not_late { [] !(entry == BROKEN && walk[0] == OLD) }
/* nothing noted in the old entry is found in the new one. */
ltl not_noted { [] !(entry == NEW && dirty && !new[0] && !new[1]) }
