/*
 * unmap.pml - a frame unmapped, flushed, retired, used again.
 *
 * Two processors, two frames, two pages. Each page is in an address space of
 * its own: ptmap has one writer at a time, who holds the tables until the flush
 * has returned, so two requests meet only if they are of two spaces. Frames and
 * processors are common to both. The tables have one entry here; tables that
 * come and go are in tables.pml.
 *
 * Processes: owner(k) maps a free frame at page k and unmaps it, for ever;
 * mmu(c) is what processor c does by itself; handler(c) is its interrupt, which
 * finds it waiting or not; the client keeps a handle, a frame with its
 * generation, and presents it whenever it likes.
 *
 * A statement is a step, which all others see whole: one store, or one atomic
 * operation on a word. A d_step is what a lock or the hardware makes one step.
 * All see the steps in the same order: nothing here speaks of weak memory.
 *
 * Nothing counts up, so the owners go on for ever and a search still ends: a
 * request is a bit for each page, and a new generation is a number that no
 * handle has (in memory, one that was not there before: 64 bits). One byte of
 * a frame stands for all of them.
 *
 * Three parts are searched, for no process of one decides by what only another
 * has:
 *   (nothing)  owners and handlers                      L1
 *   MMU        owners, handlers, processors             S1 S2 S3
 *   CLIENT     owners, whose flush may end any time; the client     S3 S4
 * S3 is broken by one write, after the scrub: a processor's or the client's.
 *
 * M_... makes one defect.
 */
#define NONE 2

mtype = { FREE, USED, RETIRED };

mtype state[2] = FREE; /* of a frame, to its owner */
bit gen[2];	       /* its generation */
bit dirty[2];	       /* something of an owner is in it */

byte record[2] = NONE; /* by page: the frame that the owner has noted there, */
byte entry[2] = NONE;  /* that its entry leads to, */
byte tlb[4] = NONE;    /* that a processor remembers: tlb[TLB(c, k)] */

byte asked[2];	    /* by processor: bit k is set if it is to forget page k */
bit interrupted[2]; /* an interrupt is on its way */
byte seen[2];	    /* what the handler has read in asked */
bit waits[2];	    /* by page: it is being unmapped */

byte handle = NONE; /* the frame, */
bit handle_gen;	    /* and its generation then */
bit stale;	    /* no variable of the code: it was freed since */
bit stale_wrote;    /* nor this: a handle did something after that */

#define TLB(c, k)     ((c) * 2 + (k))
#define REMEMBERED(f) (tlb[0] == f || tlb[1] == f || tlb[2] == f || tlb[3] == f)

/* Not in the parts where nothing decides by them. */
#if defined(MMU) || defined(CLIENT)
#define SCRUB(f) dirty[f] = 0;
#else
#define SCRUB(f)
#endif
#ifdef CLIENT
#define BUMP(f) d_step { gen[f] = (handle == f -> 1 - handle_gen : 0) }
#else
#define BUMP(f)
#endif

inline free(k, f)
{
	d_step {
		state[f] = FREE;
		stale = stale || handle == f;
		waits[k] = 0
	}
}

inline interrupt()
{
#ifdef M_ONE_INTERRUPTED
	interrupted[0] = 1
#else
	d_step { interrupted[0] = 1; interrupted[1] = 1 }
#endif
}

/* The hook flush. Nobody reads both words of asked but who waits for them. */
inline flush(k)
{
#ifndef CLIENT
#ifdef M_INTERRUPT_BEFORE_ASKED
	interrupt();
#endif
	d_step {
		asked[0] = asked[0] | (1 << k);
		asked[1] = asked[1] | (1 << k)
	}
#ifndef M_INTERRUPT_BEFORE_ASKED
	interrupt();
#endif
#if defined(M_ONE_WAITED_FOR)
	(asked[0] & (1 << k)) == 0
#elif defined(M_NOT_WAITED)
	skip
#else
	((asked[0] | asked[1]) & (1 << k)) == 0
#endif
#else
	skip
#endif
}

