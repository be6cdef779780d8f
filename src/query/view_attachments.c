/*
 * query/view_attachments.c
 *		What hangs on a view besides its definition, kept when it is made anew.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "commands/comment.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "query/view_attachments.h"

/* A catalog row that may hold privileges, and which of its columns are copied. */
typedef struct CatalogRow
{
	Oid catalog;
	int acl;	 /* column of the privileges */
	int options; /* another column, or 0 */
	int number;	 /* which column of the view it is; 0: the view itself */
} CatalogRow;

static void put_back_row(const CatalogRow *row, Oid view, Oid owner, HeapTuple from, HeapTuple to);
static int members(HeapTuple tuple, const CatalogRow *row, TupleDesc descriptor, Oid **roles);

void
view_attachments_read(Oid view, int ncolumns, const AttrNumber *places,
					  ViewAttachments *attachments)
{
	attachments->relation = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(view));
	attachments->comment = GetComment(view, RelationRelationId, 0);
	attachments->ncolumns = ncolumns;
	attachments->columns = palloc0(ncolumns * sizeof(HeapTuple));
	attachments->column_comments = palloc0(ncolumns * sizeof(char *));
	for (int i = 0; i < ncolumns; i++)
	{
		if (places[i] == 0)
			continue;
		attachments->columns[i] = SearchSysCacheCopyAttNum(view, places[i]);
		attachments->column_comments[i] = GetComment(view, RelationRelationId, places[i]);
	}
}

void
view_attachments_put_back(Oid view, const ViewAttachments *attachments)
{
	CatalogRow row = {RelationRelationId, Anum_pg_class_relacl, Anum_pg_class_reloptions, 0};
	HeapTuple now = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(view));
	Oid owner = ((Form_pg_class) GETSTRUCT(now))->relowner;

	put_back_row(&row, view, owner, attachments->relation, now);
	CreateComments(view, RelationRelationId, 0, attachments->comment);

	row.catalog = AttributeRelationId;
	row.acl = Anum_pg_attribute_attacl;
	row.options = 0;
	for (int i = 0; i < attachments->ncolumns; i++)
	{
		if (attachments->columns[i] == NULL)
			continue;
		row.number = i + 1;
		now = SearchSysCacheCopyAttNum(view, row.number);
		put_back_row(&row, view, owner, attachments->columns[i], now);
		CreateComments(view, RelationRelationId, row.number, attachments->column_comments[i]);
	}
	CommandCounterIncrement();
}

static void
put_back_row(const CatalogRow *row, Oid view, Oid owner, HeapTuple from, HeapTuple to)
{
	Relation catalog = table_open(row->catalog, RowExclusiveLock);
	TupleDesc descriptor = RelationGetDescr(catalog);
	Datum *values = palloc0(descriptor->natts * sizeof(Datum));
	bool *nulls = palloc0(descriptor->natts * sizeof(bool));
	bool *replaced = palloc0(descriptor->natts * sizeof(bool));
	Oid *old_roles;
	Oid *new_roles;
	int nold = members(to, row, descriptor, &old_roles);
	int nnew = members(from, row, descriptor, &new_roles);
	int columns[] = {row->acl, row->options};

	for (int i = 0; i < (int) lengthof(columns) && columns[i] > 0; i++)
	{
		int column = columns[i] - 1;

		values[column] = heap_getattr(from, columns[i], descriptor, &nulls[column]);
		replaced[column] = true;
	}
	to = heap_modify_tuple(to, descriptor, values, nulls, replaced);
	CatalogTupleUpdate(catalog, &to->t_self, to);
	updateAclDependencies(RelationRelationId, view, row->number, owner, nold, old_roles, nnew,
						  new_roles);
	table_close(catalog, RowExclusiveLock);
}

/* The roles that the row's privileges name, as updateAclDependencies() wants them. */
static int
members(HeapTuple tuple, const CatalogRow *row, TupleDesc descriptor, Oid **roles)
{
	bool isnull;
	Datum acl = heap_getattr(tuple, row->acl, descriptor, &isnull);

	return aclmembers(isnull ? NULL : DatumGetAclPCopy(acl), roles);
}
