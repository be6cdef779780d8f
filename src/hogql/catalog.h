/*
 * hogql/catalog.h
 *		The tables that a text may name: those of its source.
 *
 * Nothing is asked of anybody before a table is looked for.
 */
#ifndef METAHOG_CATALOG_H
#define METAHOG_CATALOG_H

#include "hogql/ast.h"
#include "source/source.h"

struct Suggestion;

typedef struct Catalog Catalog;

/*
 * Of a source that the caller may use; NULL: there is none, and every table is unknown.  Lives in the
 * current memory context, as does what it answers.  The end is not needed after an ERROR.
 */
extern Catalog *catalog_begin(const Source *source);
extern void catalog_end(Catalog *catalog);

/*
 * The table that a chain of names (AstName *) in FROM means: "t", "schema.t", "source.t" or
 * "source.schema.t"; NULL: none.  Raises what the connection says if there is no snapshot and the source
 * cannot be reached.
 */
extern const struct NamedTable *catalog_find(Catalog *catalog, List *chain);

/* Add the names of all tables. */
extern void catalog_suggest(Catalog *catalog, struct Suggestion *suggestion);

/* The name of the source, as chains may begin with it; NULL: there is none. */
extern const char *catalog_source_name(const Catalog *catalog);

#endif /* METAHOG_CATALOG_H */
