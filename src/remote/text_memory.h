/*
 * remote/text_memory.h
 *		What a text's result looked like when it was last described.
 *
 * A hint, not a truth: tables change, and texts are told apart by a hash only.
 * Whoever acts on it compares it with the columns that then come.
 */
#ifndef METAHOG_TEXT_MEMORY_H
#define METAHOG_TEXT_MEMORY_H

#include "utils/uuid.h"

#include "remote/rows.h"

/* The columns' types, palloc'd, without names; false if the text is not remembered. */
extern bool text_memory_find(const pg_uuid_t *source_id, const char *text, int *ncolumns,
							 RemoteColumn **columns);

extern void text_memory_store(const pg_uuid_t *source_id, const char *text, int ncolumns,
							  const RemoteColumn *columns);

extern void text_memory_forget(const pg_uuid_t *source_id, const char *text);

#endif /* METAHOG_TEXT_MEMORY_H */
