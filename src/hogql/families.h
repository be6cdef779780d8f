/*
 * hogql/families.h
 *		The pieces of the table of functions, each in a file of its own, and what they share.
 *
 * A family's file has its prints, then its table, then the FunctionFamily: a reader begins at the table.
 */
#ifndef METAHOG_HOGQL_FAMILIES_H
#define METAHOG_HOGQL_FAMILIES_H

#include "hogql/functions.h"

extern const FunctionFamily conversion_functions;
extern const FunctionFamily encoding_functions;
extern const FunctionFamily condition_functions;
extern const FunctionFamily number_functions;
extern const FunctionFamily rounding_functions;
extern const FunctionFamily text_functions;
extern const FunctionFamily search_functions;
extern const FunctionFamily regexp_functions;
extern const FunctionFamily split_functions;
extern const FunctionFamily time_reading_functions;
extern const FunctionFamily time_part_functions;
extern const FunctionFamily time_start_functions;
extern const FunctionFamily time_arithmetic_functions;
extern const FunctionFamily time_format_functions;
extern const FunctionFamily json_functions;
extern const FunctionFamily array_functions;
extern const FunctionFamily array_search_functions;
extern const FunctionFamily lambda_functions;
extern const FunctionFamily map_functions;
extern const FunctionFamily url_functions;
extern const FunctionFamily aggregate_functions;
extern const FunctionFamily quantile_functions;
extern const FunctionFamily sequence_functions;
extern const FunctionFamily window_functions;
extern const FunctionFamily refused_functions;

/* All of them, in the order of documentation, behind the last NULL. */
extern const FunctionFamily *const function_families[];

/* ---- What prints are made of. ---- */

/* Raise an error at an argument, counted from 0; the message's %s is text.  hint may be NULL. */
extern void argument_error(const FunctionCall *call, int argument, int sqlstate,
						   const char *message, const char *hint) pg_attribute_noreturn();

/* Where an operand stands; where the call does, if it was made here. */
extern HogqlSpan operand_span(const Operand *operand, const FunctionCall *call);

/* The SQL of all arguments, or of those from one on. */
extern List *argument_list(const FunctionCall *call, int from);

/*
 * Raise 0A000 where a tree could not go into a sublink without changing its meaning: for a window function in
 * it, and for an aggregate that has no column of the query and so would be the sublink's own.
 */
extern void check_for_sublink(const FunctionCall *call, const SqlNode *tree);

/* The same tree, but NULL if an argument from one on is NULL: for prints that would overlook it. */
extern SqlNode *null_of_null(const FunctionCall *call, int from, SqlNode *sql);

/* A template with the SQL of all arguments. */
extern SqlNode *call_template(const FunctionCall *call, const char *text);

/*
 * Names of entries of FROM in sublinks.  Those of the form "x1" are reserved (lowering.h): a query's own
 * relations are never printed so.  No operand may refer to one, so what a print has built with such a name
 * stands in FROM of a further sublink of the same name, not beside it.
 * A lambda's relation is named for how many lambdas are around it: "l1".  A name must not change from
 * print to print, or the same expression would not be found in GROUP BY.
 */
#define ITEM "x1"

extern char *enter_lambda(FunctionContext *context);
extern void leave_lambda(FunctionContext *context);

/* The default of a type: 0, '', false, 1970-01-01 …; NULL where there is none. */
extern SqlNode *default_of_type(const HogqlType *type);

/* The aggregate with what the call has of DISTINCT, ORDER BY, FILTER and OVER. */
extern SqlNode *aggregate_of_call(const FunctionCall *call, SqlNode *aggregate);

/* An operand in the form that the signature asks for at a place. */
extern Operand function_operand(const FunctionCall *call, int place, const Operand *operand);

/* The tree of a call that is adjusted already, without its combinators. */
extern SqlNode *function_print_inner(FunctionCall *call);

/* A constant argument that has to be there: raises 22023 at it. */
extern const char *required_string(const FunctionCall *call, int argument);
extern int64 required_int(const FunctionCall *call, int argument);

/* Likewise a number of digits, from 0 to so many. */
extern int digits_argument(const FunctionCall *call, int argument, int most);

/* ---- Arrays: functions_array.c. ---- */

/*
 * What an aggregate over the elements of arrays reads: the columns v1, v2 … of a relation, and that relation.
 * The operands have SQL if the arrays have.
 */
extern Operand *elements_of(FunctionContext *context, const Operand *arrays, int count,
							const char *relation);
extern SqlSelect *select_from_elements(const Operand *arrays, int count, const char *relation);

/* ---- Time: functions_time.c. ---- */

/* A DateTime as an instant, and as the wall clock of its zone (of `zone`, if that is not NULL). */
extern SqlNode *as_instant(const Operand *operand);
extern SqlNode *as_wall_clock(const Operand *operand, const char *zone);

/* The zone's name of a constant argument, if it is there and known; else 22023 at it.  NULL: not there. */
extern const char *zone_argument(const FunctionCall *call, int argument);

/* Raises 22023 at the place if no zone has this name. */
extern void zone_check(const char *name, HogqlSpan span);

/* An argument as the wall clock of the zone that another argument names; as it is if there is none. */
extern Operand operand_in_zone(const FunctionCall *call, int argument, int zone);

/* The same, and a Date is a wall clock's midnight. */
extern Operand clock_operand(const FunctionCall *call, int argument, int zone);

/* A DateTime: the wall clock of this type's zone if it is one, else an instant. */
extern const HogqlType *datetime_like(const HogqlType *type, int precision, bool nullable);

#endif /* METAHOG_HOGQL_FAMILIES_H */
