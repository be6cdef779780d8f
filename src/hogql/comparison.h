/*
 * hogql/comparison.h
 *		What comparisons and IN share.
 */
#ifndef METAHOG_HOGQL_COMPARISON_H
#define METAHOG_HOGQL_COMPARISON_H

#include "hogql/expressions.h"

/*
 * Brings lowered operands that are compared with the first one to forms that the remote's operators take;
 * their types stay as they were.  They have a common type.
 */
extern void bring_together(Lowering *lowering, Operand *operands, int count);

/* A condition that is NULL if an operand is, where the mode needs to know what it is then. */
extern SqlNode *null_safe(SqlNode *condition, bool when_null, bool nullable, LoweringMode mode);

#endif /* METAHOG_HOGQL_COMPARISON_H */
