/*
 * hogql/expressions.h
 *		What the files of expressions share.
 *
 * A topic is a file, with both of its passes: comparison.c has the types of comparisons and how they are
 * printed, arithmetic.c those of arithmetic.  resolve_expression.c and lower_expression.c are the tables
 * of kinds of nodes that lead to the topics.
 */
#ifndef METAHOG_HOGQL_EXPRESSIONS_H
#define METAHOG_HOGQL_EXPRESSIONS_H

#include "hogql/ast.h"
#include "hogql/functions.h"
#include "hogql/lowering.h"
#include "hogql/meaning.h"
#include "hogql/resolver.h"
#include "hogql/types.h"

/* A node's flag: its value is a path into JSON, to which further [] and names may be added. */
#define EXPRESSION_JSON_PATH (1 << 0)

/* ---- The first pass ---- */

/*
 * Sets the type of a node and makes a meaning of all that its children have; the meaning may be added
 * to.  Raises 54000 if it would be printed as more than MAX_NODES nodes.
 */
extern Meaning *annotate(AstNode *node, const HogqlType *type);

/* Makes a node stand for another one, which is resolved. */
extern void stand_for(AstNode *node, AstNode *expression);

/* A list of expressions in which stars have been replaced by what they stand for; all are resolved. */
extern List *resolve_expressions(Resolver *resolver, List *nodes);

/* Raises 42803 or 42P20 if what an expression contains may not stand where the resolver is. */
extern void check_place(Resolver *resolver, const AstNode *node, int traits);

/* What errors call a clause: "WHERE". */
extern const char *clause_name(Clause clause);

/* What functions are to know while names and types are resolved. */
extern FunctionContext *resolving_context(Resolver *resolver);

/* The type that a function would have of these operands; for what is written otherwise but means a call. */
extern const HogqlType *type_of_call(Resolver *resolver, const char *name, AstNode *node,
									 Operand *operands, int count);

/* Per kind of node: node is of the kind that the name says, and is annotated afterwards. */
extern void resolve_field(Resolver *resolver, AstNode *node);
extern void resolve_positional_ref(Resolver *resolver, AstNode *node);
extern void resolve_array_access(Resolver *resolver, AstNode *node);
extern void resolve_array_slice(Resolver *resolver, AstNode *node);
extern void resolve_tuple_access(Resolver *resolver, AstNode *node);
extern void resolve_arithmetic(Resolver *resolver, AstNode *node);
extern void resolve_compare(Resolver *resolver, AstNode *node);
extern void resolve_in(Resolver *resolver, AstNode *node);
extern void resolve_between(Resolver *resolver, AstNode *node);
extern void resolve_is_distinct(Resolver *resolver, AstNode *node);
extern void resolve_cast(Resolver *resolver, AstNode *node);
extern void resolve_expr_call(Resolver *resolver, AstNode *node);
extern void resolve_call(Resolver *resolver, AstNode *node);
extern void resolve_window_function(Resolver *resolver, AstNode *node);

/* A function's call in another form, as equals(a, b): the resolved node that it stands for, or NULL. */
extern AstNode *operator_of_call(Resolver *resolver, AstCall *call);

/* ---- Both passes ---- */

/* The node behind aliases: the first that is more than another name for something. */
extern AstNode *looked_through(AstNode *node);

/* A resolved expression as an operand; its sql is NULL. */
extern Operand operand_of(AstNode *node);

/* Can the two be compared?  Tuples are so field by field. */
extern bool operands_comparable(const Operand *left, const Operand *right);

/* 42804 at an operator: "operator + does not take String and Int64". */
extern void operator_type_error(HogqlSpan span, const char *operator_name, const HogqlType *left,
								const HogqlType *right, const char *hint) pg_attribute_noreturn();

/* ---- The second pass ---- */

/* A resolved expression as an operand, with its sql. */
extern Operand lowered_operand(Lowering *lowering, AstNode *node);

/* The column that the expression is computed as elsewhere, or NULL. */
extern SqlNode *lower_substituted(Lowering *lowering, AstNode *node);

/* A subquery of an expression, as lower_subquery() gives it. */
extern SqlNode *lower_inner_query(Lowering *lowering, AstNode *query);

/* A name for it in FROM, the same each time. */
extern const char *name_of_query(Lowering *lowering, const AstNode *query);

/* What functions are to know while they print. */
extern FunctionContext *lowering_context(Lowering *lowering);

/* What a function prints of these operands, which are lowered. */
extern SqlNode *call_function(Lowering *lowering, const char *name, AstNode *node,
							  Operand *operands, int count);

/* Is the tuple written in place, and not computed elsewhere?  Then its elements are at hand. */
extern bool is_written_tuple(Lowering *lowering, AstNode *node);

/* A tuple or anything else as an operand; of a tuple that is written in place the sql is NULL. */
extern Operand lowered_tuple(Lowering *lowering, AstNode *node);

/* The fields of such a tuple: elements that are written in place, or what is got out of the value. */
extern Operand *lowered_tuple_fields(Lowering *lowering, const Operand *tuple);

/* Per kind of node. */
extern SqlNode *lower_field(Lowering *lowering, AstNode *node);
extern SqlNode *lower_array_access(Lowering *lowering, AstNode *node);
extern SqlNode *lower_array_slice(Lowering *lowering, AstNode *node);
extern SqlNode *lower_tuple_access(Lowering *lowering, AstNode *node);
extern SqlNode *lower_arithmetic(Lowering *lowering, AstNode *node);
extern SqlNode *lower_cast(Lowering *lowering, AstNode *node);
extern SqlNode *lower_call(Lowering *lowering, AstNode *node);
extern SqlNode *lower_window_function(Lowering *lowering, AstNode *node);

/* Conditions. */
extern SqlNode *lower_compare(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated);
extern SqlNode *lower_in(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated);
extern SqlNode *lower_between(Lowering *lowering, AstNode *node, LoweringMode mode, bool negated);
extern SqlNode *lower_is_distinct(Lowering *lowering, AstNode *node, bool negated);

/*
 * Two operands, null-safe as the mode needs it: "=" or, negated, "!=".  Tuples are equal if all their
 * fields are; they come from lowered_tuple().
 */
extern SqlNode *lower_equal(Lowering *lowering, Operand *left, Operand *right, LoweringMode mode,
							bool negated);

#endif /* METAHOG_HOGQL_EXPRESSIONS_H */
