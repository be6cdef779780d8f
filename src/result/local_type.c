/*
 * result/local_type.c
 *		Which types of this server can hold a remote's values.
 *
 * - What is chosen is on a list of types whose text is the same everywhere:
 *   whatever PostgreSQL adds to them is text until somebody has looked at it.
 * - What a caller declares is read as if it had been typed in, but for types
 *   whose text would be taken for another value.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "result/local_type.h"
#include "result/type_names.h"

/* Does a type need something beyond the text to be read? */
typedef bool (*TypeTest)(Oid type);

static bool is_same_everywhere(Oid type);
static bool is_same_base_type(Oid type);
static bool names_objects(Oid type);
static bool is_money(Oid type);
static bool holds(Oid type, TypeTest test);
static bool attributes_hold(Oid type, TypeTest test);
static bool is_text(Oid type);
static Oid array_of(Oid element);

Oid
local_type(const RemoteTypes *types, const RemoteColumn *column, int32 *typmod)
{
	Oid base = remote_type_base(types, column->type);
	Oid element;
	bool is_array = array_element_type(types, base, &element);

	element = is_array ? remote_type_base(types, element) : base;
	*typmod = -1;
	if (!is_same_everywhere(element))
		return is_array ? TEXTARRAYOID : TEXTOID;
	/* Made of a domain there: its base type is known here.  And anyarray has no values here. */
	if (column->type >= FirstGenbkiObjectId || column->type == ANYARRAYOID)
		return is_array ? array_of(element) : element;
	*typmod = column->typmod;
	return column->type;
}

void
local_type_check(Oid declared, Oid remote, const char *column)
{
	Oid element = get_element_type(remote);

	if (holds(declared, is_money))
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("column \"%s\" cannot be read as money", column),
						errdetail("What the text of money is worth depends on lc_monetary, which "
								  "may differ on the remote."),
						errhint("Declare it numeric, with a cast in the query if it is money there "
								"(%s::numeric); that can be cast to money here.",
								column)));
	if (holds(declared, names_objects) && !is_text(OidIsValid(element) ? element : remote))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" cannot be read as a type that names objects of this server",
						column),
				 errdetail("Its values name objects of the remote."),
				 errhint("Declare it text. Text can be cast here, if objects of this server with "
						 "the same names are meant.")));
}

/* Array types are no business of its: it is asked of their elements. */
static bool
is_same_everywhere(Oid type)
{
	/* Oids of types that can be described without asking the remote mean the same here. */
	if (type >= FirstGenbkiObjectId || !get_typisdefined(type))
		return false;
	switch (get_typtype(type))
	{
		case TYPTYPE_BASE:
			return is_same_base_type(type);
		case TYPTYPE_RANGE:
			return is_same_base_type(get_range_subtype(type));
		case TYPTYPE_MULTIRANGE:
			return is_same_base_type(get_range_subtype(get_multirange_range(type)));
		default:
			/* Row types of the catalogs differ between versions; pseudo-types have no values. */
			return false;
	}
}

/*
 * Types whose text means the same on any server, with the settings that
 * guard.c makes there.  Not money, nor what names objects of a catalog, nor
 * what has no input: pg_node_tree, gtsvector, what extended statistics and
 * BRIN keep.
 */
static bool
is_same_base_type(Oid type)
{
	switch (type)
	{
		case BITOID:
		case BOOLOID:
		case BOXOID:
		case BPCHAROID:
		case BYTEAOID:
		case CHAROID:
		case CIDOID:
		case CIDROID:
		case CIRCLEOID:
		case DATEOID:
		case FLOAT4OID:
		case FLOAT8OID:
		case INETOID:
		case INT2OID:
		case INT2VECTOROID:
		case INT4OID:
		case INT8OID:
		case INTERVALOID:
		case JSONBOID:
		case JSONOID:
		case JSONPATHOID:
		case LINEOID:
		case LSEGOID:
		case MACADDR8OID:
		case MACADDROID:
		case NAMEOID:
		case NUMERICOID:
		case OIDOID:
		case OIDVECTOROID:
		case PATHOID:
		case PG_LSNOID:
		case PG_SNAPSHOTOID:
		case POINTOID:
		case POLYGONOID:
		case REFCURSOROID:
		case TEXTOID:
		case TIDOID:
		case TIMEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
		case TIMETZOID:
		case TSQUERYOID:
		case TSVECTOROID:
		case TXID_SNAPSHOTOID:
		case UUIDOID:
		case VARBITOID:
		case VARCHAROID:
		case XID8OID:
		case XIDOID:
#ifdef USE_LIBXML
		case XMLOID:
#endif
			return true;
		default:
			return false;
	}
}

static bool
names_objects(Oid type)
{
	switch (type)
	{
		case ACLITEMOID:
		case REGCLASSOID:
		case REGCOLLATIONOID:
		case REGCONFIGOID:
		case REGDICTIONARYOID:
		case REGNAMESPACEOID:
		case REGOPERATOROID:
		case REGOPEROID:
		case REGPROCEDUREOID:
		case REGPROCOID:
		case REGROLEOID:
		case REGTYPEOID:
			return true;
		default:
			return false;
	}
}

static bool
is_money(Oid type)
{
	return type == CASHOID;
}

/* Is a type of this server such a one, or made of one? */
static bool
holds(Oid type, TypeTest test)
{
	Oid element;

	check_stack_depth();
	type = getBaseType(type);
	element = get_element_type(type);
	if (OidIsValid(element))
		return holds(element, test);
	switch (get_typtype(type))
	{
		case TYPTYPE_COMPOSITE:
			return attributes_hold(type, test);
		case TYPTYPE_RANGE:
			return holds(get_range_subtype(type), test);
		case TYPTYPE_MULTIRANGE:
			return holds(get_range_subtype(get_multirange_range(type)), test);
		default:
			return test(type);
	}
}

static bool
attributes_hold(Oid type, TypeTest test)
{
	TupleDesc attributes = lookup_rowtype_tupdesc_copy(type, -1);

	for (int i = 0; i < attributes->natts; i++)
	{
		if (!TupleDescAttr(attributes, i)->attisdropped &&
			holds(TupleDescAttr(attributes, i)->atttypid, test))
			return true;
	}
	return false;
}

static bool
is_text(Oid type)
{
	return type == TEXTOID || type == VARCHAROID || type == BPCHAROID || type == NAMEOID ||
		   type == UNKNOWNOID;
}

/* Where a domain's values are arrays, each is one element, in quotes: no type here reads that. */
static Oid
array_of(Oid element)
{
	Oid array = get_array_type(element);

	return OidIsValid(array) ? array : TEXTARRAYOID;
}
