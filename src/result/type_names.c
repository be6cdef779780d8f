/*
 * result/type_names.c
 *		What the columns' types are called in an answer.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "result/type_names.h"

typedef struct TakenName
{
	const char *name; /* hash key, must be first */
	int suffix;		  /* the last one given to a column of this name */
} TakenName;

static const char *with_suffix(const char *name, int number);
static bool take_name(HTAB *taken, const char *name, TakenName **first);
static uint32 hash_name(const void *key, Size keysize);
static int compare_names(const void *a, const void *b, Size keysize);
static const char *scalar_name(Oid oid);
static const RemoteType *find_or_unknown(const RemoteTypes *types, Oid oid, int32 typmod);

const char *
posthog_type_name(const RemoteTypes *types, Oid oid)
{
	Oid base = remote_type_base(types, oid);
	Oid element;

	/* A hostile remote may claim an array that is its own element. */
	check_stack_depth();
	if (!array_element_type(types, base, &element))
		return scalar_name(base);
	return psprintf("Array(%s)", posthog_type_name(types, element));
}

const char *
postgres_type_name(const RemoteTypes *types, const RemoteColumn *column)
{
	return find_or_unknown(types, column->type, column->typmod)->name;
}

/*
 * The columns of pg_statistic and pg_stats that hold values of other columns
 * are of type anyarray.  Which type the elements of such a value have, only
 * the remote knows; their text is what is sent.
 */
bool
array_element_type(const RemoteTypes *types, Oid base, Oid *element)
{
	const RemoteType *type = find_or_unknown(types, base, -1);

	*element = base == ANYARRAYOID ? TEXTOID : type->related;
	return base == ANYARRAYOID || type->kind == TYPE_ARRAY;
}

const char **
unique_column_names(int ncolumns, const RemoteColumn *columns)
{
	const char **names = palloc(Max(ncolumns, 1) * sizeof(char *));
	HASHCTL control = {0};
	HTAB *taken;

	control.keysize = sizeof(char *);
	control.entrysize = sizeof(TakenName);
	control.hash = hash_name;
	control.match = compare_names;
	control.hcxt = CurrentMemoryContext;
	taken = hash_create("metahog column names", Max(ncolumns, 16), &control,
						HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	for (int i = 0; i < ncolumns; i++)
	{
		TakenName *first = NULL;

		names[i] = columns[i].name;
		while (!take_name(taken, names[i], &first))
			names[i] = with_suffix(columns[i].name, ++first->suffix);
	}
	hash_destroy(taken);
	return names;
}

/* No longer than a name of SQL may be, which would lose the suffix again. */
static const char *
with_suffix(const char *name, int number)
{
	char suffix[16];
	int length = snprintf(suffix, sizeof(suffix), "_%d", number);

	length = pg_mbcliplen(name, strlen(name), NAMEDATALEN - 1 - length);
	return psprintf("%.*s%s", length, name, suffix);
}

/*
 * Take a name if it is free.  If not, *first is set, unless it was before, to
 * the entry that holds it and that counts the suffixes given.
 */
static bool
take_name(HTAB *taken, const char *name, TakenName **first)
{
	bool found;
	TakenName *entry = hash_search(taken, &name, HASH_ENTER, &found);

	if (!found)
		entry->suffix = 1;
	else if (*first == NULL)
		*first = entry;
	return !found;
}

/* Names may be longer than NAMEDATALEN, so dynahash's own string keys would not do. */
static uint32
hash_name(const void *key, Size keysize)
{
	const char *name = *(const char *const *) key;

	return hash_bytes((const unsigned char *) name, strlen(name));
}

static int
compare_names(const void *a, const void *b, Size keysize)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static const char *
scalar_name(Oid oid)
{
	switch (oid)
	{
		case BOOLOID:
			return "Bool";
		case INT2OID:
			return "Int16";
		case INT4OID:
			return "Int32";
		case INT8OID:
			return "Int64";
		case OIDOID:
			return "UInt32";
		case FLOAT4OID:
			return "Float32";
		case FLOAT8OID:
			return "Float64";
		case NUMERICOID:
			return "Decimal";
		case DATEOID:
			return "Date";
		case TIMESTAMPOID:
			return "DateTime";
		case TIMESTAMPTZOID:
			return "DateTime64(6, 'UTC')";
		case UUIDOID:
			return "UUID";
		default:
			return "String";
	}
}

static const RemoteType *
find_or_unknown(const RemoteTypes *types, Oid oid, int32 typmod)
{
	const RemoteType *type = remote_type_find(types, oid, typmod);

	return type != NULL ? type : remote_type_unknown();
}