/* The hook retire_frames; or its owner, at any time after. */
inline retire(k, f)
{
	d_step { state[f] = RETIRED; record[k] = NONE }
#if defined(M_SCRUB_BEFORE_BUMP)
	SCRUB(f) BUMP(f) free(k, f)
#elif defined(M_FREE_BEFORE_SCRUB)
	BUMP(f) free(k, f);
	SCRUB(f)
#elif defined(M_FREE_BEFORE_BUMP)
	SCRUB(f) free(k, f);
	BUMP(f)
#elif defined(M_NO_BUMP)
	SCRUB(f) free(k, f)
#elif defined(M_NO_SCRUB) || defined(M_SCRUB_BEFORE_FLUSH)
	BUMP(f) free(k, f)
#else
	BUMP(f) SCRUB(f) free(k, f)
#endif
}

#ifdef M_ENTRY_BEFORE_RECORD
#define NOTE(k, f) state[f] = USED
#else
#define NOTE(k, f) state[f] = USED; record[k] = f
#endif

proctype owner(byte k)
{
	byte f;

	do
	:: true ->
		/* A frame is noted as used, and where, under the owner's lock;
		   then pt_map. */
		if
		:: d_step { state[0] == FREE -> NOTE(k, 0); f = 0 }
		:: d_step { state[1] == FREE -> NOTE(k, 1); f = 1 }
		fi;
		entry[k] = f;
#ifdef M_ENTRY_BEFORE_RECORD
		record[k] = f;
#endif
		/* pt_unmap */
#ifdef M_FLUSH_BEFORE_CLEAR
		waits[k] = 1;
		flush(k);
		entry[k] = NONE;
#else
		d_step { entry[k] = NONE; waits[k] = 1 }
#ifdef M_RECORD_DROPPED_EARLY
		record[k] = NONE;
#endif
#ifdef M_SCRUB_BEFORE_FLUSH
		SCRUB(f)
#endif
		flush(k);
#endif
		retire(k, f)
	od
}

#ifndef CLIENT
inline forget(c)
{
	d_step {
		tlb[TLB(c, 0)] = (seen[c] & 1 -> NONE : tlb[TLB(c, 0)]);
		tlb[TLB(c, 1)] = (seen[c] & 2 -> NONE : tlb[TLB(c, 1)])
	}
}

inline acknowledge(c)
{
#ifdef M_UNREAD_ACKNOWLEDGED
	d_step { asked[c] = 0; seen[c] = 0 }
#else
	d_step { asked[c] = asked[c] & ~seen[c]; seen[c] = 0 }
#endif
}

proctype handler(byte c)
{
	do
	:: interrupted[c] ->
#ifdef M_INTERRUPT_CLEARED_LATE
		seen[c] = asked[c];
		interrupted[c] = 0;
#else
		/* What is asked for from here on brings another one. */
		interrupted[c] = 0;
		seen[c] = asked[c];
#endif
#ifdef M_ACKNOWLEDGED_FIRST
		d_step { asked[c] = asked[c] & ~seen[c] }
		d_step { forget(c); seen[c] = 0 }
#else
		forget(c);
		acknowledge(c)
#endif
	od
}
#endif

#ifdef MMU
/* Remembers what an entry says, uses it, drops it, whenever it likes. */
proctype mmu(byte c)
{
	do
	:: d_step { tlb[TLB(c, 0)] == NONE && entry[0] != NONE ->
		tlb[TLB(c, 0)] = entry[0] }
	:: d_step { tlb[TLB(c, 1)] == NONE && entry[1] != NONE ->
		tlb[TLB(c, 1)] = entry[1] }
	:: d_step { tlb[TLB(c, 0)] != NONE -> dirty[tlb[TLB(c, 0)]] = 1 }
	:: d_step { tlb[TLB(c, 1)] != NONE -> dirty[tlb[TLB(c, 1)]] = 1 }
	:: d_step { tlb[TLB(c, 0)] != NONE -> tlb[TLB(c, 0)] = NONE }
	:: d_step { tlb[TLB(c, 1)] != NONE -> tlb[TLB(c, 1)] = NONE }
	od
}
#endif

