/*
 * query/view_definition.h
 *		The views that create_view() makes: their text, and reading it back.
 *
 * Such a view is all columns of one call of metahog.query() with a source, a
 * query, and the word to compare what comes with what it was made from, and
 * nothing else.  One that was written by hand may lack the last.  Its
 * definition in the server's catalog is the only place where source and query
 * are kept.
 */
#ifndef METAHOG_VIEW_DEFINITION_H
#define METAHOG_VIEW_DEFINITION_H

#include "access/attnum.h"
#include "nodes/pg_list.h"
#include "utils/rel.h"

typedef struct ViewDefinition
{
	char *source; /* as the call names it: the id, unless written by hand */
	char *query;
	List *columns; /* of LocalColumn: what the call declares */
	List *names;   /* of char *: what the view calls them; they may have been renamed */
} ViewDefinition;

/* How a view differs from what its query returns now. */
typedef struct ViewDrift
{
	bool any;
	bool only_added;	/* and only behind the other columns */
	AttrNumber *places; /* of each of the new columns in the view; 0 = it is not there yet */
	List *added;		/* of char *: the names in the view */
	List *changed;		/* of another type now; or in another order, if there are no others */
	List *removed;
} ViewDrift;

/* Raises 42809 if it is not such a view. */
extern void view_definition_read(Relation view, ViewDefinition *definition);

/* Do both of them ask the same of the same source? */
extern bool view_definition_same(const ViewDefinition *a, const ViewDefinition *b);

/* Hold a view against the columns, of LocalColumn, that its query returns. */
extern void view_definition_compare(const ViewDefinition *definition, const List *columns,
									ViewDrift *drift);

/*
 * The statement that makes the view, palloc'd; name is quoted and qualified.
 * To be run at once: it is qualified for the search_path of now.
 */
extern char *view_definition_statement(const char *create, const char *name,
									   const ViewDefinition *definition);

#endif /* METAHOG_VIEW_DEFINITION_H */
