/*
 * sqltree/print_postgres.c
 *		The dialect of PostgreSQL, 12 and later.
 *
 * - Functions, types and the collation say that they are pg_catalog's, so that no
 *   search_path decides what they mean.  Operators are plain: whoever runs the
 *   statement pins the search_path.
 * - Constants have their type: NULL too, and negative numbers, which in front of a
 *   cast or a bracket would not be one number.
 */
#include "postgres.h"

#include "sqltree/print.h"
#include "sqltree/printer.h"
#include "sqltree/quote.h"

static void
print_name(SqlPrinter *printer, const char *name)
{
	sql_quote_name(printer->out, name);
}

static void
print_function(SqlPrinter *printer, const char *name)
{
	sql_put(printer, "pg_catalog.");
	sql_put(printer, name);
}

static void
print_type(SqlPrinter *printer, SqlType type)
{
	sql_put(printer, sql_word(printer, printer->dialect->types[type.kind], "such type"));
	if (type.precision >= 0 && type.scale >= 0)
		sql_put(printer, psprintf("(%d,%d)", type.precision, type.scale));
	else if (type.precision >= 0)
		sql_put(printer, psprintf("(%d)", type.precision));
	if (type.is_array)
		sql_put(printer, "[]");
}

static void
print_type_of(SqlPrinter *printer, SqlType type)
{
	if (type.kind == SQL_TYPE_UNKNOWN)
		return;
	sql_put(printer, "::");
	print_type(printer, type);
}

/* Digits alone: 12 is a number of whatever type has room for it, -12 an operator and a number. */
static bool
is_plain_number(const SqlConstant *constant)
{
	return (constant->type.kind == SQL_TYPE_INTEGER || constant->type.kind == SQL_TYPE_BIGINT) &&
		   !constant->type.is_array && constant->text[0] != '-' && constant->text[0] != '\0' &&
		   constant->text[strspn(constant->text, "0123456789")] == '\0';
}

static bool
is_truth(const SqlConstant *constant)
{
	return constant->type.kind == SQL_TYPE_BOOLEAN && !constant->type.is_array &&
		   (strcmp(constant->text, "true") == 0 || strcmp(constant->text, "false") == 0);
}

static void
print_value(SqlPrinter *printer, const SqlConstant *constant)
{
	if (constant->text == NULL)
		sql_put(printer, "NULL");
	else if (is_truth(constant) || is_plain_number(constant))
		sql_put(printer, constant->text);
	else
	{
		sql_quote_text(printer->out, constant->text);
		sql_put(printer, "");
	}
}

static bool
is_without_type(const SqlConstant *constant)
{
	return constant->text != NULL &&
		   (is_truth(constant) || (constant->bare && is_plain_number(constant)));
}

static void
print_constant(SqlPrinter *printer, const SqlConstant *constant)
{
	print_value(printer, constant);
	if (!is_without_type(constant))
		print_type_of(printer, constant->type);
}

static void
print_constant_key(SqlPrinter *printer, const SqlConstant *constant)
{
	print_value(printer, constant);
	if (constant->type.kind == SQL_TYPE_UNKNOWN)
		print_type_of(printer, sql_type(SQL_TYPE_TEXT));
	else
		print_type_of(printer, constant->type);
}

static void
print_parameter(SqlPrinter *printer, const SqlParameter *parameter)
{
	sql_put(printer, "$");
	sql_put_number(printer, parameter->number);
	print_type_of(printer, parameter->type);
}

static void
print_collation(SqlPrinter *printer)
{
	sql_put(printer, " COLLATE pg_catalog.\"C\"");
}

/* An object or an array of many parts is put together from several. */
static void
print_in_parts(SqlPrinter *printer, const char *name, const List *args)
{
	int most = printer->dialect->most_arguments;
	int count = list_length(args);
	int i;

	for (i = 0; i < count; i++)
	{
		if (i % most == 0)
		{
			sql_put(printer, i == 0 ? "(" : ") || ");
			print_function(printer, name);
			sql_put(printer, "(");
		}
		else
			sql_put(printer, ", ");
		sql_print_node(printer, list_nth(args, i));
	}
	sql_put(printer, "))");
}

/* All from an argument on become one array of texts. */
static void
print_as_array(SqlPrinter *printer, const char *name, const List *args, int from)
{
	int count = list_length(args);
	int i;

	print_function(printer, name);
	sql_put(printer, "(");
	for (i = 0; i < count; i++)
	{
		if (i == from)
			sql_put(printer, "VARIADIC ARRAY[");
		sql_print_node(printer, list_nth(args, i));
		sql_put(printer, i < count - 1 ? ", " : "");
	}
	sql_put(printer, "]::pg_catalog.text[])");
}

