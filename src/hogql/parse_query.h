/*
 * hogql/parse_query.h
 *		From a HogQL text to its tree.
 */
#ifndef METAHOG_HOGQL_PARSE_QUERY_H
#define METAHOG_HOGQL_PARSE_QUERY_H

#include "hogql/ast.h"

/*
 * The tree of a text in the server's encoding, all of it in the current memory
 * context; the text has to live as long.
 *
 * Raises 42601 for what is no HogQL, 0A000 for a Hog program, a tag and the
 * like, 22025 for a bad escape, 54000 and 54001 for what is too long or too
 * deep; the position is errposition().
 */
extern AstTree *hogql_parse(const char *text, int length);

#endif /* METAHOG_HOGQL_PARSE_QUERY_H */
