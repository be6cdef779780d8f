/*
 * worker/audit_partitions.c
 *		The partitions of metahog.audit_log, one for each month of UTC.
 *
 * - Whether a month has one is asked of the table's bounds, never by a name.
 * - No text of anybody else is part of a statement: names are made of numbers,
 *   or come quoted from the catalog.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "partitioning/partbounds.h"
#include "partitioning/partdesc.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "source/own_tables.h"
#include "worker/audit_partitions.h"
#include "worker/worker_transaction.h"

#define NAME_OF_MONTH "metahog.audit_log_%04d_%02d"

static void execute_as(Oid role, const char *statement);
static Oid owner_of_extension(void);
static Oid owner_of_table(Oid table);
static char *start_of_month(AuditMonth month);
static bool is_member(Oid partition);

AuditMonth
audit_month(TimestampTz time)
{
	struct pg_tm tm;
	fsec_t fraction;

	if (TIMESTAMP_NOT_FINITE(time) || timestamp2tm(time, NULL, &tm, &fraction, NULL, NULL) != 0 ||
		tm.tm_year < 0)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("the time of an audit record is out of range")));
	return tm.tm_year * MONTHS_PER_YEAR + tm.tm_mon - 1;
}

TimestampTz
audit_month_start(AuditMonth month)
{
	int day = date2j(month / MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1, 1);

	return (TimestampTz) (day - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY;
}

Relation
audit_table_open(void)
{
	Relation table = table_open(own_table_oid("audit_log"), RowExclusiveLock);
	Oid extension = getExtensionOfObject(RelationRelationId, RelationGetRelid(table));

	if (table->rd_rel->relkind != RELKIND_PARTITIONED_TABLE || !OidIsValid(extension) ||
		extension != get_extension_oid("metahog", true))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("metahog.audit_log is not the table of extension metahog")));
	return table;
}

/* What get_partition_for_tuple() does, which the server keeps to itself. */
bool
audit_partition_exists(Relation table, TimestampTz time)
{
	PartitionKey key = RelationGetPartitionKey(table);
	PartitionBoundInfo bounds = RelationGetPartitionDesc(table, true)->boundinfo;
	Datum value = TimestampTzGetDatum(time);
	bool is_equal;
	int below;

	if (bounds == NULL)
		return false;
	below = partition_range_datum_bsearch(key->partsupfunc, key->partcollation, bounds, 1, &value,
										  &is_equal);
	return bounds->indexes[below + 1] >= 0;
}

/*
 * Attached rather than created as a partition: that would need a lock which
 * waits for everybody who reads the table, and makes all others wait behind.
 */
void
audit_partition_make(Oid table, AuditMonth month)
{
	Oid owner = owner_of_table(table);
	char *name = psprintf(NAME_OF_MONTH, month / MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1);

	execute_as(owner, psprintf("CREATE TABLE %s (LIKE metahog.audit_log INCLUDING ALL)", name));
	execute_as(owner, psprintf("COMMENT ON TABLE %s IS 'Audit log of one month'", name));
	execute_as(owner, psprintf("ALTER TABLE metahog.audit_log ATTACH PARTITION %s "
							   "FOR VALUES FROM ('%s') TO ('%s')",
							   name, start_of_month(month), start_of_month(month + 1)));
	execute_as(owner_of_extension(), psprintf("ALTER EXTENSION metahog ADD TABLE %s", name));
}

List *
audit_partitions_before(Relation table, TimestampTz time)
{
	PartitionDesc partitions = RelationGetPartitionDesc(table, true);
	PartitionBoundInfo bounds = partitions->boundinfo;
	List *found = NIL;

	/* A bound's index is that of the partition which ends there. */
	for (int i = 0; bounds != NULL && i < bounds->ndatums; i++)
	{
		int index = bounds->indexes[i];

		if (index >= 0 && bounds->kind[i][0] == PARTITION_RANGE_DATUM_VALUE &&
			DatumGetTimestampTz(bounds->datums[i][0]) <= time && is_member(partitions->oids[index]))
			found = lappend_oid(found, partitions->oids[index]);
	}
	return found;
}

void
audit_partition_drop(Oid partition)
{
	char *schema = get_namespace_name(get_rel_namespace(partition));
	char *relation = get_rel_name(partition);
	char *name;

	if (schema == NULL || relation == NULL)
		return;
	name = quote_qualified_identifier(schema, relation);
	execute_as(owner_of_extension(), psprintf("ALTER EXTENSION metahog DROP TABLE %s", name));
	execute_as(owner_of_table(partition), psprintf("DROP TABLE %s", name));
}

static void
execute_as(Oid role, const char *statement)
{
	WorkerRole former;

	worker_become(&former, role);
	worker_execute(statement);
	worker_become_former(&former);
}

static Oid
owner_of_extension(void)
{
	bool isnull = true;
	Datum owner = (Datum) 0;

	worker_execute("SELECT extowner FROM pg_catalog.pg_extension WHERE extname = 'metahog'");
	if (SPI_processed == 1)
		owner = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("extension metahog does not exist")));
	return DatumGetObjectId(owner);
}

static Oid
owner_of_table(Oid table)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "could not find relation %u", table);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* In UTC, and in a form that no DateStyle reads otherwise. */
static char *
start_of_month(AuditMonth month)
{
	return psprintf("%04d-%02d-01 00:00:00+00", month / MONTHS_PER_YEAR,
					month % MONTHS_PER_YEAR + 1);
}

static bool
is_member(Oid partition)
{
	Oid extension = getExtensionOfObject(RelationRelationId, partition);

	return OidIsValid(extension) && extension == get_extension_oid("metahog", true);
}
