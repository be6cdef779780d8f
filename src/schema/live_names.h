/*
 * schema/live_names.h
 *		Tables by name as a source has them now.
 */
#ifndef METAHOG_LIVE_NAMES_H
#define METAHOG_LIVE_NAMES_H

#include "schema/named_table.h"
#include "source/source.h"

typedef struct LiveNames LiveNames;

/* Begins a call to the source; all that follows is a part of it. */
extern LiveNames *live_names_begin(const Source *source);
extern void live_names_end(LiveNames *live);

/* The table in the current memory context; NULL: there is none. */
extern NamedTable *live_names_read(LiveNames *live, const char *schema, const char *table);

extern void live_names_visit(LiveNames *live, NameVisitor visit, void *context);

#endif /* METAHOG_LIVE_NAMES_H */
