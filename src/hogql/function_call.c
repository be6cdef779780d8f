/*
 * hogql/function_call.c
 *		A call of a function: its arguments are checked, it has a type, it is printed.
 *
 * - All three see the call as adjusted_call() makes it: without combinators, each operand in the form
 *   and of the type that the signature's class gives it.
 */
#include "postgres.h"

#include "hogql/combinators.h"
#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/signature.h"
#include "sqltree/walk.h"

/* ---- What the families share ---- */

HogqlSpan
operand_span(const Operand *operand, const FunctionCall *call)
{
	return operand->node ? operand->node->span : call->span;
}

void
argument_error(const FunctionCall *call, int argument, int sqlstate, const char *message,
			   const char *hint)
{
	hogql_error(operand_span(&call->arguments[argument], call), sqlstate, message, NULL, hint);
}

static bool
has_column(const SqlNode *node, void *context)
{
	return node->kind == SQL_COLUMN || sql_walk_children(node, has_column, context);
}

/* Is it, or has it, an aggregate without a column? */
static bool
has_bare_aggregate(const SqlNode *node, void *context)
{
	if (node->kind == SQL_SUBQUERY)
		return false;
	if (node->kind == SQL_AGGREGATE && !sql_walk_children(node, has_column, context))
		return true;
	return sql_walk_children(node, has_bare_aggregate, context);
}

void
check_for_sublink(const FunctionCall *call, const SqlNode *tree)
{
	bool window = sql_contains_window(tree);

	if (window || has_bare_aggregate(tree, NULL))
		hogql_error(call->span, ERRCODE_FEATURE_NOT_SUPPORTED,
					psprintf("function %s of %s is not supported", call->name,
							 window ? "a window function" : "an aggregate without a column"),
					NULL, "Compute what is inside in a subquery.");
}

List *
argument_list(const FunctionCall *call, int from)
{
	List *list = NIL;

	for (int i = from; i < call->argument_count; i++)
		list = lappend(list, call->arguments[i].sql);
	return list;
}

SqlNode *
null_of_null(const FunctionCall *call, int from, SqlNode *sql)
{
	List *conditions = NIL;

	for (int i = from; i < call->argument_count; i++)
	{
		if (call->arguments[i].type->nullable)
			conditions = lappend(conditions, sql_is_not_null(call->arguments[i].sql));
	}
	return conditions == NIL ? sql : sql_if(sql_and(conditions), sql, NULL);
}

static void
check_arguments_for_sublink(const FunctionCall *call)
{
	for (int i = 0; i < call->argument_count; i++)
	{
		if (call->arguments[i].sql)
			check_for_sublink(call, call->arguments[i].sql);
	}
}

SqlNode *
call_template(const FunctionCall *call, const char *text)
{
	if (strstr(text, "SELECT"))
		check_arguments_for_sublink(call);
	return sql_template(text, argument_list(call, 0));
}

char *
enter_lambda(FunctionContext *context)
{
	return psprintf("l%d", ++context->lambda_depth);
}

void
leave_lambda(FunctionContext *context)
{
	context->lambda_depth--;
}

const char *
required_string(const FunctionCall *call, int argument)
{
	const char *text = operand_constant_string(&call->arguments[argument]);

	if (!text)
		argument_error(call, argument, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("argument %d of function %s has to be a constant String",
								argument + 1, call->name),
					   NULL);
	return text;
}

int64
required_int(const FunctionCall *call, int argument)
{
	int64 value;

	if (!operand_constant_int(&call->arguments[argument], &value))
		argument_error(call, argument, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("argument %d of function %s has to be a constant integer",
								argument + 1, call->name),
					   NULL);
	return value;
}

int
digits_argument(const FunctionCall *call, int argument, int most)
{
	int64 digits = required_int(call, argument);

	if (digits < 0 || digits > most)
		argument_error(call, argument, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("argument %d of function %s has to be from 0 to %d", argument + 1,
								call->name, most),
					   NULL);
	return (int) digits;
}

