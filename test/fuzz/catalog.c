/*
 * test/fuzz/catalog.c
 *		The tables of the fuzzer: any name but "missing" is one, and all have the same columns.
 *
 * It takes the place of hogql/catalog.c. The columns' names are those that the tests and the generator
 * of test/peers use, in all the types that there are.
 */
#include "postgres.h"

#include "hogql/catalog.h"
#include "hogql/suggest.h"
#include "schema/named_table.h"

struct Catalog
{
	bool suggested;
};

static NamedColumn columns[] = {
	{.name = "a", .data_type = "integer", .is_nullable = true},
	{.name = "b", .data_type = "bigint"},
	{.name = "c", .data_type = "text", .is_nullable = true},
	{.name = "x", .data_type = "numeric(10,2)", .is_nullable = true},
	{.name = "y", .data_type = "double precision"},
	{.name = "id", .data_type = "bigint", .is_key = true},
	{.name = "event", .data_type = "text"},
	{.name = "events", .data_type = "text[]", .is_nullable = true},
	{.name = "Event", .data_type = "date", .is_nullable = true},
	{.name = "A", .data_type = "uuid", .is_nullable = true},
	{.name = "uuid", .data_type = "uuid"},
	{.name = "person", .data_type = "jsonb", .is_nullable = true},
	{.name = "properties", .data_type = "jsonb"},
	{.name = "$browser", .data_type = "character varying(20)", .is_nullable = true},
	{.name = "_x1", .data_type = "boolean", .is_nullable = true},
	{.name = "distinct_id", .data_type = "text"},
	{.name = "timestamp", .data_type = "timestamp with time zone"},
	{.name = "created_at", .data_type = "timestamp without time zone", .is_nullable = true},
	{.name = "date", .data_type = "date"},
	{.name = "key", .data_type = "character(3)", .is_nullable = true},
	{.name = "name", .data_type = "name"},
	{.name = "first", .data_type = "smallint"},
	{.name = "last", .data_type = "real", .is_nullable = true},
	{.name = "value", .data_type = "integer[]", .is_nullable = true},
	{.name = "values", .data_type = "numeric[]"},
	{.name = "day", .data_type = "interval", .is_nullable = true},
	{.name = "time", .data_type = "time without time zone", .is_nullable = true},
	{.name = "row", .data_type = "json", .is_nullable = true},
	{.name = "rows", .data_type = "jsonb[]"},
	{.name = "sets", .data_type = "bytea", .is_nullable = true},
	{.name = "filter", .data_type = "boolean"},
	{.name = "film_id", .data_type = "integer"},
	{.name = "title", .data_type = "character varying(255)"},
	{.name = "length", .data_type = "smallint", .is_nullable = true},
	{.name = "rating", .data_type = "mpaa_rating", .is_nullable = true},
	{.name = "special_features", .data_type = "text[]", .is_nullable = true},
	{.name = "rental_rate", .data_type = "numeric(4,2)"},
	{.name = "amount", .data_type = "numeric(5,2)"},
	{.name = "customer_id", .data_type = "smallint"},
	{.name = "rental_date", .data_type = "timestamp without time zone"},
	{.name = "last_update", .data_type = "timestamp with time zone"},
	{.name = "is_on", .data_type = "integer", .hogql_type = "BOOLEAN", .is_nullable = true},
};

Catalog *
catalog_begin(const Source *source)
{
	return palloc0(sizeof(Catalog));
}

void
catalog_end(Catalog *catalog)
{
}

const NamedTable *
catalog_find(Catalog *catalog, List *chain)
{
	NamedTable *table;
	int length = list_length(chain);

	for (int i = 0; i < (int) lengthof(columns); i++)
		if (columns[i].hogql_type == NULL)
			columns[i].hogql_type = "";
	if (length > 3 || strcmp(((AstName *) llast(chain))->text, "missing") == 0)
		return NULL;
	table = palloc0(sizeof(NamedTable));
	table->schema = length == 1 ? "public" : ((AstName *) list_nth(chain, length - 2))->text;
	table->name = ((AstName *) llast(chain))->text;
	table->columns = columns;
	table->ncolumns = (int) lengthof(columns);
	table->nkeys = 1;
	return table;
}

void
catalog_suggest(Catalog *catalog, Suggestion *suggestion)
{
	suggestion_consider(suggestion, "events");
	suggestion_consider(suggestion, "film");
}

const char *
catalog_source_name(const Catalog *catalog)
{
	return "pagila";
}
