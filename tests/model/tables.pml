/*
 * tables.pml - tables that come and go while processors walk.
 *
 * One address space of two levels, two pages, memory for two tables: owner
 * maps a page, linking a new table if there is none, or unmaps one, and with
 * the last the table goes. mmu(c) walks in two steps, and keeps what the first
 * one gave - for the next walks, or because it is on its way - as processors do
 * in their caches of upper levels. A flush of leaves leaves that alone.
 * other() has the memory of a table that was given away, and writes what it
 * likes.
 *
 * A flush makes each processor forget, one after the other: that it waits for
 * all of them is unmap.pml's matter. Readers that are software, which no flush
 * reaches, are not here: their owner has to keep retired tables from reuse.
 *
 * M_... makes one defect.
 */
#define NONE 2

mtype = { FREE, USED };
mtype = { NOTHING, OURS, FOREIGN }; /* what an entry of a table says */

mtype table[2] = FREE;	/* to its owner */
mtype page[2] = FREE;	/* the frame of page k, too */
mtype leaf[4] = NOTHING; /* leaf[AT(t, k)]: entry k of table t */
byte top = NONE;	/* the upper entry: the table it leads to */
byte live;		/* entries in use of that table */

byte upper[2] = NONE;	/* by processor: what it keeps of top, */
mtype tlb[4] = NOTHING; /* and of entries: tlb[AT(c, k)] */

#define AT(i, k) ((i) * 2 + (k))

inline forget(c, k, tables)
{
	d_step {
		tlb[AT(c, k)] = NOTHING;
		upper[c] = (tables -> NONE : upper[c])
	}
}

inline flush(k, tables)
{
	forget(0, k, tables);
	forget(1, k, tables)
}

/* table_of and link_new */
inline link(t, k)
{
	table[t] = USED;
#ifdef M_LINKED_BEFORE_WRITTEN
	top = t;
#endif
#ifndef M_NOT_ZEROED
	leaf[AT(t, 1 - k)] = NOTHING;
#endif
	leaf[AT(t, k)] = OURS;
#ifndef M_LINKED_BEFORE_WRITTEN
	top = t;
#endif
	live = 1
}

inline map(k)
{
	page[k] = USED;
	if
	:: top != NONE -> d_step { leaf[AT(top, k)] = OURS; live++ }
	:: top == NONE && table[0] == FREE -> link(0, k)
	:: top == NONE && table[1] == FREE -> link(1, k)
	fi
}

inline unmap(k)
{
#ifdef M_CLEARED_AFTER_FLUSH
	flush(k, live == 1);
#endif
	d_step { t = top; leaf[AT(t, k)] = NOTHING; live-- }
	if
	:: live > 0 ->
#ifndef M_CLEARED_AFTER_FLUSH
		flush(k, false);
#endif
		page[k] = FREE
	:: else ->
#ifndef M_UNLINKED_AFTER_FLUSH
		top = NONE;
#endif
#ifdef M_TABLE_FREE_BEFORE_FLUSH
		table[t] = FREE;
#endif
#if defined(M_LEAVES_ONLY)
		flush(k, false);
#elif !defined(M_CLEARED_AFTER_FLUSH)
		flush(k, true);
#endif
#ifdef M_UNLINKED_AFTER_FLUSH
		top = NONE;
#endif
		page[k] = FREE;
		table[t] = FREE
	fi;
	t = 0
}

proctype owner()
{
	byte t;

	do
	:: page[0] == FREE -> map(0)
	:: page[1] == FREE -> map(1)
	:: page[0] == USED -> unmap(0)
	:: page[1] == USED -> unmap(1)
	od
}

proctype other()
{
	do
	:: d_step { table[0] == FREE -> leaf[AT(0, 0)] = FOREIGN }
	:: d_step { table[0] == FREE -> leaf[AT(0, 1)] = FOREIGN }
	:: d_step { table[1] == FREE -> leaf[AT(1, 0)] = FOREIGN }
	:: d_step { table[1] == FREE -> leaf[AT(1, 1)] = FOREIGN }
	od
}

#define REMEMBERS(c, k)                                                 \
	d_step { upper[c] != NONE && tlb[AT(c, k)] == NOTHING &&        \
		    leaf[AT(upper[c], k)] != NOTHING ->                 \
		tlb[AT(c, k)] = leaf[AT(upper[c], k)] }

proctype mmu(byte c)
{
	do
	:: d_step { upper[c] == NONE && top != NONE -> upper[c] = top }
	:: REMEMBERS(c, 0)
	:: REMEMBERS(c, 1)
	:: d_step { upper[c] != NONE -> upper[c] = NONE }
	:: d_step { tlb[AT(c, 0)] != NOTHING -> tlb[AT(c, 0)] = NOTHING }
	:: d_step { tlb[AT(c, 1)] != NOTHING -> tlb[AT(c, 1)] = NOTHING }
	od
}

init {
	atomic {
		run owner();
		run other();
		run mmu(0);
		run mmu(1)
	}
}

#define FOREIGN_AT(c) (tlb[AT(c, 0)] == FOREIGN || tlb[AT(c, 1)] == FOREIGN)
#define KEEPS_FREE(c) (upper[c] != NONE && table[upper[c] % 2] == FREE)
#define FREE_REMEMBERED(k)    \
	(page[k] == FREE &&   \
	    (tlb[AT(0, k)] == OURS || tlb[AT(1, k)] == OURS))

/* S1: what a processor can reach was written before it could. */
#define S1 (!FOREIGN_AT(0) && !FOREIGN_AT(1))
ltl s1 { [] S1 }
/* S2: no processor remembers a frame, or keeps a table, that is free. */
#define S2                                        \
	(!KEEPS_FREE(0) && !KEEPS_FREE(1) &&      \
	    !FREE_REMEMBERED(0) && !FREE_REMEMBERED(1))
ltl s2 { [] S2 }

/* These must not hold. No table is kept that top does not lead to; */
ltl not_kept { [] !(upper[0] != NONE && top == NONE) }
/* no table is linked that had something foreign in it; */
ltl not_foreign { [] !(table[0] == USED && leaf[AT(0, 0)] == FOREIGN) }
/* no table is flushed around while it is kept. */
ltl not_passed { [] !(upper[0] == 0 && top == 0 && page[0] == FREE) }
