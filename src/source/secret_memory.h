/*
 * source/secret_memory.h
 *		Memory for secrets, wiped when the context that it was made in goes.
 */
#ifndef METAHOG_SECRET_MEMORY_H
#define METAHOG_SECRET_MEMORY_H

/* A secret in memory that is wiped when the context it was made in goes. */
extern char *secret_alloc(Size size);

/* Copy so many bytes into such memory and end them with NUL. */
extern char *secret_copy(const char *text, Size length);

#endif /* METAHOG_SECRET_MEMORY_H */
