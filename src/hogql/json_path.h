/*
 * hogql/json_path.h
 *		Paths into JSON: col.a.b, col['a'][1], and what is mixed of them.
 */
#ifndef METAHOG_HOGQL_JSON_PATH_H
#define METAHOG_HOGQL_JSON_PATH_H

#include "hogql/expressions.h"

/* Can a further [] be added to this resolved expression: is it JSON, or a path into it? */
extern bool is_json(AstNode *node);

/* An expression with EXPRESSION_JSON_PATH, as a text: NULL where there is nothing, or null. */
extern SqlNode *lower_json_path(Lowering *lowering, AstNode *node);

/* In field.c: what a name stands for, without the path behind it. */
extern SqlNode *lower_name(Lowering *lowering, AstNode *node);

#endif /* METAHOG_HOGQL_JSON_PATH_H */