static bool
print_long_call(SqlPrinter *printer, const char *name, const List *args)
{
	if (strcmp(name, "jsonb_build_object") == 0 || strcmp(name, "jsonb_build_array") == 0)
		print_in_parts(printer, name, args);
	else if (strcmp(name, "concat") == 0)
		print_as_array(printer, name, args, 0);
	else if (strcmp(name, "concat_ws") == 0 || strcmp(name, "format") == 0)
		print_as_array(printer, name, args, 1);
	else
		return false;
	return true;
}

const struct SqlDialect sql_postgres = {
	.name = "PostgreSQL",
	.most_arguments = 100,
	.most_columns = 1664,
	.types =
		{
			[SQL_TYPE_BOOLEAN] = "pg_catalog.bool",
			[SQL_TYPE_SMALLINT] = "pg_catalog.int2",
			[SQL_TYPE_INTEGER] = "pg_catalog.int4",
			[SQL_TYPE_BIGINT] = "pg_catalog.int8",
			[SQL_TYPE_NUMERIC] = "pg_catalog.numeric",
			[SQL_TYPE_REAL] = "pg_catalog.float4",
			[SQL_TYPE_DOUBLE] = "pg_catalog.float8",
			[SQL_TYPE_TEXT] = "pg_catalog.text",
			[SQL_TYPE_BYTEA] = "pg_catalog.bytea",
			[SQL_TYPE_UUID] = "pg_catalog.uuid",
			[SQL_TYPE_DATE] = "pg_catalog.date",
			[SQL_TYPE_TIME] = "pg_catalog.time",
			[SQL_TYPE_TIMESTAMP] = "pg_catalog.timestamp",
			[SQL_TYPE_TIMESTAMPTZ] = "pg_catalog.timestamptz",
			[SQL_TYPE_INTERVAL] = "pg_catalog.interval",
			[SQL_TYPE_JSON] = "pg_catalog.json",
			[SQL_TYPE_JSONB] = "pg_catalog.jsonb",
			[SQL_TYPE_OID] = "pg_catalog.oid",
		},
	.operators =
		{
			[SQL_OP_ADD] = "+",
			[SQL_OP_SUBTRACT] = "-",
			[SQL_OP_MULTIPLY] = "*",
			[SQL_OP_DIVIDE] = "/",
			[SQL_OP_MODULO] = "%",
			[SQL_OP_CONCAT] = "||",
			[SQL_OP_MINUS] = "-",
			[SQL_OP_EQUAL] = "=",
			[SQL_OP_NOT_EQUAL] = "<>",
			[SQL_OP_LESS] = "<",
			[SQL_OP_LESS_EQUAL] = "<=",
			[SQL_OP_GREATER] = ">",
			[SQL_OP_GREATER_EQUAL] = ">=",
			[SQL_OP_DISTINCT] = "IS DISTINCT FROM",
			[SQL_OP_NOT_DISTINCT] = "IS NOT DISTINCT FROM",
			[SQL_OP_LIKE] = "LIKE",
			[SQL_OP_NOT_LIKE] = "NOT LIKE",
			[SQL_OP_ILIKE] = "ILIKE",
			[SQL_OP_NOT_ILIKE] = "NOT ILIKE",
			[SQL_OP_MATCH] = "~",
			[SQL_OP_NOT_MATCH] = "!~",
			[SQL_OP_IMATCH] = "~*",
			[SQL_OP_NOT_IMATCH] = "!~*",
		},
	.variadics =
		{
			[SQL_AND] = " AND ",
			[SQL_OR] = " OR ",
			[SQL_CONCAT] = "concat",
			[SQL_COALESCE] = "COALESCE",
			[SQL_GREATEST] = "GREATEST",
			[SQL_LEAST] = "LEAST",
		},
	.frames =
		{
			[SQL_FRAME_ROWS] = "ROWS",
			[SQL_FRAME_RANGE] = "RANGE",
			[SQL_FRAME_GROUPS] = "GROUPS",
		},
	.joins =
		{
			[SQL_INNER_JOIN] = "JOIN",
			[SQL_LEFT_JOIN] = "LEFT JOIN",
			[SQL_RIGHT_JOIN] = "RIGHT JOIN",
			[SQL_FULL_JOIN] = "FULL JOIN",
			[SQL_CROSS_JOIN] = "CROSS JOIN",
		},
	.sets = {[SQL_UNION] = "UNION", [SQL_EXCEPT] = "EXCEPT", [SQL_INTERSECT] = "INTERSECT"},
	.print_name = print_name,
	.print_type = print_type,
	.print_constant = print_constant,
	.print_constant_key = print_constant_key,
	.print_parameter = print_parameter,
	.print_function = print_function,
	.print_collation = print_collation,
	.print_long_call = print_long_call,
};
