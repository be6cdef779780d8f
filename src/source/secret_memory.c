/*
 * source/secret_memory.c
 *		Memory for secrets, wiped when the context that it was made in goes.
 */
#include "postgres.h"

#include <sodium.h>

#include "utils/memutils.h"

#include "source/secret_memory.h"

/* A piece of memory and the callback that wipes it, allocated together. */
typedef struct SecretMemory
{
	MemoryContextCallback callback;
	Size size;
	char bytes[FLEXIBLE_ARRAY_MEMBER];
} SecretMemory;

static void wipe(void *argument);

char *
secret_alloc(Size size)
{
	SecretMemory *memory = palloc(offsetof(SecretMemory, bytes) + size);

	memory->size = size;
	memory->callback.func = wipe;
	memory->callback.arg = memory;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &memory->callback);
	return memory->bytes;
}

char *
secret_copy(const char *text, Size length)
{
	char *copy = secret_alloc(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* Called before the context's memory is given back, on reset as on deletion. */
static void
wipe(void *argument)
{
	SecretMemory *memory = argument;

	sodium_memzero(memory->bytes, memory->size);
}
