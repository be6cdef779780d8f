/*
 * hogql/comparison.h
 *		What comparisons and IN share.
 */
#ifndef METAHOG_HOGQL_COMPARISON_H
#define METAHOG_HOGQL_COMPARISON_H

#include "hogql/expressions.h"

/*
 * In read_placeholder.c.  A placeholder whose value is a String, beside a time, a number or the like, is read as
 * a constant is: *side becomes that constant.  Likewise in a tuple beside a tuple.
 */
extern void read_placeholder(Resolver *resolver, AstNode **side, const HogqlType *other);

/* An array of Strings that a value is looked for in, as an array of constants, not resolved; NULL if it is none. */
extern AstNode *read_placeholder_list(Resolver *resolver, AstNode *list, const HogqlType *tested);

/* Can a constant String be read as such a type? */
extern bool reads_strings(const HogqlType *type);

/*
 * Brings lowered operands that are compared with the first one to forms that the remote's operators take;
 * their types stay as they were.  They have a common type.
 */
extern void bring_together(Lowering *lowering, Operand *operands, int count);

/* A condition that is NULL if an operand is, where the mode needs to know what it is then. */
extern SqlNode *null_safe(SqlNode *condition, bool when_null, bool nullable, LoweringMode mode);

/* "=" or "!=" of two operands that have been brought together. */
extern SqlNode *equal_sides(Operand *left, Operand *right, LoweringMode mode, bool negated);

/* In pattern.c: LIKE (SQL_OP_LIKE, SQL_OP_ILIKE) and regular expressions (SQL_OP_MATCH, SQL_OP_IMATCH). */
extern SqlNode *lower_pattern(Lowering *lowering, AstCompareOperation *compare, SqlOperator op,
							  LoweringMode mode, bool negated);

/* Can one of them be NULL? */
extern bool operands_nullable(const Operand *operands, int count);

/* In in_query.c: IN with a subquery on the right. */
extern SqlNode *lower_in_query(Lowering *lowering, AstCompareOperation *compare, LoweringMode mode,
							   bool negated);

#endif /* METAHOG_HOGQL_COMPARISON_H */
