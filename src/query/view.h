/*
 * query/view.h
 *		Local views over remote queries, for those that have a text of their own to make one of.
 */
#ifndef METAHOG_VIEW_H
#define METAHOG_VIEW_H

#include "postgres_ext.h"

/*
 * Make a view, as create_view() does: the name as in SQL, the source's name or id, a text without
 * parameters.  The action is the SQL function's name, a constant; what says of what the view is made, for
 * its comment.  Returns the view's oid; raises what create_view() raises.
 */
extern Oid view_create(const char *view_name, const char *action, const char *source, char *query,
					   const char *what);

#endif /* METAHOG_VIEW_H */
