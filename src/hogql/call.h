/*
 * hogql/call.h
 *		What the files of calls share: functions, window functions, and what only looks like a call.
 */
#ifndef METAHOG_HOGQL_CALL_H
#define METAHOG_HOGQL_CALL_H

#include "hogql/expressions.h"

/* count(*): its star is no argument. */
extern bool is_count_star(const HogqlFunction *function, List *args);

/* A call that no text has, of operands that are resolved or lowered. */
extern FunctionCall made_call(FunctionContext *context, const char *name, AstNode *node,
							  Operand *operands, int count);

/* The meaning of a call of an aggregate, whose parts are resolved and whose type is known. */
extern void annotate_aggregate(Resolver *resolver, AstNode *node, const FunctionCall *call);

/* What a print is to know of a call: function, operands, lowered. */
extern void begin_call(Lowering *lowering, FunctionCall *call, AstNode *node, List *params,
					   List *args);

/* In special_call.c: EXISTS, arrayJoin, CASE e WHEN; false if it is none of these. */
extern bool resolve_special_call(Resolver *resolver, AstCall *call);
extern SqlNode *lower_special_call(Lowering *lowering, AstCall *call);

#endif /* METAHOG_HOGQL_CALL_H */
