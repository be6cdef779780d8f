/*
 * hogql/catalog.c
 *		The tables that a text may name: those of its source.
 *
 * A name without schema is looked for in the schemas of the source's option "schema", then in "public".
 * The system's schemas have no tables here, whatever the snapshot may say.
 */
#include "postgres.h"

#include "utils/varlena.h"

#include "hogql/catalog.h"
#include "hogql/suggest.h"
#include "query/prefix.h"
#include "schema/schema_names.h"
#include "source/options.h"

struct Catalog
{
	const Source *source; /* NULL: none */
	SchemaNames *names;
	List *path; /* of schemas (char *) for names without one */
};

/* The nearest name that is looked for among those of all tables. */
typedef struct NearestTable
{
	const Catalog *catalog;
	Suggestion *suggestion;
} NearestTable;

static List *schema_path(const Source *source);
static const NamedTable *find_in_path(Catalog *catalog, const char *table);
static const NamedTable *find_in_schema(Catalog *catalog, const char *schema, const char *table);
static void consider_table(void *context, const char *schema, const char *table);
static bool is_in_path(const Catalog *catalog, const char *schema);

Catalog *
catalog_begin(const Source *source)
{
	Catalog *catalog = palloc0(sizeof(Catalog));

	catalog->source = source;
	return catalog;
}

void
catalog_end(Catalog *catalog)
{
	if (catalog->names != NULL)
		schema_names_end(catalog->names);
	catalog->names = NULL;
}

const NamedTable *
catalog_find(Catalog *catalog, List *chain)
{
	const char *name = ((AstName *) llast(chain))->text;
	const char *first = ((AstName *) linitial(chain))->text;
	const NamedTable *table = NULL;
	int length = list_length(chain);

	/* As in a text of SQL, it may stand before any name. */
	if (length == 4 && strcmp(first, GENERAL_PREFIX) == 0)
		return catalog_find(catalog, list_copy_tail(chain, 1));
	if (catalog->source == NULL || length > 3)
		return NULL;
	if (catalog->names == NULL)
	{
		catalog->names = schema_names_begin(catalog->source);
		catalog->path = schema_path(catalog->source);
	}
	if (length == 1)
		table = find_in_path(catalog, name);
	else if (length == 2)
		table = find_in_schema(catalog, first, name);
	if (table != NULL || length == 1)
		return table;
	if (strcmp(first, GENERAL_PREFIX) == 0)
		return catalog_find(catalog, list_copy_tail(chain, 1));
	if (strcmp(first, catalog->source->name) != 0)
		return NULL;
	return length == 2 ? find_in_path(catalog, name)
					   : find_in_schema(catalog, ((AstName *) lsecond(chain))->text, name);
}

void
catalog_suggest(Catalog *catalog, Suggestion *suggestion)
{
	NearestTable nearest = {.catalog = catalog, .suggestion = suggestion};

	if (catalog->names != NULL)
		schema_names_visit(catalog->names, consider_table, &nearest);
}

const char *
catalog_source_name(const Catalog *catalog)
{
	return catalog->source ? catalog->source->name : NULL;
}

static List *
schema_path(const Source *source)
{
	char *option = options_connection_value(source->options, OPTION_SCHEMA);
	List *path = NIL;

	if (option != NULL && !SplitIdentifierString(option, ',', &path))
		path = NIL;
	return lappend(path, pstrdup("public"));
}

static const NamedTable *
find_in_path(Catalog *catalog, const char *table)
{
	ListCell *cell;

	foreach (cell, catalog->path)
	{
		const NamedTable *found = find_in_schema(catalog, lfirst(cell), table);

		if (found != NULL)
			return found;
	}
	return NULL;
}

static const NamedTable *
find_in_schema(Catalog *catalog, const char *schema, const char *table)
{
	if (strncmp(schema, "pg_", strlen("pg_")) == 0 || strcmp(schema, "information_schema") == 0)
		return NULL;
	return schema_names_find(catalog->names, schema, table);
}

/* A table of another schema is said with it. */
static void
consider_table(void *context, const char *schema, const char *table)
{
	NearestTable *nearest = context;
	const char *before = nearest->suggestion->nearest;

	suggestion_consider(nearest->suggestion, table);
	if (nearest->suggestion->nearest != before && !is_in_path(nearest->catalog, schema))
		nearest->suggestion->nearest = psprintf("%s.%s", schema, table);
}

static bool
is_in_path(const Catalog *catalog, const char *schema)
{
	ListCell *cell;

	foreach (cell, catalog->path)
	{
		if (strcmp(lfirst(cell), schema) == 0)
			return true;
	}
	return false;
}
