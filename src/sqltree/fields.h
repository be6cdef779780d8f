/*
 * sqltree/fields.h
 *		What each kind of node has in it: one table, for all that looks into a tree.
 *
 * Walking, dumping and comparing are written once, over this table; a field that
 * is not in it would be overlooked by all three.
 */
#ifndef METAHOG_SQLTREE_FIELDS_H
#define METAHOG_SQLTREE_FIELDS_H

#include "sqltree/sqltree.h"

typedef enum SqlFieldKind
{
	FIELD_END,	   /* behind the last one */
	FIELD_NODE,	   /* a node, or null */
	FIELD_NODES,   /* a list of nodes */
	FIELD_ROWS,	   /* a list of lists of nodes */
	FIELD_STRING,  /* or null */
	FIELD_STRINGS, /* a list of strings */
	FIELD_FLAG,
	FIELD_NUMBER,
	FIELD_ENUM, /* with the words for its values */
	FIELD_TYPE
} SqlFieldKind;

typedef struct SqlField
{
	SqlFieldKind kind;
	const char *name;
	Size offset;
	const char *const *words; /* of an enum: a null among them is what nobody needs to be told */
} SqlField;

typedef struct SqlKindFields
{
	const char *name;
	SqlField fields[24];
} SqlKindFields;

extern const SqlKindFields *sql_fields_of(SqlKind kind);

/* Names of types in dumps. */
extern const char *sql_type_word(SqlTypeKind kind);

/* What a field of a node holds. */
#define field_value(node, field, type) (*(const type *) ((const char *) (node) + (field)->offset))

#endif /* METAHOG_SQLTREE_FIELDS_H */
