/*
 * hogql/ast_json.h
 *		The tree of a text as JSON, in the shape that PostHog's parser gives it.
 */
#ifndef METAHOG_HOGQL_AST_JSON_H
#define METAHOG_HOGQL_AST_JSON_H

#include "lib/stringinfo.h"

#include "hogql/ast.h"

/*
 * Absent fields are left out.  Each node has "start" and "end", its place as
 * {line, column, offset}, lines from 1 and the others from 0, in characters.
 */
extern void ast_write_json(StringInfo out, const AstTree *tree);

#endif /* METAHOG_HOGQL_AST_JSON_H */
