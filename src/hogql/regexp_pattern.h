/*
 * hogql/regexp_pattern.h
 *		Regular expressions as ClickHouse has them (RE2), in PostgreSQL's words.
 */
#ifndef METAHOG_HOGQL_REGEXP_PATTERN_H
#define METAHOG_HOGQL_REGEXP_PATTERN_H

#include "hogql/functions.h"

typedef struct RegexpPattern
{
	SqlNode *sql;	  /* the pattern, as PostgreSQL reads it */
	SqlNode *whole;	  /* the same with all of it as one more group in front */
	int groups;		  /* that capture; of one that is not constant: -1 */
	bool has_options; /* it begins with (?i) */
} RegexpPattern;

/*
 * The pattern that an operand is.  A constant is translated: 22023 at it if it is no pattern, 0A000 if
 * PostgreSQL has no way to say it, or, where the length of a match matters, to find the same match.
 */
extern RegexpPattern regexp_pattern(const Operand *operand, bool length_matters);

#endif /* METAHOG_HOGQL_REGEXP_PATTERN_H */
