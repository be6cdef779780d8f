/*
 * hogql/pattern.c
 *		LIKE, ILIKE and the operators of regular expressions become SQL.
 *
 * - Both sides NULL count as alike, one NULL as different: none of them is ever NULL.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "hogql/comparison.h"
#include "hogql/expressions.h"

/*
 * ClickHouse takes a backslash before anything but % _ \ as itself; PostgreSQL leaves it out.  Raises 22025 if
 * it is the last character.
 */
static SqlNode *
like_pattern(const Operand *pattern)
{
	const char *text = operand_constant_string(pattern);
	StringInfoData out;

	if (!text || !strchr(text, '\\'))
		return pattern->sql;
	initStringInfo(&out);
	for (; *text; text += pg_mblen(text))
	{
		appendBinaryStringInfo(&out, text, pg_mblen(text));
		if (*text != '\\')
			continue;
		if (text[1] == '\0')
			hogql_error(pattern->node->span, ERRCODE_INVALID_ESCAPE_SEQUENCE,
						"a pattern of LIKE must not end with a backslash", NULL,
						"Write \\\\\\\\ in a string for a backslash itself.");
		if (strchr("%_\\", text[1]))
			appendStringInfoChar(&out, *++text);
		else
			appendStringInfoChar(&out, '\\');
	}
	return sql_string(out.data);
}

/* A regular expression is translated by the function match(), which has the same meaning. */
static SqlNode *
lower_match(Lowering *lowering, AstCompareOperation *compare, SqlOperator op, Operand *text,
			Operand *pattern)
{
	const char *constant = operand_constant_string(pattern);
	Operand operands[2] = {*text, *pattern};

	if (op == SQL_OP_IMATCH)
	{
		AstConstant *insensitive;

		if (!constant)
			return sql_operation(SQL_OP_IMATCH, text->sql, pattern->sql);
		insensitive = ast_new(AstConstant, AST_CONSTANT, pattern->node->span);
		insensitive->value_kind = CONSTANT_STRING;
		insensitive->text = psprintf("(?i)%s", constant);
		insensitive->length = (int) strlen(insensitive->text);
		operands[1].node = &insensitive->node;
		operands[1].sql = sql_string(insensitive->text);
	}
	return call_function(lowering, "match", &compare->node, operands, 2);
}

/* Both NULL count as alike, one NULL as different. */
SqlNode *
lower_pattern(Lowering *lowering, AstCompareOperation *compare, SqlOperator op, LoweringMode mode,
			  bool negated)
{
	Operand text = lowered_operand(lowering, compare->left);
	Operand pattern = lowered_operand(lowering, compare->right);
	bool both = text.type->nullable && pattern.type->nullable;
	bool either = text.type->nullable || pattern.type->nullable;
	SqlNode *alike;

	if (text.type->kind == HOGQL_NULL || pattern.type->kind == HOGQL_NULL)
		return equal_sides(&text, &pattern, mode, negated);
	if (op == SQL_OP_MATCH || op == SQL_OP_IMATCH)
		alike = lower_match(lowering, compare, op, &text, &pattern);
	else
		alike = sql_operation(op, text.sql, like_pattern(&pattern));
	if (negated)
		alike = sql_not(alike);
	if (!both || mode == LOWER_JOIN)
		return null_safe(alike, negated, either, mode);
	if (negated)
		return sql_coalesce2(alike,
							 sql_or2(sql_is_not_null(text.sql), sql_is_not_null(pattern.sql)));
	return sql_coalesce2(alike, sql_and2(sql_is_null(text.sql), sql_is_null(pattern.sql)));
}
