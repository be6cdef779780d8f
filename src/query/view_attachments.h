/*
 * query/view_attachments.h
 *		What hangs on a view besides its definition, kept when it is made anew.
 */
#ifndef METAHOG_VIEW_ATTACHMENTS_H
#define METAHOG_VIEW_ATTACHMENTS_H

#include "access/attnum.h"
#include "access/htup.h"

typedef struct ViewAttachments
{
	HeapTuple relation; /* its row of pg_class: privileges, options */
	char *comment;		/* NULL: none; so are the columns' */
	int ncolumns;		/* of the view that is to come */
	HeapTuple *columns; /* their rows of pg_attribute: privileges; NULL: a new column */
	char **column_comments;
} ViewAttachments;

/* Read those of a view; places are the columns of the coming view in this one, 0 for new ones. */
extern void view_attachments_read(Oid view, int ncolumns, const AttrNumber *places,
								  ViewAttachments *attachments);

/*
 * Give them to the view that took its place, which has the same owner.  The
 * privileges are copied as they are: to grant them again would need all the
 * roles that ever granted one, and would leave what new views get by default.
 */
extern void view_attachments_put_back(Oid view, const ViewAttachments *attachments);

#endif /* METAHOG_VIEW_ATTACHMENTS_H */
