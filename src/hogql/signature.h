/*
 * hogql/signature.h
 *		What a signature ("string, int[, int]") says of a function's operands; functions.h has the words.
 */
#ifndef METAHOG_HOGQL_SIGNATURE_H
#define METAHOG_HOGQL_SIGNATURE_H

#include "hogql/functions.h"

typedef enum OperandClass
{
	CLASS_ANY,
	CLASS_ARRAY,
	CLASS_BYTES,
	CLASS_CONDITION,
	CLASS_CONSTANT,
	CLASS_CONSTANT_INT,
	CLASS_CONSTANT_NUMBER,
	CLASS_CONSTANT_STRING,
	CLASS_DATE,
	CLASS_DATETIME,
	CLASS_FLOAT,
	CLASS_INT,
	CLASS_INTERVAL,
	CLASS_JSON,
	CLASS_LAMBDA,
	CLASS_MAP,
	CLASS_NUMBER,
	CLASS_ORDERED,
	CLASS_PATTERN,
	CLASS_RAW,
	CLASS_STRING,
	CLASS_TIME,
	CLASS_TUPLE,
	CLASS_UNIT,
	CLASS_UUID,
	CLASS_ZONE,
	CLASS_UNKNOWN_WORD, /* the signature is wrong: a test looks for it */
} OperandClass;

#define OPERAND_CLASS_COUNT CLASS_UNKNOWN_WORD

#define MOST_SIGNATURE_PARTS 12

typedef struct Signature
{
	OperandClass parts[MOST_SIGNATURE_PARTS];
	int count;
	int least; /* so many operands */
	int most;  /* -1: any number: the last part repeats */
} Signature;

/* In front of a signature "[lambda, ]" is read as if it were not there, unless has_lambda. */
extern void signature_read(const char *text, bool has_lambda, Signature *signature);

/* The class of an operand, counted from 0. */
extern OperandClass signature_class(const Signature *signature, int place);

/* What a class is called in messages: "a number". */
extern const char *operand_class_name(OperandClass wanted);

/* May an operand of this type stand where the class is wanted?  node may be NULL. */
extern bool operand_class_accepts(OperandClass wanted, const Operand *operand);

/* The operand as a print sees it, its type changed as well; its sql may be NULL while resolving. */
extern Operand operand_of_class(OperandClass wanted, const Operand *operand,
								const FunctionContext *context);

#endif /* METAHOG_HOGQL_SIGNATURE_H */
