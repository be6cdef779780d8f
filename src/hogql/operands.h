/*
 * hogql/operands.h
 *		What functions ask of operands beyond functions.h.
 */
#ifndef METAHOG_HOGQL_OPERANDS_H
#define METAHOG_HOGQL_OPERANDS_H

#include "hogql/functions.h"

/* The node that an operand is in the end: aliases are looked through.  NULL if it was made here. */
extern AstNode *operand_node(const Operand *operand);

/* The node as a constant, or NULL. */
extern const AstConstant *operand_constant(const Operand *operand);
extern bool operand_is_constant(const Operand *operand);

/* As a boolean of SQL: a number is <> 0.  NULL stays NULL. */
extern SqlNode *operand_condition(const Operand *operand);

/* An operand that was made here. */
extern Operand made_operand(SqlNode *sql, const HogqlType *type);

#endif /* METAHOG_HOGQL_OPERANDS_H */