#ifdef CLIENT
#ifdef M_HANDLE_OF_RETIRED
#define GIVES(f) (state[f] != FREE)
#else
#define GIVES(f) (state[f] == USED)
#endif

inline write_by_handle()
{
	dirty[handle] = 1;
	stale_wrote = stale_wrote || stale
}

inline drop_handle()
{
	handle = NONE;
	handle_gen = 0;
	stale = 0
}

proctype client()
{
	do
	:: d_step { handle == NONE && GIVES(0) ->
		handle = 0; handle_gen = gen[0] }
	:: d_step { handle == NONE && GIVES(1) ->
		handle = 1; handle_gen = gen[1] }
	:: handle != NONE ->
#if defined(M_COMPARED_BEFORE_LOCK)
		if
		:: gen[handle] == handle_gen ->
			d_step { write_by_handle(); drop_handle() }
		:: else -> d_step { drop_handle() }
		fi
#elif defined(M_REFUSED_AFTER_WRITE)
		/* What is refused then has changed the frame. */
		d_step { write_by_handle(); drop_handle() }
#else
		/* The owner's lock is held from the comparison to the end. */
		d_step {
			if
			:: gen[handle] == handle_gen -> write_by_handle()
			:: else
			fi;
			drop_handle()
		}
#endif
	od
}
#endif

init {
	atomic {
		run owner(0);
		run owner(1);
#ifdef CLIENT
		run client()
#else
		run handler(0);
		run handler(1);
#ifdef MMU
		run mmu(0);
		run mmu(1)
#endif
#endif
	}
}

#define NOTED(k)                                                   \
	((entry[k] == NONE || record[k] == entry[k]) &&            \
	    (tlb[TLB(0, k)] == NONE || record[k] == tlb[TLB(0, k)]) && \
	    (tlb[TLB(1, k)] == NONE || record[k] == tlb[TLB(1, k)]))

/* S1: what a processor can reach, its owner has noted. */
#define S1 (NOTED(0) && NOTED(1))
ltl s1 { [] S1 }
/* S2: no processor remembers a frame that is free. */
#define S2                                          \
	(!(state[0] == FREE && REMEMBERED(0)) &&    \
	    !(state[1] == FREE && REMEMBERED(1)))
ltl s2 { [] S2 }
/* S3: nothing of an owner is in a free frame. */
#define S3                                   \
	(!(state[0] == FREE && dirty[0]) &&  \
	    !(state[1] == FREE && dirty[1]))
ltl s3 { [] S3 }
/* S4: a handle changes nothing once its frame was freed. */
#define S4 (!stale_wrote)
ltl s4 { [] S4 }
/* L1: an unmap that begins ends, if every process that could go on does. */
ltl l1 { [] ((waits[0] -> <> !waits[0]) && (waits[1] -> <> !waits[1])) }

/* These must not hold, or the above would say little.
   No frame is remembered that no entry leads to; */
ltl not_remembered { [] !(entry[0] == NONE && tlb[TLB(1, 0)] != NONE) }
/* no two requests meet; */
ltl not_met { [] (seen[0] != 3) }
/* no frame has something in it when it is retired; */
ltl not_dirty { [] !(state[0] == RETIRED && dirty[0]) }
/* none is used again while a handle of its last use is kept; */
ltl not_reused { [] !(stale && state[handle % 2] == USED) }
/* no such handle is refused; */
ltl not_refused { [] !(stale && gen[handle % 2] != handle_gen) }
/* none is accepted. */
ltl not_accepted { [] !(handle != NONE && gen[handle % 2] == handle_gen) }
