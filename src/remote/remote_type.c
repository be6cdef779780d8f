/*
 * remote/remote_type.c
 *		What is known of the types of a remote.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/qualified.h"
#include "remote/remote_type.h"

/* Oids below this are assigned by hand, once and for all (see access/transam.h). */
#define FIRST_UNSTABLE_OID FirstGenbkiObjectId

/* A hostile remote may claim any number of types; more than this are asked for when met. */
#define MAX_PRELOADED "5000"

/* The statements are laid out by hand, one clause a line. */
/* clang-format off */

/*
 * One list of columns for both queries, see the COLUMN_ numbers.  Arrays are
 * told by their output function, as typsubscript exists since 14 only.
 */
#define IS_DOMAIN "t.typtype " OP("=") " 'd'"
#define RELATED "CASE WHEN " IS_DOMAIN " THEN t.typbasetype ELSE t.typelem END"
#define TYPE_COLUMNS \
	"CASE WHEN " IS_DOMAIN " THEN 'd' WHEN o.proname " OP("=") " 'array_out' THEN 'a' " \
	"WHEN o.proname " OP("=") " 'hstore_out' THEN 'h' ELSE 's' END, " \
	RELATED ", t.typarray, t.typdelim"

#define JOIN_OUTPUT "JOIN pg_catalog.pg_proc AS o ON o.oid " OP("=") " t.typoutput"
#define FROM_NEEDED "FROM need AS n JOIN pg_catalog.pg_type AS t ON t.oid " OP("=") " n.oid "

#define PRELOAD_QUERY \
	"SELECT t.oid, -1, pg_catalog.format_type(t.oid, NULL), " TYPE_COLUMNS " " \
	"FROM pg_catalog.pg_type AS t " JOIN_OUTPUT " " \
	"WHERE t.oid " OP(">=") " 10000 AND t.typrelid " OP("=") " 0 " \
	"AND t.typtype " OP("=") " ANY ('{b,d,e,m,r}') AND o.proname " OP("<>") " 'array_out' " \
	"LIMIT " MAX_PRELOADED

/* Around the keys. */
#define LOOKUP_BEGIN "WITH RECURSIVE need (oid, typmod) AS (SELECT v.oid, v.typmod FROM (VALUES "
#define LOOKUP_END \
	") AS v (oid, typmod) UNION " \
	"SELECT " RELATED ", -1 " FROM_NEEDED \
	"WHERE t.typbasetype " OP("<>") " 0 OR t.typelem " OP("<>") " 0) " \
	"SELECT t.oid, n.typmod, pg_catalog.format_type(t.oid, " \
	"CASE WHEN n.typmod " OP(">=") " 0 THEN n.typmod END), " TYPE_COLUMNS " " FROM_NEEDED JOIN_OUTPUT

/* clang-format on */

#define COLUMN_OID 0
#define COLUMN_TYPMOD 1
#define COLUMN_NAME 2
#define COLUMN_KIND 3
#define COLUMN_RELATED 4
#define COLUMN_ARRAY 5
#define COLUMN_DELIMITER 6
#define COLUMNS 7

static RemoteTypeKey *make_key(const RemoteColumn *column);
static const RemoteType *find_builtin(Oid oid, int32 typmod);
static bool is_missing(const RemoteTypes *types, Oid oid, int32 typmod);
static RemoteType *enter_type(RemoteTypes *types, Oid oid, int32 typmod, const char *name);
static void learn_row(RemoteTypes *types, const PGresult *result, int row);
static Oid oid_value(const PGresult *result, int row, int column);

const RemoteType *
remote_type_find(const RemoteTypes *types, Oid oid, int32 typmod)
{
	RemoteTypeKey key = {oid, typmod};
	const RemoteType *type = find_builtin(oid, typmod);

	if (type == NULL && types->known != NULL)
		type = hash_search(types->known, &key, HASH_FIND, NULL);
	return type;
}

const RemoteType *
remote_type_unknown(void)
{
	/* format_type()'s word for it */
	static RemoteType unknown = {{InvalidOid, -1}, TYPE_SCALAR, InvalidOid, ',', "???"};

	return &unknown;
}

Oid
remote_type_base(const RemoteTypes *types, Oid oid)
{
	/* A hostile remote may claim that two domains rest on one another. */
	for (int depth = 0; depth < 64; depth++)
	{
		const RemoteType *type = remote_type_find(types, oid, -1);

		if (type == NULL)
			return InvalidOid;
		if (type->kind != TYPE_DOMAIN)
			return oid;
		oid = type->related;
	}
	return InvalidOid;
}

List *
remote_types_missing(const RemoteTypes *types, int ncolumns, const RemoteColumn *columns)
{
	List *missing = NIL;

	for (int i = 0; i < ncolumns; i++)
	{
		if (is_missing(types, columns[i].type, columns[i].typmod))
			missing = lappend(missing, make_key(&columns[i]));
	}
	return missing;
}

List *
remote_types_foreign(int ncolumns, const RemoteColumn *columns)
{
	List *foreign = NIL;

	for (int i = 0; i < ncolumns; i++)
	{
		if (find_builtin(columns[i].type, -1) == NULL)
			foreign = lappend(foreign, make_key(&columns[i]));
	}
	return foreign;
}

