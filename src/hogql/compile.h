/*
 * hogql/compile.h
 *		From a tree of HogQL to a tree of SQL.
 */
#ifndef METAHOG_COMPILE_H
#define METAHOG_COMPILE_H

#include "hogql/ast.h"
#include "hogql/catalog.h"
#include "hogql/types.h"
#include "sqltree/sqltree.h"

struct Params;

/* What a text means depends on. */
typedef struct CompileContext
{
	Catalog *catalog;
	struct Params *params;	 /* values of placeholders */
	const char *zone;		 /* of the session in which the SQL runs */
	bool week_starts_monday; /* for calls without a mode */
	int server_version;		 /* of the remote, such as 150004; 0: not known */
} CompileContext;

/* A column of the result. */
typedef struct CompiledColumn
{
	const char *name;	 /* in full: the remote may know it as another */
	const char *printed; /* what the remote calls it */
	const HogqlType *type;
} CompiledColumn;

typedef struct CompiledQuery
{
	SqlNode *query;
	CompiledColumn *columns;
	int ncolumns;
	List *warnings; /* as in Resolver */
} CompiledQuery;

/*
 * Resolve a tree, in place, and lower it.  All is allocated in the current memory context.  Raises what
 * hogql.md §6 lists, with the text's positions.
 */
extern CompiledQuery *compile_query(const AstTree *tree, const CompileContext *context);

#endif /* METAHOG_COMPILE_H */
