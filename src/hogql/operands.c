/*
 * hogql/operands.c
 *		Operands: what is known of them before anything runs, and how they are brought to a type.
 *
 * - What operand_fits() allows, operand_as() can do, but for a constant String that cannot be read.
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"

#include "hogql/families.h"
#include "hogql/meaning.h"
#include "hogql/operands.h"
#include "hogql/time_constant.h"

/* ---- Constants ---- */

/* What the node stands for: itself, if it is no alias. */
static AstNode *
aliased(AstNode *node)
{
	if (node->kind == AST_ALIAS)
		return ((AstAlias *) node)->expr;
	if (node->kind == AST_NAMED_ARGUMENT)
		return ((AstNamedArgument *) node)->value;
	if (node->kind == AST_FIELD && node->meaning && node->meaning->kind == MEANING_ALIAS &&
		node->meaning->name_parts == list_length(((AstField *) node)->chain))
		return node->meaning->expression;
	return node;
}

AstNode *
operand_node(const Operand *operand)
{
	AstNode *node = operand->node;

	while (node && aliased(node) != node)
	{
		CHECK_FOR_INTERRUPTS();
		node = aliased(node);
	}
	return node;
}

const AstConstant *
operand_constant(const Operand *operand)
{
	AstNode *node = operand_node(operand);

	return node && node->kind == AST_CONSTANT ? (const AstConstant *) node : NULL;
}

bool
operand_is_constant(const Operand *operand)
{
	return operand_constant(operand) != NULL;
}

bool
operand_is_null(const Operand *operand)
{
	const AstConstant *constant = operand_constant(operand);

	return constant && constant->value_kind == CONSTANT_NULL;
}

const char *
operand_constant_string(const Operand *operand)
{
	const AstConstant *constant = operand_constant(operand);

	return constant && constant->value_kind == CONSTANT_STRING ? constant->text : NULL;
}

bool
operand_constant_int(const Operand *operand, int64 *value)
{
	const AstConstant *constant = operand_constant(operand);

	if (!constant || constant->value_kind != CONSTANT_INTEGER)
		return false;
	*value = constant->integer;
	return true;
}

bool
operand_constant_number(const Operand *operand, double *value)
{
	const AstConstant *constant = operand_constant(operand);

	if (!constant)
		return false;
	if (constant->value_kind == CONSTANT_INTEGER)
		*value = (double) constant->integer;
	else if (constant->value_kind == CONSTANT_FLOAT)
		*value = constant->number;
	else
		return false;
	return true;
}

Operand
made_operand(SqlNode *sql, const HogqlType *type)
{
	return (Operand){.node = NULL, .type = type, .sql = sql};
}

/* ---- Constant Strings that are read as another type ---- */

static void
cannot_read(const Operand *operand, int sqlstate, const HogqlType *type)
{
	hogql_error(operand_node(operand)->span, sqlstate,
				psprintf("%s cannot be read as %s", hogql_excerpt(operand_constant_string(operand)),
						 hogql_type_name(hogql_with_null(type, false))),
				NULL, NULL);
}

static bool
is_integer_text(const char *text)
{
	text += *text == '+' || *text == '-';
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* A decimal number with an optional exponent, as toFloat() takes it. */
static bool
is_number_text(const char *text)
{
	int before;
	int behind = 0;

	text += *text == '+' || *text == '-';
	before = (int) strspn(text, "0123456789");
	text += before;
	if (*text == '.')
	{
		behind = (int) strspn(++text, "0123456789");
		text += behind;
	}
	if (before + behind == 0)
		return false;
	if (*text == 'e' || *text == 'E')
		return is_integer_text(text + 1);
	return *text == '\0';
}

static bool
fits_bigint(const char *text)
{
	char *end;

	errno = 0;
	(void) strtoll(text, &end, 10);
	return errno == 0 && *end == '\0';
}

static SqlNode *
read_number(const Operand *operand, const HogqlType *type)
{
	const char *text = operand_constant_string(operand);

	if (type->kind == HOGQL_INT)
	{
		if (!is_integer_text(text) || !fits_bigint(text))
			cannot_read(operand, ERRCODE_INVALID_TEXT_REPRESENTATION, type);
		return sql_bigint(strtoll(text, NULL, 10));
	}
	if (!is_number_text(text))
		cannot_read(operand, ERRCODE_INVALID_TEXT_REPRESENTATION, type);
	return sql_typed(hogql_sql_type(type), text);
}

static SqlNode *
read_bool(const Operand *operand, const HogqlType *type)
{
	static const char *const words[][2] = {{"true", "false"},
										   {"t", "f"},
										   {"yes", "no"},
										   {"on", "off"},
										   {"1", "0"}};
	const char *text = operand_constant_string(operand);

	for (int i = 0; i < (int) lengthof(words); i++)
	{
		if (pg_strcasecmp(text, words[i][0]) == 0)
			return sql_boolean(true);
		if (pg_strcasecmp(text, words[i][1]) == 0)
			return sql_boolean(false);
	}
	cannot_read(operand, ERRCODE_INVALID_TEXT_REPRESENTATION, type);
	return NULL;
}

/* 8-4-4-4-12 hexadecimal digits. */
static bool
is_uuid_text(const char *text)
{
	for (int i = 0; i < 36; i++)
	{
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? text[i] != '-' : !isxdigit((unsigned char) text[i]))
			return false;
	}
	return text[36] == '\0';
}

