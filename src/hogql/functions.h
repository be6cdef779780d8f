/*
 * hogql/functions.h
 *		The functions of HogQL: one table with what each takes, what it gives, and how it is printed.
 *
 * How a call goes:
 * - the resolver finds the function (functions_lookup), resolves the arguments, checks them
 *   (function_check_arguments) and asks for the type of the result (function_result_type);
 * - lowering fills in each operand's sql and asks for the tree (function_print).
 * Both see the same FunctionCall, made anew by each.
 *
 * A signature is text that is read when a call is checked, and shown by hogql_functions(): classes of
 * operands, "string, int[, int]"; "..." behind the last repeats it ("any..." once or more, "[any...]"
 * also none).  A print sees each operand in the form of its class:
 *
 *   any        as it is                     int        any integer of PostgreSQL; a Bool as 0 or 1
 *   number     a Bool as 0 or 1             float      float8
 *   string     text                         condition  boolean, maybe NULL; a number is <> 0
 *   time       a Date or a DateTime         date       date; a DateTime's is the one in its zone
 *   datetime   a Date is its midnight       ordered    any type that has an order
 *   json       jsonb; a text is cast        lambda     its parameters run over the arrays behind it
 *   array, map, tuple, uuid, interval, bytes: of that kind; raw: any, and bytes as well
 *   unit, zone, pattern: constant names of a unit, of a zone; a regular expression
 *   constant, constant string, constant int, constant number: known when the query is read, not NULL
 *
 * A constant String is read as a time, a uuid or a number where the class asks for one.
 */
#ifndef METAHOG_HOGQL_FUNCTIONS_H
#define METAHOG_HOGQL_FUNCTIONS_H

#include "hogql/ast.h"
#include "hogql/hogql_error.h"
#include "hogql/types.h"
#include "sqltree/sqltree.h"

typedef struct HogqlFunction HogqlFunction;

/* An argument or a parameter of a call. */
typedef struct Operand
{
	AstNode *node; /* where it stands and whether it is constant; NULL if it was made here */
	const HogqlType *type; /* never NULL; of a lambda, element is the type of its body */
	SqlNode *sql;		   /* NULL while resolving, and of a lambda */
} Operand;

/* What functions know of the world, the same for a whole query. */
typedef struct FunctionContext
{
	const char *zone;	/* the session's */
	bool monday_first;	/* weeks of calls without a mode begin on Monday */
	int server_version; /* the remote's, such as 150004 */
	int lambda_depth;	/* so many lambdas are being lowered; families.h */

	/* Lower a lambda's body; parameters are the SqlNodes that its names stand for. */
	SqlNode *(*lower_lambda)(void *state, const Operand *lambda, List *parameters);
	void *state;
} FunctionContext;

typedef struct FunctionCall
{
	const HogqlFunction *function; /* behind combinators: of the aggregate itself */
	FunctionContext *context;
	AstNode *node;	  /* the call */
	const char *name; /* as written, for messages */
	HogqlSpan span;	  /* of the name */
	Operand *arguments;
	int argument_count;
	Operand *parameters; /* quantile(0.9)(x): the 0.9 */
	int parameter_count;
	const HogqlType *type; /* of the result, once known */

	/* Only of aggregates and windows, all but the first two NULL while resolving. */
	bool has_over;
	bool distinct;
	List *order_by;	 /* of SqlOrder, to go into the aggregate */
	SqlNode *filter; /* FILTER (WHERE …), two-valued */
	SqlWindow *over;
	bool
		descending; /* percentile_cont(p) WITHIN GROUP (ORDER BY e DESC); p is a parameter, e an argument */
	List *combinators; /* of const Combinator *, the innermost first; see combinators.h */
} FunctionCall;

typedef enum FunctionKind
{
	FUNCTION_SCALAR,
	FUNCTION_AGGREGATE, /* also with OVER */
	FUNCTION_WINDOW,	/* only with OVER */
} FunctionKind;

/* What an aggregate is with OVER. */
typedef enum OverRule
{
	OVER_PLAIN,		 /* a window function of PostgreSQL */
	OVER_GATHERED,	 /* the rows of the frame are gathered first: gather.c */
	OVER_EVENTS,	 /* likewise; all arguments but the first are conditions */
	OVER_CONDITIONS, /* likewise; all arguments are */
} OverRule;

/* The type of the result, but for whether it can be NULL. */
typedef enum ResultRule
{
	RESULT_BY_HOOK,
	RESULT_BOOL,
	RESULT_INT,
	RESULT_FLOAT,
	RESULT_DECIMAL,
	RESULT_STRING,
	RESULT_UUID,
	RESULT_DATE,
	RESULT_DATETIME, /* an instant of precision 0 */
	RESULT_JSON,
	RESULT_BYTES,
	RESULT_OF_FIRST, /* of the first operand */
	RESULT_OF_SECOND,
	RESULT_OF_THIRD,
	RESULT_COMMON,	/* the common type of all operands */
	RESULT_ELEMENT, /* an element of the first array among the operands */
	RESULT_ARRAY_OF_FIRST,
	RESULT_ARRAY_OF_STRING,
	RESULT_ARRAY_OF_INT,
	RESULT_ARRAY_OF_FLOAT,
} ResultRule;

