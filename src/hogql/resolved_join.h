/*
 * hogql/resolved_join.h
 *		What the resolver has found out about a join: it is the meaning of the JoinExpr.
 */
#ifndef METAHOG_RESOLVED_JOIN_H
#define METAHOG_RESOLVED_JOIN_H

#include "hogql/ast.h"
#include "hogql/meaning.h"
#include "hogql/scope.h"

typedef enum JoinKind
{
	JOINED_FIRST, /* nothing is before it */
	JOINED_INNER,
	JOINED_LEFT,
	JOINED_RIGHT,
	JOINED_FULL,
	JOINED_CROSS,
	JOINED_ANY_LEFT,
	JOINED_SEMI_LEFT,
	JOINED_SEMI_RIGHT,
	JOINED_ANTI_LEFT,
	JOINED_ANTI_RIGHT,
	JOINED_ASOF,
	JOINED_ASOF_LEFT,
} JoinKind;

#define JOINED_KIND_COUNT (JOINED_ASOF_LEFT + 1)

/* A column of each side that USING or NATURAL makes one of. */
typedef struct JoinPair
{
	ScopeColumn left;
	ScopeColumn right;
	const HogqlType *type; /* in which they are compared */
} JoinPair;

typedef struct ResolvedJoin
{
	Meaning meaning;
	JoinKind kind;
	FromEntry *entry; /* the table itself */
	List *conditions; /* of ON: AstNode * */
	List *pairs;	  /* of USING and NATURAL: JoinPair * */

	/* Numbers of the entries on its left side, and behind the last one of its right side. */
	int left_from;
	int right_from;
	int right_end;

	/* What lowering calls the relation that it makes of several, from the first time on. */
	const char *gathered;

	/* Of ASOF: what the rows of the right side are put in order by; the first one is joined. */
	AstNode *asof_key;
	bool asof_descending;
} ResolvedJoin;

/* Of a join that resolve_from() has resolved. */
extern ResolvedJoin *resolved_join(const AstJoinExpr *join);

/* ASOF: which of the conditions is the inequality.  Raises 42601 if that is none, or several. */
extern void resolve_asof(const Scope *scope, const AstJoinExpr *join, ResolvedJoin *resolved);

#endif /* METAHOG_RESOLVED_JOIN_H */
