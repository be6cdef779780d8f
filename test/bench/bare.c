/*
 * bare.c: runs one statement in single-row mode, throws the rows away and says how long that took.
 *
 * usage: bare CONNINFO STATEMENT [STATEMENT_BEFORE ...]
 * prints: seconds, growth of the backend's memory in kB, what came of it (tab-separated)
 *
 * Run against the remote server this is the bare client that everything is compared with: nothing
 * reads a row with less work through libpq. Run against the metadata server it is the caller of
 * each of the peers there, the same for all of them.
 *
 * Kept: the clock runs from sending the statement to the last result; connecting and the statements
 * before are not in it. Rows are not looked at, only counted.
 */
#include "client.h"

/* Reads one line, such as VmHWM, of what the kernel says of a process, in kB. */
static long
status_kb(int pid, const char *field)
{
	char path[64];
	char line[256];
	long kb = -1;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = fopen(path, "r");
	if (status == NULL)
		return -1;
	while (kb < 0 && fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, field, strlen(field)) == 0 && line[strlen(field)] == ':')
			kb = strtol(line + strlen(field) + 1, NULL, 10);
	fclose(status);
	return kb;
}

static void
throw_copy_away(PGconn *conn)
{
	char *buffer;
	int length;

	while ((length = PQgetCopyData(conn, &buffer, 0)) > 0)
		PQfreemem(buffer);
	if (length == -2)
		fail(conn);
}

/* Fetches everything; afterwards outcome is the number of rows, or what describe_value says of a
 * single one. */
static void
throw_rows_away(PGconn *conn, char *outcome, size_t size)
{
	PGresult *result;
	long rows = 0;

	while ((result = PQgetResult(conn)) != NULL)
	{
		check_result(conn, result);
		if (PQresultStatus(result) == PGRES_COPY_OUT)
			throw_copy_away(conn);
		else if (PQresultStatus(result) == PGRES_SINGLE_TUPLE && rows++ == 0)
			describe_value(result, outcome, size);
		PQclear(result);
	}
	if (rows != 1)
		snprintf(outcome, size, "%ld rows", rows);
}

int
main(int argc, char **argv)
{
	PGconn *conn;
	char outcome[64];
	double begin;
	double seconds;
	long before_kb;
	long peak_kb;

	if (argc < 3)
	{
		fprintf(stderr, "usage: bare CONNINFO STATEMENT [STATEMENT_BEFORE ...]\n");
		return 2;
	}
	conn = connect_or_fail(argv[1]);
	run_unmeasured(conn, argv + 3, argc - 3);

	/*
	 * The kernel keeps the high-water mark of a process' resident memory, so no peak can fall
	 * between two samples as it could if we polled. The mark counts shared memory too: what the
	 * backend touches of it for the first time during the statement is held against it. That is
	 * little after a warm-up and can only make the growth too large.
	 */
	before_kb = status_kb(PQbackendPID(conn), "VmRSS");
	begin = now();
	if (!PQsendQuery(conn, argv[2]) || !PQsetSingleRowMode(conn))
		fail(conn);
	throw_rows_away(conn, outcome, sizeof(outcome));
	seconds = now() - begin;
	peak_kb = status_kb(PQbackendPID(conn), "VmHWM");

	printf("%.6f\t%ld\t%s\n", seconds, peak_kb - before_kb, outcome);
	PQfinish(conn);
	return 0;
}
