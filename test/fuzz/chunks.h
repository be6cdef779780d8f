/*
 * test/fuzz/chunks.h
 *		A memory context in which each palloc is a malloc, so that the address sanitizer sees its ends.
 */
#ifndef METAHOG_FUZZ_CHUNKS_H
#define METAHOG_FUZZ_CHUNKS_H

#include "postgres.h"

#include "utils/memutils.h"

/* An empty context without parent, for the life of the process; MemoryContextReset() frees what is in it. */
extern MemoryContext chunks_context(void);

#endif /* METAHOG_FUZZ_CHUNKS_H */
