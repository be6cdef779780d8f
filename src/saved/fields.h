/*
 * saved/fields.h
 *		Definitions as callers give them: a JSON object whose keys are fields that are known.
 *
 * Whatever is wrong with one raises 22023, and names the field.
 */
#ifndef METAHOG_SAVED_FIELDS_H
#define METAHOG_SAVED_FIELDS_H

#include "source/column_list.h"

/* Longest texts and documents, in bytes. */
#define MAX_SAVED_NAME 200
#define MAX_SAVED_FOLDER 1000
#define MAX_SAVED_DOCUMENT 65536

typedef enum FieldType
{
	FIELD_STRING,
	FIELD_OBJECT,
	FIELD_ARRAY,
	FIELD_NUMBER, /* a whole one of 32 bits */
	FIELD_ANY,	  /* read by somebody else */
} FieldType;

struct FieldValue;

typedef struct Field
{
	const char *name;
	FieldType type;
	int max_bytes;	  /* of a string, or of an object or array as jsonb has it */
	bool may_be_null; /* which puts the column's default back */
	/* Raises what else is wrong with it; NULL: nothing is. */
	void (*check)(const char *name, const struct FieldValue *value);
} Field;

typedef struct FieldValue
{
	bool given;
	bool is_null;
	char *text;		  /* FIELD_STRING */
	Jsonb *json;	  /* FIELD_OBJECT, FIELD_ARRAY */
	int number;		  /* FIELD_NUMBER */
	JsonbValue value; /* FIELD_ANY, and of all others */
} FieldValue;

/* Read the object into as many values as there are fields; what names it in errors: "saved query". */
extern void fields_read(const Field *fields, int count, JsonbContainer *object, const char *what,
						FieldValue *values);

/* A value alone, as if it were that field of an object. */
extern void field_read(const Field *field, const JsonbValue *value, FieldValue *result);

/* The columns of those that are given, whose names are the fields'. */
extern void fields_add_column(ColumnList *list, const Field *field, const FieldValue *value);

/* Checks that several kinds of objects have. */
extern void field_check_name(const char *name, const FieldValue *value);
extern void field_check_folder(const char *name, const FieldValue *value);

/* Raise 22023: field "name" problem. */
extern void field_error(const char *name, const char *problem) pg_attribute_noreturn();

/* The object that the value is, else NULL. */
extern JsonbContainer *json_object_of(const JsonbValue *value);

/* The member of an object; false if it has none of that name. */
extern bool json_member(JsonbContainer *object, const char *key, JsonbValue *value);

/* The string that it is, palloc'd. */
extern char *json_string_text(const JsonbValue *value);

/* The value as JSON text, palloc'd. */
extern char *json_value_text(const JsonbValue *value);

/* Is it a whole number of 32 bits? */
extern bool json_int(const JsonbValue *value, int *number);

/* JSON text as jsonb. */
extern Jsonb *json_from_text(const char *text);

#endif /* METAHOG_SAVED_FIELDS_H */
