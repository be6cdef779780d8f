/*
 * hogql/signature.c
 *		Signatures are read, and operands are brought to the form of their class.
 *
 * - A signature is read anew for each call: it is a few words.
 * - What a class accepts is what operand_of_class() can bring to its form.
 */
#include "postgres.h"

#include "hogql/families.h"
#include "hogql/operands.h"
#include "hogql/signature.h"

static const struct
{
	const char *word;
	const char *meaning;
} classes[] = {
	[CLASS_ANY] = {"any", "a value"},
	[CLASS_ARRAY] = {"array", "an Array"},
	[CLASS_BYTES] = {"bytes", "bytes"},
	[CLASS_CONDITION] = {"condition", "a condition"},
	[CLASS_CONSTANT] = {"constant", "a constant"},
	[CLASS_CONSTANT_INT] = {"constant int", "a constant integer"},
	[CLASS_CONSTANT_NUMBER] = {"constant number", "a constant number"},
	[CLASS_CONSTANT_STRING] = {"constant string", "a constant String"},
	[CLASS_DATE] = {"date", "a Date or DateTime"},
	[CLASS_DATETIME] = {"datetime", "a DateTime or Date"},
	[CLASS_FLOAT] = {"float", "a number"},
	[CLASS_INT] = {"int", "an integer"},
	[CLASS_INTERVAL] = {"interval", "an interval"},
	[CLASS_JSON] = {"json", "JSON or a String"},
	[CLASS_LAMBDA] = {"lambda", "a lambda"},
	[CLASS_MAP] = {"map", "a Map"},
	[CLASS_NUMBER] = {"number", "a number"},
	[CLASS_ORDERED] = {"ordered", "a value that has an order"},
	[CLASS_PATTERN] = {"pattern", "a regular expression"},
	[CLASS_RAW] = {"raw", "a value"},
	[CLASS_STRING] = {"string", "a String"},
	[CLASS_TIME] = {"time", "a Date or DateTime"},
	[CLASS_TUPLE] = {"tuple", "a Tuple"},
	[CLASS_UNIT] = {"unit", "a constant unit of time"},
	[CLASS_UUID] = {"uuid", "a UUID"},
	[CLASS_ZONE] = {"zone", "the constant name of a time zone"},
};

/* ---- Reading ---- */

static OperandClass
class_of_word(const char *word, int length)
{
	for (int i = 0; i < OPERAND_CLASS_COUNT; i++)
	{
		if (strncmp(classes[i].word, word, length) == 0 && classes[i].word[length] == '\0')
			return i;
	}
	return CLASS_UNKNOWN_WORD;
}

void
signature_read(const char *text, bool has_lambda, Signature *signature)
{
	const char *optional_lambda = "[lambda, ]";
	bool optional = false;

	memset(signature, 0, sizeof(Signature));
	if (strncmp(text, optional_lambda, strlen(optional_lambda)) == 0)
	{
		text += strlen(optional_lambda);
		if (has_lambda)
		{
			signature->parts[signature->count++] = CLASS_LAMBDA;
			signature->least++;
		}
	}
	while (*text)
	{
		int length = (int) strspn(text, "abcdefghijklmnopqrstuvwxyz ");

		if (*text == '[')
			optional = true;
		if (*text == ' ')
			length = 1;
		else if (length > 0)
		{
			Assert(signature->count < MOST_SIGNATURE_PARTS);
			signature->parts[signature->count++] = class_of_word(text, length);
			signature->least += !optional;
		}
		if (strncmp(text, "...", 3) == 0)
			signature->most = -1;
		text += Max(length, 1);
	}
	if (signature->most == 0)
		signature->most = signature->count;
}

OperandClass
signature_class(const Signature *signature, int place)
{
	if (signature->count == 0)
		return CLASS_ANY;
	return signature->parts[Min(place, signature->count - 1)];
}

const char *
operand_class_name(OperandClass wanted)
{
	return classes[wanted].meaning;
}

/* ---- What a class accepts ---- */

static bool
has_order(const HogqlType *type)
{
	return type->kind != HOGQL_JSON && type->kind != HOGQL_MAP && type->kind != HOGQL_BYTES &&
		   type->kind != HOGQL_LAMBDA;
}

static bool
accepts_constant(OperandClass wanted, const Operand *operand)
{
	int64 integer;
	double number;

	switch (wanted)
	{
		case CLASS_CONSTANT:
			return operand_is_constant(operand) && !operand_is_null(operand);
		case CLASS_CONSTANT_INT:
			return operand_constant_int(operand, &integer);
		case CLASS_CONSTANT_NUMBER:
			return operand_constant_number(operand, &number);
		default:
			return operand_constant_string(operand) != NULL;
	}
}