static RemoteTypeKey *
make_key(const RemoteColumn *column)
{
	RemoteTypeKey *key = palloc(sizeof(RemoteTypeKey));

	key->oid = column->type;
	key->typmod = column->typmod;
	return key;
}

const char *
remote_types_preload_query(void)
{
	return PRELOAD_QUERY;
}

char *
remote_types_lookup_query(const List *keys)
{
	StringInfoData query;
	ListCell *cell;
	const char *separator = "";

	initStringInfo(&query);
	appendStringInfoString(&query, LOOKUP_BEGIN);
	foreach (cell, keys)
	{
		const RemoteTypeKey *key = lfirst(cell);

		appendStringInfo(&query, "%s(%u::pg_catalog.oid, %d)", separator, key->oid, key->typmod);
		separator = ", ";
	}
	appendStringInfoString(&query, LOOKUP_END);
	return query.data;
}

void
remote_types_learn(RemoteTypes *types, const PGresult *result)
{
	if (PQnfields(result) != COLUMNS)
		return;
	for (int row = 0; row < PQntuples(result); row++)
		learn_row(types, result, row);
}

void
remote_types_settle(RemoteTypes *types, const List *keys)
{
	ListCell *cell;

	foreach (cell, keys)
	{
		const RemoteTypeKey *key = lfirst(cell);
		const RemoteType *type = remote_type_find(types, key->oid, key->typmod);
		const RemoteType *unknown = remote_type_unknown();

		if (type == NULL)
			type = enter_type(types, key->oid, key->typmod, unknown->name);
		if (type->kind == TYPE_ARRAY && !OidIsValid(remote_type_base(types, type->related)))
			enter_type(types, type->related, -1, unknown->name);
	}
}

static const RemoteType *
find_builtin(Oid oid, int32 typmod)
{
	RemoteType *type;
	HeapTuple tuple;
	Oid element;

	if (oid >= FIRST_UNSTABLE_OID)
		return NULL;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(oid));
	if (!HeapTupleIsValid(tuple))
		return NULL;
	element = get_element_type(oid);
	type = palloc0(sizeof(RemoteType));
	type->key.oid = oid;
	type->key.typmod = typmod;
	type->kind = OidIsValid(element) ? TYPE_ARRAY : TYPE_SCALAR;
	type->related = element;
	type->delimiter = ((Form_pg_type) GETSTRUCT(tuple))->typdelim;
	type->name = format_type_extended(oid, typmod, FORMAT_TYPE_TYPEMOD_GIVEN);
	ReleaseSysCache(tuple);
	return type;
}

static bool
is_missing(const RemoteTypes *types, Oid oid, int32 typmod)
{
	const RemoteType *type = remote_type_find(types, oid, typmod);

	if (type == NULL)
		return true;
	return type->kind == TYPE_ARRAY && !OidIsValid(remote_type_base(types, type->related));
}

static RemoteType *
enter_type(RemoteTypes *types, Oid oid, int32 typmod, const char *name)
{
	RemoteTypeKey key = {oid, typmod};
	RemoteType *type;
	bool found;

	if (types->known == NULL)
	{
		HASHCTL control = {0};

		control.keysize = sizeof(RemoteTypeKey);
		control.entrysize = sizeof(RemoteType);
		control.hcxt = types->context;
		types->known = hash_create("metahog remote types", 64, &control,
								   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	type = hash_search(types->known, &key, HASH_ENTER, &found);
	type->kind = TYPE_SCALAR;
	type->related = InvalidOid;
	type->delimiter = ',';
	if (found && strcmp(type->name, name) == 0)
		return type;
	type->name = MemoryContextStrdup(types->context, name);
	types->bytes += sizeof(RemoteType) + strlen(name) + 1;
	return type;
}

static void
learn_row(RemoteTypes *types, const PGresult *result, int row)
{
	Oid oid = oid_value(result, row, COLUMN_OID);
	Oid array = oid_value(result, row, COLUMN_ARRAY);
	int32 typmod = strtol(PQgetvalue(result, row, COLUMN_TYPMOD), NULL, 10);
	char *name = clean_name(PQgetvalue(result, row, COLUMN_NAME));
	char delimiter = PQgetvalue(result, row, COLUMN_DELIMITER)[0];
	RemoteType *type = enter_type(types, oid, typmod, name);

	type->delimiter = delimiter != '\0' ? delimiter : ',';
	type->related = oid_value(result, row, COLUMN_RELATED);
	switch (PQgetvalue(result, row, COLUMN_KIND)[0])
	{
		case 'a':
			type->kind = TYPE_ARRAY;
			break;
		case 'd':
			type->kind = TYPE_DOMAIN;
			break;
		case 'h':
			type->kind = TYPE_HSTORE;
			break;
		default:
			type->kind = TYPE_SCALAR;
			break;
	}

	if (OidIsValid(array) && typmod < 0)
	{
		type = enter_type(types, array, -1, psprintf("%s[]", name));
		type->kind = TYPE_ARRAY;
		type->related = oid;
	}
	pfree(name);
}

static Oid
oid_value(const PGresult *result, int row, int column)
{
	return (Oid) strtoul(PQgetvalue(result, row, column), NULL, 10);
}