SqlNode *
default_of_type(const HogqlType *type)
{
	switch (type->kind)
	{
		case HOGQL_BOOL:
			return sql_boolean(false);
		case HOGQL_INT:
			return sql_bigint(0);
		case HOGQL_DECIMAL:
			return sql_numeric("0");
		case HOGQL_FLOAT:
			return sql_double(0);
		case HOGQL_STRING:
			return sql_string("");
		case HOGQL_UUID:
			return sql_typed(sql_type(SQL_TYPE_UUID), "00000000-0000-0000-0000-000000000000");
		case HOGQL_DATE:
			return sql_typed(sql_type(SQL_TYPE_DATE), "1970-01-01");
		case HOGQL_DATETIME:
			return sql_typed(hogql_sql_type(type),
							 type->wall_clock ? "1970-01-01 00:00:00" : "1970-01-01 00:00:00+00");
		case HOGQL_ARRAY:
			return sql_typed(hogql_sql_type(type), "{}");
		case HOGQL_MAP:
			return sql_typed(sql_type(SQL_TYPE_JSONB), "{}");
		default:
			return sql_null(hogql_sql_type(type));
	}
}

/* ---- Checking ---- */

static const char *
count_text(const Signature *signature, const char *what)
{
	if (signature->most < 0)
		return psprintf("at least %d %s%s", signature->least, what,
						signature->least == 1 ? "" : "s");
	if (signature->least == signature->most)
		return psprintf("%d %s%s", signature->least, what, signature->least == 1 ? "" : "s");
	return psprintf("%d to %d %ss", signature->least, signature->most, what);
}

static void
check_count(const FunctionCall *call, const Signature *signature, int count, const char *what)
{
	if (count >= signature->least && (signature->most < 0 || count <= signature->most))
		return;
	hogql_error(call->span, ERRCODE_UNDEFINED_FUNCTION,
				psprintf("function %s takes %s, found %d", call->function->name,
						 count_text(signature, what), count),
				NULL, NULL);
}

/* The way to bring an operand to the class, for a hint. */
static const char *
class_hint(OperandClass wanted)
{
	switch (wanted)
	{
		case CLASS_STRING:
		case CLASS_PATTERN:
			return "Convert it with toString(...).";
		case CLASS_INT:
			return "Convert it with toInt(...).";
		case CLASS_NUMBER:
		case CLASS_FLOAT:
			return "Convert it with toFloat(...).";
		case CLASS_DATE:
		case CLASS_DATETIME:
		case CLASS_TIME:
			return "Convert it with toDateTime(...).";
		case CLASS_BYTES:
			return "Bytes come from MD5, SHA256 and their like, and go into hex(...).";
		default:
			return NULL;
	}
}

static void
check_operand(const FunctionCall *call, const Operand *operand, int place, OperandClass wanted)
{
	bool is_lambda = operand->type->kind == HOGQL_LAMBDA;

	if (operand_class_accepts(wanted, operand))
		return;
	hogql_error(operand_span(operand, call), ERRCODE_DATATYPE_MISMATCH,
				psprintf("argument %d of function %s has to be %s, not %s", place + 1,
						 call->function->name, operand_class_name(wanted),
						 is_lambda ? "a lambda" : hogql_type_name(operand->type)),
				NULL, class_hint(wanted));
}

static void
read_signature(const FunctionCall *call, const char *text, Signature *signature)
{
	bool has_lambda = call->argument_count > 0 && call->arguments[0].type->kind == HOGQL_LAMBDA;

	signature_read(text, has_lambda, signature);
}

/* DISTINCT, OVER and the like only where they have a meaning. */
static void
check_kind(const FunctionCall *call)
{
	if (call->function->kind == FUNCTION_SCALAR &&
		(call->distinct || call->has_over || call->filter || call->order_by != NIL))
		hogql_error(call->span, ERRCODE_WRONG_OBJECT_TYPE,
					psprintf("function %s is no aggregate", call->function->name),
					"DISTINCT, ORDER BY, FILTER and OVER are for aggregates.", NULL);
	if (call->function->kind == FUNCTION_WINDOW && !call->has_over)
		hogql_error(call->span, ERRCODE_WINDOWING_ERROR,
					psprintf("function %s needs OVER", call->function->name), NULL, NULL);
}