static SqlNode *
read_uuid(const Operand *operand, const HogqlType *type)
{
	const char *text = operand_constant_string(operand);

	if (!is_uuid_text(text))
		cannot_read(operand, ERRCODE_INVALID_TEXT_REPRESENTATION, type);
	return sql_typed(sql_type(SQL_TYPE_UUID), text);
}

static SqlNode *
read_time(const Operand *operand, const HogqlType *type)
{
	const char *text = operand_constant_string(operand);
	WrittenTime time;

	if (type->kind == HOGQL_DATE ? !written_date_read(text, &time)
								 : !written_time_read(text, false, &time))
		cannot_read(operand, ERRCODE_INVALID_DATETIME_FORMAT, type);
	if (type->kind == HOGQL_DATE)
		return sql_typed(sql_type(SQL_TYPE_DATE), written_date_text(&time));
	return time_constant_sql(&time, type);
}

static SqlNode *
read_constant(const Operand *operand, const HogqlType *type)
{
	switch (type->kind)
	{
		case HOGQL_BOOL:
			return read_bool(operand, type);
		case HOGQL_UUID:
			return read_uuid(operand, type);
		case HOGQL_DATE:
		case HOGQL_DATETIME:
			return read_time(operand, type);
		default:
			return read_number(operand, type);
	}
}

static bool
is_readable(HogqlKind kind)
{
	return kind == HOGQL_BOOL || kind == HOGQL_INT || kind == HOGQL_FLOAT ||
		   kind == HOGQL_DECIMAL || kind == HOGQL_UUID || kind == HOGQL_DATE ||
		   kind == HOGQL_DATETIME;
}

/* ---- To another type ---- */

bool
operand_fits(const Operand *operand, const HogqlType *type)
{
	const HogqlType *common;

	if (operand->type->kind == HOGQL_STRING && is_readable(type->kind))
		return operand_constant_string(operand) != NULL;
	common = hogql_common_type(operand->type, type);
	return common && common->kind == type->kind;
}

/*
 * The common type, in which a constant String counts as what it can be read as: first that of all
 * others, then the Strings are looked at.
 */
const HogqlType *
operands_common_type(const Operand *operands, int count)
{
	const HogqlType *common = hogql_type(HOGQL_NULL, true);
	bool any_null = false;

	for (int pass = 0; pass < 2; pass++)
	{
		for (int i = 0; i < count && common; i++)
		{
			const HogqlType *type = operands[i].type;
			bool text = type->kind == HOGQL_STRING && operand_constant_string(&operands[i]);

			any_null = any_null || type->nullable;
			if (text == (pass == 0))
				continue;
			if (pass == 0 || !is_readable(common->kind))
				common = hogql_common_type(common, type);
		}
	}
	return common ? hogql_with_null(common, any_null) : NULL;
}

/* Is it a bigint for certain?  Arithmetic is if an operand is. */
static bool
is_bigint(const SqlNode *sql)
{
	const SqlOperation *operation = (const SqlOperation *) sql;

	while (operation->node.kind == SQL_OPERATION && operation->op <= SQL_OP_MODULO &&
		   operation->left)
	{
		if (is_bigint(operation->right))
			return true;
		operation = (const SqlOperation *) operation->left;
	}
	return operation->node.kind == SQL_CAST &&
		   ((const SqlCast *) operation)->type.kind == SQL_TYPE_BIGINT &&
		   !((const SqlCast *) operation)->type.is_array;
}

