/*
 * schema/schema_names.h
 *		Tables of a source and their columns by name, for compilers.
 *
 * They are those of the snapshot, or what the source has now where there is none.
 * - Each table is read when it is first asked for: a source may have 10,000 of them, a text names two.
 * - What was read from a snapshot is kept for the session, until the snapshot is another one.
 */
#ifndef METAHOG_SCHEMA_NAMES_H
#define METAHOG_SCHEMA_NAMES_H

#include "schema/named_table.h"
#include "source/source.h"

typedef struct SchemaNames SchemaNames;

/*
 * Those of a source that the caller may use; nothing is asked of it yet.  The result lives in the
 * current memory context, the tables until schema_names_end(), or the end of that context.
 */
extern SchemaNames *schema_names_begin(const Source *source);
extern void schema_names_end(SchemaNames *names);

/*
 * The table of exactly that name, or NULL.  Raises what the connection says if the source has to be
 * asked and cannot be.
 */
extern const NamedTable *schema_names_find(SchemaNames *names, const char *schema,
										   const char *table);

/* Visit each table that there is. */
extern void schema_names_visit(SchemaNames *names, NameVisitor visit, void *context);

#endif /* METAHOG_SCHEMA_NAMES_H */