void
function_check_arguments(FunctionCall *call)
{
	FunctionCall *inner = combinators_unwrap(call);
	Signature signature;

	check_kind(call);
	signature_read(call->function->parameters ? call->function->parameters : "", false, &signature);
	check_count(inner, &signature, inner->parameter_count, "parameter");
	for (int i = 0; i < inner->parameter_count; i++)
		check_operand(inner, &inner->parameters[i], i, signature_class(&signature, i));
	read_signature(inner, call->function->arguments, &signature);
	check_count(inner, &signature, inner->argument_count, "argument");
	for (int i = 0; i < inner->argument_count; i++)
		check_operand(inner, &inner->arguments[i], i, signature_class(&signature, i));
}

bool
function_takes_lambda(const HogqlFunction *function, int argument)
{
	return argument == 0 && function->arguments && strstr(function->arguments, "lambda");
}

const HogqlType *
function_lambda_parameter(FunctionCall *call, int parameter)
{
	const HogqlType *type;

	if (parameter + 1 >= call->argument_count)
		argument_error(call, 0, ERRCODE_UNDEFINED_FUNCTION,
					   psprintf("function %s has fewer arrays than its lambda has parameters",
								call->name),
					   NULL);
	type = call->arguments[parameter + 1].type;
	if (type->kind == HOGQL_NULL)
		return type;
	if (type->kind != HOGQL_ARRAY)
		argument_error(call, parameter + 1, ERRCODE_DATATYPE_MISMATCH,
					   psprintf("argument %d of function %s has to be an Array, not %s",
								parameter + 2, call->name, hogql_type_name(type)),
					   NULL);
	return type->element;
}

/* ---- The form in which types and prints see a call ---- */

static Operand *
adjusted_operands(const FunctionCall *call, const Operand *operands, int count,
				  const Signature *signature)
{
	Operand *adjusted = palloc(Max(count, 1) * sizeof(Operand));

	for (int i = 0; i < count; i++)
		adjusted[i] = operand_of_class(signature_class(signature, i), &operands[i], call->context);
	return adjusted;
}

Operand
function_operand(const FunctionCall *call, int place, const Operand *operand)
{
	Signature signature;

	read_signature(call, call->function->arguments, &signature);
	return operand_of_class(signature_class(&signature, place), operand, call->context);
}

/* The arrays of -Array are left as they are: it is their elements that the aggregate sees. */
static void
keep_arrays(FunctionCall *adjusted, const FunctionCall *call)
{
	if (!combinators_have(call, COMBINATOR_ARRAY))
		return;
	for (int i = 0; i < adjusted->argument_count; i++)
		adjusted->arguments[i].sql = call->arguments[i].sql;
}

static FunctionCall *
adjusted_call(FunctionCall *call)
{
	FunctionCall *adjusted = palloc(sizeof(FunctionCall));
	Signature signature;

	*adjusted = *combinators_unwrap(call);
	read_signature(adjusted, call->function->arguments, &signature);
	adjusted->arguments =
		adjusted_operands(adjusted, adjusted->arguments, adjusted->argument_count, &signature);
	keep_arrays(adjusted, call);
	return adjusted;
}

/* ---- The type ---- */

static const HogqlType *
common_type(const FunctionCall *call)
{
	const HogqlType *type = operands_common_type(call->arguments, call->argument_count);

	for (int i = 1; !type && i < call->argument_count; i++)
	{
		if (!operands_common_type(call->arguments, i + 1))
			argument_error(call, i, ERRCODE_DATATYPE_MISMATCH,
						   psprintf("arguments of function %s do not mix: %s and %s", call->name,
									hogql_type_name(call->arguments[0].type),
									hogql_type_name(call->arguments[i].type)),
						   "Bring them to one type with toString(...) or toFloat(...).");
	}
	return type;
}

static const HogqlType *
element_type(const FunctionCall *call)
{
	for (int i = 0; i < call->argument_count; i++)
	{
		if (call->arguments[i].type->kind == HOGQL_ARRAY)
			return call->arguments[i].type->element;
	}
	return hogql_type(HOGQL_NULL, true);
}

static const HogqlType *
argument_type(const FunctionCall *call, int argument)
{
	return argument < call->argument_count ? call->arguments[argument].type
										   : hogql_type(HOGQL_NULL, true);
}