SqlNode *
operand_exact(const Operand *operand)
{
	int64 value;

	if (operand->type->kind == HOGQL_INT && operand_constant_int(operand, &value))
		return sql_bigint(value);
	if (operand->type->kind == HOGQL_INT)
		return is_bigint(operand->sql) ? operand->sql : sql_cast_to(operand->sql, SQL_TYPE_BIGINT);
	if (operand->type->kind == HOGQL_FLOAT && !operand_is_constant(operand))
		return sql_cast_to(operand->sql, SQL_TYPE_DOUBLE);
	return operand->sql;
}

static SqlNode *
bool_as_number(SqlNode *sql, const HogqlType *type)
{
	SqlNode *integer = sql_cast_to(sql, SQL_TYPE_INTEGER);

	return type->kind == HOGQL_INT ? sql_cast_to(integer, SQL_TYPE_BIGINT)
								   : sql_cast(integer, hogql_sql_type(type));
}

/* Elements are brought along; those of compound arrays are so in any form, being jsonb. */
static SqlNode *
array_as(const Operand *operand, const HogqlType *type)
{
	const HogqlType *from = operand->type->element;

	if (from->kind == HOGQL_NULL && type->element->kind != HOGQL_NULL)
		return sql_cast(operand->sql, hogql_sql_type(type));
	if (hogql_is_compound(type->element) || from->kind == type->element->kind)
		return operand->sql;
	if (from->kind == HOGQL_BOOL)
		return sql_cast(sql_cast(operand->sql, sql_array_type(SQL_TYPE_INTEGER)),
						hogql_sql_type(type));
	return sql_cast(operand->sql, hogql_sql_type(type));
}

static SqlNode *
time_as(const Operand *operand, const HogqlType *type)
{
	if (operand->type->kind == HOGQL_DATE && type->kind == HOGQL_DATE)
		return operand->sql;
	if (operand->type->kind == HOGQL_DATE)
		return sql_cast(operand->sql, hogql_sql_type(type));
	if (type->kind == HOGQL_DATE)
		return sql_cast(operand->sql, sql_type(SQL_TYPE_DATE));
	return type->wall_clock ? as_wall_clock(operand, type->zone) : as_instant(operand);
}

static void
cannot_mix(const Operand *operand, const HogqlType *type)
{
	HogqlSpan none = {-1, -1};

	hogql_error(operand->node ? operand->node->span : none, ERRCODE_DATATYPE_MISMATCH,
				psprintf("a value of type %s does not fit where one of type %s is needed",
						 hogql_type_name(operand->type), hogql_type_name(type)),
				NULL,
				hogql_is_number(type) ? "Convert it with toFloat(...)."
									  : "Convert it with toString(...).");
}

SqlNode *
operand_as(const Operand *operand, const HogqlType *type, const FunctionContext *context)
{
	HogqlKind from = operand->type->kind;

	if (from == HOGQL_NULL)
		return sql_null(hogql_sql_type(type));
	if (from == HOGQL_UNKNOWN)
		return sql_cast(operand->sql, hogql_sql_type(type));
	if (type->kind == HOGQL_NULL || type->kind == HOGQL_UNKNOWN)
		return operand->sql;
	if (from == HOGQL_STRING && is_readable(type->kind) && operand_constant_string(operand))
		return read_constant(operand, type);
	if (hogql_is_time(operand->type) && hogql_is_time(type))
		return time_as(operand, type);
	if (from == HOGQL_ARRAY && type->kind == HOGQL_ARRAY)
		return array_as(operand, type);
	if (from == HOGQL_BOOL && hogql_is_number(type))
		return bool_as_number(operand->sql, type);
	if (hogql_is_number(operand->type) && hogql_is_number(type) && from != type->kind)
		return sql_cast(operand->sql, hogql_sql_type(type));
	if (from == HOGQL_STRING && type->kind == HOGQL_JSON)
		return sql_cast_to(operand->sql, SQL_TYPE_JSONB);
	if (from != type->kind)
		cannot_mix(operand, type);
	return operand_exact(operand);
}

SqlNode *
operand_condition(const Operand *operand)
{
	if (operand->type->kind == HOGQL_NULL)
		return sql_null(sql_type(SQL_TYPE_BOOLEAN));
	if (hogql_is_number(operand->type))
		return sql_operation(SQL_OP_NOT_EQUAL, operand->sql, sql_integer(0));
	return operand->sql;
}
