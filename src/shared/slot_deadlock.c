/*
 * shared/slot_deadlock.c
 *		Sessions that have connections and wait for each other's.
 *
 * A call waits for any of its source's connections.  It waits in vain if all of
 * them are in use in backends that wait in vain themselves, in this queue or in
 * another one: those that are not are found step by step, and what is left is
 * stuck.  Of these, who waits for himself at the end of a chain is part of a
 * deadlock; the others only wait for one to be broken.
 *
 * - Under the lock all is only copied.  Whoever is stuck stays so, and what he
 *   has stays in use, so that an answer holds for longer than the lock.
 * - Who comes last sees it: a deadlock begins when somebody enters a queue.
 * - Connections that rest, or are ending, are to be had, and none of these.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "shared/memory.h"
#include "shared/slot_deadlock.h"
#include "shared/slot_state.h"
#include "shared/wish.h"

/* A backend that stands in a queue. */
typedef struct Waiting
{
	uint32 number;
	int pid;
	SourceKey key;
	uint32 limit;
	bool stuck;	  /* as far as is known */
	bool reached; /* this backend waits for it, or for one that does */
} Waiting;

/* A connection that one of them uses. */
typedef struct Held
{
	int by; /* place of its owner */
	SourceKey key;
} Held;

typedef struct WaitGraph
{
	int nwaiting;
	Waiting *waiting;
	int nheld;
	Held *held;
} WaitGraph;

static bool uses_any(void);
static WaitGraph copy_graph(void);
static void copy_held(WaitGraph *graph, const SharedBackend *backend);
static bool is_used(const SharedSlot *slot);
static void find_stuck(WaitGraph *graph);
static bool is_stuck(const WaitGraph *graph, const Waiting *waiting);
static Waiting *find_mine(WaitGraph *graph);
static void reach_from(WaitGraph *graph, const Waiting *waiting);
static char *list_others(const WaitGraph *graph, const Waiting *mine);

char *
slot_deadlock(void)
{
	WaitGraph graph;
	Waiting *mine;
	char *others = NULL;

	/* As nearly always: then nobody waits for it. */
	if (!uses_any())
		return NULL;
	graph = copy_graph();
	find_stuck(&graph);
	mine = find_mine(&graph);
	if (mine != NULL && mine->stuck)
	{
		reach_from(&graph, mine);
		if (mine->reached)
			others = list_others(&graph, mine);
	}
	pfree(graph.waiting);
	pfree(graph.held);
	return others;
}

static bool
uses_any(void)
{
	const SharedBackend *me = shared_attach();

	for (int i = 0; i < SLOTS_PER_BACKEND; i++)
	{
		if (is_used(&me->slots[i]))
			return true;
	}
	return false;
}

static WaitGraph
copy_graph(void)
{
	Size backends = shared_backends();
	WaitGraph graph = {
		.waiting = MemoryContextAllocHuge(CurrentMemoryContext, backends * sizeof(Waiting)),
		.held = MemoryContextAllocHuge(CurrentMemoryContext,
									   backends * SLOTS_PER_BACKEND * sizeof(Held)),
	};

	shared_lock();
	for (uint32 i = 0; i < backends; i++)
	{
		const SharedBackend *backend = shared_backend(i);

		/* Who is being given one is on his way out of the queue. */
		if (backend->pid == 0 || !backend->waiting || wish_is_served(i))
			continue;
		copy_held(&graph, backend);
		graph.waiting[graph.nwaiting++] = (Waiting){.number = i,
													.pid = backend->pid,
													.key = backend->waits_for,
													.limit = backend->waits_limit,
													.stuck = true};
	}
	shared_unlock();
	return graph;
}

static void
copy_held(WaitGraph *graph, const SharedBackend *backend)
{
	for (int i = 0; i < SLOTS_PER_BACKEND; i++)
	{
		if (is_used(&backend->slots[i]))
			graph->held[graph->nheld++] =
				(Held){.by = graph->nwaiting, .key = backend->slots[i].key};
	}
}

static bool
is_used(const SharedSlot *slot)
{
	return (pg_atomic_read_u32((pg_atomic_uint32 *) &slot->state) & SLOT_STATE) == SLOT_BUSY;
}

/* Whoever can go on may give back what others wait for, who can go on then. */
static void
find_stuck(WaitGraph *graph)
{
	bool changed;

	do
	{
		changed = false;
		for (int i = 0; i < graph->nwaiting; i++)
		{
			Waiting *waiting = &graph->waiting[i];

			if (!waiting->stuck || is_stuck(graph, waiting))
				continue;
			waiting->stuck = false;
			changed = true;
		}
	} while (changed);
}

/* Do those that are stuck have as many connections as there may be? */
static bool
is_stuck(const WaitGraph *graph, const Waiting *waiting)
{
	uint32 held = 0;

	for (int i = 0; i < graph->nheld; i++)
	{
		if (graph->waiting[graph->held[i].by].stuck &&
			source_key_equal(&graph->held[i].key, &waiting->key))
			held++;
	}
	return held >= waiting->limit;
}

static Waiting *
find_mine(WaitGraph *graph)
{
	for (int i = 0; i < graph->nwaiting; i++)
	{
		if (graph->waiting[i].number == my_proc_number())
			return &graph->waiting[i];
	}
	return NULL;
}

/* No deeper than there are backends that wait: each is reached once. */
static void
reach_from(WaitGraph *graph, const Waiting *waiting)
{
	for (int i = 0; i < graph->nheld; i++)
	{
		Waiting *owner = &graph->waiting[graph->held[i].by];

		if (owner->reached || !source_key_equal(&graph->held[i].key, &waiting->key))
			continue;
		owner->reached = true;
		reach_from(graph, owner);
	}
}

static char *
list_others(const WaitGraph *graph, const Waiting *mine)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < graph->nwaiting; i++)
	{
		const Waiting *waiting = &graph->waiting[i];

		if (waiting->reached && waiting != mine)
			appendStringInfo(&list, "%sprocess %d", list.len > 0 ? ", " : "", waiting->pid);
	}
	return list.data;
}