static const HogqlKind scalar_results[] = {
	[RESULT_BOOL] = HOGQL_BOOL,		[RESULT_INT] = HOGQL_INT,
	[RESULT_FLOAT] = HOGQL_FLOAT,	[RESULT_DECIMAL] = HOGQL_DECIMAL,
	[RESULT_STRING] = HOGQL_STRING, [RESULT_UUID] = HOGQL_UUID,
	[RESULT_DATE] = HOGQL_DATE,		[RESULT_DATETIME] = HOGQL_DATETIME,
	[RESULT_JSON] = HOGQL_JSON,		[RESULT_BYTES] = HOGQL_BYTES,
};

static const HogqlType *
type_by_rule(FunctionCall *call)
{
	switch (call->function->result)
	{
		case RESULT_BY_HOOK:
			return call->function->result_hook(call);
		case RESULT_OF_FIRST:
			return argument_type(call, 0);
		case RESULT_OF_SECOND:
			return argument_type(call, 1);
		case RESULT_OF_THIRD:
			return argument_type(call, 2);
		case RESULT_COMMON:
			return common_type(call);
		case RESULT_ELEMENT:
			return element_type(call);
		case RESULT_ARRAY_OF_FIRST:
			return hogql_array(argument_type(call, 0), false);
		case RESULT_ARRAY_OF_STRING:
			return hogql_array(hogql_type(HOGQL_STRING, false), false);
		case RESULT_ARRAY_OF_INT:
			return hogql_array(hogql_type(HOGQL_INT, false), false);
		case RESULT_ARRAY_OF_FLOAT:
			return hogql_array(hogql_type(HOGQL_FLOAT, false), false);
		default:
			return hogql_type(scalar_results[call->function->result], false);
	}
}

static bool
any_nullable(const FunctionCall *call)
{
	for (int i = 0; i < call->argument_count; i++)
	{
		if (call->arguments[i].type->nullable)
			return true;
	}
	return false;
}

static const HogqlType *
with_null_rule(const FunctionCall *call, const HogqlType *type)
{
	switch (call->function->nulls)
	{
		case NULLS_PASS:
			return hogql_with_null(type, any_nullable(call));
		case NULLS_NEVER:
			return hogql_with_null(type, false);
		case NULLS_ALWAYS:
			return hogql_with_null(type, true);
		case NULLS_OF_FIRST:
			return hogql_with_null(type, argument_type(call, 0)->nullable);
		case NULLS_BY_HOOK:
			break;
	}
	return type;
}

/* A column's Bool loses its third value on the way through a function. */
static const HogqlType *
plain_bool(const HogqlType *type)
{
	return type->three_valued ? hogql_type(HOGQL_BOOL, type->nullable) : type;
}

static const HogqlType *
inner_type(FunctionCall *adjusted)
{
	adjusted->type = plain_bool(with_null_rule(adjusted, type_by_rule(adjusted)));
	return adjusted->type;
}

const HogqlType *
function_result_type(FunctionCall *call)
{
	call->type = combinators_type(call, inner_type(adjusted_call(call)));
	return call->type;
}

/* ---- The print ---- */

SqlNode *
aggregate_of_call(const FunctionCall *call, SqlNode *aggregate)
{
	if (call->distinct)
		aggregate = sql_distinct(aggregate);
	if (call->order_by != NIL)
		aggregate = sql_ordered(aggregate, call->order_by);
	if (call->filter)
		aggregate = filtered(aggregate, call->filter);
	return call->over ? sql_over(aggregate, call->over) : aggregate;
}

SqlNode *
function_print_inner(FunctionCall *call)
{
	const HogqlFunction *function = call->function;

	if (function->print)
		return function->print(call);
	if (function->kind == FUNCTION_SCALAR)
		return call_template(call, function->sql);
	if (strchr(function->sql, '{'))
		return aggregate_of_call(call,
								 sql_aggregate_template(function->sql, argument_list(call, 0)));
	return aggregate_of_call(call, sql_aggregate(function->sql, argument_list(call, 0)));
}

SqlNode *
function_print(FunctionCall *call)
{
	FunctionCall *adjusted = adjusted_call(call);

	(void) inner_type(adjusted);
	call->type = combinators_type(call, adjusted->type);
	if (call->combinators == NIL)
		return function_print_inner(adjusted);
	return combinators_print(call, adjusted);
}
