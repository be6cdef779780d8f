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

/* In gather.c: the call that an aggregate becomes which gathers arrays first; no text can have its name. */
#define AGGREGATE_OF_ARRAYS "_aggregateOfArrays"

/* Is it one for which PostgreSQL has no window function? */
extern bool window_is_gathered(const AstWindowFunction *window, const FunctionCall *call);

/* What stands for it, of copies of its parts, which are not resolved. */
extern AstNode *window_gather(const AstWindowFunction *window, const FunctionCall *call);

/* What stands for an aggregate of constants that would be a sublink; NULL if it may stay as it is. */
extern AstNode *aggregate_gather(const AstCall *call, const AstCall *unresolved,
								 const FunctionCall *function);

extern void resolve_aggregate_of_arrays(Resolver *resolver, AstCall *node);
extern SqlNode *lower_aggregate_of_arrays(Lowering *lowering, AstCall *node);

#endif /* METAHOG_HOGQL_CALL_H */