static bool
is_number_or_bool(const HogqlType *type)
{
	return hogql_is_number(type) || type->kind == HOGQL_BOOL;
}

bool
operand_class_accepts(OperandClass wanted, const Operand *operand)
{
	const HogqlType *type = operand->type;
	bool is_text_constant = type->kind == HOGQL_STRING && operand_constant_string(operand);

	if (wanted == CLASS_CONSTANT || wanted == CLASS_CONSTANT_INT ||
		wanted == CLASS_CONSTANT_NUMBER || wanted == CLASS_CONSTANT_STRING ||
		wanted == CLASS_UNIT || wanted == CLASS_ZONE)
		return accepts_constant(wanted, operand);
	if (type->kind == HOGQL_LAMBDA || wanted == CLASS_LAMBDA)
		return type->kind == HOGQL_LAMBDA && wanted == CLASS_LAMBDA;
	if (wanted != CLASS_RAW && (type->kind == HOGQL_BYTES || wanted == CLASS_BYTES))
		return type->kind == HOGQL_BYTES && wanted == CLASS_BYTES;
	if (type->kind == HOGQL_NULL || type->kind == HOGQL_UNKNOWN)
		return true;
	switch (wanted)
	{
		case CLASS_ARRAY:
			return type->kind == HOGQL_ARRAY;
		case CLASS_CONDITION:
		case CLASS_FLOAT:
		case CLASS_NUMBER:
			return is_number_or_bool(type);
		case CLASS_DATE:
		case CLASS_DATETIME:
		case CLASS_TIME:
			return hogql_is_time(type) || is_text_constant;
		case CLASS_INT:
			return type->kind == HOGQL_INT || type->kind == HOGQL_BOOL;
		case CLASS_INTERVAL:
			return type->kind == HOGQL_INTERVAL;
		case CLASS_JSON:
			return type->kind == HOGQL_JSON || type->kind == HOGQL_STRING;
		case CLASS_MAP:
			return type->kind == HOGQL_MAP;
		case CLASS_ORDERED:
			return has_order(type);
		case CLASS_PATTERN:
		case CLASS_STRING:
			return type->kind == HOGQL_STRING;
		case CLASS_TUPLE:
			return type->kind == HOGQL_TUPLE;
		case CLASS_UUID:
			return type->kind == HOGQL_UUID || is_text_constant;
		default:
			return true;
	}
}

/* ---- The form of a class ---- */

/* What a constant String is read as, or NULL itself is; else NULL: the type stays. */
static const HogqlType *
type_of_class(OperandClass wanted, const HogqlType *type)
{
	bool nullable = type->nullable;

	switch (wanted)
	{
		case CLASS_CONDITION:
			return hogql_type(HOGQL_BOOL, nullable);
		case CLASS_DATE:
			return hogql_type(HOGQL_DATE, nullable);
		case CLASS_DATETIME:
			return type->kind == HOGQL_DATETIME ? NULL : hogql_datetime(0, nullable);
		case CLASS_FLOAT:
			return hogql_type(HOGQL_FLOAT, nullable);
		case CLASS_INT:
			return hogql_type(HOGQL_INT, nullable);
		case CLASS_JSON:
			return hogql_type(HOGQL_JSON, nullable);
		case CLASS_NUMBER:
			return hogql_is_number(type) ? NULL : hogql_type(HOGQL_INT, nullable);
		case CLASS_PATTERN:
		case CLASS_STRING:
			return hogql_type(HOGQL_STRING, nullable);
		case CLASS_TIME:
			return hogql_is_time(type) ? NULL : hogql_datetime(0, nullable);
		case CLASS_UUID:
			return hogql_type(HOGQL_UUID, nullable);
		case CLASS_INTERVAL:
			return type->kind == HOGQL_INTERVAL ? NULL : hogql_interval(UNIT_NONE, nullable);
		case CLASS_ARRAY:
			return type->kind == HOGQL_ARRAY
					   ? NULL
					   : hogql_array(hogql_type(HOGQL_STRING, true), nullable);
		default:
			return NULL;
	}
}

Operand
operand_of_class(OperandClass wanted, const Operand *operand, const FunctionContext *context)
{
	Operand result = *operand;
	const HogqlType *type = type_of_class(wanted, operand->type);

	if (!type)
		return result;
	result.type = type;
	if (!operand->sql)
		return result;
	if (wanted == CLASS_CONDITION)
		result.sql = operand_condition(operand);
	else if (operand->type->kind != HOGQL_INT || type->kind != HOGQL_INT)
		result.sql = operand_as(operand, type, context);
	return result;
}
