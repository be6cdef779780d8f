/*
 * test/fuzz/chunks.c
 *		A memory context in which each palloc is a malloc, so that the address sanitizer sees its ends.
 *
 * - Before a chunk stands a header, which is poisoned: the server reads it, being compiled without the
 *   sanitizer, and who steps there from the chunk is seen. What is here reads it unseen as well.
 * - Up to PostgreSQL 15 a chunk has its context before it. Later ones number the kinds of contexts that
 *   there are, and have no room for another: there the context is an ordinary one, whose blocks are seen.
 */
#include "postgres.h"

#include "chunks.h"

#if PG_VERSION_NUM >= 160000

MemoryContext
chunks_context(void)
{
	return AllocSetContextCreate(TopMemoryContext, "fuzz", ALLOCSET_DEFAULT_SIZES);
}

#else

#include <sanitizer/asan_interface.h>

#define UNSEEN __attribute__((no_sanitize("address")))

typedef struct Chunk Chunk;
struct Chunk
{
	Chunk *previous;
	Chunk *next;
	Size size;
	MemoryContext context; /* where the server looks for it: right before what is handed out */
};

static struct MemoryContextData fuzz_context;
static Chunk first = {.previous = &first, .next = &first};

static void *allocate(MemoryContext context, Size size);
static void release(MemoryContext context, void *pointer);
static void *resize(MemoryContext context, void *pointer, Size size);
static void reset(MemoryContext context);
static Size chunk_space(MemoryContext context, void *pointer);
static bool is_empty(MemoryContext context);
static void tell(MemoryContext context, MemoryStatsPrintFunc print, void *passthru,
				 MemoryContextCounters *totals, bool print_to_stderr);

MemoryContext
chunks_context(void)
{
	static const MemoryContextMethods methods = {.alloc = allocate,
												 .free_p = release,
												 .realloc = resize,
												 .reset = reset,
												 .delete_context = reset,
												 .get_chunk_space = chunk_space,
												 .is_empty = is_empty,
												 .stats = tell};

	MemoryContextCreate(&fuzz_context, T_AllocSetContext, &methods, NULL, "fuzz");
	return &fuzz_context;
}

UNSEEN static void *
allocate(MemoryContext context, Size size)
{
	Chunk *chunk = malloc(sizeof(Chunk) + size);

	if (chunk == NULL)
		return NULL;
	*chunk = (Chunk){.previous = &first, .next = first.next, .size = size, .context = context};
	first.next->previous = chunk;
	first.next = chunk;
	ASAN_POISON_MEMORY_REGION(chunk, sizeof(Chunk));
	return chunk + 1;
}

UNSEEN static void
release(MemoryContext context, void *pointer)
{
	Chunk *chunk = (Chunk *) pointer - 1;

	chunk->previous->next = chunk->next;
	chunk->next->previous = chunk->previous;
	ASAN_UNPOISON_MEMORY_REGION(chunk, sizeof(Chunk));
	free(chunk);
}

UNSEEN static void *
resize(MemoryContext context, void *pointer, Size size)
{
	const Chunk *chunk = (const Chunk *) pointer - 1;
	void *resized = allocate(context, size);

	if (resized == NULL)
		return NULL;
	memcpy(resized, pointer, Min(chunk->size, size));
	release(context, pointer);
	return resized;
}

UNSEEN static void
reset(MemoryContext context)
{
	while (first.next != &first)
		release(context, first.next + 1);
}

UNSEEN static Size
chunk_space(MemoryContext context, void *pointer)
{
	return ((const Chunk *) pointer - 1)->size + sizeof(Chunk);
}

static bool
is_empty(MemoryContext context)
{
	return first.next == &first;
}

/* A context that is this large and shown is of no interest to anybody. */
static void
tell(MemoryContext context, MemoryStatsPrintFunc print, void *passthru,
	 MemoryContextCounters *totals, bool print_to_stderr)
{
}

#endif