/* Whether the result can be NULL. */
typedef enum NullRule
{
	NULLS_PASS, /* if an operand can */
	NULLS_NEVER,
	NULLS_ALWAYS,	/* it always can */
	NULLS_OF_FIRST, /* if the first operand can */
	NULLS_BY_HOOK,	/* the result's hook says */
} NullRule;

struct HogqlFunction
{
	const char *name;
	FunctionKind kind;
	OverRule over;
	const char *parameters; /* signature of the first pair of parentheses of two, or NULL */
	const char *arguments;	/* signature; NULL for an alias and for what is refused */
	ResultRule result;
	NullRule nulls;
	const HogqlType *(*result_hook)(FunctionCall *call);
	const char
		*sql; /* a template of PostgreSQL; of an aggregate, its plain name, to be qualified */
	SqlNode *(*print)(FunctionCall *call);
	bool is_volatile;	  /* two calls differ */
	int variant;		  /* for hooks that print a whole family */
	const char *text;	  /* likewise */
	int since;			  /* the first version of PostgreSQL that takes the print: 13; 0: all */
	const char *reads_as; /* the operator as which the resolver reads the call: it has no print */
	const char *same_as;  /* another name of the same function */
	const char *refused;  /* why it is refused: a sentence for DETAIL */
	const char *instead;  /* the way round: a sentence for HINT */
	const char *note;	  /* a line of documentation */
};

/* A family: a piece of the table, in a file of its own. */
typedef struct FunctionFamily
{
	const char *title;
	const HogqlFunction *functions;
	int count;
} FunctionFamily;

/*
 * The function of a name: exact, else in any case; NULL if there is none.  Aliases are followed, so the
 * name in the result may be another.  It may be one that is refused.
 */
extern const HogqlFunction *functions_lookup(const char *name);

/* One entry of the whole table, counted from 0, in the order of names; NULL behind the last. */
extern const HogqlFunction *functions_nth(int number);

/*
 * As above for the resolver: raises 42883 with "perhaps you meant", and 0A000 for what is refused.  For
 * an aggregate with combinators ("sumArrayIf") *combinators is set to a List of them.
 */
extern const HogqlFunction *functions_find(const char *name, HogqlSpan span,
										   const FunctionContext *context, List **combinators);

/* The known name that is nearest to one, or NULL. */
extern const char *functions_nearest(const char *name);

/*
 * Does this argument, counted from 0, take a lambda?  Then the others are to be resolved first:
 * parameter k of the lambda is an element of argument k + 1.
 */
extern bool function_takes_lambda(const HogqlFunction *function, int argument);

/* The type of a lambda's parameter, counted from 0; raises 42804 if argument k + 1 is no array. */
extern const HogqlType *function_lambda_parameter(FunctionCall *call, int parameter);

/* Raise 42883 if the number of arguments is wrong, 42804 at the operand if one is of a wrong type. */
extern void function_check_arguments(FunctionCall *call);

/* Also sets call->type. */
extern const HogqlType *function_result_type(FunctionCall *call);

/* The tree of the call.  Each operand's sql is set, and appears in it at least once if it is used. */
extern SqlNode *function_print(FunctionCall *call);

/* ---- Operands, for expressions as well as for functions. ---- */

/*
 * The operand brought to another type: ints and floats, Bool as 0 or 1, a Date's midnight, a constant
 * String read (22007, 22P02 at it if it cannot be), NULL.  Raises 42804 if there is no such way.
 * The result's form is exact (types.h).
 */
extern SqlNode *operand_as(const Operand *operand, const HogqlType *type,
						   const FunctionContext *context);

/* Can it be brought to the type?  A constant String is not read, only its type is looked at. */
extern bool operand_fits(const Operand *operand, const HogqlType *type);

/* The common type of operands, constant Strings looked at as above; NULL if there is none. */
extern const HogqlType *operands_common_type(const Operand *operands, int count);

/* The SQL in the exact form of its type. */
extern SqlNode *operand_exact(const Operand *operand);

/* Values of a constant operand; false or NULL if it is none of that type.  A placeholder is none. */
extern const char *operand_constant_string(const Operand *operand);
extern bool operand_constant_int(const Operand *operand, int64 *value);
extern bool operand_constant_number(const Operand *operand, double *value);
extern bool operand_is_null(const Operand *operand);

/* A value of the type out of a jsonb, and into one: for elements of compound arrays, tuples and maps. */
extern SqlNode *value_from_jsonb(FunctionContext *context, SqlNode *jsonb, const HogqlType *type);
extern SqlNode *value_to_jsonb(FunctionContext *context, SqlNode *value, const HogqlType *type);

/* x as toString() has it: also concat, templates and CAST. */
extern SqlNode *operand_to_string(const Operand *operand, FunctionContext *context);

#endif /* METAHOG_HOGQL_FUNCTIONS_H */
